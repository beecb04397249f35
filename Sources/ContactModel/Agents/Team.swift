// SPDX-License-Identifier: Apache-2.0

/// A group of agents with its supervisors.
public struct Team: Hashable, Sendable {
  /// Unique in the account.
  public var id: TeamID
  /// Shown to people.
  public var name: String

  /// Creates the value from its parts.
  public init(id: TeamID, name: String) {
    self.id = id
    self.name = name
  }
}
