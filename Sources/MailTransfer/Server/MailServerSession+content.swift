// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension MailServerSession {
  // MARK: DATA

  mutating func data(_ argument: ArraySlice<UInt8>, _ now: Timestamp) -> [MailServerAction] {
    guard argument.isEmpty else { return refuse(501, "5.5.4", "DATA takes no argument") }
    guard let transaction, !transaction.isChunked else {
      return refuse(503, "5.5.1", "say MAIL FROM and RCPT TO first")
    }
    guard !transaction.recipients.isEmpty else {
      // Whoever sends commands ahead cannot know that all recipients were refused (RFC 2920, section 3.2).
      return settings.mailProtocol == .lmtp
        ? reply(503, "5.5.1", "no recipient was accepted") : reply(554, "5.5.1", "no recipient was accepted")
    }
    phase = .data
    dotInput = DotInput(limit: settings.messageBytes, expecting: transaction.size)
    contentDeadline = now.advanced(by: settings.contentTime)
    return reply(354, nil, "send the message; end it with a line that has only a point")
  }

  mutating func nextData(_ now: Timestamp) -> [MailServerAction]? {
    guard input.count > 0 else { return awaitContent(now) }
    let bytes = input.take()
    let end = dotInput?.take(bytes)
    guard let data = dotInput else { return nil }
    guard let end else {
      // Reading on past the limit is for telling the client why, and not for ever.
      guard data.size <= settings.messageBytes * 2 else { return self.end(tooLong) }
      return awaitContent(now)
    }
    input.putBack(bytes.count - end)
    contentDeadline = nil
    dotInput = nil
    if data.isTooLong { return refuseContent(tooLong, isWhole: true) }
    if data.hasBareLineEnd {
      return refuseContent(
        TransferReply(550, "5.6.0", "lines of a message end with CR LF; a CR or LF alone is refused"),
        isWhole: true
      )
    }
    return deliver(data.content, now)
  }

  private var tooLong: TransferReply {
    TransferReply(552, "5.3.4", "a message has at most \(settings.messageBytes) bytes")
  }

  /// Waits for more of a message, unless that took too long.
  private mutating func awaitContent(_ now: Timestamp) -> [MailServerAction]? {
    guard let contentDeadline else { return nil }
    guard now < contentDeadline else { return end(TransferReply(421, "4.4.2", "the message took too long")) }
    deadline = min(deadline, contentDeadline)
    return nil
  }

  /// Refuses a message, with a reply for each recipient where a whole one has that.
  private mutating func refuseContent(_ reply: TransferReply, isWhole: Bool) -> [MailServerAction] {
    let count = settings.mailProtocol == .lmtp && isWhole ? max(1, transaction?.recipients.count ?? 1) : 1
    transaction = nil
    phase = .command
    errors += 1
    return [.send(Array(repeating: reply.written, count: count).flatMap { $0 })]
  }

  private mutating func deliver(_ content: [UInt8], _ now: Timestamp) -> [MailServerAction] {
    guard let transaction else { return [] }
    phase = .delivering
    deadline = now.advanced(by: settings.answerTime)
    return [
      .deliver(
        ReceivedMail(
          sender: transaction.sender,
          recipients: transaction.recipients,
          content: content,
          isUTF8: transaction.isUTF8,
          clientName: clientName ?? "",
          isEncrypted: isEncrypted
        )
      )
    ]
  }

  // MARK: BDAT

  /// A piece of a message follows the command (RFC 3030). It is read even if it is refused, because it comes anyway.
  mutating func chunk(_ argument: ArraySlice<UInt8>, _ now: Timestamp) -> [MailServerAction] {
    let words = argument.split(separator: 32)
    let isLast = words.count == 2 && String(decoding: words[1], as: UTF8.self).uppercased() == "LAST"
    guard let first = words.first, first.count <= 12, let size = Int(String(decoding: first, as: UTF8.self)), size >= 0,
      words.count == 1 || isLast
    else {
      // Where the next command begins cannot be known.
      return end(TransferReply(501, "5.5.4", "the form is BDAT, a number of bytes, and LAST for the last ones"))
    }
    guard size <= settings.messageBytes * 2 else { return end(tooLong) }
    var refusal: TransferReply?
    if let begun = transaction {
      if begun.recipients.isEmpty {
        refusal = TransferReply(554, "5.5.1", "no recipient was accepted")
      } else if begun.content.count + size > settings.messageBytes {
        refusal = tooLong
      }
      if !begun.isChunked { contentDeadline = now.advanced(by: settings.contentTime) }
      transaction?.isChunked = true
    } else {
      refusal = TransferReply(503, "5.5.1", "say MAIL FROM and RCPT TO first")
    }
    phase = .chunk(left: size, isLast: isLast, refusal: refusal)
    return []
  }

  mutating func nextChunk(
    _ left: Int,
    _ isLast: Bool,
    _ refusal: TransferReply?,
    _ now: Timestamp
  ) -> [MailServerAction]? {
    if left > 0 {
      guard input.count > 0 else { return awaitContent(now) }
      let bytes = input.take(left)
      if refusal == nil { transaction?.content += bytes }
      phase = .chunk(left: left - bytes.count, isLast: isLast, refusal: refusal)
      return []
    }
    phase = .command
    if isLast || refusal != nil { contentDeadline = nil }
    if let refusal { return refuseContent(refusal, isWhole: isLast) }
    guard isLast else { return reply(250, "2.0.0", "taken") }
    let content = transaction?.content ?? []
    transaction?.content = []
    return deliver(content, now)
  }
}
