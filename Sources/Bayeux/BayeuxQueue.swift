// SPDX-License-Identifier: Apache-2.0

/// What waits for one client: a value. With the ack extension, what was sent waits on until it is confirmed.
struct BayeuxQueue: Sendable {
  private struct Entry: Sendable {
    let frame: BayeuxFrame
    /// What takes its place; nil for what is said once.
    let key: String?

    /// How many bytes of the bound it takes.
    var bytes: Int { key == nil ? frame.bytes.count : 0 }
  }

  /// What was not sent.
  private var waiting: [Entry] = []
  /// What was sent and is not confirmed, all of it in the batch with the number ``batch`` or an earlier one.
  private var sent: [(batch: Int, entry: Entry)] = []
  /// The number of the last batch.
  private(set) var batch = 0
  /// How many bytes wait, sent or not, without those that others take the place of.
  private(set) var bytes = 0

  /// How many messages wait, sent or not.
  var count: Int { waiting.count + sent.count }
  /// Whether something waits that is not lazy.
  private(set) var isUrgent = false
  /// Whether something was sent that is not confirmed.
  var isUnconfirmed: Bool { !sent.isEmpty }
  /// Whether something waits that was not sent.
  var isWaiting: Bool { !waiting.isEmpty }

  /// Adds a message, in the place of those with the same key.
  mutating func append(_ frame: BayeuxFrame, isLazy: Bool, replacing key: String? = nil) {
    if let key {
      waiting.removeAll { $0.key == key }
      sent.removeAll { $0.entry.key == key }
    }
    let entry = Entry(frame: frame, key: key)
    waiting.append(entry)
    bytes += entry.bytes
    if !isLazy { isUrgent = true }
  }

  /// Lazy messages have waited long enough.
  mutating func hurry() {
    isUrgent = !waiting.isEmpty
  }

  /// Takes what was not sent and forgets it.
  mutating func take() -> [BayeuxFrame] {
    defer {
      bytes -= waiting.reduce(0) { $0 + $1.bytes }
      waiting = []
      isUrgent = false
    }
    return waiting.map(\.frame)
  }

  /// Sends everything that is not confirmed as the next batch, and keeps it.
  mutating func takeBatch() -> [BayeuxFrame] {
    batch += 1
    let all = sent.map(\.entry) + waiting
    sent = all.map { (batch, $0) }
    waiting = []
    isUrgent = false
    return all.map(\.frame)
  }

  /// The client has everything up to a batch.
  mutating func confirm(_ batch: Int) {
    let rest = sent.filter { $0.batch > batch }
    bytes -= sent.reduce(0) { $0 + $1.entry.bytes } - rest.reduce(0) { $0 + $1.entry.bytes }
    sent = rest
  }
}
