// SPDX-License-Identifier: Apache-2.0

/// Whether a client encrypts what it says.
public enum MailEncryption: Hashable, Sendable {
  /// Never.
  case none
  /// If the server offers it. Whoever is between the two can take the offer away.
  case optional
  /// Nothing is handed over otherwise (STARTTLS).
  case required
  /// From the first byte on.
  case implicit
}

/// Who a client is to the server.
public struct MailCredentials: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public var name: String
  /// The password.
  public var password: String

  /// Creates the value from its parts.
  public init(name: String, password: String) {
    self.name = name
    self.password = password
  }

  /// The name alone: a password is not for logs.
  public var description: String { name }
}

/// Every bound and every patience of a client that hands mail over.
public struct MailClientSettings: Hashable, Sendable {
  /// What the client calls itself.
  public var hostName: String
  /// Whether it goes on encrypted.
  public var encryption = MailEncryption.required
  /// Who it is to the server; none for anybody.
  public var credentials: MailCredentials?
  /// Whether the password may be said unencrypted.
  public var allowsPlainPassword = false
  /// The most bytes of a line of the server's.
  public var lineBytes = 4_096
  /// How long the greeting and each answer may take (RFC 5321, section 4.5.3.2, asks for five minutes).
  public var answerTime = Duration.seconds(300)
  /// How long the answer to a whole message may take (RFC 5321 asks for ten minutes).
  public var deliveryTime = Duration.seconds(600)

  /// Creates the default settings of a host.
  public init(hostName: String) {
    self.hostName = hostName
  }
}

/// A message to hand over.
public struct OutgoingMail: Hashable, Sendable {
  /// Who reports go to.
  public var sender: EnvelopePath
  /// Who it is for.
  public var recipients: [EnvelopePath]
  /// The message.
  public var content: [UInt8]
  /// Whether its header has addresses that are not ASCII.
  public var needsUTF8: Bool

  /// Creates the value from its parts.
  public init(sender: EnvelopePath, recipients: [EnvelopePath], content: [UInt8], needsUTF8: Bool = false) {
    self.sender = sender
    self.recipients = recipients
    self.content = content
    self.needsUTF8 = needsUTF8
  }
}

/// What became of a message for one recipient.
public struct MailOutcome: Hashable, Sendable {
  /// Who it was for.
  public var recipient: EnvelopePath
  /// What the server said, or what would have been said. Positive: the server has it. Temporary: try again later.
  /// Permanent: never.
  public var reply: TransferReply

  /// Creates the value from its parts.
  public init(recipient: EnvelopePath, reply: TransferReply) {
    self.recipient = recipient
    self.reply = reply
  }
}

/// Why a connection is of no use. It says nothing about a message, which is tried again on another one.
public enum MailClientFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The server does not want to talk.
  case refused(TransferReply)
  /// The server does not offer encryption, which is required.
  case noEncryption
  /// The server does not offer a way to say who the client is, or only an unencrypted one.
  case noAuthentication
  /// The server does not know the client.
  case authentication(TransferReply)
  /// The server said what makes no sense.
  case protocolError(String)
  /// The server took too long.
  case timedOut
  /// The connection ended.
  case closed

  /// What to do about it.
  public var description: String {
    switch self {
    case .refused(let reply): "the mail server refuses the connection: \(reply.summary)"
    case .noEncryption: "the mail server offers no STARTTLS, which is required; check its configuration"
    case .noAuthentication: "the mail server offers neither AUTH PLAIN nor LOGIN over an encrypted connection"
    case .authentication(let reply): "the mail server refuses the name and password: \(reply.summary)"
    case .protocolError(let what): "the mail server said what makes no sense: \(what)"
    case .timedOut: "the mail server did not answer in time"
    case .closed: "the mail server closed the connection"
    }
  }
}

/// What a client session wants done, in order.
public enum MailClientAction: Hashable, Sendable {
  /// Sends bytes.
  case send([UInt8])
  /// Goes on encrypted, and tells the session with ``MailClientSession/encrypted(at:)``.
  case startTLS
  /// The session takes a message: ``MailClientSession/send(_:at:)``.
  case ready
  /// What became of the message, for each recipient in order.
  case finished([MailOutcome])
  /// The connection is of no use; a message that was under way is to be tried again. ``close`` follows.
  case failed(MailClientFailure)
  /// Closes the connection once everything was sent. Nothing comes after it.
  case close
}
