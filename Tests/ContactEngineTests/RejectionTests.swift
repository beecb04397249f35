// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Foundation
import Testing

/// A way to every rejection: alice serves a customer of the shop, bob is ready, nobody else works.
@Suite struct RejectionTests {
  /// Where a way begins.
  struct Place {
    var harness: EngineHarness
    let id: ConversationID

    init() throws {
      harness = try EngineHarness.configured()
      try harness.makeReady("alice")
      id = try harness.serve(1, by: "alice")
      try harness.makeReady("bob")
    }

    func ask(_ target: AssistanceTarget) -> RequestAssistance {
      RequestAssistance(conversation: id, initiator: .agent("alice"), target: target)
    }

    func say(_ text: String, by speaker: Speaker, id message: MessageID? = nil, replyTo: MessageID? = nil) -> Command {
      let message = NewMessage(id: message, body: MessageBody(kind: "PLAIN", text: text), replyTo: replyTo)
      return .postMessage(PostMessage(conversation: id, speaker: speaker, message: message))
    }

    func offer(to agent: AgentID) throws -> Offer {
      let offer = harness.offer(to: agent)
      return try #require(offer, "\(agent) has no offer")
    }

    func listed() throws -> WorkItem {
      let first = harness.centre.listedWork(on: "callbacks", limit: 1).first
      return try #require(first, "nothing is listed")
    }

    mutating func limited(_ change: (inout AccountSettings) -> Void) throws {
      var settings = SampleAccount.settings()
      change(&settings)
      try harness.configure(.account(settings))
    }
  }

  typealias Way = @Sendable (inout Place) throws -> Command

  /// A command that is refused, after what must have happened before.
  static let ways: [String: Way] = [
    "unknownAgent": { _ in .logIn("nobody") },
    "unknownQueue": { .requestTransfer($0.ask(.queue("nowhere"))) },
    "unknownTeam": { _ in .configure([.agent(SampleAccount.agent("new", teams: ["red"]))]) },
    "unknownChannel": { _ in SampleAccount.start(9, on: "nowhere") },
    "unknownPullList": { _ in
      .configure([.channel(SampleAccount.channel("new", .chat, "1", "chat", .pull(list: "none")))])
    },
    "unknownMediaRoutingDomain": { _ in .setMediaState("bob", "fax", ready: true) },
    "unknownReasonCode": { _ in .setAgentState("bob", ready: false, reason: "none") },
    "unknownConversation": { _ in .leaveConversation("alice", ConversationID(rawValue: 1)) },
    "unknownSession": { .endChannelSession($0.id, ChannelSessionID(rawValue: 1), reason: .customer) },
    "unknownMessage": { $0.say("yes", by: .customer, replyTo: "none") },
    "unknownWorkItem": { _ in .takePullItem("bob", WorkItemID(rawValue: 1)) },
    "unknownOffer": { _ in .acceptOffer("bob", OfferID(rawValue: 1)) },
    "unknownAttribute": { .setAttributes($0.id, changed: [], removed: ["none"]) },
    "unknownClient": { .joinAsBot("integration", $0.id) },
    "unknownParticipant": { .removeParticipant($0.id, ParticipantID(rawValue: 1)) },
    "unknownDialog": { place in
      let message = NewMessage(body: MessageBody(kind: "PLAIN", text: "hello"))
      return .postMessage(
        PostMessage(conversation: place.id, dialog: DialogID(rawValue: 1), speaker: .agent("alice"), message: message)
      )
    },
    "unknownAssistance": { .endConsult("alice", $0.id, AssistanceID(rawValue: 1)) },
    "notConfigured": { _ in .configure([.removed(.queue("nowhere"))]) },
    "notLoggedIn": { _ in .setAgentState("carol", ready: true, reason: nil) },
    "offerPending": { place in
      try place.harness.begin(2, on: "web")
      return .setAgentState("alice", ready: false, reason: nil)
    },
    "offeredToAnother": { place in
      try place.harness.begin(2, on: "web")
      return .acceptOffer("bob", try place.offer(to: "alice").id)
    },
    "notAParticipant": { .leaveConversation("bob", $0.id) },
    "alreadyParticipating": { .requestTransfer($0.ask(.agent("alice"))) },
    "notOnPullList": { place in
      try place.harness.begin(2, on: "web")
      return .takePullItem("bob", try place.offer(to: "alice").workItem)
    },
    "notWrappingUp": { place in
      return .completeWrapUp("alice", try place.harness.workItem(of: place.id).id, dispositions: [], note: nil)
    },
    "notInWorkbin": { .takeFromWorkbin("alice", try $0.harness.workItem(of: $0.id).id) },
    "notInHand": { .placeInWorkbin("bob", try $0.harness.workItem(of: $0.id).id, .agent("bob")) },
    "workNotMovable": { place in
      try place.harness.give(.requestConference(place.ask(.agent("bob"))))
      return .reassignWork(try place.offer(to: "bob").workItem, to: nil, by: "sam")
    },
    "wrapUpNotExtendable": { place in
      let conversation = try place.harness.serve(2, by: "alice", on: "web")
      let item = try place.harness.workItem(of: conversation)
      try place.harness.give(.leaveConversation("alice", conversation))
      return .extendWrapUp("alice", item.id, by: .seconds(1))
    },
    "agentUnavailable": { .reassignWork(try $0.harness.workItem(of: $0.id).id, to: .agent("carol"), by: "sam") },
    "agentNotSupervised": { _ in .forceLogOut("carol", reason: nil, nil, by: "sam") },
    "workNotSupervised": { .reassignWork(try $0.harness.workItem(of: $0.id).id, to: nil, by: "bob") },
    "assistancePending": { place in
      try place.harness.give(.requestTransfer(place.ask(.agent("bob"))))
      return .requestTransfer(place.ask(.queue("sales")))
    },
    "consultNotAnswered": { place in
      try place.harness.give(.startConsult(place.ask(.agent("bob"))))
      let consult = place.harness.centre.conversations[place.id]?.assistances.first
      return .completeConsult("alice", place.id, try #require(consult).id, as: .transfer)
    },
    "notSupervised": { place in
      try place.harness.configure(.agent(SampleAccount.supervisor("sam", of: ["blue"])))
      try place.harness.give(.logIn("sam"))
      return .supervise("sam", place.id, as: .coach, watching: nil)
    },
    "roleForbids": { place in
      try place.harness.give(.logIn("sam"))
      try place.harness.give(.supervise("sam", place.id, as: .silentMonitor, watching: nil))
      return place.say("hello", by: .agent("sam"))
    },
    "sessionEnded": { place in
      try place.harness.give(.endChannelSession(place.id, nil, reason: .customer))
      return place.say("hello", by: .agent("alice"))
    },
    "sessionOpen": { place in
      try place.harness.begin(2, on: "web")
      let customer = Customer(id: CustomerID(rawValue: 3), identifier: "customer-2", displayName: nil)
      return .startChannelSession(place.id, "web", customer)
    },
    "notOutbound": { _ in
      .startOutbound(
        StartOutbound(channel: "web", customer: Customer(id: CustomerID(rawValue: 9), identifier: "customer-9"))
      )
    },
    "noSurvey": { .answerSurvey($0.id, question: "rating", answer: "5") },
    "onHold": { place in
      let conversation = try #require(place.harness.centre.conversations[place.id])
      let alice = try #require(conversation.participants.first { $0.agent == "alice" })
      try place.harness.give(.hold("alice", place.id, alice.id, limit: nil))
      return place.say("hello", by: .agent("alice"))
    },
    "customerOnHold": { place in
      try place.harness.give(.hold("alice", place.id, nil, limit: nil))
      return place.say("hello", by: .agent("alice"))
    },
    "mediaNotAssigned": { place in
      try place.harness.configure(
        .agent(
          SampleAccount.agent(
            "carol",
            teams: ["blue"],
            capacities: [Capacity(mediaRoutingDomain: "chat", maxRequests: 0)]
          )
        )
      )
      try place.harness.give(.logIn("carol"))
      try place.harness.begin(2, on: "web-pull")
      return .takePullItem("carol", try place.listed().id)
    },
    "atCapacity": { place in
      for number in 2...4 { try place.harness.begin(number, on: "web-pull") }
      for item in place.harness.centre.listedWork(on: "callbacks", limit: 2) {
        try place.harness.give(.takePullItem("bob", item.id))
      }
      return .takePullItem("bob", try place.listed().id)
    },
    "messageIDTaken": { place in
      try place.harness.give(place.say("hello", by: .customer, id: "m1"))
      return place.say("hello", by: .agent("alice"), id: "m1")
    },
    "invalid": { _ in .setAgentState("bob", ready: true, reason: "lunch") },
    "stillUsed": { _ in .configure([.removed(.team("green"))]) },
    "limitReached": { place in
      try place.limited { $0.limits.openConversations = 1 }
      return SampleAccount.start(9)
    },
    "unknownCall": { place in
      try place.harness.give(.configure(SampleAccount.voice()))
      return .reportCall(SampleAccount.call("c1", .held))
    },
    "unknownCallLeg": { place in
      try place.harness.give(.configure(SampleAccount.voice()))
      return .reportCallLeg(ReportCallLeg(channel: "phone", leg: CallLegID(rawValue: 1), state: .answered))
    },
    "callEnded": { place in
      try place.harness.give(.configure(SampleAccount.voice()))
      try place.harness.report("c1", .ringing)
      try place.harness.report("c1", .ended)
      return .reportCall(SampleAccount.call("c1", .ringing))
    },
    "callOutOfOrder": { place in
      try place.harness.give(.configure(SampleAccount.voice()))
      try place.harness.report("c1", .answered)
      return .reportCall(SampleAccount.call("c1", .ringing))
    },
    "otherCall": { place in
      try place.harness.give(.configure(SampleAccount.voice()))
      var report = SampleAccount.call("c1", .ringing)
      report.conversation = place.id
      return .reportCall(report)
    },
    "queueFull": { place in
      let members = QueueMembers(everyone: true, teams: [], agents: [])
      try place.harness.configure(
        .queue(SampleAccount.queue("voice", domain: "voice", members: members, maxWaiting: 1))
      )
      try place.harness.begin(2, on: "phone")
      return SampleAccount.start(3, on: "phone")
    },
  ]

  /// Rejections that come before a command meets the state of its account; tested where they are made.
  static let elsewhere: Set = [
    "unknownAccount", "commandIDReused", "notPermitted", "overloaded", "unavailable",
  ]

  @Test(arguments: ways.keys.sorted()) func `every rejection is reached, and changes nothing`(code: String) throws {
    let way = try #require(Self.ways[code])
    var place = try Place()
    let command = try way(&place)
    let before = place.harness.centre
    do {
      try place.harness.give(command)
      Issue.record("\(command) was not refused")
    } catch let rejection as Rejection {
      #expect(rejection.code == code, "\(rejection)")
    }
    #expect(before.difference(from: place.harness.centre) == nil)
  }

  @Test func `every rejection of docs/errors.md is reached by a test`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: folder.deletingLastPathComponent().appending(path: "docs/errors.md"),
      encoding: .utf8
    )
    let section = try #require(page.split(separator: "\n## ").first { $0.hasPrefix("The rules say no") })
    let codes = section.split(separator: "\n").compactMap { line in
      line.hasPrefix("| `") ? String(line.dropFirst(3).prefix { $0 != "`" }) : nil
    }
    #expect(codes.count > 40)
    #expect(Set(codes) == Set(Self.ways.keys).union(Self.elsewhere))
  }
}
