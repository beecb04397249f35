// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import EventJournal
import Testing
import WebhookDelivery

@testable import CordboardServer

/// What is kept of endpoints beside the log.
@Suite(.timeLimit(.minutes(10))) struct WebhookStoreTests {
  private let key = WebhookKey(account: "DEMOCO", name: "native/1")
  private let journal = FragileJournal()

  private func letter(_ offset: UInt64) -> DeadLetter {
    DeadLetter(
      messageID: "message-\(offset)",
      eventType: "cordboard.messagePosted",
      lane: "account",
      offset: offset,
      reason: .exhausted,
      attempts: 1,
      lastStatus: 500,
      at: Timestamp(milliseconds: 0)
    )
  }

  private func numbers(_ store: WebhookStore) async throws -> [UInt64] {
    let letters = try await store.deadLetters(of: key)
    #expect(try await store.deadLetterCount(of: key) == letters.count)
    return letters.map(\.number)
  }

  @Test func `past the limit the oldest letters go, and each is counted`() async throws {
    let dropped = Counter()
    let store = WebhookStore(journal: journal, deadLetters: 2) { dropped.add() }
    for offset in 1...5 { try await store.keep(letter(UInt64(offset)), of: key) }
    #expect(try await numbers(store) == [4, 5])
    #expect(try await store.deadLetters(of: key).map(\.letter.offset) == [4, 5])
    #expect(dropped.value == 3)
  }

  @Test func `with a limit of none nothing is written, and each is counted`() async throws {
    let dropped = Counter()
    let store = WebhookStore(journal: journal, deadLetters: 0) { dropped.add() }
    for offset in 1...3 { try await store.keep(letter(UInt64(offset)), of: key) }
    #expect(try await numbers(store).isEmpty && journal.writes == 0)
    #expect(dropped.value == 3)
  }

  @Test func `a number is never given twice`() async throws {
    let store = WebhookStore(journal: journal, deadLetters: 10)
    for offset in 1...3 { try await store.keep(letter(UInt64(offset)), of: key) }
    try await store.discard([2, 3, 99], of: key)
    #expect(try await numbers(store) == [1])
    try await store.keep(letter(4), of: key)
    #expect(try await numbers(store) == [1, 4])
    try await store.discard([1, 4], of: key)
    // Who still holds the number of a letter that is gone lets go of no other.
    let anew = WebhookStore(journal: journal, deadLetters: 10)
    try await anew.keep(letter(5), of: key)
    try await anew.discard([1, 2, 3, 4], of: key)
    #expect(try await numbers(anew) == [5])
  }

  @Test func `letters of before a restart are known, and those of others are not touched`() async throws {
    let other = WebhookKey(account: "DEMOCO", name: "native/11")
    let store = WebhookStore(journal: journal, deadLetters: 10)
    try await store.keep(letter(1), of: key)
    try await store.keep(letter(2), of: other)
    let anew = WebhookStore(journal: journal, deadLetters: 10)
    try await anew.keep(letter(3), of: key)
    #expect(try await numbers(anew) == [1, 2])
    try await anew.forget(key)
    #expect(try await numbers(anew).isEmpty)
    #expect(try await anew.deadLetters(of: other).map(\.letter.offset) == [2])
  }

  @Test(arguments: [true, false]) func `nothing is left of what is forgotten`(hasProgress: Bool) async throws {
    let store = WebhookStore(journal: journal, deadLetters: 10)
    if hasProgress { try await store.keep(DeliveryProgress(after: 7), of: key) }
    for offset in 1...3 { try await store.keep(letter(UInt64(offset)), of: key) }
    try await store.discard([2], of: key)
    try await store.forget(key)
    #expect(try await journal.values(withPrefix: "webhooks.").isEmpty)
    #expect(try await numbers(store).isEmpty)
    #expect(try await store.progress(of: key) == nil)
  }

  @Test func `how far it was delivered to is there as long as a letter may be`() async throws {
    let store = WebhookStore(journal: journal, deadLetters: 10)
    try await store.keep(DeliveryProgress(after: 7), of: key)
    try await store.keep(letter(1), of: key)
    journal.fail(with: .storage("full"))
    await #expect(throws: JournalError.self) { try await store.forget(key) }
    journal.fail(with: nil)
    #expect(try await store.progress(of: key) == DeliveryProgress(after: 7))
    try await store.forget(key)
    #expect(try await journal.values(withPrefix: "webhooks.").isEmpty)
  }

  @Test func `a letter that cannot be written is none`() async throws {
    let store = WebhookStore(journal: journal, deadLetters: 1)
    try await store.keep(letter(1), of: key)
    journal.fail(with: .storage("full"))
    await #expect(throws: JournalError.self) { try await store.keep(letter(2), of: key) }
    await #expect(throws: JournalError.self) { try await store.discard([1], of: key) }
    journal.fail(with: nil)
    // What was there before has not made room for it.
    #expect(try await store.deadLetters(of: key).map(\.letter.offset) == [1])
    #expect(try await numbers(store) == [1])
    try await store.keep(letter(3), of: key)
    #expect(try await store.deadLetters(of: key).map(\.letter.offset) == [3])
    #expect(try await numbers(store).allSatisfy { $0 > 1 })
  }

  @Test func `progress that cannot be read is not a new beginning`() async throws {
    let store = WebhookStore(journal: journal, deadLetters: 1)
    try await journal.setValue(Array("no".utf8), for: "webhooks.progress.\(key)")
    await #expect(throws: JournalError.self) { try await store.progress(of: key) }
  }
}
