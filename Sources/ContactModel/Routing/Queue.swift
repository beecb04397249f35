// SPDX-License-Identifier: Apache-2.0

/// Which of several available agents gets a work item.
public enum SelectionStrategy: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The one who has been without new work for the longest time.
  case longestAvailable = 1

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .longestAvailable: "LONGEST_AVAILABLE"
    }
  }
}

/// Where work items wait for an agent.
public struct Queue: Hashable, Sendable {
  /// Unique in the account.
  public var id: QueueID
  /// Shown to people.
  public var name: String
  /// The kind of work.
  public var mediaRoutingDomain: MediaRoutingDomainID
  /// Who serves it.
  public var members: QueueMembers
  /// Which available agent comes first.
  public var strategy: SelectionStrategy
  /// How long an agent has to answer an offer.
  public var offerDeadline: Duration
  /// How long the whole search for an agent may take; none waits for ever.
  public var timeLimit: Duration?
  /// After-contact work of those who serve it; none for none.
  public var wrapUp: WrapUpRule?
  /// How many work items may wait; none for no bound but the account's.
  public var maxWaiting: Int?
  /// How soon its customers are to be answered.
  public var response: ResponseRule?

  /// Creates the value from its parts.
  public init(
    id: QueueID,
    name: String,
    mediaRoutingDomain: MediaRoutingDomainID,
    members: QueueMembers,
    strategy: SelectionStrategy,
    offerDeadline: Duration,
    timeLimit: Duration? = nil,
    wrapUp: WrapUpRule? = nil,
    maxWaiting: Int? = nil,
    response: ResponseRule? = nil
  ) {
    self.id = id
    self.name = name
    self.mediaRoutingDomain = mediaRoutingDomain
    self.members = members
    self.strategy = strategy
    self.offerDeadline = offerDeadline
    self.timeLimit = timeLimit
    self.wrapUp = wrapUp
    self.maxWaiting = maxWaiting
    self.response = response
  }
}

/// Who serves a queue: everyone, the agents of some teams, and agents by name.
public struct QueueMembers: Hashable, Sendable {
  /// All agents of the account.
  public var everyone: Bool
  /// All agents of these teams.
  public var teams: [TeamID]
  /// These agents.
  public var agents: [AgentID]

  /// Creates the value from its parts.
  public init(everyone: Bool, teams: [TeamID], agents: [AgentID]) {
    self.everyone = everyone
    self.teams = teams
    self.agents = agents
  }
}
