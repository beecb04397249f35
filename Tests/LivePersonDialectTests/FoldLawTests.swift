// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import LivePersonDialect
import Testing

/// What holds for every conversation, however it goes.
@Suite struct FoldLawTests {
  private static let agents: [AgentID] = ["alice", "bob", "carol"]

  /// One random thing that may be refused.
  private static func command(_ story: LivePersonStory, _ random: inout SeededRandom) -> Command? {
    let centre = story.harness.centre
    guard let id = centre.conversations.keys.sorted().randomElement(using: &random),
      let agent = agents.randomElement(using: &random)
    else { return nil }
    let speaker: Speaker = random.oneIn(2) ? .customer : random.oneIn(6) ? .bot("helper") : .agent(agent)
    let number = story.harness.log.count
    let audience = MessageAudience.allCases[Int.random(in: 0..<2, using: &random)]
    let other = agents.randomElement(using: &random) ?? "bob"
    let target: AssistanceTarget =
      random.oneIn(2) ? .agent(other) : random.oneIn(2) ? .queue("sales") : .queue("support")
    let request = RequestAssistance(conversation: id, initiator: .agent(agent), target: target)
    let asked = centre.conversations[id]?.assistances.first?.id
    switch Int.random(in: 0..<20, using: &random) {
    case 0...5:
      let words = ["5", "yes", "hello", "maybe"].randomElement(using: &random) ?? ""
      let new = NewMessage(
        id: MessageID(rawValue: "m\(number)"),
        body: MessageBody(kind: "PLAIN", text: words),
        audience: speaker == .customer ? .everyone : audience
      )
      return .postMessage(PostMessage(conversation: id, speaker: speaker, message: new))
    case 6, 7:
      let message = centre.conversations[id].map { _ in MessageID(rawValue: "m\(max(0, number - 3))") } ?? "m"
      return .reportReceipt(id, message, by: speaker, .read, detail: nil)
    case 8: return .leaveConversation(agent, id)
    case 9: return .requestTransfer(request)
    case 10: return .startConsult(request)
    case 11: return .requestConference(request)
    case 12: return asked.map { .cancelTransfer(id, $0, by: .agent(agent)) }
    case 13: return asked.map { .completeConsult(agent, id, $0, as: random.oneIn(2) ? .transfer : .conference) }
    case 14: return .endChannelSession(id, nil, reason: random.oneIn(2) ? .customer : .network)
    case 15: return random.oneIn(2) ? .joinAsBot("helper", id) : .leaveAsBot("helper", id)
    case 16:
      let role: ParticipantRole = random.oneIn(3) ? .barged : random.oneIn(2) ? .coach : .silentMonitor
      return .supervise("sam", id, as: role, watching: agent)
    case 17: return random.oneIn(4) ? .closeConversation(id, .customer) : .setMediaState(agent, "chat", ready: true)
    case 18: return .logIn(agent)
    default: return nil
    }
  }

  private static func run(_ seed: UInt64, steps: Int) throws -> LivePersonStory {
    var random = SeededRandom(seed: seed)
    var story = try LivePersonStory("random \(seed)", checksEverything: false)
    try story.makeReady("alice", "bob", "carol")
    try story.give(.logIn("sam"), "")
    for _ in 0..<steps {
      for agent in agents where !random.oneIn(4) {
        guard let offer = story.harness.offer(to: agent) else { continue }
        try story.give(.acceptOffer(agent, offer.id), "")
      }
      do {
        if random.oneIn(8) {
          let number = Int.random(in: 1...6, using: &random)
          try story.give(SampleAccount.start(number, saying: random.oneIn(2) ? "hi" : nil), "")
        } else if random.oneIn(12) {
          try story.pass(.seconds(Int.random(in: 1...90, using: &random)))
        } else if let command = command(story, &random) {
          try story.give(command, "")
        }
      } catch is Rejection {
        continue
      }
    }
    return story
  }

  @Test(arguments: UInt64(1)...12)
  func `a fold made anew tells what the live one told, erased or not`(seed: UInt64) throws {
    let story = try Self.run(seed, steps: 250)
    #expect(story.folds.count > 3)
    var states = 0
    for id in story.folds.keys {
      let told = story.told(id)
      #expect(story.rebuilt(id) == told)
      states += told.count { $0.type == .conversationChange }
      let erased = story.rebuilt(id, erased: true)
      #expect(!erased.contains { $0.type == .content || $0.type == .richContent })
      #expect(
        erased.filter { $0.type == .acceptStatus }.map(\.offset)
          == told.filter { $0.type == .acceptStatus }.map(\.offset)
      )
    }
    #expect(states > 50)
  }

  @Test(arguments: UInt64(1)...6)
  func `names tell notifications apart, and nothing is told twice`(seed: UInt64) throws {
    let story = try Self.run(seed &+ 100, steps: 250)
    for id in story.folds.keys {
      let told = story.told(id)
      let names = Set(told.map { "\($0.offset ?? 0)/\($0.index)" })
      #expect(names.count == told.count)
      let bodies = told.map(\.body)
      #expect(Set(bodies).count == bodies.count)
    }
  }

  @Test(arguments: UInt64(1)...6)
  func `numbers count up in each dialog, and states in time`(seed: UInt64) throws {
    let story = try Self.run(seed &+ 200, steps: 250)
    for id in story.folds.keys {
      var numbers: [String: Int] = [:]
      var latest = 0
      for notification in story.told(id) {
        let json = try JSONValue(parsing: notification.body)
        #expect(json.bytes == notification.body)
        let change = try #require(json["body"]?["changes"]?.arrayValue?.first)
        if let details = change["result"]?["conversationDetails"] {
          let time = try #require(details["metaDataLastUpdateTs"]?.integerValue)
          #expect(time > latest)
          latest = time
          let isOpen = details["dialogs"]?.arrayValue?.first?["state"]?.stringValue == "OPEN"
          #expect((details["state"]?.stringValue == "OPEN") == isOpen)
          #expect((details["closeReason"] == nil) == isOpen)
        } else {
          let dialog = try #require(change["dialogId"]?.stringValue)
          #expect(change["sequence"]?.integerValue == numbers[dialog, default: 0])
          numbers[dialog, default: 0] += 1
        }
      }
    }
  }

  @Test(arguments: Event.Kind.allCases)
  func `no fact alone, whole or erased, is too much for a fold`(kind: Event.Kind) throws {
    for event in SampleEvents.events(kind) {
      for isErased in [false, true] {
        let conversation = event.subject.conversation ?? ConversationID(rawValue: 9)
        let dialog = DialogID(rawValue: 4)
        let session = ChannelSession(
          id: ChannelSessionID(rawValue: 5),
          channel: "web",
          participant: ParticipantID(rawValue: 6),
          connection: ConnectionID(rawValue: 7)
        )
        let started = ConversationStarted(
          conversation: conversation,
          direction: .inbound,
          customer: Customer(id: CustomerID(rawValue: 8), identifier: "c"),
          mainDialog: dialog,
          session: session,
          attributes: []
        )
        var fold = ConversationFold(account: "TESTCO")
        let first = Envelope(account: "TESTCO", offset: 1, time: moment(1_000), event: .conversationStarted(started))
        #expect(fold.notifications(of: first).count == 1)
        let next = Envelope(account: "TESTCO", offset: 2, time: moment(2_000), event: event)
        let told = fold.notifications(of: isErased ? next.erased : next)
        #expect(told.count <= 1)
        if event.subject.conversation == nil { #expect(told.isEmpty, "\(kind) is of no conversation") }
      }
    }
  }

  @Test func `what a fold remembers is bounded, and it forgets the oldest first`() throws {
    var story = try LivePersonStory("bounded", settings: FoldSettings(messages: 3, participants: 2, dialogs: 2))
    try story.makeReady("alice")
    let id = try #require(try story.give(SampleAccount.start(1), "").conversation)
    try story.accept("alice")
    for number in 1...5 {
      try story.say("\(number)", in: id, as: .agent("alice"), MessageID(rawValue: "m\(number)"))
    }
    let fold = try #require(story.folds[id])
    #expect((1...5).map { fold.sequence(of: MessageID(rawValue: "m\($0)")) } == [nil, nil, 2, 3, 4])
    #expect(fold.messages([0, 1, 2, 3, 4, 5], in: nil) == ["m3", "m4", "m5"])
    let before = story.notifications.count
    try story.give(.reportReceipt(id, "m1", by: .customer, .read, detail: nil), "")
    #expect(story.notifications.count == before)
    try story.give(.reportReceipt(id, "m4", by: .customer, .read, detail: nil), "")
    #expect(story.notifications.count == before + 1)
  }

  @Test func `facts before the first one, of others and of other accounts are not told`() throws {
    var story = try LivePersonStory("others")
    try story.makeReady("alice")
    let id = try #require(try story.give(SampleAccount.start(1, saying: "hi"), "").conversation)
    let other = try #require(try story.give(SampleAccount.start(2, saying: "hi"), "").conversation)
    let facts = story.harness.log.filter { $0.event.subject.conversation == id }
    var late = ConversationFold(account: "TESTCO")
    #expect(facts.dropFirst().flatMap { late.notifications(of: $0) }.isEmpty)
    var fold = ConversationFold(account: "TESTCO")
    _ = fold.notifications(of: facts[0])
    let others = story.harness.log.filter { $0.event.subject.conversation == other }
    #expect(others.flatMap { fold.notifications(of: $0) }.isEmpty)
    #expect(fold.state(of: nil)?.kind == .main)
  }
}
