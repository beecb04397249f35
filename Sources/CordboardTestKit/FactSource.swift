// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import EventJournal

/// Makes facts that continue the logs of accounts, of conversations and of agents, and remembers them: the naive model
/// a journal is compared with.
package struct FactSource: Sendable {
  /// Every fact that was accepted, by account.
  package private(set) var logs: [AccountID: [Envelope]] = [:]

  /// Creates a source at the beginning of every log.
  package init() {}

  /// The offset of an account's last accepted fact.
  package func last(_ account: AccountID) -> UInt64 {
    UInt64(logs[account]?.count ?? 0)
  }

  /// A batch that continues an account's log with facts about some conversations and agents.
  package func batch(
    _ account: AccountID,
    _ count: Int,
    conversations: Int = 3,
    agents: Int = 3,
    bytes: Int = 20,
    random: inout SeededRandom
  ) -> JournalBatch {
    var next = self
    let expected = last(account)
    var envelopes: [Envelope] = []
    for _ in 0..<count {
      let conversation = ConversationID(rawValue: UInt128(Int.random(in: 1...conversations, using: &random)) << 100 | 7)
      let agent = AgentID(rawValue: "agent-\(Int.random(in: 1...agents, using: &random))")
      let event = Self.event(Int.random(in: 0..<5, using: &random), conversation, agent, bytes)
      let envelope = next.envelope(account, event)
      next.logs[account, default: []].append(envelope)
      envelopes.append(envelope)
    }
    return JournalBatch(account: account, expected: expected, envelopes: envelopes)
  }

  /// Remembers what a journal accepted.
  package mutating func accept(_ batches: [JournalBatch]) {
    for batch in batches where !batch.envelopes.isEmpty {
      logs[batch.account, default: []] += batch.envelopes
    }
  }

  private func envelope(_ account: AccountID, _ event: Event) -> Envelope {
    let subject = event.subject
    let log = logs[account] ?? []
    let conversationSequence = subject.conversation.map { conversation in
      (log.last { $0.event.subject.conversation == conversation }?.conversationSequence ?? 0) + 1
    }
    let agentSequence = subject.agent.map { agent in
      (log.last { $0.event.subject.agent == agent }?.agentSequence ?? 0) + 1
    }
    return Envelope(
      account: account,
      offset: last(account) + 1,
      time: Timestamp(milliseconds: Int64(log.count)),
      conversationSequence: conversationSequence,
      agentSequence: agentSequence,
      event: event
    )
  }

  private static func event(_ choice: Int, _ conversation: ConversationID, _ agent: AgentID, _ bytes: Int) -> Event {
    switch choice {
    case 0: .configurationChanged(ConfigurationChanged(change: .removed(.team("service"))))
    case 1: .agentLoggedIn(AgentLoggedIn(agent: agent))
    case 2:
      .participantLeft(
        ParticipantLeft(
          conversation: conversation,
          dialog: DialogID(rawValue: 1),
          participant: ParticipantID(rawValue: 2),
          kind: .agent,
          agent: agent,
          connection: ConnectionID(rawValue: 3),
          reason: .left
        )
      )
    case 3:
      .conversationStarted(
        ConversationStarted(
          conversation: conversation,
          direction: .inbound,
          customer: Customer(id: CustomerID(rawValue: (conversation.rawValue >> 100) % 2 << 90 | 1), identifier: "c"),
          mainDialog: DialogID(rawValue: 1),
          session: ChannelSession(
            id: ChannelSessionID(rawValue: 4),
            channel: "web",
            participant: ParticipantID(rawValue: 2),
            connection: ConnectionID(rawValue: 3)
          ),
          attributes: []
        )
      )
    default:
      .attributesChanged(
        AttributesChanged(
          conversation: conversation,
          changed: [Attribute(name: "text", value: String(repeating: "x", count: bytes))],
          removed: []
        )
      )
    }
  }
}
