// SPDX-License-Identifier: Apache-2.0

/// One key-value of a conversation.
public struct Attribute: Hashable, Sendable {
  /// Its key, unique in the conversation.
  public var name: String
  /// Its value.
  public var value: String

  /// Creates the value from its parts.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
