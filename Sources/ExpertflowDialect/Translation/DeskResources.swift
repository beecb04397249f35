// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Which parts of the desk somebody is shown: `permittedResources` of its user. What the server does not serve is not
/// offered: dashboards, labels, starting conversations.
enum DeskResources {
  static func all(of roles: [Role]) -> [KeycloakUser.Resource] {
    guard roles.contains(.agent) || roles.contains(.supervisor) else { return [] }
    return [
      resource("state-change", "manage_state_change"),
      resource(
        "agent-conversation-control",
        "view_wrap_up",
        "view_leave_chat",
        "view_direct_transfer",
        "view_conference",
        "view_consult",
        "view_history",
        "view_history_active_customer"
      ),
      resource("customer", "view", "view_pii", "view_in_conversation"),
      resource("subscribed-list", "view"),
    ]
  }

  private static func resource(_ name: String, _ scopes: String...) -> KeycloakUser.Resource {
    KeycloakUser.Resource(rsid: NamedUUID.make("resource", name), rsname: name, scopes: scopes)
  }
}
