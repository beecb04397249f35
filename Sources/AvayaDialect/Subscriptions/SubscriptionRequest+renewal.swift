// SPDX-License-Identifier: Apache-2.0

import DialectKit

extension SubscriptionRequest {
  /// Reads the body of a renewal: nothing, or a new token for the webhook's header.
  package static func renewal(_ body: [UInt8]) throws(AvayaProblem) -> String? {
    if body.isEmpty { return nil }
    guard let value = try? JSONValue(parsing: body, maximumDepth: 8), value.objectValue != nil else {
      throw AvayaProblem(.badRequest, "the body must be empty or a JSON object")
    }
    guard let transport = value["transport"], transport != .null else { return nil }
    guard let token = transport["authToken"], token != .null else {
      throw AvayaProblem(violations: [.null("transport.authToken")])
    }
    guard let text = token.stringValue else {
      throw AvayaProblem(violations: [.value("transport.authToken", "must be a string")])
    }
    var violations: [Violation] = []
    SubscriptionTransport.check(token: text, &violations)
    if !violations.isEmpty { throw AvayaProblem(violations: violations) }
    return text
  }
}
