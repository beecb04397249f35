// SPDX-License-Identifier: Apache-2.0

/// The person outside, known by an identifier on a channel.
public struct Customer: Hashable, Sendable {
  /// The same for one identifier on one type of channel in one account.
  public var id: CustomerID
  /// Its address on the channel.
  public var identifier: String
  /// What people call it.
  public var displayName: String?

  /// Creates the value from its parts.
  public init(id: CustomerID, identifier: String, displayName: String? = nil) {
    self.id = id
    self.identifier = identifier
    self.displayName = displayName
  }
}
