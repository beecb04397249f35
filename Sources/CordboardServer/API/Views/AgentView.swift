// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
import ContactModel
package import DialectKit

/// An agent as the API shows it: its configuration and its presence.
struct AgentView: Sendable, JSONRepresentable {
  let agent: Agent
  let presence: AgentPresence

  init?(_ id: AgentID, in centre: borrowing ContactCentre) {
    guard let agent = centre.configuration.agents[id], let presence = centre.agents[id] else { return nil }
    self.agent = agent
    self.presence = presence
  }

  func write(to json: inout JSONWriter) {
    json.member("id", agent.id)
    json.member("firstName", agent.firstName)
    json.member("lastName", agent.lastName)
    json.array("roles", agent.roles) { $0.string($1.name) }
    json.array("teams", agent.teams) { $0.string($1.rawValue) }
    json.member("state", presence.state)
    json.member("reason", presence.reason)
    json.member("cause", presence.cause)
    json.member("stateChangedAt", presence.stateChangedAt)
    json.member("loggedInAt", presence.loggedInAt)
    json.array("media", presence.media) { $0.object($1) }
    json.array("devices", presence.devices) { $0.string($1.rawValue) }
    json.member("leaseDeadline", presence.leaseDeadline)
    json.member("requeueDeadline", presence.requeueDeadline)
    json.member("pendingOffer", presence.pendingOffer)
    json.array("workItems", presence.workItems) { $0.identifier($1) }
    json.array("conversations", presence.conversations) { $0.identifier($1) }
    json.member("sequence", presence.sequence)
  }
}

extension MediaPresence: JSONRepresentable {
  /// Writes the members of one media routing domain of an agent.
  package func write(to json: inout JSONWriter) {
    json.member("mediaRoutingDomain", domain)
    json.member("state", state)
    json.member("stateChangedAt", stateChangedAt)
    json.member("wantsWork", wantsWork)
    json.member("capacity", capacity)
    json.member("active", active)
    json.member("wrapping", wrapping)
    json.member("pending", pending)
    json.member("idleSince", idleSince)
  }
}
