// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Who waits for whom: the customer for a response of the centre, or the centre for the customer. Which times ought to run
/// follows from what a conversation says; the facts say when they begin and end.
extension ContactCentre {
  func dismissResponse(_ agent: AgentID, _ id: ConversationID) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    guard let participant = conversation.participant(agent) else { throw .notAParticipant(id) }
    guard participant.role != .silentMonitor, participant.role != .coach else {
      throw .notPermitted("say that no response is due as a \(participant.role.name)")
    }
    guard let due = conversation.dueResponse else { return .unchanged }
    return Decision(events: [stop(due, of: conversation, .dismissed)])
  }

  /// The times that ought to run and do not, and those that run and ought not to.
  func times(of conversation: Conversation, at now: Timestamp) -> [Event] {
    var events: [Event] = []
    let isThere = conversation.hearsCustomer
    if let due = conversation.dueResponse {
      if conversation.closing != nil {
        events.append(stop(due, of: conversation, .ended))
      } else if conversation.customerWaitsSince == nil {
        events.append(stop(due, of: conversation, .answered))
      } else if !isThere {
        events.append(stop(due, of: conversation, conversation.openSessions > 0 ? .held : .ended))
      }
    } else if isThere, let since = conversation.customerWaitsSince {
      events += start(conversation.isAnswered ? .each : .first, of: conversation, since: since, at: now)
    }
    if isThere, conversation.isServed, conversation.isAnswered, conversation.customerWaitsSince == nil,
      conversation.awaitedCustomer == nil,
      // What is said on the telephone is not seen here.
      calls[conversation.id]?.state.isFinal != false,
      let rule = conversation.session.flatMap({ configuration.channels[$0.session.channel]?.inactivity })
    {
      let awaited = CustomerAwaited(
        conversation: conversation.id,
        warnAt: rule.warnAfter.map { now.advanced(by: $0) },
        deadline: now.advanced(by: rule.closeAfter)
      )
      events.append(.customerAwaited(awaited))
    }
    return events
  }

  private func start(
    _ response: ResponseKind,
    of conversation: Conversation,
    since: Timestamp,
    at now: Timestamp
  ) -> [Event] {
    let queue = queue(of: conversation)
    let rule =
      queue.flatMap { configuration.queues[$0]?.response }
      ?? conversation.session.flatMap { configuration.channels[$0.session.channel]?.response }
    let limit =
      switch response {
      case .first: rule?.first
      case .each: rule?.each
      }
    guard let limit else { return [] }
    let started = SLAStarted(
      conversation: conversation.id,
      response: response,
      queue: queue,
      agent: conversation.responsibleAgent,
      since: since,
      deadline: now.advanced(by: limit)
    )
    return [.slaStarted(started)]
  }

  private func stop(_ due: DueResponse, of conversation: Conversation, _ reason: SLAStopReason) -> Event {
    .slaStopped(
      SLAStopped(
        conversation: conversation.id,
        response: due.response,
        queue: queue(of: conversation),
        agent: conversation.responsibleAgent,
        reason: reason,
        wasBreached: due.isBreached
      )
    )
  }

  /// The queue whose work a conversation is.
  private func queue(of conversation: Conversation) -> QueueID? {
    for item in conversation.workItems { if let queue = workItems[item]?.queue { return queue } }
    return nil
  }

  // MARK: Deadlines

  /// What follows when a response was not given in time.
  func breachResponse(in id: ConversationID) -> [Event] {
    guard let conversation = conversations[id], let due = conversation.dueResponse else { return [] }
    let breached = SLABreached(
      conversation: id,
      response: due.response,
      queue: queue(of: conversation),
      agent: conversation.responsibleAgent,
      since: due.since
    )
    return [.slaBreached(breached)]
  }

  /// What follows when a customer does not answer: first a warning, then the end.
  func endInactivity(
    in id: ConversationID,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) -> [Event] {
    guard let conversation = conversations[id], let awaited = conversation.awaitedCustomer else { return [] }
    if awaited.deadline > now {
      return [.customerInactive(CustomerInactive(conversation: id, deadline: awaited.deadline))]
    }
    return closing(of: conversation, reason: .inactivity, detail: nil, at: now, identifiers: &identifiers)
  }

  // MARK: Facts applied

  mutating func apply(_ fact: MessagePosted, at time: Timestamp) {
    // Only words of an awaited customer move a deadline; the others need not look for those that moved.
    let isTaken = conversations.change(fact.conversation) { conversation in
      guard conversation.awaitedCustomer == nil else { return false }
      conversation.take(fact, at: time)
      return true
    }
    if isTaken == false { change(fact.conversation) { $0.take(fact, at: time) } }
  }

  mutating func apply(_ fact: CustomerAwaited) {
    change(fact.conversation) { conversation in
      conversation.awaitedCustomer = AwaitedCustomer(warnAt: fact.warnAt, deadline: fact.deadline)
    }
  }

  mutating func apply(_ fact: CustomerInactive) {
    change(fact.conversation) { $0.awaitedCustomer?.warnAt = nil }
  }

  mutating func apply(_ fact: SLAStarted) {
    change(fact.conversation) { conversation in
      conversation.dueResponse = DueResponse(response: fact.response, since: fact.since, deadline: fact.deadline)
    }
  }

  mutating func apply(_ fact: SLAStopped) {
    change(fact.conversation) { conversation in
      conversation.dueResponse = nil
      if fact.reason == .dismissed { conversation.customerWaitsSince = nil }
    }
  }

  mutating func apply(_ fact: SLABreached) {
    change(fact.conversation) { $0.dueResponse?.isBreached = true }
  }
}

extension Conversation {
  /// Remembers a message, and who waits for whom after it.
  fileprivate mutating func take(_ fact: MessagePosted, at time: Timestamp) {
    messages[fact.message.id] = MessageRecord(
      sender: fact.message.sender,
      audience: fact.message.audience,
      coached: fact.message.audience == .coachedAgent ? watched(by: fact.message.sender) : nil
    )
    if fact.message.sender == survey?.asker { survey?.asked = fact.message.id }
    guard fact.message.audience == .everyone, fact.dialog == mainDialog else { return }
    switch fact.message.senderKind {
    case .customer:
      if customerWaitsSince == nil { customerWaitsSince = time }
      awaitedCustomer = nil
    case .agent, .bot, .supervisor:
      customerWaitsSince = nil
      isAnswered = true
    case .system: break
    }
  }

  /// Whether the customer is there to speak and to be spoken to.
  var hearsCustomer: Bool {
    closing == nil
      && participants.contains { participant in
        participant.kind == .customer && participant.hold == nil
          && sessions.contains { $0.end == nil && $0.isReached && $0.session.participant == participant.id }
      }
  }

  /// The agent who is to respond.
  var responsibleAgent: AgentID? {
    participants.first { $0.role == .primary && $0.agent != nil }?.agent
  }
}
