// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// One readable story for each kind of fact about presence and work.
@Suite struct WorkStories {
  private func check(_ story: Transcript, _ name: String) throws {
    let difference = try TranscriptGolden().difference(story, name)
    #expect(difference == nil)
  }

  private static func item(of conversation: ConversationID, in story: Transcript) throws -> WorkItemID {
    try #require(story.centre.conversations[conversation]?.workItems.first)
  }

  private static let sam = Principal.supervisor("sam")

  @Test func `agentLoggedIn, agentStateChanged, agentMediaStateChanged, agentLoggedOut`() throws {
    var story = try Transcript()
    story.note("Alice comes, is ready for chats, has lunch, and goes home")
    try story.refuse(.setAgentState("alice", ready: true, reason: nil), as: .agent("alice"))
    try story.give(.logIn("alice"), as: .agent("alice"))
    try story.give(.logIn("alice"), as: .agent("alice"))
    try story.give(.setMediaState("alice", "chat", ready: true), as: .agent("alice"))
    try story.give(.setAgentState("alice", ready: true, reason: nil), as: .agent("alice"))
    try story.give(.setMediaState("alice", "chat", ready: true), as: .agent("alice"))
    try story.give(.setMediaState("alice", "voice", ready: true), as: .agent("alice"))
    story.note("a chat and another fill chats; lunch waits for them")
    let first = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.accept("alice")
    let second = try story.conversation(SampleAccount.start(2, on: "shop"), as: .integration)
    try story.accept("alice")
    try story.give(.setAgentState("alice", ready: false, reason: "lunch"), as: .agent("alice"))
    try story.give(.leaveConversation("alice", first), as: .agent("alice"))
    try story.give(.leaveConversation("alice", second), as: .agent("alice"))
    try story.refuse(.logOut("alice", reason: "lunch"), as: .agent("alice"))
    try story.give(.logOut("alice", reason: "home"), as: .agent("alice"))
    try check(story, "agentLoggedIn-agentStateChanged-agentLoggedOut")
  }

  @Test func `agentMediaStateChanged: a call interrupts chats`() throws {
    var story = try Transcript()
    story.note("Alice takes chats and calls; while she is called and talks, chats are interrupted")
    try story.makeReady("alice", on: ["chat", "voice"])
    _ = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.accept("alice")
    let call = try story.conversation(SampleAccount.start(2, on: "phone"), as: .integration)
    let waiting = try story.conversation(SampleAccount.start(3, on: "shop"), as: .integration)
    try story.accept("alice")
    try story.give(.leaveConversation("alice", call), as: .agent("alice"))
    let item = try Self.item(of: call, in: story)
    try story.give(.completeWrapUp("alice", item, dispositions: [], note: nil), as: .agent("alice"))
    #expect(story.harness.offer(to: "alice")?.conversation == waiting)
    try check(story, "agentMediaStateChanged-interrupted")
  }

  @Test func `agentDeviceConnected, agentDeviceDisconnected, agentLeaseExpired`() throws {
    var story = try Transcript()
    story.note("Alice works at two devices; both are lost, one comes back, and then not any more")
    try story.makeReady("alice")
    for device in ["desk", "phone"] as [DeviceID] { try story.give(.connectDevice("alice", device)) }
    _ = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.accept("alice")
    try story.give(.disconnectDevice("alice", "desk"))
    try story.give(.disconnectDevice("alice", "phone"))
    try story.pass(.seconds(20))
    try story.give(.connectDevice("alice", "phone"))
    try story.give(.disconnectDevice("alice", "phone"))
    try story.pass(.seconds(30))
    try story.restart()
    try story.pass(.seconds(60))
    try check(story, "agentLeaseExpired")
  }

  @Test func `agentStateChanged and agentLoggedOut by a supervisor`() throws {
    var story = try Transcript()
    story.note("Sam makes alice not ready while she is asked, and logs her out while she serves")
    try story.makeReady("alice")
    try story.give(.connectDevice("alice", "desk"))
    _ = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.refuse(.forceAgentState("alice", ready: false, reason: nil, by: "bob"), as: .agent("bob"))
    try story.refuse(.forceAgentState("carol", ready: false, reason: nil, by: "sam"), as: Self.sam)
    try story.give(.forceAgentState("alice", ready: false, reason: "lunch", by: "sam"), as: Self.sam)
    try story.give(.forceAgentState("alice", ready: true, reason: nil, by: "sam"), as: Self.sam)
    try story.give(.setMediaState("alice", "chat", ready: true), as: .agent("alice"))
    try story.accept("alice")
    try story.give(.forceLogOut("alice", reason: "home", nil, by: "sam"), as: Self.sam)
    try story.makeReady("bob")
    #expect(story.harness.offer(to: "bob") != nil)
    try check(story, "forced")
  }

  @Test func `workQueued, offerMade, offerRejected, offerExpired, offerWithdrawn, offerAccepted`() throws {
    var story = try Transcript()
    story.note("A customer waits; alice rejects, bob does not answer, carol logs out, alice accepts after all")
    let id = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.makeReady("alice")
    let offer = try #require(story.harness.offer(to: "alice"))
    try story.refuse(.acceptOffer("bob", offer.id), as: .agent("bob"))
    try story.give(.rejectOffer("alice", offer.id, reason: "not my field"), as: .agent("alice"))
    try story.makeReady("bob")
    let late = try #require(story.harness.offer(to: "bob"))
    try story.pass(.seconds(20))
    try story.refuse(.acceptOffer("bob", late.id), as: .agent("bob"))
    try story.makeReady("carol")
    try story.give(.logOut("carol", reason: nil), as: .agent("carol"))
    try story.pass(.seconds(10))
    try story.accept("alice")
    story.note("another customer leaves while alice is asked")
    let other = try story.conversation(SampleAccount.start(2, on: "shop"), as: .integration)
    try story.give(.endChannelSession(other, nil, reason: .customer), as: .integration)
    #expect(story.centre.conversations[id]?.agents == ["alice"])
    try check(story, "workQueued-offers")
  }

  @Test func `noAgentAvailable`() throws {
    var story = try Transcript()
    story.note("Nobody is there within the time limit of the queue")
    _ = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.pass(.seconds(120))
    try check(story, "noAgentAvailable")
  }

  @Test func `wrapUpStarted, wrapUpExtended, wrapUpCompleted: by the agent, by time, by a supervisor`() throws {
    let queue = SampleAccount.queue(
      "support",
      domain: "chat",
      members: QueueMembers(everyone: true, teams: ["green"], agents: []),
      wrapUp: WrapUpRule(limit: .seconds(60), longest: .seconds(90))
    )
    var story = try Transcript(changes: [.queue(queue)])
    story.note("Three contacts: completed with a code, over after its time was extended, ended by sam")
    try story.makeReady("alice")
    var items: [WorkItemID] = []
    for number in 1...3 {
      let id = try story.conversation(SampleAccount.start(number, on: "web"), as: .integration)
      try story.accept("alice")
      try story.give(.leaveConversation("alice", id), as: .agent("alice"))
      let item = try Self.item(of: id, in: story)
      items.append(item)
      switch number {
      case 1:
        let code = Disposition(category: "result", value: "solved")
        let command = Command.completeWrapUp("alice", item, dispositions: [code], note: "called back")
        try story.give(command, as: .agent("alice"))
      case 2:
        try story.give(.extendWrapUp("alice", item, by: .seconds(30)), as: .agent("alice"))
        try story.refuse(.extendWrapUp("alice", item, by: .seconds(30)), as: .agent("alice"))
        try story.pass(.seconds(90))
      default:
        try story.refuse(.endWrapUp(item, by: "bob"), as: .agent("bob"))
        try story.give(.endWrapUp(item, by: "sam"), as: Self.sam)
      }
    }
    try check(story, "wrapUpStarted-wrapUpExtended-wrapUpCompleted")
  }

  @Test func `workPlacedInWorkbin and workTakenFromWorkbin`() throws {
    var story = try Transcript()
    story.note("Alice puts a customer aside, who writes meanwhile; bob of her team goes on")
    try story.makeReady("alice")
    let id = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.accept("alice")
    let item = try Self.item(of: id, in: story)
    try story.give(.placeInWorkbin("alice", item, .agent("alice")), as: .agent("alice"))
    try story.give(.takeFromWorkbin("alice", item), as: .agent("alice"))
    try story.refuse(.placeInWorkbin("alice", item, .team("blue")), as: .agent("alice"))
    try story.give(.placeInWorkbin("alice", item, .team("green")), as: .agent("alice"))
    let text = NewMessage(body: MessageBody(kind: "PLAIN", text: "any news?"))
    try story.give(.postMessage(PostMessage(conversation: id, speaker: .customer, message: text)), as: .integration)
    try story.give(.logOut("alice", reason: nil), as: .agent("alice"))
    try story.restart()
    try story.refuse(.takeFromWorkbin("bob", item), as: .agent("bob"))
    try story.give(.logIn("bob"))
    try story.give(.logIn("carol"))
    try story.refuse(.takeFromWorkbin("carol", item), as: .agent("carol"))
    try story.give(.takeFromWorkbin("bob", item), as: .agent("bob"))
    try story.refuse(.takeFromWorkbin("bob", item), as: .agent("bob"))
    try check(story, "workPlacedInWorkbin-workTakenFromWorkbin")
  }

  @Test func `pullItemListed and pullItemTaken`() throws {
    var story = try Transcript()
    story.note("Two customers ask to be called back; alice takes one, logs out, and bob takes it")
    let id = try story.conversation(SampleAccount.start(1, on: "web-pull"), as: .integration)
    _ = try story.conversation(SampleAccount.start(2, on: "web-pull"), as: .integration)
    try story.give(.logIn("alice"))
    let item = try Self.item(of: id, in: story)
    try story.give(.takePullItem("alice", item), as: .agent("alice"))
    try story.give(.logIn("bob"))
    try story.refuse(.takePullItem("bob", item), as: .agent("bob"))
    try story.give(.logOut("alice", reason: nil), as: .agent("alice"))
    try story.give(.takePullItem("bob", item), as: .agent("bob"))
    try check(story, "pullItemListed-pullItemTaken")
  }

  @Test func `workReassigned: by a supervisor, and when a queue is removed`() throws {
    let spare = SampleAccount.queue(
      "spare",
      domain: "chat",
      members: QueueMembers(everyone: false, teams: ["blue"], agents: [])
    )
    let sales = SampleAccount.queue(
      "sales",
      domain: "chat",
      members: QueueMembers(everyone: false, teams: ["green", "blue"], agents: [])
    )
    var story = try Transcript(changes: [.queue(sales), .queue(spare)])
    story.note("Sam gives alice's customer to bob, who declines; then to the spare queue, which is removed")
    try story.makeReady("alice", "bob")
    let id = try story.conversation(SampleAccount.start(1, on: "shop"), as: .integration)
    try story.accept("alice")
    let item = try Self.item(of: id, in: story)
    try story.refuse(.reassignWork(item, to: .agent("carol"), by: "sam"), as: Self.sam)
    try story.refuse(.reassignWork(item, to: .agent("bob"), by: "bob"), as: .agent("bob"))
    try story.give(.reassignWork(item, to: .agent("bob"), by: "sam"), as: Self.sam)
    let offer = try #require(story.harness.offer(to: "bob"))
    try story.give(.rejectOffer("bob", offer.id, reason: nil), as: .agent("bob"))
    try story.give(.setMediaState("alice", "chat", ready: false))
    try story.give(.setMediaState("bob", "chat", ready: false))
    if let asked = story.harness.offer(to: "alice") {
      try story.give(.rejectOffer("alice", asked.id, reason: nil), as: .agent("alice"))
    }
    try story.give(.reassignWork(item, to: .queue("spare"), by: "sam"), as: Self.sam)
    try story.give(.removeQueue("spare", movingWorkTo: "sales"))
    try story.makeReady("carol")
    #expect(story.harness.offer(to: "carol")?.conversation == id)
    try check(story, "workReassigned")
  }
}
