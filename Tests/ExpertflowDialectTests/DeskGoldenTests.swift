// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Foundation
import Testing

/// Each event a desk is told, whole, as it was agreed. `UPDATE_GOLDENS=1` writes the files anew, outside of CI.
@Suite struct DeskGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")

  private func check(_ json: JSONValue, _ name: String) throws {
    let environment = ProcessInfo.processInfo.environment
    let text = ReadableJSON.pretty(json, "") + "\n"
    let file = Self.folder.appending(path: "\(name).json")
    if environment["UPDATE_GOLDENS"] == "1", environment["CI"] != "true" {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let expected = try? String(contentsOf: file, encoding: .utf8)
    #expect(expected == text, "\(name).json differs; write it with UPDATE_GOLDENS=1 and read it")
  }

  @Test func `every event looks as agreed`() throws {
    let story = try DeskStory.everything()
    try DeskRules.check(story.told)
    // What the session tells of its own accord is in its own tests.
    for event in DeskEvent.allCases where event != .socketSessionRemoved {
      // The longest, where there are several: lists are empty at first.
      let told = story.told.filter { $0.event == event }.map(\.argument)
      let longest = told.max { $0.bytes.count < $1.bytes.count }
      try check(try #require(longest, "the story does not tell \(event.rawValue)"), event.rawValue)
    }
    let removed = DeskEmission.sessionRemoved("alice")
    try check(try JSONValue(parsing: removed.argument), removed.event.rawValue)
  }

  /// The CIM events that are made of facts.
  private static let made: Set<CimEventName> = [
    .agentMessage, .agentReserved, .agentSLAExpired, .agentSLAStarted, .agentSLAStopped, .agentSubscribed,
    .agentUnsubscribed, .botMessage, .botSubscribed, .botUnsubscribed, .callHold, .callLegEnded, .callLegStarted,
    .callResume, .channelSessionEnded, .channelSessionExpired, .channelSessionStarted, .conversationDataChanged,
    .conversationPaused, .conversationResumed, .customerLeft, .customerMessage, .customerSLAExpired,
    .customerSLAStarted, .customerSLAStopped, .holdTimer, .messageDeliveryNotification, .noAgentAvailable,
    .participantRoleChanged, .responseSLABreached, .taskEnqueued, .taskStateChanged, .topicStateChange,
    .whisperMessage, .wrapUpApplied,
  ]

  /// Those that are never told, since nothing of the core's is called so; docs/protocols/expertflow.md lists them.
  private static let never: Set<CimEventName> = [
    .agentOutbound, .actionMessage, .botSuggestion, .ewtMessage, .agentReservedTimeout, .agentAcceptTimeout,
    .botTimeout, .botNotAvailable, .customerActivityTimeout, .associatedCustomerChanged, .ciscoVoiceEvent,
    .revokeResource, .voiceActivity, .assignResourceRequested, .removeChannelSession, .thirdPartyActivity,
    .ivrAggregatedActivity, .channelSessionDataUpdated, .advisorSubscribed, .removeAllAgents, .resetAgentSLA,
    .roomCreated, .roomMemberStatusChanged, .externalGadgetRequested, .agentSLA, .customerSLA, .noResponseEntity,
    .agentMrdInterrupted, .handRaised, .handDown,
  ]

  @Test func `every one of the 66 names has a golden, or is never told`() throws {
    #expect(Self.made.union([.typingIndicator]).union(Self.never) == Set(CimEventName.allCases))
    let goldens = try FileManager.default.contentsOfDirectory(atPath: Self.folder.appending(path: "cim").path)
    let named = goldens.map { $0.replacing(".json", with: "") }
    #expect(Set(named) == Set(CimEventName.allCases.filter { !Self.never.contains($0) }.map(\.rawValue)))
    let guide = Self.folder.appending(path: "../../../docs/protocols/expertflow.md")
    let text = try String(contentsOf: guide, encoding: .utf8)
    for name in Self.never { #expect(text.contains("`\(name.rawValue)`"), "\(name) is not said never to come") }
  }

  /// What desks are told of an offer that nobody answers, and how its conversation tells of it later.
  @Test func `an offer that nobody answers looks as agreed, event by event`() throws {
    var story = try DeskStory("RONA")
    try story.makeReady("alice", "bob")
    try story.ask("alice", "changeAgentState", #"{"action":"agentMRDState","state":"READY","mrdId":"voice"}"#)
    let id = try #require(try story.happen(SampleAccount.start(1), "a customer comes").conversation)
    #expect(story.told.last.map { "\($0.agent) \($0.event)" } == "alice taskRequest")
    let offered = story.told.count
    try story.pass(.seconds(20))
    let told = story.told[offered...].map { line in
      JSONValue.object([
        JSONMember("agent", .string(line.agent.rawValue)), JSONMember("event", .string(line.event.rawValue)),
        JSONMember("argument", line.argument),
      ])
    }
    try story.accept("bob", id)
    let events = DeskNeed.events(.onTopicData, try #require(story.told.last { $0.event == .onTopicData }).argument)
    let ended = try #require(events.firstIndex { value($0, "data.task.state.reasonCode") == .string("RONA") })
    // The task ends, and the next one waits.
    let earlier = JSONValue.array(Array(events[ended..<ended + 3]))
    try check(.object([JSONMember("told", .array(told)), JSONMember("topicEvents", earlier)]), "rona")
  }

  @Test func `every CIM event looks as agreed`() throws {
    let story = try DeskStory.everyEvent()
    try DeskRules.check(story.told)
    let directory = DeskDirectory(story.harness.centre)
    var first: [CimEventName: CimEvent] = [:]
    for envelope in story.harness.log {
      guard case .conversationStarted(let start) = envelope.event else { continue }
      var facts = story.harness.log.filter { $0.event.subject.conversation == start.conversation }
      // There is no telephone here: what one reports stands after the rest.
      if start.session.channel == "phone" { facts += SampleEvents.envelopes(.callLegStateChanged) }
      let events = try #require(Topic.read(facts, for: "sam", directory)).events
      for event in events where first[event.name] == nil { first[event.name] = event }
    }
    #expect(Set(first.keys) == Self.made)
    for (name, event) in first { try check(try JSONValue(parsing: event.bytes), "cim/\(name.rawValue)") }
    let typing = story.told.last { $0.argument["cimEvent"]?.stringValue?.contains("TYPING_INDICATOR") == true }
    try check(try #require(typing).argument, "cim/TYPING_INDICATOR")
  }
}
