// SPDX-License-Identifier: Apache-2.0

/// How soon customers are to be answered. A queue's rule comes before its channel's.
public struct ResponseRule: Hashable, Sendable {
  /// The time until the first response of a conversation; none for no limit.
  public var first: Duration?
  /// The time until each response after that; none for no limit.
  public var each: Duration?

  /// Creates the value from its parts.
  public init(first: Duration? = nil, each: Duration? = nil) {
    self.first = first
    self.each = each
  }
}

/// Which response a customer waits for.
public enum ResponseKind: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The first of the conversation.
  case first = 1
  /// One after the first.
  case each = 2

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .first: "first"
    case .each: "each"
    }
  }
}

/// Why a customer no longer waits for a response.
public enum SLAStopReason: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Somebody responded.
  case answered = 1
  /// The customer was put on hold.
  case held = 2
  /// The customer left, or the conversation is over.
  case ended = 3
  /// An agent said that no response is due.
  case dismissed = 4

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .answered: "answered"
    case .held: "held"
    case .ended: "ended"
    case .dismissed: "dismissed"
    }
  }
}
