// SPDX-License-Identifier: Apache-2.0

/// The rules say no. A rejected command changed nothing. Every dialect has one exhaustive table from these to its own errors.
public enum Rejection: Error, Hashable, Sendable {
  /// There is no such account.
  case unknownAccount(AccountID)
  /// There is no such agent.
  case unknownAgent(AgentID)
  /// There is no such queue.
  case unknownQueue(QueueID)
  /// There is no such team.
  case unknownTeam(TeamID)
  /// There is no such channel.
  case unknownChannel(ChannelID)
  /// There is no such pull list.
  case unknownPullList(PullListID)
  /// There is no such media routing domain.
  case unknownMediaRoutingDomain(MediaRoutingDomainID)
  /// There is no such reason code.
  case unknownReasonCode(ReasonCodeID)
  /// There is no such conversation.
  case unknownConversation(ConversationID)
  /// There is no such session.
  case unknownSession(ChannelSessionID)
  /// There is no such message.
  case unknownMessage(MessageID)
  /// There is no such work item.
  case unknownWorkItem(WorkItemID)
  /// There is no such offer.
  case unknownOffer(OfferID)
  /// There is no such attribute.
  case unknownAttribute(String)
  /// There is no such API client.
  case unknownClient(ClientID)
  /// There is no such participant.
  case unknownParticipant(ParticipantID)
  /// There is no such dialog, or the one who asks is not in it.
  case unknownDialog(DialogID)
  /// There is no such transfer, consult or conference, or it is over.
  case unknownAssistance(AssistanceID)
  /// There is no such call on the channel.
  case unknownCall(CallID)
  /// There is no such leg, or it is over.
  case unknownCallLeg(CallLegID)
  /// The call is over.
  case callEnded(CallID)
  /// The call, or the leg, cannot come to stand there from where it stands: from where, and to where.
  case callOutOfOrder(String, String)
  /// The customer of the conversation is on another call.
  case otherCall(ConversationID)
  /// There is nothing to remove under a key.
  case notConfigured(ConfigurationKey)
  /// The agent is not logged in.
  case notLoggedIn(AgentID)
  /// The agent has an offer to answer first.
  case offerPending(OfferID)
  /// The offer is somebody else's.
  case offeredToAnother(OfferID)
  /// The one who asks takes no part in the conversation.
  case notAParticipant(ConversationID)
  /// The agent is in the conversation already.
  case alreadyParticipating(ConversationID)
  /// The work item is on no pull list.
  case notOnPullList(WorkItemID)
  /// The work item is in no workbin.
  case notInWorkbin(WorkItemID)
  /// The agent does not work on the work item.
  case notInHand(WorkItemID)
  /// The work item cannot be sent elsewhere.
  case workNotMovable(WorkItemID)
  /// The agent has no after-contact work for the work item.
  case notWrappingUp(WorkItemID)
  /// The after-contact work cannot be extended, or not by so much.
  case wrapUpNotExtendable(WorkItemID)
  /// The agent cannot be asked now, and why.
  case agentUnavailable(AgentID, AssistanceFailure)
  /// Whoever asks has a request of this kind under way.
  case assistancePending(AssistanceID)
  /// Nobody has answered the consult.
  case consultNotAnswered(AssistanceID)
  /// No agent of a team the supervisor supervises takes part.
  case notSupervised(ConversationID)
  /// The agent is of no team the supervisor supervises.
  case agentNotSupervised(AgentID)
  /// Neither the agent who has the work item nor its queue is of a team the supervisor supervises.
  case workNotSupervised(WorkItemID)
  /// What one does in the conversation does not allow it; the text completes “you may not”.
  case roleForbids(ParticipantRole, String)
  /// The customer is gone.
  case sessionEnded(ConversationID)
  /// The customer is in another conversation on the channel; the text does not say in which: whoever asks may have no
  /// right to know.
  case sessionOpen(ConversationID)
  /// The centre reaches nobody on the channel.
  case notOutbound(ChannelID)
  /// There is no survey to answer.
  case noSurvey(ConversationID)
  /// The one who speaks is on hold.
  case onHold(ParticipantID)
  /// The customer, who is spoken to, is on hold.
  case customerOnHold(ConversationID)
  /// The agent has no capacity there at all.
  case mediaNotAssigned(MediaRoutingDomainID)
  /// The agent has no capacity left there.
  case atCapacity(MediaRoutingDomainID)
  /// Another message has the id.
  case messageIDTaken(MessageID)
  /// The id of a command was used for another one.
  case commandIDReused(CommandID)
  /// Neither role nor scope allows it; the text completes “you may not”.
  case notPermitted(String)
  /// A value is wrong: which, and what is wrong with it.
  case invalid(String, String)
  /// Something depends on it.
  case stillUsed(ConfigurationKey, by: String)
  /// A bound of the account is reached: of what, and how many.
  case limitReached(String, Int)
  /// The queue is full.
  case queueFull(QueueID)
  /// The server is behind.
  case overloaded
  /// The journal refuses.
  case unavailable

  /// The sort of a rejection, from which a wire without finer words takes its status.
  public enum Category: Hashable, Sendable, CaseIterable {
    /// What was named does not exist.
    case notFound
    /// What was named existed and is over.
    case gone
    /// The state of things does not allow it now.
    case conflict
    /// The one who asks may not.
    case forbidden
    /// The request is wrong in itself.
    case invalid
    /// The request contradicts an earlier one with the same id.
    case mismatch
    /// A bound is reached.
    case limit
    /// The server cannot at the moment.
    case unavailable
  }

  /// The sort of this rejection.
  public var category: Category {
    switch self {
    case .unknownAccount, .unknownAgent, .unknownQueue, .unknownTeam, .unknownChannel,
      .unknownPullList, .unknownMediaRoutingDomain, .unknownConversation, .unknownSession, .unknownParticipant,
      .unknownMessage, .unknownWorkItem, .unknownAttribute, .unknownClient, .unknownDialog, .unknownCall,
      .notConfigured:
      .notFound
    case .unknownOffer, .unknownAssistance, .unknownCallLeg, .callEnded: .gone
    case .notLoggedIn, .offerPending, .assistancePending, .consultNotAnswered, .alreadyParticipating, .notOnPullList,
      .notInWorkbin, .notInHand, .workNotMovable, .notWrappingUp, .wrapUpNotExtendable, .agentUnavailable,
      .sessionEnded, .sessionOpen, .notOutbound, .noSurvey, .onHold, .customerOnHold,
      .mediaNotAssigned, .atCapacity, .messageIDTaken, .callOutOfOrder, .otherCall, .stillUsed:
      .conflict
    case .offeredToAnother, .notAParticipant, .notSupervised, .agentNotSupervised, .workNotSupervised, .roleForbids,
      .notPermitted:
      .forbidden
    case .unknownReasonCode, .invalid: .invalid
    case .commandIDReused: .mismatch
    case .limitReached, .queueFull: .limit
    case .overloaded, .unavailable: .unavailable
    }
  }

  /// The name of the rejection in the native API, stable across versions.
  public var code: String {
    switch self {
    case .unknownAccount: "unknownAccount"
    case .unknownAgent: "unknownAgent"
    case .unknownQueue: "unknownQueue"
    case .unknownTeam: "unknownTeam"
    case .unknownChannel: "unknownChannel"
    case .unknownPullList: "unknownPullList"
    case .unknownMediaRoutingDomain: "unknownMediaRoutingDomain"
    case .unknownReasonCode: "unknownReasonCode"
    case .unknownConversation: "unknownConversation"
    case .unknownSession: "unknownSession"
    case .unknownMessage: "unknownMessage"
    case .unknownWorkItem: "unknownWorkItem"
    case .unknownOffer: "unknownOffer"
    case .unknownAttribute: "unknownAttribute"
    case .unknownClient: "unknownClient"
    case .unknownParticipant: "unknownParticipant"
    case .unknownDialog: "unknownDialog"
    case .unknownAssistance: "unknownAssistance"
    case .unknownCall: "unknownCall"
    case .unknownCallLeg: "unknownCallLeg"
    case .callEnded: "callEnded"
    case .callOutOfOrder: "callOutOfOrder"
    case .otherCall: "otherCall"
    case .notConfigured: "notConfigured"
    case .notLoggedIn: "notLoggedIn"
    case .offerPending: "offerPending"
    case .offeredToAnother: "offeredToAnother"
    case .notAParticipant: "notAParticipant"
    case .alreadyParticipating: "alreadyParticipating"
    case .notOnPullList: "notOnPullList"
    case .notInWorkbin: "notInWorkbin"
    case .notInHand: "notInHand"
    case .workNotMovable: "workNotMovable"
    case .notWrappingUp: "notWrappingUp"
    case .wrapUpNotExtendable: "wrapUpNotExtendable"
    case .agentUnavailable: "agentUnavailable"
    case .assistancePending: "assistancePending"
    case .consultNotAnswered: "consultNotAnswered"
    case .notSupervised: "notSupervised"
    case .agentNotSupervised: "agentNotSupervised"
    case .workNotSupervised: "workNotSupervised"
    case .roleForbids: "roleForbids"
    case .sessionEnded: "sessionEnded"
    case .sessionOpen: "sessionOpen"
    case .notOutbound: "notOutbound"
    case .noSurvey: "noSurvey"
    case .onHold: "onHold"
    case .customerOnHold: "customerOnHold"
    case .mediaNotAssigned: "mediaNotAssigned"
    case .atCapacity: "atCapacity"
    case .messageIDTaken: "messageIDTaken"
    case .commandIDReused: "commandIDReused"
    case .notPermitted: "notPermitted"
    case .invalid: "invalid"
    case .stillUsed: "stillUsed"
    case .limitReached: "limitReached"
    case .queueFull: "queueFull"
    case .overloaded: "overloaded"
    case .unavailable: "unavailable"
    }
  }

  /// What is wrong and what to do about it, for a person.
  public var detail: String {
    switch self {
    case .unknownAccount(let value):
      "account \(value) does not exist; check the account in the address"
    case .unknownAgent(let value):
      "agent \(value) does not exist in this account"
    case .unknownQueue(let value):
      "queue \(value) does not exist in this account"
    case .unknownTeam(let value):
      "team \(value) does not exist in this account"
    case .unknownChannel(let value):
      "channel \(value) does not exist in this account"
    case .unknownPullList(let value):
      "pull list \(value) does not exist in this account"
    case .unknownMediaRoutingDomain(let value):
      "media routing domain \(value) does not exist in this account"
    case .unknownReasonCode(let value):
      "reason code \(value) is not one of the account's codes for this change"
    case .unknownConversation(let value):
      "conversation \(value) does not exist or is closed"
    case .unknownSession(let value):
      "channel session \(value) is not part of the conversation or has ended"
    case .unknownMessage(let value):
      "message \(value) is not in the conversation"
    case .unknownWorkItem(let value):
      "work item \(value) does not exist or has ended"
    case .unknownOffer(let value):
      "offer \(value) does not exist or is no longer pending: it was answered, expired or was taken back"
    case .unknownAttribute(let value):
      "the conversation has no attribute \(value)"
    case .unknownClient(let value):
      "API client \(value) does not exist in this account, or is no bot: it needs the scope bots"
    case .unknownParticipant(let value):
      "participant \(value) is not in the conversation"
    case .unknownDialog(let value):
      "dialog \(value) is not part of the conversation, or you are not in it"
    case .unknownAssistance(let value):
      "request \(value) is not under way in the conversation: it was completed, cancelled or failed, or never made"
    case .unknownCall(let value):
      "there is no call \(value) on the channel; report it as ringing or answered first"
    case .unknownCallLeg(let value):
      "there is no leg \(value) on the channel, or it is over; hang it up"
    case .callEnded(let value):
      "call \(value) is over; hang it up, and report a new call under a new id"
    case .callOutOfOrder(let from, let to):
      "what is \(from) cannot become \(to); report where it stands now"
    case .otherCall(let value):
      "the customer of conversation \(value) is on another call, or on none that was to be made; hang this one up"
    case .notConfigured(let value):
      "there is no such thing to remove: \(value)"
    case .notLoggedIn(let value):
      "agent \(value) is not logged in; log in first"
    case .offerPending(let value):
      "offer \(value) is pending; accept or reject it first"
    case .offeredToAnother(let value):
      "offer \(value) was made to another agent"
    case .notAParticipant(let value):
      "you do not take part in conversation \(value)"
    case .alreadyParticipating(let value):
      "the agent takes part in conversation \(value) already"
    case .notOnPullList(let value):
      "work item \(value) is not on a pull list; another agent may have taken it"
    case .notInWorkbin(let value):
      "work item \(value) is in no workbin; another agent may have taken it"
    case .notInHand(let value):
      "work item \(value) is not work the agent has in hand; accept or take it first"
    case .workNotMovable(let value):
      "work item \(value) cannot be moved: it is after-contact work, or belongs to a request for assistance"
    case .wrapUpNotExtendable(let value):
      "after-contact work of work item \(value) cannot be extended by so much; see wrapUp.longest of its queue"
    case .agentUnavailable(let first, let second):
      "agent \(first) cannot be asked now (\(second.name)); choose another one, or a queue"
    case .notWrappingUp(let value):
      "work item \(value) is not in the agent's after-contact work"
    case .assistancePending(let value):
      "request \(value) is under way; cancel it or wait for what becomes of it"
    case .consultNotAnswered(let value):
      "nobody has answered consult \(value) yet; wait for an answer or end it"
    case .notSupervised(let value):
      "nobody you may watch takes part in conversation \(value): it must be an agent of a team you supervise"
    case .agentNotSupervised(let value):
      "agent \(value) is of no team you supervise"
    case .workNotSupervised(let value):
      "work item \(value) is neither of an agent nor of a queue of a team you supervise"
    case .roleForbids(let role, let action):
      "as \(role.name) you may not \(action); change your role in the conversation first"
    case .sessionEnded(let value):
      "the customer's session in conversation \(value) has ended; start a new conversation"
    case .sessionOpen:
      "the customer is in another conversation on that channel; end its session there first"
    case .notOutbound(let value):
      "customers cannot be reached on channel \(value); set its outbound rule first"
    case .noSurvey(let value):
      "conversation \(value) has no survey that is open"
    case .onHold(let value):
      "participant \(value) is on hold; resume it first"
    case .customerOnHold(let value):
      "the customer of conversation \(value) is on hold; resume it, or speak to agents and managers only"
    case .mediaNotAssigned(let value):
      "the agent has no capacity on media routing domain \(value)"
    case .atCapacity(let value):
      "the agent has as much work on media routing domain \(value) as it can take"
    case .messageIDTaken(let value):
      "message id \(value) is used by another message of the conversation"
    case .commandIDReused(let value):
      "command id \(value) was used for another request; choose a new id for each request"
    case .notPermitted(let value):
      "you may not \(value)"
    case .invalid(let first, let second):
      "\(first): \(second)"
    case .stillUsed(let first, let second):
      "\(first) is used by \(second); change that first"
    case .limitReached(let first, let second):
      "the limit of \(second) \(first) is reached; try again later or raise the limit"
    case .queueFull(let value):
      "queue \(value) holds as many waiting work items as it may; try again later"
    case .overloaded: "more commands are waiting than the server accepts; try again in a moment"
    case .unavailable: "the journal cannot be written at the moment; nothing was changed; try again in a moment"
    }
  }
}
