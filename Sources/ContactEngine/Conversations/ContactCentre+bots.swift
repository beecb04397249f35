// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  func joinAsBot(
    _ bot: ClientID,
    _ id: ConversationID,
    at now: Timestamp,
    identifiers: inout IdentifierSource
  ) throws(Rejection) -> Decision {
    guard configuration.isBot(bot) else { throw .unknownClient(bot) }
    let conversation = try conversation(id)
    guard !conversation.isOver else { throw .sessionEnded(id) }
    guard conversation.participant(bot) == nil else { return Decision(conversation: id) }
    try checkRoom(in: conversation)
    let joined = BotJoined(
      conversation: id,
      dialog: conversation.mainDialog,
      participant: identifiers.make(at: now),
      bot: bot,
      role: .assistant,
      connection: identifiers.make(at: now)
    )
    var events: [Event] = [.botJoined(joined)]
    if let asked = conversation.assistances.first(where: { $0.target == .automation(bot) }) {
      events += handOver(asked, to: nil, in: conversation, at: now)
    }
    return Decision(events: events, conversation: id)
  }

  func leaveAsBot(_ bot: ClientID, _ id: ConversationID) throws(Rejection) -> Decision {
    let conversation = try conversation(id)
    guard let participant = conversation.participant(bot) else { throw .notAParticipant(id) }
    var events: [Event] = []
    if isLast(participant, in: conversation) { events += sessionEnds(of: conversation, .system) }
    events.append(departure(of: participant, from: conversation, .left))
    return Decision(events: events)
  }

  /// Whether a customer would be left without anybody who is there or sought if a bot left.
  func isLast(_ bot: Participant, in conversation: Conversation) -> Bool {
    guard !conversation.isOver else { return false }
    let isAttended = conversation.participants.contains { conversation.serves($0) && $0.id != bot.id }
    return !isAttended && !isSearching(for: conversation)
  }

  mutating func apply(_ fact: BotJoined, at time: Timestamp) {
    var participant = Participant(
      id: fact.participant,
      dialog: fact.dialog,
      kind: .bot,
      role: fact.role,
      agent: nil,
      connection: fact.connection,
      joinedAt: time
    )
    participant.bot = fact.bot
    conversations.change(fact.conversation) { $0.participants.append(participant) }
  }
}
