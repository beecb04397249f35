// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// Who wants which facts, as an index from topics to subscribers.
///
/// A subscriber is a dense number, a slot, that its owner uses as an index into whatever it keeps about subscribers.
/// Matching a fact visits the subscribers of the fact's topics and nobody else; a subscriber that several topics lead
/// to is found once, because each match marks the slots it has seen with its own number. Adding and removing cost as
/// much as the subscriber has topics. One event loop owns a registry; nothing in it is shared.
package struct SubscriptionRegistry: Sendable {
  /// Stands for one subscriber, from 0; used again after ``remove(_:)``.
  package typealias Slot = Int

  /// One subscriber in the list of a topic.
  private struct Entry {
    var slot: Int32
    /// Which of the subscriber's topics this is, so that removal finds its way back.
    var place: Int32
  }

  /// One topic of one account that somebody wants.
  private struct TopicRecord {
    var topic: Topic
    var entries: [Entry]
  }

  /// One of a subscriber's topics: the record, and where in its list the subscriber is.
  private struct Membership {
    var record: Int32
    var position: Int32
  }

  private struct Subscriber {
    var kinds: KindMask
    var account: AccountID
    var memberships: [Membership]
    var mark: UInt32
    var wantsSignals: Bool
    var showsInternal: Bool
    var isFree: Bool
  }

  private var accounts: [AccountID: [Topic: Int32]] = [:]
  private var records: [TopicRecord] = []
  private var freeRecords: [Int32] = []
  private var subscribers: [Subscriber] = []
  private var freeSlots: [Int] = []
  private var mark: UInt32 = 0

  /// Creates an empty registry.
  package init() {}

  /// How many subscribers there are.
  package var count: Int { subscribers.count - freeSlots.count }

  /// How many topics somebody wants, over all accounts.
  package var topicCount: Int { records.count - freeRecords.count }

  /// Whether anybody wants anything of an account.
  package func hasSubscribers(_ account: AccountID) -> Bool {
    accounts[account] != nil
  }

  /// Adds a subscriber to any of the topics; a topic that comes twice counts once.
  package mutating func add(
    account: AccountID,
    topics: [Topic],
    kinds: KindMask = .all,
    wantsSignals: Bool = false,
    showsInternal: Bool = true
  ) -> Slot {
    let slot = freeSlots.popLast() ?? subscribers.count
    var memberships: [Membership] = []
    memberships.reserveCapacity(topics.count)
    for topic in topics {
      let record = record(of: topic, account: account)
      guard !memberships.contains(where: { $0.record == record }) else { continue }
      let position = records[Int(record)].entries.count
      records[Int(record)].entries.append(Entry(slot: Int32(slot), place: Int32(memberships.count)))
      memberships.append(Membership(record: record, position: Int32(position)))
    }
    let subscriber = Subscriber(
      kinds: kinds,
      account: account,
      memberships: memberships,
      mark: mark,
      wantsSignals: wantsSignals,
      showsInternal: showsInternal,
      isFree: false
    )
    if slot == subscribers.count { subscribers.append(subscriber) } else { subscribers[slot] = subscriber }
    return slot
  }

  /// Removes a subscriber; its slot may be given to another one.
  package mutating func remove(_ slot: Slot) {
    precondition(!subscribers[slot].isFree, "a subscriber is removed once")
    let account = subscribers[slot].account
    for membership in subscribers[slot].memberships {
      remove(membership, account: account)
    }
    subscribers[slot].memberships = []
    subscribers[slot].isFree = true
    freeSlots.append(slot)
  }

  /// Appends the slots of everybody who wants a fact, each once, in no particular order.
  package mutating func match(_ envelope: Envelope, into slots: inout [Slot]) {
    guard let topics = accounts[envelope.account] else { return }
    let mark = nextMark()
    let kind = envelope.event.kind
    let isInternal = envelope.event.isInternal
    envelope.forEachTopic { topic in
      guard let record = topics[topic] else { return }
      for entry in records[Int(record)].entries {
        let slot = Int(entry.slot)
        guard subscribers[slot].mark != mark else { continue }
        subscribers[slot].mark = mark
        guard subscribers[slot].kinds.contains(kind), subscribers[slot].showsInternal || !isInternal else { continue }
        slots.append(slot)
      }
    }
  }

  /// Appends the slots of everybody who wants a signal, each once, in no particular order.
  package mutating func match(_ signal: Signal, into slots: inout [Slot]) {
    guard let topics = accounts[signal.account] else { return }
    let mark = nextMark()
    signal.forEachTopic { topic in
      guard let record = topics[topic] else { return }
      for entry in records[Int(record)].entries {
        let slot = Int(entry.slot)
        guard subscribers[slot].mark != mark else { continue }
        subscribers[slot].mark = mark
        if subscribers[slot].wantsSignals { slots.append(slot) }
      }
    }
  }

  /// Whether one subscriber wants a fact; what ``match(_:into:)`` says of it.
  package func matches(_ slot: Slot, _ envelope: Envelope) -> Bool {
    let subscriber = subscribers[slot]
    guard !subscriber.isFree, subscriber.account == envelope.account,
      subscriber.kinds.contains(envelope.event.kind), subscriber.showsInternal || !envelope.event.isInternal,
      let topics = accounts[envelope.account]
    else { return false }
    var found = false
    envelope.forEachTopic { topic in
      guard !found, let record = topics[topic] else { return }
      found = subscriber.memberships.contains { $0.record == record }
    }
    return found
  }

  private mutating func nextMark() -> UInt32 {
    if mark == .max {
      // After four thousand million matches the numbers begin anew; old marks must not look fresh.
      for slot in subscribers.indices { subscribers[slot].mark = 0 }
      mark = 0
    }
    mark += 1
    return mark
  }

  private mutating func record(of topic: Topic, account: AccountID) -> Int32 {
    if let record = accounts[account]?[topic] { return record }
    let record: Int32
    if let free = freeRecords.popLast() {
      record = free
      records[Int(free)] = TopicRecord(topic: topic, entries: [])
    } else {
      record = Int32(records.count)
      records.append(TopicRecord(topic: topic, entries: []))
    }
    accounts[account, default: [:]][topic] = record
    return record
  }

  private mutating func remove(_ membership: Membership, account: AccountID) {
    let record = Int(membership.record)
    let position = Int(membership.position)
    let last = records[record].entries.removeLast()
    if position < records[record].entries.count {
      records[record].entries[position] = last
      subscribers[Int(last.slot)].memberships[Int(last.place)].position = membership.position
    }
    guard records[record].entries.isEmpty else { return }
    accounts[account]?[records[record].topic] = nil
    if accounts[account]?.isEmpty == true { accounts[account] = nil }
    records[record].entries = []
    freeRecords.append(membership.record)
  }
}
