// SPDX-License-Identifier: Apache-2.0

/// How long a customer may leave an answer of the centre unanswered. The time runs from the centre's first words after
/// the customer's last: who waits for the centre is never inactive.
public struct InactivityRule: Hashable, Sendable {
  /// The time until the customer counts as inactive; none for no warning.
  public var warnAfter: Duration?
  /// The time until the conversation is closed.
  public var closeAfter: Duration

  /// Creates the value from its parts.
  public init(warnAfter: Duration? = nil, closeAfter: Duration) {
    self.warnAfter = warnAfter
    self.closeAfter = closeAfter
  }
}
