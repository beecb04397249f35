// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// The order in which one installation is sent its notifications when it keeps them for a time: the documented state machine,
/// over all endpoints of the installation together. It holds no bodies and knows no clock.
///
/// Of one conversation one notification is sent at a time, and those of it that wait do so in order; only a live one that
/// waited long enough for a drain goes before them. What is exempt and fails is dropped and changes nothing; if it fails
/// while the installation is FAILED, it is kept as the others are.
package struct StrictMachine<ID: Hashable & Sendable>: Sendable {
  /// Where a notification is.
  private enum Place: Sendable {
    /// It waits behind live ones of its conversation, or for a drain.
    case lane
    /// It is kept.
    case kept
    /// It is being sent; whether it was kept before.
    case sending(wasKept: Bool)
  }

  private struct Entry: Sendable {
    let item: DeliveryItem<ID>
    var place: Place
  }

  /// What there is of a conversation.
  private struct Lane: Sendable {
    /// Live ones that wait, in order.
    var waiting: [UInt64] = []
    /// How many are being sent.
    var sending = 0
    /// How many were kept and are not sent yet, or are being sent.
    var kept = 0
    var isIdle: Bool { waiting.isEmpty && sending == 0 && kept == 0 }
  }

  /// Where the installation stands.
  package private(set) var state = StrictState.up
  private let settings: StrictSettings
  private var entries: [UInt64: Entry] = [:]
  private var numbers: [ID: UInt64] = [:]
  private var lanes: [ConversationID: Lane] = [:]
  private var backlog = Backlog()
  /// Live ones that wait for a drain, and until when, in order from the head on.
  private var drainDeadlines: [(number: UInt64, at: Timestamp)] = []
  private var drainHead = 0
  /// Conversations of which something may be sent that waited.
  private var freed: [ConversationID] = []
  private var next: UInt64 = 0
  /// How many of those that were kept are being sent.
  private var resending = 0
  /// The first number that was kept after the installation answered again.
  private var drainFrom: UInt64 = 0
  /// How many there are before that number.
  private var remainingStored = 0
  private var failures = 0
  private var retryAt: Timestamp?
  private var probe: UInt64?

  /// Creates a machine that is UP.
  package init(settings: StrictSettings = StrictSettings()) {
    self.settings = settings
  }

  /// How many notifications it holds, those that are being sent included.
  package var count: Int { entries.count }

  /// When to call ``timePassed(_:)`` next; nil if nothing waits for a time.
  package var deadline: Timestamp? {
    var times: [Timestamp] = []
    if state == .failed, probe == nil, let retryAt, let first = backlog.first, isFree(first) { times.append(retryAt) }
    if let first = backlog.first.flatMap({ entries[$0] }) { times.append(first.item.expiresAt) }
    if drainHead < drainDeadlines.count { times.append(drainDeadlines[drainHead].at) }
    return times.min()
  }

  /// Whether a notification that was to be sent may still go: while the installation takes nothing, only the one that tries it.
  package func mayGo(_ id: ID) -> Bool {
    guard state == .failed else { return true }
    guard let probe else { return false }
    return numbers[id] == probe
  }

  // MARK: Inputs

  /// The installation is tried at once, as when its address has changed.
  package mutating func hurry(_ now: Timestamp) -> [DeliveryStep<ID>] {
    guard state == .failed, probe == nil else { return [] }
    failures = 0
    retryAt = now
    return pump(now)
  }

  /// A notification arrives. One whose id is known already changes nothing.
  package mutating func arrived(_ item: DeliveryItem<ID>, at now: Timestamp) -> [DeliveryStep<ID>] {
    guard numbers[item.id] == nil else { return [] }
    var steps = expire(now)
    guard item.expiresAt > now else { return steps + [.drop(item.id, .expired)] }
    let number = next
    next += 1
    numbers[item.id] = number
    let lane = lanes[item.conversation] ?? Lane()
    let isBehindKept = lane.kept > 0
    switch state {
    case .failed: keep(number, item)
    case .inTransition where isBehindKept: keep(number, item)
    case .recovered where isBehindKept:
      wait(number, item)
      drainDeadlines.append((number, now.advanced(by: settings.drainWait)))
    case .up, .inTransition, .recovered:
      if lane.isIdle {
        entries[number] = Entry(item: item, place: .lane)
        steps.append(send(number))
      } else {
        wait(number, item)
      }
    }
    return steps + pump(now)
  }

  /// An attempt to send a notification ended. One that is not being sent changes nothing.
  package mutating func ended(_ id: ID, succeeded: Bool, at now: Timestamp) -> [DeliveryStep<ID>] {
    guard let number = numbers[id], let entry = entries[number], case .sending(let wasKept) = entry.place else {
      return []
    }
    change(entry.item.conversation) { $0.sending -= 1 }
    if wasKept { resending -= 1 }
    let wasProbe = probe == number
    if wasProbe { probe = nil }
    var steps: [DeliveryStep<ID>] = []
    if succeeded {
      remove(number, wasKept: wasKept)
      if wasProbe { answer() }
    } else if entry.item.isExempt, state != .failed {
      remove(number, wasKept: wasKept)
      steps.append(.drop(id, .exempt))
    } else {
      keepAgain(number, wasKept: wasKept)
      if state != .failed {
        fail(now)
      } else if wasProbe {
        failures += 1
        retryAt = now.advanced(by: DeliveryRule.delay(afterFailures: failures))
      }
    }
    return steps + expire(now) + pump(now)
  }

  /// Time passes.
  package mutating func timePassed(_ now: Timestamp) -> [DeliveryStep<ID>] {
    expire(now) + pump(now)
  }

  // MARK: States

  /// An endpoint failed: everything that is not being sent is kept, in the order in which it came.
  private mutating func fail(_ now: Timestamp) {
    state = .failed
    failures = 1
    retryAt = now.advanced(by: DeliveryRule.delay(afterFailures: 1))
    stopDraining()
    freed = []
    var live: [UInt64] = []
    for (number, entry) in entries {
      guard case .lane = entry.place else { continue }
      live.append(number)
      entries[number]?.place = .kept
      change(entry.item.conversation) { lane in
        lane.waiting = []
        lane.kept += 1
      }
    }
    guard !live.isEmpty else { return }
    backlog = Backlog(sorted: (backlog.all + live).sorted())
  }

  /// The installation answered again.
  private mutating func answer() {
    guard state == .failed else { return }
    state = .inTransition
    retryAt = nil
    failures = 0
    drainFrom = next
    remainingStored = backlog.count + resending
  }

  /// Sends what may be sent now, and goes on to the next state when nothing is left of one.
  private mutating func pump(_ now: Timestamp) -> [DeliveryStep<ID>] {
    if state == .failed {
      freed = []
      return tryAgain(now)
    }
    var steps = releaseFreed(now)
    if state == .inTransition {
      steps += resend(now, before: drainFrom)
      if remainingStored == 0 { state = .recovered }
    }
    if state == .recovered { steps += resend(now, before: .max) }
    steps += releaseFreed(now)
    guard state == .recovered else { return steps }
    steps += stopWaiting(now)
    if backlog.isEmpty, resending == 0 {
      state = .up
      stopDraining()
    }
    return steps
  }

  /// Sends the oldest of those kept with lower numbers, as many at one time as may be. What expired behind others is dropped as
  /// its turn comes: an installation may have begun to keep for a shorter time.
  private mutating func resend(_ now: Timestamp, before end: UInt64) -> [DeliveryStep<ID>] {
    var steps: [DeliveryStep<ID>] = []
    while resending < settings.resentAtOnce {
      steps += expire(now)
      guard let number = backlog.first, number < end, isFree(number) else { break }
      steps.append(resend(number))
    }
    return steps
  }

  private mutating func stopDraining() {
    drainDeadlines = []
    drainHead = 0
  }

  /// Tries the oldest that is kept, once its time has come and nothing else of its conversation is being sent.
  private mutating func tryAgain(_ now: Timestamp) -> [DeliveryStep<ID>] {
    guard probe == nil, let retryAt, retryAt <= now, let number = backlog.first, isFree(number) else { return [] }
    probe = number
    return [resend(number)]
  }

  /// Sends live ones that waited long enough for the drain of their conversation.
  private mutating func stopWaiting(_ now: Timestamp) -> [DeliveryStep<ID>] {
    var steps: [DeliveryStep<ID>] = []
    while drainHead < drainDeadlines.count, drainDeadlines[drainHead].at <= now {
      let number = drainDeadlines[drainHead].number
      drainHead += 1
      guard let entry = entries[number], case .lane = entry.place, lanes[entry.item.conversation]?.kept ?? 0 > 0 else {
        continue
      }
      change(entry.item.conversation) { lane in lane.waiting.removeAll { $0 == number } }
      guard entry.item.expiresAt > now else {
        remove(number, wasKept: false)
        steps.append(.drop(entry.item.id, .expired))
        continue
      }
      _ = send(number)
      steps.append(.sendOutOfOrder(entry.item.id))
    }
    if drainHead >= 64, drainHead * 2 >= drainDeadlines.count {
      drainDeadlines.removeFirst(drainHead)
      drainHead = 0
    }
    return steps
  }

  /// Sends what waited for others of its conversation that are gone.
  private mutating func releaseFreed(_ now: Timestamp) -> [DeliveryStep<ID>] {
    var steps: [DeliveryStep<ID>] = []
    while let conversation = freed.popLast() { steps += release(conversation, now) }
    return steps
  }

  /// Sends the next live one of a conversation of which nothing is kept or being sent.
  private mutating func release(_ conversation: ConversationID, _ now: Timestamp) -> [DeliveryStep<ID>] {
    var steps: [DeliveryStep<ID>] = []
    while let lane = lanes[conversation], lane.kept == 0, lane.sending == 0, let number = lane.waiting.first {
      change(conversation) { $0.waiting.removeFirst() }
      guard let item = entries[number]?.item else { continue }
      if item.expiresAt > now {
        steps.append(send(number))
      } else {
        remove(number, wasKept: false)
        steps.append(.drop(item.id, .expired))
      }
    }
    return steps
  }

  /// Drops what was kept for its time, from the oldest on.
  private mutating func expire(_ now: Timestamp) -> [DeliveryStep<ID>] {
    var steps: [DeliveryStep<ID>] = []
    while let number = backlog.first, let entry = entries[number], entry.item.expiresAt <= now {
      backlog.removeFirst()
      remove(number, wasKept: true)
      steps.append(.drop(entry.item.id, .expired))
    }
    return steps
  }

  // MARK: Places

  private func isFree(_ number: UInt64) -> Bool {
    guard let entry = entries[number] else { return false }
    return lanes[entry.item.conversation]?.sending ?? 0 == 0
  }

  private mutating func change(_ conversation: ConversationID, _ body: (inout Lane) -> Void) {
    var lane = lanes[conversation] ?? Lane()
    body(&lane)
    lanes[conversation] = lane.isIdle ? nil : lane
  }

  private mutating func wait(_ number: UInt64, _ item: DeliveryItem<ID>) {
    entries[number] = Entry(item: item, place: .lane)
    change(item.conversation) { $0.waiting.append(number) }
  }

  private mutating func keep(_ number: UInt64, _ item: DeliveryItem<ID>) {
    entries[number] = Entry(item: item, place: .kept)
    backlog.append(number)
    change(item.conversation) { $0.kept += 1 }
  }

  private mutating func keepAgain(_ number: UInt64, wasKept: Bool) {
    guard let item = entries[number]?.item else { return }
    entries[number]?.place = .kept
    backlog.insert(number)
    if !wasKept { change(item.conversation) { $0.kept += 1 } }
  }

  private mutating func send(_ number: UInt64) -> DeliveryStep<ID> {
    begin(number, wasKept: false)
  }

  /// Sends the oldest that is kept.
  private mutating func resend(_ number: UInt64) -> DeliveryStep<ID> {
    backlog.removeFirst()
    resending += 1
    return begin(number, wasKept: true)
  }

  private mutating func begin(_ number: UInt64, wasKept: Bool) -> DeliveryStep<ID> {
    // SAFETY: every number in a lane or in the backlog has an entry, which only `remove` takes away, with the number.
    let item = entries[number]!.item
    entries[number]?.place = .sending(wasKept: wasKept)
    change(item.conversation) { $0.sending += 1 }
    return .send(item.id)
  }

  private mutating func remove(_ number: UInt64, wasKept: Bool) {
    guard let item = entries.removeValue(forKey: number)?.item else { return }
    numbers[item.id] = nil
    if wasKept {
      change(item.conversation) { $0.kept -= 1 }
      if number < drainFrom, state == .inTransition { remainingStored -= 1 }
    }
    freed.append(item.conversation)
  }
}
