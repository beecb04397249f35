// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import Logging
import Synchronization
import Testing

@testable import CordboardServer

/// What is kept of subscriptions, and what ends them.
@Suite(.timeLimit(.minutes(10))) struct AvayaSubscriptionsTests {
  /// A journal whose values can be held back and made to fail. The lock guards what waits.
  private final class HeldJournal: ForwardingJournal {
    private struct State {
      var isHeld = false
      var held: [CheckedContinuation<Bool, Never>] = []
      var isFailing = false
      var writes = 0
    }

    let base: any Journal = MemoryJournal()
    private let state = Mutex(State())

    var heldWrites: Int { state.withLock { $0.held.count } }
    var writes: Int { state.withLock { $0.writes } }

    func hold() { state.withLock { $0.isHeld = true } }
    func fail(_ isFailing: Bool) { state.withLock { $0.isFailing = isFailing } }

    /// Lets the write go on that is held, or fail, and holds no other.
    func release(succeeding: Bool) {
      let held = state.withLock { state in
        state.isHeld = false
        defer { state.held = [] }
        return state.held
      }
      for continuation in held { continuation.resume(returning: succeeding) }
    }

    func setValue(_ value: [UInt8]?, for name: String) async throws(JournalError) {
      let succeeds = await withCheckedContinuation { continuation in
        let answer: Bool? = state.withLock { state in
          state.writes += 1
          if state.isHeld { state.held.append(continuation) }
          return state.isHeld ? nil : !state.isFailing
        }
        if let answer { continuation.resume(returning: answer) }
      }
      guard succeeds else { throw .storage("the disk is full") }
      try await base.setValue(value, for: name)
    }
  }

  /// A centre with its subscriptions, which can begin anew on the same journal.
  private final class World: Sendable {
    let clock = TestClock()
    let journal = HeldJournal()
    let partition: Partition
    let task: Task<Void, Never>
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    init() async throws {
      let partition = Partition(journal: journal, sink: NoSink(), clock: clock, seed: 7, logger: logger)
      self.partition = partition
      let recovered = try await partition.recover()
      task = Task { await partition.run(recovered) }
      try await configure(SampleAccount.changes())
    }

    func configure(_ changes: [ConfigurationChange]) async throws {
      _ = try await partition.perform(.configure(changes), in: CommandContext(principal: .system("DEMOCO")))
    }

    /// The subscriptions of a server that begins now.
    func begin(_ address: TestAddress = TestAddress()) async -> (AvayaSubscriptions, AvayaFeeds, AvayaWebhooks) {
      let settings = ServerSettings.AvayaSettings()
      let engine = WebhookEngine(.test(address, journal: journal, clock: clock))
      let webhooks = AvayaWebhooks(
        engine: engine,
        settings: settings,
        timeout: .seconds(5),
        journal: journal,
        logger: logger
      )
      let feeds = AvayaFeeds(
        gateway: partition,
        fanOut: FanOut(encoders: []),
        settings: settings,
        clock: clock
      )
      let subscriptions = AvayaSubscriptions(
        journal: journal,
        gateway: partition,
        feeds: feeds,
        webhooks: webhooks,
        tokens: TestTokens(),
        limits: SubscriptionBook.Limits(),
        leeway: .seconds(5),
        clock: clock,
        logger: logger
      )
      return (subscriptions, feeds, webhooks)
    }

    func holder(_ client: ClientID = "integration", of account: AccountID = "DEMOCO") -> TokenHolder {
      TokenHolder(
        principal: Principal(actor: .client(client), account: account, permissions: .readEverything),
        expires: clock.now().advanced(by: .seconds(905))
      )
    }

    func end() async {
      partition.close()
      await task.value
    }
  }

  private func request(webhook: Bool = false) throws -> SubscriptionRequest {
    let transport = webhook ? #"{"type":"WEBHOOK","endpoint":"https://a.example/"}"# : #"{"type":"WEBSOCKET"}"#
    let text = #"{"family":"AGENT_ENGAGEMENT","events":["ALL"],"transport":\#(transport)}"#
    return try SubscriptionRequest(parsing: Array(text.utf8), isLenient: false)
  }

  @Test func `a change that cannot be kept is refused and does not count`() async throws {
    let world = try await World()
    let (subscriptions, _, _) = await world.begin()
    let holder = world.holder()
    let made = try await subscriptions.create(request(), by: holder)
    #expect(made.expiresAt == world.clock.now().advanced(by: .seconds(900)))
    world.journal.fail(true)
    for _ in 0..<2 {
      await #expect(throws: AvayaProblem.notKept) { try await subscriptions.create(request(), by: holder) }
      await #expect(throws: AvayaProblem.notKept) { try await subscriptions.delete(made.id, of: "DEMOCO") }
      await #expect(throws: AvayaProblem.notKept) {
        world.clock.advance(by: .seconds(10))
        return try await subscriptions.renew(made.id, authToken: nil, by: holder)
      }
    }
    let (found, total) = try await subscriptions.list(PageRequest([]), of: "DEMOCO")
    #expect(total == 1 && found == [made])
    await world.end()
  }

  @Test func `a change that fails takes back nothing of the one after it`() async throws {
    let world = try await World()
    let (subscriptions, _, _) = await world.begin()
    let holder = world.holder()
    let made = try await subscriptions.create(request(webhook: true), by: holder)
    world.journal.hold()
    let renewal = Task { try await subscriptions.renew(made.id, authToken: nil, by: holder) }
    await until { world.journal.heldWrites == 1 }
    let deletion = Task { try await subscriptions.delete(made.id, of: "DEMOCO") }
    // The deletion waits for the renewal, or has begun to be written beside it: either way it comes after it.
    for _ in 0..<20 { _ = try await subscriptions.get(made.id, of: "DEMOCO") }
    #expect(world.journal.heldWrites == 1)
    world.journal.release(succeeding: false)
    await #expect(throws: AvayaProblem.notKept) { try await renewal.value }
    try await deletion.value
    await #expect(throws: AvayaProblem.unknownSubscription) { try await subscriptions.get(made.id, of: "DEMOCO") }
    let (anew, _, _) = await world.begin()
    await #expect(throws: AvayaProblem.unknownSubscription) { try await anew.get(made.id, of: "DEMOCO") }
    await world.end()
  }

  @Test func `the end of a webhook counts although it cannot be kept, and not after a renewal`() async throws {
    let world = try await World()
    let (subscriptions, _, _) = await world.begin()
    let holder = world.holder()
    let made = try await subscriptions.create(request(webhook: true), by: holder)
    world.journal.fail(true)
    await subscriptions.deactivate(made, of: "DEMOCO")
    #expect(try await subscriptions.get(made.id, of: "DEMOCO").status(at: world.clock.now()) == .inactive)
    world.journal.fail(false)
    // With the same token, so that it ends when it did.
    let renewed = try await subscriptions.renew(made.id, authToken: nil, by: holder)
    #expect(renewed.expiresAt == made.expiresAt && renewed.status(at: world.clock.now()) == .active)
    await subscriptions.deactivate(made, of: "DEMOCO")
    #expect(try await subscriptions.get(made.id, of: "DEMOCO") == renewed)
    await subscriptions.deactivate(renewed, of: "DEMOCO")
    #expect(try await subscriptions.get(made.id, of: "DEMOCO").status(at: world.clock.now()) == .inactive)
    await world.end()
  }

  @Test func `what is forgotten is written page by page, and again if it cannot be`() async throws {
    let world = try await World()
    let (subscriptions, _, _) = await world.begin()
    for _ in 0..<100 { _ = try await subscriptions.create(request(), by: world.holder()) }
    let writes = world.journal.writes
    world.clock.advance(by: .seconds(86_400 + 900))
    world.journal.fail(true)
    #expect(try await subscriptions.list(PageRequest([]), of: "DEMOCO").total == 100)
    world.journal.fail(false)
    #expect(try await subscriptions.list(PageRequest([]), of: "DEMOCO").total == 0)
    #expect(world.journal.writes <= writes + 1 + SubscriptionBook.pageCount)
    let (anew, _, _) = await world.begin()
    #expect(try await anew.list(PageRequest([]), of: "DEMOCO").total == 0)
    await world.end()
  }

  @Test func `what somebody subscribed to who is gone does not go on after a crash`() async throws {
    let world = try await World()
    let (subscriptions, _, _) = await world.begin()
    let made = try await subscriptions.create(request(webhook: true), by: world.holder())
    let others = try await subscriptions.create(request(webhook: true), by: world.holder("helper"))
    // The server ends before it hears of the removal.
    try await world.configure([.removed(.client("integration"))])
    let (anew, _, _) = await world.begin()
    try await anew.resume(["DEMOCO"])
    #expect(try await anew.get(made.id, of: "DEMOCO").status(at: world.clock.now()) == .inactive)
    #expect(try await anew.get(others.id, of: "DEMOCO").status(at: world.clock.now()) == .active)
    // Nor can it begin while the removal is on its way.
    for action in [
      { try await anew.create(request(), by: world.holder()) },
      { try await anew.renew(made.id, authToken: nil, by: world.holder()) },
    ] as [@Sendable () async throws -> Subscription] {
      let problem = await #expect(throws: AvayaProblem.self) { try await action() }
      #expect(problem?.kind == .unauthorized)
    }
    #expect(try await anew.list(PageRequest([]), of: "DEMOCO").total == 2)
    await world.end()
  }

  @Test func `what cannot be read of a page is left out`() async throws {
    let world = try await World()
    let (subscriptions, _, _) = await world.begin()
    let made = try await subscriptions.create(request(), by: world.holder())
    let page = SubscriptionBook.page(of: made.id)
    try await world.journal.base.setValue(Array("nonsense".utf8), for: "avaya.subscriptions.DEMOCO.\((page + 1) % 64)")
    // Of an account whose name begins like this one's.
    try await world.journal.base.setValue(Array("nonsense".utf8), for: "avaya.subscriptions.DEMOCO.X.1")
    let (anew, _, _) = await world.begin()
    try await anew.resume(["DEMOCO"])
    #expect(try await anew.list(PageRequest([]), of: "DEMOCO").0 == [made])
    await world.end()
  }

  @Test func `a feed begins with the first subscription and ends with the last`() async throws {
    let world = try await World()
    let (subscriptions, feeds, _) = await world.begin()
    let nobody = "fdbec917-e76e-4645-8120-4eac46f29487"
    await #expect(throws: AvayaProblem.unknownSubscription) {
      try await subscriptions.renew(nobody, authToken: nil, by: world.holder())
    }
    #expect(feeds.count == 0)
    let made = try await subscriptions.create(request(), by: world.holder())
    let other = try await subscriptions.create(request(), by: world.holder())
    #expect(feeds.count == 1)
    try await subscriptions.delete(made.id, of: "DEMOCO")
    #expect(feeds.count == 1)
    try await subscriptions.delete(other.id, of: "DEMOCO")
    #expect(feeds.count == 0)
    world.journal.fail(true)
    await #expect(throws: AvayaProblem.notKept) { try await subscriptions.create(request(), by: world.holder()) }
    #expect(feeds.count == 0)
    await world.end()
  }

  @Test func `an account that there is not is said to be missing`() async throws {
    let world = try await World()
    let (subscriptions, _, _) = await world.begin()
    let problem = await #expect(throws: AvayaProblem.self) {
      try await subscriptions.create(request(), by: world.holder("integration", of: "ABSENT"))
    }
    #expect(problem?.kind == .notFound && problem?.detail == "there is no such account")
    await world.end()
  }
}
