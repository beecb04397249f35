// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import EventJournal
import Testing
import WebhookDelivery

@testable import CordboardServer

/// What a line remembers is bounded, and what it does not remember it finds again.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WebhookBoundsTests {
  /// Messages that say how many facts of their lane there were before.
  private struct Counting: WebhookTranslation {
    let journal: any Journal

    func entries(of page: [Envelope], origin: DeliveryEntry.Origin) -> [(DeliveryLane, DeliveryEntry)] {
      page.compactMap { fact in DeliveryEntry([fact], origin: origin).map { (DeliveryLane(of: fact), $0) } }
    }

    func fold(of lane: DeliveryLane, before fact: Envelope?) async throws -> any WebhookFold {
      let facts = try await journal.read("DEMOCO", after: 0, limit: 10_000)
      let known = facts.filter { DeliveryLane(of: $0) == lane && $0.offset < fact?.offset ?? .max }
      return Count(count: known.count, last: known.last?.offset ?? 0)
    }
  }

  private struct Count: WebhookFold {
    var count: Int
    var last: UInt64

    func continues(with fact: Envelope) -> Bool { fact.offset > last }

    mutating func messages(of facts: [Envelope], number: UInt64) -> [WebhookMessage] {
      facts.map { fact in
        defer { (count, last) = (count + 1, fact.offset) }
        return WebhookMessage(id: "\(fact.offset)", type: "test", body: Array("\(fact.offset) \(count)".utf8))
      }
    }
  }

  @Test(arguments: [1, 2, 1_000])
  func `however few lanes are remembered, what is told of them is right`(folds: Int) async throws {
    let world = WebhookWorld(settings: { $0.folds = folds })
    let endpoint = WebhookEndpoint(
      key: world.key,
      url: "https://a.example/",
      rules: WebhookRules(),
      translation: Counting(journal: world.journal)
    )
    try await world.append(60, conversations: 7)
    try await world.engine.begin(endpoint, after: 0) { _, _ in }
    let line = try #require(await world.engine.line(world.key))
    await until { world.address.count == 60 }
    #expect(await line.made.count <= folds)
    var counts: [DeliveryLane: Int] = [:]
    let expected = world.log.map { fact in
      defer { counts[DeliveryLane(of: fact), default: 0] += 1 }
      return "\(fact.offset) \(counts[DeliveryLane(of: fact)] ?? 0)"
    }
    #expect(Set(world.address.bodies) == Set(expected))
    await world.engine.shutDown()
  }

  @Test(arguments: [0, 2, 200])
  func `only so many attempts are remembered, the last ones`(limit: Int) async throws {
    let world = WebhookWorld(settings: { $0.attempts = limit })
    try await world.begin { $0.concurrency = 1 }
    try await world.append(9, conversations: 1)
    await until { world.metrics.counter("cordboard_webhook_delivered_total", help: "").value == 9 }
    let line = try #require(await world.engine.line(world.key))
    let last = world.offsets.suffix(limit).reversed().map { offset in
      CloudEventTranslation.id(of: world.log[Int(offset) - 1], epoch: world.journal.epoch)
    }
    #expect(await line.attempts.newestFirst.map(\.messageID) == Array(last))
    await world.engine.shutDown()
  }
}
