// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What conversations are found by.
enum ConversationTag: Hashable, Sendable {
  case customer(CustomerID)
  case channel(ChannelID)
  case agent(AgentID)
  case queue(QueueID)
  /// A team of which somebody had part.
  case team(TeamID)
}

/// What one fact adds to the search; both implementations derive it here.
struct SearchFacts: Sendable {
  let conversation: ConversationID
  let offset: UInt64
  private(set) var startedAt: Timestamp?
  private(set) var closedAt: Timestamp?
  private(set) var tags: [ConversationTag] = []
  /// The words of a message.
  private(set) var words: [String] = []
  let isInternal: Bool

  /// Nil for a fact that adds nothing. Who listens unseen is in no conversation here either.
  init?(_ envelope: Envelope) {
    let subject = envelope.event.subject
    guard let conversation = subject.conversation else { return nil }
    self.conversation = conversation
    offset = envelope.offset
    isInternal = envelope.event.isInternal
    tags = envelope.teams.map { .team($0) }
    if let queue = subject.queue { tags.append(.queue(queue)) }
    if let customer = envelope.arrivingCustomer { tags.append(.customer(customer)) }
    switch envelope.event {
    case .conversationStarted(let fact):
      startedAt = envelope.time
      tags.append(.channel(fact.session.channel))
    case .channelSessionStarted(let fact): tags.append(.channel(fact.session.channel))
    case .conversationClosed: closedAt = envelope.time
    case .messagePosted(let fact):
      // What a coach says is found by nobody: who searches need not be one who hears it.
      if !envelope.event.isWhispered { words = fact.message.body.text.map(SearchText.words) ?? [] }
    case .workStarted(let fact): tags.append(.agent(fact.agent))
    case .offerAccepted(let fact): tags.append(.agent(fact.agent))
    case .pullItemTaken(let fact): tags.append(.agent(fact.agent))
    case .workTakenFromWorkbin(let fact): tags.append(.agent(fact.agent))
    case .supervisorJoined(let fact): tags.append(.agent(fact.agent))
    case .participantRoleChanged(let fact): if let agent = fact.agent { tags.append(.agent(agent)) }
    case .consultStarted(let fact): if let agent = fact.request.initiator { tags.append(.agent(agent)) }
    default: break
    }
    if startedAt == nil, closedAt == nil, tags.isEmpty, words.isEmpty { return nil }
  }
}
