// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// One step of a lane: a fact, or a few that are only understood together, or a signal. What is to be sent of it is made
/// when its turn comes.
package struct DeliveryEntry: Hashable, Sendable {
  /// Why it is in its lane.
  package enum Origin: Hashable, Sendable {
    /// The log went on.
    case log
    /// Somebody asked for it again.
    case replay
    /// It is ephemeral, and worth nothing after a time.
    case signal(Signal, until: Timestamp)
  }

  /// Why it is in its lane.
  package let origin: Origin
  /// The offset of its first fact; of a signal, of the last fact before it.
  package let first: UInt64
  /// The offset of its last fact.
  package let last: UInt64
  /// Its facts, unless they were let go of: then they are read again.
  package var facts: [Envelope]

  /// An entry of facts, at least one, in the order of the log.
  package init?(_ facts: [Envelope], origin: Origin = .log) {
    guard let first = facts.first, let last = facts.last else { return nil }
    self.origin = origin
    self.first = first.offset
    self.last = last.offset
    self.facts = facts
  }

  /// An entry of a signal that came after a fact.
  package init(_ signal: Signal, after offset: UInt64, until end: Timestamp) {
    origin = .signal(signal, until: end)
    first = offset
    last = offset
    facts = []
  }

  /// Whether the cursor may not pass it.
  package var holdsCursor: Bool { origin == .log }
}
