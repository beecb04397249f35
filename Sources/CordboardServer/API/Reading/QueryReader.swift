// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Reads the query of a request strictly: each parameter once, unknown ones refused.
struct QueryReader {
  private var items: [String: String] = [:]

  init(_ query: [QueryItem]) throws(Problem) {
    for item in query {
      guard items.updateValue(item.value, forKey: item.name) == nil else {
        throw .invalidQuery(item.name, "is there twice")
      }
    }
  }

  /// Refuses parameters that nobody took.
  func finish() throws(Problem) {
    guard let unknown = items.keys.min() else { return }
    throw .invalidQuery(unknown, "is not known here")
  }

  /// A text, if there is one.
  mutating func take(_ name: String) -> String? {
    items.removeValue(forKey: name)
  }

  /// A whole number within a range, with a default for none.
  mutating func integer(_ name: String, default absent: Int, within range: ClosedRange<Int>) throws(Problem) -> Int {
    guard let text = take(name) else { return absent }
    guard let number = Int(text), range.contains(number) else {
      throw .invalidQuery(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// True or false, with a default for none.
  mutating func bool(_ name: String, default absent: Bool) throws(Problem) -> Bool {
    switch take(name) {
    case nil: absent
    case "true": true
    case "false": false
    default: throw .invalidQuery(name, "must be true or false")
    }
  }

  /// An identifier chosen by people, if there is one.
  mutating func identifier<ID: NamedIdentifier>(_ name: String, as kind: ID.Type = ID.self) throws(Problem) -> ID? {
    guard let text = take(name) else { return nil }
    guard let id = ID(text) else {
      throw .invalidQuery(name, "must be 1 to \(ID.maximumBytes) bytes of visible characters without spaces")
    }
    return id
  }

  /// An identifier made by the core, if there is one.
  mutating func uniqueIdentifier<ID: UniqueIdentifier>(
    _ name: String,
    as kind: ID.Type = ID.self
  ) throws(Problem) -> ID? {
    guard let text = take(name) else { return nil }
    guard let id = ID(text) else { throw .invalidQuery(name, "must be a UUID") }
    return id
  }

  /// One of the names of a choice, if there is one.
  mutating func choice<Choice: Named>(_ name: String, of kind: Choice.Type = Choice.self) throws(Problem) -> Choice? {
    guard let text = take(name) else { return nil }
    guard let choice = Choice(name: text) else {
      throw .invalidQuery(name, "must be one of \(Choice.allCases.map(\.name).joined(separator: ", "))")
    }
    return choice
  }

  /// A time, if there is one.
  mutating func time(_ name: String) throws(Problem) -> Timestamp? {
    guard let text = take(name) else { return nil }
    guard let time = Timestamp(rfc3339: text) else {
      throw .invalidQuery(name, "must be a time such as 2026-01-31T12:00:00Z")
    }
    return time
  }

  /// A cursor of the event log, if there is one.
  mutating func position(_ name: String) throws(Problem) -> Position? {
    guard let text = take(name) else { return nil }
    guard let position = Position(text) else {
      throw .invalidQuery(name, "must be a cursor as it came: eight hexadecimal digits, a hyphen and a number")
    }
    return position
  }

  /// Kinds of facts with commas between, if they are named.
  mutating func kinds() throws(Problem) -> Set<Event.Kind>? {
    guard let text = take("kinds") else { return nil }
    var kinds: Set<Event.Kind> = []
    for name in text.split(separator: ",") {
      guard let kind = Event.Kind(name: name) else {
        throw .invalidQuery("kinds", "\(name) is no kind of event; see /asyncapi.yaml for those there are")
      }
      kinds.insert(kind)
    }
    return kinds
  }
}
