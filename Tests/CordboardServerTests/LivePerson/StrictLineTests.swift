// SPDX-License-Identifier: Apache-2.0

import ContactModel
import LivePersonDialect
import Testing
import WebhookDelivery

@testable import CordboardServer

/// One installation whose endpoints are delivered to together, without a network and without waiting.
@Suite(.serialized, .timeLimit(.minutes(10))) struct StrictLineTests {
  private static let all: [LivePersonEventType: DeliveryRule] = [
    .content: StrictWorld.kept, .acceptStatus: StrictWorld.kept, .conversationChange: StrictWorld.kept,
  ]
  private static let content = [LivePersonEventType.content: StrictWorld.kept]

  /// What was taken of a conversation, in order.
  private func names(_ world: StrictWorld, _ conversation: UInt64) -> [String] {
    let id = TestFacts.conversation(conversation).description
    return world.address.taken.filter { String(decoding: $0.body, as: UTF8.self).contains(id) }.map(\.name)
  }

  @Test func `one failure holds every type and conversation, and afterwards everything goes in order`() async throws {
    let world = StrictWorld()
    let line = try await world.line(world.endpoint(Self.all))
    try await world.facts.start(1)
    try await world.facts.start(2)
    await until { world.address.names.count == 2 }
    world.address.refuse("one")
    try await world.facts.say(1, "one")
    await until { await line.state == .failed }
    try await world.facts.say(2, "two")
    try await world.facts.read(2, "two")
    try await world.facts.say(1, "three")
    try await world.facts.close(1)
    await until { await line.count == 5 }
    #expect(world.address.count == 3)
    world.address.refuse()
    world.pauses.pass(.seconds(2))
    await until { await line.count == 0 }
    #expect(names(world, 1) == ["change", "one", "three", "change"])
    #expect(names(world, 2) == ["change", "two", "receipt"])
    await until { await line.state == .up }
    #expect(world.waiting == 0)
    await line.stop()
  }

  @Test func `what was to be sent when another failed is kept, and is not tried before its time`() async throws {
    let world = StrictWorld(isHeld: true)
    let line = try await world.line(world.endpoint(Self.content, concurrency: 3))
    for conversation in 1...20 as ClosedRange<UInt64> {
      try await world.facts.start(conversation)
      try await world.facts.say(conversation, "\(conversation)")
    }
    await until { await line.count == 20 }
    #expect(world.address.count == 3)
    let all = world.address.requests.map(\.name)
    #expect(all.count == 3)
    world.address.refuse("1", "2", "3")
    world.address.answerAll()
    await until { await line.state == .failed }
    await until { await line.underWay == 0 }
    #expect(world.address.count == 3)
    world.address.refuse()
    world.pauses.pass(.seconds(2))
    await until { await line.count == 0 }
    #expect(world.address.count == 23)
    #expect(Set(world.address.names) == Set((1...20).map { "\($0)" }))
    await line.stop()
  }

  @Test func `an installation whose address has changed is tried at once`() async throws {
    let world = StrictWorld()
    let line = try await world.failedLine(world.endpoint(Self.content))
    await line.update(world.endpoint(Self.content, concurrency: 2))
    #expect(await line.state == .failed)
    world.address.refuse()
    await line.update(world.endpoint(Self.content, url: "https://b.example/"))
    await until { world.address.names == ["one"] }
    await line.stop()
  }

  @Test func `the oldest is tried again after two, four and eight seconds`() async throws {
    let world = StrictWorld()
    let line = try await world.line(world.endpoint(Self.content))
    world.address.refuse("one")
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    for (tries, seconds) in [(1, 2), (2, 4), (3, 8)] {
      await until { world.pauses.waits(.seconds(seconds)) }
      #expect(world.address.count == tries)
      if seconds == 8 { world.address.refuse() }
      world.pauses.pass(.seconds(seconds))
    }
    await until { world.address.names == ["one"] }
    #expect(world.address.count == 4 && Set(world.address.requests.map(\.id)).count == 1)
    await line.stop()
  }

  @Test func `what is held is read again at once when facts lost their content`() async throws {
    let world = StrictWorld()
    let line = try await world.line(world.endpoint(Self.content))
    world.address.refuse("one")
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    try await world.facts.say(1, "two")
    await until { await line.count == 2 }
    await until { await line.state == .failed }
    #expect(world.waiting == 2)
    world.address.refuse()
    await line.forget()
    await until { world.address.names == ["one", "two"] }
    await until { world.waiting == 0 }
    #expect(await line.count == 0)
    await line.stop()
  }

  @Test func `what ends lets go of what waits once`() async throws {
    let world = StrictWorld()
    let line = try await world.failedLine(world.endpoint(Self.content))
    await line.stop()
    await line.stop()
    await line.forget()
    #expect(world.waiting == 0)
  }

  @Test func `a type that is added is told of conversations that are known`() async throws {
    let world = StrictWorld()
    let line = try await world.line(world.endpoint(Self.content))
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { world.address.names == ["one"] }
    await line.update(world.endpoint(Self.all))
    try await world.facts.close(1)
    await until { world.address.names == ["one", "change"] }
    await line.stop()
  }

  @Test func `a failing type that is removed holds nothing any more`() async throws {
    let world = StrictWorld()
    let line = try await world.line(world.endpoint(Self.all))
    try await world.facts.start(1)
    await until { world.address.names == ["change"] }
    world.address.refuse("one")
    try await world.facts.say(1, "one")
    await until { await line.state == .failed }
    await line.update(world.endpoint([.conversationChange: StrictWorld.kept]))
    try await world.facts.close(1)
    await until { await line.count == 2 }
    world.pauses.pass(.seconds(2))
    await until { world.address.names == ["change", "change"] }
    #expect(world.address.requests.filter { $0.name == "one" }.count == 1)
    await line.stop()
  }

  @Test func `nothing is sent after the end to what waited for its turn`() async throws {
    let world = StrictWorld { $0.connections = 1 }
    let other = WebhookKey(account: "DEMOCO", name: "other")
    await world.parts.permits.acquire(for: other)
    let line = try await world.line(world.endpoint(Self.content))
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { await line.underWay == 1 }
    await line.stop()
    // The line gives its turn back, unused.
    world.parts.permits.release()
    await until { await line.underWay == 0 }
    await world.parts.permits.acquire(for: other)
    #expect(world.address.count == 0)
    world.parts.permits.release()
  }

  @Test func `what waited for its turn is sent once, as it is read again`() async throws {
    let world = StrictWorld { $0.connections = 1 }
    let other = WebhookKey(account: "DEMOCO", name: "other")
    await world.parts.permits.acquire(for: other)
    let line = try await world.line(world.endpoint(Self.content))
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { await line.underWay == 1 }
    await line.forget()
    await until { await line.underWay == 2 }
    world.parts.permits.release()
    await until { await line.underWay == 0 }
    #expect(world.address.requests.map(\.name) == ["one"])
    await line.stop()
  }

  @Test func `what waited for its turn goes to where the installation is now`() async throws {
    let world = StrictWorld { $0.connections = 1 }
    let other = WebhookKey(account: "DEMOCO", name: "other")
    await world.parts.permits.acquire(for: other)
    let line = try await world.line(world.endpoint(Self.content))
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { await line.underWay == 1 }
    await line.update(world.endpoint(Self.content, url: "https://b.example/"))
    world.parts.permits.release()
    await until { world.address.names == ["one"] }
    #expect(world.address.requests.map(\.url) == ["https://b.example/"])
    await line.stop()
  }

  @Test func `no more is read than there is room for`() async throws {
    let world = StrictWorld(isHeld: true)
    try await world.facts.start(1)
    let texts = (0..<10).map { "\($0)" }
    for text in texts { try await world.facts.say(1, text) }
    let line = try await world.line(world.endpoint(Self.content, capacity: 2))
    for answered in 0..<8 {
      await until { world.address.count == answered + 1 }
      await until { await line.count == 2 }
      world.address.answerOne()
      await until { world.address.names.count == answered + 1 }
      #expect(await line.count <= 2)
    }
    world.address.answerAll()
    await until { world.address.names == texts }
    await line.stop()
  }

  @Test func `the next process sends what is missing, with the same ids`() async throws {
    let world = StrictWorld()
    let first = try await world.line(world.endpoint(Self.content))
    world.address.refuse("two")
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    try await world.facts.say(1, "two")
    try await world.facts.say(1, "three")
    await until { await first.state == .failed }
    await until { await first.count == 2 }
    await first.save()
    #expect(try await world.parts.store.progress(of: world.key)?.floor == 2)
    await first.stop()
    let tried = world.address.requests.last
    world.address.refuse()
    let second = try await world.line(world.endpoint(Self.content))
    await until { world.address.names == ["one", "two", "three"] }
    #expect(world.address.taken[1].id == tried?.id && world.address.taken[1].body == tried?.body)
    await until { await second.count == 0 }
    await second.save()
    #expect(try await world.parts.store.progress(of: world.key)?.floor == 4)
    await second.stop()
  }

  @Test func `what ended does not bring back what was forgotten`() async throws {
    let world = StrictWorld()
    let line = try await world.line(world.endpoint(Self.content))
    try await world.facts.start(1)
    try await world.facts.say(1, "one")
    await until { world.address.names == ["one"] }
    await line.stop()
    try await world.parts.store.forget(world.key)
    await line.save()
    #expect(try await world.parts.store.progress(of: world.key) == nil)
  }

  @Test func `no more requests than allowed are under way`() async throws {
    let world = StrictWorld(isHeld: true)
    let line = try await world.line(world.endpoint([.conversationChange: StrictWorld.kept], concurrency: 3))
    for number in 1...50 { try await world.facts.start(UInt64(number)) }
    await until { await line.count == 50 }
    await until { world.address.count == 3 }
    world.address.answerAll()
    await until { world.address.names.count == 50 }
    #expect(world.address.mostUnderWay == 3)
    await line.stop()
  }
}
