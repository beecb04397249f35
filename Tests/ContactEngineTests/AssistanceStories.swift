// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// One readable story for each kind of fact about who takes part. Alice (green) serves a customer of the shop, whose queue
/// has no after-contact work; bob is green and blue, carol blue; sam supervises green.
@Suite struct AssistanceStories {
  /// A story in which alice serves a customer and others are ready.
  private static func story(_ title: String, on channel: ChannelID = "shop", ready others: AgentID...) throws
    -> (Transcript, ConversationID)
  {
    var story = try Transcript()
    story.note(title)
    try story.makeReady("alice")
    let conversation = try story.conversation(SampleAccount.start(1, on: channel), as: .integration)
    try story.accept("alice")
    for other in others { try story.makeReady(other) }
    return (story, conversation)
  }

  private static func ask(
    _ conversation: ConversationID,
    _ target: AssistanceTarget,
    by speaker: Speaker = .agent("alice"),
    holds: Bool = false
  ) -> RequestAssistance {
    RequestAssistance(conversation: conversation, initiator: speaker, target: target, note: "please", holds: holds)
  }

  private func check(_ story: Transcript, _ name: String) throws {
    let difference = try TranscriptGolden().difference(story, name)
    #expect(difference == nil)
  }

  private static func pending(_ conversation: ConversationID, in story: Transcript) throws -> AssistanceID {
    try #require(story.centre.conversations[conversation]?.assistances.first?.id)
  }

  @Test func `transferRequested and transferCompleted: to a queue`() throws {
    var (story, id) = try Self.story("Alice hands over to a queue and has after-contact work", on: "web", ready: "bob")
    try story.give(.requestTransfer(Self.ask(id, .queue("sales"))), as: .agent("alice"))
    try story.restart()
    try story.accept("bob")
    #expect(story.centre.conversations[id]?.agents == ["bob"])
    try check(story, "transfer-to-queue")
  }

  @Test func `transferCompleted: to an agent, an automation and an external address`() throws {
    var (story, id) = try Self.story("Alice hands over to bob, bob to a bot, the bot to a telephone", ready: "bob")
    try story.give(.requestTransfer(Self.ask(id, .agent("bob"))), as: .agent("alice"))
    try story.accept("bob")
    try story.give(.requestTransfer(Self.ask(id, .automation("helper"), by: .agent("bob"))), as: .agent("bob"))
    try story.give(.joinAsBot("helper", id), as: .helper)
    try story.give(.requestTransfer(Self.ask(id, .external("tel:+4930"), by: .bot("helper"))), as: .helper)
    let transfer = try Self.pending(id, in: story)
    try story.give(.completeTransfer(id, transfer), as: .integration)
    #expect(story.centre.conversations[id] == nil)
    try check(story, "transfer-to-agent-automation-external")
  }

  @Test func `transferFailed: not ready, busy, declined, expired, left, nobody, no answer, refused`() throws {
    var (story, id) = try Self.story("Alice asks everybody, and keeps the customer", ready: "bob")
    func ask(_ target: AssistanceTarget) throws {
      try story.give(.requestTransfer(Self.ask(id, target)), as: .agent("alice"))
    }
    story.note("carol is not there")
    try ask(.agent("carol"))
    story.note("bob has another offer")
    try story.give(.setMediaState("alice", "chat", ready: false), as: .agent("alice"))
    let other = try story.conversation(SampleAccount.start(2, on: "web"), as: .integration)
    try ask(.agent("bob"))
    try story.accept("bob")
    story.note("bob declines")
    try ask(.agent("bob"))
    let offer = try #require(story.harness.offer(to: "bob"))
    try story.give(.rejectOffer("bob", offer.id, reason: "lunch"), as: .agent("bob"))
    story.note("bob logs out while he is asked")
    try ask(.agent("bob"))
    try story.give(.logOut("bob", reason: nil), as: .agent("bob"))
    try story.give(.closeConversation(other, .system))
    story.note("bob does not answer")
    try story.makeReady("bob")
    try ask(.agent("bob"))
    try story.pass(.seconds(31))
    story.note("nobody of a queue is there within its time limit")
    try ask(.queue("sales"))
    try story.pass(.seconds(121))
    story.note("a bot does not come, and another says no")
    try ask(.automation("helper"))
    try story.pass(.seconds(31))
    try ask(.automation("helper"))
    let transfer = try Self.pending(id, in: story)
    try story.give(.failTransfer(id, transfer, detail: "under repair"), as: .helper)
    #expect(story.centre.conversations[id]?.agents == ["alice"])
    try check(story, "transfer-failed")
  }

  @Test func `transferCancelled: by whoever asked, by the customer, and by closing`() throws {
    var (story, id) = try Self.story("Nobody has to take over any more", ready: "bob")
    try story.give(.requestTransfer(Self.ask(id, .agent("bob"))), as: .agent("alice"))
    var transfer = try Self.pending(id, in: story)
    try story.refuse(.cancelTransfer(id, transfer, by: .agent("bob")), as: .agent("bob"))
    try story.give(.cancelTransfer(id, transfer, by: .agent("alice")), as: .agent("alice"))
    try story.refuse(.cancelTransfer(id, transfer, by: .agent("alice")), as: .agent("alice"))
    story.note("the customer leaves")
    try story.give(.requestTransfer(Self.ask(id, .agent("bob"))), as: .agent("alice"))
    transfer = try Self.pending(id, in: story)
    try story.give(.endChannelSession(id, nil, reason: .customer), as: .integration)
    try check(story, "transfer-cancelled")
  }

  @Test func `transfers go on when whoever asked leaves or logs out`() throws {
    var (story, id) = try Self.story("Alice asks for bob and goes home", ready: "bob")
    try story.give(.requestTransfer(Self.ask(id, .agent("bob"))), as: .agent("alice"))
    try story.give(.logOut("alice", reason: nil), as: .agent("alice"))
    story.note("bob declines: the customer waits in alice's queue, for anybody but bob")
    let offer = try #require(story.harness.offer(to: "bob"))
    try story.give(.rejectOffer("bob", offer.id, reason: nil), as: .agent("bob"))
    try story.makeReady("carol")
    try story.accept("carol")
    #expect(story.centre.conversations[id]?.participant("carol" as AgentID)?.role == .primary)
    try check(story, "transfer-initiator-gone")
  }

  @Test func `consultStarted and consultEnded: held, answered, ended by either`() throws {
    var (story, id) = try Self.story("Alice asks bob and goes back to the customer", ready: "bob")
    try story.give(.startConsult(Self.ask(id, .agent("bob"), holds: true)), as: .agent("alice"))
    try story.accept("bob")
    try story.restart()
    var consult = try Self.pending(id, in: story)
    let dialog = story.centre.conversations[id]?.assistances.first?.dialog
    let text = NewMessage(body: MessageBody(kind: "PLAIN", text: "what does it cost?"))
    let post = PostMessage(conversation: id, dialog: dialog, speaker: .agent("alice"), message: text)
    try story.give(.postMessage(post), as: .agent("alice"))
    try story.give(.endConsult("bob", id, consult), as: .agent("bob"))
    story.note("again, by a queue, and given up before anybody answers")
    try story.give(.startConsult(Self.ask(id, .queue("sales"))), as: .agent("alice"))
    consult = try Self.pending(id, in: story)
    try story.refuse(.completeConsult("alice", id, consult, as: .transfer), as: .agent("alice"))
    try story.give(.endConsult("alice", id, consult), as: .agent("alice"))
    story.note("nobody answers")
    try story.give(.startConsult(Self.ask(id, .agent("carol"))), as: .agent("alice"))
    try check(story, "consult")
  }

  @Test func `participantMoved: a consult becomes a conference, another a transfer`() throws {
    var (story, id) = try Self.story("Alice asks bob, who stays; bob asks carol, who takes over", ready: "bob", "carol")
    try story.give(.startConsult(Self.ask(id, .agent("bob"), holds: true)), as: .agent("alice"))
    try story.accept("bob")
    var consult = try Self.pending(id, in: story)
    try story.give(.completeConsult("alice", id, consult, as: .conference), as: .agent("alice"))
    story.note("alice leaves; bob answers for the customer now")
    try story.give(.leaveConversation("alice", id), as: .agent("alice"))
    try story.give(.startConsult(Self.ask(id, .agent("carol"), by: .agent("bob"))), as: .agent("bob"))
    try story.accept("carol")
    consult = try Self.pending(id, in: story)
    try story.give(.completeConsult("bob", id, consult, as: .transfer), as: .agent("bob"))
    #expect(story.centre.conversations[id]?.agents == ["carol"])
    try check(story, "consult-completed")
  }

  @Test func `conferenceRequested, conferenceCompleted, conferenceCancelled, conferenceFailed`() throws {
    var (story, id) = try Self.story("Alice invites bob into the main dialog", ready: "bob")
    try story.give(.requestConference(Self.ask(id, .agent("bob"))), as: .agent("alice"))
    let invitation = try Self.pending(id, in: story)
    try story.give(.cancelConference(id, invitation, by: .agent("alice")), as: .agent("alice"))
    try story.give(.requestConference(Self.ask(id, .agent("bob"))), as: .agent("alice"))
    try story.accept("bob")
    try story.give(.requestConference(Self.ask(id, .agent("carol"))), as: .agent("alice"))
    story.note("an invitation ends with whoever invited")
    try story.give(.requestConference(Self.ask(id, .queue("sales"))), as: .agent("alice"))
    try story.give(.leaveConversation("alice", id), as: .agent("alice"))
    try check(story, "conference")
  }

  @Test func `supervisorJoined and participantRoleChanged: up and back down`() throws {
    var (story, id) = try Self.story("Sam listens, coaches, takes part, and goes back")
    try story.give(.logIn("sam"))
    try story.refuse(.supervise("sam", id, as: .coach, watching: nil), as: .agent("sam"))
    for role in [ParticipantRole.silentMonitor, .coach, .barged, .coach, .silentMonitor] {
      try story.give(.supervise("sam", id, as: role, watching: nil), as: .supervisor("sam"))
    }
    story.note("whoever listens leaves with the one it listens to")
    try story.give(.leaveConversation("alice", id), as: .agent("alice"))
    try check(story, "supervision")
  }

  @Test func `participantLeft: a supervisor takes an agent out`() throws {
    var (story, id) = try Self.story("Sam takes alice out; the customer waits for anybody else", ready: "bob")
    try story.give(.logIn("sam"))
    let alice = try #require(story.centre.conversations[id]?.participant("alice" as AgentID))
    try story.refuse(.removeParticipant(id, alice.id), as: .agent("alice"))
    try story.give(.removeParticipant(id, alice.id), as: .supervisor("sam"))
    try story.accept("bob")
    story.note("sam takes part, and takes bob out: the customer has sam")
    try story.give(.supervise("sam", id, as: .barged, watching: "bob"), as: .supervisor("sam"))
    let bob = try #require(story.centre.conversations[id]?.participant("bob" as AgentID))
    try story.give(.removeParticipant(id, bob.id), as: .supervisor("sam"))
    try story.give(.leaveConversation("sam", id), as: .supervisor("sam"))
    #expect(story.centre.conversations[id] == nil)
    try check(story, "removal")
  }

  @Test func `botJoined, and a bot that leaves`() throws {
    var story = try Transcript()
    story.note("A bot speaks with the customer until an agent is found")
    let id = try story.conversation(SampleAccount.start(1, on: "shop", saying: "hello"), as: .integration)
    try story.give(.joinAsBot("helper", id), as: .helper)
    let text = NewMessage(body: MessageBody(kind: "PLAIN", text: "a moment, please"))
    let post = PostMessage(conversation: id, speaker: .bot("helper"), message: text)
    try story.give(.postMessage(post), as: .helper)
    try story.refuse(.startConsult(Self.ask(id, .queue("sales"), by: .bot("helper"))), as: .helper)
    try story.makeReady("alice")
    try story.accept("alice")
    try story.give(.leaveAsBot("helper", id), as: .helper)
    try check(story, "bot")
  }
}

extension Principal {
  /// The bot of the sample account.
  static let helper = Principal(actor: .client("helper"), account: "TESTCO", permissions: .actAsBot)
}
