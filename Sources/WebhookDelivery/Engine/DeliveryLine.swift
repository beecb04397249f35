// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DequeModule
import HeapModule

/// Everything that is to be delivered to one endpoint, in lanes: strict order in a lane, lanes side by side, none waiting
/// for another. A value that decides; whoever owns it reads the log, sends and keeps time.
///
/// The journal is the queue: the line holds a bounded part of it, and what it has settled is said by ``progress(lanes:)``.
package struct DeliveryLine: Sendable {
  /// What is to be done next in a lane.
  package struct Turn: Hashable, Sendable {
    /// The lane.
    package let lane: DeliveryLane
    /// Its first entry.
    package let entry: DeliveryEntry
    /// Which of the entry's messages is next, from 0.
    package let message: Int
    /// How often that message was sent already.
    package let attempts: Int
    /// When it was sent first; nil if it never was.
    package let firstAttempt: Timestamp?
  }

  private struct Lane {
    enum State: Hashable {
      case ready
      case busy
      case waiting(Timestamp)
    }

    var entries: Deque<DeliveryEntry> = []
    var state = State.ready
    var message = 0
    var attempts = 0
    var firstAttempt: Timestamp?

    /// Where a signal waits that is not under way.
    func index(ofSignalThat replaces: (Signal) -> Bool) -> Int? {
      entries.indices.dropFirst(state == .busy ? 1 : 0).first { index in
        if case .signal(let other, _) = entries[index].origin { replaces(other) } else { false }
      }
    }

    mutating func nextMessage() {
      message += 1
      attempts = 0
      firstAttempt = nil
    }

    /// Begins with another entry.
    mutating func startOver() {
      message = 0
      attempts = 0
      firstAttempt = nil
    }
  }

  private struct Wake: Comparable {
    let time: Timestamp
    let lane: DeliveryLane

    static func < (one: Wake, other: Wake) -> Bool { one.time < other.time }
    static func == (one: Wake, other: Wake) -> Bool { one.time == other.time && one.lane == other.lane }
  }

  private var lanes: [DeliveryLane: Lane] = [:]
  private var ready: Deque<DeliveryLane> = []
  private var waking = Heap<Wake>()
  private var before: DeliveryProgress
  private var signals = 0
  /// The last fact that was taken in.
  package private(set) var cursor: UInt64
  /// How many entries wait or are sent.
  package private(set) var pending = 0
  /// How many messages were made of what is settled.
  package private(set) var number: UInt64

  /// A line that goes on where another ended.
  package init(_ progress: DeliveryProgress) {
    before = progress
    cursor = progress.floor
    number = progress.number
  }

  /// How many lanes have something to deliver.
  package var laneCount: Int { lanes.count }

  // MARK: What is to be delivered

  /// Takes in the next facts of the log, up to an offset.
  ///
  /// - Parameters:
  ///   - entries: What there is to deliver of them, with its lanes.
  ///   - offset: The last fact that was looked at, whether anything is to be delivered of it or not.
  package mutating func take(_ entries: [(DeliveryLane, DeliveryEntry)], through offset: UInt64) {
    for (lane, entry) in entries where !before.isSettled(entry.first, of: lane) { add(entry, to: lane) }
    cursor = max(cursor, offset)
  }

  /// Takes in what somebody wants again. It comes after what its lane has to deliver.
  package mutating func replay(_ entries: [(DeliveryLane, DeliveryEntry)]) {
    for (lane, entry) in entries { add(entry, to: lane) }
  }

  /// Takes in something ephemeral. Of the same lane only the latest waits that `replaces` says is the same; past the limit
  /// it is let go of.
  ///
  /// - Returns: Whether it was taken.
  package mutating func take(
    _ signal: DeliveryEntry,
    in lane: DeliveryLane,
    limit: Int,
    replaces: (Signal) -> Bool
  ) -> Bool {
    if let index = lanes[lane]?.index(ofSignalThat: replaces) {
      lanes[lane]?.entries[index] = signal
      return true
    }
    guard signals < limit else { return false }
    signals += 1
    add(signal, to: lane)
    return true
  }

  private mutating func add(_ entry: DeliveryEntry, to lane: DeliveryLane) {
    pending += 1
    if lanes[lane] == nil { ready.append(lane) }
    lanes[lane, default: Lane()].entries.append(entry)
  }

  // MARK: Turns

  /// The next lane that may go; nil if none may. Its entry is under way until it is settled.
  package mutating func next(at now: Timestamp) -> Turn? {
    while let wake = waking.min, wake.time <= now {
      waking.removeMin()
      guard lanes[wake.lane]?.state == .waiting(wake.time) else { continue }
      lanes[wake.lane]?.state = .ready
      ready.append(wake.lane)
    }
    while let key = ready.popFirst() {
      guard var lane = lanes[key], lane.state == .ready, let entry = lane.entries.first else { continue }
      lane.state = .busy
      lanes[key] = lane
      return Turn(
        lane: key,
        entry: entry,
        message: lane.message,
        attempts: lane.attempts,
        firstAttempt: lane.firstAttempt
      )
    }
    return nil
  }

  /// When the next lane that waits may go on; nil if none waits.
  package var wakes: Timestamp? { waking.min?.time }

  /// The message of a lane that was under way is done with: taken, or given up. The lane goes on with the next one.
  package mutating func settledMessage(of key: DeliveryLane) {
    lanes[key]?.nextMessage()
    makeReady(key)
  }

  /// The first entry of a lane is done with.
  ///
  /// - Parameter messages: How many messages were made of it.
  package mutating func settledEntry(of key: DeliveryLane, messages: Int) {
    // In place: a lane may be as long as all that waits.
    guard let entry = lanes[key]?.entries.popFirst() else { return }
    pending -= 1
    if entry.holdsCursor { number += UInt64(messages) }
    if case .signal = entry.origin { signals -= 1 }
    guard lanes[key]?.entries.isEmpty == false else {
      lanes[key] = nil
      return
    }
    lanes[key]?.startOver()
    makeReady(key)
  }

  /// The message of a lane was not taken: it is sent again from a time on.
  package mutating func failedMessage(of key: DeliveryLane, firstAttempt: Timestamp, until time: Timestamp) {
    lanes[key]?.attempts += 1
    lanes[key]?.firstAttempt = firstAttempt
    wait(key, until: time)
  }

  /// A lane that was under way goes on from a time on; nothing was sent.
  package mutating func wait(_ key: DeliveryLane, until time: Timestamp) {
    guard lanes[key] != nil else { return }
    lanes[key]?.state = .waiting(time)
    waking.insert(Wake(time: time, lane: key))
  }

  /// A lane that was under way goes on at once; nothing was sent.
  package mutating func makeReady(_ key: DeliveryLane) {
    guard lanes[key] != nil else { return }
    lanes[key]?.state = .ready
    ready.append(key)
  }

  /// Everything that waits for another attempt may go at once, as when an endpoint was mended.
  package mutating func wakeAll() {
    while let wake = waking.popMin() {
      guard lanes[wake.lane]?.state == .waiting(wake.time) else { continue }
      lanes[wake.lane]?.state = .ready
      ready.append(wake.lane)
    }
  }

  // MARK: Memory and progress

  /// Lets go of the facts of everything that waits; they are read again when their turn comes.
  package mutating func forgetFacts() {
    for key in lanes.keys {
      guard let entries = lanes[key]?.entries else { continue }
      for index in entries.indices { lanes[key]?.entries[index].facts = [] }
    }
  }

  /// What is to be kept beside the log.
  ///
  /// - Parameter limit: How many lanes that are behind are kept one by one.
  package func progress(lanes limit: Int) -> DeliveryProgress {
    var progress = DeliveryProgress(after: max(cursor, before.cursor))
    progress.number = number
    var behind: [DeliveryLane: UInt64] = [:]
    // What was not read again yet since the start is as far as it was then, also in lanes of which all that was read is settled.
    if cursor < before.cursor {
      progress.floor = cursor
      for (lane, offset) in before.behind { behind[lane] = max(offset, cursor + 1) }
    }
    if let first = first(&behind) { progress.floor = min(progress.floor, first) }
    progress.behind = behind
    progress.keep(limit)
    return progress
  }

  /// Notes the first entry of each lane that the cursor may not pass; returns the offset before the first of all.
  private func first(_ behind: inout [DeliveryLane: UInt64]) -> UInt64? {
    var first: UInt64?
    for (key, lane) in lanes {
      guard let entry = lane.entries.first(where: \.holdsCursor) else { continue }
      behind[key] = entry.first
      first = min(first ?? .max, entry.first - 1)
    }
    return first
  }
}
