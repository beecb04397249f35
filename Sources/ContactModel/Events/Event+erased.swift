// SPDX-License-Identifier: Apache-2.0

extension Envelope {
  /// The same fact without what people said, wrote or are called by: its place, time, kind, identifiers, agents, queues and
  /// reasons stay, so that everything that is counted, ordered and replayed is as it was.
  ///
  /// The request it came from is no longer recognised by its content; its id stays, because it is still answered as before.
  public var erased: Envelope {
    var erased = self
    erased.event = event.erased
    erased.isErased = true
    return erased
  }

  /// Whether nothing is left that ``erased`` takes.
  public var hasNoContent: Bool { event.erased == event }
}

extension MessageBody {
  /// What stands where a message was erased.
  public static let erased = MessageBody(kind: "ERASED", text: "")
}

extension Customer {
  /// Nobody, for the session of a conversation: the identifier is new for each session, because sessions of different
  /// customers must stay apart while the log is replayed.
  fileprivate static func erased(_ conversation: ConversationID, _ session: ChannelSessionID) -> Customer {
    Customer(id: CustomerID(rawValue: conversation.rawValue), identifier: "erased-\(session)")
  }
}

extension AssistanceTarget {
  fileprivate var erased: AssistanceTarget {
    switch self {
    case .queue, .agent, .automation: self
    case .external: .external("erased")
    }
  }
}

extension AssistanceRequested {
  fileprivate var erased: AssistanceRequested {
    AssistanceRequested(
      conversation: conversation,
      assistance: assistance,
      participant: participant,
      initiator: initiator,
      bot: bot,
      target: target.erased,
      workItem: workItem,
      mediaRoutingDomain: mediaRoutingDomain,
      queue: queue,
      list: list,
      priority: priority,
      enqueuedAt: enqueuedAt,
      deadline: deadline,
      note: nil
    )
  }
}

extension AssistanceCompleted {
  fileprivate var erased: AssistanceCompleted {
    AssistanceCompleted(
      conversation: conversation,
      assistance: assistance,
      initiator: initiator,
      target: target.erased,
      agent: agent
    )
  }
}

extension AssistanceCancelled {
  fileprivate var erased: AssistanceCancelled {
    AssistanceCancelled(
      conversation: conversation,
      assistance: assistance,
      initiator: initiator,
      target: target.erased,
      reason: reason
    )
  }
}

extension AssistanceFailed {
  fileprivate var erased: AssistanceFailed {
    AssistanceFailed(
      conversation: conversation,
      assistance: assistance,
      initiator: initiator,
      target: target.erased,
      reason: reason,
      detail: nil
    )
  }
}

extension Event {
  /// The fact without its content; the same where there is none.
  fileprivate var erased: Event {
    switch self {
    case .conversationStarted(let fact):
      .conversationStarted(
        ConversationStarted(
          conversation: fact.conversation,
          direction: fact.direction,
          customer: .erased(fact.conversation, fact.session.id),
          mainDialog: fact.mainDialog,
          session: fact.session,
          subject: nil,
          attributes: [],
          answerBy: fact.answerBy
        )
      )
    case .channelSessionStarted(let fact):
      .channelSessionStarted(
        ChannelSessionStarted(
          conversation: fact.conversation,
          dialog: fact.dialog,
          session: fact.session,
          customer: .erased(fact.conversation, fact.session.id),
          reason: fact.reason
        )
      )
    case .channelSessionEnded(let fact):
      .channelSessionEnded(
        ChannelSessionEnded(
          conversation: fact.conversation,
          session: fact.session,
          participant: fact.participant,
          reason: fact.reason
        )
      )
    case .messagePosted(let fact):
      .messagePosted(
        MessagePosted(conversation: fact.conversation, dialog: fact.dialog, message: fact.message.erased)
      )
    case .receiptReported(let fact):
      .receiptReported(
        ReceiptReported(
          conversation: fact.conversation,
          message: fact.message,
          participant: fact.participant,
          status: fact.status,
          detail: nil,
          code: fact.code,
          audience: fact.audience
        )
      )
    case .attributesChanged(let fact):
      .attributesChanged(AttributesChanged(conversation: fact.conversation, changed: [], removed: []))
    case .conversationClosed(let fact):
      .conversationClosed(ConversationClosed(conversation: fact.conversation, reason: fact.reason, by: fact.by))
    case .dialogClosed(let fact):
      .dialogClosed(
        DialogClosed(conversation: fact.conversation, dialog: fact.dialog, kind: fact.kind, reason: fact.reason)
      )
    case .surveyAnswered(let fact):
      .surveyAnswered(
        SurveyAnswered(
          conversation: fact.conversation,
          dialog: fact.dialog,
          question: fact.question,
          answer: "",
          message: fact.message
        )
      )
    case .transferRequested(let fact): .transferRequested(fact.erased)
    case .transferCompleted(let fact): .transferCompleted(fact.erased)
    case .transferCancelled(let fact): .transferCancelled(fact.erased)
    case .transferFailed(let fact): .transferFailed(fact.erased)
    case .conferenceRequested(let fact): .conferenceRequested(fact.erased)
    case .conferenceCompleted(let fact): .conferenceCompleted(fact.erased)
    case .conferenceCancelled(let fact): .conferenceCancelled(fact.erased)
    case .conferenceFailed(let fact): .conferenceFailed(fact.erased)
    case .consultStarted(let fact):
      .consultStarted(
        ConsultStarted(
          request: fact.request.erased,
          dialog: fact.dialog,
          participant: fact.participant,
          connection: fact.connection,
          holds: fact.holds
        )
      )
    case .offerMade(let fact):
      .offerMade(
        OfferMade(
          offer: fact.offer,
          workItem: fact.workItem,
          conversation: fact.conversation,
          queue: fact.queue,
          agent: fact.agent,
          deadline: fact.deadline,
          purpose: fact.purpose,
          assistance: fact.assistance,
          requestedBy: fact.requestedBy,
          note: nil
        )
      )
    case .offerRejected(let fact):
      .offerRejected(
        OfferRejected(
          offer: fact.offer,
          workItem: fact.workItem,
          conversation: fact.conversation,
          queue: fact.queue,
          agent: fact.agent,
          reason: nil,
          heldUntil: fact.heldUntil
        )
      )
    case .wrapUpCompleted(let fact):
      .wrapUpCompleted(
        WrapUpCompleted(
          workItem: fact.workItem,
          conversation: fact.conversation,
          queue: fact.queue,
          agent: fact.agent,
          dispositions: [],
          note: nil,
          completion: fact.completion
        )
      )
    case .callStarted(let fact):
      .callStarted(
        CallStarted(
          conversation: fact.conversation,
          channel: fact.channel,
          session: fact.session,
          call: fact.call,
          direction: fact.direction,
          state: fact.state
        )
      )
    case .callInstructed(let fact):
      .callInstructed(
        CallInstructed(
          conversation: fact.conversation,
          channel: fact.channel,
          call: fact.call,
          instruction: fact.instruction,
          leg: fact.leg,
          agent: fact.agent,
          extension: fact.extension,
          dialog: fact.dialog,
          mode: fact.mode,
          watched: fact.watched,
          answerBy: fact.answerBy,
          number: nil,
          assistance: fact.assistance
        )
      )
    case .configurationChanged, .configurationExported, .webhookChanged, .commandNoted, .accessGranted, .accessRefused,
      .retentionApplied, .workPlacedInWorkbin, .workTakenFromWorkbin, .workReassigned, .wrapUpExtended, .agentLoggedIn,
      .agentLoggedOut, .agentStateChanged, .agentMediaStateChanged, .agentDeviceConnected, .agentDeviceDisconnected,
      .agentLeaseExpired, .participantLeft, .workQueued, .offerAccepted, .offerExpired, .offerWithdrawn,
      .rejectHoldEnded, .noAgentAvailable, .workEnded, .wrapUpStarted, .pullItemListed, .pullItemTaken, .consultEnded,
      .participantMoved, .participantRoleChanged, .supervisorJoined, .botJoined, .participantHeld, .participantResumed,
      .customerAwaited, .customerInactive, .slaStarted, .slaStopped, .slaBreached, .dialogOpened, .customerReached,
      .workStarted, .callStateChanged, .callLegStateChanged:
      self
    }
  }
}

extension Message {
  fileprivate var erased: Message {
    var erased = self
    erased.body = .erased
    erased.extras = nil
    return erased
  }
}
