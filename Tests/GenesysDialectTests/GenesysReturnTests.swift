// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import GenesysDialect
import Testing

/// What clients are told that were away, or slow, or asked for more; and what the answers to questions are worth.
@Suite struct GenesysReturnTests {
  @Test func `of two answers about one conversation the newest question's counts, whichever comes first`() throws {
    for lastFirst in [false, true] {
      var bench = try GenesysBench.live()
      let id = try #require(try bench.give(SampleAccount.start(1, saying: "hello")).conversation)
      bench.answerRead(id)
      let offer = try #require(bench.harness.offer(to: "alice"))
      _ = try bench.give(.acceptOffer("alice", offer.id))
      let before = bench.harness.log.count
      let old = try #require(bench.reads.last)
      try bench.say(id, "more")
      let item = try #require(bench.harness.centre.conversations[id]?.workItems.first)
      _ = try bench.give(.placeInWorkbin("alice", item, .agent("alice")))
      _ = try bench.give(.takeFromWorkbin("alice", item))
      let new = try #require(bench.reads.last)
      // The older answer has nothing of what came after its question.
      if lastFirst { bench.answer(new) } else { bench.answer(old, knowing: before) }
      if lastFirst { bench.answer(old, knowing: before) } else { bench.answer(new) }
      bench.endTurn()
      try bench.say(id, "still there?")
      bench.connect("6")
      let told = bench.takeTold()
      #expect(told.map { $0["state"]?.stringValue } == ["Invited", "Accepted", "PropertiesChanged"])
      let texts = told.last?["content"]?["events"]?.arrayValue?.compactMap { $0["text"]?.stringValue }
      #expect(texts == ["hello", "more", "still there?"])
    }
  }

  @Test func `what ends while it is read is told when it was`() throws {
    var bench = try GenesysBench.live()
    let id = try #require(try bench.give(SampleAccount.start(1, saying: "hello")).conversation)
    bench.answerRead(id)
    bench.endTurn()
    bench.connect("6")
    let offer = try #require(bench.harness.offer(to: "alice"))
    // Accepted, and over before it could be read what was said.
    _ = try bench.give(.acceptOffer("alice", offer.id))
    let item = try #require(bench.harness.centre.conversations[id]?.workItems.first)
    _ = try bench.give(.leaveConversation("alice", id))
    _ = try bench.give(.completeWrapUp("alice", item, dispositions: [], note: nil))
    _ = bench.takeTold()
    bench.answerRead(id)
    bench.endTurn()
    bench.connect("7")
    #expect(bench.takeTold().map { $0["state"]?.stringValue } == ["Completed"])
  }

  @Test func `an offer that is over before it could be told is not told`() throws {
    var bench = try GenesysBench.live()
    let id = try #require(try bench.give(SampleAccount.start(1, saying: "hello")).conversation)
    _ = try bench.give(.endChannelSession(id, nil, reason: .customer))
    bench.answerRead(id)
    bench.endTurn()
    bench.connect("6")
    #expect(bench.takeTold().isEmpty)
  }

  @Test func `a client that shakes hands anew is told what ended while it was away`() throws {
    var (bench, id) = try GenesysBench.serving()
    let since = bench.now
    let item = try #require(bench.harness.centre.conversations[id]?.workItems.first)
    _ = bench.takeTold()
    for isLate in [false, true] {
      bench.shakeHandsAnew()
      if !isLate {
        _ = try bench.harness.giveWhole(.setAgentState("alice", ready: false, reason: nil))
        _ = try bench.harness.giveWhole(.reassignWork(item, to: nil, by: "sam"))
      }
      bench.connect("2")
      bench.subscribe("3", "/v2/me/interactions")
      try bench.answerStart(awaySince: isLate ? bench.now.advanced(by: .seconds(1)) : since)
      bench.endTurn()
      if !isLate { bench.answerRead(id) }
      bench.endTurn()
      bench.connect("4")
      let told = bench.takeTold()
      #expect(told.map { $0["state"]?.stringValue } == (isLate ? [] : ["Revoked"]))
      if !isLate { #expect(told.first?["capabilities"] == .array([])) }
    }
  }

  @Test func `a WebSocket that breaks is made up for: the client is told anew how things stand`() throws {
    var (bench, id) = try GenesysBench.serving()
    bench.join()
    try bench.say(id, "lost")
    #expect(bench.takeLog() == ["send /v2/me/interactions PropertiesChanged"])
    bench.leave(.peerClosed)
    bench.join()
    #expect(bench.takeLog() == ["unfollow", "start"])
    try bench.answerStart()
    let question = try #require(bench.reads.first)
    bench.endTurn()
    _ = bench.takeLog()
    // An answer to a question of before is none to the new one.
    bench.tell(.facts(ConversationRead(conversation: id, number: question.number - 1, after: 0), []))
    #expect(bench.takeLog() == [])
    bench.answerRead(id)
    bench.endTurn()
    let told = try #require(bench.takeTold().last)
    #expect(told["state"] == .string("Accepted"))
    let texts = told["content"]?["events"]?.arrayValue?.compactMap { $0["text"]?.stringValue }
    #expect(texts == ["hello", "lost"])
    // Who reads too slowly begins anew altogether.
    _ = bench.takeLog()
    bench.leave(.slowConsumer)
    #expect(bench.takeLog().last == "close slowConsumer")
  }

  @Test func `subscriptions of one batch are all confirmed before anything of them is told`() throws {
    var (bench, id) = try GenesysBench.serving()
    bench.join()
    _ = bench.takeLog()
    bench.text(
      #"{"id":"8","channel":"/meta/subscribe","subscription":"/v2/me/chats","clientId":"c1"}"#,
      #"{"id":"9","channel":"/meta/subscribe","subscription":"/v2/me/emails","clientId":"c1"}"#
    )
    bench.endTurn()
    #expect(
      bench.takeLog() == ["send /meta/subscribe, /meta/subscribe", "send /v2/me/chats Chatting", "send /v2/me/chats"]
    )
    // Who unsubscribes and subscribes again within one turn is told again.
    bench.text(
      #"{"id":"10","channel":"/meta/unsubscribe","subscription":"/v2/me/chats","clientId":"c1"}"#,
      #"{"id":"11","channel":"/meta/subscribe","subscription":"/v2/me/chats","clientId":"c1"}"#
    )
    bench.endTurn()
    #expect(bench.takeLog().count == 3, "\(id)")
  }

  @Test func `what happens in the turn of another subscription is told on the topics of before, too`() throws {
    var (bench, id) = try GenesysBench.serving()
    let message = NewMessage(id: "m", body: MessageBody(kind: "PLAIN", text: "more"))
    let post = PostMessage(conversation: id, speaker: .customer, message: message)
    _ = try bench.give(.postMessage(post), endsTurn: false)
    bench.subscribe("8", "/v2/me/chats")
    bench.endTurn()
    bench.connect("9")
    let log = bench.takeLog().joined(separator: "; ")
    #expect(log.contains("/v2/me/interactions PropertiesChanged"))
    #expect(log.contains("/v2/me/chats Chatting, /v2/me/chats"))
  }

  @Test func `a pattern means the first generation; the second is heard by its names`() throws {
    var (bench, id) = try GenesysBench.serving()
    try bench.say(id, "more")
    #expect(bench.takeLog() == ["reply \(bench.requests) 200 /v2/me/interactions PropertiesChanged, /meta/connect"])
    bench.subscribe("8", "/v2/me/chats")
    bench.endTurn()
    bench.connect("9")
    _ = bench.takeLog()
    try bench.say(id, "and more")
    bench.connect("10")
    #expect(
      bench.takeLog() == [
        "reply \(bench.requests) 200 /v2/me/interactions PropertiesChanged, /v2/me/chats, /meta/connect"
      ]
    )
  }

  @Test func `a customer who writes a lot takes nobody's session, and what waits is the newest`() throws {
    var (bench, id) = try GenesysBench.serving()
    let long = String(repeating: "x", count: 60_000)
    bench.harness.checksEverything = false
    var settings = SampleAccount.settings()
    settings.limits.messageBytes = 65_536
    settings.limits.messagesPerConversation = 1_000
    _ = try bench.harness.giveWhole(.configure([.account(settings)]))
    for number in 0..<200 {
      try bench.say(id, "\(number) \(long)")
      if number.isMultiple(of: 50) { bench.connect("8") }
    }
    bench.connect("9")
    bench.tell(.repeatHistory(id))
    bench.endTurn()
    bench.connect("10")
    let log = bench.takeLog()
    #expect(!log.contains { $0.hasPrefix("close") })
    let told = bench.takeTold()
    let sizes = told.map { $0.bytes.count }
    #expect(sizes.dropLast().allSatisfy { $0 < 270_000 }, "\(sizes)")
    #expect(sizes.last.map { (270_000..<1_100_000).contains($0) } == true, "\(sizes)")
    #expect(told.count < 10, "one waits for a connect, and takes the place of the last")
    let last = told.last?["content"]?["events"]?.arrayValue?.last?["text"]?.stringValue
    #expect(last?.hasPrefix("199 ") == true)
    // One who comes back is told no more than that.
    bench.shakeHandsAnew()
    bench.connect("2")
    bench.subscribe("3", "/v2/me/interactions")
    try bench.answerStart()
    bench.endTurn()
    bench.answerRead(id)
    bench.endTurn()
    bench.connect("4")
    #expect(!bench.takeLog().contains { $0.hasPrefix("close") })
    #expect(bench.takeTold().map { $0["state"]?.stringValue } == ["Accepted"])
  }

  @Test func `the newest configuration counts, also one that came before how things stand`() throws {
    var bench = try GenesysBench()
    _ = try bench.give(.logIn("alice"))
    bench.handshake()
    bench.connect("2")
    bench.subscribe("3", "/v2/me/channels")
    let start = try #require(DesktopStart(bench.harness.centre, agent: "alice"))
    let fax = SampleAccount.channel("post", .email, "support@ci-vm106", "chat", .push(queue: "support", priority: 5))
    _ = try bench.harness.giveWhole(.configure([.channel(fax)]))
    bench.tell(.directory(GenesysDirectory(bench.harness.centre), bench.harness.centre.position.offset))
    bench.tell(.started(start))
    bench.endTurn()
    bench.connect("4")
    #expect(bench.takeChannels() == ["chat", "email", "voice"])
  }

  @Test func `a channel that becomes known is told, and so are the interactions on it`() throws {
    var bench = try GenesysBench.live()
    let channel = SampleAccount.channel("kiosk", .chat, "555", "chat", .push(queue: "support", priority: 5))
    _ = try bench.harness.giveWhole(.configure([.channel(channel)]))
    let id = try #require(try bench.give(SampleAccount.start(1, on: "kiosk", saying: "hello")).conversation)
    bench.answerRead(id)
    bench.endTurn()
    #expect(bench.takeTold().isEmpty, "nobody knows yet whether it is a call")
    bench.tell(.directory(GenesysDirectory(bench.harness.centre), bench.harness.centre.position.offset))
    bench.answerRead(id)
    bench.endTurn()
    bench.connect("6")
    #expect(bench.takeTold().map { $0["state"]?.stringValue } == ["Invited"])
  }

  @Test func `numbers of events never go back for a client, but for notices that are not told again`() throws {
    var (bench, id) = try GenesysBench.serving()
    let customer = try #require(bench.harness.centre.conversations[id]?.participants.first { $0.kind == .customer })
    bench.signal(.typing(conversation: id, participant: customer.id, kind: .customer, isTyping: true))
    bench.endTurn()
    let before = try #require(bench.takeTold().last?["content"])
    let notice = try #require(before["latestEventId"]?.integerValue)
    bench.shakeHandsAnew()
    bench.connect("2")
    bench.subscribe("3", "/v2/me/interactions")
    try bench.answerStart()
    bench.endTurn()
    bench.answerRead(id)
    bench.endTurn()
    bench.connect("4")
    let after = try #require(bench.takeTold().last?["content"])
    func facts(_ content: JSONValue) -> [JSONValue] {
      (content["events"]?.arrayValue ?? []).filter { $0["messageType"] != .string("NOTICE") }
    }
    #expect(facts(after) == facts(before))
    try bench.say(id, "done")
    bench.connect("5")
    let next = try #require(bench.takeTold().last?["content"]?["latestEventId"]?.integerValue)
    #expect(next > notice)
  }
}
