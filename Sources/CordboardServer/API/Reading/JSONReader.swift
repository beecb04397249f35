// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Reads a JSON object strictly: each member is taken once, in any order, and what is left over is refused. Every
/// refusal says where, as a JSON pointer.
struct JSONReader {
  /// Where this object is.
  let pointer: String
  private var members: [String: JSONValue] = [:]
  private let order: [String]
  /// The first member that was taken and is null.
  private var null: String?
  /// The text this object was read from, and the names that lead to it there.
  private var source: (text: [UInt8], path: [String])?

  init(_ value: JSONValue, at pointer: String = "", of text: [UInt8]? = nil) throws(Problem) {
    source = text.map { ($0, []) }
    guard case .object(let list) = value else { throw .invalid(pointer, "must be an object, not \(value.kindName)") }
    self.pointer = pointer
    order = list.map(\.name)
    for member in list {
      guard members.updateValue(member.value, forKey: member.name) == nil else {
        throw .invalid(Self.join(pointer, member.name), "is there twice")
      }
    }
  }

  /// Refuses members that nobody took, and those that are null: what is not given is left out.
  func finish() throws(Problem) {
    if let null { throw .invalid(place(null), "must not be null; leave it out instead") }
    guard let unknown = order.first(where: { members[$0] != nil }) else { return }
    throw .invalid(place(unknown), "is not a member of this object; leave it out")
  }

  /// The text of a member as it came, with its spaces and escapes; ask before it is taken.
  func raw(_ name: String) -> String? {
    guard let value = members[name] else { return nil }
    guard let source, let text = JSONValue.raw(at: source.path + [name], in: source.text) else {
      return String(decoding: value.bytes, as: UTF8.self)
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func child(_ value: JSONValue, _ name: String) throws(Problem) -> JSONReader {
    var reader = try JSONReader(value, at: place(name))
    reader.source = source.map { ($0.text, $0.path + [name]) }
    return reader
  }

  /// Every member that was not taken yet, in order.
  mutating func takeAll() -> [JSONMember] {
    let rest = order.compactMap { name in members[name].map { JSONMember(name, $0) } }
    members = [:]
    return rest
  }

  /// The pointer to a member.
  func place(_ name: String) -> String {
    Self.join(pointer, name)
  }

  static func join(_ pointer: String, _ name: String) -> String {
    var text = pointer + "/"
    for character in name {
      switch character {
      case "~": text += "~0"
      case "/": text += "~1"
      default: text.append(character)
      }
    }
    return text
  }

  /// The member with a name; nil if there is none or it is null.
  mutating func take(_ name: String) -> JSONValue? {
    guard let value = members.removeValue(forKey: name) else { return nil }
    guard value != .null else {
      if null == nil { null = name }
      return nil
    }
    return value
  }

  private mutating func need(_ name: String) throws(Problem) -> JSONValue {
    guard let value = take(name) else { throw .invalid(place(name), "is missing") }
    return value
  }

  // MARK: Values

  /// A text, if there is one.
  mutating func optionalString(_ name: String, maximumBytes: Int = 65_536) throws(Problem) -> String? {
    guard let value = take(name) else { return nil }
    return try Self.string(value, at: place(name), maximumBytes: maximumBytes)
  }

  /// A text.
  mutating func string(_ name: String, maximumBytes: Int = 65_536) throws(Problem) -> String {
    try Self.string(need(name), at: place(name), maximumBytes: maximumBytes)
  }

  static func string(_ value: JSONValue, at pointer: String, maximumBytes: Int) throws(Problem) -> String {
    guard case .string(let text) = value else { throw .invalid(pointer, "must be a string, not \(value.kindName)") }
    guard text.utf8.count <= maximumBytes else {
      throw .invalid(pointer, "has \(text.utf8.count) bytes, at most \(maximumBytes) are allowed")
    }
    return text
  }

  /// True or false, with a default for none.
  mutating func bool(_ name: String, default absent: Bool) throws(Problem) -> Bool {
    guard let value = take(name) else { return absent }
    guard let bool = value.boolValue else {
      throw .invalid(place(name), "must be true or false, not \(value.kindName)")
    }
    return bool
  }

  /// True or false.
  mutating func bool(_ name: String) throws(Problem) -> Bool {
    guard members[name] != nil else { throw .invalid(place(name), "is missing") }
    return try bool(name, default: false)
  }

  /// A whole number, if there is one.
  mutating func optionalInteger(_ name: String) throws(Problem) -> Int? {
    guard let value = take(name) else { return nil }
    guard let number = value.integerValue else {
      throw .invalid(place(name), "must be a whole number, not \(value.kindName)")
    }
    return number
  }

  /// A whole number.
  mutating func integer(_ name: String) throws(Problem) -> Int {
    guard let number = try optionalInteger(name) else { throw .invalid(place(name), "is missing") }
    return number
  }

  /// A time in seconds with at most milliseconds, up to ten years, if there is one.
  mutating func optionalSeconds(_ name: String) throws(Problem) -> Duration? {
    guard let value = take(name) else { return nil }
    guard let seconds = value.doubleValue, seconds.isFinite, (0...315_360_000).contains(seconds) else {
      throw .invalid(place(name), "must be a number of seconds from 0 to 315360000")
    }
    return .milliseconds(Int64((seconds * 1_000).rounded()))
  }

  /// A time in seconds.
  mutating func seconds(_ name: String) throws(Problem) -> Duration {
    guard let duration = try optionalSeconds(name) else { throw .invalid(place(name), "is missing") }
    return duration
  }

  /// An identifier chosen by people, if there is one.
  mutating func optionalIdentifier<ID: NamedIdentifier>(
    _ name: String,
    as kind: ID.Type = ID.self
  ) throws(Problem) -> ID? {
    guard let value = take(name) else { return nil }
    return try Self.identifier(value, at: place(name))
  }

  /// An identifier the core made, if there is one.
  mutating func optionalUniqueIdentifier<ID: UniqueIdentifier>(
    _ name: String,
    as kind: ID.Type = ID.self
  ) throws(Problem) -> ID? {
    guard let value = take(name) else { return nil }
    guard case .string(let text) = value, let id = ID(text) else {
      throw .invalid(place(name), "must be a UUID, not \(value.kindName)")
    }
    return id
  }

  /// An identifier chosen by people.
  mutating func identifier<ID: NamedIdentifier>(_ name: String, as kind: ID.Type = ID.self) throws(Problem) -> ID {
    try Self.identifier(need(name), at: place(name))
  }

  static func identifier<ID: NamedIdentifier>(_ value: JSONValue, at pointer: String) throws(Problem) -> ID {
    guard case .string(let text) = value else { throw .invalid(pointer, "must be a string, not \(value.kindName)") }
    guard let id = ID(text) else {
      throw .invalid(pointer, "must be 1 to \(ID.maximumBytes) bytes of visible characters without spaces")
    }
    return id
  }

  /// One of the names of a choice, if there is one.
  mutating func optionalChoice<Choice: Named>(
    _ name: String,
    of kind: Choice.Type = Choice.self
  ) throws(Problem) -> Choice? {
    guard let value = take(name) else { return nil }
    return try Self.choice(value, at: place(name))
  }

  /// One of the names of a choice.
  mutating func choice<Choice: Named>(_ name: String, of kind: Choice.Type = Choice.self) throws(Problem) -> Choice {
    try Self.choice(need(name), at: place(name))
  }

  static func choice<Choice: Named>(_ value: JSONValue, at pointer: String) throws(Problem) -> Choice {
    guard case .string(let text) = value else { throw .invalid(pointer, "must be a string, not \(value.kindName)") }
    guard let choice = Choice(name: text) else {
      throw .invalid(pointer, "must be one of \(Choice.allCases.map(\.name).joined(separator: ", "))")
    }
    return choice
  }

  /// An object, if there is one.
  mutating func optionalObject(_ name: String) throws(Problem) -> JSONReader? {
    guard let value = take(name) else { return nil }
    return try child(value, name)
  }

  /// An object.
  mutating func object(_ name: String) throws(Problem) -> JSONReader {
    try child(need(name), name)
  }

  /// The elements of an array with their pointers; none if there is no array.
  mutating func array(
    _ name: String,
    maximum: Int = 10_000
  ) throws(Problem) -> [(value: JSONValue, pointer: String)] {
    guard let value = take(name) else { return [] }
    guard case .array(let values) = value else {
      throw .invalid(place(name), "must be an array, not \(value.kindName)")
    }
    guard values.count <= maximum else {
      throw .invalid(place(name), "has \(values.count) elements, at most \(maximum) are allowed")
    }
    return values.enumerated().map { ($1, "\(place(name))/\($0)") }
  }

  /// Identifiers in an array, each once; none if there is no array.
  mutating func identifiers<ID: NamedIdentifier>(_ name: String, as kind: ID.Type = ID.self) throws(Problem) -> [ID] {
    var ids: [ID] = []
    for (value, pointer) in try array(name) {
      let id: ID = try Self.identifier(value, at: pointer)
      guard !ids.contains(id) else { throw .invalid(pointer, "is there twice") }
      ids.append(id)
    }
    return ids
  }

  /// Names of a choice in an array, each once; none if there is no array.
  mutating func choices<Choice: Named & Hashable>(
    _ name: String,
    of kind: Choice.Type = Choice.self
  ) throws(Problem) -> [Choice] {
    var choices: [Choice] = []
    for (value, pointer) in try array(name) {
      let choice: Choice = try Self.choice(value, at: pointer)
      guard !choices.contains(choice) else { throw .invalid(pointer, "is there twice") }
      choices.append(choice)
    }
    return choices
  }
}
