// SPDX-License-Identifier: Apache-2.0

/// How the centre reaches customers on a channel.
public struct OutboundRule: Hashable, Sendable {
  /// How long a customer has to answer; none for ever.
  public var answerLimit: Duration?

  /// Creates the value from its parts.
  public init(answerLimit: Duration? = nil) {
    self.answerLimit = answerLimit
  }
}
