// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import NativeDialect

/// Reads the journal of a data directory up to some point, also while the server runs: the facts as the native dialect
/// shows them, or the state they add up to.
package struct JournalReplay: Sendable {
  private static let pageLimit = 1_000

  private let file: JournalFile
  private let accounts: [AccountID]
  private let end: ReplayEnd
  private let conversation: ConversationID?

  /// Opens the journal of a data directory.
  ///
  /// - Parameters:
  ///   - account: Which account; nil for all of them.
  ///   - end: Up to where; nil for all there is. An offset needs an account unless there is only one.
  ///   - conversation: Only this one.
  package init(
    directory: String,
    account: String?,
    until end: String?,
    conversation: String?
  ) throws(OperationFailure) {
    do throws(JournalError) {
      file = try JournalFile(path: ServerSettings.DataSettings.journalPath(in: directory))
    } catch {
      throw OperationFailure(error)
    }
    if let account {
      guard let found = file.accounts.first(where: { $0.rawValue == account }) else {
        let known = file.accounts.map(\.rawValue).joined(separator: ", ")
        throw OperationFailure("the journal has no account \(account); it has: \(known)")
      }
      accounts = [found]
    } else {
      accounts = file.accounts
    }
    if let end { self.end = try ReplayEnd(end, epoch: file.epoch) } else { self.end = .everything }
    if case .offset = self.end, accounts.count > 1 {
      throw OperationFailure("an offset is of one account: name it with --account")
    }
    self.conversation = conversation.flatMap { ConversationID($0) }
    if let conversation, self.conversation == nil {
      throw OperationFailure("\(conversation) is not the id of a conversation: it must be a UUID")
    }
  }

  /// Gives each fact as one line of JSON, a page at a time, account after account.
  package func facts(_ write: ([UInt8]) -> Void) throws(OperationFailure) {
    var bytes: [UInt8] = []
    for account in accounts {
      try forEachPage(account) { page in
        for envelope in page where conversation == nil || envelope.event.subject.conversation == conversation {
          _ = CloudEventEncoder().encode(envelope, epoch: file.epoch, into: &bytes)
          bytes.append(UInt8(ascii: "\n"))
        }
        write(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
  }

  /// Gives the state of each account as one line of JSON. The callback gets the facts done and all facts.
  package func state(
    progress: (Int, Int) -> Void,
    _ write: ([UInt8]) -> Void
  ) throws(OperationFailure) {
    for account in accounts {
      var centre = ContactCentre(account: account, epoch: file.epoch)
      var history = ConversationHistory()
      var broken: UInt64?
      try forEachPage(account, progress: progress) { page in
        for envelope in page where broken == nil {
          guard envelope.offset == centre.offset + 1 else {
            broken = envelope.offset
            continue
          }
          centre.apply(envelope)
          if let conversation, envelope.event.subject.conversation == conversation { history.apply(envelope) }
        }
      }
      if let broken {
        throw OperationFailure("fact \(broken) of account \(account) follows fact \(centre.offset): verify the journal")
      }
      var json = JSONWriter()
      json.object { json in
        json.member("account", account)
        json.member("position", "\(centre.position)")
        json.member("time", centre.offset == 0 ? nil : centre.lastTime)
        if conversation == nil { json.state(of: centre) } else { json.history(history) }
      }
      write(json.finish() + [UInt8(ascii: "\n")])
    }
  }

  private func forEachPage(
    _ account: AccountID,
    progress: (Int, Int) -> Void = { _, _ in },
    _ visit: ([Envelope]) -> Void
  ) throws(OperationFailure) {
    do throws(JournalError) {
      let last = min(try file.head(account, withSnapshot: false).last, end.lastOffset)
      var offset: UInt64 = 0
      while offset < last {
        let limit = Int(clamping: min(UInt64(Self.pageLimit), last - offset))
        let page = try file.facts(account, after: offset, limit: limit)
        guard let read = page.last?.offset else { break }
        offset = read
        let wanted = page.prefix { end.includes($0.time) }
        visit(Array(wanted))
        progress(Int(clamping: offset), Int(clamping: last))
        if wanted.count < page.count { break }
      }
    } catch {
      throw OperationFailure(error)
    }
  }
}

extension JSONWriter {
  /// What stood open, in the order of the identifiers.
  fileprivate mutating func state(of centre: ContactCentre) {
    array("agents", centre.agents.keys.sorted().compactMap { AgentView($0, in: centre) }) { $0.object($1) }
    array("conversations", centre.conversations.values.sorted { $0.id < $1.id }) {
      $0.object(ConversationView($1, call: centre.calls[$1.id], for: .system(centre.account)))
    }
    array("workItems", centre.workItems.values.sorted { $0.id < $1.id }) { $0.object(WorkItemView($1, in: centre)) }
    array("offers", centre.offers.values.sorted { $0.id < $1.id }) { $0.object($1) }
  }

  /// One conversation, open or closed, with what was said; `null` if it had not begun.
  fileprivate mutating func history(_ history: ConversationHistory) {
    key("conversation")
    if let view = history.view { object(view) } else { null() }
    array("messages", history.said) { $0.object($1) }
  }
}
