// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Conversations the centre begins. The customer is invited at first, and there once it answers: by a word, by a report of
/// its channel. An agent who begins one serves it from the start; without one, its work begins with the answer.
extension ContactCentre {
  func startOutbound(
    _ content: StartOutbound,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    guard let channel = configuration.channels[content.channel] else { throw .unknownChannel(content.channel) }
    guard let rule = channel.outbound else { throw .notOutbound(channel.id) }
    try check(content.customer)
    try check("subject", content.subject)
    if let open = openSessions[SessionKey(channel: channel.id, identifier: content.customer.identifier)] {
      throw .sessionOpen(open)
    }
    try checkRoomForConversation()
    try check(content.attributes, besides: 0)
    if let agent = content.agent { try checkCapacity(of: agent, on: channel.mediaRoutingDomain) }
    let started = ConversationStarted(
      conversation: identifiers.make(at: now),
      direction: .outbound,
      customer: content.customer,
      mainDialog: identifiers.make(at: now),
      session: ChannelSession(
        id: identifiers.make(at: now),
        channel: channel.id,
        participant: identifiers.make(at: now),
        connection: identifiers.make(at: now)
      ),
      subject: content.subject,
      attributes: content.attributes,
      answerBy: rule.answerLimit.map { now.advanced(by: $0) }
    )
    var decision = Decision(events: [.conversationStarted(started)], conversation: started.conversation)
    decision.events += callToMake(started, on: channel)
    var speaker = Participant(
      id: ParticipantID(rawValue: started.conversation.rawValue),
      dialog: started.mainDialog,
      kind: .system,
      role: .primary,
      agent: nil,
      connection: started.session.connection,
      joinedAt: now
    )
    if let agent = content.agent {
      let work = WorkStarted(
        workItem: identifiers.make(at: now),
        conversation: started.conversation,
        queue: channel.routing.queue,
        list: channel.routing.list,
        mediaRoutingDomain: channel.mediaRoutingDomain,
        priority: channel.routing.priority,
        agent: agent,
        dialog: started.mainDialog,
        participant: identifiers.make(at: now),
        role: .primary,
        connection: identifiers.make(at: now)
      )
      decision.events.append(.workStarted(work))
      speaker = Participant(work, at: now)
    }
    if let message = content.message {
      if let reply = message.replyTo { throw .unknownMessage(reply) }
      let posted = try newMessage(message, from: speaker, at: now, identifiers: &identifiers)
      decision.message = posted.id
      decision.events.append(
        .messagePosted(MessagePosted(conversation: started.conversation, dialog: started.mainDialog, message: posted))
      )
    }
    return decision
  }

  func reportReached(
    _ id: ConversationID,
    _ session: ChannelSessionID?,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    let meant = session.map { id in conversation.sessions.last { $0.session.id == id } } ?? conversation.session
    guard let meant else { throw .unknownSession(session ?? ChannelSessionID(rawValue: 0)) }
    guard meant.end == nil else { throw .sessionEnded(id) }
    let events = try reaching(meant, of: conversation, at: now, identifiers: &identifiers)
    return Decision(events: events, conversation: id)
  }

  /// The facts of a customer who answers; none if it was there.
  func reaching(
    _ session: CustomerSession,
    of conversation: Conversation,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> [Event] {
    guard !session.isReached else { return [] }
    let reached = CustomerReached(
      conversation: conversation.id,
      session: session.session.id,
      participant: session.session.participant,
      connection: session.session.connection
    )
    var events: [Event] = [.customerReached(reached)]
    if !conversation.isServed, conversation.workItems.isEmpty,
      let channel = configuration.channels[session.session.channel]
    {
      events.append(try newWork(of: channel, for: conversation.id, at: now, identifiers: &identifiers))
    }
    return events
  }

  /// What follows when a customer did not answer in time.
  func endAnswerTime(in id: ConversationID, at now: Timestamp) -> [Event] {
    guard let conversation = conversations[id] else { return [] }
    let late = conversation.sessions.filter { session in
      session.end == nil && !session.isReached && session.answerBy.map { $0 <= now } ?? false
    }
    return late.map { sessionEnd(of: conversation, $0, .unreachable, detail: nil) }
  }

  // MARK: Facts applied

  mutating func apply(_ fact: CustomerReached) {
    change(fact.conversation) { conversation in
      guard let index = conversation.sessions.lastIndex(where: { $0.session.id == fact.session }) else { return }
      conversation.sessions[index].isReached = true
      conversation.sessions[index].answerBy = nil
    }
  }

  mutating func apply(_ fact: WorkStarted, serial: UInt64, at time: Timestamp) {
    add(
      WorkItem(
        id: fact.workItem,
        conversation: fact.conversation,
        domain: fact.mediaRoutingDomain,
        queue: fact.queue,
        list: fact.list,
        priority: fact.priority,
        enqueuedAt: time,
        serial: serial,
        deadline: nil,
        state: .active(fact.agent)
      )
    )
    agents.change(fact.agent) { $0.workItems.append(fact.workItem) }
    changeMedia(of: fact.agent, on: fact.mediaRoutingDomain) { media in
      media.active += 1
      media.idleSince = time
    }
    join(fact.agent, fact.conversation, fact.participant, fact.dialog, fact.role, fact.connection, at: time)
    updatePools(fact.agent)
  }
}

extension Participant {
  /// The agent who begins work.
  fileprivate init(_ fact: WorkStarted, at time: Timestamp) {
    self.init(
      id: fact.participant,
      dialog: fact.dialog,
      kind: .agent,
      role: fact.role,
      agent: fact.agent,
      connection: fact.connection,
      joinedAt: time
    )
  }
}
