// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// The customer's presences on channels within one conversation: several at once, ended, come back to.
extension ContactCentre {
  func startChannelSession(
    _ id: ConversationID,
    _ channel: ChannelID,
    _ customer: Customer,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    guard configuration.channels[channel] != nil else { throw .unknownChannel(channel) }
    try check(customer)
    let key = SessionKey(channel: channel, identifier: customer.identifier)
    if let other = openSessions[key] {
      guard other == id else { throw .sessionOpen(other) }
      return Decision(conversation: id)
    }
    guard isOpenForCustomer(conversation) else { throw .sessionEnded(id) }
    return try startSession(key, customer, in: conversation, nil, at: now, identifiers: &identifiers)
  }

  func endChannelSession(
    _ id: ConversationID,
    _ session: ChannelSessionID?,
    reason: SessionEndReason,
    detail: String?
  ) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    try check("detail", detail)
    var ending = conversation.sessions.filter { $0.end == nil }
    if let session {
      guard let known = conversation.sessions.first(where: { $0.session.id == session }) else {
        throw .unknownSession(session)
      }
      ending = ending.filter { $0.session.id == known.session.id }
    }
    guard !ending.isEmpty else { return .unchanged }
    if reason == .unreachable, ending.contains(where: \.isReached) {
      throw .invalid("reason", "the customer was reached")
    }
    var events = ending.map { sessionEnd(of: conversation, $0, reason, detail: detail) }
    if ending.count < conversation.openSessions { return Decision(events: events) }
    // Nobody has to serve a customer who is gone; whoever serves it already finishes by itself.
    for item in conversation.workItems.compactMap({ workItems[$0] }) where item.workbin == nil {
      events += abandon(item, .abandoned, withdrawal: .customerLeft)
    }
    return Decision(events: events)
  }

  /// What a customer who is in a conversation already says in it.
  func continueSession(
    _ key: SessionKey,
    of conversation: Conversation,
    _ message: NewMessage?,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    guard let session = conversation.sessions.last(where: { $0.end == nil && $0.key == key }) else {
      return Decision(conversation: conversation.id)
    }
    guard let message else {
      let events = try reaching(session, of: conversation, at: now, identifiers: &identifiers)
      return Decision(events: events, conversation: conversation.id)
    }
    let post = PostMessage(conversation: conversation.id, speaker: .session(session.session.id), message: message)
    return try postMessage(post, at: now, identifiers: &identifiers)
  }

  /// The open conversation to which a customer returns on a channel: the one it was in last, if anybody is there.
  func conversationToReturn(to key: SessionKey) -> Conversation? {
    let left = leftSessions[key]?.compactMap { conversations[$0] }.filter { isOpenForCustomer($0) } ?? []
    return left.max { ($0.startedAt, $0.id) < ($1.startedAt, $1.id) }
  }

  /// The facts of a customer who comes to an open conversation, with what it says first. Whoever returns on a channel is
  /// the same participant as before, with another connection.
  func startSession(
    _ key: SessionKey,
    _ customer: Customer,
    in conversation: Conversation,
    _ message: NewMessage?,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    let most = configuration.settings.limits.sessionsPerConversation
    guard conversation.sessions.count < most else { throw .limitReached("channel sessions in a conversation", most) }
    let before = conversation.sessions.last { $0.key == key }
    let participant = Participant(
      id: before?.session.participant ?? identifiers.make(at: now),
      dialog: conversation.mainDialog,
      kind: .customer,
      role: .customer,
      agent: nil,
      connection: identifiers.make(at: now),
      joinedAt: now
    )
    let started = ChannelSessionStarted(
      conversation: conversation.id,
      dialog: participant.dialog,
      session: ChannelSession(
        id: identifiers.make(at: now),
        channel: key.channel,
        participant: participant.id,
        connection: participant.connection
      ),
      customer: customer,
      reason: before == nil ? .joined : .returned
    )
    var decision = Decision(events: [.channelSessionStarted(started)], conversation: conversation.id)
    if let message {
      let said = try self.message(message, from: participant, in: conversation, at: now, identifiers: &identifiers)
      decision.events += said.events
      decision.message = said.message
    }
    return decision
  }

  /// Whether its customer may come to a conversation: it is there on some channel, or somebody serves it still or has
  /// put its work aside.
  func isOpenForCustomer(_ conversation: Conversation) -> Bool {
    conversation.closing == nil
      && (conversation.openSessions > 0 || conversation.isServed || keptWork[conversation.id] != nil)
  }

  // MARK: Facts

  /// The ends of all sessions that are open.
  func sessionEnds(of conversation: Conversation, _ reason: SessionEndReason, detail: String? = nil) -> [Event] {
    conversation.sessions.filter { $0.end == nil }.map { sessionEnd(of: conversation, $0, reason, detail: detail) }
  }

  func sessionEnd(
    of conversation: Conversation,
    _ session: CustomerSession,
    _ reason: SessionEndReason,
    detail: String?
  ) -> Event {
    .channelSessionEnded(
      ChannelSessionEnded(
        conversation: conversation.id,
        session: session.session.id,
        participant: session.session.participant,
        reason: reason,
        detail: detail
      )
    )
  }
}

extension ConversationCloseReason {
  /// Why the customer's sessions end when the conversation is closed for this reason.
  var sessionEnd: SessionEndReason {
    switch self {
    case .customer: .customer
    case .agent: .agent
    case .noAgentAvailable: .noAgentAvailable
    case .system: .system
    case .supervisor: .supervisor
    case .inactivity: .inactivity
    case .unreachable: .unreachable
    case .transferred: .transferred
    }
  }
}

extension SessionEndReason {
  /// Why a conversation closes in which nobody is left after the last session ended for this reason.
  var conversationClose: ConversationCloseReason {
    switch self {
    case .customer, .network: .customer
    case .agent: .agent
    case .noAgentAvailable: .noAgentAvailable
    case .system: .system
    case .supervisor: .supervisor
    case .inactivity: .inactivity
    case .unreachable: .unreachable
    case .transferred: .transferred
    }
  }
}
