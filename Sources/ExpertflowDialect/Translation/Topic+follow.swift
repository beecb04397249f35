// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What a topic remembers of facts.
extension Topic {
  mutating func follow(_ envelope: Envelope) {
    switch envelope.event {
    case .channelSessionStarted(let fact):
      sessions.append(Session(session: fact.session, customer: fact.customer))
      customerAwaitedSince = nil
    case .channelSessionEnded(let fact):
      if let index = sessions.lastIndex(where: { $0.session.id == fact.session }) { sessions[index].end = fact.reason }
      if hasCustomerLeft { customerAwaitedSince = nil }
    case .messagePosted(let fact):
      if fact.message.senderKind == .customer { customerAwaitedSince = nil }
      note(CimBody(fact.message.body))
    case .customerAwaited: customerAwaitedSince = envelope.time
    case .participantLeft(let fact): members.removeAll { $0.id == fact.participant }
    case .participantMoved(let fact):
      change(fact.participant) { member in
        member.dialog = fact.dialog
        member.role = fact.role
      }
    case .participantRoleChanged(let fact):
      // Whoever listens unseen is no part of what others see, and comes into sight with another role.
      if fact.role == .silentMonitor {
        members.removeAll { $0.id == fact.participant }
      } else if let agent = fact.agent, member(fact.participant) == nil {
        join(fact.participant, fact.dialog, fact.kind, fact.role, agent)
      }
      change(fact.participant) { $0.role = fact.role }
    case .supervisorJoined(let fact) where fact.role != .silentMonitor:
      join(fact.participant, fact.dialog, .supervisor, fact.role, fact.agent)
    case .botJoined(let fact):
      members.append(
        Member(id: fact.participant, dialog: fact.dialog, kind: .bot, role: fact.role, agent: nil, bot: fact.bot)
      )
    case .participantHeld(let fact) where fact.kind == .customer: hold = (envelope.time, fact.until)
    case .participantResumed(let fact) where fact.kind == .customer: hold = nil
    case .attributesChanged(let fact): changeAttributes(fact)
    case .slaStarted(let fact):
      dueResponse = fact
      isResponseLate = false
    case .slaBreached: isResponseLate = true
    case .slaStopped: dueResponse = nil
    case .conversationClosed: isClosed = true
    case .workQueued(let fact):
      var item = work[fact.workItem] ?? Work(id: fact.workItem, media: "QUEUED")
      if item.media == "ACTIVE" { item.attempts += 1 }
      item.queue = fact.queue
      item.priority = fact.priority
      item.enqueuedAt = fact.enqueuedAt
      item.agent = nil
      item.media = "QUEUED"
      if let kind = fact.assistance.flatMap({ requests[$0]?.kind }) { item.direction = kind.direction }
      work[fact.workItem] = item
    case .pullItemListed(let fact):
      work[fact.workItem, default: Work(id: fact.workItem, media: "QUEUED")].domain = fact.mediaRoutingDomain
      work[fact.workItem]?.agent = nil
      work[fact.workItem]?.media = "QUEUED"
    case .offerMade(let fact):
      offers[fact.agent] = fact
      var item = work[fact.workItem] ?? Work(id: fact.workItem, queue: fact.queue, media: "QUEUED")
      item.agent = fact.agent
      item.media = "RESERVED"
      item.isOver = false
      item.direction = fact.purpose?.direction ?? (direction == .outbound ? "OUTBOUND" : "INBOUND")
      if let request = fact.assistance.flatMap({ requests[$0] }), case .agent = request.target { item.byQueue = false }
      work[fact.workItem] = item
    case .offerAccepted(let fact):
      offers[fact.agent] = nil
      start(fact.workItem, fact.agent, envelope.time)
      join(fact.participant, fact.dialog, .agent, fact.role, fact.agent)
    case .pullItemTaken(let fact):
      start(fact.workItem, fact.agent, envelope.time)
      join(fact.participant, fact.dialog, .agent, fact.role, fact.agent)
    case .workTakenFromWorkbin(let fact):
      start(fact.workItem, fact.agent, envelope.time)
      join(fact.participant, fact.dialog, .agent, fact.role, fact.agent)
    case .workStarted(let fact):
      work[fact.workItem] = Work(id: fact.workItem, queue: fact.queue, domain: fact.mediaRoutingDomain, media: "ACTIVE")
      start(fact.workItem, fact.agent, envelope.time)
      join(fact.participant, fact.dialog, .agent, fact.role, fact.agent)
    case .offerRejected(let fact): release(fact.agent, fact.workItem, goesOn: true)
    case .offerExpired(let fact): release(fact.agent, fact.workItem, goesOn: true)
    case .offerWithdrawn(let fact): release(fact.agent, fact.workItem, goesOn: !fact.reason.endsWork)
    case .workEnded(let fact): work[fact.workItem] = nil
    case .wrapUpStarted(let fact):
      wrapUps.append(WrapUp(agent: fact.agent, workItem: fact.workItem, deadline: fact.deadline))
    case .wrapUpExtended(let fact):
      for index in wrapUps.indices where wrapUps[index].workItem == fact.workItem {
        wrapUps[index].deadline = fact.deadline
      }
    case .wrapUpCompleted(let fact):
      wrapUps.removeAll { $0.workItem == fact.workItem }
      work[fact.workItem]?.completion = fact.completion
      fact.dispositions.forEach { note($0) }
    case .transferRequested(let fact): ask(fact, .transfer)
    case .conferenceRequested(let fact): ask(fact, .conference)
    case .consultStarted(let fact):
      ask(fact.request, .consult)
      requests[fact.request.assistance]?.dialog = fact.dialog
      if let agent = fact.request.initiator { join(fact.participant, fact.dialog, .agent, .primary, agent) }
    case .transferCompleted(let fact), .conferenceCompleted(let fact): requests[fact.assistance] = nil
    case .transferCancelled(let fact), .conferenceCancelled(let fact): requests[fact.assistance] = nil
    case .transferFailed(let fact), .conferenceFailed(let fact): requests[fact.assistance] = nil
    case .consultEnded(let fact):
      requests[fact.assistance] = nil
      if let agent = fact.agent, let item = work(of: agent), let direction = fact.reason.direction {
        work[item.id]?.direction = direction
      }
    default: break
    }
  }

  private mutating func change(_ id: ParticipantID, _ body: (inout Member) -> Void) {
    guard let index = members.firstIndex(where: { $0.id == id }) else { return }
    body(&members[index])
  }

  private mutating func join(
    _ id: ParticipantID,
    _ dialog: DialogID,
    _ kind: ParticipantKind,
    _ role: ParticipantRole,
    _ agent: AgentID
  ) {
    members.removeAll { $0.id == id }
    members.append(Member(id: id, dialog: dialog, kind: kind, role: role, agent: agent))
  }

  private mutating func start(_ id: WorkItemID, _ agent: AgentID, _ time: Timestamp) {
    work[id]?.agent = agent
    work[id]?.media = "ACTIVE"
    work[id]?.answeredAt = time
  }

  /// An offer is over without having been accepted.
  ///
  /// - Parameter goesOn: Whether the work is offered again; what one agent was asked for by name is not.
  private mutating func release(_ agent: AgentID, _ id: WorkItemID, goesOn: Bool) {
    offers[agent] = nil
    work[id]?.agent = nil
    work[id]?.media = "QUEUED"
    guard goesOn, let item = work[id] else { return }
    if item.byQueue { work[id]?.attempts += 1 } else { work[id]?.isOver = true }
  }

  /// What an agent says the contact is about, and at the end of its work once more.
  private mutating func note(_ body: CimBody) {
    guard body.type == "WRAPUP" else { return }
    for wrapUp in body["wrapups"]?.arrayValue ?? [] {
      guard let category = wrapUp["categoryName"]?.stringValue, let value = wrapUp["value"]?.stringValue else {
        continue
      }
      note(Disposition(category: category, value: value))
    }
  }

  private mutating func note(_ disposition: Disposition) {
    guard dispositions.count < Self.mostDispositions, !dispositions.contains(disposition) else { return }
    dispositions.append(disposition)
  }

  /// The most dispositions that are remembered of a conversation.
  private static let mostDispositions = 100

  private mutating func ask(_ fact: AssistanceRequested, _ kind: AssistanceKind) {
    requests[fact.assistance] = Request(
      id: fact.assistance,
      kind: kind,
      initiator: fact.initiator,
      target: fact.target
    )
  }

  private mutating func changeAttributes(_ fact: AttributesChanged) {
    attributes.removeAll { attribute in
      fact.removed.contains(attribute.name) || fact.changed.contains { $0.name == attribute.name }
    }
    attributes += fact.changed
  }
}

extension OfferWithdrawal {
  /// Whether the work ends with the offer.
  var endsWork: Bool {
    switch self {
    case .customerLeft, .closed, .cancelled: true
    case .agentLoggedOut, .agentDisconnected, .supervisor, .reassigned, .telephoneFailed: false
    }
  }
}
