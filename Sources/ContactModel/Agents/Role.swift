// SPDX-License-Identifier: Apache-2.0

/// What a person may do in an account. Roles come from the configuration or from the token of an external issuer.
public enum Role: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Works: presence, offers, conversations of its own.
  case agent = 1
  /// Sees the work and presence of the teams it supervises.
  case supervisor = 2
  /// Changes the configuration.
  case administrator = 3

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .agent: "agent"
    case .supervisor: "supervisor"
    case .administrator: "administrator"
    }
  }
}
