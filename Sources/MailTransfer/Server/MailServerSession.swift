// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// The server's end of one connection over which mail comes, as a value: SMTP (RFC 5321) or LMTP (RFC 2033), with
/// PIPELINING, SIZE, 8BITMIME, SMTPUTF8, CHUNKING, ENHANCEDSTATUSCODES and STARTTLS. It takes what the driver brings and
/// the time, and answers with actions. It knows no socket and no clock.
///
/// The driver reads from the connection only while ``wantsInput``, and calls ``timeOut(at:)`` when ``deadline`` has
/// passed. It is authentication that is missing: the port is for a mail server of one's own, which knows its users.
public struct MailServerSession: Sendable {
  enum Phase {
    case command
    /// A message comes up to its point.
    case data
    /// A piece of a message of known length comes; it is not kept if it is refused.
    case chunk(left: Int, isLast: Bool, refusal: TransferReply?)
    /// The application was asked about a recipient.
    case verifying(EnvelopePath)
    /// The application was asked to keep a message.
    case delivering
    /// The client was told to go on encrypted.
    case encrypting
    case over
  }

  struct Transaction {
    var sender: EnvelopePath
    var recipients: [EnvelopePath] = []
    var isUTF8 = false
    /// How many bytes the client says it has.
    var size = 0
    /// What came in pieces.
    var content: [UInt8] = []
    var isChunked = false
  }

  let settings: MailServerSettings
  var phase = Phase.command
  var input = LineInput()
  var transaction: Transaction?
  /// The message that comes. It stands by itself, so that adding to it copies nothing.
  var dotInput: DotInput?
  /// What the client calls itself, once it has said so.
  var clientName: String?
  var isEncrypted: Bool
  var errors = 0
  var commands = 0
  var messages = 0
  /// When the message that comes must be there.
  var contentDeadline: Timestamp?
  /// When ``timeOut(at:)`` is to be called.
  public internal(set) var deadline: Timestamp

  /// Creates a session that is told ``opened(at:)`` next.
  ///
  /// - Parameter isEncrypted: Whether the connection began encrypted.
  public init(settings: MailServerSettings, isEncrypted: Bool = false, at now: Timestamp) {
    self.settings = settings
    self.isEncrypted = isEncrypted
    deadline = now.advanced(by: settings.idleTime)
  }

  /// Whether more bytes should be read: not while an answer is awaited, so that what waits here stays small.
  public var wantsInput: Bool {
    switch phase {
    case .command, .data, .chunk: true
    case .verifying, .delivering, .encrypting, .over: false
    }
  }

  /// The connection is there: greets the client.
  public mutating func opened(at now: Timestamp) -> [MailServerAction] {
    deadline = now.advanced(by: settings.idleTime)
    let name = settings.mailProtocol == .smtp ? "ESMTP" : "LMTP"
    return [.send(TransferReply(220, nil, "\(settings.hostName) \(name) Cordboard").written)]
  }

  /// Bytes came.
  public mutating func receive(_ bytes: some Collection<UInt8>, at now: Timestamp) -> [MailServerAction] {
    switch phase {
    case .over, .encrypting: return []
    default: break
    }
    input.append(bytes)
    if !bytes.isEmpty, wantsInput { deadline = now.advanced(by: settings.idleTime) }
    return process(now)
  }

  /// The connection is encrypted from here on: the client begins anew.
  public mutating func encrypted(at now: Timestamp) -> [MailServerAction] {
    guard case .encrypting = phase else { return [] }
    isEncrypted = true
    phase = .command
    clientName = nil
    transaction = nil
    input.clear()
    deadline = now.advanced(by: settings.idleTime)
    return []
  }

  /// The application answers: one reply about a recipient, or one for each recipient of a message. A late answer, after the
  /// session ended or lost patience, does nothing.
  public mutating func answer(_ replies: [TransferReply], at now: Timestamp) -> [MailServerAction] {
    deadline = now.advanced(by: settings.idleTime)
    var actions: [MailServerAction]
    switch phase {
    case .verifying(let recipient):
      phase = .command
      let reply = replies.first ?? TransferReply(451, "4.3.0", "try again later")
      if reply.isPositive { transaction?.recipients.append(recipient) } else { errors += 1 }
      actions = [.send(reply.isPositive ? TransferReply(250, "2.1.5", "accepted").written : reply.written)]
    case .delivering:
      phase = .command
      let count = transaction?.recipients.count ?? 0
      transaction = nil
      commands = 0
      errors = 0
      messages += 1
      var padded = Array(replies.prefix(count))
      while padded.count < count { padded.append(TransferReply(451, "4.3.0", "try again later")) }
      if settings.mailProtocol == .smtp { padded = [Self.one(of: padded)] }
      actions = [.send(padded.flatMap(\.written))]
    case .command, .data, .chunk, .encrypting, .over: return []
    }
    actions += process(now)
    return actions
  }

  /// One reply for all recipients: a message is accepted only for all of them, because the client keeps it for nobody
  /// once it is. What was kept for some is the same message when it comes again.
  private static func one(of replies: [TransferReply]) -> TransferReply {
    replies.first(where: \.isTemporary) ?? replies.first { !$0.isPositive } ?? replies.first
      ?? TransferReply(451, "4.3.0", "try again later")
  }

  /// Time passed: the client, or the application, is waited for no longer.
  public mutating func timeOut(at now: Timestamp) -> [MailServerAction] {
    guard now >= deadline else { return [] }
    switch phase {
    case .over: return []
    case .delivering, .verifying: return end(TransferReply(451, "4.3.0", "\(settings.hostName) is too busy; try again"))
    default: return end(TransferReply(421, "4.4.2", "\(settings.hostName) waited long enough"))
    }
  }

  /// The server goes away. A message that is being kept is still answered if that is soon; otherwise it comes again.
  public mutating func shutDown() -> [MailServerAction] {
    if case .over = phase { return [] }
    return end(TransferReply(421, "4.3.2", "\(settings.hostName) is closing down; try again"))
  }

  mutating func end(_ reply: TransferReply) -> [MailServerAction] {
    phase = .over
    input.clear()
    transaction = nil
    dotInput = nil
    return [.send(reply.written), .close]
  }

  // MARK: Input

  /// Takes what came, as far as it goes.
  mutating func process(_ now: Timestamp) -> [MailServerAction] {
    var actions: [MailServerAction] = []
    while true {
      let more: [MailServerAction]?
      switch phase {
      case .command: more = nextCommand(now)
      case .data: more = nextData(now)
      case .chunk(let left, let isLast, let refusal): more = nextChunk(left, isLast, refusal, now)
      case .verifying, .delivering, .encrypting, .over: more = nil
      }
      guard let more else { return actions }
      actions += more
    }
  }

  private mutating func nextCommand(_ now: Timestamp) -> [MailServerAction]? {
    switch input.line(limit: settings.commandBytes) {
    case nil: return nil
    case .tooLong: return end(TransferReply(500, "5.5.6", "the command is longer than \(settings.commandBytes) bytes"))
    case .bareLineEnd: return end(TransferReply(500, "5.5.2", "a command ends with CR LF"))
    case .line(let line):
      commands += 1
      guard commands <= settings.commands else {
        return end(TransferReply(421, "4.7.0", "too many commands without a message"))
      }
      let actions = command(line, now)
      guard errors < settings.errors else {
        if case .over = phase { return actions }
        return actions + end(TransferReply(421, "4.7.0", "too many errors"))
      }
      return actions
    }
  }
}
