// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import Testing
import WebhookDelivery

@testable import CordboardServer

/// The webhooks of accounts, over a journal that may fail.
@Suite(.timeLimit(.minutes(10))) struct NativeWebhooksTests {
  private let journal = FragileJournal()
  private let account: AccountID = "DEMOCO"

  private func webhook(_ id: String) -> NativeWebhook {
    NativeWebhook(
      id: id,
      url: "https://a.example/",
      createdAt: Timestamp(milliseconds: 0),
      createdBy: "system",
      secrets: WebhookSecrets(current: .random(.hmac))
    )
  }

  private func webhooks(_ world: WebhookWorld) -> NativeWebhooks {
    .test(world.address, journal: journal, clock: world.clock, settings: world.settings, pauses: world.pauses)
  }

  @Test func `one that cannot be delivered to keeps no other from starting`() async throws {
    let world = WebhookWorld(journal: journal)
    var broken = webhook("certificate")
    (broken.certificate, broken.privateKey) = ("no PEM", "no PEM")
    for webhook in [webhook("good"), webhook("progress"), broken] {
      try await journal.setValue(webhook.stored, for: "webhooks.native.DEMOCO/\(webhook.id)")
    }
    try await journal.setValue(Array("no".utf8), for: "webhooks.progress.DEMOCO/native/progress")
    try await world.append(1)
    let webhooks = webhooks(world)
    try await webhooks.start([account])
    _ = await world.address.got(1)
    #expect(try await webhooks.all(of: account).filter(\.isActive).map(\.id) == ["good"])
    let disabled = try await webhooks.webhook("progress", of: account)
    #expect(disabled.disabledBecause.contains("log") && disabled.disabledAt != nil)
    // It is not kept: after the next start it may be delivered to.
    let stored = try #require(try await journal.value("webhooks.native.DEMOCO/progress"))
    #expect(NativeWebhook(stored: stored)?.isActive == true)
    await webhooks.engine.shutDown()
  }

  @Test func `one that was corrected meanwhile is not disabled`() async throws {
    let world = WebhookWorld(journal: journal)
    let webhooks = webhooks(world)
    try await webhooks.add(webhook("1"), of: account, after: 0)
    await webhooks.gaveUp("1", of: account, .gone)
    #expect(try await webhooks.webhook("1", of: account).isActive)
    await webhooks.gaveUp("2", of: account, .gone)
    await webhooks.engine.shutDown()
  }

  @Test func `that one is given up is kept as soon as it can be`() async throws {
    let world = WebhookWorld(journal: journal)
    let webhooks = webhooks(world)
    try await webhooks.add(webhook("1"), of: account, after: 0)
    try await webhooks.engine.end(world.key, forgetting: false)
    world.pauses.hold()
    journal.fail(with: .storage("full"))
    let late = Task { await webhooks.gaveUp("1", of: account, .gone) }
    await until { world.pauses.pauses.contains(WebhookLine.trouble) }
    #expect(try await webhooks.webhook("1", of: account).isActive)
    journal.fail(with: nil)
    world.pauses.release()
    await late.value
    let anew = self.webhooks(world)
    #expect(try await anew.webhook("1", of: account).disabledBecause == WebhookEnd.gone.text)
    await webhooks.engine.shutDown()
  }

  @Test func `an account has as many as it may`() async throws {
    let world = WebhookWorld(journal: journal, settings: { $0.endpointsPerAccount = 1 })
    let webhooks = webhooks(world)
    try await webhooks.checkRoom(in: account)
    try await webhooks.add(webhook("1"), of: account, after: 0)
    await #expect(throws: NativeWebhooks.Failure.tooMany(1)) { try await webhooks.checkRoom(in: account) }
    await #expect(throws: NativeWebhooks.Failure.tooMany(1)) {
      try await webhooks.add(webhook("2"), of: account, after: 0)
    }
    try await webhooks.checkRoom(in: "OTHERS")
    await webhooks.engine.shutDown()
  }

  @Test func `nothing is sent again to one that is not delivered to`() async throws {
    let webhooks = webhooks(WebhookWorld(journal: journal))
    await #expect(throws: NativeWebhooks.Failure.notActive) {
      try await webhooks.replay([], letters: [:], "1", of: account)
    }
  }

  private func behind(_ world: WebhookWorld) async throws -> Int? {
    let line = try #require(await world.engine.line(world.key))
    let state = await line.state(deadLetters: 0)
    var json = JSONWriter()
    json.object { state.write(to: &$0, head: UInt64(world.log.count)) }
    return try JSONValue(parsing: json.finish())["behind"]?.integerValue
  }

  @Test func `what is read and not delivered is behind`() async throws {
    let world = WebhookWorld(isHeld: true)
    try await world.append(30)
    try await world.begin { $0.concurrency = 1 }
    _ = await world.address.got(1)
    #expect(try await behind(world) == 30)
    world.address.answerAll()
    await until { (try? await behind(world)) == 0 }
    await world.engine.shutDown()
  }
}
