// SPDX-License-Identifier: Apache-2.0

/// Identifies a call in the words of its provider; unique on a channel.
public struct CallID: NamedIdentifier {
  /// The text.
  public let rawValue: String

  /// Creates the identifier from text that is known to be valid.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}

/// Identifies a leg of a call: the connection of an agent's telephone with it.
public struct CallLegID: UniqueIdentifier {
  /// The bits.
  public let rawValue: UInt128

  /// Creates the identifier from its bits.
  @inlinable
  public init(rawValue: UInt128) {
    self.rawValue = rawValue
  }
}
