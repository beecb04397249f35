// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// What desks do while they wait for a conversation they asked to read.
@Suite struct DeskReadingTests {
  /// One desk and the facts of its contact centre, handed over by the test.
  private struct Bench {
    var harness: EngineHarness
    var desk: Desk

    /// Alice's desk, live; what happened so far is not news.
    init(_ harness: EngineHarness) throws {
      self.harness = harness
      desk = Desk(try #require(DeskStart(harness.centre, agent: "alice")))
      _ = desk.begin(at: harness.clock.now)
    }

    mutating func give(_ command: Command) throws -> [DeskStep] {
      var steps: [DeskStep] = []
      for fact in try harness.giveWhole(command).1 {
        var isFollowed = false
        fact.forEachTopic { if $0 == .agent("alice") || $0 == .pullList("callbacks") { isFollowed = true } }
        if isFollowed { steps += desk.committed(fact) }
      }
      return steps + desk.turnEnded(at: harness.clock.now)
    }

    func facts(of id: ConversationID) -> [Envelope] {
      harness.log.filter { $0.event.subject.conversation == id }
    }

    mutating func hand(_ facts: [Envelope], of id: ConversationID) -> [DeskStep] {
      desk.read(id, facts, at: harness.clock.now)
    }
  }

  private func events(_ steps: [DeskStep]) -> [String] {
    steps.map { step in
      switch step {
      case .read: "read"
      case .look: "look"
      case .tell(let emission): emission.event.rawValue
      }
    }
  }

  private func bodies(_ steps: [DeskStep]) throws -> [String] {
    var found: [String] = []
    for case .tell(let emission) in steps where emission.event == .onTopicData {
      let json = try JSONValue(parsing: emission.argument)
      for event in json["topicData"]?["topicEvents"]?.arrayValue ?? [] {
        if let text = event["data"]?["body"]?["markdownText"]?.stringValue { found.append(text) }
      }
    }
    return found
  }

  /// A conversation that Alice serves.
  private func serve(_ harness: inout EngineHarness) throws -> ConversationID {
    try harness.makeReady("alice")
    let id = try #require(try harness.giveWhole(SampleAccount.start(1)).0.conversation)
    try harness.give(.acceptOffer("alice", try #require(harness.offer(to: "alice")).id))
    return id
  }

  private func word(_ text: String, in id: ConversationID) -> Command {
    let message = NewMessage(body: MessageBody(kind: "PLAIN", text: text))
    return .postMessage(PostMessage(conversation: id, speaker: .customer, message: message))
  }

  private func offered() throws -> (Bench, ConversationID) {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    var bench = try Bench(harness)
    #expect(events(try bench.give(SampleAccount.start(1, saying: "one"))) == ["read"])
    let id = try #require(bench.harness.centre.conversations.keys.first)
    return (bench, id)
  }

  @Test(arguments: [false, true])
  func `what was said between an offer and its acceptance is shown, whichever answer comes first`(isSwapped: Bool)
    throws
  {
    var (bench, id) = try offered()
    let early = bench.facts(of: id)
    // Nobody takes part yet, so no desk is told of this.
    #expect(try bench.give(word("two", in: id)) == [])
    let offer = try #require(bench.harness.offer(to: "alice"))
    #expect(events(try bench.give(.acceptOffer("alice", offer.id))).contains("read"))
    let late = bench.facts(of: id)
    _ = try bench.give(word("three", in: id))
    let answers = isSwapped ? [late, early] : [early, late]
    let steps = answers.map { bench.hand($0, of: id) }
    #expect(steps.map(events) == (isSwapped ? [["onTopicData"], []] : [[], ["onTopicData"]]))
    #expect(try bodies(steps.flatMap(\.self)) == ["one", "two", "three"])
  }

  @Test func `of what waits for too long only the latest is kept, and the rest is read again`() throws {
    var harness = try EngineHarness.configured()
    let id = try serve(&harness)
    var desk = Desk(try #require(DeskStart(harness.centre, agent: "alice")))
    _ = desk.begin(at: harness.clock.now)
    let early = harness.log.filter { $0.event.subject.conversation == id }
    let last = try #require(early.last)
    var asked = 0
    var facts = early
    for number in 1...UInt64(Desk.mostWaiting + 1) {
      // Receipts, as many as it takes.
      let fact = Envelope(
        account: last.account,
        offset: last.offset + number,
        time: last.time,
        conversationSequence: (last.conversationSequence ?? 0) + number,
        audience: ["alice"],
        event: .attributesChanged(AttributesChanged(conversation: id, changed: [], removed: []))
      )
      facts.append(fact)
      asked += desk.committed(fact).count
    }
    #expect(asked == 1)
    #expect(desk.read(id, early, at: harness.clock.now) == [])
    #expect(events(desk.read(id, facts, at: harness.clock.now)) == ["onTopicData"])
  }

  @Test func `what was read too early is read again`() throws {
    var (bench, id) = try offered()
    let early = Array(bench.facts(of: id).dropLast(2))
    #expect(events(bench.hand(early, of: id)) == ["read"])
    #expect(events(bench.hand(bench.facts(of: id), of: id)) == ["taskRequest"])
  }

  @Test func `an offer that is taken back while it is read is not shown, nor what happens around it`() throws {
    var (bench, id) = try offered()
    let facts = bench.facts(of: id)
    let offer = try #require(bench.harness.offer(to: "alice"))
    #expect(try bench.give(.rejectOffer("alice", offer.id, reason: nil)) == [])
    #expect(bench.hand(facts, of: id) == [])
  }

  @Test func `listed work that somebody takes while it is looked up tells nothing of who did`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.makeReady("bob")
    var bench = try Bench(harness)
    _ = bench.desk.follow(["callbacks"], new: [], gone: nil)
    let steps = try bench.give(SampleAccount.start(1, on: "web-pull"))
    guard case .look(let item) = steps.first, steps.count == 1 else {
      throw CimProblem("it is not looked up: \(steps)")
    }
    let work = try #require(DeskListedWork(item, in: bench.harness.centre))
    let found = DeskEmission.listed(work, DeskDirectory(bench.harness.centre))
    #expect(try bench.give(.takePullItem("bob", item.workItem)) == [])
    #expect(bench.desk.list(item, found) == [])
  }

  private func wrapping() throws -> (Bench, ConversationID, WorkItemID) {
    var harness = try EngineHarness.configured()
    let id = try serve(&harness)
    try harness.give(.leaveConversation("alice", id))
    let bench = try Bench(harness)
    let item = try #require(harness.centre.agents["alice"]?.workItems.first)
    return (bench, id, item)
  }

  @Test func `after-contact work that ends while a desk that came back reads it leaves no form`() throws {
    var (bench, id, item) = try wrapping()
    let facts = bench.facts(of: id)
    let told = events(try bench.give(.completeWrapUp("alice", item, dispositions: [], note: nil)))
    #expect(told.contains("topicUnsubscription"))
    #expect(bench.hand(facts, of: id) == [])
  }

  @Test func `after-contact work of a desk that comes back is shown as such`() throws {
    var (bench, id, _) = try wrapping()
    let steps = bench.hand(bench.facts(of: id), of: id)
    #expect(events(steps) == ["onTopicData", "wrapupTimerStarted"])
    guard case .tell(let emission) = steps.first else { throw CimProblem("nothing is told") }
    let json = try JSONValue(parsing: emission.argument)
    #expect(json["topicData"]?["state"] == .string("WRAP_UP"))
  }

  @Test func `a conversation that is not known, or another account's, is not shown`() throws {
    var (bench, id) = try offered()
    #expect(bench.hand([], of: id) == [])
    let foreign = bench.facts(of: id).map { fact in
      var fact = fact
      fact.account = "OTHERS"
      return fact
    }
    var (other, same) = try offered()
    #expect(other.hand(foreign, of: same) == [])
  }

  @Test func `a desk that joins is shown the latest events, as many as it may`() throws {
    var harness = try EngineHarness.configured()
    let id = try serve(&harness)
    for number in 0..<50 { try harness.give(word("word \(number)", in: id)) }
    var desk = Desk(try #require(DeskStart(harness.centre, agent: "alice")), topicEvents: 7)
    _ = desk.begin(at: harness.clock.now)
    let facts = harness.log.filter { $0.event.subject.conversation == id }
    let shown = try bodies(desk.read(id, facts, at: harness.clock.now))
    #expect(shown == (43..<50).map { "word \($0)" })
    for (bytes, most) in [(30_000, 20), (1, 1)] {
      var desk = Desk(try #require(DeskStart(harness.centre, agent: "alice")), topicBytes: bytes)
      _ = desk.begin(at: harness.clock.now)
      let steps = desk.read(id, facts, at: harness.clock.now)
      let shown = try bodies(steps)
      #expect((1...most).contains(shown.count) && shown.last == "word 49", "\(bytes): \(shown)")
    }
  }
}
