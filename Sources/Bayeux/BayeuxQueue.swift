// SPDX-License-Identifier: Apache-2.0

/// What waits for one client: a value. With the ack extension, what was sent waits on until it is confirmed.
struct BayeuxQueue: Sendable {
  private struct Entry: Sendable {
    let frame: BayeuxFrame
    var isLazy: Bool
  }

  /// What was not sent.
  private var waiting: [Entry] = []
  /// What was sent and is not confirmed, all of it in the batch with the number ``batch`` or an earlier one.
  private var sent: [(batch: Int, frame: BayeuxFrame)] = []
  /// The number of the last batch.
  private(set) var batch = 0
  /// How many bytes wait, sent or not.
  private(set) var bytes = 0

  /// How many messages wait, sent or not.
  var count: Int { waiting.count + sent.count }
  /// Whether something waits that is not lazy.
  private(set) var isUrgent = false
  /// Whether something was sent that is not confirmed.
  var isUnconfirmed: Bool { !sent.isEmpty }
  /// Whether something waits that was not sent.
  var isWaiting: Bool { !waiting.isEmpty }

  /// Adds a message.
  mutating func append(_ frame: BayeuxFrame, isLazy: Bool) {
    waiting.append(Entry(frame: frame, isLazy: isLazy))
    bytes += frame.bytes.count
    if !isLazy { isUrgent = true }
  }

  /// Lazy messages have waited long enough.
  mutating func hurry() {
    isUrgent = !waiting.isEmpty
  }

  /// Takes what was not sent and forgets it.
  mutating func take() -> [BayeuxFrame] {
    defer {
      bytes -= waiting.reduce(0) { $0 + $1.frame.bytes.count }
      waiting = []
      isUrgent = false
    }
    return waiting.map(\.frame)
  }

  /// Sends everything that is not confirmed as the next batch, and keeps it.
  mutating func takeBatch() -> [BayeuxFrame] {
    batch += 1
    let all = sent.map(\.frame) + waiting.map(\.frame)
    sent = all.map { (batch, $0) }
    waiting = []
    isUrgent = false
    return all
  }

  /// The client has everything up to a batch.
  mutating func confirm(_ batch: Int) {
    let rest = sent.filter { $0.batch > batch }
    bytes -= sent.reduce(0) { $0 + $1.frame.bytes.count } - rest.reduce(0) { $0 + $1.frame.bytes.count }
    sent = rest
  }
}
