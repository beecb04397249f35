// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Logging
import NIOCore
import NIOPosix
import WebhookDelivery

/// Delivers to one endpoint: reads the log into a ``DeliveryLine``, makes messages of its turns, and sends them. Everything
/// is owned by the actor; what it keeps beside the log is written by ``save()``. It lives on an event loop, as its connections
/// do, so that no request goes from thread to thread.
actor WebhookLine: DeliveringLine {
  /// The messages of the first entry of a lane.
  struct Made {
    let first: UInt64
    let origin: DeliveryEntry.Origin
    let messages: [WebhookMessage]
    /// What is known of the lane after the entry.
    let fold: (any WebhookFold)?
  }

  nonisolated let key: WebhookKey
  nonisolated let loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }
  let parts: Parts
  /// Told when the endpoint is given up; it is not delivered to any more then.
  let ended: @Sendable (WebhookEnd) async -> Void
  private(set) var endpoint: WebhookEndpoint
  var line: DeliveryLine
  var flow: WebhookFlow
  var attempts: AttemptLog
  private var folds: [DeliveryLane: any WebhookFold] = [:]
  var made: [DeliveryLane: Made] = [:]
  private var saved: DeliveryProgress
  private(set) var isOver = false
  private(set) var inFlight = 0
  /// The dead letters whose messages are sent again, by message: they are kept until it is taken.
  var letters: [String: Set<UInt64>] = [:]
  /// Ends when facts lose their content, and when the endpoint changes or ends.
  private let generation = Generation()
  /// Whether it is being given up: nothing more begins.
  var isEnding = false
  /// Whether anything was settled or read since it was last saved.
  private var isChanged = true
  private var reader: Task<Void, Never>?
  private var timer: (time: Timestamp, task: Task<Void, Never>)?
  private var room: CheckedContinuation<Void, Never>?
  /// Facts that are read at a time.
  private static let page = 256
  /// How long to wait after the journal could not be read or written.
  static let trouble = Duration.seconds(5)

  init(
    _ endpoint: WebhookEndpoint,
    progress: DeliveryProgress,
    fold: (any WebhookFold)? = nil,
    parts: Parts,
    ended: @escaping @Sendable (WebhookEnd) async -> Void
  ) {
    key = endpoint.key
    self.endpoint = endpoint
    self.parts = parts
    self.ended = ended
    line = DeliveryLine(progress)
    saved = progress
    flow = WebhookFlow(endpoint.rules, at: parts.clock.now())
    attempts = AttemptLog(capacity: parts.settings.attempts)
    if let fold { folds[.account] = fold }
  }

  func start() {
    guard reader == nil, !isOver else { return }
    reader = Task { await self.read() }
  }

  /// Delivers no more. What is under way is not waited for.
  func stop() {
    guard !isOver else { return }
    isOver = true
    generation.end()
    reader?.cancel()
    timer?.task.cancel()
    room?.resume()
    room = nil
    parts.counters.waiting.add(-line.pending)
  }

  /// Goes on with an endpoint as it is now; returns whether it does: one that is given up does not.
  func update(_ endpoint: WebhookEndpoint) -> Bool {
    guard !isOver, !isEnding else { return false }
    if endpoint.addresses != self.endpoint.addresses {
      flow.moved()
      line.wakeAll()
    }
    self.endpoint = endpoint
    flow.change(endpoint.rules, at: parts.clock.now())
    generation.end()
    made = [:]
    folds = [:]
    pump()
    return true
  }

  /// Everything that waits for another attempt goes at once.
  func hurry() {
    flow.hurry()
    line.wakeAll()
    pump()
  }

  // MARK: What there is to deliver

  private func read() async {
    while !Task.isCancelled {
      do {
        guard line.pending < parts.settings.pending else {
          await withCheckedContinuation { room = $0 }
          continue
        }
        let known = generation.count
        let page = try await nextPage()
        // What was read before an erasure is read again.
        guard known == generation.count, !isOver else { continue }
        take(page)
        if page.count < Self.page { try await parts.journal.waitForFacts(key.account, after: line.cursor) }
      } catch {
        guard !Task.isCancelled else { return }
        log(.error, "an endpoint cannot be delivered to: the journal cannot be read", "\(error)")
        try? await parts.pause(Self.trouble)
      }
    }
  }

  private func nextPage() async throws(JournalError) -> [Envelope] {
    var page = try await parts.journal.read(key.account, after: line.cursor, limit: Self.page)
    guard page.count == Self.page else { return page }
    while let last = page.last, endpoint.translation.breaksOff(after: last) {
      guard let next = try await parts.journal.read(key.account, after: last.offset, limit: 1).first else { break }
      page.append(next)
    }
    return page
  }

  private func take(_ page: [Envelope]) {
    guard let last = page.last else { return }
    let before = line.pending
    var entries = endpoint.translation.entries(of: page, origin: .log)
    // What an endpoint takes is soon gone; what it does not take is read again when its turn comes.
    if flow.failures > 0, before + entries.count > parts.settings.heldFacts {
      for index in entries.indices { entries[index].1.facts = [] }
    }
    line.take(entries, through: last.offset)
    isChanged = true
    parts.counters.waiting.add(line.pending - before)
    pump()
  }

  /// Takes in a signal, which is worth something for a short time only.
  func take(_ signal: Signal, in lane: DeliveryLane, for patience: Duration, replaces: (Signal) -> Bool) {
    guard !isOver else { return }
    let entry = DeliveryEntry(signal, after: line.cursor, until: parts.clock.now().advanced(by: patience))
    let before = line.pending
    let isTaken = line.take(entry, in: lane, limit: parts.settings.waitingSignals, replaces: replaces)
    parts.counters.waiting.add(line.pending - before)
    if isTaken { pump() } else { parts.counters.lostSignals.add() }
  }

  /// Takes in facts that somebody wants again; returns how many entries they make, nil if it takes none: it is over, or holds
  /// as many as it may.
  ///
  /// - Parameter letters: The numbers of their dead letters, by message.
  func replay(_ facts: [Envelope], letters: [String: Set<UInt64>] = [:]) -> Int? {
    var entries = endpoint.translation.entries(of: facts, origin: .replay)
    let before = line.pending
    guard !isOver, !isEnding, before + entries.count <= parts.settings.pending + parts.settings.replayFacts else {
      return nil
    }
    self.letters.merge(letters) { $0.union($1) }
    if flow.failures > 0, before + entries.count > parts.settings.heldFacts {
      for index in entries.indices { entries[index].1.facts = [] }
    }
    line.replay(entries)
    parts.counters.waiting.add(line.pending - before)
    pump()
    return entries.count
  }

  /// Lets go of everything that was read, because some facts lost their content in the journal.
  func forget() {
    generation.end()
    line.forgetFacts()
    folds = folds.filter { $0.value.isKeptOnErasure }
    made = [:]
    attempts = AttemptLog(capacity: parts.settings.attempts)
  }

  // MARK: Turns

  /// Begins what may begin.
  private func pump() {
    guard !isOver, !isEnding else { return }
    let now = parts.clock.now()
    while inFlight < flow.limit {
      if let time = flow.waits(at: now) { return wake(at: time) }
      guard let turn = line.next(at: now) else { break }
      inFlight += 1
      Task { [known = generation.count] in await deliver(turn, known) }
    }
    if let time = line.wakes, inFlight < flow.limit { wake(at: time) }
  }

  private func wake(at time: Timestamp) {
    if let timer, timer.time <= time { return }
    timer?.task.cancel()
    let delay = max(.milliseconds(1), time.since(parts.clock.now()))
    timer = (
      time,
      Task { [parts] in
        guard (try? await parts.pause(delay)) != nil else { return }
        self.timer = nil
        self.pump()
      }
    )
  }

  private func deliver(_ turn: DeliveryLine.Turn, _ known: Int) async {
    await send(turn, known)
    inFlight -= 1
    if let room, line.pending < parts.settings.pending {
      self.room = nil
      room.resume()
    }
    pump()
  }

  private func send(_ turn: DeliveryLine.Turn, _ known: Int) async {
    let messages: [WebhookMessage]
    do {
      guard let made = try await self.messages(of: turn, known) else { return line.makeReady(turn.lane) }
      messages = made
    } catch {
      log(.error, "a message cannot be made: the journal cannot be read", "\(error)")
      return line.wait(turn.lane, until: parts.clock.now().advanced(by: Self.trouble))
    }
    guard turn.message < messages.count else { return finish(turn, messages.count) }
    let message = messages[turn.message]
    await parts.permits.acquire(for: key)
    // It was perhaps waited for long.
    guard !isOver, !isEnding, known == generation.count else {
      parts.permits.release()
      return line.makeReady(turn.lane)
    }
    let now = parts.clock.now()
    if case .signal(_, let end) = turn.entry.origin, now > end {
      parts.permits.release()
      return finish(turn, messages.count)
    }
    if let end = endpoint.end, parts.wall.now() >= end {
      parts.permits.release()
      line.makeReady(turn.lane)
      return await giveUp(.over)
    }
    if let age = endpoint.route(of: message).longestAge, let time = message.time, now.since(time) > age {
      parts.permits.release()
      return await bury(turn, message, .expired, nil)
    }
    guard let admission = flow.begin(at: now) else {
      parts.permits.release()
      return line.wait(turn.lane, until: flow.waits(at: now) ?? now)
    }
    var request = endpoint.request(message, at: parts.wall.now())
    request.isWanted = { [generation] in generation.count == known }
    let answer = await parts.post.post(request)
    parts.permits.release()
    guard !isOver else { return }
    if answer == .withdrawn {
      flow.abandoned(admission, at: parts.clock.now())
      return line.makeReady(turn.lane)
    }
    await settle(turn, message, answer, since: now, admission, isStale: known != generation.count)
  }

  func finish(_ turn: DeliveryLine.Turn, _ count: Int) {
    if let made = made.removeValue(forKey: turn.lane), let fold = made.fold { keep(fold, of: turn.lane) }
    line.settledEntry(of: turn.lane, messages: count)
    isChanged = true
    if !isOver { parts.counters.waiting.add(-1) }
  }

  private func keep(_ fold: any WebhookFold, of lane: DeliveryLane) {
    if folds.count >= parts.settings.folds, folds[lane] == nil, let other = folds.keys.first { folds[other] = nil }
    folds[lane] = fold
  }

  // MARK: Messages

  /// The messages of a turn; nil if what it knows is worth nothing any more.
  private func messages(of turn: DeliveryLine.Turn, _ known: Int) async throws -> [WebhookMessage]? {
    guard known == generation.count else { return nil }
    if let made = made[turn.lane], made.first == turn.entry.first, made.origin == turn.entry.origin {
      return made.messages
    }
    var (messages, fold) = try await make(turn)
    guard known == generation.count else { return nil }
    if made.count >= parts.settings.folds, let other = made.keys.first { made[other] = nil }
    if case .signal = turn.entry.origin { messages = Array(messages.prefix(1)) }
    made[turn.lane] = Made(first: turn.entry.first, origin: turn.entry.origin, messages: messages, fold: fold)
    return messages
  }

  private func make(_ turn: DeliveryLine.Turn) async throws -> ([WebhookMessage], (any WebhookFold)?) {
    let known = folds.removeValue(forKey: turn.lane)
    if case .signal(let signal, _) = turn.entry.origin {
      let fold: any WebhookFold
      if let known {
        fold = known
      } else {
        fold = try await endpoint.translation.fold(of: turn.lane, before: nil)
      }
      return (fold.message(of: signal).map { [$0] } ?? [], fold)
    }
    var facts = turn.entry.facts
    if facts.isEmpty {
      let count = Int(turn.entry.last - turn.entry.first) + 1
      facts = try await parts.journal.read(key.account, after: turn.entry.first - 1, limit: count)
    }
    guard let first = facts.first else { return ([], known) }
    var fold: any WebhookFold
    if let known, known.continues(with: first) {
      fold = known
    } else {
      fold = try await endpoint.translation.fold(of: turn.lane, before: first)
    }
    let messages = fold.messages(of: facts, number: line.number)
    return (messages, fold)
  }

  // MARK: Progress

  /// Keeps how far it has come, if that is further than what is kept.
  func save() async {
    // Over, it was saved as far as it is to be; what is kept of it may be forgotten by now.
    guard !isOver, isChanged else { return }
    isChanged = false
    let progress = line.progress(lanes: parts.settings.keptLanes)
    guard progress != saved else { return }
    do {
      try await parts.store.keep(progress, of: key)
      saved = progress
    } catch {
      isChanged = true
      log(.error, "how far an endpoint was delivered to cannot be kept", "\(error)")
    }
  }

  func log(_ level: Logger.Level, _ message: Logger.Message, _ why: String) {
    parts.logger.log(level: level, message, metadata: ["endpoint": "\(key)", "why": "\(why)"])
  }
}
