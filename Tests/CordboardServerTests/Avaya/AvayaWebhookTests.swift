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

/// Webhooks of subscriptions over a real core, without a network and without waiting.
@Suite(.serialized, .timeLimit(.minutes(10))) struct AvayaWebhookTests {
  /// A centre whose facts go to webhooks; its process can end and begin anew on the same journal.
  private final class World: Sendable {
    let clock = TestClock()
    let journal = MemoryJournal()
    let address: TestAddress
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let sink = TestSink()
    let partition: Partition
    let task: Task<Void, Never>
    private let life = Mutex<(AvayaSubscriptions, WebhookEngine)?>(nil)

    init(_ answers: [WebhookAnswer] = []) async throws {
      address = TestAddress(answers)
      partition = Partition(journal: journal, sink: sink, clock: clock, seed: 7, logger: logger)
      let recovered = try await partition.recover()
      task = Task { [partition] in await partition.run(recovered) }
      try await give(.configure(SampleAccount.changes()))
      await begin()
    }

    @discardableResult
    func give(_ command: Command) async throws -> Outcome {
      try await partition.perform(command, in: CommandContext(principal: .system("TESTCO")))
    }

    func begin() async {
      var settings = ServerSettings.AvayaSettings()
      settings.webhookPatience = .seconds(120)
      let engine = WebhookEngine(.test(address, journal: journal, clock: clock))
      let feeds = AvayaFeeds(gateway: partition, fanOut: FanOut(encoders: []), settings: settings, clock: clock)
      sink.target.withLock { $0 = FeedSink(feeds: feeds) }
      let subscriptions = AvayaSubscriptions(
        journal: journal,
        gateway: partition,
        feeds: feeds,
        webhooks: AvayaWebhooks(
          engine: engine,
          settings: settings,
          timeout: .seconds(5),
          journal: journal,
          logger: logger
        ),
        tokens: TestTokens(),
        limits: SubscriptionBook.Limits(),
        leeway: .seconds(5),
        clock: clock,
        logger: logger
      )
      life.withLock { $0 = (subscriptions, engine) }
    }

    var subscriptions: AvayaSubscriptions { get throws { try #require(life.withLock { $0 }).0 } }
    var engine: WebhookEngine { get throws { try #require(life.withLock { $0 }).1 } }

    /// The process ends, saved or not, and begins anew.
    func restart(saving: Bool, id: String) async throws {
      let key = WebhookKey(account: "TESTCO", name: "avaya/\(id)")
      if saving { try await engine.save() }
      try await engine.line(key)?.stop()
      await begin()
      try await subscriptions.resume(["TESTCO"])
    }

    func subscribe() async throws -> Subscription {
      let request = """
        {"family":"AGENT_ENGAGEMENT","events":["ALL"],"extensions":{"cordboard.sequence":"true"},
         "transport":{"type":"WEBHOOK","endpoint":"https://a.example/","authToken":"s3cret"}}
        """
      let holder = TokenHolder(
        principal: Principal(actor: .client("integration"), account: "TESTCO", permissions: .readEverything),
        expires: clock.now().advanced(by: .seconds(100_000))
      )
      return try await subscriptions.create(
        SubscriptionRequest(parsing: Array(request.utf8), isLenient: false),
        by: holder
      )
    }

    /// The numbers that came.
    var numbers: [Int] {
      address.bodies.compactMap { $0.split(separator: #""sequence":"#).last.flatMap { Int($0.dropLast()) } }
    }

    func end() async throws {
      try await engine.shutDown()
      partition.close()
      await task.value
    }
  }

  private struct FeedSink: FactSink {
    let feeds: AvayaFeeds

    func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {
      feeds.publish(envelopes, account: account)
    }

    func publish(_ signal: Signal) {}
  }

  @Test func `a restart loses nothing and repeats only what was not settled`() async throws {
    let world = try await World([.status(200), .status(500), .none("reset")])
    let subscription = try await world.subscribe()
    var expected = 0
    for round in 0..<6 {
      let agent: AgentID = round % 2 == 0 ? "alice" : "bob"
      try await world.give(.logIn(agent))
      try await world.give(.setAgentState(agent, ready: true, reason: nil))
      try await world.give(SampleAccount.start(round))
      try await world.give(.logOut(agent, reason: nil))
      await until { Set(world.numbers).count > expected }
      expected = Set(world.numbers).count
      try await world.restart(saving: round % 2 == 0, id: subscription.id)
    }
    try await world.give(.logIn("carol"))
    await until { world.address.bodies.contains { $0.contains(#""loginId":"carol""#) } }
    let numbers = world.numbers
    #expect(Set(numbers) == Set(1...(numbers.max() ?? 0)))
    // What comes again is what it was, and comes in order again.
    var bodies: [Int: Set<String>] = [:]
    for (number, body) in zip(numbers, world.address.bodies) { bodies[number, default: []].insert(body) }
    #expect(bodies.values.allSatisfy { $0.count == 1 })
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $1 <= $0 + 1 })
    #expect(world.address.requests.allSatisfy { $0.headers.contains { $0.value == "s3cret" } })
    try await world.end()
  }

  @Test(arguments: [.status(410), .privateAddress, .status(500)] as [WebhookAnswer])
  func `an address that takes nothing makes its subscription inactive, and a renewal begins with the present`(
    answer: WebhookAnswer
  ) async throws {
    let world = try await World(Array(repeating: answer, count: 1_000))
    let subscription = try await world.subscribe()
    try await world.give(.logIn("alice"))
    await until {
      let status = try? await world.subscriptions.get(subscription.id, of: "TESTCO").status(at: world.clock.now())
      return status == .inactive
    }
    world.address.answer([])
    try await world.give(.logIn("bob"))
    let before = world.address.count
    let holder = TokenHolder(
      principal: Principal(actor: .client("integration"), account: "TESTCO", permissions: .readEverything),
      expires: world.clock.now().advanced(by: .seconds(100_000))
    )
    _ = try await world.subscriptions.renew(subscription.id, authToken: nil, by: holder)
    try await world.give(.logIn("carol"))
    _ = await world.address.got(before + 1)
    #expect(world.address.bodies.dropFirst(before).allSatisfy { $0.contains(#""loginId":"carol""#) })
    try await world.end()
  }

  @Test func `a subscription that ran out gets nothing more`() async throws {
    let world = try await World()
    _ = try await world.subscribe()
    world.clock.advance(by: .seconds(200_000))
    try await world.give(.logIn("alice"))
    await until { (try? world.engine.parts.counters.givenUp(.over)?.value) == 1 }
    #expect(world.address.bodies.isEmpty)
    try await world.end()
  }
}
