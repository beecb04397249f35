// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import EventJournal
import Synchronization
import Testing
import WebhookDelivery

@testable import CordboardServer

extension WebhookLine {
  fileprivate func beginEnding() { isEnding = true }
}

/// What of a line is worth nothing any more: after an erasure, after its end, and after its time.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WebhookEndTests {
  /// Messages that say what can be known at the moment they are made.
  private final class Known: WebhookTranslation, WebhookFold {
    let words = Mutex("before")
    var signalPatience: Duration? { .seconds(10) }

    func entries(of page: [Envelope], origin: DeliveryEntry.Origin) -> [(DeliveryLane, DeliveryEntry)] {
      page.compactMap { fact in DeliveryEntry([fact], origin: origin).map { (DeliveryLane(of: fact), $0) } }
    }

    func fold(of lane: DeliveryLane, before fact: Envelope?) async throws -> any WebhookFold { self }
    func continues(with fact: Envelope) -> Bool { true }

    func messages(of facts: [Envelope], number: UInt64) -> [WebhookMessage] {
      facts.map { WebhookMessage(id: "\($0.offset)", type: "test", body: Array(words.withLock { $0 }.utf8)) }
    }

    func message(of signal: Signal) -> WebhookMessage? {
      guard case .typing(_, _, _, let isTyping) = signal.content else { return nil }
      return WebhookMessage(id: "typing", type: "test", body: Array((isTyping ? "types" : "stopped").utf8))
    }
  }

  private func begin(
    _ world: WebhookWorld,
    _ known: Known,
    at url: String = "https://a.example/",
    _ adjust: (inout WebhookRules) -> Void = { _ in }
  ) async throws {
    var rules = WebhookRules()
    adjust(&rules)
    let endpoint = WebhookEndpoint(key: world.key, url: url, rules: rules, translation: known)
    try await world.engine.begin(endpoint, after: 0) { _, end in world.ends.withLock { $0.append(end) } }
  }

  private func typing(_ isTyping: Bool, at time: Timestamp) -> Signal {
    Signal(
      account: "DEMOCO",
      time: time,
      audience: [],
      teams: [],
      content: .typing(
        conversation: ConversationID(rawValue: 99),
        participant: ParticipantID(rawValue: 7),
        kind: .customer,
        isTyping: isTyping
      )
    )
  }

  private let lane = DeliveryLane.conversation(ConversationID(rawValue: 99))
  private let other = WebhookKey(account: "OTHER", name: "native/2")

  @Test func `what was made before an erasure is not sent after it`() async throws {
    let world = WebhookWorld(settings: { $0.connections = 1 })
    let known = Known()
    await world.engine.parts.permits.acquire(for: other)
    try await begin(world, known)
    try await world.append(1)
    let line = try #require(await world.engine.line(world.key))
    await until { await line.inFlight == 1 }
    // Its message is made and waits for a place.
    await until { await !line.made.isEmpty }
    known.words.withLock { $0 = "after" }
    await world.engine.forget()
    world.engine.parts.permits.release()
    #expect(await world.address.got(1) == ["after"])
    await world.engine.shutDown()
  }

  @Test func `an endpoint that was changed is told by what it is now`() async throws {
    let world = WebhookWorld([.status(500)])
    world.pauses.hold()
    let known = Known()
    try await begin(world, known)
    try await world.append(1)
    #expect(await world.address.got(1) == ["before"])
    known.words.withLock { $0 = "after" }
    try await begin(world, known)
    await world.engine.line(world.key)?.hurry()
    #expect(await world.address.got(2) == ["before", "after"])
    await world.engine.shutDown()
  }

  @Test(
    arguments: [
      .status(410), .privateAddress, .answer(WebhookAnswer.Answer(status: 200, control: "disable")),
    ] as [WebhookAnswer]
  )
  func `an endpoint that was changed does not end for what was answered before`(answer: WebhookAnswer) async throws {
    let world = WebhookWorld([answer], isHeld: true)
    try await begin(world, Known())
    try await world.append(2, conversations: 1)
    _ = await world.address.got(1)
    try await begin(world, Known())
    world.address.answerAll()
    _ = await world.address.got(answer.status == 200 ? 2 : 3)
    await until { world.metrics.gauge("cordboard_webhook_waiting", help: "").value == 0 }
    #expect(world.ends.withLock { $0.isEmpty })
    await world.engine.shutDown()
  }

  @Test func `an endpoint that has moved is not kept waiting for what the other asked for`() async throws {
    let later = WebhookAnswer.answer(WebhookAnswer.Answer(status: 503, retryAfter: "3600"))
    let world = WebhookWorld([later])
    world.pauses.hold()
    try await begin(world, Known())
    try await world.append(1)
    _ = await world.address.got(1)
    let line = try #require(await world.engine.line(world.key))
    await until { await line.inFlight == 0 }
    try await begin(world, Known()) { $0.concurrency = 2 }
    #expect(await line.flow.failures == 1)
    #expect(world.address.count == 1)
    try await begin(world, Known(), at: "https://b.example/")
    _ = await world.address.got(2)
    #expect(world.address.endpoints == ["https://a.example/", "https://b.example/"])
    await until { await line.flow.failingSince == nil }
    await world.engine.shutDown()
  }

  @Test func `an endpoint that is changed while it is given up begins anew`() async throws {
    let world = WebhookWorld(isHeld: true)
    try await begin(world, Known())
    try await world.append(1)
    _ = await world.address.got(1)
    let line = try #require(await world.engine.line(world.key))
    await line.beginEnding()
    #expect(await !line.update(line.endpoint))
    try await begin(world, Known())
    let other = try #require(await world.engine.line(world.key))
    #expect(other !== line)
    await line.stop()
    world.address.answerAll()
    _ = await world.address.got(2)
    await world.engine.shutDown()
  }

  @Test func `what is on its way is withdrawn by an erasure, a change and an end, until it is written`() async throws {
    let world = WebhookWorld([.withdrawn, .withdrawn], isHeld: true)
    let known = Known()
    try await begin(world, known)
    try await world.append(1)
    _ = await world.address.got(1)
    #expect(world.address.requests.allSatisfy { $0.isWanted() })
    known.words.withLock { $0 = "after" }
    await world.engine.forget()
    #expect(world.address.requests.allSatisfy { !$0.isWanted() })
    world.address.answerOne()
    #expect(await world.address.got(2) == ["before", "after"])
    #expect(world.address.requests.map { $0.isWanted() } == [false, true])
    try await begin(world, known)
    #expect(world.address.requests.allSatisfy { !$0.isWanted() })
    world.address.answerOne()
    _ = await world.address.got(3)
    let line = try #require(await world.engine.line(world.key))
    #expect(await line.attempts.newestFirst.isEmpty)
    try await world.engine.end(world.key, forgetting: true)
    #expect(world.address.requests.allSatisfy { !$0.isWanted() })
    await world.engine.shutDown()
  }

  @Test func `what waits for a place is not sent once the endpoint has ended`() async throws {
    let world = WebhookWorld(settings: { $0.connections = 1 })
    await world.engine.parts.permits.acquire(for: other)
    try await begin(world, Known())
    try await world.append(5)
    let line = try #require(await world.engine.line(world.key))
    await until { await line.inFlight > 0 }
    try await world.engine.end(world.key, forgetting: true)
    world.engine.parts.permits.release()
    await until { await line.inFlight == 0 }
    #expect(world.address.count == 0)
    #expect(world.metrics.gauge("cordboard_webhook_waiting", help: "").value == 0)
    // Nothing of it is kept: what is saved late does not count.
    await line.save()
    #expect(try await world.engine.parts.store.progress(of: world.key) == nil)
    await world.engine.shutDown()
  }

  @Test func `an endpoint ends once, however many answers say so`() async throws {
    let world = WebhookWorld(Array(repeating: .status(410), count: 100), isHeld: true)
    try await begin(world, Known()) { $0.concurrency = 8 }
    try await world.append(40, conversations: 20)
    await until { world.address.count == 8 }
    world.address.answerAll()
    await until { world.ends.withLock { !$0.isEmpty } }
    try await world.engine.end(world.key, forgetting: false)
    #expect(world.ends.withLock { $0 } == [.gone])
    #expect(world.address.count == 8)
    #expect(world.metrics.gauge("cordboard_webhook_waiting", help: "").value == 0)
    await world.engine.shutDown()
  }

  @Test func `an endpoint that nothing is to end is told again of what it refused`() async throws {
    let world = WebhookWorld([
      .status(410), .privateAddress, .answer(WebhookAnswer.Answer(status: 200, control: "disable")),
    ])
    try await begin(world, Known()) { ($0.endsWhenGone, $0.endsOnRefusal) = (false, false) }
    try await world.append(2, conversations: 1)
    _ = await world.address.got(4)
    await until { world.metrics.gauge("cordboard_webhook_waiting", help: "").value == 0 }
    #expect(world.ends.withLock { $0.isEmpty })
    await world.engine.shutDown()
  }

  @Test func `what is asked for again is bounded`() async throws {
    let world = WebhookWorld(isHeld: true, settings: { ($0.pending, $0.replayFacts) = (10, 30) })
    try await begin(world, Known()) { $0.concurrency = 1 }
    try await world.append(10, conversations: 1)
    _ = await world.address.got(1)
    let line = try #require(await world.engine.line(world.key))
    await until { await line.line.pending == 10 }
    #expect(await line.replay(world.log) == 10)
    #expect(await line.replay(world.log) == 10)
    #expect(await line.replay(world.log) == 10)
    #expect(await line.replay(world.log) == nil)
    world.address.answerAll()
    _ = await world.address.got(40)
    try await world.engine.end(world.key, forgetting: true)
    #expect(await line.replay(world.log) == nil)
    await world.engine.shutDown()
  }

  @Test func `of what is ephemeral the latest is sent, also if an earlier one was made`() async throws {
    let world = WebhookWorld(settings: { $0.connections = 1 })
    world.pauses.hold()
    try await begin(world, Known()) { $0.perSecond = 1 }
    let line = try #require(await world.engine.line(world.key))
    await world.engine.parts.permits.acquire(for: other)
    try await world.append(1)
    await until { await line.inFlight == 1 }
    let now = world.clock.now()
    await line.take(typing(true, at: now), in: lane, for: .seconds(10)) { _ in true }
    await until { await line.made.count == 2 }
    // The fact goes; the signal has to wait, as no more are allowed in this second.
    world.engine.parts.permits.release()
    await until { await line.inFlight == 0 }
    await line.take(typing(false, at: now), in: lane, for: .seconds(10)) { _ in true }
    world.pauses.release()
    #expect(await world.address.got(2) == ["before", "stopped"])
    await world.engine.shutDown()
  }

  @Test func `nothing ephemeral is a dead letter, or sent late`() async throws {
    let world = WebhookWorld([.answer(WebhookAnswer.Answer(status: 500, control: "abort-message")), .status(500)])
    try await begin(world, Known())
    let line = try #require(await world.engine.line(world.key))
    for _ in 0..<2 {
      let count = world.address.count
      await line.take(typing(true, at: world.clock.now()), in: lane, for: .seconds(10)) { _ in true }
      _ = await world.address.got(count + 1)
      await until { await line.line.pending == 0 }
    }
    #expect(try await world.engine.parts.store.deadLetters(of: world.key).isEmpty)
    await world.engine.parts.permits.acquire(for: world.key)
    world.engine.parts.permits.release()
    await line.take(typing(true, at: world.clock.now()), in: lane, for: .seconds(-1)) { _ in true }
    await until { await line.line.pending == 0 }
    #expect(world.address.count == 2)
    #expect(world.metrics.counter("cordboard_webhook_lost_signals_total", help: "").value == 1)
    await world.engine.shutDown()
  }

  @Test func `signals past the limit are let go of, and counted`() async throws {
    let world = WebhookWorld(isHeld: true, settings: { $0.waitingSignals = 2 })
    try await begin(world, Known()) { $0.concurrency = 1 }
    try await world.append(1)
    _ = await world.address.got(1)
    let line = try #require(await world.engine.line(world.key))
    for _ in 0..<5 {
      await line.take(typing(true, at: world.clock.now()), in: lane, for: .seconds(10)) { _ in false }
    }
    #expect(await line.line.pending == 3)
    #expect(world.metrics.counter("cordboard_webhook_lost_signals_total", help: "").value == 3)
    await world.engine.shutDown()
  }
}
