// SPDX-License-Identifier: Apache-2.0

/// Where agents put work aside that they, or others, go on with later. What is in it takes up nobody's capacity.
public enum Workbin: Hashable, Sendable {
  /// The agent's own.
  case agent(AgentID)
  /// The team's, from which each of its agents takes.
  case team(TeamID)
}

extension Workbin: CustomStringConvertible {
  /// Whose it is, for people.
  public var description: String {
    switch self {
    case .agent(let id): "the workbin of agent \(id)"
    case .team(let id): "the workbin of team \(id)"
    }
  }
}

/// Where work is sent.
public enum WorkDestination: Hashable, Sendable {
  /// It waits in a queue, with its original place.
  case queue(QueueID)
  /// It is put on a pull list.
  case pullList(PullListID)
  /// One agent is asked to take it.
  case agent(AgentID)
}
