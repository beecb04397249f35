// SPDX-License-Identifier: Apache-2.0

/// The configuration of the account changed.
public struct ConfigurationChanged: Hashable, Sendable {
  /// What changed.
  public let change: ConfigurationChange

  /// Creates the value from its parts.
  public init(change: ConfigurationChange) {
    self.change = change
  }
}
