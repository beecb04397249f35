// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DequeModule
import EventJournal
import LivePersonDialect
import Logging
import NIOCore
import NIOPosix
import WebhookDelivery

/// Delivers to one installation in LivePerson's own way (reference A3): by the state machine where it keeps notifications
/// for a time, else each by itself, without order. Everything is owned by the actor, which lives on an event loop as its
/// connections do.
///
/// What it holds is bounded; the rest waits in the journal. What was not settled when the process ends is sent again.
actor StrictLine: DeliveringLine {
  /// A notification that is neither taken nor given up.
  struct Item {
    let type: LivePersonEventType
    let conversation: ConversationID
    /// The offset of its fact; nil for a signal.
    let offset: UInt64?
    /// Which of the two machines has it: the installation may be changed meanwhile.
    let isKept: Bool
    var message: WebhookMessage
    /// The signal it tells, if it is of one.
    var signal: Signal?
    /// Until when a signal is worth something.
    var end: Timestamp?
    var isUnderWay = false
    var attempts = 0
    var lastStatus: Int?
  }

  nonisolated let key: WebhookKey
  nonisolated let loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }
  let parts: WebhookLine.Parts
  private(set) var endpoint: StrictEndpoint
  var kept = StrictMachine<UInt64>()
  var counted = RetryByNumber<UInt64>()
  var items: [UInt64: Item] = [:]
  /// Those of the items that tell signals.
  var signals: Set<UInt64> = []
  /// Signals of conversations of which is not known yet how they stand.
  var unfolded: [DeliveryLane: [WaitingSignal]] = [:]
  /// What is to be sent, in order, once fewer requests are under way.
  var queue: Deque<UInt64> = []
  var underWay = 0
  var timer: (time: Timestamp, task: Task<Void, Never>)?
  private(set) var folds: [DeliveryLane: any WebhookFold] = [:]
  /// Ends when everything that was read has to be let go of.
  let generation = Generation()
  /// How often the installation was changed.
  private(set) var updates = 0
  private(set) var isOver = false
  private var lastID: UInt64 = 0
  private var cursor: UInt64
  private var saved: DeliveryProgress
  private var reader: Task<Void, Never>?
  private var room: CheckedContinuation<Void, Never>?
  private static let page = 100
  /// How long to wait after the journal could not be read or written.
  static let trouble = Duration.seconds(5)

  init(_ endpoint: StrictEndpoint, progress: DeliveryProgress, parts: WebhookLine.Parts) {
    key = endpoint.key
    self.endpoint = endpoint
    self.parts = parts
    cursor = progress.floor
    saved = progress
  }

  /// Where the installation stands.
  var state: StrictState { kept.state }
  /// How many notifications it holds.
  var count: Int { items.count }

  func start() {
    guard reader == nil, !isOver else { return }
    beginReading()
  }

  func stop() {
    guard !isOver else { return }
    isOver = true
    generation.end()
    reader?.cancel()
    timer?.task.cancel()
    letGo()
    unfolded = [:]
    resumeReading()
  }

  /// Goes on with an installation as it is now: what is told of a conversation depends on what is asked for.
  func update(_ endpoint: StrictEndpoint) {
    guard !isOver else { return }
    let hasMoved = endpoint.endpoint.addresses != self.endpoint.endpoint.addresses
    self.endpoint = endpoint
    updates += 1
    folds = [:]
    if hasRoom { resumeReading() }
    if hasMoved { hurry() } else { pump() }
  }

  /// Lets go of what was read, because some facts lost their content: what is not sent is read again.
  func forget() {
    guard !isOver else { return }
    generation.end()
    folds = [:]
    cursor = floor
    letGo()
    kept = StrictMachine()
    counted = RetryByNumber()
    guard let reader else { return }
    // It may wait for what comes after that.
    reader.cancel()
    resumeReading()
    beginReading()
  }

  private func letGo() {
    parts.counters.waiting.add(-items.count)
    items = [:]
    signals = []
    queue = []
  }

  // MARK: What there is to deliver

  private func beginReading() {
    let known = generation.count
    reader = Task { await self.read(known) }
  }

  private var hasRoom: Bool { items.count - signals.count < endpoint.capacity }

  /// Reads until everything has to be let go of.
  private func read(_ known: Int) async {
    while !Task.isCancelled, known == generation.count, !isOver {
      do {
        guard hasRoom else {
          await withCheckedContinuation { room = $0 }
          continue
        }
        let page = try await parts.journal.read(key.account, after: cursor, limit: Self.page)
        for fact in page {
          guard known == generation.count, !isOver else { return }
          guard hasRoom else { break }
          try await take(fact, known)
        }
        guard known == generation.count, !isOver else { return }
        if page.count < Self.page { try await parts.journal.waitForFacts(key.account, after: cursor) }
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
    let lane = DeliveryLane.conversation(conversation)
    let version = updates
    var fold = try await fold(of: lane, before: fact)
    guard known == generation.count, !isOver else { return }
    // What was asked for meanwhile is told.
    guard version == updates else { return try await take(fact, known) }
    let messages = fold.messages(of: [fact], number: 0)
    keep(fold, of: lane)
    cursor = fact.offset
    for message in messages { arrive(message, of: conversation, offset: fact.offset) }
  }

  private func fold(of lane: DeliveryLane, before fact: Envelope) async throws -> any WebhookFold {
    if let known = folds.removeValue(forKey: lane), known.continues(with: fact) { return known }
    return try await endpoint.translation.fold(of: lane, before: fact)
  }

  func keep(_ fold: any WebhookFold, of lane: DeliveryLane) {
    if folds.count >= parts.settings.folds, folds[lane] == nil, let other = folds.keys.first { folds[other] = nil }
    folds[lane] = fold
  }

  /// The name of another item.
  func nextID() -> UInt64 {
    lastID += 1
    return lastID
  }

  /// A notification is taken or given up.
  func remove(_ id: UInt64) {
    guard items.removeValue(forKey: id) != nil else { return }
    signals.remove(id)
    parts.counters.waiting.add(-1)
    if hasRoom { resumeReading() }
  }

  private func resumeReading() {
    room?.resume()
    room = nil
  }

  // MARK: Progress

  /// Everything up to here is settled.
  private var floor: UInt64 { items.values.compactMap(\.offset).min().map { $0 - 1 } ?? cursor }

  /// Keeps how far it has come. One that is over may be forgotten already, and stays so.
  func save() async {
    guard !isOver else { return }
    let progress = DeliveryProgress(after: floor)
    guard progress != saved else { return }
    do {
      try await parts.store.keep(progress, of: key)
      saved = progress
    } catch {
      log(.error, "how far an installation was delivered to cannot be kept", "\(error)")
    }
  }

  func log(_ level: Logger.Level, _ message: Logger.Message, _ why: String) {
    parts.logger.log(level: level, message, metadata: ["endpoint": "\(key)", "why": "\(why)"])
  }
}
