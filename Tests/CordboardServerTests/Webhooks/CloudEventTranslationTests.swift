// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import NativeDialect
import Testing
import WebhookDelivery

@testable import CordboardServer

/// How facts become messages of native webhooks.
@Suite(.timeLimit(.minutes(10))) struct CloudEventTranslationTests {
  private func message(_ envelope: Envelope, _ mode: NativeWebhook.Mode) throws -> WebhookMessage {
    let translation = CloudEventTranslation(kinds: [], mode: mode, epoch: 0xabcd)
    return try #require(translation.messages(of: [envelope], number: 0).first)
  }

  @Test(arguments: Event.Kind.allCases)
  func `what is a member in one mode is a header in the other`(kind: Event.Kind) throws {
    let samples = SampleEvents.envelopes(kind)
    for envelope in samples + samples.map(\.erased) {
      let whole = try message(envelope, .structured)
      let parts = try message(envelope, .binary)
      let members = try #require(try JSONValue(parsing: whole.body).objectValue)
      let expected = members.filter { $0.name != "data" && $0.name != "datacontenttype" }.map { member in
        HTTPHeader(
          "ce-\(member.name)",
          (member.value.stringValue ?? String(decoding: member.value.bytes, as: UTF8.self)).percentEncodedForCloudEvents
        )
      }
      #expect(parts.headers == expected)
      #expect(parts.id == whole.id && parts.type == whole.type && parts.contentType == "application/json")
      let data = members.first { $0.name == "data" }?.value
      #expect(try JSONValue(parsing: parts.body) == data)
    }
  }

  @Test(arguments: [
    ("plain-text/1", "plain-text/1"), ("", ""), ("a b", "a%20b"), ("100%", "100%25"),
    ("\"é€\"", "%22%C3%A9%E2%82%AC%22"), ("\u{1}~\u{7f}", "%01~%7F"),
  ])
  func `what no header may have is percent-encoded`(text: String, encoded: String) {
    #expect(text.percentEncodedForCloudEvents == encoded)
  }

  @Test func `kinds that were read while they were wanted make no messages later`() throws {
    let facts = [Event.Kind.agentLoggedIn, .conversationStarted, .participantLeft].compactMap {
      SampleEvents.envelopes($0).first
    }
    #expect(facts.count == 3)
    let all = CloudEventTranslation(kinds: [], mode: .structured, epoch: 1)
    let narrow = CloudEventTranslation(kinds: [.conversationStarted], mode: .structured, epoch: 1)
    #expect(all.messages(of: facts, number: 0).count == 3)
    #expect(narrow.messages(of: facts, number: 0).map(\.type) == ["cordboard.conversationStarted"])
    #expect(narrow.entries(of: facts, origin: .log).count == 1)
  }

  @Test func `who wants less gets less, also of what was read before`() async throws {
    let world = WebhookWorld(isHeld: true)
    try await world.append(60)
    try await world.begin { $0.concurrency = 1 }
    _ = await world.address.got(1)
    let wanted = try #require(world.log.last).event.kind
    let endpoint = WebhookEndpoint(
      key: world.key,
      url: "https://a.example/",
      rules: WebhookRules(),
      translation: CloudEventTranslation(kinds: [wanted], mode: .structured, epoch: world.journal.epoch)
    )
    try await world.engine.begin(endpoint, after: 0) { _, _ in }
    world.address.answerAll()
    await until { world.metrics.gauge("cordboard_webhook_waiting", help: "").value == 0 }
    let unwanted = world.log.dropFirst().filter { $0.event.kind != wanted }.map(\.offset)
    #expect(!unwanted.isEmpty && Set(world.offsets.dropFirst()).isDisjoint(with: unwanted))
    #expect(Set(world.offsets).isSuperset(of: world.log.filter { $0.event.kind == wanted }.map(\.offset)))
    await world.engine.shutDown()
  }

  @Test func `dead letters are known by what is sent now`() {
    let source = FactSource()
    var random = SeededRandom(seed: 1)
    let facts = source.batch("DEMOCO", 3, conversations: 1, random: &random).envelopes
    let letters = [(facts[0].offset, 7), (facts[0].offset, 8), (facts[2].offset, 9), (99, 10)] as [(UInt64, UInt64)]
    let found = CloudEventTranslation.letters(letters, of: facts, epoch: 3)
    let ids = facts.map { CloudEventTranslation.id(of: $0, epoch: 3) }
    #expect(found == [ids[0]: [7, 8], ids[2]: [9]])
  }
}
