// SPDX-License-Identifier: Apache-2.0

/// The two protocols by which mail is handed over.
public enum MailProtocol: Hashable, Sendable {
  /// Between servers, and from programs (RFC 5321): one answer for a message.
  case smtp
  /// From a mail server to where mail ends (RFC 2033): one answer for each recipient.
  case lmtp
}

/// Every bound and every patience of a server of mail.
public struct MailServerSettings: Hashable, Sendable {
  /// What the server calls itself.
  public var hostName: String
  /// Which protocol it speaks.
  public var mailProtocol = MailProtocol.smtp
  /// Whether clients may go on encrypted.
  public var offersTLS = false
  /// Whether clients must go on encrypted before they hand over anything.
  public var requiresTLS = false
  /// The most bytes of a message. Clients are told.
  public var messageBytes = 25 * 1024 * 1024
  /// The most recipients of one message; a client hands over the others with another copy (RFC 5321 asks for 100).
  public var recipients = 100
  /// The most bytes of a command (RFC 5321 asks for 512, and more with extensions).
  public var commandBytes = 2_048
  /// The most messages of one connection.
  public var messages = 1_000
  /// The most commands between two messages.
  public var commands = 500
  /// The most commands of one connection that were refused for what they are.
  public var errors = 20
  /// How long a client may say nothing (RFC 5321 asks for five minutes).
  public var idleTime = Duration.seconds(300)
  /// How long a client may take to hand over one message.
  public var contentTime = Duration.seconds(900)
  /// How long an answer of the application's may take.
  public var answerTime = Duration.seconds(240)

  /// Creates the default settings of a host.
  public init(hostName: String) {
    self.hostName = hostName
  }
}

/// A message that a client handed over and that nobody has answered for yet.
public struct ReceivedMail: Hashable, Sendable {
  /// Who reports go to.
  public var sender: EnvelopePath
  /// Who it is for, those that were accepted, in order.
  public var recipients: [EnvelopePath]
  /// The message.
  public var content: [UInt8]
  /// Whether it may have addresses that are not ASCII.
  public var isUTF8: Bool
  /// What the client calls itself.
  public var clientName: String
  /// Whether it came encrypted.
  public var isEncrypted: Bool

  /// Creates the value from its parts.
  public init(
    sender: EnvelopePath,
    recipients: [EnvelopePath],
    content: [UInt8],
    isUTF8: Bool,
    clientName: String,
    isEncrypted: Bool
  ) {
    self.sender = sender
    self.recipients = recipients
    self.content = content
    self.isUTF8 = isUTF8
    self.clientName = clientName
    self.isEncrypted = isEncrypted
  }
}

/// What a server session wants done, in order.
public enum MailServerAction: Hashable, Sendable {
  /// Sends bytes.
  case send([UInt8])
  /// Goes on encrypted, and tells the session with ``MailServerSession/encrypted(at:)``. What came before is forgotten.
  case startTLS
  /// Asks whether there is a recipient. The answer is ``MailServerSession/answer(_:at:)``.
  case verify(sender: EnvelopePath, recipient: EnvelopePath)
  /// Asks for a message to be kept. The answer, for each recipient in order, is ``MailServerSession/answer(_:at:)``, and
  /// is positive only once the message cannot be lost any more: the client forgets it then.
  case deliver(ReceivedMail)
  /// Closes the connection once everything was sent. Nothing comes after it.
  case close
}
