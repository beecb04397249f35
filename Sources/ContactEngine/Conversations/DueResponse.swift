// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// The response a customer waits for.
package struct DueResponse: Hashable, Sendable {
  package let response: ResponseKind
  /// Since when the customer waits.
  package let since: Timestamp
  package let deadline: Timestamp
  /// Whether the deadline is over.
  package var isBreached = false

  /// Creates the value from its parts.
  package init(response: ResponseKind, since: Timestamp, deadline: Timestamp, isBreached: Bool = false) {
    self.response = response
    self.since = since
    self.deadline = deadline
    self.isBreached = isBreached
  }
}

/// The answer of a customer that the centre waits for.
package struct AwaitedCustomer: Hashable, Sendable {
  /// When the customer counts as inactive; nil once it does.
  package var warnAt: Timestamp?
  /// When the conversation is closed.
  package let deadline: Timestamp

  /// Creates the value from its parts.
  package init(warnAt: Timestamp?, deadline: Timestamp) {
    self.warnAt = warnAt
    self.deadline = deadline
  }
}
