// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// The numbers under which messages were told, for receipts: of the latest so many. The oldest is forgotten first.
struct MessageNumbers: Sendable {
  /// Where a message was told.
  struct Place: Sendable {
    let dialog: DialogID
    let sequence: Int
    /// Whether the customer hears it, and did not say it itself.
    let isHeard: Bool
    /// The number under which the customer's last report on it was told.
    var report: Int?
  }

  private let most: Int
  private var places: [MessageID: Place] = [:]
  /// The messages, oldest first from the start on, around the end.
  private var order: [MessageID] = []
  private var start = 0

  init(most: Int) {
    self.most = max(1, most)
  }

  subscript(_ message: MessageID) -> Place? { places[message] }

  /// The message with a number in a dialog, if it was said to the customer.
  func heard(_ sequence: Int, in dialog: DialogID) -> MessageID? {
    places.first { $0.value.dialog == dialog && $0.value.sequence == sequence && $0.value.isHeard }?.key
  }

  /// Notes under which number the customer's report on a message was told.
  mutating func noteReport(_ message: MessageID, _ sequence: Int) { places[message]?.report = sequence }

  mutating func note(_ message: MessageID, _ place: Place) {
    guard places.updateValue(place, forKey: message) == nil else { return }
    guard order.count >= most else { return order.append(message) }
    places[order[start]] = nil
    order[start] = message
    start = (start + 1) % most
  }
}
