// SPDX-License-Identifier: Apache-2.0

/// What a session asks its mount, or is told by it: whatever needs a look at tokens, at what is kept, or at the state of
/// the core. The driver carries it without knowing what it is.
public struct SessionMessage: Hashable, Sendable {
  /// The content, of a type that the dialect and its mount share.
  public let content: any Hashable & Sendable

  /// Wraps a content.
  public init(_ content: any Hashable & Sendable) {
    self.content = content
  }

  /// Whether the contents are the same.
  public static func == (left: Self, right: Self) -> Bool {
    AnyHashable(left.content) == AnyHashable(right.content)
  }

  /// Hashes the content.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(AnyHashable(content))
  }
}

/// Why a dialect closes a WebSocket: with a code and a reason of its own.
public struct SocketClose: Hashable, Sendable {
  /// The close code: 1000, or 3000 to 4999 (RFC 6455, section 7.4).
  public let code: UInt16
  /// What happened and what to do; at most 123 bytes.
  public let reason: String

  /// Creates a close.
  public init(code: UInt16, reason: String) {
    self.code = code
    self.reason = reason
  }
}
