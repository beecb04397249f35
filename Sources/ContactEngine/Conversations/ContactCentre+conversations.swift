// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  func startConversation(
    _ content: StartConversation,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    guard let channel = configuration.channels[content.channel] else { throw .unknownChannel(content.channel) }
    try check(content.customer)
    try check("subject", content.subject)
    let key = SessionKey(channel: content.channel, identifier: content.customer.identifier)
    if let open = openSessions[key].flatMap({ conversations[$0] }) {
      return try continueSession(key, of: open, content.message, at: now, identifiers: &identifiers)
    }
    if let left = conversationToReturn(to: key) {
      return try startSession(key, content.customer, in: left, content.message, at: now, identifiers: &identifiers)
    }
    try checkRoomForConversation()
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

  func postMessage(
    _ content: PostMessage,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(content.conversation)
    let sender = try participant(content.speaker, in: conversation, content.dialog)
    let said = try message(content.message, from: sender, in: conversation, at: now, identifiers: &identifiers)
    guard sender.kind == .customer, !said.events.isEmpty,
      let session = conversation.sessions.last(where: { $0.session.participant == sender.id && $0.end == nil })
    else { return said }
    var decision = said
    decision.events =
      try reaching(session, of: conversation, at: now, identifiers: &identifiers) + decision.events
    return decision
  }

  /// Refuses a conversation more than there may be.
  func checkRoomForConversation() throws(Rejection) {
    let most = configuration.settings.limits.openConversations
    guard conversations.count < most else { throw .limitReached("open conversations", most) }
  }

  /// The facts of a message of somebody who takes part in a conversation, or is about to.
  func message(
    _ message: NewMessage,
    from sender: Participant,
    in conversation: Conversation,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    guard sender.role != .silentMonitor else { throw .roleForbids(.silentMonitor, "speak") }
    var message = message
    // Whoever the customer does not hear speaks to those who work in the centre, a coach to whom it coaches, whatever it
    // asks for.
    if sender.role == .coach {
      message.audience = .coachedAgent
    } else if !message.audience.isChoice {
      throw .invalid("audience", MessageAudience.choiceRule)
    } else if sender.kind != .customer, !conversation.isHeardByCustomer(sender) {
      message.audience = .agentsAndManagers
    }
    if let id = message.id, let known = conversation.messages[id] {
      guard known.sender == sender.id else { throw .messageIDTaken(id) }
      return Decision(conversation: conversation.id, message: id)
    }
    let limits = configuration.settings.limits
    guard conversation.messages.count < limits.messagesPerConversation else {
      throw .limitReached("messages in a conversation", limits.messagesPerConversation)
    }
    if let reply = message.replyTo { _ = try record(of: reply, in: conversation, for: sender) }
    if sender.kind != .customer { try checkHearing(of: message.audience, from: sender, in: conversation) }
    let accepted = try newMessage(message, from: sender, at: now, identifiers: &identifiers)
    let posted = MessagePosted(conversation: conversation.id, dialog: sender.dialog, message: accepted)
    return Decision(
      events: [.messagePosted(posted)] + (sender.kind == .customer ? answer(by: accepted, in: conversation) : []),
      conversation: conversation.id,
      message: accepted.id
    )
  }

  /// Refuses what nobody could hear: words of somebody on hold, and words to a customer who is gone or on hold.
  private func checkHearing(
    of audience: MessageAudience,
    from sender: Participant,
    in conversation: Conversation
  ) throws(Rejection) {
    if sender.hold != nil { throw .onHold(sender.id) }
    guard audience == .everyone else { return }
    if conversation.openSessions == 0 { throw .sessionEnded(conversation.id) }
    if conversation.participants.allSatisfy({ $0.kind != .customer || $0.hold != nil }) {
      throw .customerOnHold(conversation.id)
    }
  }

  func reportReceipt(
    _ id: ConversationID,
    _ message: MessageID,
    by speaker: Speaker,
    _ status: ReceiptStatus,
    detail: String?,
    code: Int?
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    let reporter = try participant(speaker, in: conversation)
    guard reporter.role != .silentMonitor else { throw .roleForbids(.silentMonitor, "report receipts") }
    let known = try record(of: message, in: conversation, for: reporter)
    guard known.sender != reporter.id else { throw .invalid("message", "a sender does not receive its own message") }
    try check("detail", detail)
    guard status == .failed || code == nil else { throw .invalid("code", "is the number of a failure; leave it out") }
    if let before = known.receipts.first(where: { $0.participant == reporter.id })?.status {
      // Read implies delivered, nothing goes back, and what arrived did not fail.
      guard before == .delivered, status == .read else { return .unchanged }
    }
    let fact = ReceiptReported(
      conversation: id,
      message: message,
      participant: reporter.id,
      status: status,
      detail: detail,
      code: code,
      audience: known.audience
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
    detail: String?,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    try check("detail", detail)
    let events = closing(of: conversation, reason: reason, detail: detail, at: now, identifiers: &identifiers)
    return Decision(events: events)
  }

  /// The facts that end a conversation for everybody; none if that was done.
  func closing(
    of conversation: Conversation,
    reason: ConversationCloseReason,
    detail: String?,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) -> [Event] {
    var events = farewell(to: conversation, reason.sessionEnd, detail: detail, at: now, identifiers: &identifiers)
    for item in conversation.workItems.compactMap({ workItems[$0] }) {
      if case .active(let agent) = item.state {
        events += finish(item, of: agent, left: .conversationClosed, at: now)
      } else {
        events += abandon(item, .closed, withdrawal: .closed)
      }
    }
    for participant in conversation.participants where participant.kind != .customer {
      // Whoever works on it left every dialog above.
      if case .some(let agent) = participant.agent, conversation.isWorked(by: agent, in: workItems) { continue }
      events.append(departure(of: participant, from: conversation, .conversationClosed))
    }
    return events
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

  func departure(of participant: Participant, from conversation: Conversation, _ reason: LeaveReason) -> Event {
    .participantLeft(
      ParticipantLeft(
        conversation: conversation.id,
        dialog: participant.dialog,
        participant: participant.id,
        kind: participant.kind,
        agent: participant.agent,
        connection: participant.connection,
        reason: reason,
        bot: participant.bot,
        role: participant.role
      )
    )
  }

  func newMessage(
    _ message: NewMessage,
    from sender: Participant,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Message {
    let limit = configuration.settings.limits.messageBytes
    let size =
      (message.body.text?.utf8.count ?? 0) + (message.body.content?.utf8.count ?? 0)
      + (message.extras?.json.utf8.count ?? 0)
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
      replyTo: message.replyTo,
      senderBot: sender.bot,
      extras: message.extras
    )
  }

  /// Refuses a customer without an address, or with names that are too long.
  func check(_ customer: Customer) throws(Rejection) {
    guard !customer.identifier.isEmpty else { throw .invalid("customer.identifier", "must not be empty") }
    try check("customer.identifier", customer.identifier)
    try check("customer.displayName", customer.displayName)
  }

  /// Refuses a short text that is longer than an attribute may be.
  func check(_ name: String, _ text: String?) throws(Rejection) {
    let limit = configuration.settings.limits.attributeBytes
    guard text?.utf8.count ?? 0 <= limit else { throw .invalid(name, "is larger than \(limit) bytes") }
  }

  func check(_ attributes: [Attribute], besides present: Int) throws(Rejection) {
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
