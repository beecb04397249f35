// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Where the calls and legs are that are not over. Derived.
struct CallIndex: Sendable, Equatable {
  /// The conversation of every call that is not over, by its channel and its id there.
  var calls: [ChannelID: [CallID: ConversationID]] = [:]
  /// The conversation of every leg.
  var legs: [CallLegID: ConversationID] = [:]

  mutating func add(_ call: Call, of conversation: ConversationID) {
    if let id = call.id, !call.state.isFinal { calls[call.channel, default: [:]][id] = conversation }
    for leg in call.legs { legs[leg.id] = conversation }
  }

  mutating func remove(_ call: Call) {
    if let id = call.id {
      calls[call.channel]?[id] = nil
      if calls[call.channel]?.isEmpty == true { calls[call.channel] = nil }
    }
    for leg in call.legs { legs[leg.id] = nil }
  }
}

/// The ids of calls that are over, so that a late report of one does not begin another. Bounded: the oldest is forgotten.
struct EndedCalls: Sendable, Equatable {
  struct Key: ShardedKey {
    var channel: ChannelID
    var call: CallID

    /// Ids that are made by counting or at random differ most at their end.
    var shardBits: Int {
      call.rawValue.utf8.suffix(4).reduce(0) { $0 &* 31 &+ Int($1) }
    }
  }

  struct Entry: Hashable {
    var key: Key
    var conversation: ConversationID
  }

  private struct Turn: ShardedKey {
    var number: Int

    var shardBits: Int { number }
  }

  private var known: ShardedDictionary<Key, ConversationID> = [:]
  /// The keys in the order in which they were remembered, numbered from ``first`` on.
  private var order: ShardedDictionary<Turn, Key> = [:]
  private var first = 0

  /// Everything in the order in which it was remembered.
  var remembered: [Entry] {
    (0..<order.count).compactMap { place in
      order[Turn(number: first + place)].flatMap { key in known[key].map { Entry(key: key, conversation: $0) } }
    }
  }

  static func == (left: Self, right: Self) -> Bool {
    left.remembered == right.remembered
  }

  func contains(_ call: CallID, on channel: ChannelID) -> Bool {
    known[Key(channel: channel, call: call)] != nil
  }

  /// The conversation a call was in.
  func conversation(of call: CallID, on channel: ChannelID) -> ConversationID? {
    known[Key(channel: channel, call: call)]
  }

  mutating func remember(_ call: CallID, on channel: ChannelID, of conversation: ConversationID, limit: Int) {
    let key = Key(channel: channel, call: call)
    guard known[key] == nil else { return }
    known[key] = conversation
    order[Turn(number: first + order.count)] = key
    while order.count > max(limit, 0), let oldest = order[Turn(number: first)] {
      known[oldest] = nil
      order[Turn(number: first)] = nil
      first += 1
    }
  }
}
