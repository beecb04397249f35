// SPDX-License-Identifier: Apache-2.0

/// Why content was erased.
public enum ErasureCause: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// It was older than the account keeps it.
  case age = 1
  /// An administrator erased a customer.
  case request = 2

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .age: "age"
    case .request: "request"
    }
  }
}

/// The content of closed conversations was erased: the receipt of what went. It names nobody.
public struct RetentionApplied: Hashable, Sendable {
  /// Why.
  public let cause: ErasureCause
  /// How many conversations lost their content.
  public let conversations: Int
  /// How many facts they have.
  public let facts: Int
  /// The offset of the first of these facts.
  public let first: UInt64
  /// The offset of the last of these facts.
  public let last: UInt64
  /// When the first of the conversations closed.
  public let oldest: Timestamp
  /// When the last of the conversations closed.
  public let newest: Timestamp
  /// SHA-256, in hexadecimal digits, of the conversations' identifiers as text, in order, each followed by a line feed: who
  /// knows an identifier list can prove that it is what went.
  public let digest: String
  /// Up to which offset closed conversations were looked for, by age; 0 for erasures on request.
  public let through: UInt64

  /// Creates the value from its parts.
  public init(
    cause: ErasureCause,
    conversations: Int,
    facts: Int,
    first: UInt64,
    last: UInt64,
    oldest: Timestamp,
    newest: Timestamp,
    digest: String,
    through: UInt64
  ) {
    self.cause = cause
    self.conversations = conversations
    self.facts = facts
    self.first = first
    self.last = last
    self.oldest = oldest
    self.newest = newest
    self.digest = digest
    self.through = through
  }
}
