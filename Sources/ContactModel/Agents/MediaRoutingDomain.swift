// SPDX-License-Identifier: Apache-2.0

/// A kind of work an agent can be ready for.
public struct MediaRoutingDomain: Hashable, Sendable {
  /// Unique in the account.
  public var id: MediaRoutingDomainID
  /// Shown to people.
  public var name: String
  /// How many work items an agent can have at once unless its own capacity says otherwise.
  public var maxRequests: Int
  /// Whether work on a domain that is not interruptible suspends this one.
  public var interruptible: Bool

  /// Creates the value from its parts.
  public init(id: MediaRoutingDomainID, name: String, maxRequests: Int, interruptible: Bool) {
    self.id = id
    self.name = name
    self.maxRequests = maxRequests
    self.interruptible = interruptible
  }
}
