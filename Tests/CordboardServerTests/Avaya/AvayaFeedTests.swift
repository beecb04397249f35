// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import Logging
import Testing
import WebhookDelivery

@testable import CordboardServer

/// A translator that is made of the state at any moment says the same as one that saw every fact.
@Suite struct AvayaFeedTests {
  /// Tells a story to a translator that lives as long as it, and to one made anew before every command.
  private struct Story {
    var harness = EngineHarness()
    var translator: NotificationTranslator
    var count = 0
    /// What there was before the first command, every fact since then, and all that was told of them.
    private let beginning: (translator: NotificationTranslator, offset: UInt64)
    private var log: [Envelope] = []
    private var told: [String] = []

    init() throws {
      _ = try harness.give(.configure(SampleAccount.changes() + SampleAccount.voice()))
      translator = NotificationTranslator(harness.centre)
      beginning = (translator, harness.centre.offset)
    }

    /// A webhook, which reads the log in pages of any size, is told the same, in the same order, numbered.
    func checkWebhook() throws {
      let request = """
        {"family":"AGENT_ENGAGEMENT","events":["ALL"],"extensions":{"cordboard.sequence":"true"},
         "transport":{"type":"WEBHOOK","endpoint":"https://a.example/"}}
        """
      var book = SubscriptionBook()
      let subscription = try book.create(
        SubscriptionRequest(parsing: Array(request.utf8), isLenient: false),
        id: "6f0e1f7e-0000-4000-8000-000000000001",
        owner: .client("crm"),
        at: harness.clock.now,
        tokenExpires: harness.clock.now.advanced(by: .seconds(3_600)),
        limits: SubscriptionBook.Limits()
      )
      let translation = AvayaTranslation(
        subscription: subscription,
        account: harness.centre.account,
        form: NotificationForm(),
        journal: MemoryJournal()
      )
      for size in [1, 2, 3, 7, log.count] {
        var fold = AvayaFold(beginning.translator, after: beginning.offset, for: subscription)
        var sent: [String] = []
        var rest = log[...]
        while !rest.isEmpty {
          var page = Array(rest.prefix(size))
          while let last = page.last, translation.breaksOff(after: last), page.count < rest.count {
            page.append(rest[rest.startIndex + page.count])
          }
          rest = rest.dropFirst(page.count)
          for (lane, entry) in translation.entries(of: page, origin: .log) {
            #expect(lane == .account)
            #expect(fold.continues(with: try #require(entry.facts.first)))
            let messages = fold.messages(of: entry.facts, number: UInt64(sent.count))
            sent += messages.map { String(decoding: $0.body, as: UTF8.self) }
          }
        }
        #expect(sent.count == told.count)
        for (number, text) in sent.enumerated() {
          #expect(text.hasSuffix(#","sequence":\#(number + 1)}"#) && text.contains(subscription.id))
        }
        let plain = sent.map { Self.plain($0).replacing(/,"sequence":[0-9]+}$/, with: "}") }
        same(plain, told.map(Self.plain), "in pages of \(size)")
      }
    }

    /// Without what differs between a stream and a webhook: whose it is, and when it was sent.
    private static func plain(_ text: String) -> String {
      text.replacing(/"sentAt":"[^"]*"/, with: "").replacing(/"subscriptionId":"[^"]*"/, with: "")
    }

    @discardableResult
    mutating func give(_ command: Command, as actor: Principal? = nil) throws -> Outcome {
      var fresh = NotificationTranslator(harness.centre)
      let (outcome, facts) = try harness.giveWhole(command, as: actor)
      try compare(&fresh, facts, "\(command)")
      return outcome
    }

    mutating func pass(_ duration: Duration) throws {
      var fresh = NotificationTranslator(harness.centre)
      harness.clock.advance(by: duration)
      try compare(&fresh, harness.giveWhole(.passTime).1, "time")
    }

    private mutating func compare(
      _ fresh: inout NotificationTranslator,
      _ facts: [Envelope],
      _ command: String
    ) throws {
      let told = translator.translate(facts).map(text)
      log += facts
      self.told += told
      let ended = Self.afterContactWork("Completed")
      same(fresh.translate(facts).map(text).map(ended), told.map(ended), "after \(command)")
      count += told.count
      let snapshots = [NotificationTranslator(harness.centre), translator].map {
        $0.snapshot(at: harness.clock.now, after: harness.centre.offset).map(text)
          .map(Self.afterContactWork("Activated"))
      }
      same(snapshots[0], snapshots[1], "as things stand after \(command)")
    }

    private func same(_ fresh: [String], _ whole: [String], _ when: String) {
      guard fresh != whole else { return }
      let place = zip(fresh, whole).enumerated().first { $1.0 != $1.1 }?.offset ?? min(fresh.count, whole.count)
      Issue.record(
        """
        \(when), notification \(place) of \(whole.count) differs:
        anew  \(place < fresh.count ? fresh[place] : "nothing")
        whole \(place < whole.count ? whole[place] : "nothing")
        """
      )
    }

    /// Once its agent has left, the state does not say any more in which appearance after-contact work was.
    private static func afterContactWork(_ what: String) -> (String) -> String {
      let event = #""event":"AfterContactWork\#(what)""#
      return { text in
        guard text.contains(event) else { return text }
        return text.replacing(/"(dialogId|connectionId)":"[^"]*",/, with: "")
      }
    }

    private func text(_ notification: AvayaDialect.Notification) -> String {
      String(decoding: notification.notice(sentAt: harness.clock.now).message(with: []), as: UTF8.self)
    }

    mutating func makeReady(_ agent: AgentID, on domains: [MediaRoutingDomainID]) throws {
      try give(.logIn(agent))
      try give(.setAgentState(agent, ready: true, reason: nil))
      for domain in domains { try give(.setMediaState(agent, domain, ready: true)) }
    }

    mutating func accept(_ agent: AgentID) throws {
      let offer = try #require(harness.offer(to: agent))
      try give(.acceptOffer(agent, offer.id))
    }
  }

  private func ask(_ id: ConversationID, _ target: AssistanceTarget, holds: Bool = false) -> RequestAssistance {
    RequestAssistance(conversation: id, initiator: .agent("alice"), target: target, holds: holds)
  }

  @Test func `work on several media`() throws {
    var story = try Story()
    try story.makeReady("alice", on: ["chat", "voice"])
    let chat = try #require(try story.give(SampleAccount.start(1, on: "shop")).conversation)
    try story.accept("alice")
    try story.makeReady("bob", on: ["chat", "voice"])
    let consult = try story.give(.startConsult(ask(chat, .agent("bob"), holds: true)))
    try story.accept("bob")
    try story.give(.completeConsult("alice", chat, try #require(consult.assistance), as: .conference))
    try story.give(.logIn("sam"))
    for role in [ParticipantRole.silentMonitor, .coach, .barged] {
      try story.give(.supervise("sam", chat, as: role, watching: "alice"))
    }
    try story.give(.leaveConversation("sam", chat))
    try story.give(.requestTransfer(ask(chat, .external("tel:+49"))))
    try story.pass(.seconds(30))
    try story.give(.requestTransfer(ask(chat, .automation("helper"))))
    try story.give(.joinAsBot("helper", chat))
    try story.give(.leaveConversation("bob", chat))
    try story.give(.endChannelSession(chat, nil, reason: .customer))
    #expect(story.count > 30)
    try story.checkWebhook()
  }

  @Test func `a consult becomes a transfer`() throws {
    var story = try Story()
    try story.makeReady("alice", on: ["chat"])
    let id = try #require(try story.give(SampleAccount.start(1)).conversation)
    try story.accept("alice")
    try story.makeReady("bob", on: ["chat"])
    let consult = try story.give(.startConsult(ask(id, .agent("bob"), holds: true)))
    try story.accept("bob")
    // Alice is in two dialogs; her after-contact work is of the one with the customer.
    try story.give(.completeConsult("alice", id, try #require(consult.assistance), as: .transfer))
    try story.pass(.seconds(60))
    try story.give(.leaveConversation("bob", id))
    try story.pass(.seconds(60))
    #expect(story.count > 20)
    try story.checkWebhook()
  }

  @Test func `work that waits, is sent to an agent, and begins with an agent`() throws {
    var story = try Story()
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 50))
    shop.outbound = OutboundRule(answerLimit: .seconds(30))
    try story.give(.configure([.channel(shop)]))
    let id = try #require(try story.give(SampleAccount.start(1)).conversation)
    try story.makeReady("alice", on: ["chat"])
    try story.makeReady("bob", on: ["chat"])
    let item = try #require(story.harness.centre.workItems.values.first { $0.conversation == id })
    try story.give(.reassignWork(item.id, to: .agent("bob"), by: "sam"))
    try story.pass(.seconds(20))
    try story.accept("alice")
    try story.give(.startConsult(ask(id, .queue("support"))))
    try story.makeReady("carol", on: ["chat"])
    let customer = Customer(id: CustomerID(rawValue: 3), identifier: "+4930")
    try story.give(.startOutbound(StartOutbound(channel: "shop", customer: customer, agent: "carol")))
    try story.pass(.seconds(10))
    #expect(story.count > 20)
    try story.checkWebhook()
  }

  @Test func `calls`() throws {
    var story = try Story()
    try story.makeReady("alice", on: ["voice"])
    try story.give(.reportCall(SampleAccount.call("c1", .ringing)), as: .pbx)
    try story.accept("alice")
    try story.give(.reportCallLeg(story.harness.legReport(of: "alice", .answered)), as: .pbx)
    try story.give(.reportCall(SampleAccount.call("c1", .answered)), as: .pbx)
    let id = try #require(story.harness.centre.conversations.values.first).id
    try story.give(.hold("alice", id, nil, limit: nil))
    try story.give(.resume("alice", id, nil))
    try story.give(.leaveConversation("alice", id))
    let customer = Customer(id: CustomerID(rawValue: 3), identifier: "+4930")
    try story.give(.startOutbound(StartOutbound(channel: "phone", customer: customer)))
    try story.pass(.seconds(45))
    #expect(story.count > 15)
    try story.checkWebhook()
  }

  @Test func `work nobody takes`() throws {
    var story = try Story()
    try story.makeReady("alice", on: ["chat"])
    try story.give(SampleAccount.start(1, on: "shop"))
    try story.pass(.seconds(20))
    try story.give(.setAgentState("alice", ready: true, reason: nil))
    try story.give(.setMediaState("alice", "chat", ready: true))
    let offer = try #require(story.harness.offer(to: "alice"))
    try story.give(.rejectOffer("alice", offer.id, reason: nil))
    try story.give(.logOut("alice", reason: "home"))
    #expect(story.count > 10)
    try story.checkWebhook()
  }

  @Test func `a feed begins with the state, misses no fact and takes none twice`() async throws {
    let journal = MemoryJournal()
    let clock = TestClock()
    let partition = Partition(journal: journal, sink: NoSink(), seed: 7, logger: Logger(label: "test"))
    let recovered = try await partition.recover()
    let task = Task { await partition.run(recovered) }
    let context = CommandContext(principal: .system("TESTCO"))
    _ = try await partition.perform(.configure(SampleAccount.changes()), in: context)
    _ = try await partition.perform(.logIn("alice"), in: context)
    let feeds = AvayaFeeds(
      gateway: partition,
      fanOut: FanOut(encoders: []),
      settings: ServerSettings.AvayaSettings(),
      clock: clock
    )
    let feed = try await feeds.feed(of: "TESTCO", until: clock.now().advanced(by: .seconds(10)))
    let later = clock.now().advanced(by: .seconds(20))
    #expect(try await feeds.feed(of: "TESTCO", until: later) === feed)
    await #expect(throws: Rejection.self) { try await feeds.feed(of: "NOSUCH", until: later) }
    _ = try await partition.perform(.setAgentState("alice", ready: true, reason: nil), in: context)
    let facts = try await journal.read("TESTCO", after: 0, limit: 1_000)
    // What was before the feed began is not told again, and nothing is told twice.
    let told = feed.translate(facts)
    #expect(told.map(\.serial) == [1])
    #expect(String(decoding: told[0].notice.message(with: []), as: UTF8.self).contains(#""state":"READY""#))
    #expect(feed.translate(facts).isEmpty)
    // Once nobody can want it any more, the next facts end it.
    clock.advance(by: .seconds(19))
    feeds.publish(facts, account: "TESTCO")
    #expect(feeds.count == 1)
    clock.advance(by: .seconds(1))
    feeds.publish(facts, account: "TESTCO")
    #expect(feeds.count == 0)
    partition.close()
    await task.value
  }

  @Test func `how things stand is made once for all who are told, and again when the ring has forgotten`() throws {
    var harness = EngineHarness()
    _ = try harness.give(.configure(SampleAccount.changes()))
    var settings = ServerSettings.AvayaSettings()
    settings.retainedNotifications = 2
    let feed = AvayaFeed(
      NotificationTranslator(harness.centre),
      offset: harness.centre.offset,
      generation: "g",
      settings: settings,
      clock: TestClock()
    )
    func give(_ command: Command) throws -> [SharedNotice] { feed.translate(try harness.giveWhole(command).1) }
    _ = try give(.logIn("alice"))
    var subscription = NoticeSubscription(feed: feed.id, kinds: .max, insert: [])
    subscription.wantsState = true
    let first = feed.join(subscription)
    #expect(!first.state.isEmpty && first.missed.isEmpty)
    let made = try give(.setAgentState("alice", ready: true, reason: nil))
    let second = feed.join(subscription)
    #expect(second.state.map(ObjectIdentifier.init) == first.state.map(ObjectIdentifier.init))
    #expect(second.missed.map(\.serial) == made.map(\.serial))
    #expect(second.start.cursor == first.start.cursor)
    _ = try give(.logIn("bob"))
    let third = feed.join(subscription)
    #expect(third.state.count > first.state.count && third.missed.isEmpty)
    feed.forget()
    let fourth = feed.join(subscription)
    #expect(fourth.state.map(ObjectIdentifier.init) != third.state.map(ObjectIdentifier.init))
  }
}
