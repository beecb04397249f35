// SPDX-License-Identifier: Apache-2.0

import ContactModel

@testable import MailTransfer

/// A server session with a clock in the test's hand, and what it did as lines.
struct ServerBench {
  var session: MailServerSession
  var now = Timestamp(milliseconds: 0)
  var log: [String] = []
  var received: [ReceivedMail] = []
  /// Whether recipients and messages are accepted by themselves.
  var isAutomatic = true

  init(
    _ mailProtocol: MailProtocol = .smtp,
    isEncrypted: Bool = false,
    _ change: (inout MailServerSettings) -> Void = { _ in }
  ) {
    var settings = MailServerSettings(hostName: "mx.example")
    settings.mailProtocol = mailProtocol
    change(&settings)
    session = MailServerSession(settings: settings, isEncrypted: isEncrypted, at: now)
    note(session.opened(at: now))
  }

  /// A bench after the greeting, whose log is empty.
  static func greeted(
    _ mailProtocol: MailProtocol = .smtp,
    _ change: (inout MailServerSettings) -> Void = { _ in }
  ) -> ServerBench {
    var bench = ServerBench(mailProtocol, change)
    bench.say("\(mailProtocol == .smtp ? "EHLO" : "LHLO") client.example\r\n")
    bench.log = []
    return bench
  }

  mutating func say(_ text: String) { say(Array(text.utf8)) }

  mutating func say(_ bytes: [UInt8]) { note(session.receive(bytes, at: now)) }

  mutating func answer(_ replies: TransferReply...) { note(session.answer(replies, at: now)) }

  mutating func wait(_ duration: Duration) {
    now = now.advanced(by: duration)
    if now >= session.deadline { note(session.timeOut(at: now)) }
  }

  mutating func takeLog() -> [String] {
    defer { log = [] }
    return log
  }

  private mutating func note(_ actions: [MailServerAction]) {
    for action in actions {
      switch action {
      case .send(let bytes):
        log += String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map { String($0) }
      case .startTLS: log.append("[TLS]")
      case .close: log.append("[close]")
      case .verify(_, let recipient):
        if isAutomatic {
          note(session.answer([TransferReply(250, nil, "yes")], at: now))
        } else {
          log.append("[verify \(recipient.address)]")
        }
      case .deliver(let mail):
        received.append(mail)
        if isAutomatic {
          let replies = mail.recipients.map { TransferReply(250, "2.0.0", "kept for \($0.address)") }
          note(session.answer(replies, at: now))
        } else {
          log.append("[deliver \(mail.content.count)]")
        }
      }
    }
  }
}

extension ReceivedMail {
  var text: String { String(decoding: content, as: UTF8.self) }
}

/// A client session with a clock in the test's hand, and what it did as lines.
struct ClientBench {
  var session: MailClientSession
  var now = Timestamp(milliseconds: 0)
  var log: [String] = []

  init(_ change: (inout MailClientSettings) -> Void = { _ in }) {
    var settings = MailClientSettings(hostName: "centre.example")
    settings.encryption = .none
    change(&settings)
    session = MailClientSession(settings: settings, at: now)
  }

  /// A bench that is ready, of a server with these extensions; its log is empty.
  static func ready(_ extensions: String..., change: (inout MailClientSettings) -> Void = { _ in }) -> ClientBench {
    var bench = ClientBench(change)
    bench.hear("220 relay")
    bench.hear(
      (["relay"] + extensions).enumerated().map { "250\($0 < extensions.count ? "-" : " ")\($1)" }.joined(
        separator: "\r\n"
      )
    )
    bench.log = []
    return bench
  }

  mutating func hear(_ lines: String) { note(session.receive(Array("\(lines)\r\n".utf8), at: now)) }

  mutating func perform(_ body: (inout MailClientSession, Timestamp) -> [MailClientAction]) {
    note(body(&session, now))
  }

  mutating func send(_ mail: OutgoingMail) { note(session.send(mail, at: now)) }

  mutating func takeLog() -> [String] {
    defer { log = [] }
    return log
  }

  private mutating func note(_ actions: [MailClientAction]) {
    for action in actions {
      switch action {
      case .send(let bytes): log += String(decoding: bytes, as: UTF8.self).split(separator: "\r\n").map { String($0) }
      case .startTLS: log.append("[TLS]")
      case .ready: log.append("[ready]")
      case .finished(let outcomes):
        log.append(
          "[finished \(outcomes.map { "\($0.recipient.address) \($0.reply.summary)" }.joined(separator: ", "))]"
        )
      case .failed(let failure): log.append("[failed \(failure)]")
      case .close: log.append("[close]")
      }
    }
  }
}

extension OutgoingMail {
  /// A message to some mailboxes at `x.example`.
  static func sample(to names: String..., text: String = "Subject: x\r\n\r\nHi\r\n") -> OutgoingMail {
    OutgoingMail(
      sender: EnvelopePath("help@centre.example") ?? .nobody,
      recipients: names.compactMap { EnvelopePath("\($0)@x.example") },
      content: Array(text.utf8)
    )
  }
}
