// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  mutating func apply(_ fact: ConversationStarted, at time: Timestamp) {
    let customer = Participant(
      id: fact.session.participant,
      dialog: fact.mainDialog,
      kind: .customer,
      role: .customer,
      agent: nil,
      connection: fact.session.connection,
      joinedAt: time
    )
    var conversation = Conversation(
      id: fact.conversation,
      direction: fact.direction,
      customer: fact.customer,
      subject: fact.subject,
      startedAt: time,
      mainDialog: fact.mainDialog,
      sessions: [CustomerSession(fact, at: time)],
      attributes: fact.attributes,
      participants: [customer],
      lastActivityAt: time
    )
    if fact.direction == .inbound { conversation.customerWaitsSince = time }
    let timers = conversation.timers
    conversations[fact.conversation] = consume conversation
    settle(fact.conversation, from: ConversationTimers(), to: timers)
    openSessions[SessionKey(channel: fact.session.channel, identifier: fact.customer.identifier)] = fact.conversation
  }

  mutating func apply(_ fact: ChannelSessionStarted, at time: Timestamp) {
    let session = CustomerSession(session: fact.session, customer: fact.customer, startedAt: time)
    let customer = Participant(
      id: fact.session.participant,
      dialog: fact.dialog,
      kind: .customer,
      role: .customer,
      agent: nil,
      connection: fact.session.connection,
      joinedAt: time
    )
    change(fact.conversation) { conversation in
      conversation.sessions.append(session)
      conversation.openSessions += 1
      conversation.participants.append(customer)
      conversation.awaitedCustomer = nil
    }
    openSessions[session.key] = fact.conversation
    forgetLeft(session.key, fact.conversation)
  }

  mutating func apply(_ fact: ChannelSessionEnded, _ envelope: Envelope) {
    var ended: CustomerSession?
    change(fact.conversation) { conversation in
      guard let index = conversation.sessions.lastIndex(where: { $0.session.id == fact.session }) else { return }
      conversation.sessions[index].end = CustomerSession.End(fact, envelope)
      conversation.openSessions -= 1
      conversation.participants.removeAll { $0.id == fact.participant }
      if !conversation.hearsCustomer { conversation.awaitedCustomer = nil }
      ended = conversation.sessions[index]
    }
    guard let ended else { return }
    openSessions[ended.key] = nil
    leftSessions[ended.key, default: []].insert(fact.conversation)
  }

  mutating func apply(_ fact: ConversationClosed) {
    guard let conversation = conversations[fact.conversation] else { return }
    conversations[fact.conversation] = nil
    for session in conversation.sessions { forgetLeft(session.key, fact.conversation) }
    settle(fact.conversation, from: conversation.timers, to: ConversationTimers())
  }

  private mutating func forgetLeft(_ key: SessionKey, _ conversation: ConversationID) {
    guard let index = leftSessions.index(forKey: key) else { return }
    leftSessions.values[index].remove(conversation)
    if leftSessions.values[index].isEmpty { leftSessions.remove(at: index) }
  }

  mutating func apply(_ fact: ParticipantLeft) {
    var isStillThere = false
    change(fact.conversation) { conversation in
      conversation.participants.removeAll { $0.id == fact.participant }
      // Whom nobody serves is not expected to say anything.
      if !conversation.isServed { conversation.awaitedCustomer = nil }
      isStillThere = fact.agent.map { conversation.participant($0) != nil } ?? false
    }
    guard let agent = fact.agent, !isStillThere else { return }
    agents.change(agent) { $0.conversations.removeAll { $0 == fact.conversation } }
    settleRequeue(of: agent)
  }

  mutating func apply(_ fact: ParticipantHeld, at time: Timestamp) {
    change(fact.conversation) { conversation in
      guard let index = conversation.participants.firstIndex(where: { $0.id == fact.participant }) else { return }
      conversation.participants[index].hold = Participant.Hold(fact, at: time)
      if !conversation.hearsCustomer { conversation.awaitedCustomer = nil }
    }
  }

  mutating func apply(_ fact: ParticipantResumed) {
    change(fact.conversation) { conversation in
      guard let index = conversation.participants.firstIndex(where: { $0.id == fact.participant }) else { return }
      conversation.participants[index].hold = nil
    }
  }

  mutating func apply(_ fact: ReceiptReported) {
    let reported = MessageRecord.Receipt(participant: fact.participant, status: fact.status)
    conversations.change(fact.conversation) { conversation in
      guard let message = conversation.messages.index(forKey: fact.message) else { return }
      let receipts = conversation.messages.values[message].receipts
      if let index = receipts.firstIndex(where: { $0.participant == fact.participant }) {
        conversation.messages.values[message].receipts[index] = reported
      } else {
        conversation.messages.values[message].receipts.append(reported)
      }
    }
  }

  mutating func apply(_ fact: AttributesChanged) {
    conversations.change(fact.conversation) { conversation in
      conversation.attributes.removeAll { fact.removed.contains($0.name) }
      for attribute in fact.changed {
        if let index = conversation.attributes.firstIndex(where: { $0.name == attribute.name }) {
          conversation.attributes[index] = attribute
        } else {
          conversation.attributes.append(attribute)
        }
      }
    }
  }

  /// An agent begins to take part in a conversation, for its work or to ask another.
  mutating func join(
    _ agent: AgentID,
    _ conversation: ConversationID,
    _ id: ParticipantID,
    _ dialog: DialogID,
    _ role: ParticipantRole,
    _ connection: ConnectionID,
    at time: Timestamp
  ) {
    let participant = Participant(
      id: id,
      dialog: dialog,
      kind: .agent,
      role: role,
      agent: agent,
      connection: connection,
      joinedAt: time
    )
    join(agent, conversation, as: participant)
  }

  /// An agent or supervisor begins to take part in a conversation.
  mutating func join(_ agent: AgentID, _ id: ConversationID, as participant: Participant) {
    conversations.change(id) { $0.participants.append(participant) }
    agents.change(agent) { if !$0.conversations.contains(id) { $0.conversations.append(id) } }
    exclude(agent, fromWorkOf: id)
  }
}
