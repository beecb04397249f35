// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel
import CordboardTestKit
import Logging
import Synchronization
import Testing

@testable import CordboardServer

/// Webhooks, without a network and without waiting.
@Suite(.timeLimit(.minutes(5))) struct AvayaWebhookTests {
  /// What happened. The locks guard the lists.
  private final class Happenings: Sendable {
    let pauses = Mutex<[Duration]>([])
    /// The subscriptions that were made inactive.
    let deactivated = Mutex<[String]>([])
  }

  private final class World: Sendable {
    let clock = TestClock()
    let webhooks: AvayaWebhooks
    let counters: WebhookCounters
    let happenings = Happenings()
    private let settings: ServerSettings.AvayaSettings
    private let feeds = Mutex<[AccountID: (feed: AvayaFeed, offset: UInt64)]>([:])

    init(
      _ address: TestAddress,
      pausesForEver: Bool = false,
      settings adjust: (inout ServerSettings.AvayaSettings) -> Void = { _ in }
    ) async throws {
      var settings = ServerSettings.AvayaSettings()
      settings.webhookQueue = 10
      adjust(&settings)
      self.settings = settings
      let metrics = Metrics()
      counters = WebhookCounters(metrics)
      let (happenings, clock) = (happenings, clock)
      webhooks = AvayaWebhooks(
        post: address,
        settings: settings,
        clock: clock,
        metrics: metrics,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      ) { duration in
        happenings.pauses.withLock { $0.append(duration) }
        // SLEEP: a pause that only cancelling ends.
        if pausesForEver { try await Task.sleep(for: .seconds(600)) }
        clock.advance(by: duration)
      }
      await webhooks.start { subscription, _ in happenings.deactivated.withLock { $0.append(subscription.id) } }
    }

    /// Begins to deliver to another subscription.
    @discardableResult
    func subscribe(_ number: UInt128, of account: AccountID = "DEMOCO", endpoint: String = "a") async throws
      -> Subscription
    {
      let request = """
        {"family":"AGENT_ENGAGEMENT","events":["AgentState"],"extensions":{"cordboard.sequence":"true"},
         "transport":{"type":"WEBHOOK","endpoint":"https://\(endpoint).example/"}}
        """
      var book = SubscriptionBook()
      let subscription = try book.create(
        SubscriptionRequest(parsing: Array(request.utf8), isLenient: false),
        id: ConversationID(rawValue: number).description,
        owner: .client("crm"),
        at: clock.now(),
        tokenExpires: clock.now().advanced(by: .seconds(3_600)),
        limits: SubscriptionBook.Limits()
      )
      await webhooks.begin(subscription, of: account, feed: feed(of: account))
      return subscription
    }

    private func feed(of account: AccountID) -> AvayaFeed {
      feeds.withLock { feeds in
        if let (feed, _) = feeds[account] { return feed }
        let translator = NotificationTranslator(directory: AvayaDirectory(account: account), epoch: 1)
        let feed = AvayaFeed(translator, offset: 0, generation: "g", settings: settings, clock: clock)
        feeds[account] = (feed, 0)
        return feed
      }
    }

    /// An agent becomes ready so many times, in one batch.
    func publish(_ count: Int, of account: AccountID = "DEMOCO") {
      let feed = feed(of: account)
      let first = feeds.withLock { feeds in
        defer { feeds[account]?.offset += UInt64(count) }
        return feeds[account]?.offset ?? 0
      }
      let facts = (1...UInt64(count)).map { number in
        let fact = AgentStateChanged(agent: "alice", state: .ready, previous: .notReady, cause: .agent)
        return Envelope(account: account, offset: first + number, time: clock.now(), event: .agentStateChanged(fact))
      }
      webhooks.publish(feed.translate(facts), of: account)
    }

    /// The webhooks that were given up, by reason.
    var givenUp: [WebhookCounters.Reason: Int] {
      var counts: [WebhookCounters.Reason: Int] = [:]
      for reason in WebhookCounters.Reason.allCases {
        if let count = counters.givenUp(reason)?.value, count > 0 { counts[reason] = count }
      }
      return counts
    }
  }

  private func numbers(_ bodies: [String]) -> [Substring] {
    bodies.map { $0.split(separator: #""sequence":"#).last ?? "" }
  }

  @Test func `notifications come in order, each tried again until it is taken`() async throws {
    let address = TestAddress([.status(200), .none("no route"), .status(500), .status(302), .status(204)])
    let world = try await World(address)
    try await world.subscribe(1)
    world.publish(3)
    #expect(numbers(await address.got(6)) == ["1}", "2}", "2}", "2}", "2}", "3}"])
    await until { world.counters.waiting.value == 0 }
    #expect(world.counters.delivered.value == 3 && world.counters.failed.value == 3)
    // Twice as long each time, somewhat less each.
    let pauses = world.happenings.pauses.withLock { $0 }
    for (pause, longest) in zip(pauses, [1, 2, 4] as [Double]) {
      #expect(pause <= .seconds(longest) && pause >= .seconds(longest / 2))
    }
    #expect(pauses.count == 3)
    await world.webhooks.shutDown()
  }

  @Test(
    arguments: [
      ([.status(410)], .gone), (Array(repeating: .status(500), count: 1_000), .patience),
      ([.privateAddress], .privateAddress),
    ] as [([WebhookAnswer], WebhookCounters.Reason)]
  )
  func `an address that takes nothing is given up`(answers: [WebhookAnswer], reason: WebhookCounters.Reason)
    async throws
  {
    let world = try await World(TestAddress(answers))
    let subscription = try await world.subscribe(1)
    world.publish(2)
    await until { world.happenings.deactivated.withLock { $0 } == [subscription.id] }
    #expect(world.givenUp == [reason: 1] && world.counters.lost.value == 2 && world.counters.waiting.value == 0)
    // Not for longer than is set: a minute between attempts at most.
    let pauses = world.happenings.pauses.withLock { $0 }
    #expect(pauses.allSatisfy { $0 <= .seconds(60) })
    #expect(pauses.reduce(.zero, +) <= .seconds(900))
    await world.webhooks.shutDown()
  }

  @Test func `more than may wait for a webhook makes it inactive`() async throws {
    let address = TestAddress(isHeld: true)
    let world = try await World(address) { $0.webhookQueue = 5 }
    let subscription = try await world.subscribe(1)
    world.publish(5)
    _ = await address.got(1)
    #expect(world.givenUp.isEmpty && world.counters.waiting.value == 5)
    world.publish(1)
    await until { world.happenings.deactivated.withLock { $0 } == [subscription.id] }
    #expect(world.givenUp == [.queue: 1])
    await world.webhooks.shutDown()
  }

  @Test func `more than may wait for the webhooks of an account makes them inactive, and no others`() async throws {
    let address = TestAddress()
    let world = try await World(address) { $0.webhookInbox = 3 }
    try await world.subscribe(1)
    try await world.subscribe(2)
    try await world.subscribe(3, of: "OTHERS")
    world.publish(3)
    world.publish(3, of: "OTHERS")
    _ = await address.got(9)
    world.publish(4)
    await until { world.happenings.deactivated.withLock { $0.count } == 2 }
    #expect(world.givenUp == [.inbox: 2])
    world.publish(1, of: "OTHERS")
    _ = await address.got(10)
    await world.webhooks.shutDown()
  }

  @Test func `a server that stops makes no subscription inactive`() async throws {
    let world = try await World(TestAddress([.status(500)]), pausesForEver: true)
    try await world.subscribe(1)
    world.publish(1)
    await until { world.happenings.pauses.withLock { $0.count } == 1 }
    await world.webhooks.shutDown()
    // Whatever the cancelled pause leads to comes before this.
    for _ in 0..<20 { await world.webhooks.end("none") }
    #expect(world.happenings.deactivated.withLock { $0.isEmpty } && world.givenUp.isEmpty)
  }

  @Test func `a subscription that runs out while it is tried is not given up`() async throws {
    let world = try await World(TestAddress(Array(repeating: .status(500), count: 1_000))) {
      $0.webhookPatience = .seconds(86_400)
    }
    try await world.subscribe(1)
    world.publish(1)
    await until { world.counters.lost.value == 1 }
    #expect(world.givenUp.isEmpty && world.happenings.deactivated.withLock { $0.isEmpty })
    await world.webhooks.shutDown()
  }

  @Test func `so many requests are under way at once, and accounts take turns`() async throws {
    let address = TestAddress(isHeld: true)
    let world = try await World(address) { $0.webhookConnections = 2 }
    for number in 1...6 as ClosedRange<UInt128> { try await world.subscribe(number) }
    try await world.subscribe(7, of: "OTHERS", endpoint: "b")
    world.publish(10)
    _ = await address.got(2)
    world.publish(1, of: "OTHERS")
    // Known to be there before the next turn: what is asked of the actor comes after it.
    await until { world.counters.waiting.value == 61 }
    for count in 3...4 {
      address.answerOne()
      _ = await address.got(count)
    }
    #expect(address.endpoints.prefix(4).contains("https://b.example/"))
    address.answerAll()
    #expect(await address.got(61).count == 61)
    #expect(address.mostUnderWay == 2)
    await world.webhooks.shutDown()
  }

  @Test func `what waits is erased with the content of conversations`() async throws {
    let address = TestAddress(isHeld: true)
    let world = try await World(address)
    try await world.subscribe(1)
    world.publish(3)
    _ = await address.got(1)
    await world.webhooks.forget()
    #expect(world.counters.lost.value == 3 && world.counters.waiting.value == 0)
    world.publish(1)
    address.answerAll()
    #expect(numbers(await address.got(2)) == ["1}", "4}"])
    await world.webhooks.shutDown()
  }

  @Test func `owners take turns, and what is one owner's comes in order`() {
    var turns = FairTurns<String, Int>()
    #expect(turns.next() == nil)
    for element in 1...4 { turns.append(element, of: "a") }
    #expect(turns.next() == 1)
    turns.append(10, of: "b")
    turns.append(11, of: "b")
    turns.append(20, of: "c")
    var order: [Int] = []
    while let next = turns.next() { order.append(next) }
    #expect(order == [2, 10, 20, 3, 11, 4])
    turns.append(5, of: "a")
    #expect(turns.next() == 5 && turns.next() == nil)
  }
}
