// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  /// What follows for a conversation from the departure of somebody, the end of some work, or a change of the
  /// configuration, and the times, questions and end that follow then: one step at a time, each of which leads to
  /// another look, until nothing is left to do.
  func settle(_ id: ConversationID, at now: Timestamp, identifiers: inout IdentifierSource) -> [Event] {
    guard let conversation = conversations[id] else { return [] }
    for assistance in conversation.assistances {
      let events = settle(assistance, in: conversation, at: now)
      if !events.isEmpty { return events }
    }
    let strays = conversation.participants.filter { isStray($0, in: conversation) }
    if !strays.isEmpty { return strays.map { departure(of: $0, from: conversation, .watchedAgentLeft) } }
    let bots = dismissedBots(of: conversation)
    if !bots.isEmpty { return bots }
    if let promoted = promotion(in: conversation) { return [promoted] }
    if !calls.isEmpty {
      let told = settleCall(of: conversation, at: now, identifiers: &identifiers)
      if !told.isEmpty { return told }
    }
    return times(of: conversation, at: now) + nextQuestion(of: conversation) + end(of: conversation)
  }

  /// The end of a request that cannot be answered any more.
  private func settle(_ assistance: Assistance, in conversation: Conversation, at now: Timestamp) -> [Event] {
    let isThere = conversation.participants.contains { $0.id == assistance.initiator }
    let isWorkGone = assistance.workItem.map { workItems[$0] == nil } ?? false
    let isOver = conversation.isOver
    let reason: AssistanceCancellation =
      [.customer, .network].contains(conversation.sessionEnd?.reason) ? .customerLeft : .closed
    switch assistance.kind {
    case .transfer:
      if isOver || isWorkGone { return cancellation(of: assistance, in: conversation, reason) }
      if case .automation(let bot) = assistance.target, !configuration.isBot(bot) {
        return refusal(of: assistance, in: conversation, .targetNotReady)
      }
    case .conference:
      if isOver || isWorkGone { return cancellation(of: assistance, in: conversation, reason) }
      if !isThere { return cancellation(of: assistance, in: conversation, .initiatorLeft) }
    case .consult:
      if !isThere { return endOfConsult(assistance, in: conversation, .departure, at: now) }
      if let agent = assistance.answeredBy {
        let isAnswered = conversation.participants.contains { $0.dialog == assistance.dialog && $0.agent == agent }
        if !isAnswered { return endOfConsult(assistance, in: conversation, .departure, at: now) }
      } else if isOver || isWorkGone {
        return endOfConsult(assistance, in: conversation, .closed, at: now)
      }
    }
    return []
  }

  /// Whether somebody listens to or coaches an agent who is gone, or not of its teams any more.
  private func isStray(_ participant: Participant, in conversation: Conversation) -> Bool {
    guard participant.role.isObserver, let supervisor = participant.agent, let watched = participant.watched else {
      return false
    }
    return !isWatchable(watched, by: supervisor, in: conversation)
  }

  /// Bots that may not take part any more, and all of them when no customer and no agent is left to be helped.
  private func dismissedBots(of conversation: Conversation) -> [Event] {
    let isDeserted = conversation.isOver && !conversation.participants.contains { $0.agent != nil }
    var events: [Event] = []
    for participant in conversation.participants {
      guard let bot = participant.bot else { continue }
      if isDeserted {
        events.append(departure(of: participant, from: conversation, .conversationClosed))
      } else if !configuration.isBot(bot) {
        if isLast(participant, in: conversation) { events += sessionEnds(of: conversation, .system) }
        events.append(departure(of: participant, from: conversation, .removed))
      }
    }
    return events
  }

  /// The agent who answers for a conversation whose primary is gone: the first who helped.
  private func promotion(in conversation: Conversation) -> Event? {
    let main = conversation.participants.filter { $0.dialog == conversation.mainDialog }
    guard !main.contains(where: { $0.role == .primary }),
      let next = main.first(where: { $0.kind == .agent && $0.role == .assistant })
    else { return nil }
    return .participantRoleChanged(
      ParticipantRoleChanged(
        conversation: conversation.id,
        dialog: next.dialog,
        participant: next.id,
        kind: next.kind,
        agent: next.agent,
        connection: next.connection,
        role: .primary,
        previous: next.role
      )
    )
  }

  /// The end of a conversation in which nobody is left and nothing waits.
  private func end(of conversation: Conversation) -> [Event] {
    guard conversation.workItems.isEmpty, conversation.assistances.isEmpty, !conversation.isServed,
      conversation.survey?.isOpen != true, let last = conversation.sessionEnd
    else { return [] }
    let end = conversation.closing ?? last
    let closed = ConversationClosed(
      conversation: conversation.id,
      reason: end.reason.conversationClose,
      by: end.by,
      detail: end.detail
    )
    return [.conversationClosed(closed)]
  }

  /// What follows when nobody confirmed a transfer in time.
  func expireAssistance(_ id: AssistanceID, in conversation: ConversationID) -> [Event] {
    guard let conversation = conversations[conversation], let assistance = conversation.assistance(id) else {
      return []
    }
    return refusal(of: assistance, in: conversation, .noAnswer)
  }
}
