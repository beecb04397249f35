// SPDX-License-Identifier: Apache-2.0

/// A person or bot that works, as configured. What it does at the moment is its presence.
public struct Agent: Hashable, Sendable {
  /// Unique in the account; also the name it logs in with.
  public var id: AgentID
  /// Shown to people.
  public var firstName: String
  /// Shown to people.
  public var lastName: String
  /// What it may do.
  public var roles: [Role]
  /// Where it works.
  public var teams: [TeamID]
  /// Whose work it sees as a supervisor.
  public var supervisedTeams: [TeamID]
  /// Where it differs from the media routing domain's maxRequests; 0 takes it off the domain.
  public var capacities: [Capacity]
  /// The address of its telephone, in the words of the provider of the voice channels; 1 to 128 bytes.
  public var `extension`: String?

  /// Creates the value from its parts.
  public init(
    id: AgentID,
    firstName: String,
    lastName: String,
    roles: [Role],
    teams: [TeamID],
    supervisedTeams: [TeamID],
    capacities: [Capacity],
    extension: String? = nil
  ) {
    self.id = id
    self.firstName = firstName
    self.lastName = lastName
    self.roles = roles
    self.teams = teams
    self.supervisedTeams = supervisedTeams
    self.capacities = capacities
    self.extension = `extension`
  }
}

/// How many work items one agent can have at once on one media routing domain.
public struct Capacity: Hashable, Sendable {
  /// The domain.
  public var mediaRoutingDomain: MediaRoutingDomainID
  /// The number; 0 means none.
  public var maxRequests: Int

  /// Creates the value from its parts.
  public init(mediaRoutingDomain: MediaRoutingDomainID, maxRequests: Int) {
    self.mediaRoutingDomain = mediaRoutingDomain
    self.maxRequests = maxRequests
  }
}
