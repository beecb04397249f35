// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import LivePersonDialect
import Synchronization
import WebhookDelivery

@testable import CordboardServer

/// Pauses that end when a test lets their time pass; the lock guards who waits.
final class StepPauses: Sendable {
  private struct Sleeper {
    let end: Timestamp
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var last = 0
    var sleepers: [Int: Sleeper] = [:]
    var cancelled: Set<Int> = []
  }

  private let clock: TestClock
  private let state = Mutex(State())

  init(_ clock: TestClock) { self.clock = clock }

  func pause(_ duration: Duration) async throws {
    let id = state.withLock { state in
      state.last += 1
      return state.last
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        let isOver = state.withLock { state in
          guard !state.cancelled.contains(id) else { return true }
          state.sleepers[id] = Sleeper(end: clock.now().advanced(by: duration), continuation: continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        state.cancelled.insert(id)
        return state.sleepers.removeValue(forKey: id)
      }
      sleeper?.continuation.resume()
    }
    try Task.checkCancellation()
  }

  /// Lets time pass.
  func pass(_ duration: Duration) {
    clock.advance(by: duration)
    let now = clock.now()
    let due = state.withLock { state in
      let due = state.sleepers.filter { $0.value.end <= now }
      for id in due.keys { state.sleepers[id] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in due { continuation.resume() }
  }

  /// Whether somebody waits for so long from now.
  func waits(_ duration: Duration) -> Bool {
    let end = clock.now().advanced(by: duration)
    return state.withLock { state in state.sleepers.values.contains { $0.end == end } }
  }
}

/// Facts of conversations as they happen, without a core.
final class TestFacts: Sendable {
  let account: AccountID = "DEMOCO"
  private let clock: TestClock
  private let journal: any Journal
  /// How many facts each conversation has.
  private let state = Mutex<(last: UInt64, sequences: [UInt64: UInt64])>((0, [:]))
  private static let customer = ParticipantID(rawValue: 2)
  private static let dialog = DialogID(rawValue: 1)

  init(_ journal: any Journal, _ clock: TestClock) {
    self.journal = journal
    self.clock = clock
  }

  static func conversation(_ number: UInt64) -> ConversationID {
    ConversationID(rawValue: UInt128(number) << 80 | 7)
  }

  /// The offset of the last fact.
  var head: UInt64 { state.withLock { $0.last } }

  func start(_ number: UInt64) async throws {
    let session = ChannelSession(
      id: ChannelSessionID(rawValue: 4),
      channel: "web",
      participant: Self.customer,
      connection: ConnectionID(rawValue: 3)
    )
    let fact = ConversationStarted(
      conversation: Self.conversation(number),
      direction: .inbound,
      customer: Customer(id: CustomerID(rawValue: 5), identifier: "c"),
      mainDialog: Self.dialog,
      session: session,
      attributes: []
    )
    try await append(number, .conversationStarted(fact))
  }

  /// The customer says something; its id is the text.
  func say(_ number: UInt64, _ text: String) async throws {
    let message = Message(
      id: MessageID(rawValue: text),
      sender: Self.customer,
      senderKind: .customer,
      body: MessageBody(kind: "PLAIN", text: text),
      audience: .everyone
    )
    let fact = MessagePosted(conversation: Self.conversation(number), dialog: Self.dialog, message: message)
    try await append(number, .messagePosted(fact))
  }

  /// The customer has read something.
  func read(_ number: UInt64, _ text: String) async throws {
    let fact = ReceiptReported(
      conversation: Self.conversation(number),
      message: MessageID(rawValue: text),
      participant: Self.customer,
      status: .read,
      detail: nil
    )
    try await append(number, .receiptReported(fact))
  }

  func close(_ number: UInt64) async throws {
    let id = Self.conversation(number)
    try await append(number, .conversationClosed(ConversationClosed(conversation: id, reason: .customer, by: .system)))
  }

  /// The customer begins or stops writing.
  func typing(_ number: UInt64, _ isTyping: Bool = true) -> Signal {
    Signal(
      account: account,
      time: clock.now(),
      audience: [],
      teams: [],
      content: .typing(
        conversation: Self.conversation(number),
        participant: Self.customer,
        kind: .customer,
        isTyping: isTyping
      )
    )
  }

  private func append(_ number: UInt64, _ event: Event) async throws {
    let (offset, sequence) = state.withLock { state in
      state.last += 1
      state.sequences[number, default: 0] += 1
      return (state.last, state.sequences[number, default: 0])
    }
    let envelope = Envelope(
      account: account,
      offset: offset,
      time: clock.now(),
      conversationSequence: sequence,
      event: event
    )
    try await journal.append([JournalBatch(account: account, expected: offset - 1, envelopes: [envelope])])
  }
}

/// What lines and engines need, with an address that is choosy and time that passes when a test says so.
final class StrictWorld: Sendable {
  let clock = TestClock()
  let pauses: StepPauses
  let journal: any Journal
  let address: ChoosyAddress
  let metrics = Metrics()
  let facts: TestFacts
  let parts: WebhookLine.Parts
  let key = WebhookKey(account: "DEMOCO", name: "livePerson/1/all")

  init(
    isHeld: Bool = false,
    journal: any Journal = MemoryJournal(),
    settings adjust: (inout ServerSettings.WebhookSettings) -> Void = { _ in }
  ) {
    let pauses = StepPauses(clock)
    let address = ChoosyAddress(isHeld: isHeld)
    var settings = ServerSettings.WebhookSettings()
    adjust(&settings)
    let parts = WebhookLine.Parts.test(
      address,
      journal: journal,
      clock: clock,
      settings: settings,
      metrics: metrics
    )
    self.pauses = pauses
    self.journal = journal
    self.address = address
    facts = TestFacts(journal, clock)
    // Pauses that fly would let everything expire that is kept for a time.
    self.parts = WebhookLine.Parts(
      journal: parts.journal,
      post: parts.post,
      permits: parts.permits,
      store: parts.store,
      settings: parts.settings,
      clock: parts.clock,
      wall: parts.wall,
      counters: parts.counters,
      logger: parts.logger,
      pause: { try await pauses.pause($0) },
      chance: parts.chance,
      note: parts.note
    )
  }

  static let kept = DeliveryRule.byTimeToLive(seconds: 600, isExempt: false)

  /// An installation with one address.
  func endpoint(
    _ rules: [LivePersonEventType: DeliveryRule],
    url: String = "https://a.example/",
    concurrency: Int = 8,
    capacity: Int = 1_000
  ) -> StrictEndpoint {
    var webhookRules = WebhookRules()
    webhookRules.isTaken = { LivePersonDelivery.isTaken($0) }
    webhookRules.concurrency = concurrency
    let translation = LivePersonTranslation(
      account: key.account,
      types: Set(rules.keys),
      fold: FoldSettings(),
      journal: journal,
      patience: .seconds(10)
    )
    var endpoint = WebhookEndpoint(key: key, url: url, rules: webhookRules, translation: translation)
    endpoint.sign = { message, _ in [HTTPHeader("webhook-id", message.id)] }
    return StrictEndpoint(endpoint: endpoint, rules: rules, capacity: capacity)
  }

  /// A line that goes on where the last one was.
  func line(_ endpoint: StrictEndpoint, after offset: UInt64 = 0) async throws -> StrictLine {
    let progress = try await parts.store.progress(of: key) ?? DeliveryProgress(after: offset)
    let line = StrictLine(endpoint, progress: progress, parts: parts)
    await line.start()
    return line
  }

  /// A line that is FAILED, because `one` of the first conversation was not taken.
  func failedLine(_ endpoint: StrictEndpoint) async throws -> StrictLine {
    let line = try await line(endpoint)
    address.refuse("one")
    try await facts.start(1)
    try await facts.say(1, "one")
    await until { await line.state == .failed }
    return line
  }

  /// How many notifications wait, by the metric.
  var waiting: Int { metrics.gauge("cordboard_webhook_waiting", help: "").value }
  /// How many signals were lost, by the metric.
  var lostSignals: Int { metrics.counter("cordboard_webhook_lost_signals_total", help: "").value }
  /// How many dead letters there were, by the metric.
  var dead: Int { metrics.counter("cordboard_webhook_dead_letters_total", help: "").value }

  func letters() async -> [DeadLetter] {
    ((try? await parts.store.deadLetters(of: key)) ?? []).map(\.letter)
  }
}

/// A journal that cannot keep the next dead letter.
final class ForgetfulJournal: ForwardingJournal {
  let base: any Journal = MemoryJournal()
  private let failures = Mutex(1)

  func setValue(_ value: [UInt8]?, for name: String) async throws(JournalError) {
    let fails = failures.withLock { failures in
      guard name.hasPrefix("webhooks.dead."), failures > 0 else { return false }
      failures -= 1
      return true
    }
    if fails { throw .storage("no room") }
    try await base.setValue(value, for: name)
  }
}
