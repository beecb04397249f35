// SPDX-License-Identifier: Apache-2.0

/// The place of work in a queue as this wire has it: 1 to 10, and smaller is sooner (reference B, Queue metrics). In the core
/// any number may stand, 0 does where nobody chose one, and higher is sooner.
enum QueuePriority {
  /// The number on the wire: 5 for 0, and one less for each decimal digit; below zero, one more. So small numbers and great
  /// ones are told apart, and the order stays.
  static func number(of priority: Int) -> Int {
    if priority == 0 { return 5 }
    let digits = String(priority.magnitude).utf8.count
    return max(1, min(10, priority > 0 ? 5 - digits : 5 + digits))
  }
}
