// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// What the stream itself says, beside facts and signals.
package enum StreamMessage: Hashable, Sendable {
  /// The answer to a ping.
  case pong
  /// Everything up to a position was sent; what follows is live.
  case caughtUp(Position)
  /// The stream ends, and why.
  case closing(ConnectionCloseReason, detail: String)

  /// The message as one JSON object.
  package var json: [UInt8] {
    var json = JSONWriter(capacity: 256)
    json.object { json in
      json.member("type", type)
      switch self {
      case .pong: break
      case .caughtUp(let position): json.member("position", position.description)
      case .closing(let reason, let detail):
        json.member("code", reason.code)
        json.member("detail", detail)
      }
    }
    return json.finish()
  }

  /// The message as a whole server-sent event.
  package var serverSentEvent: [UInt8] {
    var bytes: [UInt8] = []
    if case .caughtUp(let position) = self { bytes.append(contentsOf: "id: \(position)\n".utf8) }
    bytes.append(contentsOf: "event: \(eventName)\ndata: ".utf8)
    bytes.append(contentsOf: json)
    bytes.append(contentsOf: "\n\n".utf8)
    return bytes
  }

  private var eventName: String {
    switch self {
    case .pong: "stream.pong"
    case .caughtUp: "stream.caughtUp"
    case .closing: "stream.closing"
    }
  }

  private var type: String {
    switch self {
    case .pong: "pong"
    case .caughtUp: "cordboard.stream.caughtUp"
    case .closing: "cordboard.stream.closing"
    }
  }
}
