// SPDX-License-Identifier: Apache-2.0

/// Who may see a message.
public enum MessageAudience: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// All participants, the customer too.
  case everyone = 1
  /// Those who work in the centre.
  case agentsAndManagers = 2
  /// The agent whom the speaker, a supervisor, coaches, and those who supervise.
  case coachedAgent = 3

  /// Whether a speaker or an uploader may choose it; whom a coach speaks to follows from its being one.
  public var isChoice: Bool { self != .coachedAgent }

  /// What is said of one that is none.
  public static let choiceRule = "must be \(allCases.filter(\.isChoice).map(\.name).joined(separator: " or "))"

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .everyone: "everyone"
    case .agentsAndManagers: "agentsAndManagers"
    case .coachedAgent: "coachedAgent"
    }
  }
}

/// What became of a message at its receiver.
public enum ReceiptStatus: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// It arrived.
  case delivered = 1
  /// It was seen.
  case read = 2
  /// It could not be delivered.
  case failed = 3

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .delivered: "delivered"
    case .read: "read"
    case .failed: "failed"
    }
  }
}

/// What is said.
public struct Message: Hashable, Sendable {
  /// Unique in its conversation; chosen by the sender or by the core.
  public var id: MessageID
  /// Who says it.
  public var sender: ParticipantID
  /// What the sender is.
  public var senderKind: ParticipantKind
  /// Which agent, when an agent or supervisor says it.
  public var senderAgent: AgentID?
  /// What is said.
  public var body: MessageBody
  /// Who may see it.
  public var audience: MessageAudience
  /// The message it answers.
  public var replyTo: MessageID?
  /// Which bot, when a bot says it.
  public var senderBot: ClientID?
  /// What its sender wrote beside it.
  public var extras: MessageExtras?

  /// Creates the value from its parts.
  public init(
    id: MessageID,
    sender: ParticipantID,
    senderKind: ParticipantKind,
    senderAgent: AgentID? = nil,
    body: MessageBody,
    audience: MessageAudience,
    replyTo: MessageID? = nil,
    senderBot: ClientID? = nil,
    extras: MessageExtras? = nil
  ) {
    self.id = id
    self.sender = sender
    self.senderKind = senderKind
    self.senderAgent = senderAgent
    self.body = body
    self.audience = audience
    self.replyTo = replyTo
    self.senderBot = senderBot
    self.extras = extras
  }
}

/// What a sender wrote beside a message in the words of its dialect, kept so that this dialect can say it again. Nothing else
/// reads it. Indirect, since few messages have any.
public indirect enum MessageExtras: Hashable, Sendable {
  /// A JSON object.
  case json(String)

  /// The JSON object.
  public var json: String {
    switch self {
    case .json(let json): json
    }
  }
}

/// The content of a message: its kind in the sender's words, a text for those who understand no more, and
/// everything else as it came.
public struct MessageBody: Hashable, Sendable {
  /// PLAIN for text, or the name of another kind.
  public var kind: String
  /// Readable text, when there is any.
  public var text: String?
  /// The JSON object of a kind other than PLAIN, byte for byte as it came.
  public var content: String?

  /// Creates the value from its parts.
  public init(kind: String, text: String? = nil, content: String? = nil) {
    self.kind = kind
    self.text = text
    self.content = content
  }
}
