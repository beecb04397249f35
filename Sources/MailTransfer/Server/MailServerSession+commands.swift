// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension MailServerSession {
  /// Answers one command.
  mutating func command(_ line: ArraySlice<UInt8>, _ now: Timestamp) -> [MailServerAction] {
    let verb = line.prefix { $0 != 32 }
    let argument = line.dropFirst(verb.count + 1)
    let name = String(decoding: verb, as: UTF8.self).uppercased()
    switch name {
    case "HELO" where settings.mailProtocol == .smtp: return hello(argument, isExtended: false)
    case "EHLO" where settings.mailProtocol == .smtp: return hello(argument, isExtended: true)
    case "LHLO" where settings.mailProtocol == .lmtp: return hello(argument, isExtended: true)
    case "MAIL": return mail(argument)
    case "RCPT": return recipient(argument, now)
    case "DATA": return data(argument, now)
    case "BDAT": return chunk(argument, now)
    case "RSET":
      transaction = nil
      return reply(250, "2.0.0", "forgotten")
    case "NOOP": return reply(250, "2.0.0", "nothing done")
    case "QUIT": return end(TransferReply(221, "2.0.0", "\(settings.hostName) closes the connection"))
    case "VRFY": return reply(252, "2.1.5", "send it, and it will be tried")
    case "STARTTLS" where settings.offersTLS: return startTLS(argument)
    case "AUTH", "EXPN", "HELP", "TURN", "ETRN", "STARTTLS": return refuse(502, "5.5.1", "\(name) is not offered here")
    default: return refuse(500, "5.5.1", "there is no such command")
    }
  }

  func reply(_ code: Int, _ status: String?, _ text: String) -> [MailServerAction] {
    [.send(TransferReply(code, status, text).written)]
  }

  /// Answers what should not have been asked, and counts it.
  mutating func refuse(_ code: Int, _ status: String?, _ text: String) -> [MailServerAction] {
    errors += 1
    return reply(code, status, text)
  }

  private mutating func hello(_ argument: ArraySlice<UInt8>, isExtended: Bool) -> [MailServerAction] {
    let name = String(decoding: argument.prefix(255), as: UTF8.self).filter { $0 != " " }
    guard !name.isEmpty else { return refuse(501, "5.5.4", "say who you are after the command") }
    clientName = name
    transaction = nil
    guard isExtended else { return reply(250, nil, settings.hostName) }
    var lines = [
      settings.hostName, "PIPELINING", "SIZE \(settings.messageBytes)", "8BITMIME", "SMTPUTF8", "CHUNKING",
      "ENHANCEDSTATUSCODES",
    ]
    if settings.offersTLS, !isEncrypted { lines.append("STARTTLS") }
    return [.send(TransferReply(250, nil, lines: lines).written)]
  }

  private mutating func startTLS(_ argument: ArraySlice<UInt8>) -> [MailServerAction] {
    guard argument.isEmpty else { return refuse(501, "5.5.4", "STARTTLS takes no argument") }
    guard !isEncrypted else { return refuse(503, "5.5.1", "the connection is encrypted already") }
    // Whatever was sent along with the command was not sent encrypted, and counts for nothing.
    input.clear()
    transaction = nil
    phase = .encrypting
    return reply(220, "2.0.0", "go on encrypted") + [.startTLS]
  }

  // MARK: The envelope

  private mutating func mail(_ argument: ArraySlice<UInt8>) -> [MailServerAction] {
    guard clientName != nil else {
      return refuse(503, "5.5.1", "say \(settings.mailProtocol == .smtp ? "EHLO" : "LHLO") first")
    }
    guard isEncrypted || !settings.requiresTLS else { return refuse(530, "5.7.0", "say STARTTLS first") }
    guard transaction == nil else { return refuse(503, "5.5.1", "a message was begun; say RSET to forget it") }
    guard messages < settings.messages else {
      return end(TransferReply(421, "4.7.0", "\(messages) messages are enough for a connection; open another one"))
    }
    switch path(argument, after: "FROM:") {
    case .failure(let refusal): return refusal.actions
    case .success(let path):
      var begun = Transaction(sender: path.path)
      for (name, value) in path.parameters {
        switch (name, value?.uppercased()) {
        case ("SIZE", let value?):
          guard let size = Int(value), size >= 0 else { return refuse(501, "5.5.4", "SIZE is a number of bytes") }
          guard size <= settings.messageBytes else {
            return refuse(552, "5.3.4", "a message has at most \(settings.messageBytes) bytes")
          }
          begun.size = size
        case ("BODY", "7BIT"?), ("BODY", "8BITMIME"?): break
        case ("SMTPUTF8", nil): begun.isUTF8 = true
        default: return refuse(555, "5.5.4", "MAIL has no parameter \(name.prefix(40)) like that here")
        }
      }
      guard begun.isUTF8 || begun.sender.isASCII else {
        return refuse(553, "5.6.7", "ask for SMTPUTF8 for this address")
      }
      transaction = begun
      return reply(250, "2.1.0", "sender noted")
    }
  }

  private mutating func recipient(_ argument: ArraySlice<UInt8>, _ now: Timestamp) -> [MailServerAction] {
    guard let transaction, !transaction.isChunked else { return refuse(503, "5.5.1", "say MAIL FROM first") }
    switch path(argument, after: "TO:") {
    case .failure(let refusal): return refusal.actions
    case .success(let path):
      guard path.path != .nobody else { return refuse(501, "5.1.3", "a recipient has an address") }
      guard path.parameters.isEmpty else {
        return refuse(555, "5.5.4", "RCPT has no parameter \(path.parameters[0].name.prefix(40)) here")
      }
      guard transaction.isUTF8 || path.path.isASCII else {
        return refuse(553, "5.6.7", "ask for SMTPUTF8 for this address")
      }
      guard transaction.recipients.count < settings.recipients else {
        return reply(452, "4.5.3", "at most \(settings.recipients) recipients; send another copy for the others")
      }
      phase = .verifying(path.path)
      deadline = now.advanced(by: settings.answerTime)
      return [.verify(sender: transaction.sender, recipient: path.path)]
    }
  }

  private struct Refusal: Error {
    var actions: [MailServerAction]
  }

  private mutating func path(_ argument: ArraySlice<UInt8>, after word: String) -> Result<PathArgument, Refusal> {
    do throws(PathArgument.Problem) {
      return .success(try PathArgument(argument, after: word))
    } catch {
      switch error {
      case .syntax:
        return .failure(Refusal(actions: refuse(501, "5.1.3", "the form is \(word)<mailbox@host>, then parameters")))
      case .notUTF8: return .failure(Refusal(actions: refuse(501, "5.6.7", "the address is not UTF-8")))
      }
    }
  }
}
