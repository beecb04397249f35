// SPDX-License-Identifier: Apache-2.0

/// An intent, in the core's own words. The engine decides whether it becomes facts.
public enum Command: Hashable, Sendable {
  // Configuration

  /// Changes the configuration: all of the changes or, when one is refused, none.
  case configure([ConfigurationChange])
  /// Removes a queue and moves its open work to another one.
  case removeQueue(QueueID, movingWorkTo: QueueID)

  // Presence

  /// Begins an agent's work.
  case logIn(AgentID)
  /// Ends an agent's work.
  case logOut(AgentID, reason: ReasonCodeID?)
  /// Makes an agent ready, or not ready with a reason.
  case setAgentState(AgentID, ready: Bool, reason: ReasonCodeID?)
  /// Asks for work on one media routing domain, or for no more of it.
  case setMediaState(AgentID, MediaRoutingDomainID, ready: Bool)
  /// A supervisor makes an agent ready, or not ready.
  case forceAgentState(AgentID, ready: Bool, reason: ReasonCodeID?, by: AgentID)
  /// A supervisor ends an agent's work; without a policy, what it has in hand goes where the account's says.
  case forceLogOut(AgentID, reason: ReasonCodeID?, LogoutPolicy?, by: AgentID)
  /// A device of an agent connected.
  case connectDevice(AgentID, DeviceID)
  /// A device of an agent disconnected.
  case disconnectDevice(AgentID, DeviceID)
  /// Every device is gone, because the process that held the connections ended.
  case disconnectAllDevices

  // Conversations

  /// A customer begins a conversation, or returns to the open one it was in on the same channel.
  case startConversation(StartConversation)
  /// The centre begins a conversation to reach a customer.
  case startOutbound(StartOutbound)
  /// A customer whom the centre wanted to reach answered.
  case reportReached(ConversationID, ChannelSessionID?)
  /// The customer of an open conversation joins it on another channel, or returns to it.
  case startChannelSession(ConversationID, ChannelID, Customer)
  /// A customer leaves on one of its channels, or on all.
  case endChannelSession(ConversationID, ChannelSessionID?, reason: SessionEndReason, detail: String? = nil)
  /// Somebody says something.
  case postMessage(PostMessage)
  /// Somebody reports what became of a message.
  case reportReceipt(ConversationID, MessageID, by: Speaker, ReceiptStatus, detail: String?, code: Int? = nil)
  /// Changes key-values of a conversation.
  case setAttributes(ConversationID, changed: [Attribute], removed: [String])
  /// An agent puts a participant, or the customer on every channel, on hold, for ever or for a time.
  case hold(AgentID, ConversationID, ParticipantID?, limit: Duration?)
  /// An agent takes a participant, or the customer on every channel, off hold.
  case resume(AgentID, ConversationID, ParticipantID?)
  /// An agent says that the customer waits for no response.
  case dismissResponse(AgentID, ConversationID)
  /// The customer answers a question of the survey after a conversation.
  case answerSurvey(ConversationID, question: String, answer: String)
  /// Ends a conversation for everybody.
  case closeConversation(ConversationID, ConversationCloseReason, detail: String? = nil)

  // Work

  /// An agent takes the work item it was offered.
  case acceptOffer(AgentID, OfferID)
  /// An agent refuses the work item it was offered.
  case rejectOffer(AgentID, OfferID, reason: String?)
  /// An agent takes a work item from a pull list.
  case takePullItem(AgentID, WorkItemID)
  /// An agent leaves a conversation; the last one ends it.
  case leaveConversation(AgentID, ConversationID)
  /// An agent completes its after-contact work.
  case completeWrapUp(AgentID, WorkItemID, dispositions: [Disposition], note: String?)
  /// An agent takes more time for its after-contact work.
  case extendWrapUp(AgentID, WorkItemID, by: Duration)
  /// A supervisor ends an agent's after-contact work.
  case endWrapUp(WorkItemID, by: AgentID)
  /// An agent puts work aside that it has in hand.
  case placeInWorkbin(AgentID, WorkItemID, Workbin)
  /// An agent goes on with work that was put aside.
  case takeFromWorkbin(AgentID, WorkItemID)
  /// A supervisor sends work elsewhere; without a destination, back to its queue or pull list.
  case reassignWork(WorkItemID, to: WorkDestination?, by: AgentID)

  // Assistance

  /// Somebody asks that another take over.
  case requestTransfer(RequestAssistance)
  /// Whoever asked for a transfer takes it back.
  case cancelTransfer(ConversationID, AssistanceID, by: Speaker)
  /// The channel connected the customer to the external address of a transfer.
  case completeTransfer(ConversationID, AssistanceID)
  /// The channel, or the automation, does not do what a transfer asks.
  case failTransfer(ConversationID, AssistanceID, detail: String?)
  /// An agent asks that another join the main dialog.
  case requestConference(RequestAssistance)
  /// Whoever asked for a conference takes it back.
  case cancelConference(ConversationID, AssistanceID, by: Speaker)
  /// An agent asks another in a dialog of their own.
  case startConsult(RequestAssistance)
  /// One of the two ends a consult.
  case endConsult(AgentID, ConversationID, AssistanceID)
  /// Whoever asked turns a consult that was answered into a transfer or a conference.
  case completeConsult(AgentID, ConversationID, AssistanceID, as: ConsultCompletion)

  // Participants

  /// A bot joins a conversation, and so completes a transfer to it.
  case joinAsBot(ClientID, ConversationID)
  /// A bot leaves a conversation.
  case leaveAsBot(ClientID, ConversationID)
  /// A supervisor listens, coaches or takes part; with another role than before it goes on with that one.
  case supervise(AgentID, ConversationID, as: ParticipantRole, watching: AgentID?)
  /// A supervisor takes a participant out of a conversation.
  case removeParticipant(ConversationID, ParticipantID)

  // Calls

  /// The provider of a voice channel says how a customer's call stands.
  indirect case reportCall(ReportCall)
  /// The provider of a voice channel says how an agent's telephone stands.
  case reportCallLeg(ReportCallLeg)
  /// The provider of a voice channel says which calls it has: every other one is lost.
  case reconcileCalls(ChannelID, [CallID])
  // Audit

  /// The server lets somebody in, or does not.
  case noteAccess(AccessReport, isGranted: Bool)
  /// Somebody takes the configuration out.
  case noteExport(withSecrets: Bool)
  /// Somebody makes a webhook another, or the server delivers to it no more.
  case noteWebhook(WebhookChanged)

  /// Content was erased from the journal.
  case noteRetention(RetentionApplied)

  // Time

  /// Deadlines that are due become facts.
  case passTime
}

/// Who speaks in a conversation, before it is known as which participant.
public enum Speaker: Hashable, Sendable {
  /// The customer, on the channel it came to last.
  case customer
  /// The customer, on one of its channels.
  case session(ChannelSessionID)
  /// An agent that takes part.
  case agent(AgentID)
  /// A bot that takes part.
  case bot(ClientID)
}

/// The content of commands that ask for assistance.
public struct RequestAssistance: Hashable, Sendable {
  /// Where.
  public var conversation: ConversationID
  /// Who asks.
  public var initiator: Speaker
  /// Who is asked.
  public var target: AssistanceTarget
  /// For whoever is asked.
  public var note: String?
  /// Whether the customer's place in line is the one it had when it first waited.
  public var keepsPlace: Bool
  /// Whether whoever asks is held in the main dialog meanwhile. For consults only.
  public var holds: Bool

  /// Creates the content.
  public init(
    conversation: ConversationID,
    initiator: Speaker,
    target: AssistanceTarget,
    note: String? = nil,
    keepsPlace: Bool = true,
    holds: Bool = false
  ) {
    self.conversation = conversation
    self.initiator = initiator
    self.target = target
    self.note = note
    self.keepsPlace = keepsPlace
    self.holds = holds
  }
}

/// The content of ``Command/startConversation(_:)``.
public struct StartConversation: Hashable, Sendable {
  /// The channel.
  public var channel: ChannelID
  /// With whom.
  public var customer: Customer
  /// What it is about.
  public var subject: String?
  /// Key-values the channel knows.
  public var attributes: [Attribute]
  /// The first message, when it came with the start.
  public var message: NewMessage?

  /// Creates the content.
  public init(
    channel: ChannelID,
    customer: Customer,
    subject: String? = nil,
    attributes: [Attribute] = [],
    message: NewMessage? = nil
  ) {
    self.channel = channel
    self.customer = customer
    self.subject = subject
    self.attributes = attributes
    self.message = message
  }
}

/// The content of ``Command/startOutbound(_:)``.
public struct StartOutbound: Hashable, Sendable {
  /// The channel.
  public var channel: ChannelID
  /// Whom to reach.
  public var customer: Customer
  /// Who does, and serves the conversation from the start; with nobody, its work begins once the customer answers.
  public var agent: AgentID?
  /// What it is about.
  public var subject: String?
  /// Key-values of the conversation.
  public var attributes: [Attribute]
  /// The first message: of the agent, or else of the centre.
  public var message: NewMessage?

  /// Creates the content.
  public init(
    channel: ChannelID,
    customer: Customer,
    agent: AgentID? = nil,
    subject: String? = nil,
    attributes: [Attribute] = [],
    message: NewMessage? = nil
  ) {
    self.channel = channel
    self.customer = customer
    self.agent = agent
    self.subject = subject
    self.attributes = attributes
    self.message = message
  }
}

/// A message before it is accepted.
public struct NewMessage: Hashable, Sendable {
  /// The id its sender chose; the core makes one when there is none.
  public var id: MessageID?
  /// What is said.
  public var body: MessageBody
  /// Who may see it.
  public var audience: MessageAudience
  /// The message it answers.
  public var replyTo: MessageID?
  /// What its sender writes beside it; it counts as part of the body.
  public var extras: MessageExtras?

  /// Creates a message.
  public init(
    id: MessageID? = nil,
    body: MessageBody,
    audience: MessageAudience = .everyone,
    replyTo: MessageID? = nil,
    extras: MessageExtras? = nil
  ) {
    self.id = id
    self.body = body
    self.audience = audience
    self.replyTo = replyTo
    self.extras = extras
  }
}

/// The content of ``Command/postMessage(_:)``.
public struct PostMessage: Hashable, Sendable {
  /// Where.
  public var conversation: ConversationID
  /// In which part of it; none for the main dialog or, for whoever is not there, the one it is in.
  public var dialog: DialogID?
  /// Who says it.
  public var speaker: Speaker
  /// What is said.
  public var message: NewMessage

  /// Creates the content.
  public init(conversation: ConversationID, dialog: DialogID? = nil, speaker: Speaker, message: NewMessage) {
    self.conversation = conversation
    self.dialog = dialog
    self.speaker = speaker
    self.message = message
  }
}

/// Something that is said without being kept, before it is known whether it may be.
public enum SignalIntent: Hashable, Sendable {
  /// Somebody began or stopped writing.
  case typing(ConversationID, Speaker, isTyping: Bool)
}
