// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import ContactEngine

/// Configuration that changes while work is live.
@Suite struct LiveConfigurationTests {
  private func blueOnly() throws -> EngineHarness {
    var harness = try EngineHarness.configured()
    let members = QueueMembers(everyone: false, teams: ["blue"], agents: [])
    try harness.configure(.queue(SampleAccount.queue("sales", domain: "chat", members: members)))
    return harness
  }

  @Test func `an agent moved to the team of waiting work is asked at once`() throws {
    var harness = try blueOnly()
    try harness.makeReady("alice")
    let conversation = try harness.begin(1)
    #expect(harness.offeree(of: conversation) == nil)
    let events = try harness.give(.configure([.agent(SampleAccount.agent("alice", teams: ["blue"]))]))
    #expect(events.kinds == [.configurationChanged, .offerMade])
    #expect(harness.offeree(of: conversation) == "alice")
  }

  @Test func `an agent moved away keeps its offer and is asked no more`() throws {
    var harness = try blueOnly()
    try harness.makeReady("carol")
    let first = try harness.begin(1)
    let second = try harness.begin(2)
    try harness.configure(.agent(SampleAccount.agent("carol", teams: ["green"])))
    #expect(harness.offeree(of: first) == "carol")
    try harness.accept("carol")
    #expect(harness.offeree(of: second) == nil)
  }

  @Test func `a queue that gains members is served at once`() throws {
    var harness = try blueOnly()
    try harness.makeReady("alice")
    let conversation = try harness.begin(1)
    let members = QueueMembers(everyone: false, teams: [], agents: ["alice"])
    try harness.configure(.queue(SampleAccount.queue("sales", domain: "chat", members: members)))
    #expect(harness.offeree(of: conversation) == "alice")
    let nobody = QueueMembers(everyone: false, teams: [], agents: [])
    try harness.configure(.queue(SampleAccount.queue("sales", domain: "chat", members: nobody)))
    try harness.accept("alice")
    #expect(try harness.begin(2) != conversation)
    #expect(harness.centre.offers.isEmpty)
  }

  @Test func `capacity raised for a domain is used at once, by whoever is idle longest`() throws {
    var harness = try EngineHarness.configured()
    try harness.configure(
      .mediaRoutingDomain(MediaRoutingDomain(id: "chat", name: "Chat", maxRequests: 0, interruptible: true))
    )
    for agent in ["carol", "bob", "alice"] as [AgentID] {
      try harness.makeReady(agent)
      harness.clock.advance(by: .seconds(1))
    }
    let conversations = try (1...3).map { try harness.begin($0, on: "web") }
    try harness.configure(
      .mediaRoutingDomain(MediaRoutingDomain(id: "chat", name: "Chat", maxRequests: 1, interruptible: true))
    )
    #expect(Set(conversations.map { harness.offeree(of: $0) }) == ["alice", "bob", "carol"])
  }

  @Test func `capacity lowered below the load leaves the work and takes no more`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let first = try harness.serve(1, by: "alice")
    let second = try harness.serve(2, by: "alice")
    let one = [Capacity(mediaRoutingDomain: "chat", maxRequests: 1)]
    try harness.configure(.agent(SampleAccount.agent("alice", teams: ["green"], capacities: one)))
    #expect(try harness.media("alice") == .busy)
    let waiting = try harness.begin(3)
    try harness.give(.leaveConversation("alice", first))
    #expect(try harness.media("alice") == .busy)
    #expect(harness.offeree(of: waiting) == nil)
    try harness.give(.leaveConversation("alice", second))
    #expect(harness.offeree(of: waiting) == "alice")
  }

  @Test func `what is used cannot be removed, and then it can`() throws {
    var harness = try EngineHarness.configured()
    func refuse(_ key: ConfigurationKey, by user: String) {
      #expect(throws: Rejection.stillUsed(key, by: user)) { try harness.give(.configure([.removed(key)])) }
    }
    refuse(.team("blue"), by: "queue sales")
    refuse(.queue("sales"), by: "channel shop")
    refuse(.pullList("callbacks"), by: "channel web-pull")
    refuse(.mediaRoutingDomain("voice"), by: "queue voice")
    refuse(.agent("alice"), by: "queue sales")
    try harness.give(.logIn("bob"))
    refuse(.agent("bob"), by: "its own login")
    let pulled = try harness.begin(1, on: "web-pull")
    try harness.begin(2, on: "shop")
    refuse(.channel("web-pull"), by: "open conversations")
    // The customer is gone and the agent still works: the channel may go, what the work depends on may not.
    try harness.give(.takePullItem("bob", harness.workItem(of: pulled).id))
    try harness.give(.endChannelSession(pulled, nil, reason: .customer))
    try harness.configure(.removed(.channel("web-pull")))
    refuse(.pullList("callbacks"), by: "1 open work items")
    try harness.give(.leaveConversation("bob", pulled))
    try harness.configure(.removed(.pullList("callbacks")))
    #expect(throws: Rejection.notConfigured(.pullList("callbacks"))) {
      try harness.give(.configure([.removed(.pullList("callbacks"))]))
    }
  }

  @Test func `a domain with open work cannot be removed`() throws {
    var harness = try EngineHarness.configured()
    try harness.configure(
      .mediaRoutingDomain(MediaRoutingDomain(id: "fax", name: "Fax", maxRequests: 1, interruptible: true)),
      .channel(SampleAccount.channel("fax", .email, "fax@test", "fax", .pull(list: "callbacks")))
    )
    let conversation = try harness.begin(1, on: "fax")
    try harness.give(.logIn("bob"))
    try harness.give(.takePullItem("bob", harness.workItem(of: conversation).id))
    try harness.give(.endChannelSession(conversation, nil, reason: .customer))
    try harness.configure(.removed(.channel("fax")))
    let used = Rejection.stillUsed(.mediaRoutingDomain("fax"), by: "1 open work items")
    #expect(throws: used) { try harness.give(.configure([.removed(.mediaRoutingDomain("fax"))])) }
    try harness.restart(fromSnapshot: true)
    #expect(throws: used) { try harness.give(.configure([.removed(.mediaRoutingDomain("fax"))])) }
    try harness.give(.leaveConversation("bob", conversation))
    try harness.configure(.removed(.mediaRoutingDomain("fax")))
  }

  @Test func `a queue cannot change its domain while it has work`() throws {
    var harness = try EngineHarness.configured()
    try harness.begin(1)
    let members = QueueMembers(everyone: true, teams: [], agents: [])
    #expect(throws: Rejection.stillUsed(.queue("sales"), by: "work on media routing domain chat")) {
      try harness.configure(.queue(SampleAccount.queue("sales", domain: "voice", members: members)))
    }
  }

  /// Values no configuration may have, with the field that is named.
  static let wrong: [(ConfigurationChange, String)] = {
    func settings(_ change: (inout AccountSettings) -> Void) -> ConfigurationChange {
      var settings = SampleAccount.settings()
      change(&settings)
      return .account(settings)
    }
    func queue(_ change: (inout Queue) -> Void) -> ConfigurationChange {
      let members = QueueMembers(everyone: true, teams: [], agents: [])
      var queue = SampleAccount.queue("sales", domain: "chat", members: members)
      change(&queue)
      return .queue(queue)
    }
    let never = Duration.seconds(Int64.max)
    return [
      (settings { $0.disconnectLease = .zero }, "disconnectLease"),
      (settings { $0.disconnectLease = never }, "disconnectLease"),
      (settings { $0.rejectHold = .microseconds(1_500) }, "rejectHold"),
      (settings { $0.requeueAfterLease = .milliseconds(-1) }, "requeueAfterLease"),
      (settings { $0.realm = "" }, "realm"),
      (settings { $0.realm = "a/b" }, "realm"),
      (settings { $0.limits.openConversations = 0 }, "limits.openConversations"),
      (settings { $0.limits.rememberedCommands = -1 }, "limits.rememberedCommands"),
      (queue { $0.offerDeadline = .zero }, "offerDeadline"),
      (queue { $0.offerDeadline = never }, "offerDeadline"),
      (queue { $0.timeLimit = .seconds(367 * 86_400) }, "timeLimit"),
      (queue { $0.wrapUp = WrapUpRule(limit: .nanoseconds(1)) }, "wrapUp.limit"),
      (queue { $0.maxWaiting = 0 }, "maxWaiting"),
      (.channel(SampleAccount.channel("new", .chat, "1212", "chat", .pull(list: "callbacks"))), "serviceIdentifier"),
      (.channel(SampleAccount.channel("new", .chat, "", "chat", .pull(list: "callbacks"))), "serviceIdentifier"),
      (
        .channel(SampleAccount.channel("new", .voice, "1", "voice", .push(queue: "sales", priority: 1))),
        "routing.queue"
      ),
      (
        .channel(SampleAccount.channel("new", .chat, "1", "chat", .push(queue: "sales", priority: 101))),
        "routing.priority"
      ),
      (
        .mediaRoutingDomain(MediaRoutingDomain(id: "chat", name: "", maxRequests: -1, interruptible: true)),
        "maxRequests"
      ),
    ]
  }()

  @Test(arguments: wrong) func `wrong values are refused by name`(change: ConfigurationChange, field: String) throws {
    var harness = try EngineHarness.configured()
    do {
      try harness.give(.configure([change]))
      Issue.record("\(change) was accepted")
    } catch let rejection as Rejection {
      guard case .invalid(field, _) = rejection else {
        Issue.record("\(rejection)")
        return
      }
    }
  }

  @Test func `a removed agent that is defined again goes on with its numbers`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("carol")
    try harness.begin(1)
    try harness.reject("carol")
    try harness.give(.logOut("carol", reason: nil))
    try harness.configure(.removed(.agent("carol")))
    #expect(harness.centre.agents["carol"] == nil)
    // Its hold ends although it is gone: the fact about it has the next number.
    try harness.restart(fromSnapshot: true)
    #expect(try harness.pass(.seconds(30)).kinds == [.rejectHoldEnded])
    try harness.configure(.agent(SampleAccount.agent("carol", teams: ["blue"])))
    try harness.makeReady("carol")
    try harness.restart(fromSnapshot: true)
    try harness.restart(fromSnapshot: false)
    let numbers = harness.log.filter { $0.event.subject.agent == "carol" }.compactMap(\.agentSequence)
    #expect(numbers == Array(1...UInt64(numbers.count)))
    #expect(try harness.presence("carol").sequence == UInt64(numbers.count))
  }

  @Test func `a list of changes is applied whole or not at all`() throws {
    var harness = try EngineHarness.configured()
    let before = harness.centre
    #expect(throws: Rejection.unknownTeam("red")) {
      try harness.give(
        .configure([
          .team(Team(id: "violet", name: "Violet")),
          .agent(SampleAccount.agent("dora", teams: ["violet"])),
          .agent(SampleAccount.agent("erna", teams: ["red"])),
        ])
      )
    }
    #expect(harness.centre == before)
    // Later changes may build on earlier ones.
    try harness.configure(
      .team(Team(id: "violet", name: "Violet")),
      .agent(SampleAccount.agent("dora", teams: ["violet"])),
      .agent(SampleAccount.agent("dora", teams: [])),
      .removed(.team("violet"))
    )
  }

  @Test func `a change that changes nothing is no fact`() throws {
    var harness = try EngineHarness.configured()
    #expect(try harness.give(.configure(SampleAccount.changes())).isEmpty)
    #expect(try harness.give(.configure([SampleAccount.changes()[1]])).isEmpty)
    #expect(try harness.give(.configure([])).isEmpty)
  }

  @Test func `a domain that comes later is there for everybody`() throws {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    try harness.configure(
      .mediaRoutingDomain(MediaRoutingDomain(id: "fax", name: "Fax", maxRequests: 1, interruptible: true))
    )
    #expect(try harness.media("alice", "fax") == .notReady)
    #expect(try harness.media("bob", "fax") == .loggedOut)
    try harness.give(.setMediaState("alice", "fax", ready: true))
    #expect(try harness.media("alice", "fax") == .ready)
    try harness.configure(.removed(.mediaRoutingDomain("fax")))
    #expect(try harness.presence("alice").media("fax") == nil)
  }

  @Test func `pools of what was removed are gone, and their places are used again`() throws {
    var harness = try EngineHarness.configured()
    let before = harness.centre.routing.poolKeys
    let places = harness.centre.routing.pools.count
    let members = QueueMembers(everyone: false, teams: ["red", "red"], agents: ["dora"])
    for round in 0..<20 {
      let team = TeamID(rawValue: "red")
      let domain = MediaRoutingDomain(id: "fax", name: "Fax", maxRequests: round % 3, interruptible: true)
      try harness.configure(
        .team(Team(id: team, name: "Red")),
        .mediaRoutingDomain(domain),
        .agent(SampleAccount.agent("dora", teams: [team])),
        .queue(SampleAccount.queue("returns", domain: "fax", members: members))
      )
      let added = harness.centre.routing.poolKeys.subtracting(before)
      #expect(added.isSuperset(of: [.team("red", "fax"), .team("red", "chat"), .queue("returns", "fax")]))
      try harness.configure(
        .removed(.queue("returns")),
        .removed(.agent("dora")),
        .removed(.team(team)),
        .removed(.mediaRoutingDomain("fax"))
      )
      #expect(harness.centre.routing.poolKeys == before)
      #expect(harness.centre.routing.pools.count <= places + added.count)
      try harness.restart(fromSnapshot: round % 2 == 0)
    }
  }
}
