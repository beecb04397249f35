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
    var receipts: [(participant: ParticipantID, status: ReceiptStatus, at: Timestamp, detail: String?, code: Int?)] = []

    func write(to json: inout JSONWriter) {
      json.member("conversation", conversation)
      json.member("dialog", dialog)
      json.member("time", time)
      json.member("sequence", sequence)
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
  private(set) var agents: Set<AgentID> = []
  private(set) var teams: Set<TeamID> = []
  private var places: [MessageID: Int] = [:]

  /// Whether a principal may read a closed conversation: it took part, or supervises a team that did.
  func mayBeRead(by principal: Principal, supervising supervised: [TeamID]) -> Bool {
    if !principal.permissions.isDisjoint(with: [.readEverything, .actForCustomers, .actForAgents]) { return true }
    guard case .agent(let viewer) = principal.actor else { return false }
    if agents.contains(viewer) { return true }
    return principal.permissions.contains(.supervise) && !teams.isDisjoint(with: supervised)
  }

  /// Takes the next fact of the conversation.
  mutating func apply(_ envelope: Envelope) {
    teams.formUnion(envelope.teams)
    defer {
      view?.lastActivityAt = envelope.time
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
          sequence: envelope.conversationSequence ?? 0
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
      join(fact.agent, fact.participant, fact.dialog, fact.role, fact.connection, at: envelope.time)
    case .conversationClosed(let fact): view?.closed = fact
    case .workQueued(let fact): hold(fact.workItem)
    case .pullItemListed(let fact): hold(fact.workItem)
    case .workEnded(let fact): view?.workItems.removeAll { $0 == fact.workItem }
    case .offerAccepted(let fact):
      join(fact.agent, fact.participant, fact.dialog, fact.role, fact.connection, at: envelope.time)
    case .pullItemTaken(let fact):
      join(fact.agent, fact.participant, fact.dialog, fact.role, fact.connection, at: envelope.time)
    case .configurationChanged, .commandNoted, .agentLoggedIn, .agentLoggedOut, .agentStateChanged,
      .agentMediaStateChanged, .agentDeviceConnected, .agentDeviceDisconnected, .agentLeaseExpired, .offerMade,
      .offerRejected, .offerExpired, .offerWithdrawn, .rejectHoldEnded, .noAgentAvailable, .wrapUpStarted,
      .wrapUpCompleted, .customerAwaited, .customerInactive, .slaStarted, .slaStopped, .slaBreached:
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

  private mutating func join(
    _ agent: AgentID,
    _ participant: ParticipantID,
    _ dialog: DialogID,
    _ role: ParticipantRole,
    _ connection: ConnectionID,
    at time: Timestamp
  ) {
    agents.insert(agent)
    view?.participants.append(
      ConversationView.Participant(
        id: participant,
        dialog: dialog,
        kind: .agent,
        role: role,
        agent: agent,
        connection: connection,
        joinedAt: time
      )
    )
  }
}
