// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// What became of a request, in the body of the answer; the HTTP status is 200 nearly always (reference A2).
package enum StatusCode: Int, Hashable, Sendable, CaseIterable {
  case ok = 0
  case parameterMissing = 1
  case parameterInvalid = 2
  case forbidden = 3
  case internalError = 4
  case noPermission = 5
  case notFound = 6
  case partialSuccess = 7
  case changePassword = 8
  case incomplete = 9
  case validation = 10
  case readOnly = 11
  case cannotRetrieve = 12
  case cannotCreate = 13
  case cannotDelete = 14
  case cannotUpdate = 15
  case cannotAssign = 16
  case cannotUnassign = 17
  case alreadyExists = 18
  case inUse = 19
  case notAuthenticated = 20
}

/// A request that is not done, and why.
package struct StatusProblem: Error, Hashable, Sendable {
  package let code: StatusCode
  /// What is wrong and what to do about it, for a person.
  package let message: String

  package init(_ code: StatusCode, _ message: String) {
    self.code = code
    self.message = message
  }

  /// What a refused command is on this wire.
  package init(_ rejection: Rejection) {
    self.init(Self.code(of: rejection.category), rejection.detail)
  }

  private static func code(of category: Rejection.Category) -> StatusCode {
    switch category {
    case .notFound, .gone: .notFound
    case .conflict: .parameterInvalid
    case .forbidden: .noPermission
    case .invalid, .mismatch: .validation
    case .limit: .forbidden
    case .unavailable: .internalError
    }
  }

  /// The answer: with a code other than 0 it has no other members.
  package var body: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("statusCode", code.rawValue)
      json.member("statusMessage", message)
    }
    return json.finish()
  }

  /// The answer about a channel that was given no other state: in the words of both editions of the API (reference A3).
  package var channelBody: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("statusCode", code.rawValue)
      json.member("statusMessage", message)
      json.member("status", "error")
      json.member("errorDescription", message)
    }
    return json.finish()
  }
}

/// Answers that say that all is well.
package enum StatusReply {
  /// That it was done.
  package static let ok = Array(#"{"statusCode":0}"#.utf8)

  /// That a channel was given another state: in the words of both editions of the API (reference A3).
  package static let channelChanged = Array(#"{"statusCode":0,"status":"ok"}"#.utf8)

  /// That it was begun: what follows is told under the number (reference A2).
  package static func referred(_ number: RequestNumber) -> [UInt8] {
    ok { $0.member("referenceId", number.number) }
  }

  /// An answer with members of its own.
  package static func ok(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      json.member("statusCode", StatusCode.ok.rawValue)
      members(&json)
    }
    return json.finish()
  }
}
