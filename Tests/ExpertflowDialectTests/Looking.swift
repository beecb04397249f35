// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import ExpertflowDialect
import Testing

/// A member of what a desk was told: names and numbers of elements, with dots between.
func value(_ json: JSONValue?, _ path: String) -> JSONValue? {
  path.split(separator: ".").reduce(json) { json, name in
    Int(name).map { json?.arrayValue?[$0] } ?? json?[String(name)]
  }
}

/// What desks were told last by an event.
func last(_ event: DeskEvent, in story: DeskStory) throws -> JSONValue {
  try #require(story.told.last { $0.event == event }, "no \(event) was told").argument
}

/// What a session sends its client, as text.
func sent(_ actions: [SessionAction]) -> [String] {
  actions.compactMap { action in
    if case .send(let bytes) = action { String(decoding: bytes, as: UTF8.self) } else { nil }
  }
}

/// What a session asks of the core.
func submitted(_ actions: [SessionAction]) -> [Command] {
  actions.compactMap { action in if case .submit(let command, _) = action { command } else { nil } }
}
