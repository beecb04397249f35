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

    var shardBits: Int { id.rawValue.bitsOfEnd }
  }

  private var entries = BoundedMemory<Key, Entry>()

  var count: Int { entries.count }

  /// Everything in the order in which it was remembered.
  var remembered: [Entry] { entries.remembered.map(\.value) }

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
    let isKnown = entries.change(key) { known in
      if known.reference != entry.reference {
        known = entry
      } else if known.message == nil {
        known.message = entry.message
      }
    }
    if !isKnown { entries.add(entry, for: key, limit: limit) }
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
