// SPDX-License-Identifier: Apache-2.0

import ContactModel
import LivePersonDialect
import Testing
import WebhookDelivery

@testable import CordboardServer

/// What a strict installation does not take, and signals, which it may miss.
@Suite(.serialized, .timeLimit(.minutes(10))) struct StrictLetterTests {
  @Test func `what is exempt is tried once and holds nothing`() async throws {
    let world = StrictWorld()
    let line = try await world.line(world.endpoint([.content: .byTimeToLive(seconds: 600, isExempt: true)]))
    world.address.refuse("one")
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    try await world.facts.say(1, "two")
    await until { world.address.names == ["two"] }
    await until { await world.letters().map(\.reason) == [.notRetried] }
    #expect(await line.state == .up && world.address.count == 2)
    await line.stop()
  }

  @Test func `what was kept for its time is a dead letter of its conversation`() async throws {
    let world = StrictWorld()
    let line = try await world.line(world.endpoint([.content: .byTimeToLive(seconds: 5, isExempt: false)]))
    world.address.refuse("one")
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { world.pauses.waits(.seconds(2)) }
    world.pauses.pass(.seconds(2))
    await until { world.address.count == 2 }
    await until { world.pauses.waits(.seconds(3)) }
    world.pauses.pass(.seconds(3))
    await until { await world.letters().count == 1 }
    let letter = try #require(await world.letters().first)
    #expect(letter.reason == .expired && letter.attempts == 2 && letter.lastStatus == 500)
    #expect(letter.lane == "conversation/\(TestFacts.conversation(1))" && letter.offset == 2)
    await until { world.dead == 1 }
    #expect(await line.count == 0)
    await line.stop()
  }

  @Test func `by number it is tried again after half a minute, and then given up`() async throws {
    let world = StrictWorld()
    let line = try await world.line(world.endpoint([.content: .byNumber(retries: 1)]))
    world.address.refuse("one")
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { world.pauses.waits(.seconds(30)) }
    world.pauses.pass(.seconds(30))
    await until { await world.letters().count == 1 }
    let letter = try #require(await world.letters().first)
    #expect(letter.reason == .exhausted && letter.attempts == 2 && world.address.count == 2)
    await line.stop()
  }

  @Test(
    arguments: [
      (.status(200), true), (.status(201), true), (.status(202), false), (.status(204), false), (.status(301), false),
      (.none("no route"), false), (.privateAddress, false),
    ] as [(WebhookAnswer, Bool)]
  )
  func `only 200 and 201 say that it was taken`(answer: WebhookAnswer, isTaken: Bool) async throws {
    let world = StrictWorld()
    world.address.answer(answer)
    let line = try await world.line(world.endpoint([.content: .byNumber(retries: 0)]))
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { world.address.count == 1 }
    await until { await line.count == 0 }
    #expect(await world.letters().map(\.reason) == (isTaken ? [] : [.exhausted]))
    await line.stop()
  }

  @Test func `a dead letter that cannot be kept is kept later`() async throws {
    let world = StrictWorld(journal: ForgetfulJournal())
    let line = try await world.line(world.endpoint([.content: .byNumber(retries: 0)]))
    world.address.refuse("one")
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { world.pauses.waits(.seconds(5)) }
    #expect(await world.letters().isEmpty && world.dead == 0)
    // Until then it is not settled.
    await line.save()
    #expect(try await world.parts.store.progress(of: world.key)?.floor == 1)
    world.pauses.pass(.seconds(5))
    await until { await world.letters().count == 1 }
    await until { await line.count == 0 }
    #expect(world.dead == 1)
    await line.stop()
  }

  // MARK: Signals

  private static let chat: [LivePersonEventType: DeliveryRule] = [
    .content: StrictWorld.kept, .chatState: StrictWorld.kept,
  ]
  private static let lane = DeliveryLane.conversation(TestFacts.conversation(1))

  @Test func `a signal is told of a conversation of which nothing was read`() async throws {
    let world = StrictWorld()
    try await world.facts.start(1)
    let line = try await world.line(world.endpoint(Self.chat), after: 1)
    await line.take(world.facts.typing(1), in: Self.lane, for: .seconds(10)) { _ in false }
    await until { world.address.names == ["COMPOSING"] }
    await until { world.waiting == 0 }
    await line.stop()
  }

  @Test func `a signal that waited for too long is not told`() async throws {
    let world = StrictWorld()
    let line = try await world.failedLine(world.endpoint(Self.chat))
    await line.take(world.facts.typing(1), in: Self.lane, for: .seconds(10)) { _ in false }
    await until { await line.count == 2 }
    world.address.refuse()
    world.pauses.pass(.seconds(10))
    await until { await line.count == 0 }
    #expect(world.address.names == ["one"])
    #expect(await world.letters().isEmpty && world.waiting == 0)
    await line.stop()
  }

  @Test func `a newer signal takes the place of one that waits`() async throws {
    let world = StrictWorld()
    let line = try await world.failedLine(world.endpoint(Self.chat))
    await line.take(world.facts.typing(1), in: Self.lane, for: .seconds(10)) { _ in true }
    await until { await line.count == 2 }
    world.pauses.pass(.seconds(1))
    await line.take(world.facts.typing(1, false), in: Self.lane, for: .seconds(10)) { _ in true }
    #expect(await line.count == 2)
    world.address.refuse()
    world.pauses.pass(.seconds(1))
    await until { world.address.names == ["one", "PAUSE"] }
    await line.stop()
  }

  @Test func `signals that wait are bounded, and take no room of facts`() async throws {
    let world = StrictWorld(isHeld: true) { $0.waitingSignals = 2 }
    try await world.facts.start(1)
    let line = try await world.line(world.endpoint(Self.chat, capacity: 1), after: 1)
    for _ in 0..<3 {
      await line.take(world.facts.typing(1), in: Self.lane, for: .seconds(10)) { _ in false }
    }
    await until { await line.count == 2 }
    #expect(world.lostSignals == 1)
    try await world.facts.say(1, "one")
    await until { await line.count == 3 }
    world.address.answerAll()
    await until { world.address.names.contains("one") }
    await line.stop()
  }

  @Test func `signals of one moment have different ids`() async throws {
    let world = StrictWorld()
    try await world.facts.start(1)
    let line = try await world.line(world.endpoint(Self.chat), after: 1)
    await line.take(world.facts.typing(1), in: Self.lane, for: .seconds(10)) { _ in false }
    await line.take(world.facts.typing(1, false), in: Self.lane, for: .seconds(10)) { _ in false }
    await until { world.address.names == ["COMPOSING", "PAUSE"] }
    #expect(Set(world.address.taken.map(\.id)).count == 2)
    await line.stop()
  }
}
