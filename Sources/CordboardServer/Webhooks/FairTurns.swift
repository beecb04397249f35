// SPDX-License-Identifier: Apache-2.0

import DequeModule

/// What waits for its turn: the owners of it take turns, and what is one owner's comes in order.
struct FairTurns<Owner: Hashable, Element> {
  private var waiting: [Owner: Deque<Element>] = [:]
  /// The owners of what waits, each once.
  private var owners: Deque<Owner> = []

  /// Adds an element behind all others of its owner.
  mutating func append(_ element: Element, of owner: Owner) {
    if waiting[owner] == nil { owners.append(owner) }
    waiting[owner, default: []].append(element)
  }

  /// Takes the next element; nil if nothing waits.
  mutating func next() -> Element? {
    guard let owner = owners.popFirst(), let element = waiting[owner]?.popFirst() else { return nil }
    if waiting[owner]?.isEmpty == true { waiting[owner] = nil } else { owners.append(owner) }
    return element
  }
}
