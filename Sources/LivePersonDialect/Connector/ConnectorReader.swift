// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Reads members of a connector's request; what is missing or wrong is named by its path.
struct ConnectorReader {
  let json: JSONValue
  /// The path to it, with a dot at the end; empty for the whole.
  let path: String

  init(_ json: JSONValue, _ path: String) {
    self.json = json
    self.path = path
  }

  init(_ body: [UInt8]) throws(ConnectorError) {
    path = ""
    json = try Self.parse(body)
    guard json.objectValue != nil else { throw .invalid("the body must be an object, not \(json.kindName)") }
  }

  static func parse(_ body: [UInt8]) throws(ConnectorError) -> JSONValue {
    guard body.count <= ConnectorCall.mostBytes else {
      throw .invalid("the body must have at most \(ConnectorCall.mostBytes) bytes")
    }
    do throws(JSONError) {
      return try JSONValue(parsing: body, maximumDepth: ConnectorCall.mostDepth)
    } catch {
      throw .invalid("the body is no JSON: \(error)")
    }
  }

  func value(_ name: String) -> JSONValue? { json[name].flatMap { $0 == .null ? nil : $0 } }

  func optionalText(_ name: String) throws(ConnectorError) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.stringValue else { throw .invalid("\(path)\(name) must be a string, not \(value.kindName)") }
    return text
  }

  func text(_ name: String) throws(ConnectorError) -> String {
    guard let text = try optionalText(name) else { throw .missing(path + name) }
    return text
  }

  func object(_ name: String) throws(ConnectorError) -> ConnectorReader {
    guard let value = value(name) else { throw .missing(path + name) }
    guard value.objectValue != nil else { throw .invalid("\(path)\(name) must be an object, not \(value.kindName)") }
    return ConnectorReader(value, "\(path)\(name).")
  }

  func array(_ name: String) throws(ConnectorError) -> [JSONValue] {
    guard let value = value(name) else { throw .missing(path + name) }
    guard let values = value.arrayValue else {
      throw .invalid("\(path)\(name) must be an array, not \(value.kindName)")
    }
    guard values.count <= ConnectorCall.mostElements else {
      throw .invalid("\(path)\(name) must have at most \(ConnectorCall.mostElements) elements")
    }
    return values
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String,
    _ type: Choice.Type
  ) throws(ConnectorError) -> Choice where Choice.RawValue == String {
    let text = try text(name)
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw .invalid("\(path)\(name) must be one of \(names)")
    }
    return choice
  }

  /// The id of a request, which is a string or a number.
  func requestID() throws(ConnectorError) -> String {
    let id: String
    switch value("id") {
    case .string(let text): id = text
    case .number(let text): id = text
    case nil: throw .missing(path + "id")
    case .some(let other): throw .invalid("\(path)id must be a string or a number, not \(other.kindName)")
    }
    guard id.utf8.count <= 128 else { throw .invalid("\(path)id must have at most 128 bytes") }
    return id
  }

  /// The conversation, and the dialog if it is not the main one: a main dialog has its conversation's id.
  func place() throws(ConnectorError) -> (conversation: ConversationID, dialog: DialogID?) {
    let dialogText = try text("dialogId")
    let conversationText = try optionalText("conversationId") ?? dialogText
    guard let conversation = ConversationID(conversationText) else {
      throw .invalid("\(path)conversationId must be a UUID")
    }
    guard let dialog = DialogID(dialogText) else { throw .invalid("\(path)dialogId must be a UUID") }
    return (conversation, dialog.rawValue == conversation.rawValue ? nil : dialog)
  }
}
