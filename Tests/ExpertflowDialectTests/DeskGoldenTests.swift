// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Foundation
import Testing

/// Each event a desk is told, whole, as it was agreed. `UPDATE_GOLDENS=1` writes the files anew, outside of CI.
@Suite struct DeskGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")

  /// A story in which everything is told once.
  private func everything() throws -> DeskStory {
    var story = try DeskStory("everything")
    try story.makeReady("alice", "bob")
    try story.ask("alice", "subscribePullModeList", #"{"agentId":"alice","listId":"callbacks"}"#)
    _ = try story.happen(SampleAccount.start(9, on: "web-pull"), "a customer comes on web-pull")
    try story.ask("bob", "subscribePullModeList", #"{"agentId":"bob","listId":"callbacks"}"#)
    try story.ask("bob", "unsubscribePullModeList", #"{"agentId":"bob","listId":"callbacks"}"#)
    let id = try #require(try story.happen(SampleAccount.start(1, saying: "hello"), "a customer comes").conversation)
    try story.accept("alice", id)
    try story.say("alice", id, #"{"type":"PLAIN","markdownText":"good day"}"#)
    let help =
      #"{"channelSession":{"conversationId":"\#(id)"},"mode":"agent","requestedAgentId":"bob","note":"please"}"#
    try story.ask("alice", "directConferenceRequest", help)
    try story.pass(.seconds(30))
    try story.ask("bob", "changeAgentState", #"{"action":"agentState","state":{"name":"READY"}}"#)
    try story.ask("bob", "changeAgentState", #"{"action":"agentMRDState","state":"READY","mrdId":"chat"}"#)
    try story.ask("alice", "consultRequest", help)
    try story.accept("bob", id)
    try story.ask("alice", "consultTransferRequest", #"{"conversationId":"\#(id)"}"#)
    try story.ask("alice", "closeWrapup", #"{"cimEvent":null,"conversationId":"\#(id)"}"#)
    _ = try story.happen(.closeConversation(id, .supervisor), "a supervisor closes it")
    return story
  }

  @Test func `every event looks as agreed`() throws {
    let environment = ProcessInfo.processInfo.environment
    let isUpdating = environment["UPDATE_GOLDENS"] == "1" && environment["CI"] != "true"
    let story = try everything()
    try DeskRules.check(story.told)
    // What the session tells of its own accord is in its own tests.
    for event in DeskEvent.allCases where event != .socketSessionRemoved {
      guard let told = story.told.last(where: { $0.event == event }) else {
        Issue.record("the story does not tell \(event.rawValue)")
        continue
      }
      let text = Self.pretty(told.argument, "") + "\n"
      let file = Self.folder.appending(path: "\(event.rawValue).json")
      if isUpdating {
        try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      let expected = try? String(contentsOf: file, encoding: .utf8)
      #expect(expected == text, "\(event.rawValue).json differs; write it with UPDATE_GOLDENS=1 and read it")
    }
  }

  /// JSON for people, with what is a text of JSON taken apart.
  private static func pretty(_ json: JSONValue, _ indentation: String) -> String {
    let inner = indentation + "  "
    switch json {
    case .array(let values) where !values.isEmpty:
      return "[\n" + values.map { inner + pretty($0, inner) }.joined(separator: ",\n") + "\n\(indentation)]"
    case .object(let members) where !members.isEmpty:
      let lines = members.map { "\(inner)\"\($0.name)\": \(pretty($0.value, inner))" }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(indentation)}"
    case .string(let text) where text.hasPrefix("{"):
      guard let value = try? JSONValue(parsing: Array(text.utf8)) else { break }
      return "the text of " + pretty(value, indentation)
    default: break
    }
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
