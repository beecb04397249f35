// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import EventJournal
import Synchronization
import Testing
import WebhookDelivery

@testable import CordboardServer

/// One endpoint, without a network and without waiting.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WebhookLineTests {
  /// The offsets of each lane, in the order of the log.
  private func lanes(_ world: WebhookWorld) -> [DeliveryLane: [UInt64]] {
    Dictionary(grouping: world.log) { DeliveryLane(of: $0) }.mapValues { $0.map(\.offset) }
  }

  /// Whether what came keeps the order of each lane, a fact perhaps several times in a row.
  private func isInOrder(_ offsets: [UInt64], _ lanes: [DeliveryLane: [UInt64]]) -> Bool {
    lanes.values.allSatisfy { lane in
      let known = Set(lane)
      var last: UInt64 = 0
      for offset in offsets where known.contains(offset) {
        guard offset >= last else { return false }
        last = offset
      }
      return true
    }
  }

  @Test func `every fact comes once, in the order of its conversation`() async throws {
    let world = WebhookWorld()
    try await world.append(5)
    try await world.begin(after: 2)
    try await world.append(300)
    await until { world.offsets.count >= 303 }
    #expect(world.offsets.sorted() == Array(3...305))
    #expect(isInOrder(world.offsets, lanes(world)))
    await until { world.metrics.gauge("cordboard_webhook_waiting", help: "").value == 0 }
    await world.engine.shutDown()
  }

  @Test func `a lane that has to wait holds no other`() async throws {
    let world = WebhookWorld([.status(500)])
    world.pauses.hold()
    try await world.append(1)
    let first = DeliveryLane(of: world.log[0])
    try await world.begin()
    _ = await world.address.got(1)
    try await world.append(60)
    let others = world.log.filter { DeliveryLane(of: $0) != first }.map(\.offset)
    await until { Set(world.offsets).isSuperset(of: others) }
    #expect(!world.offsets.dropFirst().contains { offset in !others.contains(offset) })
    world.pauses.release()
    await until { Set(world.offsets).count == 61 }
    #expect(isInOrder(world.offsets, lanes(world)))
    await world.engine.shutDown()
  }

  @Test func `a message that is never taken is kept as a dead letter, and its lane goes on`() async throws {
    let world = WebhookWorld()
    try await world.append(1)
    world.address.answer(Array(repeating: .status(500), count: 4))
    try await world.begin { $0.schedule = RetrySchedule(delays: .fixed(gap: .seconds(30), retries: 3), jitter: 0) }
    _ = await world.address.got(4)
    try await world.append(1)
    await until { world.offsets.contains(2) }
    #expect(world.offsets == [1, 1, 1, 1, 2])
    let letters = try await world.engine.parts.store.deadLetters(of: world.key).map(\.letter)
    #expect(letters.map(\.offset) == [1] && letters[0].attempts == 4 && letters[0].lastStatus == 500)
    #expect(letters[0].reason == .exhausted && letters[0].messageID.count == 36)
    await world.engine.shutDown()
  }

  private func letters(_ world: WebhookWorld) async -> [(number: UInt64, letter: DeadLetter)] {
    (try? await world.engine.parts.store.deadLetters(of: world.key)) ?? []
  }

  @Test func `a dead letter stays until its message is taken, also when the process ends meanwhile`() async throws {
    let world = WebhookWorld(Array(repeating: .status(500), count: 2))
    let once = RetrySchedule(delays: .fixed(gap: .seconds(30), retries: 0))
    try await world.begin { $0.schedule = once }
    try await world.append(1)
    await until { await letters(world).count == 1 }
    let first = try #require(await letters(world).first)
    // It fails once more: there is one letter still, another.
    _ = await world.engine.line(world.key)?.replay(world.log, letters: [first.letter.messageID: [first.number]])
    await until { await letters(world).map(\.number) == [first.number + 1] }
    await world.engine.save()
    await world.die()
    try await world.begin { $0.schedule = once }
    #expect(await letters(world).count == 1)
    _ = await world.engine.line(world.key)?.replay(world.log, letters: [first.letter.messageID: [first.number + 1]])
    await until { await letters(world).isEmpty }
    #expect(Set(world.offsets) == [1] && world.offsets.count == 3)
    await world.engine.shutDown()
  }

  @Test func `only so many dead letters are kept`() async throws {
    let world = WebhookWorld(settings: { $0.deadLetters = 2 })
    world.address.answer(Array(repeating: .status(500), count: 5))
    try await world.begin { $0.schedule = RetrySchedule(delays: .fixed(gap: .seconds(30), retries: 0)) }
    try await world.append(5, conversations: 1)
    await until { world.metrics.counter("cordboard_webhook_dead_letters_total", help: "").value == 5 }
    #expect(try await world.engine.parts.store.deadLetters(of: world.key).count == 2)
    await world.engine.shutDown()
  }

  @Test(
    arguments: [
      (.status(410), .gone), (.privateAddress, .privateAddress),
      (.answer(WebhookAnswer.Answer(status: 200, control: "disable")), .gone),
    ] as [(WebhookAnswer, WebhookEnd)]
  )
  func `an endpoint that wants nothing more gets nothing more`(answer: WebhookAnswer, end: WebhookEnd) async throws {
    let world = WebhookWorld([answer])
    try await world.begin { $0.concurrency = 1 }
    try await world.append(10, conversations: 1)
    await until { world.ends.withLock { $0 } == [end] }
    #expect(world.address.count == 1 && end.text.count > 10)
    #expect(await world.engine.line(world.key) == nil)
    // Enabled again, it goes on in order, behind what it took.
    try await world.begin()
    await until { Set(world.offsets).count == 10 }
    #expect(world.offsets.count == (answer.status == 200 ? 10 : 11))
    await world.engine.shutDown()
  }

  @Test func `a message that the endpoint aborts is not sent again`() async throws {
    let world = WebhookWorld([.answer(WebhookAnswer.Answer(status: 500, control: "abort-message"))])
    try await world.begin()
    try await world.append(2, conversations: 1)
    await until { world.offsets.count == 2 }
    #expect(Set(world.offsets) == [1, 2])
    await until { (try? await world.engine.parts.store.deadLetters(of: world.key).first?.letter.reason) == .aborted }
    await world.engine.shutDown()
  }

  @Test func `who asks to be left alone is left alone, all of it`() async throws {
    let world = WebhookWorld([.answer(WebhookAnswer.Answer(status: 429, retryAfter: "120"))])
    let begin = world.clock.now()
    try await world.append(1)
    try await world.begin { $0.concurrency = 1 }
    _ = await world.address.got(1)
    try await world.append(30)
    await until { world.offsets.count == 32 }
    #expect(world.clock.now().since(begin) >= .seconds(120))
    #expect(world.pauses.pauses.contains { $0 >= .seconds(119) })
    await world.engine.shutDown()
  }

  @Test func `an endpoint that takes nothing for long is disabled`() async throws {
    let world = WebhookWorld(
      Array(repeating: .none("no route"), count: 10_000),
      settings: { $0.disableAfter = .seconds(3_600) }
    )
    try await world.begin()
    try await world.append(40)
    await until { world.ends.withLock { !$0.isEmpty } }
    #expect(world.ends.withLock { $0 } == [.failing(.seconds(3_600))])
    // Its breaker let little through.
    #expect(world.address.count < 200)
    await world.engine.shutDown()
  }

  @Test func `no more requests than allowed are under way, and one after a failure`() async throws {
    let world = WebhookWorld(isHeld: true)
    try await world.begin { $0.concurrency = 3 }
    try await world.append(50, conversations: 10)
    await until { world.address.count == 3 }
    world.address.answerAll()
    await until { world.offsets.count == 50 }
    #expect(world.address.mostUnderWay == 3)
    await world.engine.shutDown()
  }

  @Test func `no more requests a second than allowed`() async throws {
    let world = WebhookWorld()
    let begin = world.clock.now()
    try await world.begin { $0.perSecond = 2 }
    try await world.append(21, conversations: 20)
    await until { world.offsets.count == 21 }
    #expect(world.clock.now().since(begin) >= .seconds(9))
    await world.engine.shutDown()
  }

  @Test func `what waits is bounded, and the rest is in the journal`() async throws {
    let world = WebhookWorld(isHeld: true, settings: { ($0.pending, $0.heldFacts) = (5, 3) })
    try await world.append(1_000)
    try await world.begin { $0.concurrency = 1 }
    _ = await world.address.got(1)
    // A page that was read is taken in whole.
    let line = try #require(await world.engine.line(world.key))
    #expect(await line.line.pending <= 256)
    world.address.answerAll()
    await until { world.offsets.count == 1_000 }
    #expect(isInOrder(world.offsets, lanes(world)) && Set(world.offsets).count == 1_000)
    await world.engine.shutDown()
  }

  @Test func `a replay comes again with the same id`() async throws {
    let world = WebhookWorld()
    try await world.begin()
    try await world.append(10)
    await until { world.offsets.count == 10 }
    let line = try #require(await world.engine.line(world.key))
    #expect(await line.replay(Array(world.log[3..<5])) == 2)
    await until { world.offsets.count == 12 }
    #expect(Set(world.offsets.suffix(2)) == [4, 5])
    let before = world.address.bodies.prefix(10).first { $0.contains("-4\"") }
    #expect(world.address.bodies.suffix(2).contains { $0 == before })
    await world.engine.shutDown()
  }

  @Test(arguments: 1...20)
  func `whatever fails and whenever the process ends, nothing is lost and lanes keep their order`(seed: UInt64)
    async throws
  {
    var random = SeededRandom(seed: seed)
    let world = WebhookWorld(
      seed: seed,
      settings: { settings in
        settings.pending = Int.random(in: 1...40, using: &random)
        settings.heldFacts = Int.random(in: 0...20, using: &random)
        settings.keptLanes = Int.random(in: 0...4, using: &random)
      }
    )
    var marks: [Int] = []
    for _ in 0..<6 {
      let failures: [WebhookAnswer] = (0..<Int.random(in: 0...30, using: &random)).map { _ in
        switch Int.random(in: 0...4, using: &random) {
        case 0: .status(200)
        case 1: .status(500)
        case 2: .none("reset")
        case 3: .answer(WebhookAnswer.Answer(status: 429, retryAfter: "3"))
        default: .status(302)
        }
      }
      world.address.answer(failures)
      try await world.begin()
      try await world.append(Int.random(in: 1...60, using: &random), conversations: 5)
      let some = Int.random(in: 0...world.log.count, using: &random)
      await until { Set(world.offsets).count >= some }
      if Bool.random(using: &random) { await world.engine.save() }
      await world.die()
      marks.append(world.offsets.count)
    }
    world.address.answer([])
    try await world.begin()
    await until { Set(world.offsets).count == world.log.count }
    await until { world.metrics.gauge("cordboard_webhook_waiting", help: "").value == 0 }
    await world.die()
    // In each life of the process, lanes are in order; and a message is what it was.
    var start = 0
    for end in marks + [world.offsets.count] {
      let life = Array(world.offsets[start..<end])
      #expect(isInOrder(life, lanes(world)), "seed \(seed): \(life)")
      start = end
    }
    #expect(try await world.engine.parts.store.deadLetters(of: world.key).isEmpty)
    let bodies = Dictionary(grouping: world.address.bodies) { $0 }
    #expect(bodies.count == world.log.count, "a message that comes again is another")
  }
}
