// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

extension Problem {
  /// A problem of the native API.
  init(
    _ status: Int,
    _ code: String,
    _ detail: String,
    pointer: String? = nil,
    offset: Int? = nil,
    headers: [HTTPHeader] = []
  ) {
    self.init(status: status, code: code, detail: detail, headers: headers)
    self.pointer = pointer
    self.offset = offset
  }

  /// A value of the body is wrong.
  static func invalid(_ pointer: String, _ detail: String) -> Problem {
    Problem(422, "invalid", "\(pointer.isEmpty ? "the body" : pointer): \(detail)", pointer: pointer)
  }

  /// A parameter of the query is wrong.
  static func invalidQuery(_ name: String, _ detail: String) -> Problem {
    Problem(400, "invalidQuery", "query parameter \(name): \(detail)")
  }

  /// There is nothing under the address.
  static let noRoute = Problem(404, "notFound", "there is no such address; see /openapi.yaml for those there are")

  /// There is the address, with other methods.
  static func methodNotAllowed(_ method: String, _ methods: [String]) -> Problem {
    let allow = methods.joined(separator: ", ")
    return Problem(
      405,
      "methodNotAllowed",
      "\(method) is not supported here; use \(allow)",
      headers: [HTTPHeader("Allow", allow)]
    )
  }

  /// A cursor that is not of this log.
  static let cursorRefused = Problem(
    410,
    "cursorRefused",
    "the cursor is of another log or ahead of this one; read the state anew and continue from its position"
  )
}
