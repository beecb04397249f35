// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import Foundation
import GenesysDialect
import Testing

/// The seven notifications of the seed: each has exactly the members that the vendor's document has, of the same kinds.
@Suite struct GenesysSeedTests {
  private func fixture(_ name: String) throws -> JSONValue {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name).json")
    return try JSONValue(parsing: Array(try Data(contentsOf: file)))
  }

  /// The members in which two values differ, whatever they say; elements of arrays are alike if the first ones are.
  private func differences(_ seed: JSONValue, _ ours: JSONValue, _ path: String = "") -> [String] {
    switch (seed, ours) {
    case (.object(let old), .object(let new)):
      // Queues are names, with nothing to say of them.
      if path.hasSuffix("Queues") {
        return (new.isEmpty == old.isEmpty ? [] : ["\(path) has \(new.count) members"])
          + new.filter { $0.value != .string("") }.map { "\(path).\($0.name) is \($0.value)" }
      }
      let missing = old.filter { ours[$0.name] == nil }.map { "\(path).\($0.name) is missing" }
      let added = new.filter { seed[$0.name] == nil }.map { "\(path).\($0.name) is not in the seed" }
      let inner = old.flatMap { member in
        ours[member.name].map { differences(member.value, $0, "\(path).\(member.name)") } ?? []
      }
      return missing + added + inner
    case (.array(let old), .array(let new)) where path.hasSuffix("events"):
      return kinds(new).filter { !kinds(old).contains($0) }.map { "\(path) has \($0)" }
    case (.array, .array): return seed == ours ? [] : ["\(path) is \(ours), not \(seed)"]
    default: return seed.kindName == ours.kindName ? [] : ["\(path) is \(ours.kindName), not \(seed.kindName)"]
    }
  }

  /// The members of each kind of event.
  private func kinds(_ events: [JSONValue]) -> [String] {
    let kinds = events.map { event in
      "\(event["messageType"]?.stringValue ?? "?") \((event.objectValue ?? []).map(\.name).sorted())"
    }
    return Set(kinds).sorted()
  }

  private func check(_ name: String, _ story: GenesysStory, _ state: String) throws {
    let seed = try fixture(name)
    let data = try #require(seed["data"])
    let told = try #require(
      story.told.last { ($0.data["interaction"] ?? $0.data)["state"] == .string(state) },
      "no \(state) was told"
    )
    #expect(differences(data, told.data) == [])
    #expect(seed["channel"] == .string(told.topic.rawValue))
    let ours = told.data["interaction"] ?? told.data
    let theirs = data["interaction"] ?? data
    for member in ["state", "channel", "type", "subType", "interactionType", "interactionSubType", "capabilities"] {
      #expect(ours[member] == theirs[member], "\(member)")
    }
  }

  /// A centre whose queues are named as the seed's groups of agents are.
  private func story() throws -> GenesysStory {
    let everyone = QueueMembers(everyone: true, teams: [], agents: [])
    var chat = SampleAccount.queue("support", domain: "chat", members: everyone)
    var mail = SampleAccount.queue("mail", domain: "email", members: everyone)
    chat.name = "?: 2>1"
    mail.name = "?: 2>1"
    var story = try GenesysStory("the seed", changes: [.queue(chat), .queue(mail)])
    try story.makeReady("alice")
    return story
  }

  @Test func `e-mail: invited, revoked`() throws {
    var story = try story()
    _ = try story.mail()
    try check("email-invite", story, "Invited")
    try story.pass(.seconds(20))
    // The seed's other customer has no name.
    story = try self.story()
    _ = try story.mail(from: nil)
    try story.pass(.seconds(20))
    try check("email-revoked", story, "Revoked")
  }

  @Test func `e-mail: accepted`() throws {
    var story = try story()
    let id = try story.mail()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    try check("email-accepted", story, "Accepted")
    let content = try #require(story.told.last?.data["interaction"]?["content"])
    #expect(content["fromAddress"] == .string("Customer1@ci-vm106"))
    #expect(content["subject"] == .string("Rendering_response_category"))
  }

  @Test func `chat: invited, revoked`() throws {
    var story = try story()
    _ = try story.start(saying: nil)
    try check("chat-invited", story, "Invited")
    try story.pass(.seconds(20))
    try check("chat-revoked", story, "Revoked")
  }

  @Test func `chat: accepted`() throws {
    var story = try story()
    let begun = story.harness.clock.now
    let id = try story.start(saying: nil)
    try story.pass(.seconds(3))
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    try check("chat-accepted", story, "Accepted")
    let interaction = try #require(story.told.last?.data["interaction"])
    let events = try #require(interaction["content"]?["events"]?.arrayValue)
    #expect(events.map { $0["userType"]?.stringValue } == ["Client", "Agent"])
    // The middle of a user's id is the second in which it joined, for the customer that of the beginning (seed).
    func joined(_ event: JSONValue) -> Int64? {
      let user = event["userId"]?.stringValue ?? ""
      return user.utf8.count == 16 ? Int64(user.dropFirst(4).prefix(8), radix: 16) : nil
    }
    #expect(joined(events[0]) == interaction["startDate"]?.integerValue.map { Int64($0) / 1_000 })
    #expect(joined(events[0]) == begun.milliseconds / 1_000)
    #expect(joined(events[1]) == story.harness.clock.now.milliseconds / 1_000)
    let seed = try #require(fixture("chat-accepted")["data"]?["interaction"])
    let client = seed["content"]?["events"]?.arrayValue?.first { $0["userType"] == .string("Client") }
    #expect(client.flatMap { joined($0) } == seed["startDate"]?.integerValue.map { Int64($0) / 1_000 })
  }

  @Test func `chat: notifications`() throws {
    var story = try story()
    let id = try story.start(saying: nil)
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    try story.ask("alice", id, #"{"operationName":"SendStartTypingNotification"}"#)
    try story.ask("alice", id, #"{"operationName":"SendStopTypingNotification"}"#)
    try check("chat-notifications", story, "PropertiesChanged")
    try story.ask("alice", id, #"{"operationName":"LeaveChat"}"#)
    try check("chat-notifications", story, "PropertiesChanged")
    let last = try #require(story.told.last { $0.data["interaction"]?["state"] == .string("PropertiesChanged") })
    let events = try #require(last.data["interaction"]?["content"]?["events"]?.arrayValue)
    let seed = try #require(fixture("chat-notifications")["data"]?["interaction"]?["content"]?["events"]?.arrayValue)
    #expect(Set(kinds(seed)) == Set(kinds(events)), "each kind of event is there")
  }

  @Test(arguments: InteractionShape.allCases)
  func `the shape is a setting`(shape: InteractionShape) throws {
    var story = try story()
    story.settings.shape = shape
    try story.connect("alice")
    let id = try story.start()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    let states = story.told.filter { $0.topic == .interactions }.map { $0.data["interaction"] == nil }
    switch shape {
    case .asInSeed: #expect(states == [true, false])
    case .flat: #expect(states == [true, true])
    case .nested: #expect(states == [false, false])
    }
  }
}
