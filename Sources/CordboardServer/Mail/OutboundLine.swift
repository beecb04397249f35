// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import EventJournal
import InternetMessage
import Logging
import MailTransfer

/// What one account has to send. A value; the account's task of ``OutboundMail`` owns it.
struct OutboundLine {
  private let account: AccountID
  private let mail: OutboundMail
  /// Up to where the log was looked at.
  private(set) var cursor: UInt64
  private var keptCursor: UInt64
  /// What is to be sent, by offset.
  private var pending: [UInt64: PendingMail] = [:]
  /// Conversations of which it is known whether their customers are reached by mail.
  private var isByMail: [ConversationID: Bool] = [:]
  private static let rememberedConversations = 50_000

  init(_ account: AccountID, _ mail: OutboundMail) async throws {
    self.account = account
    self.mail = mail
    let name = OutboundMail.cursorName(account)
    if let stored = try await mail.journal.value(name), let offset = UInt64(String(decoding: stored, as: UTF8.self)) {
      cursor = offset
    } else {
      // What was said before mail was switched on is not sent now.
      cursor = try await mail.journal.accounts()[account] ?? 0
      try await mail.journal.setValue(Array("\(cursor)".utf8), for: name)
    }
    keptCursor = cursor
    let prefix = OutboundMail.pendingPrefix(account)
    for (name, bytes) in try await mail.journal.values(withPrefix: prefix) {
      guard let offset = UInt64(name.dropFirst(prefix.count)) else { continue }
      if let read = PendingMail(bytes) {
        pending[offset] = read
      } else {
        mail.logger.error("a mail that was to be sent cannot be read", metadata: ["value": "\(name)"])
      }
    }
  }

  // MARK: Looking at the log

  /// Writes down what the log has to send since the last look.
  mutating func collect() async throws {
    while true {
      let facts = try await mail.journal.read(account, after: cursor, limit: mail.pageSize)
      guard let last = facts.last else { break }
      var found = false
      for envelope in facts {
        if case .channelSessionStarted(let fact) = envelope.event { isByMail[fact.conversation] = nil }
        guard try await isMail(envelope) else { continue }
        let new = PendingMail(offset: envelope.offset, since: mail.clock.now())
        // It is known from a look that ended before the cursor was kept.
        if pending[envelope.offset] == nil {
          try await keep(new)
          found = true
        }
      }
      cursor = last.offset
      // Looking again at facts with nothing to send costs little, and keeping the cursor each time would not.
      if found || cursor - keptCursor >= 10_000 { try await keepCursor() }
      if facts.count < mail.pageSize { break }
    }
  }

  private mutating func keepCursor() async throws {
    try await mail.journal.setValue(Array("\(cursor)".utf8), for: OutboundMail.cursorName(account))
    keptCursor = cursor
  }

  private mutating func keep(_ item: PendingMail) async throws {
    try await mail.journal.setValue(item.stored, for: OutboundMail.pendingName(account, item.offset))
    pending[item.offset] = item
  }

  /// Whether a fact is something said to a customer who is reached by mail.
  private mutating func isMail(_ envelope: Envelope) async throws -> Bool {
    guard case .messagePosted(let fact) = envelope.event, !envelope.isErased, fact.message.senderKind != .customer,
      fact.message.audience == .everyone
    else { return false }
    if let known = isByMail[fact.conversation], !known { return false }
    let thread = try await thread(of: fact.conversation, before: envelope.offset)
    if isByMail.count >= Self.rememberedConversations { isByMail = [:] }
    isByMail[fact.conversation] = thread.channel != nil
    return thread.channel != nil && thread.mainDialog == fact.dialog
  }

  /// What is known of a conversation before a fact.
  private func thread(of conversation: ConversationID, before offset: UInt64) async throws -> MailThread {
    let channels = try await mail.gateway.query(account) { centre, _ throws(Rejection) in
      centre.configuration.channels.values.reduce(into: [ChannelID: MailAddress]()) { channels, channel in
        if channel.type == .email { channels[channel.id] = MailAddress(channel.serviceIdentifier) }
      }
    }
    var thread = MailThread(channels: channels, hostName: mail.hostName)
    guard !channels.isEmpty else { return thread }
    var sequence: UInt64 = 0
    while true {
      let facts = try await mail.journal.read(
        account,
        conversation: conversation,
        after: sequence,
        limit: mail.pageSize
      )
      for envelope in facts {
        guard envelope.offset < offset else { return thread }
        thread.take(envelope)
        sequence = envelope.conversationSequence ?? sequence
      }
      if facts.count < mail.pageSize { return thread }
    }
  }

  // MARK: Sending

  /// Sends what is due, in order; returns when something is due next.
  mutating func sendDue() async throws -> Timestamp? {
    for offset in pending.keys.sorted() {
      guard let item = pending[offset], item.next <= mail.clock.now(), !Task.isCancelled else { continue }
      try await send(item)
    }
    return pending.values.map(\.next).min()
  }

  private mutating func send(_ old: PendingMail) async throws {
    var item = old
    // The cursor is kept first: what is struck off must not be found again.
    if keptCursor < item.offset { try await keepCursor() }
    let found = try await mail.journal.read(account, after: item.offset - 1, limit: 1).first
    guard let found, case .messagePosted(let fact) = found.event, !found.isErased else { return try await strike(item) }
    let result: Result<[MailOutcome], MailClientFailure>
    do {
      guard let outgoing = try await write(fact.message, found, left: item.left) else { return try await strike(item) }
      result = await mail.send(outgoing)
    } catch let error as MessageWritingError {
      item.failed.append("\(error)")
      return try await end(item, fact)
    }
    if Task.isCancelled, case .failure = result { return }
    let isDone = item.settle(
      result,
      schedule: mail.schedule,
      at: mail.clock.now(),
      chance: .random(in: 0..<1)
    )
    guard isDone else {
      mail.count(item, isDone: false)
      mail.logger.warning(
        "a mail is tried again later",
        metadata: ["account": "\(account)", "message": "\(fact.message.id)", "tries": "\(item.tries)"]
      )
      return try await keep(item)
    }
    try await end(item, fact)
  }

  /// Says what could not be delivered, and strikes the mail off.
  private mutating func end(_ item: PendingMail, _ fact: MessagePosted) async throws {
    mail.count(item, isDone: true)
    if !item.failed.isEmpty {
      let command = Command.reportReceipt(
        fact.conversation,
        fact.message.id,
        by: .customer,
        .failed,
        detail: item.failed.joined(separator: "; ").bounded(500)
      )
      do throws(Rejection) {
        _ = try await mail.gateway.perform(command, in: CommandContext(principal: .system(account)))
      } catch {
        // The conversation may be over; otherwise it is said another time.
        if error == .overloaded || error == .unavailable { throw error }
      }
    }
    try await strike(item)
  }

  private mutating func strike(_ item: PendingMail) async throws {
    try await mail.journal.setValue(nil, for: OutboundMail.pendingName(account, item.offset))
    pending[item.offset] = nil
  }

  /// Writes the mail that a message is, for those it was not taken for yet; nil if it is for nobody.
  private func write(_ message: Message, _ envelope: Envelope, left: [String]?) async throws -> OutgoingMail? {
    guard case .messagePosted(let fact) = envelope.event else { return nil }
    let thread = try await thread(of: fact.conversation, before: envelope.offset)
    let token = MailToken(conversation: fact.conversation, offset: envelope.offset)
    guard let made = thread.draft(of: message, token: token, at: envelope.time),
      let sender = EnvelopePath(made.draft.from.address.written)
    else { return nil }
    var draft = made.draft
    let new = NewMessage(body: message.body)
    for (id, _) in mail.files.files(in: new, of: account) + mail.files.mailed(in: message.body, of: account) {
      guard let file = try await mail.files.attachment(id, of: fact.conversation, in: account) else { continue }
      draft.attachments.append(file)
    }
    // A notice or another body that says nothing to a person is no mail.
    guard !draft.text.isEmpty || draft.html != nil || !draft.attachments.isEmpty else { return nil }
    let everybody = (draft.to + draft.copies + made.secret).map(\.address.written)
    let recipients = (left ?? everybody).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return OutgoingMail(
      sender: sender,
      recipients: recipients.compactMap { EnvelopePath($0) },
      content: try draft.write(),
      needsUTF8: draft.needsUTF8
    )
  }
}
