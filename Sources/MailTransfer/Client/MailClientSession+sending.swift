// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension MailClientSession {
  /// Begins to hand over a message, or says at once why it cannot go over this server.
  mutating func begin(_ mail: OutgoingMail) -> [MailClientAction] {
    guard !mail.recipients.isEmpty else { return [.finished([])] + getReady() }
    if let refusal = refusal(of: mail) {
      return [.finished(mail.recipients.map { MailOutcome(recipient: $0, reply: refusal) })] + getReady()
    }
    let commands: [Expected] =
      [.sender] + mail.recipients.indices.filter { mayName(mail.recipients[$0]) }.map { .recipient($0) } + [.data]
    var sending = Sending(
      mail: mail,
      expected: [],
      waiting: commands,
      results: mail.recipients.map { mayName($0) ? nil : Self.notASCII }
    )
    // What may be said ahead is said in one piece (RFC 2920).
    let count = extensions["PIPELINING"] != nil ? commands.count : 1
    return next(&sending, count)
  }

  /// Why a message cannot go over this server, whatever is tried.
  private func refusal(of mail: OutgoingMail) -> TransferReply? {
    if let size = extensions["SIZE"].flatMap({ Int($0) }), size > 0, mail.content.count > size {
      return TransferReply(552, "5.3.4", "the mail server takes messages of at most \(size) bytes")
    }
    // Recipients alone are refused one by one.
    if mail.needsUTF8 || !mail.sender.isASCII || !mail.recipients.contains(where: { mayName($0) }),
      extensions["SMTPUTF8"] == nil
    {
      return Self.notASCII
    }
    if extensions["8BITMIME"] == nil, mail.content.contains(where: { $0 >= 0x80 }) {
      return TransferReply(554, "5.6.3", "the mail server takes no messages with 8-bit bytes")
    }
    return nil
  }

  private static let notASCII = TransferReply(
    553,
    "5.6.7",
    "the mail server takes no addresses with other letters than ASCII"
  )

  private func mayName(_ recipient: EnvelopePath) -> Bool { recipient.isASCII || extensions["SMTPUTF8"] != nil }

  /// Says the next commands, as many as may be.
  private mutating func next(_ sending: inout Sending, _ count: Int) -> [MailClientAction] {
    var bytes: [UInt8] = []
    for command in sending.waiting.prefix(count) { bytes += Array((text(of: command, sending.mail) + "\r\n").utf8) }
    sending.expected += sending.waiting.prefix(count)
    sending.waiting.removeFirst(min(count, sending.waiting.count))
    phase = .sending(sending)
    return bytes.isEmpty ? [] : [.send(bytes)]
  }

  private func text(of command: Expected, _ mail: OutgoingMail) -> String {
    switch command {
    case .sender:
      var text = "MAIL FROM:<\(mail.sender.address)>"
      if extensions["SIZE"] != nil { text += " SIZE=\(mail.content.count)" }
      if mail.content.contains(where: { $0 >= 0x80 }) { text += " BODY=8BITMIME" }
      let isASCII = mail.sender.isASCII && mail.recipients.allSatisfy { $0.isASCII || !mayName($0) }
      return mail.needsUTF8 || !isASCII ? text + " SMTPUTF8" : text
    case .recipient(let index): return "RCPT TO:<\(mail.recipients[index].address)>"
    case .data: return "DATA"
    case .content, .nothing: return "RSET"
    }
  }

  /// Takes an answer about the message that is under way.
  mutating func take(_ reply: TransferReply, _ old: Sending, _ now: Timestamp) -> [MailClientAction] {
    var sending = old
    guard !sending.expected.isEmpty else { return fail(.protocolError("an answer too many: \(reply.summary)")) }
    let expected = sending.expected.removeFirst()
    switch expected {
    case .sender:
      if !reply.isPositive { sending.refusal = reply }
    case .recipient(let index):
      if !reply.isPositive { sending.results[index] = reply }
    case .data:
      if reply.code == 354 {
        guard sending.hasRecipients else {
          // The server waits for a message all the same: it gets none.
          sending.expected.append(.nothing)
          phase = .sending(sending)
          return [.send(Array(".\r\n".utf8))]
        }
        sending.expected.append(.content)
        deadline = now.advanced(by: settings.deliveryTime)
        let content = DotOutput.encode(sending.mail.content)
        phase = .sending(sending)
        return [.send(content)]
      }
      // Whatever it means, nothing was handed over: it is no yes.
      sending.refuseRest(reply.isPositive ? TransferReply(451, "4.5.0", lines: reply.lines) : reply)
      return reset(sending)
    case .content:
      sending.refuseRest(reply)
      return finish(sending)
    case .nothing: return finish(sending)
    }
    if !sending.hasRecipients, sending.expected.isEmpty { return reset(sending) }
    return sending.expected.isEmpty ? next(&sending, 1) : next(&sending, 0)
  }

  /// Makes the server forget the message, before another one or none.
  private mutating func reset(_ old: Sending) -> [MailClientAction] {
    var sending = old
    sending.waiting = [.nothing]
    return next(&sending, 1)
  }

  private mutating func finish(_ sending: Sending) -> [MailClientAction] {
    let unknown = TransferReply(451, "4.3.0", "the mail server did not say what became of it")
    let outcomes = zip(sending.mail.recipients, sending.results).map { recipient, reply in
      MailOutcome(recipient: recipient, reply: Self.known(sending.refusal ?? reply ?? unknown))
    }
    return [.finished(outcomes)] + getReady()
  }

  /// An answer that is neither yes nor no counts as not now.
  private static func known(_ reply: TransferReply) -> TransferReply {
    reply.isPositive || reply.isTemporary || reply.isPermanent
      ? reply : TransferReply(451, "4.5.0", lines: reply.lines)
  }
}

extension MailClientSession.Sending {
  /// Whether the message goes to somebody.
  fileprivate var hasRecipients: Bool { refusal == nil && results.contains { $0 == nil } }

  /// Gives everybody who was not refused yet the same answer.
  fileprivate mutating func refuseRest(_ reply: TransferReply) {
    for index in results.indices where results[index] == nil { results[index] = reply }
  }
}
