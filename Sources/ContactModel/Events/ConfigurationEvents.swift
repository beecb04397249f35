// SPDX-License-Identifier: Apache-2.0

/// The configuration of the account changed.
public struct ConfigurationChanged: Hashable, Sendable {
  /// What changed.
  public let change: ConfigurationChange
  /// What that did; nil in facts of versions that did not record it.
  public let effect: ConfigurationEffect?

  /// Creates the value from its parts.
  public init(change: ConfigurationChange, effect: ConfigurationEffect? = nil) {
    self.change = change
    self.effect = effect
  }
}
