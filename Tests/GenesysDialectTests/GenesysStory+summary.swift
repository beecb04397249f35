// SPDX-License-Identifier: Apache-2.0

import DialectKit
import GenesysDialect

/// What matters of what desktops are told, in a line.
extension GenesysStory {
  mutating func summary(_ topic: GenesysTopic, _ json: JSONValue) -> String {
    switch topic {
    case .channels, .devices:
      let states = json["channels"]?.arrayValue ?? json["devices"]?.arrayValue ?? []
      return states.map { state in
        let user = state["userState"]
        let name = state["channel"]?.stringValue ?? state["phoneNumber"]?.stringValue ?? "?"
        return "\(name)=\(user?["state"]?.stringValue ?? "?")/\(user?["displayName"]?.stringValue ?? "?")"
      }.joined(separator: " ")
    case .interactions: return interaction(json)
    case .chats, .emails: return resource(json)
    }
  }

  /// A notification of the second generation.
  private mutating func resource(_ json: JSONValue) -> String {
    var parts = [json["notificationType"]?.stringValue ?? "?"]
    if let number = json["referenceId"]?.integerValue { parts.append("of request \(number)") }
    if let messages = json["messages"]?.arrayValue {
      let lines = messages.map { line in
        let text = line["text"]?.stringValue.map { "“\($0)”" } ?? ""
        let isForAll = line["visibility"] == .string("All")
        return "\(line["index"]?.integerValue ?? -1):\(line["from"]?["nickname"]?.stringValue ?? "?")"
          + "(\(line["from"]?["type"]?.stringValue ?? "?")) \(line["type"]?.stringValue ?? "?")\(text)"
          + (isForAll ? "" : "/Agents")
      }
      return (parts + [lines.joined(separator: ", ")]).joined(separator: " ")
    }
    guard let data = json["chat"] ?? json["email"] else { return parts.joined(separator: " ") }
    parts += [name(data["id"]?.stringValue ?? "?"), data["state"]?.stringValue ?? "?"]
    let capabilities = data["capabilities"]?.arrayValue?.compactMap(\.stringValue) ?? []
    parts.append("may=[\(capabilities.joined(separator: " "))]")
    if let people = data["participants"]?.arrayValue {
      parts.append("with=[\(people.compactMap { $0["nickname"]?.stringValue }.joined(separator: ", "))]")
    }
    if let text = data["bodyAsPlainText"]?.stringValue {
      let to = data["to"]?.arrayValue?.compactMap(\.stringValue) ?? []
      parts.append("“\(data["subject"]?.stringValue ?? "?")” to \(to.joined(separator: ", ")): “\(text)”")
      if data["mime"] == .string("text/html") { parts.append("html=\(data["body"]?.stringValue ?? "?")") }
      let files = data["attachments"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
      if !files.isEmpty { parts.append("files=\(files)") }
    }
    let own = (data["userData"]?.objectValue ?? []).filter { $0.name.hasPrefix("my") }
    if !own.isEmpty { parts.append("userData=\(own.map { "\($0.name)=\($0.value.stringValue ?? "?")" })") }
    if let error = json["errorMessage"]?.stringValue { parts.append("Error: \(error)") }
    return parts.joined(separator: " ")
  }

  private mutating func interaction(_ json: JSONValue) -> String {
    let data = json["interaction"] ?? json
    var parts = [
      json["interaction"] == nil ? "flat" : "nested", name(data["id"]?.stringValue ?? "?"),
      data["state"]?.stringValue ?? "?",
    ]
    if let capabilities = data["capabilities"]?.arrayValue {
      parts.append("may=[\(capabilities.compactMap(\.stringValue).joined(separator: " "))]")
    }
    if let content = data["content"], let events = content["events"]?.arrayValue {
      parts.append("events=[\(events.map { event($0) }.joined(separator: ", "))]")
    } else if let text = data["content"]?["text"]?.stringValue {
      let content = data["content"]
      parts.append(
        "“\(content?["subject"]?.stringValue ?? "?")” to \(content?["toAddress"]?.stringValue ?? "?"): “\(text)”"
      )
    }
    let own = (data["userData"]?.objectValue ?? []).filter { $0.name.hasPrefix("my") }
    if !own.isEmpty { parts.append("userData=\(own.map { "\($0.name)=\($0.value.stringValue ?? "?")" })") }
    if let error = json["errorMessage"]?.stringValue { parts.append("Error: \(error)") }
    return parts.joined(separator: " ")
  }

  private func event(_ json: JSONValue) -> String {
    let type = json["messageType"]?.stringValue ?? "?"
    let what =
      switch type {
      case "PARTY_JOINED": "+\(json["nickName"]?.stringValue ?? "?")(\(json["userType"]?.stringValue ?? "?"))"
      case "PARTY_LEFT": "-"
      case "NOTICE": json["noticeType"]?.stringValue ?? "?"
      default: "“\(json["text"]?.stringValue ?? "?")”"
      }
    let isForAll = json["visibility"] == .string("All")
    return "\(json["id"]?.integerValue ?? -1):\(what)\(isForAll ? "" : "/Agents")"
  }

  /// What an interaction is called in the text.
  func name(of id: String) -> String { names[id] ?? id }

  mutating func name(_ id: String) -> String {
    guard id.utf8.count == 16 else { return id }
    if let known = names[id] { return known }
    names[id] = "#\(names.count + 1)"
    return names[id] ?? id
  }
}
