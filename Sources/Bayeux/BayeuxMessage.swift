// SPDX-License-Identifier: Apache-2.0

public import DialectKit

/// One message of a client. What it says of itself is taken as it is; each meta channel looks at what it needs.
struct BayeuxMessage: Hashable, Sendable {
  private let json: JSONValue
  /// The channel, if it is a string.
  let channel: String?

  /// Takes a message; nil if it is no object.
  init?(_ json: JSONValue) {
    guard json.objectValue != nil else { return nil }
    self.json = json
    channel = json["channel"]?.stringValue
  }

  /// The id, which answers repeat as it was written.
  var id: JSONValue? {
    switch json["id"] {
    case .string(let text): .string(text)
    case .number(let text): .number(text)
    default: nil
    }
  }

  var clientID: String? { json["clientId"]?.stringValue }
  var ext: JSONValue? { json["ext"] }
  var advice: JSONValue? { json["advice"] }
  var data: JSONValue? { json["data"] }
  var connectionTypes: [String] { json["supportedConnectionTypes"]?.arrayValue?.compactMap(\.stringValue) ?? [] }

  /// One channel or several; answers repeat it in the same form.
  var subscription: JSONValue? { json["subscription"] }

  var isHandshake: Bool { channel == BayeuxChannel.handshake.name }
  var isConnect: Bool { channel == BayeuxChannel.connect.name }

  /// How many bytes it has when it is written compactly.
  var size: Int { json.bytes.count }
}

/// What a client sent that cannot be taken apart into messages, or that nobody takes.
public enum BayeuxMalformed: Error, Hashable, Sendable {
  /// There is no such way for messages: another method, another type of content, or one that is not offered.
  case unknownTransport
  /// The text is not JSON.
  case notJSON(JSONError)
  /// The JSON is neither a message nor an array of messages.
  case notMessages
  /// There is no message.
  case empty
  /// There are more messages than may be sent together.
  case tooManyMessages(limit: Int)
  /// There are more bytes than may be sent together.
  case tooLarge(limit: Int)
  /// The name of the function is not one.
  case callbackInvalid
  /// The page may not open a WebSocket.
  case forbiddenOrigin

  /// The status of the answer.
  public var status: Int {
    switch self {
    case .tooManyMessages, .tooLarge: 413
    case .forbiddenOrigin: 403
    case .unknownTransport, .notJSON, .notMessages, .empty, .callbackInvalid: 400
    }
  }

  /// What is wrong and what to do about it.
  public var detail: String {
    switch self {
    case .unknownTransport:
      "Unknown Bayeux Transport: send a JSON array of messages with POST and Content-Type application/json"
    case .notJSON(let error): "the messages are not JSON: \(error)"
    case .notMessages: "send a message, or an array of messages; a message is a JSON object"
    case .empty: "there is no message in the array"
    case .tooManyMessages(let limit): "no more than \(limit) messages may be sent together"
    case .tooLarge(let limit): "no more than \(limit) bytes may be sent together"
    case .callbackInvalid: "jsonp names a function: up to 64 letters, digits, dots, underscores and hyphens"
    case .forbiddenOrigin: "pages of this origin may not open a WebSocket here"
    }
  }
}

extension BayeuxSettings {
  /// Takes a text apart into messages.
  func messages(in text: [UInt8]) throws(BayeuxMalformed) -> [BayeuxMessage] {
    guard text.count <= batchBytes else { throw .tooLarge(limit: batchBytes) }
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONValue(parsing: text, maximumDepth: depth)
    } catch {
      throw .notJSON(error)
    }
    let values = json.arrayValue ?? [json]
    guard !values.isEmpty else { throw .empty }
    guard values.count <= batchMessages else { throw .tooManyMessages(limit: batchMessages) }
    let messages = values.compactMap { BayeuxMessage($0) }
    guard messages.count == values.count else { throw .notMessages }
    return messages
  }
}
