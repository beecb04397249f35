// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What a handler answers.
struct APIAnswer: Sendable {
  var status: Int
  var headers: [HTTPHeader] = []
  var body: [UInt8]?
  /// Whether the headers say everything already.
  var isComplete = false
  /// Bytes of a file, instead of a body.
  var stream: FileStream?

  /// A JSON object with the position it is true for.
  static func object(
    _ status: Int = 200,
    at position: Position,
    _ members: (inout JSONWriter) -> Void
  ) -> APIAnswer {
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      members(&json)
      json.member("position", position.description)
    }
    return APIAnswer(status: status, headers: [.position(position)], body: json.finish())
  }

  /// The answer to a command: what the log says of it goes into the headers.
  func after(_ outcome: Outcome) -> APIAnswer {
    var answer = self
    answer.headers.removeAll { $0.name == HTTPHeader.position(outcome.position).name }
    answer.headers.append(.position(outcome.position))
    if outcome.repeated { answer.headers.append(HTTPHeader("Idempotent-Replayed", "true")) }
    return answer
  }

  /// The answer to a command with nothing more to say.
  static func nothing(after outcome: Outcome) -> APIAnswer {
    APIAnswer(status: 204).after(outcome)
  }

  var reply: HTTPReply {
    if isComplete { return HTTPReply(status: status, headers: headers, body: body ?? []) }
    var headers = headers
    headers.append(HTTPHeader("Cache-Control", "no-store"))
    if body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
    return HTTPReply(status: status, headers: headers, body: body ?? [])
  }
}

extension HTTPHeader {
  static func position(_ position: Position) -> HTTPHeader {
    HTTPHeader("Cordboard-Position", position.description)
  }
}
