// SPDX-License-Identifier: Apache-2.0

/// A customer's call began: it came in, or is to be made.
public struct CallStarted: Hashable, Sendable {
  /// Which conversation it is in.
  public let conversation: ConversationID
  /// The channel.
  public let channel: ChannelID
  /// The customer's presence on the channel.
  public let session: ChannelSessionID
  /// The call in the words of its provider; absent until the provider reports a call that is to be made.
  public let call: CallID?
  /// Who began it.
  public let direction: ConversationDirection
  /// The number of whoever calls.
  public let callingNumber: String?
  /// The number that is called.
  public let dialledNumber: String?
  /// Where it stands.
  public let state: CallState

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    channel: ChannelID,
    session: ChannelSessionID,
    call: CallID? = nil,
    direction: ConversationDirection,
    callingNumber: String? = nil,
    dialledNumber: String? = nil,
    state: CallState
  ) {
    self.conversation = conversation
    self.channel = channel
    self.session = session
    self.call = call
    self.direction = direction
    self.callingNumber = callingNumber
    self.dialledNumber = dialledNumber
    self.state = state
  }
}

/// The provider reported that a customer's call stands elsewhere.
public struct CallStateChanged: Hashable, Sendable {
  /// Which conversation it is in.
  public let conversation: ConversationID
  /// The channel.
  public let channel: ChannelID
  /// The call in the words of its provider.
  public let call: CallID
  /// Where it stands.
  public let state: CallState
  /// Where it stood.
  public let previous: CallState
  /// Why it ended.
  public let reason: CallEndReason?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    channel: ChannelID,
    call: CallID,
    state: CallState,
    previous: CallState,
    reason: CallEndReason? = nil
  ) {
    self.conversation = conversation
    self.channel = channel
    self.call = call
    self.state = state
    self.previous = previous
    self.reason = reason
  }
}

/// The provider reported that an agent's telephone stands elsewhere.
public struct CallLegStateChanged: Hashable, Sendable {
  /// Which conversation it is in.
  public let conversation: ConversationID
  /// The channel.
  public let channel: ChannelID
  /// Which leg.
  public let leg: CallLegID
  /// The agent whose telephone it is.
  public let agent: AgentID
  /// Whom it hears and who hears it.
  public let mode: CallLegMode
  /// Where it stands.
  public let state: CallLegState
  /// Why it ended.
  public let reason: CallEndReason?
  /// The leg in the words of the provider.
  public let providerLeg: String?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    channel: ChannelID,
    leg: CallLegID,
    agent: AgentID,
    mode: CallLegMode,
    state: CallLegState,
    reason: CallEndReason? = nil,
    providerLeg: String? = nil
  ) {
    self.conversation = conversation
    self.channel = channel
    self.leg = leg
    self.agent = agent
    self.mode = mode
    self.state = state
    self.reason = reason
    self.providerLeg = providerLeg
  }
}

/// The provider was told to do something with a call. Without a leg, it is about the customer.
public struct CallInstructed: Hashable, Sendable {
  /// Which conversation the call is in.
  public let conversation: ConversationID
  /// The channel.
  public let channel: ChannelID
  /// The call in the words of its provider, once it is known.
  public let call: CallID?
  /// What to do.
  public let instruction: CallInstruction
  /// The leg it is about.
  public let leg: CallLegID?
  /// The agent whose telephone that is.
  public let agent: AgentID?
  /// The address of the telephone to call; absent if the agent has none configured.
  public let `extension`: String?
  /// The dialog to be put into.
  public let dialog: DialogID?
  /// Whom the leg hears and who hears it.
  public let mode: CallLegMode?
  /// The agent whose leg a listening or whispering one goes with.
  public let watched: AgentID?
  /// When the telephone must have been answered.
  public let answerBy: Timestamp?
  /// The number or address to dial or to transfer to.
  public let number: String?
  /// The transfer.
  public let assistance: AssistanceID?

  /// Creates the value from its parts.
  public init(
    conversation: ConversationID,
    channel: ChannelID,
    call: CallID? = nil,
    instruction: CallInstruction,
    leg: CallLegID? = nil,
    agent: AgentID? = nil,
    extension: String? = nil,
    dialog: DialogID? = nil,
    mode: CallLegMode? = nil,
    watched: AgentID? = nil,
    answerBy: Timestamp? = nil,
    number: String? = nil,
    assistance: AssistanceID? = nil
  ) {
    self.conversation = conversation
    self.channel = channel
    self.call = call
    self.instruction = instruction
    self.leg = leg
    self.agent = agent
    self.extension = `extension`
    self.dialog = dialog
    self.mode = mode
    self.watched = watched
    self.answerBy = answerBy
    self.number = number
    self.assistance = assistance
  }
}

extension Event {
  /// The conversation whose call the fact is about, also where the fact is hidden from its participants; nil for facts
  /// that are not about calls.
  public var callConversation: ConversationID? {
    switch self {
    case .callStarted(let fact): fact.conversation
    case .callStateChanged(let fact): fact.conversation
    case .callLegStateChanged(let fact): fact.conversation
    case .callInstructed(let fact): fact.conversation
    default: nil
    }
  }

  /// The channel whose call the fact is about; nil for facts that are not about calls.
  @inlinable
  public var callChannel: ChannelID? {
    switch self {
    case .callStarted(let fact): fact.channel
    case .callStateChanged(let fact): fact.channel
    case .callLegStateChanged(let fact): fact.channel
    case .callInstructed(let fact): fact.channel
    default: nil
    }
  }
}

extension CallLegStateChanged {
  /// Who listens unseen has no number in the conversation.
  var subject: EventSubject {
    EventSubject(conversation: mode == .listen ? nil : conversation, agent: agent)
  }
}

extension CallInstructed {
  /// Who listens unseen has no number in the conversation.
  var subject: EventSubject {
    EventSubject(conversation: mode == .listen ? nil : conversation, agent: agent)
  }
}
