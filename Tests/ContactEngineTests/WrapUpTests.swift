// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

@Suite struct WrapUpTests {
  /// Alice has after-contact work of the support queue, 60 s at most.
  private func wrapping() throws -> (EngineHarness, WorkItem) {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.serve(1, by: "alice", on: "web")
    let events = try harness.give(.leaveConversation("alice", conversation))
    #expect(events.kinds == [.channelSessionEnded, .participantLeft, .wrapUpStarted])
    return (harness, try harness.workItem(of: conversation))
  }

  private func completions(_ events: [Event]) -> [WrapUpCompletion] {
    events.of { if case .wrapUpCompleted(let fact) = $0 { fact.completion } else { nil } }
  }

  @Test func `after-contact work ends at its limit`() throws {
    var (harness, item) = try wrapping()
    #expect(item.state == .wrapping("alice", until: harness.clock.now.advanced(by: .seconds(60))))
    #expect(try harness.media("alice") == .active)
    #expect(try harness.pass(.milliseconds(59_999)).isEmpty)
    let events = try harness.pass(.milliseconds(1))
    #expect(completions(events) == [.expired])
    #expect(events.workEnds.map(\.reason) == [.done])
    #expect(try harness.media("alice") == .ready)
    #expect(!harness.isOpen(item.conversation))
  }

  @Test(arguments: [
    ([Disposition](), String?.none, WrapUpCompletion.skipped),
    ([Disposition(category: "result", value: "solved")], nil, .completed),
    ([Disposition(category: "result", value: "Solved")], nil, .completed),
    ([], "called back", .completed),
  ])
  func `an agent completes or skips it`(codes: [Disposition], note: String?, completion: WrapUpCompletion) throws {
    var (harness, item) = try wrapping()
    let events = try harness.give(.completeWrapUp("alice", item.id, dispositions: codes, note: note))
    #expect(completions(events) == [completion])
    #expect(harness.centre.deadlines.count == 0)
    #expect(throws: Rejection.unknownWorkItem(item.id)) {
      try harness.give(.completeWrapUp("alice", item.id, dispositions: codes, note: note))
    }
  }

  @Test func `codes must be the account's, unless it has none`() throws {
    var (harness, item) = try wrapping()
    let wrong = [Disposition(category: "other", value: "solved")]
    #expect(throws: Rejection.invalid("dispositions", "the account has no wrap-up code solved in other")) {
      try harness.give(.completeWrapUp("alice", item.id, dispositions: wrong, note: nil))
    }
    try harness.configure(.removed(.wrapUpCode("solved")))
    try harness.give(.completeWrapUp("alice", item.id, dispositions: wrong, note: nil))
  }

  @Test func `codes and notes are bounded`() throws {
    var (harness, item) = try wrapping()
    let code = Disposition(category: "result", value: "solved")
    let long = String(repeating: "x", count: 4_097)
    let refused: [([Disposition], String?, Rejection)] = [
      (Array(repeating: code, count: 33), nil, .limitReached("wrap-up codes of one contact", 32)),
      ([], long, .invalid("note", "has more than 4096 bytes")),
      ([Disposition(category: "result", value: long)], nil, .invalid("dispositions", "is larger than 256 bytes")),
    ]
    for (codes, note, rejection) in refused {
      #expect(throws: rejection) {
        try harness.give(.completeWrapUp("alice", item.id, dispositions: codes, note: note))
      }
    }
  }

  @Test func `only the agent who has it completes it`() throws {
    var (harness, item) = try wrapping()
    #expect(throws: Rejection.notWrappingUp(item.id)) {
      try harness.give(.completeWrapUp("bob", item.id, dispositions: [], note: nil))
    }
    let served = try harness.serve(2, by: "alice")
    let active = try harness.workItem(of: served)
    #expect(throws: Rejection.notWrappingUp(active.id)) {
      try harness.give(.completeWrapUp("alice", active.id, dispositions: [], note: nil))
    }
  }

  @Test func `it survives a restart with its limit`() throws {
    var (harness, item) = try wrapping()
    try harness.restart(fromSnapshot: true)
    #expect(completions(try harness.pass(.seconds(60))) == [.expired])
    #expect(!harness.isOpen(item.conversation))
  }

  @Test func `without a limit it waits for its agent`() throws {
    var (harness, _) = try wrapping()
    var queue = try #require(harness.centre.configuration.queues["support"])
    queue.wrapUp = WrapUpRule(limit: nil)
    try harness.configure(.queue(queue))
    let conversation = try harness.serve(2, by: "alice", on: "web")
    try harness.give(.leaveConversation("alice", conversation))
    try harness.pass(.seconds(86_400))
    #expect(try harness.workItem(of: conversation).state == .wrapping("alice", until: nil))
    #expect(try harness.presence("alice").workItems.count == 1)
  }

  @Test func `a lease and a grace that run out end it`() throws {
    var (harness, item) = try wrapping()
    var settings = SampleAccount.settings()
    settings.disconnectLease = .seconds(5)
    settings.requeueAfterLease = .seconds(5)
    try harness.configure(.account(settings))
    try harness.give(.connectDevice("alice", "desk"))
    try harness.give(.disconnectDevice("alice", "desk"))
    try harness.pass(.seconds(5))
    #expect(completions(try harness.pass(.seconds(5))) == [.expired])
    #expect(!harness.isOpen(item.conversation))
  }

  @Test func `it is extended by its agent, up to what the queue allows`() throws {
    var (harness, item) = try wrapping()
    #expect(throws: Rejection.wrapUpNotExtendable(item.id)) {
      try harness.give(.extendWrapUp("alice", item.id, by: .seconds(1)))
    }
    var queue = try #require(harness.centre.configuration.queues["support"])
    queue.wrapUp = WrapUpRule(limit: .seconds(60), longest: .seconds(150))
    try harness.configure(.queue(queue))
    let conversation = try harness.serve(2, by: "alice", on: "web")
    let events = try harness.give(.leaveConversation("alice", conversation))
    let started = events.of { if case .wrapUpStarted(let fact) = $0 { fact } else { nil } }
    let begin = harness.clock.now
    #expect(started.map(\.extendableUntil) == [begin.advanced(by: .seconds(150))])
    let extendable = try harness.workItem(of: conversation)
    try harness.give(.completeWrapUp("alice", item.id, dispositions: [], note: nil))
    try harness.pass(.seconds(50))
    try harness.give(.extendWrapUp("alice", extendable.id, by: .seconds(60)))
    try harness.restart(fromSnapshot: true)
    try harness.restart(fromSnapshot: false)
    #expect(try harness.pass(.seconds(60)).isEmpty)
    #expect(throws: Rejection.wrapUpNotExtendable(extendable.id)) {
      try harness.give(.extendWrapUp("alice", extendable.id, by: .seconds(31)))
    }
    #expect(throws: Rejection.notWrappingUp(extendable.id)) {
      try harness.give(.extendWrapUp("bob", extendable.id, by: .seconds(1)))
    }
    #expect(throws: Rejection.self) { try harness.give(.extendWrapUp("alice", extendable.id, by: .zero)) }
    let extended = try harness.give(.extendWrapUp("alice", extendable.id, by: .seconds(30)))
    #expect(extended.kinds == [.wrapUpExtended])
    #expect(try harness.pass(.milliseconds(39_999)).isEmpty)
    #expect(completions(try harness.pass(.milliseconds(1))) == [.expired])
    #expect(harness.centre.wrapUpBounds.isEmpty && harness.centre.deadlines.count == 0)
  }

  @Test(arguments: [WrapUpRule(longest: .seconds(9)), WrapUpRule(limit: .seconds(9), longest: .seconds(8))])
  func `an extension without a limit, or below it, is refused`(rule: WrapUpRule) throws {
    var harness = try EngineHarness.configured()
    var queue = try #require(harness.centre.configuration.queues["support"])
    queue.wrapUp = rule
    #expect(throws: Rejection.invalid("wrapUp.longest", "needs a limit and must be at least that")) {
      try harness.configure(.queue(queue))
    }
  }
}
