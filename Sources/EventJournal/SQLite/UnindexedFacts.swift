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
  /// The customer who came with the fact.
  let customer: CustomerID?

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
    customer = envelope.arrivingCustomer
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
/// generation are built by the reads that need them, so that a burst of appends pays nothing for them.
final class UnindexedFacts: Sendable {
  private struct State {
    var sealed: FactGeneration?
    var current = FactGeneration(number: 1)
  }

  private let state = Mutex(State())

  /// Adds facts that were committed, in their order.
  func add(_ facts: [FactKeys]) {
    state.withLock { $0.current.add(facts) }
  }

  /// How many facts are in the generation that grows.
  var count: Int { state.withLock { $0.current.facts.count } }

  /// Whether any fact of an account up to an offset is not in the indexes.
  func holds(_ account: Int64, through offset: UInt64) -> Bool {
    state.withLock { state in
      let generations = [state.sealed, state.current].compactMap(\.self)
      return generations.contains { $0.facts.contains { $0.account == account && $0.offset <= offset } }
    }
  }

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

  /// The offsets of the facts with which a customer came, before an offset, in order.
  func offsets(_ account: Int64, _ customer: CustomerID, before offset: UInt64) -> [UInt64] {
    state.withLock { state in
      (state.sealed?.offsets(account, customer, before: offset) ?? [])
        + state.current.offsets(account, customer, before: offset)
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
///
/// A read links a bounded number of facts to the chains and searches the rest one by one, so that the first read after
/// a burst of appends holds the lock no longer than that.
private struct FactGeneration {
  /// How many facts one read links at most.
  private static let factsLinkedByRead = 4_096

  let number: UInt64
  private(set) var facts: [FactKeys] = []
  /// The places of the facts with which customers came: few among all.
  private var arrivals: [Int32] = []
  private var ofConversation = FactChains<ConversationKey>()
  private var ofAgent = FactChains<AgentKey>()

  init(number: UInt64) {
    self.number = number
  }

  mutating func add(_ added: [FactKeys]) {
    for fact in added {
      if fact.customer != nil { arrivals.append(Int32(facts.count)) }
      facts.append(fact)
    }
  }

  func offsets(_ account: Int64, _ customer: CustomerID, before offset: UInt64) -> [UInt64] {
    arrivals.compactMap { place in
      let fact = facts[Int(place)]
      return fact.customer == customer && fact.account == account && fact.offset < offset ? fact.offset : nil
    }
  }

  mutating func places(_ key: ConversationKey, after sequence: UInt64) -> [FactPlace] {
    ofConversation.link(facts, atMost: Self.factsLinkedByRead) { fact in
      fact.conversationSequence == 0
        ? nil : ConversationKey(account: fact.account, conversation: fact.conversation)
    }
    var found: [FactPlace] = []
    ofConversation.forEachPlace(key) { place in
      let fact = facts[place]
      guard fact.conversationSequence > sequence else { return false }
      found.append(FactPlace(sequence: fact.conversationSequence, offset: fact.offset))
      return true
    }
    found.reverse()
    for fact in facts[ofConversation.count...]
    where fact.conversationSequence > sequence && fact.conversation == key.conversation && fact.account == key.account {
      found.append(FactPlace(sequence: fact.conversationSequence, offset: fact.offset))
    }
    return found
  }

  mutating func places(_ key: AgentKey, after sequence: UInt64) -> [FactPlace] {
    ofAgent.link(facts, atMost: Self.factsLinkedByRead) { fact in
      fact.agentSequence == 0 ? nil : AgentKey(account: fact.account, agent: fact.agent)
    }
    var found: [FactPlace] = []
    ofAgent.forEachPlace(key) { place in
      let fact = facts[place]
      guard fact.agentSequence > sequence else { return false }
      found.append(FactPlace(sequence: fact.agentSequence, offset: fact.offset))
      return true
    }
    found.reverse()
    for fact in facts[ofAgent.count...]
    where fact.agentSequence > sequence && fact.account == key.account && fact.agent == key.agent {
      found.append(FactPlace(sequence: fact.agentSequence, offset: fact.offset))
    }
    return found
  }
}

/// Chains through the facts that share a key.
private struct FactChains<Key: Hashable> {
  private var last: [Key: Int32] = [:]
  /// The place of the fact before in the same chain, -1 at its end.
  private var previous: [Int32] = []

  /// How many facts are linked.
  var count: Int { previous.count }

  mutating func link(_ facts: [FactKeys], atMost limit: Int, key: (FactKeys) -> Key?) {
    for place in count..<min(facts.count, count + limit) {
      previous.append(key(facts[place]).map { last.updateValue(Int32(place), forKey: $0) ?? -1 } ?? -1)
    }
  }

  /// Visits the places of a chain from the last to the first until the closure returns false.
  func forEachPlace(_ key: Key, _ visit: (Int) -> Bool) {
    var place = last[key] ?? -1
    while place >= 0, visit(Int(place)) { place = previous[Int(place)] }
  }
}
