// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
package import ContactModel

/// Drives one contact centre by commands, on a clock that stands still, and after every one checks the rules: what the
/// command touched always, the whole state when asked to.
package struct EngineHarness {
  /// The state.
  package private(set) var centre: ContactCentre
  /// Every fact so far.
  package private(set) var log: [Envelope] = []
  /// The clock.
  package var clock = ManualClock()
  /// Whether the whole state is checked after every command.
  package var checksEverything: Bool
  private var identifiers: IdentifierSource

  /// Creates a harness for an account without configuration.
  package init(account: AccountID = "TESTCO", seed: UInt64 = 1, checksEverything: Bool = true) {
    centre = ContactCentre(account: account, epoch: 7)
    identifiers = IdentifierSource(seed: seed)
    self.checksEverything = checksEverything
  }

  /// A broken rule, or a state that its facts do not add up to.
  package struct Broken: Error, CustomStringConvertible {
    /// What is wrong and what led to it.
    package let description: String

    /// Creates the error.
    package init(description: String) {
      self.description = description
    }
  }

  /// Gives a command and returns its facts.
  @discardableResult
  package mutating func give(
    _ command: Command,
    as principal: Principal? = nil,
    id: CommandReference? = nil
  ) throws -> [Event] {
    try giveWhole(command, as: principal, id: id).1.map(\.event)
  }

  /// Gives a command and returns its outcome and facts with their places.
  @discardableResult
  package mutating func giveWhole(
    _ command: Command,
    as principal: Principal? = nil,
    id: CommandReference? = nil
  ) throws -> (Outcome, [Envelope]) {
    let context = CommandContext(principal: principal ?? .system(centre.account), reference: id)
    var envelopes: [Envelope] = []
    let before = checksEverything ? centre : nil
    do {
      let outcome = try centre.handle(
        command,
        in: context,
        at: clock.now,
        identifiers: &identifiers,
        into: &envelopes
      )
      log += envelopes
      try check(envelopes, after: command)
      return (outcome, envelopes)
    } catch let rejection as Rejection {
      guard envelopes.isEmpty, before.map({ $0 == centre }) ?? true else {
        throw Broken(description: "\(command) was rejected (\(rejection)) and changed something")
      }
      throw rejection
    }
  }

  /// Moves the clock and turns what is due into facts.
  @discardableResult
  package mutating func pass(_ duration: Duration) throws -> [Event] {
    clock.advance(by: duration)
    return try give(.passTime)
  }

  /// Replaces the state by one read from a snapshot of it, or replayed from its facts.
  package mutating func restart(fromSnapshot: Bool) throws {
    let fresh: ContactCentre
    if fromSnapshot {
      guard let read = ContactCentre(snapshot: centre.snapshot()) else {
        throw Broken(description: "the snapshot cannot be read")
      }
      fresh = read
    } else {
      fresh = replayed()
    }
    if let part = fresh.difference(from: centre) {
      throw Broken(description: "after a restart \(fromSnapshot ? "from a snapshot" : "by replay") \(part) differs")
    }
    centre = fresh
  }

  /// The state made anew from every fact.
  package func replayed() -> ContactCentre {
    var fresh = ContactCentre(account: centre.account, epoch: centre.epoch)
    for envelope in log { fresh.apply(envelope) }
    return fresh
  }

  private func check(_ envelopes: [Envelope], after command: Command) throws {
    let violations = centre.violations(after: envelopes) + (checksEverything ? centre.violations() : [])
    if case .passTime = command, envelopes.isEmpty, let due = centre.deadlines.due(at: clock.now) {
      throw Broken(description: "\(due) is due for ever: nothing comes of it")
    }
    guard violations.isEmpty else {
      throw Broken(
        description: """
          after \(command):
          \(violations.map(\.description).joined(separator: "\n"))
          facts:
          \(envelopes.map { "\($0.offset) \($0.event)" }.joined(separator: "\n"))
          """
      )
    }
  }
}
