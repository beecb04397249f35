// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import ExpertflowDialect

/// What matters of what a desk is told, in one line.
extension DeskStory {
  mutating func summary(_ event: DeskEvent, _ json: JSONValue) -> String {
    switch event {
    case .agentPresence:
      let presence = json["agentPresence"]
      let media = presence?["agentMrdStates"]?.arrayValue ?? []
      let states = media.map { "\($0["mrd"]?["id"]?.stringValue ?? "?")=\($0["state"]?.stringValue ?? "?")" }
      return [
        json["action"]?.stringValue, presence?["state"]?["name"]?.stringValue,
        presence?["state"]?["reasonCode"]?["name"]?.stringValue,
        "agentStateChanged=\(json["agentStateChanged"]?.boolValue ?? false)",
        "mrdStateChanges=\(json["mrdStateChanges"]?.arrayValue?.compactMap(\.stringValue) ?? [])",
        states.joined(separator: " "),
      ].compactMap(\.self).joined(separator: " ")
    case .onTopicData:
      let data = json["topicData"]
      let participants = data?["participants"]?.arrayValue ?? []
      let events = data?["topicEvents"]?.arrayValue ?? []
      return [
        "role=\(data?["topicParticipant"]?["role"]?.stringValue ?? "?")", "state=\(data?["state"]?.stringValue ?? "?")",
        "participants=\(participants.compactMap { $0["role"]?.stringValue })",
        "events=\(events.compactMap { $0["name"]?.stringValue })",
      ].joined(separator: " ")
    case .onCimEvent:
      guard let text = json["cimEvent"]?.stringValue, let event = try? JSONValue(parsing: Array(text.utf8)) else {
        return "is no JSON"
      }
      return cim(event)
    case .taskRequest:
      return [
        json["taskDirection"]?.stringValue ?? "?", json["queue"]?["name"]?.stringValue ?? "no queue",
        json["note"]?.stringValue ?? "no note", json["requestedBy"]?.stringValue ?? "asked by nobody",
        json["channelSession"]?["customer"]?["firstName"]?.stringValue ?? "?",
      ].joined(separator: ", ")
    case .onChannelTypes, .onPullModeSubscribedList:
      return "\((json.arrayValue ?? []).compactMap { $0["name"]?.stringValue })"
    case .agentAssignedForAssistance: return json["type"]?.stringValue ?? "?"
    default: return short(json)
    }
  }

  private mutating func cim(_ event: JSONValue) -> String {
    let data = event["data"]
    var parts = [event["name"]?.stringValue ?? "?"]
    if let body = data?["body"] {
      parts.append("id=\(name(data?["id"]?.stringValue ?? "?"))")
      parts.append("from=\(data?["header"]?["sender"]?["type"]?.stringValue ?? "?")")
      parts.append(short(body))
    } else if let participant = data?["agentParticipant"] ?? data?["botParticipant"] ?? data?["conversationParticipant"]
    {
      parts.append(participant["participant"]?["id"]?.stringValue ?? "?")
      parts.append(participant["role"]?.stringValue ?? "?")
      if let reason = data?["reason"]?.stringValue { parts.append(reason) }
    } else if let task = data?["task"] {
      parts.append(task["state"]?["name"]?.stringValue ?? "?")
      if let reason = task["state"]?["reasonCode"]?.stringValue { parts.append(reason) }
      parts += (task["activeMedia"]?.arrayValue ?? []).compactMap { $0["state"]?.stringValue }
    } else if data?["channel"] != nil {
      parts.append(data?["state"]?["name"]?.stringValue ?? "?")
    } else if let data {
      parts.append(short(data))
    }
    return parts.joined(separator: " ")
  }

  private mutating func short(_ json: JSONValue) -> String {
    switch json {
    case .string(let text):
      if text.hasPrefix("{"), let inner = try? JSONValue(parsing: Array(text.utf8)) { return "text of \(short(inner))" }
      return name(text)
    case .number(let text): return text
    case .bool(let value): return "\(value)"
    case .null: return "null"
    case .array(let values): return "[" + values.map { short($0) }.joined(separator: " ") + "]"
    case .object(let members):
      if json["channel"] != nil || json["activeMedia"] != nil { return "{…}" }
      return "{" + members.map { "\($0.name)=\(short($0.value))" }.joined(separator: " ") + "}"
    }
  }

  private mutating func name(_ text: String) -> String {
    guard ConversationID(text) != nil else { return text.contains(" ") ? "“\(text)”" : text }
    if let known = names[text] { return known }
    counts["id", default: 0] += 1
    names[text] = "id-\(counts["id"] ?? 0)"
    return names[text] ?? text
  }
}
