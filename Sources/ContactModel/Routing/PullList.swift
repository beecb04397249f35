// SPDX-License-Identifier: Apache-2.0

/// A list from which agents take work themselves.
public struct PullList: Hashable, Sendable {
  /// Unique in the account.
  public var id: PullListID
  /// Shown to people.
  public var name: String
  /// Shown to people.
  public var description: String

  /// Creates the value from its parts.
  public init(id: PullListID, name: String, description: String) {
    self.id = id
    self.name = name
    self.description = description
  }
}
