// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// A notification that is to be delivered, as far as its order and its end matter.
package struct DeliveryItem<ID: Hashable & Sendable>: Hashable, Sendable {
  /// Names it; whoever sends it knows its body by this.
  package let id: ID
  /// Of which conversation; order holds inside of one.
  package let conversation: ConversationID
  /// Whether a failure of it drops it and changes nothing else.
  package let isExempt: Bool
  /// When it is dropped.
  package let expiresAt: Timestamp

  /// Creates the value from its parts.
  package init(id: ID, conversation: ConversationID, isExempt: Bool = false, expiresAt: Timestamp) {
    self.id = id
    self.conversation = conversation
    self.isExempt = isExempt
    self.expiresAt = expiresAt
  }
}

/// What is to be done with a notification.
package enum DeliveryStep<ID: Hashable & Sendable>: Hashable, Sendable {
  /// Send it, and report how it ended.
  case send(ID)
  /// Send it before what came earlier in its conversation, because it waited for that long enough. Report how it ended.
  case sendOutOfOrder(ID)
  /// Forget it.
  case drop(ID, DeliveryDrop)
}

/// Why a notification is not delivered.
package enum DeliveryDrop: String, CaseIterable, Hashable, Sendable {
  /// It was kept for as long as the installation says.
  case expired
  /// It failed, and is exempt from being tried again.
  case exempt
  /// It was tried as often as the installation says.
  case exhausted
}

/// Where an installation stands. Source: developer centre, "Webhooks: Retry policy".
package enum StrictState: String, CaseIterable, Hashable, Sendable {
  /// Notifications are sent as they come.
  case up = "UP"
  /// An endpoint failed: everything is kept, and the oldest is tried now and then.
  case failed = "FAILED"
  /// What was kept is sent; new conversations go on beside it.
  case inTransition = "IN_TRANSITION"
  /// What was kept is sent, and what came for the same conversations meanwhile is.
  case recovered = "RECOVERED"
}

/// The bounds of a ``StrictMachine``.
package struct StrictSettings: Hashable, Sendable {
  /// How many of those that were kept are sent at one time. They begin in the order in which they came.
  package var resentAtOnce: Int
  /// How long a live notification waits for what was kept of its conversation, once the installation recovered.
  package var drainWait: Duration

  /// Creates settings.
  package init(resentAtOnce: Int = 8, drainWait: Duration = .seconds(4)) {
    self.resentAtOnce = resentAtOnce
    self.drainWait = drainWait
  }
}
