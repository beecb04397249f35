// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import EventJournal
import Logging
import Synchronization
import WebhookDelivery

@testable import CordboardServer

/// What lines wait for, in tests: nothing waits, and the clock is moved instead, unless it is held.
final class TestPauses: Sendable {
  private struct State {
    var isHeld = false
    var pauses: [Duration] = []
    var held: [CheckedContinuation<Void, Never>] = []
  }

  private let clock: TestClock
  private let state = Mutex(State())

  init(_ clock: TestClock) { self.clock = clock }

  /// What was waited for.
  var pauses: [Duration] { state.withLock { $0.pauses } }

  /// Lets nobody go on who waits from now on.
  func hold() { state.withLock { $0.isHeld = true } }

  /// Lets everybody go on who waits; whoever waits from then on does, too.
  func release() {
    let held = state.withLock { state in
      state.isHeld = false
      defer { state.held = [] }
      return state.held
    }
    for continuation in held { continuation.resume() }
  }

  func pause(_ duration: Duration) async throws {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isHeld = state.withLock { state in
          state.pauses.append(duration)
          guard state.isHeld, !Task.isCancelled else { return false }
          state.held.append(continuation)
          return true
        }
        if !isHeld { continuation.resume() }
      }
    } onCancel: {
      release()
    }
    try Task.checkCancellation()
    clock.advance(by: duration)
  }
}

extension WebhookLine.Parts {
  /// Parts without a network.
  static func test(
    _ post: any WebhookPost,
    journal: any Journal,
    clock: TestClock,
    settings: ServerSettings.WebhookSettings = ServerSettings.WebhookSettings(),
    pauses: TestPauses? = nil,
    metrics: Metrics = Metrics()
  ) -> WebhookLine.Parts {
    let pauses = pauses ?? TestPauses(clock)
    let counters = WebhookCounters(metrics)
    return WebhookLine.Parts(
      journal: journal,
      post: post,
      permits: WebhookPermits(settings.connections),
      store: WebhookStore(journal: journal, deadLetters: settings.deadLetters) { counters.droppedLetters.add() },
      settings: settings,
      clock: clock,
      wall: clock,
      counters: counters,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
      pause: { try await pauses.pause($0) },
      chance: { 1 },
      note: { _, _ in }
    )
  }
}

extension NativeWebhooks {
  /// Webhooks that lead to a test's address.
  static func test(
    _ post: any WebhookPost,
    journal: any Journal,
    clock: TestClock,
    settings: ServerSettings.WebhookSettings = ServerSettings.WebhookSettings(),
    pauses: TestPauses? = nil
  ) -> NativeWebhooks {
    NativeWebhooks(
      journal: journal,
      engine: WebhookEngine(.test(post, journal: journal, clock: clock, settings: settings, pauses: pauses)),
      settings: settings,
      clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
  }
}

/// One native endpoint over a journal that a test writes.
final class WebhookWorld: Sendable {
  let clock = TestClock()
  let journal: any Journal
  let address: TestAddress
  let pauses: TestPauses
  let metrics = Metrics()
  let settings: ServerSettings.WebhookSettings
  let key = WebhookKey(account: "DEMOCO", name: "native/1")
  /// Why the endpoint was given up.
  let ends = Mutex<[WebhookEnd]>([])
  private let state: Mutex<(source: FactSource, random: SeededRandom)>
  private let current = Mutex<WebhookEngine?>(nil)

  init(
    _ answers: [WebhookAnswer] = [],
    isHeld: Bool = false,
    seed: UInt64 = 1,
    journal: any Journal = MemoryJournal(),
    settings adjust: (inout ServerSettings.WebhookSettings) -> Void = { _ in }
  ) {
    address = TestAddress(answers, isHeld: isHeld)
    self.journal = journal
    pauses = TestPauses(clock)
    var settings = ServerSettings.WebhookSettings()
    adjust(&settings)
    self.settings = settings
    state = Mutex((FactSource(), SeededRandom(seed: seed)))
  }

  /// The engine of the process that runs now.
  var engine: WebhookEngine {
    current.withLock { current in
      if let current { return current }
      let engine = WebhookEngine(
        .test(address, journal: journal, clock: clock, settings: settings, pauses: pauses, metrics: metrics)
      )
      current = engine
      return engine
    }
  }

  /// Begins to deliver, or goes on.
  func begin(after offset: UInt64 = 0, _ adjust: (inout WebhookRules) -> Void = { _ in }) async throws {
    var rules = WebhookRules()
    rules.schedule.patience = settings.patience
    rules.disablesAfter = settings.disableAfter
    adjust(&rules)
    let endpoint = WebhookEndpoint(
      key: key,
      url: "https://a.example/",
      rules: rules,
      translation: CloudEventTranslation(kinds: [], mode: .structured, epoch: journal.epoch)
    )
    try await engine.begin(endpoint, after: offset) { _, end in self.ends.withLock { $0.append(end) } }
  }

  /// The process ends: what was not saved is lost.
  func die() async {
    let engine = current.withLock { current in
      defer { current = nil }
      return current
    }
    guard let line = await engine?.line(key) else { return }
    await line.stop()
    address.answerAll()
  }

  /// Appends facts.
  @discardableResult
  func append(_ count: Int, conversations: Int = 3) async throws -> [Envelope] {
    let batch = state.withLock { state in
      state.source.batch("DEMOCO", count, conversations: conversations, random: &state.random)
    }
    try await journal.append([batch])
    state.withLock { $0.source.accept([batch]) }
    return batch.envelopes
  }

  var log: [Envelope] { state.withLock { $0.source.logs["DEMOCO"] ?? [] } }

  /// The offsets that came, in order.
  var offsets: [UInt64] { address.offsets }
}
