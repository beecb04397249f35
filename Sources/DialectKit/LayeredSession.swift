// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// The half of a session that speaks a protocol on which dialects stand, as Socket.IO or Bayeux: a value that takes what a
/// ``DialectSession`` takes, and answers with actions for the driver and events for the dialect, in order.
public protocol ProtocolSession: Sendable {
  /// What a dialect is told.
  associatedtype Event: Hashable & Sendable

  /// Something arrived from the peer or from the driver.
  mutating func receive(_ input: SessionInput, at now: Timestamp) -> [ProtocolAction<Event>]

  /// A timer is due; those of the dialect are ignored.
  mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [ProtocolAction<Event>]

  /// The driver handed over everything of this turn.
  mutating func turnEnded(at now: Timestamp) -> [ProtocolAction<Event>]

  /// A WebSocket joined the session.
  mutating func socketAttached(at now: Timestamp) -> [ProtocolAction<Event>]

  /// The WebSocket that joined is gone.
  mutating func socketDetached(_ reason: ConnectionCloseReason, at now: Timestamp) -> [ProtocolAction<Event>]
}

/// What a ``ProtocolSession`` wants done, in order.
public enum ProtocolAction<Event: Hashable & Sendable>: Hashable, Sendable {
  /// For the driver.
  case perform(SessionAction)
  /// For the dialect.
  case event(Event)
}

/// A dialect's session that stands on a protocol's: what it has no word in goes down to that, and what comes up from there is
/// performed or heard, in order.
public protocol LayeredSession: DialectSession {
  /// The protocol.
  associatedtype Lower: ProtocolSession

  /// The half that speaks the protocol.
  var lower: Lower { get set }

  /// The protocol tells the dialect something.
  mutating func hear(_ event: Lower.Event, _ now: Timestamp) -> [SessionAction]
}

extension LayeredSession {
  /// Hands on what is for the driver, and hears what is for the dialect.
  @inlinable
  public mutating func perform(_ actions: [ProtocolAction<Lower.Event>], _ now: Timestamp) -> [SessionAction] {
    var result: [SessionAction] = []
    for action in actions {
      switch action {
      case .perform(let action): result.append(action)
      case .event(let event): result += hear(event, now)
      }
    }
    return result
  }

  /// Hands it down.
  @inlinable
  public mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    perform(lower.receive(input, at: now), now)
  }

  /// Hands it down.
  @inlinable
  public mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SessionAction] {
    perform(lower.timerFired(timer, at: now), now)
  }

  /// Hands it down.
  @inlinable
  public mutating func turnEnded(at now: Timestamp) -> [SessionAction] {
    perform(lower.turnEnded(at: now), now)
  }

  /// Hands it down.
  @inlinable
  public mutating func socketAttached(at now: Timestamp) -> [SessionAction] {
    perform(lower.socketAttached(at: now), now)
  }

  /// Hands it down.
  @inlinable
  public mutating func socketDetached(_ reason: ConnectionCloseReason, at now: Timestamp) -> [SessionAction] {
    perform(lower.socketDetached(reason, at: now), now)
  }
}
