// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import GenesysDialect
import Testing

/// What holds of everything desktops are told, whatever happened.
enum GenesysRules {
  /// Checks what was told and returns what is left of it: states by agent and id.
  ///
  /// - Parameter returned: Agents whose clients were away: they may be told of ends they never heard the beginning of.
  @discardableResult
  static func check(
    _ told: [(agent: AgentID, topic: GenesysTopic, data: JSONValue)],
    returned: Set<AgentID> = []
  ) throws -> [AgentID: [String: String]] {
    var standing: [AgentID: [String: String]] = [:]
    var latest: [String: Int] = [:]
    for (agent, topic, data) in told where topic == .interactions {
      let interaction = data["interaction"] ?? data
      let id = try #require(interaction["id"]?.stringValue)
      let state = try #require(interaction["state"]?.stringValue)
      #expect(id.utf8.count == 16)
      #expect(data["messageType"] == .string("InteractionStateMessage"))
      let key = "\(agent) \(id)"
      let before = standing[agent]?[id]
      switch state {
      case "PropertiesChanged": #expect(before != nil, "\(agent) is told of changes of what it does not have: \(id)")
      case "Revoked", "Rejected", "Completed", "InWorkbin":
        #expect(
          before != nil || returned.contains(agent),
          "\(agent) is told of the end of what it does not have: \(id) \(state)"
        )
        #expect(interaction["capabilities"] == .array([]))
        standing[agent]?[id] = nil
      default:
        standing[agent, default: [:]][id] = state
        #expect(interaction["capabilities"]?.arrayValue?.isEmpty == false)
      }
      guard let content = interaction["content"], let events = content["events"]?.arrayValue else { continue }
      let numbers = events.compactMap { $0["id"]?.integerValue }
      #expect(numbers == Set(numbers).sorted(), "events have numbers of their own, in order")
      #expect(content["latestEventId"]?.integerValue == numbers.last ?? 0)
      #expect(content["sessionId"] == .string(id))
      // Numbers of events never go back while an agent listens, but for notices that are read no more.
      if let known = latest[key], let last = numbers.last, state == "PropertiesChanged" { #expect(last >= known) }
      latest[key] = numbers.last { ($0 - 1) % 100 == 0 }
    }
    return standing
  }
}

extension GenesysRules {
  /// The second generation tells each event of a chat once, in order, and all that the first one shows.
  static func checkLogs(_ told: [(agent: AgentID, topic: GenesysTopic, data: JSONValue)]) throws {
    var logs: [String: Int] = [:]
    var shown: [String: Int] = [:]
    for (agent, topic, data) in told {
      if topic == .interactions {
        let interaction = data["interaction"] ?? data
        guard let latest = interaction["content"]?["latestEventId"]?.integerValue else { continue }
        shown["\(agent) \(interaction["id"]?.stringValue ?? "?")"] = latest
      } else if topic == .chats {
        if let chat = data["chat"], chat["capabilities"]?.arrayValue?.isEmpty == true {
          logs["\(agent) \(chat["id"]?.stringValue ?? "?")"] = 0
        }
        guard let messages = data["messages"]?.arrayValue else { continue }
        let key = "\(agent) \(data["chatUri"]?.stringValue?.split(separator: "/").last ?? "?")"
        for message in messages {
          let index = try #require(message["index"]?.integerValue)
          #expect(index > logs[key, default: 0], "\(key) is told \(index) twice, or late")
          logs[key] = index
        }
        #expect(logs[key] == shown[key], "\(key) is told of the same events by both generations")
      }
    }
  }
}

extension GenesysStory {
  /// The last interaction of a state that was told.
  func lastInteraction(_ state: String) -> String? {
    told.last { ($0.data["interaction"] ?? $0.data)["state"] == .string(state) }
      .flatMap { ($0.data["interaction"] ?? $0.data)["id"]?.stringValue }
  }
}
