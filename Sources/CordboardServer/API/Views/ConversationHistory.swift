// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import NativeDialect

/// What the facts of one conversation add up to for a reader: how it stands, what was said, and who took part.
struct ConversationHistory: Sendable {
  /// A message with its place and what became of it.
  struct Said: Sendable, JSONRepresentable {
    var message: Message
    var conversation: ConversationID
    var dialog: DialogID
    var time: Timestamp
    var sequence: UInt64
    var isErased: Bool
    /// The agents of the conversation who learned of it.
    var hearers: [AgentID]
    var receipts: [(participant: ParticipantID, status: ReceiptStatus, at: Timestamp, detail: String?, code: Int?)] = []

    func write(to json: inout JSONWriter) {
      json.member("conversation", conversation)
      json.member("dialog", dialog)
      json.member("time", time)
      json.member("sequence", sequence)
      if isErased { json.member("erased", true) }
      message.write(to: &json)
      json.array("receipts", receipts) { json, receipt in
        json.object { json in
          json.member("participant", receipt.participant)
          json.member("status", receipt.status)
          json.member("time", receipt.at)
          json.member("detail", receipt.detail)
          json.member("code", receipt.code)
        }
      }
    }
  }

  private(set) var view: ConversationView?
  private(set) var said: [Said] = []
  /// Every request for assistance, also those that are over; of very many the last.
  private(set) var assistances: [AssistanceView] = []
  private(set) var readers = Readers()
  private var places: [MessageID: Int] = [:]

  /// Who took part, and so may read the conversation once it is closed.
  struct Readers: Sendable {
    fileprivate(set) var agents: Set<AgentID> = []
    fileprivate(set) var teams: Set<TeamID> = []

    /// Whether a principal may read it: it took part, or supervises a team that did.
    func include(_ principal: Principal, supervising supervised: [TeamID]) -> Bool {
      if !principal.permissions.isDisjoint(with: [.readEverything, .actForCustomers, .actForAgents]) { return true }
      guard case .agent(let viewer) = principal.actor else { return false }
      if agents.contains(viewer) { return true }
      return principal.permissions.contains(.supervise) && !teams.isDisjoint(with: supervised)
    }
  }

  /// Takes the next fact of the conversation.
  mutating func apply(_ envelope: Envelope) {
    readers.teams.formUnion(envelope.teams)
    defer {
      view?.lastActivityAt = envelope.time
      if envelope.isErased { view?.isErased = true }
      view?.assistances = assistances.filter { $0.endedAt == nil }
      if let sequence = envelope.conversationSequence { view?.sequence = sequence }
    }
    switch envelope.event {
    case .conversationStarted(let fact): view = ConversationView(fact, at: envelope.time)
    case .channelSessionEnded(let fact):
      view?.end(fact, envelope)
    case .participantLeft(let fact): view?.participants.removeAll { $0.id == fact.participant }
    case .messagePosted(let fact):
      places[fact.message.id] = said.count
      said.append(
        Said(
          message: fact.message,
          conversation: fact.conversation,
          dialog: fact.dialog,
          time: envelope.time,
          sequence: envelope.conversationSequence ?? 0,
          isErased: envelope.isErased,
          hearers: envelope.audience
        )
      )
    case .receiptReported(let fact): report(fact, at: envelope.time)
    case .attributesChanged(let fact):
      view?.attributes.removeAll { attribute in
        fact.removed.contains(attribute.name) || fact.changed.contains { $0.name == attribute.name }
      }
      view?.attributes += fact.changed
    case .channelSessionStarted(let fact): view?.start(fact, at: envelope.time)
    case .participantHeld(let fact): view?.hold(fact, at: envelope.time)
    case .participantResumed(let fact): view?.resume(fact)
    case .dialogOpened(let fact): view?.open(fact)
    case .dialogClosed(let fact):
      if view?.survey?.dialog == fact.dialog { view?.survey?.closeReason = fact.reason }
    case .surveyAnswered(let fact): view?.survey?.take(fact)
    case .customerReached(let fact): view?.reach(fact)
    case .workStarted(let fact):
      hold(fact.workItem)
      join(fact.agent, .agent, fact.participant, fact.dialog, fact.role, fact.connection, at: envelope.time)
    case .callStarted(let fact): view?.start(fact, at: envelope.time)
    case .callStateChanged(let fact): view?.call?.call.take(fact, at: envelope.time)
    case .callLegStateChanged(let fact): view?.call?.call.take(fact)
    case .callInstructed(let fact): view?.call?.call.take(fact, at: envelope.time)
    case .conversationClosed(let fact): view?.closed = fact
    case .workQueued(let fact): hold(fact.workItem)
    case .pullItemListed(let fact): hold(fact.workItem)
    case .workEnded(let fact): view?.workItems.removeAll { $0 == fact.workItem }
    case .offerAccepted(let fact):
      join(fact.agent, .agent, fact.participant, fact.dialog, fact.role, fact.connection, at: envelope.time)
      answer(fact)
    case .pullItemTaken(let fact):
      join(fact.agent, .agent, fact.participant, fact.dialog, fact.role, fact.connection, at: envelope.time)
    case .workTakenFromWorkbin(let fact):
      join(fact.agent, .agent, fact.participant, fact.dialog, fact.role, fact.connection, at: envelope.time)
    case .supervisorJoined(let fact):
      join(fact.agent, .supervisor, fact.participant, fact.dialog, fact.role, fact.connection, at: envelope.time)
      change(fact.participant) { $0.watched = fact.watched }
    case .botJoined(let fact):
      join(nil, .bot, fact.participant, fact.dialog, fact.role, fact.connection, at: envelope.time)
      change(fact.participant) { $0.bot = fact.bot }
    case .participantMoved(let fact):
      change(fact.participant) { participant in
        participant.dialog = fact.dialog
        participant.role = fact.role
      }
    case .participantRoleChanged(let fact):
      if view?.participants.contains(where: { $0.id == fact.participant }) == false {
        // It listened unseen before.
        join(fact.agent, fact.kind, fact.participant, fact.dialog, fact.role, fact.connection, at: envelope.time)
      }
      change(fact.participant) { participant in
        participant.role = fact.role
        participant.watched = fact.watched
      }
    case .transferRequested(let fact): ask(AssistanceView(fact, .transfer, at: envelope.time))
    case .conferenceRequested(let fact): ask(AssistanceView(fact, .conference, at: envelope.time))
    case .consultStarted(let fact):
      var asked = AssistanceView(fact.request, .consult, at: envelope.time)
      asked.dialog = fact.dialog
      ask(asked)
      if let agent = fact.request.initiator {
        join(agent, .agent, fact.participant, fact.dialog, .primary, fact.connection, at: envelope.time)
      }
    case .transferCompleted(let fact), .conferenceCompleted(let fact):
      end(fact.assistance, .completed, at: envelope.time) { $0.agent = fact.agent }
    case .transferCancelled(let fact), .conferenceCancelled(let fact):
      end(fact.assistance, .cancelled, at: envelope.time) { $0.reason = fact.reason.name }
    case .transferFailed(let fact), .conferenceFailed(let fact):
      end(fact.assistance, .failed, at: envelope.time) { asked in
        asked.reason = fact.reason.name
        asked.detail = fact.detail
      }
    case .consultEnded(let fact):
      end(fact.assistance, fact.failure == nil ? .ended : .failed, at: envelope.time) { asked in
        asked.agent = fact.agent
        asked.reason = fact.failure?.name ?? fact.reason.name
      }
    case .configurationChanged, .commandNoted, .retentionApplied, .configurationExported, .webhookChanged,
      .accessRefused,
      .accessGranted, .agentLoggedIn, .agentLoggedOut, .agentStateChanged,
      .agentMediaStateChanged, .agentDeviceConnected, .agentDeviceDisconnected, .agentLeaseExpired, .offerMade,
      .offerRejected, .offerExpired, .offerWithdrawn, .rejectHoldEnded, .noAgentAvailable, .wrapUpStarted,
      .wrapUpCompleted, .wrapUpExtended, .workPlacedInWorkbin, .workReassigned, .customerAwaited, .customerInactive,
      .slaStarted, .slaStopped, .slaBreached:
      break
    }
  }

  private mutating func report(_ fact: ReceiptReported, at time: Timestamp) {
    guard let place = places[fact.message] else { return }
    said[place].receipts.removeAll { $0.participant == fact.participant }
    said[place].receipts.append((fact.participant, fact.status, time, fact.detail, fact.code))
  }

  private mutating func hold(_ item: WorkItemID) {
    if view?.workItems.contains(item) == false { view?.workItems.append(item) }
  }

  /// The most requests that are remembered.
  private static let assistancesRemembered = 500

  private mutating func ask(_ assistance: AssistanceView) {
    assistances.append(assistance)
    if assistances.count > Self.assistancesRemembered { assistances.removeFirst() }
  }

  private mutating func answer(_ fact: OfferAccepted) {
    guard let index = assistances.firstIndex(where: { $0.workItem == fact.workItem && $0.kind == .consult }) else {
      return
    }
    assistances[index].agent = fact.agent
    assistances[index].state = .answered
  }

  private mutating func end(
    _ id: AssistanceID,
    _ state: AssistanceView.State,
    at time: Timestamp,
    _ body: (inout AssistanceView) -> Void
  ) {
    guard let index = assistances.firstIndex(where: { $0.id == id }) else { return }
    assistances[index].state = state
    assistances[index].endedAt = time
    body(&assistances[index])
  }

  private mutating func change(_ id: ParticipantID, _ body: (inout ConversationView.Participant) -> Void) {
    guard let index = view?.participants.firstIndex(where: { $0.id == id }) else { return }
    // SAFETY: found by the line above.
    body(&view!.participants[index])
  }

  private mutating func join(
    _ agent: AgentID?,
    _ kind: ParticipantKind,
    _ participant: ParticipantID,
    _ dialog: DialogID,
    _ role: ParticipantRole,
    _ connection: ConnectionID,
    at time: Timestamp
  ) {
    if let agent { readers.agents.insert(agent) }
    view?.participants.append(
      ConversationView.Participant(
        id: participant,
        dialog: dialog,
        kind: kind,
        role: role,
        agent: agent,
        connection: connection,
        joinedAt: time
      )
    )
  }
}
