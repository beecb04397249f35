// SPDX-License-Identifier: Apache-2.0

/// Identifies a conversation.
public struct ConversationID: UniqueIdentifier {
  /// The bits.
  public let rawValue: UInt128

  /// Creates the identifier from its bits.
  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }
}

/// Identifies a work item.
public struct WorkItemID: UniqueIdentifier {
  /// The bits.
  public let rawValue: UInt128

  /// Creates the identifier from its bits.
  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }
}

/// Identifies an offer.
public struct OfferID: UniqueIdentifier {
  /// The bits.
  public let rawValue: UInt128

  /// Creates the identifier from its bits.
  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }
}

/// Identifies a request for assistance: a transfer, a consult or a conference. It correlates every fact about it.
public struct AssistanceID: UniqueIdentifier {
  /// The bits.
  public let rawValue: UInt128

  /// Creates the identifier from its bits.
  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }
}

/// Identifies a dialog.
public struct DialogID: UniqueIdentifier {
  /// The bits.
  public let rawValue: UInt128

  /// Creates the identifier from its bits.
  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }
}

/// Identifies a participant of a dialog.
public struct ParticipantID: UniqueIdentifier {
  /// The bits.
  public let rawValue: UInt128

  /// Creates the identifier from its bits.
  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }
}

/// Identifies one appearance of a participant.
public struct ConnectionID: UniqueIdentifier {
  /// The bits.
  public let rawValue: UInt128

  /// Creates the identifier from its bits.
  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }
}

/// Identifies a channel session.
public struct ChannelSessionID: UniqueIdentifier {
  /// The bits.
  public let rawValue: UInt128

  /// Creates the identifier from its bits.
  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }
}

/// Identifies a customer.
public struct CustomerID: UniqueIdentifier {
  /// The bits.
  public let rawValue: UInt128

  /// Creates the identifier from its bits.
  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }
}

/// Identifies a file.
public struct FileID: UniqueIdentifier {
  /// The bits.
  public let rawValue: UInt128

  /// Creates the identifier from its bits.
  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }
}

/// Identifies an account.
public struct AccountID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies an agent.
public struct AgentID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies a queue.
public struct QueueID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies a team.
public struct TeamID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies a media routing domain.
public struct MediaRoutingDomainID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies a channel.
public struct ChannelID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies a pull list.
public struct PullListID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies a reason code.
public struct ReasonCodeID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies a wrap-up code.
public struct WrapUpCodeID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies a device of an agent.
public struct DeviceID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies a message in its conversation.
public struct MessageID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies an API client.
public struct ClientID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies a command, chosen by its sender so that a repetition is recognised.
public struct CommandID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
