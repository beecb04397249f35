// SPDX-License-Identifier: Apache-2.0

import DialectKit

/// What a desk says of itself when it connects.
package struct DeskClaim: Hashable, Sendable {
  /// The login its browser remembers.
  package var login: String?
  /// A token it shows.
  package var token: String?
  /// The agent it says it is.
  package var agent: String?

  /// Creates it from its parts.
  package init(login: String?, token: String?, agent: String?) {
    self.login = login
    self.token = token
    self.agent = agent
  }
}

extension DeskClaim {
  /// `auth` of a desk: `agent` is its Keycloak user as JSON, written out or as a string.
  init(login: String?, authentication: JSONValue?) {
    var agent = authentication?["agent"]
    if case .string(let text) = agent {
      agent = (try? JSONValue(parsing: Array(text.utf8))) ?? .string(text)
    }
    self.init(
      login: login,
      token: authentication?["token"]?.stringValue,
      agent: agent?["id"]?.stringValue ?? agent?.stringValue
    )
  }
}
