// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// What is wrong with something a desk sent: where, and what.
package struct CimProblem: Error, Hashable, Sendable {
  /// For the person at the desk.
  package let text: String

  /// Creates a problem.
  package init(_ text: String) {
    self.text = text
  }
}

/// Part of the CIM object model: the members it names, and whatever else came with them, which is passed on.
package protocol CimObject: Hashable, Sendable, JSONRepresentable {
  /// Reads the members.
  init(_ reader: inout CimReader) throws(CimProblem)
}

/// Reads one JSON object of the CIM object model.
///
/// Desks of different years leave members out, send null for them, or send an empty string: all of that is absence. What
/// a type does not name is kept as it came (``others``).
package struct CimReader {
  private let name: String
  private var members: [JSONMember]

  /// Begins to read an object.
  package init(_ json: JSONValue, as name: String) throws(CimProblem) {
    guard case .object(let members) = json else { throw CimProblem("\(name) must be an object, not \(json.kindName)") }
    self.name = name
    self.members = members
  }

  /// What was not asked for.
  package var others: [JSONMember] { members }

  /// Takes a member whatever it is; nil if it is absent or null.
  package mutating func value(_ key: String) -> JSONValue? {
    guard let index = members.lastIndex(where: { $0.name == key }) else { return nil }
    let value = members[index].value
    members.removeAll { $0.name == key }
    return value == .null ? nil : value
  }

  /// Takes a text; a number counts as its digits, and anything else as absent.
  package mutating func text(_ key: String) -> String? {
    switch value(key) {
    case .string(let text): text
    case .number(let digits): digits
    default: nil
    }
  }

  /// Takes a text that must be there and have characters.
  package mutating func needed(_ key: String) throws(CimProblem) -> String {
    guard let text = text(key), !text.isEmpty else { throw CimProblem("\(name).\(key) is missing") }
    return text
  }

  /// Takes a text that must be there under one of two names.
  package mutating func oneNeeded(of first: String, _ second: String) throws(CimProblem) -> String {
    if let text = text(first), !text.isEmpty { return text }
    return try needed(second)
  }

  /// Takes a flag.
  package mutating func flag(_ key: String) -> Bool? { value(key)?.boolValue }

  /// Takes a whole number.
  package mutating func integer(_ key: String) -> Int? { value(key)?.integerValue }

  /// Takes a moment: milliseconds since 1970, or RFC 3339.
  package mutating func moment(_ key: String) -> Timestamp? {
    switch value(key) {
    case .number(let digits): Int64(digits).map { Timestamp(milliseconds: $0) }
    case .string(let text): Timestamp(rfc3339: text)
    default: nil
    }
  }

  /// Takes a list of texts.
  package mutating func texts(_ key: String) -> [String] {
    value(key)?.arrayValue?.compactMap(\.stringValue) ?? []
  }

  /// Takes an object.
  package mutating func object<Object: CimObject>(_ key: String) throws(CimProblem) -> Object? {
    guard let json = value(key) else { return nil }
    return try Object(json, as: "\(name).\(key)")
  }

  /// Takes an object that must be there.
  package mutating func neededObject<Object: CimObject>(_ key: String) throws(CimProblem) -> Object {
    guard let object: Object = try object(key) else { throw CimProblem("\(name).\(key) is missing") }
    return object
  }

  /// Takes a list of objects.
  package mutating func objects<Object: CimObject>(_ key: String) throws(CimProblem) -> [Object] {
    guard let json = value(key) else { return [] }
    guard let values = json.arrayValue else {
      throw CimProblem("\(name).\(key) must be an array, not \(json.kindName)")
    }
    var objects: [Object] = []
    for value in values { objects.append(try Object(value, as: "\(name).\(key)[\(objects.count)]")) }
    return objects
  }
}

extension CimObject {
  /// Reads the object from a JSON value, called a name in what is said of its faults.
  package init(_ json: JSONValue, as name: String) throws(CimProblem) {
    var reader = try CimReader(json, as: name)
    try self.init(&reader)
  }

  /// The object as JSON.
  package var bytes: [UInt8] {
    var json = JSONWriter()
    json.object(self)
    return json.finish()
  }
}
