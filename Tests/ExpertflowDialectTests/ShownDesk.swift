// SPDX-License-Identifier: Apache-2.0

import DialectKit
import ExpertflowDialect

/// What a desk shows of what it was told: the events of conversations, and work on pull lists. By ids as they are on the wire.
struct ShownDesk {
  private(set) var events: [String: [String]] = [:]
  private(set) var listed: [String: Set<String>] = [:]

  mutating func take(_ event: DeskEvent, _ json: JSONValue) {
    let conversation = json["conversationId"]?.stringValue ?? ""
    switch event {
    case .onTopicData:
      events[conversation] = (json["topicData"]?["topicEvents"]?.arrayValue ?? []).map(Self.comparable)
    case .onCimEvent:
      guard let event = Self.parsed(json["cimEvent"]), event["name"] != .string("TYPING_INDICATOR") else { return }
      events[conversation, default: []].append(Self.comparable(event))
    case .topicUnsubscription: events[conversation] = nil
    case .pullModeSubscribedListRequests:
      listed = [:]
      for request in json.arrayValue ?? [] { list(request) }
    case .addPullModeSubscribedListRequests:
      for request in json.arrayValue ?? [] { list(request) }
    case .onPullModeSubscribedListRequest:
      guard let request = Self.parsed(json["pullModeEvent"]) else { return }
      list(request)
    case .removePullModeSubscribedListRequests: listed[json.stringValue ?? ""] = nil
    default: break
    }
  }

  private mutating func list(_ request: JSONValue) {
    guard let id = request["id"]?.stringValue, let list = request["listId"]?.stringValue else { return }
    if request["status"] == .string("closing") {
      listed[list]?.remove(id)
    } else {
      listed[list, default: []].insert(id)
    }
  }

  private static func parsed(_ text: JSONValue?) -> JSONValue? {
    text?.stringValue.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
  }

  /// The event without its time, which is written otherwise among the earlier ones.
  private static func comparable(_ event: JSONValue) -> String {
    let members = (event.objectValue ?? []).filter { $0.name != "timestamp" }
    return String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
  }
}
