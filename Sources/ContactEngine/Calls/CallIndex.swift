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

    var shardBits: Int { call.rawValue.bitsOfEnd }
  }

  struct Entry: Hashable {
    var key: Key
    var conversation: ConversationID
  }

  private var known = BoundedMemory<Key, ConversationID>()

  /// Everything in the order in which it was remembered.
  var remembered: [Entry] { known.remembered.map { Entry(key: $0.key, conversation: $0.value) } }

  static func == (left: Self, right: Self) -> Bool {
    left.remembered == right.remembered
  }

  func contains(_ call: CallID, on channel: ChannelID) -> Bool {
    conversation(of: call, on: channel) != nil
  }

  /// The conversation a call was in.
  func conversation(of call: CallID, on channel: ChannelID) -> ConversationID? {
    known[Key(channel: channel, call: call)]
  }

  mutating func remember(_ call: CallID, on channel: ChannelID, of conversation: ConversationID, limit: Int) {
    let key = Key(channel: channel, call: call)
    if known[key] == nil { known.add(conversation, for: key, limit: limit) }
  }
}
