// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// A notification as receivers get it, and what it is of.
package struct LivePersonNotification: Hashable, Sendable {
  /// What it tells: by this an installation has an endpoint for it.
  package let type: LivePersonEventType
  /// Of which conversation; notifications of one conversation are delivered in order.
  package let conversation: ConversationID
  /// The place of its fact in the account's log; nil for what is of no fact and so of no replay: chat states.
  package let offset: UInt64?
  /// Its place among the notifications of one fact, from 0. With the offset it names the notification for ever.
  package let index: Int
  /// When it happened.
  package let time: Timestamp
  /// The compact JSON that is sent and signed.
  package let body: [UInt8]
}
