// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// Notifications that are tried so many times, each after ``DeliveryRule/retryGap``, without regard to order; then they are
/// dropped. The simpler of the two documented mechanisms. It holds no bodies and knows no clock.
package struct RetryByNumber<ID: Hashable & Sendable>: Sendable {
  private struct Try: Sendable {
    /// How many tries are left.
    var left: Int
    var isSending = true
  }

  /// What is being sent or waits.
  private var left: [ID: Try] = [:]
  /// What waits, and until when, in order from the head on: the gap is the same for all.
  private var waiting: [(id: ID, at: Timestamp)] = []
  private var head = 0

  /// Creates a machine that holds nothing.
  package init() {}

  /// How many notifications it holds, those that are being sent included.
  package var count: Int { left.count }

  /// When to call ``timePassed(_:)`` next; nil if nothing waits for a time.
  package var deadline: Timestamp? { head < waiting.count ? waiting[head].at : nil }

  /// A notification arrives, with the number of times it may be tried again.
  package mutating func arrived(_ id: ID, retries: Int) -> [DeliveryStep<ID>] {
    guard left[id] == nil else { return [] }
    left[id] = Try(left: retries)
    return [.send(id)]
  }

  /// An attempt to send a notification ended. One that is not being sent changes nothing.
  package mutating func ended(_ id: ID, succeeded: Bool, at now: Timestamp) -> [DeliveryStep<ID>] {
    guard let tries = left[id], tries.isSending else { return [] }
    if !succeeded, tries.left > 0 {
      left[id] = Try(left: tries.left - 1, isSending: false)
      waiting.append((id, now.advanced(by: DeliveryRule.retryGap)))
      return []
    }
    left[id] = nil
    return succeeded ? [] : [.drop(id, .exhausted)]
  }

  /// Time passes.
  package mutating func timePassed(_ now: Timestamp) -> [DeliveryStep<ID>] {
    var steps: [DeliveryStep<ID>] = []
    while head < waiting.count, waiting[head].at <= now {
      left[waiting[head].id]?.isSending = true
      steps.append(.send(waiting[head].id))
      head += 1
    }
    if head >= 64, head * 2 >= waiting.count {
      waiting.removeFirst(head)
      head = 0
    }
    return steps
  }
}
