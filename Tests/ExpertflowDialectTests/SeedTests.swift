// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Foundation
import Testing

/// The examples of the vendor's documents: each member that comes in goes out again as it was.
@Suite struct SeedTests {
  private func fixture(_ name: String) throws -> JSONValue {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name).json")
    return try JSONValue(parsing: Array(try Data(contentsOf: file)))
  }

  /// Where a value lacks, or says otherwise, what another one says.
  private func differences(_ old: JSONValue, _ new: JSONValue?, _ path: String = "") -> [String] {
    guard let new else { return ["\(path) is missing"] }
    switch (old, new) {
    case (.object(let members), .object):
      return members.flatMap { differences($0.value, new[$0.name], "\(path).\($0.name)") }
    case (.array(let left), .array(let right)):
      guard left.count == right.count else { return ["\(path) has \(right.count) elements, not \(left.count)"] }
      return zip(left, right).enumerated().flatMap { differences($1.0, $1.1, "\(path)[\($0)]") }
    default: return old == new ? [] : ["\(path) is \(new), not \(old)"]
    }
  }

  /// What the later model has and the first example of a presence does not.
  private static let later: Set<String> = [
    "agentLoginTime", "associatedMrds", "attributes", "previousState", "supervisedTeams", "type", "userTeam",
  ]

  @Test(arguments: ["publishCimEvent", "presence-changed", "presence-initial"])
  func `nothing is written that was not read, but for what later desks need`(name: String) throws {
    let json = try fixture(name)
    let (old, new): (JSONValue, [UInt8]) =
      switch name {
      case "publishCimEvent": (json["cimEvent"] ?? .null, try CimEvent(json["cimEvent"] ?? .null, as: name).bytes)
      case "presence-changed": (json, try PresenceChange(json, as: name).bytes)
      default: (json, try CimAgentPresence(json, as: name).bytes)
      }
    let more = differences(try JSONValue(parsing: new), old).filter { text in
      !(name == "presence-initial" && Self.later.contains { text.hasSuffix(".\($0) is missing") })
    }
    #expect(more == [])
  }

  @Test func `a published message is read whole, also as the first desks wrote it`() throws {
    let json = try fixture("publishCimEvent")
    let event = try CimEvent(try #require(json["cimEvent"]), as: "cimEvent")
    let written = try JSONValue(parsing: event.bytes)
    #expect(differences(try #require(json["cimEvent"]), written) == [])
    guard case .message(let message) = event.data else { throw Missing() }
    #expect(message.id == "142ad3a6-6ab8-4cf7-9553-959e2c3605c2")
    #expect(message.header.sender.type == "AGENT")
    #expect(message.header.timestamp == Timestamp(milliseconds: 1_653_888_665_578))
    #expect(message.header.channelSession?.conversationId == "261c271a-58e6-4571-9d25-77ad26d745d6")
    #expect(message.header.channelSession?.channel.channelType.name == "WEB")
    #expect(message.header.channelSession?.customer?.firstName == "Jane Doe")
    #expect(message.header.channelSession?.state?.name == "STARTED")
    #expect(message.header.channelData?.additionalAttributes.count == 1)
    #expect(message.body.messageBody == MessageBody(kind: "PLAIN", text: "fsadf"))
    let asked = try DeskRequest.read("publishCimEvent", json)
    #expect(asked.agent == "a13a49f4-7ec6-436b-91b0-0fd1be205799")
    let conversation = try #require(ConversationID("261c271a-58e6-4571-9d25-77ad26d745d6"))
    #expect(asked.request == .publish(event, conversation))
  }

  private struct Missing: Error {}

  @Test func `a presence that changed is written as the document has it`() throws {
    let json = try fixture("presence-changed")
    let change = try PresenceChange(json, as: "agentPresence")
    #expect(differences(json, try JSONValue(parsing: change.bytes)) == [])
    #expect(change.action == .changed)
    #expect(!change.agentStateChanged)
    #expect(change.mrdStateChanges == ["20316843be924c8ab4f57a7a"])
    let presence = change.agentPresence
    #expect(presence.agent.keycloakUser.username == "sabahat")
    #expect(presence.agent.keycloakUser.resources.map(\.rsname).contains("state-change"))
    #expect(presence.agent.keycloakUser.userTeam?.teamName == "sabahat")
    #expect(presence.agent.associatedMrds.map(\.maxAgentTasks) == [1, 5, 1])
    #expect(presence.agent.associatedRoutingAttributes.map(\.value) == [1])
    #expect(presence.agentMrdStates.map(\.state) == ["NOT_READY", "READY", "READY"])
    #expect(presence.agentMrdStates[0].lastReadyStateChangeTime == CimMrdState.neverReady)
    #expect(presence.agentMrdStates[1].mrd.type == "64f6edf8b89b71cc6cb60917")
    #expect(presence.agentLoginTime == Timestamp(milliseconds: 1_740_656_023_704))
  }

  @Test func `a presence as the first servers wrote it is read`() throws {
    let json = try fixture("presence-initial")
    let presence = try CimAgentPresence(json, as: "agentPresence")
    #expect(differences(json, try JSONValue(parsing: presence.bytes)) == [])
    #expect(presence.agentMrdStates.map(\.mrd.maxRequests) == [5, 10, 5, 5])
    #expect(presence.state.reasonCode == nil)
  }

  /// Where two values have other members, or the same in another order. Lists are compared as far as both go.
  private func differentMembers(_ old: JSONValue, _ new: JSONValue, _ path: String) -> [String] {
    switch (old, new) {
    case (.object(let left), .object(let right)):
      guard left.map(\.name) == right.map(\.name) else {
        return ["\(path) has \(right.map(\.name)), not \(left.map(\.name))"]
      }
      return zip(left, right).flatMap { differentMembers($0.value, $1.value, "\(path).\($0.name)") }
    case (.array(let left), .array(let right)):
      return zip(left, right).flatMap { differentMembers($0, $1, "\(path)[]") }
    default: return []
    }
  }

  @Test func `a presence after logging in is made as the document has it, key by key`() throws {
    let seed = try fixture("presence-changed")
    let cisco = MediaRoutingDomain(id: "cisco", name: "Cisco", maxRequests: 1, interruptible: true)
    let everyone = QueueMembers(everyone: true, teams: [], agents: [])
    let queue = SampleAccount.queue("cisco", domain: "cisco", members: everyone)
    let phone = SampleAccount.channel("cisco", .voice, "8002", "cisco", .push(queue: "cisco", priority: 5))
    var story = try DeskStory("the seed", changes: [.mediaRoutingDomain(cisco), .queue(queue), .channel(phone)])
    try story.makeReady("alice")
    // It has logged in before, and been ready: that is over.
    try story.ask("alice", "changeAgentState", #"{"action":"agentState","state":{"name":"LOGOUT"}}"#)
    try story.makeReady("alice")
    try story.ask("alice", "changeAgentState", #"{"action":"agentMRDState","state":"READY","mrdId":"cisco"}"#)
    let told = try #require(story.told.last { $0.event == .agentPresence }).argument
    #expect(differentMembers(seed, told, "presence") == [])
    for name in ["action", "agentStateChanged"] { #expect(told[name] == seed[name]) }
    #expect(told["mrdStateChanges"] == .array([.string("cisco")]))
    #expect(told["agentPresence"]?["state"] == seed["agentPresence"]?["state"])
    // The document has voice, chat and Cisco in this order.
    let states = told["agentPresence"]?["agentMrdStates"]?.arrayValue ?? []
    let ours = ["voice", "chat", "cisco"].map { id in states.first { $0["mrd"]?["id"] == .string(id) } }
    for (state, theirs) in zip(ours, seed["agentPresence"]?["agentMrdStates"]?.arrayValue ?? []) {
      for name in ["state", "previousState"] { #expect(state?[name] == theirs[name]) }
    }
    #expect(ours[0]?["lastReadyStateChangeTime"] == .number("639057660000"))
    #expect(ours[2]?["lastReadyStateChangeTime"] == ours[2]?["stateChangeTime"])
    let logins = story.told.filter { $0.event == .agentPresence }.suffix(5).prefix(2)
    for login in logins {
      for state in login.argument["agentPresence"]?["agentMrdStates"]?.arrayValue ?? [] {
        #expect(state["previousState"] == .null)
      }
    }
  }
}
