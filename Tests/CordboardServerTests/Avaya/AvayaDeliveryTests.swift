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

/// Webhooks and what is kept, without a network and without waiting.
@Suite(.timeLimit(.minutes(1))) struct AvayaDeliveryTests {
  /// An address that answers as it is told to; the lock guards what came.
  private final class Address: WebhookPost {
    private struct State {
      var answers: [Int?]
      var got: [String] = []
      var waiting: [(Int, CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>

    init(_ answers: [Int?]) {
      state = Mutex(State(answers: answers))
    }

    func post(_ body: [UInt8], to webhook: SubscriptionTransport.Webhook) async -> Int? {
      let (answer, woken) = state.withLock { state in
        state.got.append(String(decoding: body, as: UTF8.self))
        let woken = state.waiting.filter { $0.0 <= state.got.count }
        state.waiting.removeAll { $0.0 <= state.got.count }
        return (state.answers.isEmpty ? 200 : state.answers.removeFirst(), woken)
      }
      for (_, continuation) in woken { continuation.resume() }
      return answer
    }

    func shutDown() async {}

    /// What came, once there is so much.
    func got(_ count: Int) async -> [String] {
      await withCheckedContinuation { continuation in
        let isThere = state.withLock { state in
          if state.got.count < count { state.waiting.append((count, continuation)) }
          return state.got.count >= count
        }
        if isThere { continuation.resume() }
      }
      return state.withLock { $0.got }
    }
  }

  private struct World {
    let clock = TestClock()
    let feed: AvayaFeed
    let webhooks: AvayaWebhooks
    let subscription: Subscription
    let pauses = Pauses()
    let deactivated: AsyncStream<String>
    private var offset: UInt64 = 0

    final class Pauses: Sendable {
      let list = Mutex<[Duration]>([])
    }

    init(_ address: Address, queue: Int = 10) async throws {
      var settings = ServerSettings.AvayaSettings()
      settings.webhookQueue = queue
      feed = AvayaFeed(
        NotificationTranslator(directory: AvayaDirectory(account: "DEMOCO"), epoch: 1),
        offset: 0,
        generation: "g",
        settings: settings,
        clock: clock
      )
      let (pauses, clock) = (pauses, clock)
      webhooks = AvayaWebhooks(
        post: address,
        settings: settings,
        clock: clock,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      ) { duration in
        pauses.list.withLock { $0.append(duration) }
        clock.advance(by: duration)
      }
      let (stream, continuation) = AsyncStream<String>.makeStream()
      deactivated = stream
      await webhooks.start { id, _ in continuation.yield(id) }
      let request = """
        {"family":"AGENT_ENGAGEMENT","events":["AgentState"],"extensions":{"cordboard.sequence":"true"},
         "transport":{"type":"WEBHOOK","endpoint":"https://a.example/"}}
        """
      var book = SubscriptionBook()
      subscription = try book.create(
        SubscriptionRequest(parsing: Array(request.utf8), isLenient: false),
        id: "fdbec917-e76e-4645-8120-4eac46f29487",
        owner: .client("crm"),
        at: clock.now(),
        tokenExpires: clock.now().advanced(by: .seconds(3_600)),
        limits: SubscriptionBook.Limits()
      )
      await webhooks.begin(subscription, of: "DEMOCO", feed: feed)
    }

    /// An agent becomes ready so many times.
    mutating func publish(_ count: Int) {
      for _ in 0..<count {
        offset += 1
        let fact = AgentStateChanged(agent: "alice", state: .ready, previous: .notReady, cause: .agent)
        let envelope = Envelope(account: "DEMOCO", offset: offset, time: clock.now(), event: .agentStateChanged(fact))
        webhooks.publish(feed.translate([envelope]), of: "DEMOCO")
      }
    }
  }

  @Test func `notifications come in order, each tried again until it is taken`() async throws {
    let address = Address([200, nil, 500, 302, 204])
    var world = try await World(address)
    world.publish(3)
    let got = await address.got(6)
    let numbers = got.map { $0.split(separator: #""sequence":"#).last ?? "" }
    #expect(numbers == ["1}", "2}", "2}", "2}", "2}", "3}"])
    // Twice as long each time, somewhat less each.
    let pauses = world.pauses.list.withLock { $0 }
    for (pause, longest) in zip(pauses, [1, 2, 4] as [Double]) {
      #expect(pause <= .seconds(longest) && pause >= .seconds(longest / 2))
    }
    #expect(pauses.count == 3)
    await world.webhooks.shutDown()
  }

  @Test(arguments: [[410], Array(repeating: 500, count: 1_000)])
  func `an address that takes nothing is given up`(answers: [Int?]) async throws {
    var world = try await World(Address(answers))
    world.publish(2)
    var given = world.deactivated.makeAsyncIterator()
    #expect(await given.next() == world.subscription.id)
    // Not for longer than is set: a minute between attempts at most.
    let pauses = world.pauses.list.withLock { $0 }
    #expect(pauses.allSatisfy { $0 <= .seconds(60) })
    #expect(pauses.reduce(.zero, +) <= .seconds(900))
    await world.webhooks.shutDown()
  }

  @Test func `more than may wait makes it inactive`() async throws {
    // The clock stands still while nothing is answered: what waits only grows.
    let address = Address(Array(repeating: nil, count: 1_000))
    var world = try await World(address, queue: 5)
    world.publish(6)
    var given = world.deactivated.makeAsyncIterator()
    #expect(await given.next() == world.subscription.id)
    await world.webhooks.shutDown()
  }

  @Test func `a change that cannot be kept is refused and taken back`() async throws {
    let journal = MemoryJournal()
    let clock = TestClock()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let partition = Partition(journal: journal, sink: NoSink(), clock: clock, seed: 7, logger: logger)
    let recovered = try await partition.recover()
    let task = Task { await partition.run(recovered) }
    let system = CommandContext(principal: .system("DEMOCO"))
    _ = try await partition.perform(.configure(SampleAccount.changes()), in: system)
    let settings = ServerSettings.AvayaSettings()
    let webhooks = AvayaWebhooks(post: Address([]), settings: settings, clock: clock, logger: logger)
    let subscriptions = AvayaSubscriptions(
      journal: journal,
      feeds: AvayaFeeds(
        gateway: partition,
        fanOut: FanOut(encoders: []),
        settings: settings,
        clock: clock
      ) { _, _ in },
      webhooks: webhooks,
      tokens: TestTokens(),
      limits: SubscriptionBook.Limits(),
      leeway: .seconds(5),
      clock: clock,
      logger: logger
    )
    let holder = TokenHolder(
      principal: Principal(actor: .client("reader"), account: "DEMOCO", permissions: .readEverything),
      expires: clock.now().advanced(by: .seconds(905))
    )
    let body = #"{"family":"AGENT_ENGAGEMENT","events":["ALL"],"transport":{"type":"WEBSOCKET"}}"#
    let request = try SubscriptionRequest(parsing: Array(body.utf8), isLenient: false)
    let made = try await subscriptions.create(request, by: holder)
    #expect(made.expiresAt == clock.now().advanced(by: .seconds(900)))
    await journal.close()
    let page = try PageRequest([])
    for _ in 0..<2 {
      await #expect(throws: AvayaProblem.notKept) { try await subscriptions.create(request, by: holder) }
      await #expect(throws: AvayaProblem.notKept) { try await subscriptions.delete(made.id, of: "DEMOCO") }
      await #expect(throws: AvayaProblem.notKept) {
        clock.advance(by: .seconds(10))
        return try await subscriptions.renew(made.id, authToken: nil, by: holder)
      }
    }
    let (found, total) = try await subscriptions.list(page, of: "DEMOCO")
    #expect(total == 1 && found == [made])
    partition.close()
    await task.value
  }
}
