// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  /// How many participants one conversation can have at once; each request under way counts as one.
  static var participantsPerConversation: Int { 32 }

  /// Asks for a transfer, a consult or a conference.
  func request(
    _ kind: AssistanceKind,
    _ content: RequestAssistance,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(content.conversation)
    guard !conversation.isOver else { throw .sessionEnded(conversation.id) }
    let asker = try asker(content.initiator, kind, in: conversation)
    try check("note", content.note)
    if let pending = conversation.assistances.first(where: { other in
      // Two transfers of one conversation would contradict each other.
      other.kind == kind && (kind == .transfer || other.initiator == asker.id)
    }) {
      throw .assistancePending(pending.id)
    }
    try checkRoom(in: conversation)
    let origin = WorkOrigin(of: asker, in: conversation, self)
    guard let domain = origin.domain else {
      throw .invalid("conversation", "has no channel any more from which the kind of work could be known")
    }
    try check(content.target, for: kind, on: domain, in: conversation)
    let isConfirmed = content.target.isConfirmed
    let assistance: AssistanceID = identifiers.make(at: now)
    let request = AssistanceRequested(
      conversation: conversation.id,
      assistance: assistance,
      participant: asker.id,
      initiator: asker.agent,
      bot: asker.bot,
      target: content.target,
      workItem: isConfirmed ? nil : identifiers.make(at: now),
      mediaRoutingDomain: domain,
      queue: isConfirmed ? nil : content.target.queue ?? origin.queue,
      list: isConfirmed || content.target.queue != nil ? nil : origin.list,
      priority: origin.priority,
      enqueuedAt: kind == .transfer && content.keepsPlace ? origin.enqueuedAt ?? now : now,
      deadline: isConfirmed ? now.advanced(by: configuration.settings.answerDeadline) : nil,
      note: content.note
    )
    var events: [Event] = []
    switch kind {
    case .transfer: events.append(.transferRequested(request))
    case .conference: events.append(.conferenceRequested(request))
    case .consult:
      let holds = content.holds && asker.hold == nil
      events.append(
        .consultStarted(
          ConsultStarted(
            request: request,
            dialog: identifiers.make(at: now),
            participant: identifiers.make(at: now),
            connection: identifiers.make(at: now),
            holds: holds
          )
        )
      )
      if holds { events.append(held(asker, in: conversation)) }
    }
    if let queue = content.target.queue, let item = request.workItem {
      events.append(
        .workQueued(
          WorkQueued(
            workItem: item,
            conversation: conversation.id,
            queue: queue,
            priority: request.priority,
            enqueuedAt: request.enqueuedAt,
            deadline: configuration.queues[queue]?.timeLimit.map { now.advanced(by: $0) },
            reason: kind.queueReason,
            assistance: assistance
          )
        )
      )
    }
    return Decision(events: events, conversation: conversation.id)
  }

  /// Takes back a transfer or a conference that nobody answered yet.
  func cancel(
    _ kind: AssistanceKind,
    _ id: ConversationID,
    _ assistance: AssistanceID,
    by speaker: Speaker
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    let asker = try participant(speaker, in: conversation)
    let pending = try self.assistance(assistance, kind, in: conversation)
    guard pending.initiator == asker.id else { throw .notPermitted("take back what another asked for") }
    return Decision(events: cancellation(of: pending, in: conversation, .initiator))
  }

  /// The channel connected the customer to an external address.
  func completeTransfer(_ id: ConversationID, _ assistance: AssistanceID, at now: Timestamp) throws(Rejection)
    -> Decision
  {
    let conversation = try conversation(id)
    let pending = try self.assistance(assistance, .transfer, in: conversation)
    guard case .external = pending.target else {
      throw .invalid("transfer", "is completed by whoever is asked: by an agent that accepts, or a bot that joins")
    }
    var events = handOver(pending, to: nil, in: conversation, at: now)
    events.insert(contentsOf: sessionEnds(of: conversation, .transferred), at: 1)
    return Decision(events: events)
  }

  /// The channel, or the automation, does not do what a transfer asks.
  func failTransfer(_ id: ConversationID, _ assistance: AssistanceID, detail: String?) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    let pending = try self.assistance(assistance, .transfer, in: conversation)
    guard pending.target.isConfirmed else {
      throw .invalid("transfer", "is refused by the agent who rejects the offer")
    }
    try check("detail", detail)
    return Decision(events: refusal(of: pending, in: conversation, .refused, detail: detail))
  }

  // MARK: Checks

  /// Whoever asks: somebody the customer sees and hears.
  private func asker(
    _ speaker: Speaker,
    _ kind: AssistanceKind,
    in conversation: Conversation
  ) throws(Rejection) -> Participant {
    if case .customer = speaker { throw .notPermitted("ask for a \(kind.name) as the customer") }
    let asker = try participant(speaker, in: conversation)
    guard !asker.role.isObserver else { throw .roleForbids(asker.role, "ask for a \(kind.name)") }
    guard conversation.serves(asker) else { throw .notAParticipant(conversation.id) }
    if kind != .transfer, asker.kind == .bot {
      throw .notPermitted("ask for a \(kind.name) as a bot; transfer instead")
    }
    return asker
  }

  private func check(
    _ target: AssistanceTarget,
    for kind: AssistanceKind,
    on domain: MediaRoutingDomainID,
    in conversation: Conversation
  ) throws(Rejection) {
    switch target {
    case .queue(let id):
      guard let queue = configuration.queues[id] else { throw .unknownQueue(id) }
      guard queue.mediaRoutingDomain == domain else {
        throw .invalid("target.queue", "queue \(id) serves \(queue.mediaRoutingDomain), not \(domain)")
      }
      if let most = queue.maxWaiting, waitingCount(in: id) >= most { throw .queueFull(id) }
    case .agent(let id):
      _ = try presence(id)
      guard conversation.participant(id) == nil else { throw .alreadyParticipating(conversation.id) }
    case .automation(let id):
      guard kind == .transfer else { throw .invalid("target.automation", "can be the target of a transfer only") }
      guard configuration.isBot(id) else { throw .unknownClient(id) }
      guard conversation.participant(id) == nil else { throw .alreadyParticipating(conversation.id) }
    case .external(let address):
      guard kind == .transfer else { throw .invalid("target.external", "can be the target of a transfer only") }
      guard !address.isEmpty else { throw .invalid("target.external", "must not be empty") }
      try check("target.external", address)
    }
  }

  func checkRoom(in conversation: Conversation) throws(Rejection) {
    let most = Self.participantsPerConversation
    guard conversation.participants.count + conversation.assistances.count < most else {
      throw .limitReached("participants in a conversation", most)
    }
  }

  func assistance(
    _ id: AssistanceID,
    _ kind: AssistanceKind,
    in conversation: Conversation
  ) throws(Rejection) -> Assistance {
    guard let assistance = conversation.assistance(id), assistance.kind == kind else { throw .unknownAssistance(id) }
    return assistance
  }

  /// Why an agent cannot be asked now; nil if it can.
  func unavailability(of id: AgentID, on domain: MediaRoutingDomainID) -> AssistanceFailure? {
    guard let presence = agents[id], presence.state == .ready, presence.leaseDeadline == nil,
      let media = presence.media(domain), media.capacity > 0, media.wantsWork
    else { return .targetNotReady }
    return presence.isAvailable(on: media) ? nil : .targetBusy
  }

  // MARK: Facts

  /// Whoever was asked takes over, and whoever asked leaves if it is still there.
  func handOver(
    _ assistance: Assistance,
    to agent: AgentID?,
    in conversation: Conversation,
    at now: Timestamp
  ) -> [Event] {
    let completed = AssistanceCompleted(
      conversation: conversation.id,
      assistance: assistance.id,
      initiator: assistance.agent,
      target: assistance.target,
      agent: agent
    )
    return [.transferCompleted(completed)] + relief(of: assistance, in: conversation, at: now)
  }

  /// Whoever asked leaves, with after-contact work for what it had.
  func relief(of assistance: Assistance, in conversation: Conversation, at now: Timestamp) -> [Event] {
    // The conversation may be as it will be, not as it is.
    guard let asker = conversation.participants.first(where: { $0.id == assistance.initiator }) else { return [] }
    guard let agent = asker.agent else { return [departure(of: asker, from: conversation, .transferred)] }
    let own = conversation.workItems.compactMap { workItems[$0] }.first { $0.state == .active(agent) }
    guard let own else { return departures(of: agent, from: conversation, .transferred) }
    return finish(own, of: agent, in: conversation, left: .transferred, .transferred, at: now)
  }

  /// A request is given up; its work, unless somebody has begun it, with it.
  func cancellation(
    of assistance: Assistance,
    in conversation: Conversation,
    _ reason: AssistanceCancellation
  ) -> [Event] {
    var events: [Event] = []
    if let item = assistance.workItem.flatMap({ workItems[$0] }) {
      events += abandon(item, .cancelled, withdrawal: .cancelled)
    }
    let cancelled = AssistanceCancelled(
      conversation: conversation.id,
      assistance: assistance.id,
      initiator: assistance.agent,
      target: assistance.target,
      reason: reason
    )
    events.append(assistance.kind == .transfer ? .transferCancelled(cancelled) : .conferenceCancelled(cancelled))
    return events
  }

  /// Nobody answered; what becomes of the work is the caller's business.
  func failure(
    of assistance: Assistance,
    in conversation: Conversation,
    _ reason: AssistanceFailure,
    detail: String? = nil
  ) -> Event {
    let failed = AssistanceFailed(
      conversation: conversation.id,
      assistance: assistance.id,
      initiator: assistance.agent,
      target: assistance.target,
      reason: reason,
      detail: detail
    )
    return assistance.kind == .transfer ? .transferFailed(failed) : .conferenceFailed(failed)
  }

  /// An automation or an external address does not answer; a customer who is left without anybody cannot be helped.
  func refusal(
    of assistance: Assistance,
    in conversation: Conversation,
    _ reason: AssistanceFailure,
    detail: String? = nil
  ) -> [Event] {
    var events = [failure(of: assistance, in: conversation, reason, detail: detail)]
    if !conversation.isOver, !conversation.isAttended, keptWork[conversation.id] == nil {
      events += sessionEnds(of: conversation, .noAgentAvailable)
    }
    return events
  }

  /// Asks the one agent some work is aimed at or, when it cannot or did not take it, says so.
  func aim(
    _ item: WorkItem,
    at target: AgentID,
    _ now: Timestamp,
    identifiers: inout IdentifierSource
  ) -> [Event] {
    guard let conversation = conversations[item.conversation] else { return [end(item, of: nil, .cancelled)] }
    guard let id = item.assistance else {
      return aimReassigned(item, at: target, in: conversation, now, identifiers: &identifiers)
    }
    guard let assistance = conversation.assistance(id) else { return [end(item, of: nil, .cancelled)] }
    guard let reason = item.unanswered ?? unavailability(of: target, on: item.domain) else {
      return [offerMade(item, to: target, configuration.settings.answerDeadline, at: now, identifiers: &identifiers)]
    }
    if assistance.kind == .consult {
      return endOfConsult(assistance, in: conversation, .failure, reason, at: now)
    }
    let failed = failure(of: assistance, in: conversation, reason)
    // Whoever asked keeps the conversation. If it is gone, the customer waits for anybody.
    let isKept = conversation.participants.contains { $0.id == assistance.initiator }
    guard assistance.kind == .transfer, !isKept, !conversation.isServed(besides: nil), !conversation.isOver
    else {
      return [failed, end(item, of: nil, .unanswered)]
    }
    guard item.queue != nil || item.list != nil else {
      return [failed, end(item, of: nil, .unanswered)] + sessionEnds(of: conversation, .noAgentAvailable)
    }
    return [failed] + waitAgain(item, .transferFailed, excluding: [target], at: now)
  }
}

/// Where the work of whoever asks for assistance came from, and so where it can go.
private struct WorkOrigin {
  var domain: MediaRoutingDomainID?
  var queue: QueueID?
  var list: PullListID?
  var priority = 0
  var enqueuedAt: Timestamp?

  init(of asker: Participant, in conversation: Conversation, _ centre: ContactCentre) {
    let channel = conversation.session.flatMap { centre.configuration.channels[$0.session.channel] }
    if case .push(_, let usual) = channel?.routing { priority = usual }
    let own = conversation.workItems.compactMap { centre.workItems[$0] }.first { item in
      asker.agent.map { item.state == .active($0) } ?? false
    }
    if let own {
      domain = own.domain
      queue = own.queue
      list = own.queue == nil ? own.list : nil
      if own.queue != nil { priority = own.priority }
      enqueuedAt = own.enqueuedAt
    } else {
      // Bots and supervisors have no work of their own.
      domain = channel?.mediaRoutingDomain
      queue = channel?.routing.queue
      list = channel?.routing.list
    }
  }
}

extension AssistanceTarget {
  /// Whether somebody outside of the core has to say that it is done.
  var isConfirmed: Bool {
    switch self {
    case .automation, .external: true
    case .queue, .agent: false
    }
  }

  fileprivate var queue: QueueID? {
    if case .queue(let id) = self { id } else { nil }
  }
}

extension AssistanceKind {
  fileprivate var queueReason: QueueReason {
    switch self {
    case .transfer: .transfer
    case .consult: .consult
    case .conference: .conference
    }
  }
}
