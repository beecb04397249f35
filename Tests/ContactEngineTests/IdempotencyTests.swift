// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// A command with an id seen before is answered as before and changes nothing (I9).
@Suite struct IdempotencyTests {
  private func reference(_ id: CommandID, _ fingerprint: UInt64 = 1) -> CommandReference {
    CommandReference(id: id, fingerprint: fingerprint)
  }

  private let integration = Principal(actor: .client("integration"), account: "TESTCO", permissions: .all)

  @Test(arguments: [nil, false, true] as [Bool?])
  func `a repeated command is answered as before, also after a restart`(fromSnapshot: Bool?) throws {
    var harness = try EngineHarness.configured()
    let start = SampleAccount.start(1, on: "shop", saying: "hello")
    let (first, facts) = try harness.giveWhole(start, id: reference("c1"))
    #expect(facts.allSatisfy { $0.command == reference("c1") })
    try harness.give(.closeConversation(#require(first.conversation), .system))
    if let fromSnapshot { try harness.restart(fromSnapshot: fromSnapshot) }
    let (again, none) = try harness.giveWhole(start, id: reference("c1"))
    #expect(none.isEmpty)
    #expect(again.repeated && again.changed && !first.repeated)
    #expect(again.position == first.position)
    #expect(again.conversation == first.conversation && again.message == first.message)
  }

  @Test(arguments: [nil, false, true] as [Bool?])
  func `whether a conversation began with a command is remembered too`(fromSnapshot: Bool?) throws {
    var harness = try EngineHarness.configured()
    let first = try harness.giveWhole(SampleAccount.start(1, saying: "hello"), id: reference("c1")).0
    let next = try harness.giveWhole(SampleAccount.start(1, saying: "are you there?"), id: reference("c2")).0
    #expect(first.startedConversation && !next.startedConversation)
    #expect(next.changed && next.conversation == first.conversation && next.message != nil)
    if let fromSnapshot { try harness.restart(fromSnapshot: fromSnapshot) }
    let firstAgain = try harness.giveWhole(SampleAccount.start(1, saying: "hello"), id: reference("c1")).0
    let nextAgain = try harness.giveWhole(SampleAccount.start(1, saying: "are you there?"), id: reference("c2")).0
    #expect(firstAgain.repeated && firstAgain.startedConversation)
    #expect(nextAgain.repeated && !nextAgain.startedConversation)
  }

  @Test func `consequences do not carry the command and the answer points to its first fact`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let (outcome, facts) = try harness.giveWhole(SampleAccount.start(1, on: "shop"), id: reference("c1"))
    #expect(facts.map(\.event.kind) == [.conversationStarted, .workQueued, .offerMade])
    #expect(facts.map { $0.command?.id } == ["c1", "c1", nil])
    #expect(outcome.position.offset == facts.first?.offset)
    let (again, _) = try harness.giveWhole(SampleAccount.start(1, on: "shop"), id: reference("c1"))
    #expect(again.position == outcome.position)
  }

  @Test func `an id used for another request is refused`() throws {
    var harness = try EngineHarness.configured()
    try harness.give(SampleAccount.start(1), id: reference("c1"))
    #expect(throws: Rejection.commandIDReused("c1")) {
      try harness.give(SampleAccount.start(2), id: reference("c1", 2))
    }
  }

  @Test func `ids of different senders do not meet`() throws {
    var harness = try EngineHarness.configured()
    let (first, _) = try harness.giveWhole(SampleAccount.start(1), id: reference("c1"))
    let (second, facts) = try harness.giveWhole(SampleAccount.start(2), as: integration, id: reference("c1"))
    #expect(!second.repeated && !facts.isEmpty)
    #expect(second.conversation != first.conversation)
    let (again, _) = try harness.giveWhole(SampleAccount.start(2), as: integration, id: reference("c1"))
    #expect(again.repeated && again.conversation == second.conversation)
  }

  @Test(arguments: [nil, false, true] as [Bool?])
  func `a command that changed nothing is remembered too`(fromSnapshot: Bool?) throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let ready = Command.setAgentState("alice", ready: true, reason: nil)
    let (first, facts) = try harness.giveWhole(ready, id: reference("c1"))
    #expect(facts.map(\.event) == [.commandNoted(CommandNoted())])
    #expect(!first.changed && first.position == harness.centre.position)
    #expect(try harness.give(ready).isEmpty, "without an id nothing is kept")
    try harness.give(.setAgentState("alice", ready: false, reason: nil))
    if let fromSnapshot { try harness.restart(fromSnapshot: fromSnapshot) }
    // The first answer may have been lost on its way; the agent has stopped taking work since.
    let (again, none) = try harness.giveWhole(ready, id: reference("c1"))
    #expect(none.isEmpty && harness.centre.agents["alice"]?.state == .notReady)
    #expect(again.repeated && !again.changed && again.position == first.position)
    #expect(throws: Rejection.commandIDReused("c1")) { try harness.give(ready, id: reference("c1", 2)) }
  }

  @Test func `what was found is remembered of a command that changed nothing`() throws {
    var harness = try EngineHarness.configured()
    let conversation = try harness.begin(1)
    try harness.say("hello", in: conversation, id: "m1")
    let post = Command.postMessage(
      PostMessage(
        conversation: conversation,
        speaker: .customer,
        message: NewMessage(id: "m1", body: MessageBody(kind: "PLAIN", text: "hello"))
      )
    )
    let (first, _) = try harness.giveWhole(post, id: reference("c1"))
    let (again, _) = try harness.giveWhole(post, id: reference("c1"))
    #expect(first.message == "m1" && first.conversation == conversation && !first.changed)
    #expect(again.message == "m1" && again.conversation == conversation && !again.changed && again.repeated)
    // It is no fact about the conversation.
    #expect(harness.log.last?.conversationSequence == nil)
  }

  @Test func `a refused command is not remembered`() throws {
    var harness = try EngineHarness.configured()
    let ready = Command.setAgentState("alice", ready: true, reason: nil)
    #expect(throws: Rejection.notLoggedIn("alice")) { try harness.give(ready, id: reference("c1")) }
    try harness.give(.logIn("alice"))
    #expect(try !harness.giveWhole(ready, id: reference("c1")).0.repeated)
  }

  @Test func `the oldest commands are forgotten`() throws {
    var settings = SampleAccount.settings()
    settings.limits.rememberedCommands = 3
    var harness = try EngineHarness.configured(settings: settings)
    for number in 1...4 {
      try harness.give(SampleAccount.start(number), id: reference(CommandID(rawValue: "c\(number)")))
    }
    #expect(harness.centre.ledger.count == 3)
    #expect(try harness.giveWhole(SampleAccount.start(2), id: reference("c2")).0.repeated)
    try harness.give(.closeConversation(#require(harness.centre.conversations.keys.min()), .system))
    #expect(try !harness.giveWhole(SampleAccount.start(9), id: reference("c1")).0.repeated)
    settings.limits.rememberedCommands = 0
    try harness.configure(.account(settings))
    try harness.give(SampleAccount.start(10), id: reference("c10"))
    #expect(harness.centre.ledger.count == 0)
    try harness.restart(fromSnapshot: true)
  }

  @Test func `a ledger keeps its bound and its order`() {
    var ledger = CommandLedger()
    func entry(_ number: UInt64, message: MessageID? = nil) -> CommandLedger.Entry {
      CommandLedger.Entry(
        actor: .system,
        reference: reference(CommandID(rawValue: "c\(number)")),
        offset: number,
        message: message
      )
    }
    for number in 1...5 as ClosedRange<UInt64> { ledger.remember(entry(number), limit: 3) }
    #expect(ledger.remembered.map(\.offset) == [3, 4, 5])
    // A later fact of the same command adds what it made and moves nothing.
    ledger.remember(
      CommandLedger.Entry(actor: .system, reference: reference("c3"), offset: 9, message: "m"),
      limit: 3
    )
    #expect(ledger.remembered.map(\.offset) == [3, 4, 5])
    #expect(ledger.entry("c3", of: .system)?.message == "m")
    #expect(ledger.entry("c2", of: .system) == nil)
    #expect(ledger.entry("c3", of: .agent("alice")) == nil)
  }
}
