// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What the desk of an agent is to remember, beside the journal: it is no business of the contact centre.
struct DeskMemory: Hashable, Sendable {
  var theme = "light"
  var language = "en"
  /// The pull lists the agent follows.
  var lists: [PullListID] = []

  init() {}

  /// Reads what was written; nil for what is no JSON.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes) else { return nil }
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
}
