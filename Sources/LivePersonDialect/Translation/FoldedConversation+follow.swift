// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What a fact is on this wire.
enum FoldStep: Sendable {
  /// Nothing.
  case unseen
  /// Something was said, or became of what was said.
  case said(MessagingChange)
  /// The conversation may stand otherwise than it was told.
  case changed
}

extension FoldedConversation {
  /// Takes a fact of this conversation, the first one too.
  mutating func follow(_ envelope: Envelope) -> FoldStep {
    let time = envelope.time
    switch envelope.event {
    case .messagePosted(let fact): return say(fact, envelope)
    case .receiptReported(let fact): return report(fact, envelope)
    case .conversationStarted(let fact): begin(fact.session, fact.mainDialog, fact.customer)
    case .channelSessionStarted(let fact): begin(fact.session, fact.dialog, fact.customer)
    case .channelSessionEnded(let fact): end(fact, time)
    case .participantLeft(let fact): leave(fact.participant)
    case .participantMoved(let fact): move(fact)
    case .participantRoleChanged(let fact): changeRole(fact)
    case .supervisorJoined(let fact):
      join(fact.participant, fact.dialog, .supervisor, fact.role, as: fact.agent.rawValue)
    case .botJoined(let fact): join(fact.participant, fact.dialog, .bot, fact.role, as: fact.bot.rawValue)
    case .offerAccepted(let fact):
      join(fact.participant, fact.dialog, .agent, fact.role, as: fact.agent.rawValue)
    case .pullItemTaken(let fact): join(fact.participant, fact.dialog, .agent, fact.role, as: fact.agent.rawValue)
    case .workStarted(let fact):
      skill = fact.queue ?? skill
      join(fact.participant, fact.dialog, .agent, fact.role, as: fact.agent.rawValue)
    case .workTakenFromWorkbin(let fact):
      join(fact.participant, fact.dialog, .agent, fact.role, as: fact.agent.rawValue)
    case .workQueued(let fact): queue(fact)
    case .workReassigned(let fact):
      if case .queue(let queue) = fact.target { skill = queue }
    case .transferRequested(let fact): request(fact)
    case .transferCompleted(let fact): end(fact.assistance, isCompleted: true)
    case .transferCancelled(let fact): end(fact.assistance, isCompleted: false)
    case .transferFailed(let fact): end(fact.assistance, isCompleted: false)
    case .consultStarted(let fact): consult(fact, time)
    case .consultEnded(let fact):
      change(fact.dialog) { $0.close(at: time, by: fact.reason.closer, cause: fact.reason.name) }
    case .slaStarted(let fact):
      responseDueAt = fact.deadline
      responseSeconds = fact.deadline.since(time).components.seconds
    case .slaStopped: responseDueAt = nil
    case .dialogOpened(let fact): openSurvey(fact, time)
    case .dialogClosed(let fact): close(fact, time)
    case .surveyAnswered(let fact): answer(fact)
    case .attributesChanged(let fact):
      wishes.take(fact.changed)
      wishes.remove(fact.removed)
    case .conversationClosed(let fact): close(fact, time)
    // Rings, work of agents and of telephones have no word on this wire. A response that is late was told with its deadline.
    case .slaBreached, .offerMade, .offerRejected, .offerExpired, .offerWithdrawn, .rejectHoldEnded, .noAgentAvailable,
      .workEnded, .wrapUpStarted, .wrapUpCompleted, .wrapUpExtended, .pullItemListed, .workPlacedInWorkbin,
      .conferenceRequested, .conferenceCompleted, .conferenceCancelled, .conferenceFailed,
      .participantHeld, .participantResumed, .customerAwaited, .customerInactive, .customerReached, .callStarted,
      .callStateChanged, .callLegStateChanged, .callInstructed:
      return .unseen
    // These are of no conversation.
    case .configurationChanged, .configurationExported, .webhookChanged, .commandNoted, .accessGranted, .accessRefused,
      .retentionApplied, .agentLoggedIn, .agentLoggedOut, .agentStateChanged, .agentMediaStateChanged,
      .agentDeviceConnected, .agentDeviceDisconnected, .agentLeaseExpired:
      return .unseen
    }
    return .changed
  }

  /// The customer comes, or comes back: a conversation that was closed for the customer is open again.
  private mutating func begin(_ session: ChannelSession, _ dialog: DialogID, _ customer: Customer) {
    sessions.insert(session.id)
    join(session.participant, dialog, .customer, .customer, as: customer.id.description)
    guard dialog == mainDialog, endedAt != nil else { return }
    change(mainDialog) { $0.reopen() }
    endedAt = nil
    closeReason = nil
    isStageOpen = true
  }

  /// The customer is gone. For this wire the conversation is closed with that, though agents may finish their work; only a
  /// connection that was lost closes nothing.
  private mutating func end(_ fact: ChannelSessionEnded, _ time: Timestamp) {
    sessions.remove(fact.session)
    leave(fact.participant)
    guard sessions.isEmpty, let closer = fact.reason.closer else { return }
    for index in dialogs.indices where dialogs[index].kind != .other {
      dialogs[index].close(at: time, by: closer, cause: fact.detail ?? fact.reason.name)
    }
    close(by: closer, time)
  }

  private mutating func close(by closer: ConversationDetails.CloseReason, _ time: Timestamp) {
    survey?.isOpen = false
    closeReason = closeReason ?? closer
    endedAt = endedAt ?? time
    isStageOpen = false
    responseDueAt = nil
  }

  private mutating func move(_ fact: ParticipantMoved) {
    let known = appearances.last { $0.participant == fact.participant }
    guard let name = known?.id ?? fact.agent?.rawValue else { return }
    leave(fact.participant)
    join(fact.participant, fact.dialog, fact.kind, fact.role, as: name)
  }

  private mutating func changeRole(_ fact: ParticipantRoleChanged) {
    let known = appearances.last { $0.participant == fact.participant }
    guard let name = known?.id ?? fact.agent?.rawValue else { return }
    join(fact.participant, fact.dialog, fact.kind, fact.role, as: name)
  }

  /// Work of the conversation waits in another queue; work for a consult, or to bring somebody in, does not move it.
  private mutating func queue(_ fact: WorkQueued) {
    switch fact.reason {
    case .transfer, .consult, .conference: break
    case .new, .agentLoggedOut, .agentDisconnected, .transferFailed, .removed, .reassigned, .notTaken, .queueRemoved,
      .telephoneFailed:
      skill = fact.queue
    }
  }

  private mutating func consult(_ fact: ConsultStarted, _ time: Timestamp) {
    open(fact.dialog, .other, time)
    guard let initiator = fact.request.initiator else { return }
    join(fact.participant, fact.dialog, .agent, .primary, as: initiator.rawValue)
  }

  /// A survey opens, and the customer goes there. Whoever asks is an AGENT there, as bots of surveys are on this wire.
  private mutating func openSurvey(_ fact: DialogOpened, _ time: Timestamp) {
    let kind: DialogDetails.Kind =
      switch fact.kind {
      case .main: .main
      case .consult: .other
      case .survey: .survey
      }
    open(fact.dialog, kind, time)
    for participant in fact.participants {
      guard let index = appearances.lastIndex(where: { $0.participant == participant }) else { continue }
      appearances[index].dialog = fact.dialog
      let one = appearances[index]
      change(fact.dialog) { $0.join(one.id, LivePersonRole(one.kind, one.role)) }
    }
    guard fact.kind == .survey else { return }
    let asker = controller
    change(fact.dialog) { $0.join(asker, .agent) }
    survey = Survey(
      rating: fact.questions.first { $0.kind == .rating }?.id,
      yesNo: fact.questions.first { $0.kind == .yesNo }?.id
    )
  }

  private mutating func answer(_ fact: SurveyAnswered) {
    if fact.question == survey?.rating { survey?.rate = Int(fact.answer).flatMap { (1...5).contains($0) ? $0 : nil } }
    if fact.question == survey?.yesNo, ["yes", "no"].contains(fact.answer) {
      survey?.isResolved = fact.answer == "yes"
    }
  }

  private mutating func close(_ fact: DialogClosed, _ time: Timestamp) {
    let closer = fact.reason.closer
    change(fact.dialog) { $0.close(at: time, by: closer, cause: fact.detail ?? fact.reason.name) }
    if fact.kind == .survey { survey?.isOpen = false }
    guard fact.dialog == mainDialog else { return }
    closeReason = closer
    endedAt = time
    responseDueAt = nil
  }

  private mutating func close(_ fact: ConversationClosed, _ time: Timestamp) {
    let closer = fact.reason.closer
    for index in dialogs.indices {
      dialogs[index].close(at: time, by: closer, cause: fact.detail ?? fact.reason.name)
    }
    close(by: closer, time)
    isOver = true
  }
}

extension SessionEndReason {
  /// Who closes a conversation with it; nil if it stays open.
  fileprivate var closer: ConversationDetails.CloseReason? {
    switch self {
    case .customer: .consumer
    case .agent, .supervisor: .agent
    case .inactivity: .timeout
    case .noAgentAvailable, .system, .unreachable, .transferred: .system
    case .network: nil
    }
  }
}

extension DialogCloseReason {
  fileprivate var closer: ConversationDetails.CloseReason {
    switch self {
    case .customer: .consumer
    case .agent, .supervisor: .agent
    case .system, .answered: .system
    case .expired: .timeout
    }
  }
}

extension ConversationCloseReason {
  fileprivate var closer: ConversationDetails.CloseReason {
    switch self {
    case .customer: .consumer
    case .agent, .supervisor: .agent
    case .inactivity: .timeout
    case .noAgentAvailable, .system, .unreachable, .transferred: .system
    }
  }
}

extension ConsultEnd {
  fileprivate var closer: ConversationDetails.CloseReason {
    switch self {
    case .initiator, .consulted, .transfer, .conference, .departure: .agent
    case .closed, .failure: .system
    }
  }
}
