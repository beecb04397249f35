// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What the provider of a voice channel reports of agents' telephones, and of everything it has.
extension ContactCentre {
  func reportCallLeg(
    _ report: ReportCallLeg,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    guard configuration.channels[report.channel] != nil else { throw .unknownChannel(report.channel) }
    try check("providerLeg", report.providerLeg)
    guard report.state != .requested else {
      throw .invalid("state", "is what the core says; report ringing, answered or ended")
    }
    guard report.state == .ended || report.reason == nil else {
      throw .invalid("reason", "is why a leg ended; leave it out")
    }
    guard let id = callIndex.legs[report.leg], let call = calls[id], call.channel == report.channel,
      let leg = call.leg(report.leg)
    else {
      guard report.state == .ended else { throw .unknownCallLeg(report.leg) }
      return .unchanged
    }
    if leg.state == report.state { return Decision(conversation: id) }
    guard leg.state.rawValue < report.state.rawValue else {
      throw .callOutOfOrder("a leg that is \(leg.state.name)", report.state.name)
    }
    let reason = report.state == .ended ? report.reason ?? .hungUp : nil
    var events = [change(of: leg, call, in: id, to: report.state, reason, report.providerLeg)]
    switch report.state {
    case .requested, .ringing: break
    case .answered:
      // The telephone was answered: so was the offer for which it rang.
      if let offer = agents[leg.agent]?.pendingOffer, offers[offer]?.conversation == id {
        events += try acceptOffer(leg.agent, offer, at: now, identifiers: &identifiers).events
      }
    case .ended:
      events += try loss(of: leg, in: id, reason ?? .hungUp, at: now, identifiers: &identifiers)
    }
    return Decision(events: events, conversation: id)
  }

  /// The provider says which calls it has: every other one is lost.
  func reconcileCalls(
    _ channel: ChannelID,
    _ live: [CallID],
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    guard configuration.channels[channel] != nil else { throw .unknownChannel(channel) }
    let live = Set(live)
    var events: [Event] = []
    for id in (callIndex.calls[channel] ?? [:]).keys.sorted() where !live.contains(id) {
      let report = ReportCall(channel: channel, call: id, state: .ended, reason: .failed, detail: "lost")
      events += try reportCall(report, at: now, identifiers: &identifiers).events
    }
    return Decision(events: events)
  }

  /// What follows when a telephone was not answered in time.
  func expireCallLegs(in id: ConversationID, at now: Timestamp, identifiers: inout IdentifierSource) -> [Event] {
    guard let call = calls[id],
      let leg = call.legs.first(where: { $0.answerBy.map { $0 <= now } ?? false })
    else { return [] }
    let told = CallInstructed(
      conversation: id,
      channel: call.channel,
      call: call.id,
      instruction: .hangUp,
      leg: leg.id,
      agent: leg.agent,
      mode: leg.mode
    )
    let lost = try? loss(of: leg, in: id, .noAnswer, at: now, identifiers: &identifiers)
    return [.callInstructed(told)] + (lost ?? [])
  }

  // MARK: Parts

  /// What follows for the agent of a telephone that is gone: who hung up leaves; who did not answer, or was lost, gets no
  /// more work, and what it had waits for another.
  private func loss(
    of leg: CallLeg,
    in id: ConversationID,
    _ reason: CallEndReason,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> [Event] {
    guard let conversation = conversations[id], let presence = agents[leg.agent] else { return [] }
    guard conversation.participant(leg.agent) != nil else {
      guard let offer = presence.pendingOffer, offers[offer]?.conversation == id else { return [] }
      switch reason {
      case .declined, .hungUp: return try rejectOffer(leg.agent, offer, reason: reason.name, at: now).events
      case .busy, .noAnswer, .failed: return expire(offer)
      }
    }
    if leg.state == .answered, reason == .hungUp {
      return try leaveConversation(leg.agent, id, at: now, identifiers: &identifiers).events
    }
    let own = conversation.workItems.compactMap { workItems[$0] }.first { $0.state == .active(leg.agent) }
    guard let own else {
      var events: [Event] = []
      if isLast(leg.agent, in: conversation) { events += sessionEnds(of: conversation, .system) }
      return events + departures(of: leg.agent, from: conversation, .telephoneFailed)
    }
    var events = requeue(own, from: leg.agent, left: .telephoneFailed, reason: .telephoneFailed, at: now)
    if presence.state == .ready {
      // Nothing else is offered to it meanwhile, on whatever domain.
      if let offer = presence.pendingOffer.flatMap({ offers[$0] }) {
        events.append(withdrawal(of: offer, .telephoneFailed))
      }
      events.append(stateChange(leg.agent, presence, to: .notReady, cause: .offerExpired))
    }
    return events
  }

  private func change(
    of leg: CallLeg,
    _ call: Call,
    in id: ConversationID,
    to state: CallLegState,
    _ reason: CallEndReason?,
    _ providerLeg: String?
  ) -> Event {
    .callLegStateChanged(
      CallLegStateChanged(
        conversation: id,
        channel: call.channel,
        leg: leg.id,
        agent: leg.agent,
        mode: leg.mode,
        state: state,
        reason: reason,
        providerLeg: providerLeg ?? leg.providerLeg
      )
    )
  }
}
