// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DequeModule

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
  }

  private struct Key: Hashable, Sendable {
    var actor: Actor
    var id: CommandID
  }

  private var entries: [Key: Entry] = [:]
  private var order = Deque<Key>()

  var count: Int { order.count }

  /// Everything in the order in which it was remembered.
  var remembered: [Entry] { order.compactMap { entries[$0] } }

  /// What a command with an id of an actor came to. Ids of different actors do not meet.
  func entry(_ id: CommandID, of actor: Actor) -> Entry? {
    entries[Key(actor: actor, id: id)]
  }

  /// Remembers an entry, or completes the one that is there by what a later fact of the same command made.
  mutating func remember(_ entry: Entry, limit: Int) {
    let key = Key(actor: entry.actor, id: entry.reference.id)
    if let index = entries.index(forKey: key), entries.values[index].reference == entry.reference {
      entries.values[index].message = entries.values[index].message ?? entry.message
      return
    }
    if entries.updateValue(entry, forKey: key) == nil { order.append(key) }
    while order.count > max(limit, 0), let oldest = order.popFirst() {
      entries[oldest] = nil
    }
  }
}
