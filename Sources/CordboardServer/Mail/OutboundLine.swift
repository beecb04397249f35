// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
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
  private var threads: MailThreads
  /// How often in a row the relay could not be talked to, and until when nothing is tried since.
  private var failures = 0
  private var resumes: Timestamp?

  init(_ account: AccountID, _ mail: OutboundMail) async throws {
    self.account = account
    self.mail = mail
    threads = MailThreads(account, mail)
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
        guard try await threads.isMail(envelope) else { continue }
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

  // MARK: Sending

  /// Sends what is due, in order; returns when something is due next.
  mutating func sendDue() async throws -> Timestamp? {
    for offset in pending.keys.sorted() {
      let now = mail.clock.now()
      guard let item = pending[offset], item.next <= now, !Task.isCancelled else { continue }
      // A relay that is not there is not asked for each mail.
      if let resumes, resumes > now, !item.isDone { continue }
      try await send(item)
    }
    guard let next = pending.values.map(\.next).min() else { return nil }
    return resumes.map { max($0, next) } ?? next
  }

  private mutating func send(_ old: PendingMail) async throws {
    var item = old
    // The cursor is kept first: what is struck off must not be found again.
    if keptCursor < item.offset { try await keepCursor() }
    guard let (fact, envelope) = try await said(item) else { return try await strike(item) }
    if item.isDone { return try await end(item, fact, envelope) }
    let outgoing: OutgoingMail
    do {
      guard let written = try await write(fact, envelope, &item) else {
        return item.failed.isEmpty ? try await strike(item) : try await end(item, fact, envelope)
      }
      outgoing = written
    } catch let error where error is MessageWritingError || error is EnclosureError {
      item.failed.append("\(error)")
      return try await end(item, fact, envelope)
    }
    switch await mail.send(outgoing) {
    case .success(let outcomes):
      (failures, resumes) = (0, nil)
      item.settle(outcomes, schedule: mail.schedule, at: mail.clock.now(), chance: .random(in: 0..<1))
      if item.isDone { return try await end(item, fact, envelope) }
      mail.retried.add()
      mail.logger.warning(
        "a mail is tried again later",
        metadata: [
          "account": "\(account)", "message": "\(fact.message.id)", "tries": "\(item.tries)", "why": "\(item.why)",
        ]
      )
      try await keep(item)
    case .failure(let failure):
      if Task.isCancelled { return }
      try await pause(failure, item)
    }
  }

  /// The relay could not be talked to, which says nothing about a mail: everything waits. What waited long enough is given
  /// up.
  private mutating func pause(_ failure: MailClientFailure, _ tried: PendingMail) async throws {
    failures += 1
    let now = mail.clock.now()
    // A password that is refused again and again gets a login locked; whether a relay is there again may be asked often.
    let steps = failure.isAboutLogin ? failures : min(failures, 2)
    let schedule = mail.schedule
    let next = schedule.next(afterTries: steps, since: now, at: now, chance: .random(in: 0..<1))
    let until = next ?? now.advanced(by: .seconds(60))
    resumes = until
    mail.retried.add()
    mail.logger.error(
      "the relay cannot be used; mail is tried again later",
      metadata: ["account": "\(account)", "pending": "\(pending.count)", "why": "\(failure)"]
    )
    var item = tried
    item.settle(failure, until: until)
    try await keep(item)
    for offset in pending.keys.sorted() {
      guard var item = pending[offset], item.isExpired(schedule, at: now) else { continue }
      if item.why.isEmpty { item.why = "\(failure)" }
      item.giveUp()
      guard let (fact, envelope) = try await said(item) else {
        try await strike(item)
        continue
      }
      try await end(item, fact, envelope)
    }
  }

  private func said(_ item: PendingMail) async throws -> (MessagePosted, Envelope)? {
    let found = try await mail.journal.read(account, after: item.offset - 1, limit: 1).first
    guard let found, case .messagePosted(let fact) = found.event, !found.isErased else { return nil }
    return (fact, found)
  }

  /// Says what could not be delivered, and strikes the mail off. That it is done is kept first: if it cannot be said now, it
  /// is not sent again for that.
  private mutating func end(_ old: PendingMail, _ fact: MessagePosted, _ envelope: Envelope) async throws {
    var item = old
    item.left = []
    if !item.failed.isEmpty {
      try await keep(item)
      let reasons = item.failed.joined(separator: "; ")
      mail.logger.error(
        "a mail could not be delivered",
        metadata: ["account": "\(account)", "message": "\(fact.message.id)", "why": "\(reasons)"]
      )
      try await report(reasons, fact, envelope)
    }
    (item.failed.isEmpty ? mail.sent : mail.failed).add()
    try await strike(item)
  }

  /// Says at the message that it was not delivered; when its conversation is over, in one of its own.
  private mutating func report(_ reasons: String, _ fact: MessagePosted, _ envelope: Envelope) async throws {
    let command = Command.reportReceipt(
      fact.conversation,
      fact.message.id,
      by: .customer,
      .failed,
      detail: reasons.prefix(utf8Bytes: 500)
    )
    let principal = Principal.system(account)
    do throws(Rejection) {
      _ = try await mail.gateway.perform(command, in: CommandContext(principal: principal))
      return
    } catch {
      if error.category == .unavailable { throw error }
    }
    let thread = try await threads.thread(of: fact.conversation, before: envelope.offset)
    guard let channel = thread.channel else { return }
    let notice = UndeliveredNotice(thread: thread, reasons: reasons, hostName: mail.hostName)
    let reference = CommandReference(
      id: CommandID(rawValue: "mail-undelivered-\(envelope.offset)"),
      fingerprint: envelope.offset
    )
    do throws(Rejection) {
      _ = try await mail.gateway.perform(
        .startConversation(notice.start(channel, in: account)),
        in: CommandContext(principal: principal, reference: reference)
      )
    } catch {
      if error.category == .unavailable { throw error }
      mail.logger.error(
        "nobody could be told of a mail that was not delivered",
        metadata: ["account": "\(account)", "why": "\(error.detail)"]
      )
    }
  }

  private mutating func strike(_ item: PendingMail) async throws {
    try await mail.journal.setValue(nil, for: OutboundMail.pendingName(account, item.offset))
    pending[item.offset] = nil
  }

  /// Writes the mail that a message is, for those it was not taken for yet; nil if it is for nobody. At the first time, who
  /// it is for is noted, and who it cannot be for.
  private mutating func write(
    _ fact: MessagePosted,
    _ envelope: Envelope,
    _ item: inout PendingMail
  ) async throws -> OutgoingMail? {
    let thread = try await threads.thread(of: fact.conversation, before: envelope.offset)
    let token = MailToken(conversation: fact.conversation, offset: envelope.offset)
    guard var outgoing = thread.draft(of: fact.message, token: token, at: envelope.time), outgoing.saysSomething,
      let own = EnvelopePath(outgoing.draft.from.address.written)
    else { return nil }
    let everybody = outgoing.draft.to + outgoing.draft.copies + outgoing.secret
    var seen: Set<String> = []
    let addresses = everybody.map(\.address.written).filter { seen.insert($0).inserted }
    if item.left == nil {
      let usable = addresses.filter { EnvelopePath($0) != nil }
      item.left = usable
      item.failed += outgoing.unusable
      item.failed += addresses.filter { EnvelopePath($0) == nil }.map { "\($0): no mail server takes this address" }
    }
    guard let left = item.left, !left.isEmpty else { return nil }
    outgoing.draft.attachments = try await mail.files.enclosures(
      of: fact.message.body,
      in: fact.conversation,
      of: account,
      most: mail.files.mailBytes
    )
    let content = try outgoing.draft.write()
    guard content.count <= mail.files.mailBytes else {
      throw EnclosureError(description: MailSize.refusal(content.count, most: mail.files.mailBytes))
    }
    return OutgoingMail(
      // Nobody is to answer a program's answer, not with a report either (RFC 3834, section 3.3).
      sender: outgoing.draft.isAutomatic ? .nobody : own,
      recipients: left.compactMap { EnvelopePath($0) },
      content: content,
      needsUTF8: outgoing.draft.needsUTF8
    )
  }
}

/// What is said of a mail that could not be delivered after its conversation was over: it comes as mail servers' reports do.
struct UndeliveredNotice {
  var thread: MailThread
  var reasons: String
  var hostName: String

  func start(_ channel: ChannelID, in account: AccountID) -> StartConversation {
    let sender = "mailer-daemon@\(hostName.lowercased())"
    let about = thread.customer?.text ?? "a customer"
    let subject = "Undelivered: \(thread.subject)".prefix(utf8Bytes: 200)
    var json = JSONWriter()
    json.object { json in
      json.member("subject", subject)
      json.member("from", sender)
      json.key("additionalDetails")
      json.object { json in
        json.member("automation", "\(MailAutomation.report)")
        json.member("mayBeAnsweredByProgram", false)
      }
    }
    let text = "An answer to \(about) could not be delivered:\n\n\(reasons)".prefix(utf8Bytes: 2_000)
    let content = String(decoding: json.finish(), as: UTF8.self)
    return StartConversation(
      channel: channel,
      customer: Customer(
        id: CustomerID(identifier: sender, on: .email, in: account),
        identifier: sender,
        displayName: nil
      ),
      subject: subject,
      message: NewMessage(body: MessageBody(kind: MailBody.kind, text: text, content: content))
    )
  }
}

extension MailClientFailure {
  /// Whether it is about who the client is.
  fileprivate var isAboutLogin: Bool {
    switch self {
    case .authentication, .noAuthentication: true
    default: false
    }
  }
}
