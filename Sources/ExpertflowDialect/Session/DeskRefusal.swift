// SPDX-License-Identifier: Apache-2.0

import DialectKit

/// Why a desk is not let in, in the form it reads.
package enum DeskRefusal: Hashable, Sendable, CaseIterable {
  /// No login is known for it.
  case noLogin
  /// The login is another agent's.
  case otherAgent
  /// The login is of somebody who may not work.
  case noAgent

  var key: String {
    switch self {
    case .noLogin: "LOGIN_REQUIRED"
    case .otherAgent: "OTHER_AGENT"
    case .noAgent: "NOT_AN_AGENT"
    }
  }

  /// What happened and what to do.
  package var text: String {
    switch self {
    case .noLogin: "Log in first: the login is unknown here, or has ended."
    case .otherAgent: "You are logged in as somebody else; log in as this agent."
    case .noAgent: "You may not work as an agent; ask an administrator for the role."
    }
  }

  /// `data` of the refusal.
  var data: JSONValue {
    .object([
      JSONMember("content", .object([JSONMember("key", .string(key)), JSONMember("msg", .string(text))]))
    ])
  }
}
