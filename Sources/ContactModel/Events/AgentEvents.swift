// SPDX-License-Identifier: Apache-2.0

/// An agent began to work; its state is NOT_READY.
public struct AgentLoggedIn: Hashable, Sendable {
  /// Who.
  public let agent: AgentID

  /// Creates the value from its parts.
  public init(agent: AgentID) {
    self.agent = agent
  }
}

/// An agent stopped working.
public struct AgentLoggedOut: Hashable, Sendable {
  /// Who.
  public let agent: AgentID
  /// Why, from the account's list.
  public let reason: ReasonCodeID?
  /// Who or what did it.
  public let cause: PresenceCause
  /// The supervisor who forced it.
  public let by: AgentID?

  /// Creates the value from its parts.
  public init(agent: AgentID, reason: ReasonCodeID? = nil, cause: PresenceCause, by supervisor: AgentID? = nil) {
    self.agent = agent
    self.reason = reason
    self.cause = cause
    by = supervisor
  }
}

/// The state of an agent changed, or its reason did.
public struct AgentStateChanged: Hashable, Sendable {
  /// Who.
  public let agent: AgentID
  /// The new state.
  public let state: AgentState
  /// The state before.
  public let previous: AgentState
  /// Why, from the account's list.
  public let reason: ReasonCodeID?
  /// Who or what did it.
  public let cause: PresenceCause
  /// The supervisor who forced it.
  public let by: AgentID?

  /// Creates the value from its parts.
  public init(
    agent: AgentID,
    state: AgentState,
    previous: AgentState,
    reason: ReasonCodeID? = nil,
    cause: PresenceCause,
    by supervisor: AgentID? = nil
  ) {
    self.agent = agent
    self.state = state
    self.previous = previous
    self.reason = reason
    self.cause = cause
    by = supervisor
  }
}

/// The state of an agent on one media routing domain changed, or what it wishes for it did.
public struct AgentMediaStateChanged: Hashable, Sendable {
  /// Who.
  public let agent: AgentID
  /// Where.
  public let mediaRoutingDomain: MediaRoutingDomainID
  /// The new state.
  public let state: MediaState
  /// The state before.
  public let previous: MediaState
  /// Whether the agent asked for work here.
  public let wantsWork: Bool
  /// Who or what did it.
  public let cause: PresenceCause

  /// Creates the value from its parts.
  public init(
    agent: AgentID,
    mediaRoutingDomain: MediaRoutingDomainID,
    state: MediaState,
    previous: MediaState,
    wantsWork: Bool,
    cause: PresenceCause
  ) {
    self.agent = agent
    self.mediaRoutingDomain = mediaRoutingDomain
    self.state = state
    self.previous = previous
    self.wantsWork = wantsWork
    self.cause = cause
  }
}

/// A device of an agent connected; a running lease ended.
public struct AgentDeviceConnected: Hashable, Sendable {
  /// Whose.
  public let agent: AgentID
  /// Which.
  public let device: DeviceID

  /// Creates the value from its parts.
  public init(agent: AgentID, device: DeviceID) {
    self.agent = agent
    self.device = device
  }
}

/// A device of an agent disconnected.
public struct AgentDeviceDisconnected: Hashable, Sendable {
  /// Whose.
  public let agent: AgentID
  /// Which.
  public let device: DeviceID
  /// When the agent's lease runs out, if this was its last device.
  public let leaseDeadline: Timestamp?

  /// Creates the value from its parts.
  public init(agent: AgentID, device: DeviceID, leaseDeadline: Timestamp? = nil) {
    self.agent = agent
    self.device = device
    self.leaseDeadline = leaseDeadline
  }
}

/// An agent stayed without a connected device for the whole lease.
public struct AgentLeaseExpired: Hashable, Sendable {
  /// Whose.
  public let agent: AgentID
  /// When its work returns to the queues.
  public let requeueDeadline: Timestamp?

  /// Creates the value from its parts.
  public init(agent: AgentID, requeueDeadline: Timestamp? = nil) {
    self.agent = agent
    self.requeueDeadline = requeueDeadline
  }
}
