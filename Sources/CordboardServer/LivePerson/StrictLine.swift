// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import LivePersonDialect
import Logging
import WebhookDelivery

/// An installation whose endpoints are delivered to together, as LivePerson does.
struct StrictEndpoint: Sendable {
  /// Where notifications of one type go.
  struct Target: Sendable {
    let url: String
    let headers: [HTTPHeader]
    let rule: DeliveryRule
  }

  let key: WebhookKey
  let targets: [LivePersonEventType: Target]
  let timeout: Duration
  /// How many notifications are held at once.
  let capacity: Int
  let sign: @Sendable (WebhookMessage, Timestamp) -> [HTTPHeader]
  let translation: LivePersonTranslation
}

/// Delivers to one installation in LivePerson's own way (reference A3): by the state machine where it keeps notifications
/// for a time, else each by itself, without order. Everything is owned by the actor.
///
/// What it holds is bounded; the rest waits in the journal. What was not settled when the process ends is sent again.
actor StrictLine: DeliveringLine {
  private struct Item {
    let message: WebhookMessage
    let type: LivePersonEventType
    /// The offset of its fact; nil for a signal.
    let offset: UInt64?
    /// Which of the two machines has it: the installation may be changed meanwhile.
    let isKept: Bool
    var attempts = 0
    var lastStatus: Int?
  }

  nonisolated let key: WebhookKey
  private let parts: WebhookLine.Parts
  private var endpoint: StrictEndpoint
  private var kept: StrictMachine<UInt64>
  private var counted: RetryByNumber<UInt64>
  private var items: [UInt64: Item] = [:]
  private var next: UInt64 = 0
  private var cursor: UInt64
  private var saved: DeliveryProgress
  private var folds: [DeliveryLane: any WebhookFold] = [:]
  private var forgets = 0
  private(set) var isOver = false
  private var reader: Task<Void, Never>?
  private var timer: (time: Timestamp, task: Task<Void, Never>)?
  private var room: CheckedContinuation<Void, Never>?
  private static let page = 100
  private static let trouble = Duration.seconds(5)

  init(_ endpoint: StrictEndpoint, progress: DeliveryProgress, parts: WebhookLine.Parts) {
    key = endpoint.key
    self.endpoint = endpoint
    self.parts = parts
    cursor = progress.floor
    saved = progress
    // Nothing is dropped for want of room: no more is read than there is room for.
    kept = StrictMachine(settings: StrictSettings(capacity: .max))
    counted = RetryByNumber(capacity: .max)
  }

  /// Where the installation stands.
  var state: StrictState { kept.state }
  /// How many notifications it holds.
  var count: Int { items.count }

  func start() {
    guard reader == nil, !isOver else { return }
    reader = Task { await self.read() }
  }

  func stop() {
    isOver = true
    reader?.cancel()
    timer?.task.cancel()
    room?.resume()
    room = nil
  }

  func update(_ endpoint: StrictEndpoint) { self.endpoint = endpoint }

  /// Lets go of what was read, because some facts lost their content: what is not sent is read again.
  func forget() {
    forgets += 1
    folds = [:]
    cursor = floor
    items = [:]
    kept = StrictMachine(settings: StrictSettings(capacity: .max))
    counted = RetryByNumber(capacity: .max)
    resumeReading()
  }

  // MARK: What there is to deliver

  private func read() async {
    while !Task.isCancelled {
      do {
        guard items.count < endpoint.capacity else {
          await withCheckedContinuation { room = $0 }
          continue
        }
        let known = forgets
        let page = try await parts.journal.read(key.account, after: cursor, limit: Self.page)
        for fact in page {
          guard known == forgets, !isOver else { break }
          try await take(fact, known)
        }
        if page.count < Self.page, known == forgets {
          try await parts.journal.waitForFacts(key.account, after: cursor)
        }
      } catch {
        guard !Task.isCancelled else { return }
        log(.error, "an installation cannot be delivered to: the journal cannot be read", "\(error)")
        try? await parts.pause(Self.trouble)
      }
    }
  }

  private func take(_ fact: Envelope, _ known: Int) async throws {
    guard let conversation = fact.event.subject.conversation else {
      cursor = fact.offset
      return
    }
    var fold = try await fold(of: .conversation(conversation), before: fact)
    guard known == forgets else { return }
    let messages = fold.messages(of: [fact], number: 0)
    keep(fold, of: .conversation(conversation))
    cursor = fact.offset
    for message in messages { arrive(message, fact.offset, in: conversation) }
  }

  private func fold(of lane: DeliveryLane, before fact: Envelope) async throws -> any WebhookFold {
    if let known = folds.removeValue(forKey: lane), known.continues(with: fact) { return known }
    return try await endpoint.translation.fold(of: lane, before: fact)
  }

  private func keep(_ fold: any WebhookFold, of lane: DeliveryLane) {
    if folds.count >= parts.settings.folds, let other = folds.keys.first { folds[other] = nil }
    folds[lane] = fold
  }

  func take(_ signal: Signal, in lane: DeliveryLane, for patience: Duration, replaces: (Signal) -> Bool) {
    guard case .conversation(let conversation) = lane, !isOver, let message = folds[lane]?.message(of: signal) else {
      return
    }
    guard items.count < endpoint.capacity + parts.settings.waitingSignals else {
      return parts.counters.lostSignals.add()
    }
    arrive(message, nil, in: conversation)
  }

  private func arrive(_ message: WebhookMessage, _ offset: UInt64?, in conversation: ConversationID) {
    guard let type = LivePersonEventType(rawValue: message.type), let target = endpoint.targets[type] else { return }
    next += 1
    let (id, now) = (next, parts.clock.now())
    let isKept = if case .byTimeToLive = target.rule { true } else { false }
    items[id] = Item(message: message, type: type, offset: offset, isKept: isKept)
    parts.counters.waiting.add(1)
    switch target.rule {
    case .byNumber(let retries): perform(counted.arrived(id, retries: retries))
    case .byTimeToLive(let seconds, let isExempt):
      let item = DeliveryItem(
        id: id,
        conversation: conversation,
        isExempt: isExempt,
        expiresAt: (message.time ?? now).advanced(by: .seconds(seconds))
      )
      perform(kept.arrived(item, at: now))
    }
  }

  // MARK: Steps

  private func perform(_ steps: [DeliveryStep<UInt64>]) {
    for step in steps {
      switch step {
      case .send(let id), .sendOutOfOrder(let id): Task { await send(id, forgets) }
      case .drop(let id, let reason): Task { await drop(id, reason) }
      }
    }
    wake()
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
    guard known == forgets, let item = items[id], let target = endpoint.targets[item.type] else {
      return ended(id, succeeded: true, known)
    }
    await parts.permits.acquire(for: key)
    let headers = [HTTPHeader("Content-Type", item.message.contentType)] + target.headers
    let answer = await parts.post.post(
      WebhookRequest(
        url: target.url,
        headers: headers + endpoint.sign(item.message, parts.wall.now()),
        body: item.message.body,
        timeout: endpoint.timeout
      )
    )
    parts.permits.release()
    guard !isOver, known == forgets else { return }
    items[id]?.attempts += 1
    items[id]?.lastStatus = answer.status
    let succeeded = answer.status == 200 || answer.status == 201
    (succeeded ? parts.counters.delivered : parts.counters.failed).add()
    ended(id, succeeded: succeeded, known)
  }

  private func ended(_ id: UInt64, succeeded: Bool, _ known: Int) {
    guard known == forgets, let item = items[id] else { return }
    let now = parts.clock.now()
    let steps =
      item.isKept
      ? kept.ended(id, succeeded: succeeded, at: now) : counted.ended(id, succeeded: succeeded, at: now)
    if succeeded { remove(id) }
    perform(steps)
  }

  private func drop(_ id: UInt64, _ reason: DeliveryDrop) async {
    guard let item = items[id] else { return }
    if let offset = item.offset {
      let letter = DeadLetter(
        messageID: item.message.id,
        eventType: item.message.type,
        lane: "installation",
        offset: offset,
        reason: reason == .expired ? .expired : reason == .exempt ? .notRetried : .exhausted,
        attempts: item.attempts,
        lastStatus: item.lastStatus,
        at: parts.wall.now()
      )
      do {
        try await parts.store.keep(letter, of: key)
      } catch {
        log(.error, "a dead letter cannot be kept", "\(error)")
      }
      parts.counters.dead.add()
    }
    remove(id)
  }

  private func remove(_ id: UInt64) {
    guard items.removeValue(forKey: id) != nil else { return }
    parts.counters.waiting.add(-1)
    if items.count < endpoint.capacity { resumeReading() }
  }

  private func resumeReading() {
    room?.resume()
    room = nil
  }

  // MARK: Progress

  /// Everything up to here is settled.
  private var floor: UInt64 { items.values.compactMap(\.offset).min().map { $0 - 1 } ?? cursor }

  func save() async {
    let progress = DeliveryProgress(after: floor)
    guard progress != saved else { return }
    do {
      try await parts.store.keep(progress, of: key)
      saved = progress
    } catch {
      log(.error, "how far an installation was delivered to cannot be kept", "\(error)")
    }
  }

  private func log(_ level: Logger.Level, _ message: Logger.Message, _ why: String) {
    parts.logger.log(level: level, message, metadata: ["endpoint": "\(key)", "why": "\(why)"])
  }
}
