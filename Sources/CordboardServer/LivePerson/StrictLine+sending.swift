// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DequeModule
import LivePersonDialect
import Logging
import WebhookDelivery

/// What becomes of notifications.
extension StrictLine {
  /// Takes in a notification.
  ///
  /// - Parameters:
  ///   - offset: The offset of its fact; nil for a signal.
  ///   - signal: The signal it tells, and until when that is worth something.
  func arrive(
    _ message: WebhookMessage,
    of conversation: ConversationID,
    offset: UInt64?,
    signal: WaitingSignal? = nil
  ) {
    guard let type = LivePersonEventType(rawValue: message.type), let rule = endpoint.rules[type] else { return }
    let isKept = if case .byTimeToLive = rule { true } else { false }
    let id = nextID()
    items[id] = Item(
      type: type,
      conversation: conversation,
      offset: offset,
      isKept: isKept,
      message: message,
      signal: signal?.signal,
      end: signal?.end
    )
    if signal != nil { signals.insert(id) }
    parts.counters.waiting.add(1)
    hand(id, rule)
  }

  /// Hands a notification to the machine that decides about it.
  private func hand(_ id: UInt64, _ rule: DeliveryRule) {
    guard let item = items[id] else { return }
    let now = parts.clock.now()
    switch rule {
    case .byNumber(let retries): perform(counted.arrived(id, retries: retries))
    case .byTimeToLive(let seconds, let isExempt):
      let new = DeliveryItem(
        id: id,
        conversation: item.conversation,
        isExempt: isExempt,
        expiresAt: item.end ?? (item.message.time ?? now).advanced(by: .seconds(seconds))
      )
      perform(kept.arrived(new, at: now))
    }
  }

  // MARK: Steps

  private func perform(_ steps: [DeliveryStep<UInt64>]) {
    for step in steps {
      switch step {
      case .send(let id), .sendOutOfOrder(let id): queue.append(id)
      case .drop(let id, let reason): Task { await drop(id, reason) }
      }
    }
    pump()
    wake()
  }

  /// The installation is tried at once.
  func hurry() { perform(kept.hurry(parts.clock.now())) }

  /// Begins as many requests as may be under way.
  func pump() {
    while !isOver, underWay < endpoint.concurrency, let id = queue.popFirst() {
      underWay += 1
      let known = generation.count
      Task {
        await send(id, known)
        underWay -= 1
        pump()
      }
    }
  }

  private func wake() {
    guard !isOver, let time = [kept.deadline, counted.deadline].compactMap(\.self).min() else { return }
    if let timer, timer.time <= time { return }
    timer?.task.cancel()
    let delay = max(.milliseconds(1), time.since(parts.clock.now()))
    timer = (
      time,
      Task { [parts] in
        guard (try? await parts.pause(delay)) != nil else { return }
        self.timePassed()
      }
    )
  }

  private func timePassed() {
    timer = nil
    guard !isOver else { return }
    let now = parts.clock.now()
    perform(kept.timePassed(now) + counted.timePassed(now))
  }

  private func send(_ id: UInt64, _ known: Int) async {
    guard !isOver, known == generation.count, items[id] != nil else { return }
    await parts.permits.acquire(for: key)
    // It was perhaps waited for long: nothing is sent after an end or an erasure, and what is sent is so as things are now.
    guard !isOver, known == generation.count, let item = items[id] else { return parts.permits.release() }
    guard endpoint.rules[item.type] != nil else {
      parts.permits.release()
      return ended(id, succeeded: true)
    }
    // It waited while the installation failed: then it is kept like everything else.
    if item.isKept, !kept.mayGo(id) {
      parts.permits.release()
      return ended(id, succeeded: false)
    }
    if let end = item.end, end <= parts.clock.now() {
      parts.permits.release()
      return ended(id, succeeded: !item.isKept || kept.state != .failed)
    }
    items[id]?.isUnderWay = true
    var request = endpoint.endpoint.request(item.message, at: parts.wall.now())
    request.isWanted = { [generation] in generation.count == known }
    let answer = await parts.post.post(request)
    parts.permits.release()
    guard !isOver, known == generation.count, items[id] != nil else { return }
    items[id]?.isUnderWay = false
    items[id]?.attempts += 1
    items[id]?.lastStatus = answer.status
    let isTaken = endpoint.isTaken(answer)
    (isTaken ? parts.counters.delivered : parts.counters.failed).add()
    ended(id, succeeded: isTaken)
  }

  private func ended(_ id: UInt64, succeeded: Bool) {
    guard let item = items[id] else { return }
    let now = parts.clock.now()
    let steps =
      item.isKept
      ? kept.ended(id, succeeded: succeeded, at: now) : counted.ended(id, succeeded: succeeded, at: now)
    if succeeded { remove(id) }
    perform(steps)
  }

  private func drop(_ id: UInt64, _ reason: DeliveryDrop) async {
    guard !isOver, let item = items[id] else { return }
    guard let offset = item.offset else { return dropSignal(id, item, reason) }
    let letter = DeadLetter(
      messageID: item.message.id,
      eventType: item.message.type,
      lane: DeliveryLane.conversation(item.conversation).name,
      offset: offset,
      reason: reason == .expired ? .expired : reason == .exempt ? .notRetried : .exhausted,
      attempts: item.attempts,
      lastStatus: item.lastStatus,
      at: parts.wall.now()
    )
    // Until it is kept the notification is not settled: after a start it would be told again.
    while !isOver, items[id] != nil {
      do {
        try await parts.store.keep(letter, of: key)
        guard !isOver, items[id] != nil else { return }
        parts.counters.dead.add()
        return remove(id)
      } catch {
        log(.error, "a dead letter cannot be kept; it is tried again", "\(error)")
        guard (try? await parts.pause(Self.trouble)) != nil else { return }
      }
    }
  }

  /// A signal is given up, unless a newer one took its place that is still worth something.
  private func dropSignal(_ id: UInt64, _ item: Item, _ reason: DeliveryDrop) {
    guard reason == .expired, let end = item.end, end > parts.clock.now(), let rule = endpoint.rules[item.type],
      case .byTimeToLive = rule
    else { return remove(id) }
    hand(id, rule)
  }
}
