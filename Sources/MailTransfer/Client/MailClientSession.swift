// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// The client's end of one connection over which messages are handed to a relay, as a value: SMTP (RFC 5321) with STARTTLS,
/// AUTH PLAIN and LOGIN, PIPELINING, SIZE, 8BITMIME and SMTPUTF8. It takes what the driver brings and the time, and answers
/// with actions. It knows no socket and no clock.
///
/// Messages go one after the other: each time ``MailClientAction/ready`` says so. A connection that ends before the last
/// answer leaves it open whether the server has the message: it is tried again, with the same identifier.
public struct MailClientSession: Sendable {
  enum Phase {
    case greeting, extendedHello, hello, startTLS, encrypting, authentication(AuthenticationStep), ready
    case sending(Sending)
    case quitting, over
  }

  enum AuthenticationStep {
    /// The last answer is awaited.
    case result
    /// LOGIN asks for the name.
    case name
    /// LOGIN asks for the password.
    case password
  }

  /// What the answers that are awaited are about, in order.
  enum Expected {
    case sender
    case recipient(Int)
    case data
    case content
    /// The answer to an end of a message without recipients, or to giving up.
    case nothing
  }

  struct Sending {
    var mail: OutgoingMail
    var expected: [Expected]
    /// Commands that wait for the answer to the one before.
    var waiting: [Expected]
    var results: [TransferReply?]
    /// Why the message goes to nobody.
    var refusal: TransferReply?
  }

  /// What the server can do, by name in capital letters.
  private(set) var extensions: [String: String] = [:]
  let settings: MailClientSettings
  var phase = Phase.greeting
  private var input = LineInput()
  private var replies = ReplyInput()
  private(set) var isEncrypted: Bool
  /// When ``timeOut(at:)`` is to be called.
  public internal(set) var deadline: Timestamp

  /// Creates a session over a connection that is there; with implicit encryption, one that is encrypted.
  public init(settings: MailClientSettings, at now: Timestamp) {
    self.settings = settings
    isEncrypted = settings.encryption == .implicit
    deadline = now.advanced(by: settings.answerTime)
  }

  /// Bytes came.
  public mutating func receive(_ bytes: some Collection<UInt8>, at now: Timestamp) -> [MailClientAction] {
    var actions: [MailClientAction] = []
    input.append(bytes)
    while true {
      switch phase {
      case .over, .encrypting:
        // What came before the encryption was not the server's, and counts for nothing.
        input.clear()
        return actions
      default: break
      }
      switch input.line(limit: settings.lineBytes) {
      case nil: return actions
      case .tooLong: return actions + fail(.protocolError("a line of more than \(settings.lineBytes) bytes"))
      case .bareLineEnd: return actions + fail(.protocolError("a line that does not end with CR LF"))
      case .line(let line):
        switch replies.take(line) {
        case .more: break
        case .invalid: return actions + fail(.protocolError("a line that is no answer"))
        case .reply(let reply):
          deadline = now.advanced(by: settings.answerTime)
          actions += take(reply, now)
        }
      }
    }
  }

  /// The connection is encrypted from here on.
  public mutating func encrypted(at now: Timestamp) -> [MailClientAction] {
    guard case .encrypting = phase else { return [] }
    isEncrypted = true
    deadline = now.advanced(by: settings.answerTime)
    return sayHello()
  }

  /// Hands over a message; only when the session is ready.
  public mutating func send(_ mail: OutgoingMail, at now: Timestamp) -> [MailClientAction] {
    guard case .ready = phase else { return [] }
    deadline = now.advanced(by: settings.answerTime)
    return begin(mail)
  }

  /// Says goodbye, when there is nothing more to hand over.
  public mutating func quit(at now: Timestamp) -> [MailClientAction] {
    guard case .ready = phase else { return [] }
    phase = .quitting
    deadline = now.advanced(by: settings.answerTime)
    return [.send(Array("QUIT\r\n".utf8))]
  }

  /// The connection ended.
  public mutating func closed() -> [MailClientAction] {
    switch phase {
    case .over: return []
    case .quitting:
      phase = .over
      return [.close]
    default: return fail(.closed)
    }
  }

  /// Time passed: the server is waited for no longer.
  public mutating func timeOut(at now: Timestamp) -> [MailClientAction] {
    switch phase {
    case .over: return []
    case _ where now < deadline: return []
    case .ready: return quit(at: now)
    case .quitting:
      phase = .over
      return [.close]
    default: return fail(.timedOut)
    }
  }

  mutating func fail(_ failure: MailClientFailure) -> [MailClientAction] {
    phase = .over
    input.clear()
    return [.failed(failure), .close]
  }

  // MARK: Answers

  private mutating func take(_ reply: TransferReply, _ now: Timestamp) -> [MailClientAction] {
    // A server may go away at any time.
    if reply.code == 421 {
      if case .quitting = phase {} else { return fail(.refused(reply)) }
    }
    switch phase {
    case .greeting: return reply.isPositive ? sayHello() : fail(.refused(reply))
    case .extendedHello:
      if reply.isPositive {
        note(reply)
        return greeted()
      }
      // A server from before extensions knows the old word.
      guard reply.isPermanent, settings.encryption != .required, settings.credentials == nil else {
        return fail(reply.isPermanent && settings.encryption == .required ? .noEncryption : .refused(reply))
      }
      phase = .hello
      return say("HELO \(settings.hostName)")
    case .hello: return reply.isPositive ? getReady() : fail(.refused(reply))
    case .startTLS:
      guard reply.code == 220 else { return refusedTLS() }
      input.clear()
      phase = .encrypting
      return [.startTLS]
    case .authentication(let step): return authenticate(step, reply)
    case .sending(let sending):
      phase = .over
      return take(reply, sending, now)
    case .ready: return fail(.protocolError("an answer to nothing: \(reply.summary)"))
    case .quitting:
      phase = .over
      return [.close]
    case .encrypting, .over: return []
    }
  }

  func say(_ command: String) -> [MailClientAction] { [.send(Array("\(command)\r\n".utf8))] }

  private mutating func sayHello() -> [MailClientAction] {
    extensions = [:]
    phase = .extendedHello
    return say("EHLO \(settings.hostName)")
  }

  private mutating func note(_ reply: TransferReply) {
    for line in reply.lines.dropFirst().prefix(100) {
      // Old servers write AUTH= for AUTH.
      let words = line.split(maxSplits: 1) { $0 == " " || $0 == "=" }
      guard let name = words.first else { continue }
      extensions[name.uppercased()] = words.count > 1 ? String(words[1]) : ""
    }
  }

  private mutating func greeted() -> [MailClientAction] {
    if !isEncrypted, settings.encryption == .required || settings.encryption == .optional {
      guard extensions["STARTTLS"] != nil else { return refusedTLS() }
      phase = .startTLS
      return say("STARTTLS")
    }
    return settings.credentials == nil ? getReady() : beginAuthentication()
  }

  private mutating func refusedTLS() -> [MailClientAction] {
    guard settings.encryption == .optional else { return fail(.noEncryption) }
    return settings.credentials == nil ? getReady() : beginAuthentication()
  }

  mutating func getReady() -> [MailClientAction] {
    phase = .ready
    return [.ready]
  }

  // MARK: Who the client is

  private mutating func beginAuthentication() -> [MailClientAction] {
    guard let credentials = settings.credentials else { return getReady() }
    let ways = Set((extensions["AUTH"] ?? "").uppercased().split(separator: " "))
    guard isEncrypted || settings.allowsPlainPassword else { return fail(.noAuthentication) }
    if ways.contains("PLAIN") {
      phase = .authentication(.result)
      return say("AUTH PLAIN " + "\u{0}\(credentials.name)\u{0}\(credentials.password)".base64)
    }
    guard ways.contains("LOGIN") else { return fail(.noAuthentication) }
    phase = .authentication(.name)
    return say("AUTH LOGIN")
  }

  private mutating func authenticate(_ step: AuthenticationStep, _ reply: TransferReply) -> [MailClientAction] {
    guard let credentials = settings.credentials else { return getReady() }
    switch (step, reply.code) {
    case (.name, 334):
      phase = .authentication(.password)
      return say(credentials.name.base64)
    case (.password, 334):
      phase = .authentication(.result)
      return say(credentials.password.base64)
    case (.result, 235): return getReady()
    default: return fail(.authentication(reply))
    }
  }
}

extension String {
  /// The text in base64.
  fileprivate var base64: String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let bytes = Array(utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let rest = bytes.count - start
      let group =
        UInt32(bytes[start]) << 16 | (rest > 1 ? UInt32(bytes[start + 1]) << 8 : 0)
        | (rest > 2 ? UInt32(bytes[start + 2]) : 0)
      for place in 0..<4 { text.append(place > rest ? 61 : digits[Int(group >> UInt32(18 - 6 * place) & 63)]) }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
