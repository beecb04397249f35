// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Synchronization

/// Where one fact is and under which keys it is found.
struct FactKeys {
  let account: Int64
  let offset: UInt64
  /// Meaningful if `conversationSequence` is not 0.
  let conversation: ConversationID
  let conversationSequence: UInt64
  /// Meaningful if `agentSequence` is not 0.
  let agent: AgentID
  let agentSequence: UInt64

  /// The keys of a fact; nil if it is found by its offset only.
  init?(_ envelope: Envelope, account: Int64) {
    let subject = envelope.event.subject
    let conversation = envelope.conversationSequence == nil ? nil : subject.conversation
    let agent = envelope.agentSequence == nil ? nil : subject.agent
    if conversation == nil, agent == nil { return nil }
    self.account = account
    offset = envelope.offset
    self.conversation = conversation ?? ConversationID(rawValue: 0)
    conversationSequence = conversation == nil ? 0 : envelope.conversationSequence ?? 0
    self.agent = agent ?? AgentID(rawValue: "")
    agentSequence = agent == nil ? 0 : envelope.agentSequence ?? 0
  }
}

/// A fact found by a key: its number there and its offset.
struct FactPlace: Equatable {
  let sequence: UInt64
  let offset: UInt64
}

/// The committed facts that are not in the indexes of the file yet: an append only adds their keys here, which is what
/// keeps random pages out of its transaction.
///
/// They are kept in two generations: `sealed` is being written to the indexes, `current` is growing. Hash tables over a
/// generation are built by the first read that needs them, so that a burst of appends pays nothing for them.
final class UnindexedFacts: Sendable {
  private struct State {
    var sealed: FactGeneration?
    var current = FactGeneration(number: 1)
  }

  private let state = Mutex(State())

  /// Adds facts that were committed, in their order.
  func add(_ facts: [FactKeys]) {
    state.withLock { $0.current.facts.append(contentsOf: facts) }
  }

  /// How many facts are in the generation that grows.
  var count: Int { state.withLock { $0.current.facts.count } }

  /// The generation to write to the indexes: one that was sealed before, else the current one if it is large enough.
  func sealed(minimum: Int) -> (number: UInt64, facts: [FactKeys])? {
    state.withLock { state in
      if state.sealed == nil, state.current.facts.count >= minimum, !state.current.facts.isEmpty {
        state.sealed = state.current
        state.current = FactGeneration(number: state.current.number + 1)
      }
      return state.sealed.map { ($0.number, $0.facts) }
    }
  }

  /// Forgets a generation that is in the indexes now.
  func finish(_ number: UInt64) {
    state.withLock { state in
      if state.sealed?.number == number { state.sealed = nil }
    }
  }

  /// The facts of a conversation after a sequence number, in order.
  func places(_ account: Int64, _ conversation: ConversationID, after sequence: UInt64) -> [FactPlace] {
    let key = ConversationKey(account: account, conversation: conversation)
    return state.withLock { state in
      (state.sealed?.places(key, after: sequence) ?? []) + state.current.places(key, after: sequence)
    }
  }

  /// The facts about an agent after a sequence number, in order.
  func places(_ account: Int64, _ agent: AgentID, after sequence: UInt64) -> [FactPlace] {
    let key = AgentKey(account: account, agent: agent)
    return state.withLock { state in
      (state.sealed?.places(key, after: sequence) ?? []) + state.current.places(key, after: sequence)
    }
  }
}

private struct ConversationKey: Hashable {
  let account: Int64
  let conversation: ConversationID
}

private struct AgentKey: Hashable {
  let account: Int64
  let agent: AgentID
}

/// Facts in the order of their commit, with chains through those of one key from the last to the first.
private struct FactGeneration {
  let number: UInt64
  var facts: [FactKeys] = []
  private var lastOfConversation: [ConversationKey: Int32] = [:]
  private var lastOfAgent: [AgentKey: Int32] = [:]
  /// The place of the fact before in the same chain, -1 at its end; as long as the facts that are linked.
  private var previousInConversation: [Int32] = []
  private var previousOfAgent: [Int32] = []

  init(number: UInt64) {
    self.number = number
  }

  private mutating func link() {
    for place in previousInConversation.count..<facts.count {
      let fact = facts[place]
      var previous: Int32 = -1
      if fact.conversationSequence > 0 {
        let key = ConversationKey(account: fact.account, conversation: fact.conversation)
        previous = lastOfConversation.updateValue(Int32(place), forKey: key) ?? -1
      }
      previousInConversation.append(previous)
      previous = -1
      if fact.agentSequence > 0 {
        let key = AgentKey(account: fact.account, agent: fact.agent)
        previous = lastOfAgent.updateValue(Int32(place), forKey: key) ?? -1
      }
      previousOfAgent.append(previous)
    }
  }

  mutating func places(_ key: ConversationKey, after sequence: UInt64) -> [FactPlace] {
    link()
    var found: [FactPlace] = []
    var place = lastOfConversation[key] ?? -1
    while place >= 0, facts[Int(place)].conversationSequence > sequence {
      let fact = facts[Int(place)]
      found.append(FactPlace(sequence: fact.conversationSequence, offset: fact.offset))
      place = previousInConversation[Int(place)]
    }
    return found.reversed()
  }

  mutating func places(_ key: AgentKey, after sequence: UInt64) -> [FactPlace] {
    link()
    var found: [FactPlace] = []
    var place = lastOfAgent[key] ?? -1
    while place >= 0, facts[Int(place)].agentSequence > sequence {
      let fact = facts[Int(place)]
      found.append(FactPlace(sequence: fact.agentSequence, offset: fact.offset))
      place = previousOfAgent[Int(place)]
    }
    return found.reversed()
  }
}
