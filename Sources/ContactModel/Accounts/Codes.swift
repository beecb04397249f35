// SPDX-License-Identifier: Apache-2.0

/// Which state change a reason code explains.
public enum ReasonCodeKind: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Becoming not ready.
  case notReady = 1
  /// Logging out.
  case logout = 2

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .notReady: "NOT_READY"
    case .logout: "LOGOUT"
    }
  }
}

/// Why an agent is not ready or logs out, from a list the account defines.
public struct ReasonCode: Hashable, Sendable {
  /// Unique in the account.
  public var id: ReasonCodeID
  /// Shown to people.
  public var label: String
  /// Which state change it explains.
  public var kind: ReasonCodeKind

  /// Creates the value from its parts.
  public init(id: ReasonCodeID, label: String, kind: ReasonCodeKind) {
    self.id = id
    self.label = label
    self.kind = kind
  }
}

/// What a contact was about, from a list the account defines.
public struct WrapUpCode: Hashable, Sendable {
  /// Unique in the account.
  public var id: WrapUpCodeID
  /// Groups codes for people.
  public var category: String
  /// Shown to people.
  public var label: String

  /// Creates the value from its parts.
  public init(id: WrapUpCodeID, category: String, label: String) {
    self.id = id
    self.category = category
    self.label = label
  }
}
