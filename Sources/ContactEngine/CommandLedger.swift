// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// The commands of an account that can still be repeated, and what they came to. Bounded: the oldest is forgotten.
package struct CommandLedger: Sendable, Equatable {
  /// What a remembered command came to.
  struct Entry: Hashable, Sendable {
    var actor: Actor
    var reference: CommandReference
    var offset: UInt64
    /// Whether it changed anything, or all was as it asked.
    var changed = true
    var conversation: ConversationID?
    var startedConversation = false
    var message: MessageID?
    var assistance: AssistanceID?
  }

  private struct Key: ShardedKey {
    var actor: Actor
    var id: CommandID

    /// Ids that are made by counting or at random differ most at their end.
    var shardBits: Int {
      id.rawValue.utf8.suffix(4).reduce(0) { $0 &* 31 &+ Int($1) }
    }
  }

  /// A place in the order.
  private struct Turn: ShardedKey {
    var number: Int

    var shardBits: Int { number }

    func advanced(by distance: Int) -> Turn { Turn(number: number + distance) }
  }

  private var entries: ShardedDictionary<Key, Entry> = [:]
  /// The keys in the order in which they were remembered, numbered from ``first`` on.
  private var order: ShardedDictionary<Turn, Key> = [:]
  private var first = Turn(number: 0)

  var count: Int { order.count }

  /// Everything in the order in which it was remembered.
  var remembered: [Entry] {
    (0..<order.count).compactMap { place in order[first.advanced(by: place)].flatMap { entries[$0] } }
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.remembered == right.remembered
  }

  /// What a command with an id of an actor came to. Ids of different actors do not meet.
  func entry(_ id: CommandID, of actor: Actor) -> Entry? {
    entries[Key(actor: actor, id: id)]
  }

  /// Remembers an entry, or completes the one that is there by what a later fact of the same command made.
  mutating func remember(_ entry: Entry, limit: Int) {
    let key = Key(actor: entry.actor, id: entry.reference.id)
    if let known = entries[key] {
      if known.reference == entry.reference {
        if known.message == nil, entry.message != nil { entries[key]?.message = entry.message }
        return
      }
    } else {
      order[first.advanced(by: order.count)] = key
    }
    entries[key] = entry
    while order.count > max(limit, 0), let oldest = order[first] {
      entries[oldest] = nil
      order[first] = nil
      first = first.advanced(by: 1)
    }
  }
}

extension Event {
  /// The request for assistance that the fact makes.
  var requestedAssistance: AssistanceID? {
    switch self {
    case .transferRequested(let fact), .conferenceRequested(let fact): fact.assistance
    case .consultStarted(let fact): fact.request.assistance
    default: nil
    }
  }
}

extension ContactCentre {
  /// The place of the first fact of a command that is remembered.
  package func offset(ofCommand id: CommandID, of actor: Actor) -> UInt64? {
    ledger.entry(id, of: actor)?.offset
  }
}
