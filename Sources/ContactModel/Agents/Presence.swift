// SPDX-License-Identifier: Apache-2.0

/// The first level of presence: what the agent as a whole is doing.
public enum AgentState: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Not working; every media state is LOGOUT.
  case loggedOut = 0
  /// Logged in, takes no new work.
  case notReady = 1
  /// Takes work on every media routing domain that is READY or ACTIVE.
  case ready = 2

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .loggedOut: "LOGOUT"
    case .notReady: "NOT_READY"
    case .ready: "READY"
    }
  }
}

/// The second level of presence: one agent on one media routing domain, derived from the agent's wish and the work
/// in hand.
public enum MediaState: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The agent is logged out.
  case loggedOut = 0
  /// Takes no work and has none.
  case notReady = 1
  /// Takes work and has none.
  case ready = 2
  /// Has work and room for more.
  case active = 3
  /// Has as much work as it can take.
  case busy = 4
  /// Takes no more work and finishes what it has.
  case pendingNotReady = 5
  /// Work on a media routing domain that cannot be interrupted holds the agent.
  case interrupted = 6

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .loggedOut: "LOGOUT"
    case .notReady: "NOT_READY"
    case .ready: "READY"
    case .active: "ACTIVE"
    case .busy: "BUSY"
    case .pendingNotReady: "PENDING_NOT_READY"
    case .interrupted: "INTERRUPTED"
    }
  }
}

/// Who or what changed a presence.
public enum PresenceCause: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The agent asked.
  case agent = 0
  /// A supervisor forced it.
  case supervisor = 1
  /// An offer was not answered in time.
  case offerExpired = 2
  /// The lease of an agent without a connected device ran out.
  case disconnected = 3
  /// A consequence of work or of a changed configuration.
  case system = 4
  /// A business calendar.
  case calendar = 5

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .agent: "agent"
    case .supervisor: "supervisor"
    case .offerExpired: "RONA"
    case .disconnected: "DISCONNECTED"
    case .system: "system"
    case .calendar: "calendar"
    }
  }
}
