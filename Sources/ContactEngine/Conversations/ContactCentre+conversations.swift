// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  func startConversation(
    _ content: StartConversation,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    guard let channel = configuration.channels[content.channel] else { throw .unknownChannel(content.channel) }
    guard !content.customer.identifier.isEmpty else { throw .invalid("customer.identifier", "must not be empty") }
    try check("customer.identifier", content.customer.identifier)
    try check("customer.displayName", content.customer.displayName)
    try check("subject", content.subject)
    let key = SessionKey(channel: content.channel, identifier: content.customer.identifier)
    if let open = openSessions[key] {
      // The customer is here already: what it says continues the conversation.
      var decision = Decision(conversation: open)
      if let message = content.message {
        let post = PostMessage(conversation: open, speaker: .customer, message: message)
        decision = try postMessage(post, at: now, identifiers: &identifiers)
        decision.conversation = open
      }
      return decision
    }
    let limits = configuration.settings.limits
    guard conversations.count < limits.openConversations else {
      throw .limitReached("open conversations", limits.openConversations)
    }
    try check(content.attributes, besides: 0)
    let conversation: ConversationID = identifiers.make(at: now)
    let customer = Participant(
      id: identifiers.make(at: now),
      dialog: identifiers.make(at: now),
      kind: .customer,
      role: .customer,
      agent: nil,
      connection: identifiers.make(at: now),
      joinedAt: now
    )
    let started = ConversationStarted(
      conversation: conversation,
      direction: .inbound,
      customer: content.customer,
      mainDialog: customer.dialog,
      session: ChannelSession(
        id: identifiers.make(at: now),
        channel: channel.id,
        participant: customer.id,
        connection: customer.connection
      ),
      subject: content.subject,
      attributes: content.attributes
    )
    var decision = Decision(events: [.conversationStarted(started)], conversation: conversation)
    if let message = content.message {
      if let reply = message.replyTo { throw .unknownMessage(reply) }
      let posted = try newMessage(message, from: customer, at: now, identifiers: &identifiers)
      decision.message = posted.id
      decision.events.append(
        .messagePosted(MessagePosted(conversation: conversation, dialog: customer.dialog, message: posted))
      )
    }
    decision.events.append(try newWork(of: channel, for: conversation, at: now, identifiers: &identifiers))
    return decision
  }

  func endChannelSession(
    _ id: ConversationID,
    _ session: ChannelSessionID?,
    reason: SessionEndReason
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    guard conversation.sessionEnd == nil else { return .unchanged }
    if let session, session != conversation.session.id { throw .unknownSession(session) }
    var events = [sessionEnd(of: conversation, reason)]
    // Nobody has to serve a customer who is gone; whoever serves it already finishes by itself.
    for item in conversation.workItems.compactMap({ workItems[$0] }) {
      events += abandon(item, .abandoned, withdrawal: .customerLeft)
    }
    return Decision(events: events)
  }

  func postMessage(
    _ content: PostMessage,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(content.conversation)
    let sender = try participant(content.speaker, in: conversation)
    let limits = configuration.settings.limits
    if let id = content.message.id, let known = conversation.messages[id] {
      guard known.sender == sender.id else { throw .messageIDTaken(id) }
      return Decision(conversation: conversation.id, message: id)
    }
    guard conversation.messages.count < limits.messagesPerConversation else {
      throw .limitReached("messages in a conversation", limits.messagesPerConversation)
    }
    if content.message.audience == .everyone, conversation.sessionEnd != nil { throw .sessionEnded(conversation.id) }
    if let reply = content.message.replyTo { _ = try record(of: reply, in: conversation, for: sender) }
    let message = try newMessage(content.message, from: sender, at: now, identifiers: &identifiers)
    return Decision(
      events: [
        .messagePosted(MessagePosted(conversation: conversation.id, dialog: sender.dialog, message: message))
      ],
      message: message.id
    )
  }

  func reportReceipt(
    _ id: ConversationID,
    _ message: MessageID,
    by speaker: Speaker,
    _ status: ReceiptStatus,
    detail: String?
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    let reporter = try participant(speaker, in: conversation)
    let known = try record(of: message, in: conversation, for: reporter)
    guard known.sender != reporter.id else { throw .invalid("message", "a sender does not receive its own message") }
    try check("detail", detail)
    if let before = known.receipts.first(where: { $0.participant == reporter.id })?.status {
      // Read implies delivered, nothing goes back, and what arrived did not fail.
      guard before == .delivered, status == .read else { return .unchanged }
    }
    let fact = ReceiptReported(
      conversation: id,
      message: message,
      participant: reporter.id,
      status: status,
      detail: detail
    )
    return Decision(events: [.receiptReported(fact)])
  }

  func setAttributes(
    _ id: ConversationID,
    changed: [Attribute],
    removed: [String]
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    for (index, name) in removed.enumerated() {
      guard conversation.attributes.contains(where: { $0.name == name }) else { throw .unknownAttribute(name) }
      if removed[..<index].contains(name) || changed.contains(where: { $0.name == name }) {
        throw .invalid("attributes.\(name)", "is there twice")
      }
    }
    let different = changed.filter { !conversation.attributes.contains($0) }
    guard !different.isEmpty || !removed.isEmpty else { return .unchanged }
    let added = different.filter { new in !conversation.attributes.contains { $0.name == new.name } }
    try check(different, besides: conversation.attributes.count - removed.count - (different.count - added.count))
    let fact = AttributesChanged(conversation: id, changed: different, removed: removed)
    return Decision(events: [.attributesChanged(fact)])
  }

  func closeConversation(
    _ id: ConversationID,
    reason: ConversationCloseReason,
    at now: Timestamp
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    var events: [Event] = []
    if conversation.sessionEnd == nil { events.append(sessionEnd(of: conversation, reason.sessionEnd)) }
    for item in conversation.workItems.compactMap({ workItems[$0] }) {
      if case .active(let agent) = item.state {
        events += finish(item, of: agent, left: .conversationClosed, at: now)
      } else {
        events += abandon(item, .closed, withdrawal: .closed)
      }
    }
    for participant in conversation.participants where participant.kind != .customer {
      if case .some(let agent) = participant.agent, conversation.isWorked(by: agent, in: workItems) { continue }
      events.append(departure(of: participant, from: conversation, .conversationClosed))
    }
    guard !events.isEmpty else { return .unchanged }
    return Decision(events: events)
  }

  /// A message as a participant knows it: what it may not see does not exist for it.
  private func record(
    of id: MessageID,
    in conversation: Conversation,
    for participant: Participant
  ) throws(Rejection) -> MessageRecord {
    guard let known = conversation.messages[id], known.isVisible(to: participant) else { throw .unknownMessage(id) }
    return known
  }

  // MARK: Facts

  func sessionEnd(of conversation: Conversation, _ reason: SessionEndReason) -> Event {
    .channelSessionEnded(
      ChannelSessionEnded(
        conversation: conversation.id,
        session: conversation.session.id,
        participant: conversation.session.participant,
        reason: reason
      )
    )
  }

  func departure(of participant: Participant, from conversation: Conversation, _ reason: LeaveReason) -> Event {
    .participantLeft(
      ParticipantLeft(
        conversation: conversation.id,
        dialog: participant.dialog,
        participant: participant.id,
        kind: participant.kind,
        agent: participant.agent,
        connection: participant.connection,
        reason: reason
      )
    )
  }

  private func newMessage(
    _ message: NewMessage,
    from sender: Participant,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Message {
    let limit = configuration.settings.limits.messageBytes
    let size = (message.body.text?.utf8.count ?? 0) + (message.body.content?.utf8.count ?? 0)
    guard size <= limit else { throw .invalid("body", "has \(size) bytes, at most \(limit) are allowed") }
    guard !message.body.kind.isEmpty, message.body.kind.utf8.count <= 64 else {
      throw .invalid("body.kind", "must have 1 to 64 bytes")
    }
    if sender.kind == .customer, message.audience != .everyone {
      throw .invalid("audience", "a customer speaks to everyone")
    }
    let id = message.id ?? MessageID(rawValue: identifiers.make(ConnectionID.self, at: now).description)
    return Message(
      id: id,
      sender: sender.id,
      senderKind: sender.kind,
      senderAgent: sender.agent,
      body: message.body,
      audience: message.audience,
      replyTo: message.replyTo
    )
  }

  /// Refuses a short text that is longer than an attribute may be.
  func check(_ name: String, _ text: String?) throws(Rejection) {
    let limit = configuration.settings.limits.attributeBytes
    guard text?.utf8.count ?? 0 <= limit else { throw .invalid(name, "is larger than \(limit) bytes") }
  }

  private func check(_ attributes: [Attribute], besides present: Int) throws(Rejection) {
    let limits = configuration.settings.limits
    guard present + attributes.count <= limits.attributesPerConversation else {
      throw .limitReached("attributes in a conversation", limits.attributesPerConversation)
    }
    for (index, attribute) in attributes.enumerated() {
      guard !attribute.name.isEmpty else { throw .invalid("attributes", "a name must not be empty") }
      guard attribute.name.utf8.count + attribute.value.utf8.count <= limits.attributeBytes else {
        throw .invalid("attributes.\(attribute.name)", "is larger than \(limits.attributeBytes) bytes")
      }
      if attributes[..<index].contains(where: { $0.name == attribute.name }) {
        throw .invalid("attributes.\(attribute.name)", "is there twice")
      }
    }
  }
}

extension Conversation {
  /// Whether an agent has an active work item of this conversation.
  func isWorked(by agent: AgentID, in items: ShardedDictionary<WorkItemID, WorkItem>) -> Bool {
    workItems.contains { items[$0]?.state == .active(agent) }
  }
}

extension ConversationCloseReason {
  /// Why the customer's session ends when the conversation is closed for this reason.
  var sessionEnd: SessionEndReason {
    switch self {
    case .customer: .customer
    case .agent: .agent
    case .noAgentAvailable: .noAgentAvailable
    case .system: .system
    }
  }
}

extension SessionEndReason {
  /// Why a conversation closes in which nobody is left after the session ended for this reason.
  var conversationClose: ConversationCloseReason {
    switch self {
    case .customer: .customer
    case .agent: .agent
    case .noAgentAvailable: .noAgentAvailable
    case .system: .system
    }
  }
}
