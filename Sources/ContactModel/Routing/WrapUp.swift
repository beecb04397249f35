// SPDX-License-Identifier: Apache-2.0

/// How after-contact work ended.
public enum WrapUpCompletion: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The agent completed it.
  case completed = 1
  /// The agent left without dispositions.
  case skipped = 2
  /// Its limit ran out.
  case expired = 3
  /// The agent logged out.
  case agentLoggedOut = 4
  /// The conversation was closed around it.
  case closed = 5
  /// A supervisor ended it.
  case supervisor = 20

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .completed: "completed"
    case .skipped: "skipped"
    case .expired: "expired"
    case .agentLoggedOut: "agentLoggedOut"
    case .closed: "closed"
    case .supervisor: "supervisor"
    }
  }
}

/// After-contact work of a queue.
public struct WrapUpRule: Hashable, Sendable {
  /// How long it may last; none for no limit.
  public var limit: Duration?
  /// How long it may last in all when it is extended; none for no extension.
  public var longest: Duration?

  /// Creates the value from its parts.
  public init(limit: Duration? = nil, longest: Duration? = nil) {
    self.limit = limit
    self.longest = longest
  }
}

/// One wrap-up code chosen by an agent.
public struct Disposition: Hashable, Sendable {
  /// The category of the code.
  public var category: String
  /// The code or its label.
  public var value: String

  /// Creates the value from its parts.
  public init(category: String, value: String) {
    self.category = category
    self.value = value
  }
}
