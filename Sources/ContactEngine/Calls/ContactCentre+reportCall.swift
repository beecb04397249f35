// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What the provider of a voice channel reports of customers' calls. Reports say where a call stands, so that one that is
/// repeated changes nothing.
extension ContactCentre {
  func reportCall(
    _ report: ReportCall,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    guard let channel = configuration.channels[report.channel] else { throw .unknownChannel(report.channel) }
    try check("callingNumber", report.callingNumber)
    try check("dialledNumber", report.dialledNumber)
    try check("detail", report.detail)
    guard report.state != .dialling else {
      throw .invalid("state", "is what the core says; report ringing or answered")
    }
    guard report.state == .ended || report.reason == nil else {
      throw .invalid("reason", "is why a call ended; leave it out")
    }
    if let id = callIndex.calls[channel.id]?[report.call] {
      return try change(of: conversation(id), report, at: now, identifiers: &identifiers)
    }
    if endedCalls.contains(report.call, on: channel.id) {
      guard report.state.isFinal else { throw .callEnded(report.call) }
      return .unchanged
    }
    if let id = report.conversation {
      let conversation = try conversation(id)
      guard let call = calls[id], call.channel == channel.id, call.id == nil, call.state == .dialling else {
        throw .otherCall(id)
      }
      return try change(of: conversation, report, at: now, identifiers: &identifiers)
    }
    guard report.state == .ringing || report.state == .answered else { throw .unknownCall(report.call) }
    return try startCall(report, on: channel, at: now, identifiers: &identifiers)
  }

  /// A customer calls.
  private func startCall(
    _ report: ReportCall,
    on channel: Channel,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    guard var customer = report.customer else { throw .invalid("customer", "is missing") }
    let key = SessionKey(channel: channel.id, identifier: customer.identifier)
    let isOnCall = conversationToReturn(to: key).map { calls[$0.id]?.state.isFinal == false } ?? false
    // Two calls from one number are two conversations.
    if openSessions[key] != nil || isOnCall { customer.identifier += ";call=\(report.call)" }
    var decision = try startConversation(
      StartConversation(channel: channel.id, customer: customer, attributes: report.attributes),
      at: now,
      identifiers: &identifiers
    )
    guard let conversation = decision.conversation, let session = decision.events.first?.startedSession else {
      return decision
    }
    let started = CallStarted(
      conversation: conversation,
      channel: channel.id,
      session: session,
      call: report.call,
      direction: .inbound,
      callingNumber: report.callingNumber,
      dialledNumber: report.dialledNumber ?? channel.serviceIdentifier,
      state: report.state
    )
    decision.events.insert(.callStarted(started), at: 1)
    return decision
  }

  /// The call of an outbound conversation on a channel with a provider; none on other channels.
  func callToMake(_ started: ConversationStarted, on channel: Channel) -> [Event] {
    guard channel.voice != nil else { return [] }
    let call = CallStarted(
      conversation: started.conversation,
      channel: channel.id,
      session: started.session.id,
      direction: .outbound,
      callingNumber: channel.serviceIdentifier,
      dialledNumber: started.customer.identifier,
      state: .dialling
    )
    return [.callStarted(call)]
  }

  /// A call stands elsewhere, or where it stood.
  private func change(
    of conversation: Conversation,
    _ report: ReportCall,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    guard let call = calls[conversation.id],
      let session = conversation.sessions.last(where: { $0.session.id == call.session })
    else { throw .unknownCall(report.call) }
    if call.state == report.state, call.id != nil { return Decision(conversation: conversation.id) }
    guard call.state.mayBecome(report.state) else {
      throw .callOutOfOrder("a call that is \(call.state.name)", report.state.name)
    }
    let changed = CallStateChanged(
      conversation: conversation.id,
      channel: call.channel,
      call: report.call,
      state: report.state,
      previous: call.state,
      reason: report.state == .ended ? report.reason ?? .hungUp : nil
    )
    var decision = Decision(events: [.callStateChanged(changed)], conversation: conversation.id)
    // A call whose session the core ended just waits to be hung up.
    guard session.end == nil else { return decision }
    switch report.state {
    case .dialling, .ringing: break
    case .answered:
      if call.state == .held {
        decision.events += try unhold(session, by: report.leg, of: call, in: conversation)
      } else {
        decision.events += try reaching(session, of: conversation, at: now, identifiers: &identifiers)
      }
    case .held: decision.events += try hold(session, by: report.leg, of: call, in: conversation)
    case .transferred: decision.events += try transferred(session, report, of: call, in: conversation, at: now)
    case .ended:
      let reason = report.reason ?? .hungUp
      decision.events += try endChannelSession(
        conversation.id,
        session.session.id,
        reason: session.isReached ? reason.sessionEnd : .unreachable,
        detail: report.detail ?? (reason == .hungUp && session.isReached ? nil : reason.name)
      ).events
    }
    return decision
  }

  // MARK: Parts

  /// Somebody put the customer on hold by its telephone.
  private func hold(
    _ session: CustomerSession,
    by leg: CallLegID?,
    of call: Call,
    in conversation: Conversation
  ) throws(Rejection) -> [Event] {
    guard let customer = conversation.participant(session.session.participant), customer.hold == nil else { return [] }
    guard let holder = holder(leg, of: call, in: conversation) else {
      throw .invalid("state", "nobody is connected who could put the customer on hold; report held after that")
    }
    let held = ParticipantHeld(
      conversation: conversation.id,
      dialog: customer.dialog,
      participant: customer.id,
      kind: customer.kind,
      by: holder.id,
      byAgent: holder.agent
    )
    return [.participantHeld(held)]
  }

  private func unhold(
    _ session: CustomerSession,
    by leg: CallLegID?,
    of call: Call,
    in conversation: Conversation
  ) throws(Rejection) -> [Event] {
    guard let customer = conversation.participant(session.session.participant), customer.hold != nil else { return [] }
    let holder = holder(leg, of: call, in: conversation)
    return [resumption(of: customer, in: conversation.id, by: holder, .resumed)]
  }

  /// The agent whose telephone it was: the one of the leg, or whoever answers for the conversation.
  private func holder(_ leg: CallLegID?, of call: Call, in conversation: Conversation) -> Participant? {
    if let agent = leg.flatMap({ call.leg($0)?.agent }) { return conversation.participant(agent) }
    let there = conversation.participants.filter { conversation.serves($0) && $0.agent != nil }
    return there.first { $0.role == .primary } ?? there.first
  }

  /// The provider connected the customer elsewhere, as it was told or because an agent did it by its telephone.
  private func transferred(
    _ session: CustomerSession,
    _ report: ReportCall,
    of call: Call,
    in conversation: Conversation,
    at now: Timestamp
  ) throws(Rejection) -> [Event] {
    if let transfer = call.transfer, conversation.assistance(transfer) != nil {
      return try completeTransfer(conversation.id, transfer, at: now).events
    }
    return try endChannelSession(
      conversation.id,
      session.session.id,
      reason: .transferred,
      detail: report.detail
    ).events
  }
}

extension CallState {
  /// Whether a provider may report that a call that stands here stands there.
  func mayBecome(_ next: CallState) -> Bool {
    switch (self, next) {
    case (.dialling, .ringing), (.dialling, .answered), (.dialling, .ended): true
    case (.ringing, .answered), (.ringing, .transferred), (.ringing, .ended): true
    case (.answered, .held), (.answered, .transferred), (.answered, .ended): true
    case (.held, .answered), (.held, .transferred), (.held, .ended): true
    case (.dialling, _), (.ringing, _), (.answered, _), (.held, _), (.transferred, _), (.ended, _): false
    }
  }
}

extension CallEndReason {
  /// Why the session of a customer ends who was reached.
  var sessionEnd: SessionEndReason {
    switch self {
    case .hungUp, .busy, .noAnswer, .declined: .customer
    case .failed: .network
    }
  }
}

extension Event {
  /// The presence of a customer that begins with this fact.
  fileprivate var startedSession: ChannelSessionID? {
    switch self {
    case .conversationStarted(let fact): fact.session.id
    case .channelSessionStarted(let fact): fact.session.id
    default: nil
    }
  }
}
