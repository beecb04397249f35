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

  private func webhook(_ id: String, certificate: String = "") -> NativeWebhook {
    var webhook = NativeWebhook(
      id: id,
      url: "https://a.example/",
      createdAt: Timestamp(milliseconds: 0),
      createdBy: "system",
      secrets: WebhookSecrets(current: .random(.hmac))
    )
    (webhook.certificate, webhook.privateKey) = (certificate, certificate)
    return webhook
  }

  private func webhooks(_ world: WebhookWorld) -> NativeWebhooks {
    .test(world.address, journal: journal, clock: world.clock, settings: world.settings, pauses: world.pauses)
  }

  @Test func `one that cannot be delivered to keeps no other from starting`() async throws {
    let world = WebhookWorld(journal: journal)
    let broken = webhook("certificate", certificate: "no PEM")
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

  @Test func `one that cannot be gone on with is not shown as if it were`() async throws {
    let world = WebhookWorld(journal: journal)
    let broken = webhook("1", certificate: "no PEM")
    try await journal.setValue(broken.stored, for: "webhooks.native.DEMOCO/1")
    let webhooks = webhooks(world)
    try await webhooks.start([account])
    await #expect(throws: NativeWebhooks.Failure.unavailable) {
      try await webhooks.change("1", of: account) { ($0.disabledBecause, $0.disabledAt) = ("", nil) }
    }
    let shown = try await webhooks.webhook("1", of: account)
    #expect(!shown.isActive && shown.disabledBecause.contains("log"))
    await webhooks.engine.shutDown()
  }

  @Test func `of one that could not begin nothing is left`() async throws {
    let world = WebhookWorld(journal: journal)
    let broken = webhook("1", certificate: "no PEM")
    let webhooks = webhooks(world)
    await #expect(throws: NativeWebhooks.Failure.unavailable) {
      try await webhooks.add(broken, of: account, after: 7)
    }
    #expect(try await webhooks.all(of: account).isEmpty)
    #expect(try await journal.values(withPrefix: "webhooks.").isEmpty)
    await webhooks.engine.shutDown()
  }

  @Test func `an account has nothing of one whose name begins with its own`() async throws {
    let world = WebhookWorld(journal: journal)
    let others = webhooks(world)
    try await others.add(webhook("1"), of: "DEMOCO/EMEA", after: 0)
    let webhooks = webhooks(world)
    #expect(try await webhooks.all(of: account).isEmpty)
    #expect(try await webhooks.all(of: "DEMOCO/EMEA").map(\.id) == ["1"])
    await others.engine.shutDown()
  }

  @Test func `one that wants nothing that is known is left out, and not told everything`() throws {
    var webhook = webhook("1")
    webhook.events = [.conversationStarted]
    let text = String(decoding: webhook.stored, as: UTF8.self)
    #expect(text.contains("conversationStarted"))
    let newer = text.replacing("conversationStarted", with: "somethingNewer")
    #expect(NativeWebhook(stored: Array(newer.utf8)) == nil)
    let more = text.replacing("\"conversationStarted\"", with: "\"somethingNewer\",\"conversationStarted\"")
    #expect(NativeWebhook(stored: Array(more.utf8))?.events == [.conversationStarted])
  }

  @Test(arguments: [(nil, 9, 9), (8, 9, 9), (7, 9, 7), (0, 9, 0), (0, 1, 1)] as [(UInt64?, UInt64, UInt64)])
  func `it begins after what is known, and is not told that it was made`(asked: UInt64?, made: UInt64, first: UInt64) {
    #expect(WebhookRequestBody.beginning(asked: asked, made: made) == first)
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
