// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What a topic remembers of facts.
extension Topic {
  mutating func follow(_ envelope: Envelope) {
    switch envelope.event {
    case .channelSessionStarted(let fact):
      sessions.append(Session(session: fact.session, customer: fact.customer))
    case .channelSessionEnded(let fact):
      if let index = sessions.lastIndex(where: { $0.session.id == fact.session }) { sessions[index].end = fact.reason }
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
    case .offerRejected(let fact): release(fact.agent, fact.workItem)
    case .offerExpired(let fact): release(fact.agent, fact.workItem)
    case .offerWithdrawn(let fact): release(fact.agent, fact.workItem)
    case .workEnded(let fact): work[fact.workItem] = nil
    case .wrapUpStarted(let fact): wrapUps[fact.agent] = fact
    case .wrapUpCompleted(let fact): wrapUps[fact.agent] = nil
    case .transferRequested(let fact): ask(fact, .transfer)
    case .conferenceRequested(let fact): ask(fact, .conference)
    case .consultStarted(let fact):
      ask(fact.request, .consult)
      if let agent = fact.request.initiator { join(fact.participant, fact.dialog, .agent, .primary, agent) }
    case .transferCompleted(let fact), .conferenceCompleted(let fact): requests[fact.assistance] = nil
    case .transferCancelled(let fact), .conferenceCancelled(let fact): requests[fact.assistance] = nil
    case .transferFailed(let fact), .conferenceFailed(let fact): requests[fact.assistance] = nil
    case .consultEnded(let fact): requests[fact.assistance] = nil
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

  private mutating func release(_ agent: AgentID, _ id: WorkItemID) {
    offers[agent] = nil
    work[id]?.agent = nil
    work[id]?.media = "QUEUED"
  }

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

extension AssistanceKind {
  /// The direction of a task that answers a request (reference A6).
  var direction: String {
    switch self {
    case .transfer: "DIRECT_TRANSFER"
    case .consult: "CONSULT"
    case .conference: "DIRECT_CONFERENCE"
    }
  }
}
