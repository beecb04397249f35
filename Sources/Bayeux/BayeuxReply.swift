// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What a client is to do next (Bayeux 1.0, section 4.6). It is always written in whole: some clients put an advice in
/// the place of the last one.
public struct BayeuxAdvice: Hashable, Sendable {
  /// How to go on.
  public enum Reconnect: String, Hashable, Sendable {
    /// Connect again.
    case retry
    /// Shake hands anew.
    case handshake
    /// Stop.
    case none
  }

  /// How to go on.
  public var reconnect: Reconnect
  /// How long to wait before that.
  public var interval: Duration
  /// How long a connect will be held.
  public var timeout: Duration
  /// Whether another session of the same browser holds a connect.
  public var hasMultipleClients = false

  /// Creates an advice.
  public init(_ reconnect: Reconnect, interval: Duration, timeout: Duration) {
    self.reconnect = reconnect
    self.interval = interval
    self.timeout = timeout
  }

  func write(to json: inout JSONWriter) {
    json.key("advice")
    json.object { json in
      if hasMultipleClients { json.member("multiple-clients", true) }
      json.member("reconnect", reconnect.rawValue)
      json.member("interval", interval.wholeMilliseconds)
      json.member("timeout", timeout.wholeMilliseconds)
    }
  }
}

extension BayeuxSettings {
  /// The usual advice.
  func advice(_ reconnect: BayeuxAdvice.Reconnect) -> BayeuxAdvice {
    BayeuxAdvice(reconnect, interval: reconnect == .retry ? interval : .zero, timeout: timeout)
  }

  /// Writes the answer to a message.
  ///
  /// - Parameters:
  ///   - error: What is wrong; nil if nothing is.
  ///   - members: Writes what belongs to this channel.
  func reply(
    to message: BayeuxMessage,
    error: BayeuxError? = nil,
    advice: BayeuxAdvice? = nil,
    members: (inout JSONWriter) -> Void = { _ in }
  ) -> [UInt8] {
    var json = JSONWriter(capacity: 192)
    json.object { json in
      if let id = message.id {
        json.key("id")
        json.value(id)
      }
      json.member("channel", message.channel)
      json.member("successful", error == nil)
      members(&json)
      if let error { json.member("error", error.text(in: edition)) }
      if let advice { advice.write(to: &json) }
    }
    return json.finish()
  }

  /// The answer to a message for a session that is not there.
  func unknownClientReply(to message: BayeuxMessage) -> [UInt8] {
    guard message.channel != nil else { return reply(to: message, error: .channelMissing) }
    let isAdvised = message.isConnect || message.isHandshake
    return reply(to: message, error: .unknownClient, advice: isAdvised ? advice(.handshake) : nil) { json in
      Self.subscription(of: message, to: &json)
    }
  }

  /// Repeats what a message subscribes to, in the form it was written.
  static func subscription(of message: BayeuxMessage, to json: inout JSONWriter) {
    guard let subscription = message.subscription else { return }
    json.key("subscription")
    json.value(subscription)
  }
}

/// Puts messages together as clients are sent them.
enum BayeuxBatch {
  /// An array of finished messages.
  static func join(_ messages: [ArraySlice<UInt8>]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(messages.reduce(2) { $0 + $1.count + 1 })
    text.append(UInt8(ascii: "["))
    for (index, message) in messages.enumerated() {
      if index > 0 { text.append(UInt8(ascii: ",")) }
      text.append(contentsOf: message)
    }
    text.append(UInt8(ascii: "]"))
    return text
  }
}

/// How the answer to a request is put.
struct BayeuxReplyForm: Hashable, Sendable {
  /// The function a script calls with the messages; nil for JSON.
  var callback: String?
  /// Headers of the request's own.
  var headers: [HTTPHeader]

  private static let json = HTTPHeader("Content-Type", "application/json;charset=utf-8")
  private static let script = HTTPHeader("Content-Type", "text/javascript;charset=UTF-8")
  private static let notStored = HTTPHeader("Cache-Control", "no-store")

  /// The answer with some messages.
  func reply(_ messages: [ArraySlice<UInt8>], headers more: [HTTPHeader] = []) -> HTTPReply {
    let array = BayeuxBatch.join(messages)
    guard let callback else {
      return HTTPReply(status: 200, headers: headers + more + [Self.json, Self.notStored], body: array)
    }
    let body = Array(callback.utf8) + [UInt8(ascii: "(")] + Self.escapedForScript(array) + [UInt8(ascii: ")")]
    let sniff = HTTPHeader("X-Content-Type-Options", "nosniff")
    return HTTPReply(status: 200, headers: headers + more + [Self.script, Self.notStored, sniff], body: body)
  }

  /// The answer with a status alone, which the page that asked may read.
  func failure(_ status: Int) -> HTTPReply {
    HTTPReply(status: status, headers: headers)
  }

  /// The two characters that JSON may hold in strings and old scripts may not: U+2028 and U+2029.
  private static func escapedForScript(_ json: [UInt8]) -> [UInt8] {
    guard json.contains(0xe2) else { return json }
    var text: [UInt8] = []
    text.reserveCapacity(json.count + 16)
    var index = 0
    while index < json.count {
      if index + 2 < json.count, json[index] == 0xe2, json[index + 1] == 0x80, json[index + 2] & 0xfe == 0xa8 {
        text += Array("\\u202".utf8) + [json[index + 2] == 0xa8 ? UInt8(ascii: "8") : UInt8(ascii: "9")]
        index += 3
      } else {
        text.append(json[index])
        index += 1
      }
    }
    return text
  }
}
