// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal

/// What the desk of an agent is to remember, beside the journal: it is no business of the contact centre.
struct DeskMemory: Hashable, Sendable {
  var theme = "light"
  var language = "en"
  /// The pull lists the agent follows.
  var lists: [PullListID] = []

  init() {}

  init(_ json: JSONValue) {
    theme = json["theme"]?.stringValue ?? theme
    language = json["language"]?.stringValue ?? language
    lists = json["lists"]?.arrayValue?.compactMap { $0.stringValue.flatMap { PullListID($0) } } ?? []
  }

  var bytes: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("theme", theme)
      json.member("language", language)
      json.array("lists", lists) { $0.string($1.rawValue) }
    }
    return json.finish()
  }

  private static func name(_ account: AccountID, _ agent: AgentID) -> String {
    "expertflow.desk/\(account.rawValue)/\(agent.rawValue)"
  }

  static func read(_ journal: any Journal, _ account: AccountID, _ agent: AgentID) async throws(JournalError) -> Self {
    let bytes = try await journal.value(name(account, agent))
    guard let bytes, let json = try? JSONValue(parsing: bytes) else { return DeskMemory() }
    return DeskMemory(json)
  }

  func save(_ journal: any Journal, _ account: AccountID, _ agent: AgentID) async throws(JournalError) {
    try await journal.setValue(bytes, for: Self.name(account, agent))
  }
}
