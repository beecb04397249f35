// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// An agent as `GET /api/v2/me` has it (reference A3).
package struct UserResource: Sendable {
  package let agent: Agent
  package let account: AccountID
  /// Where the API is, with scheme and host and without a slash at the end.
  package let base: String
  package let channels: [ChannelState]
  package let devices: [DeviceState]
  package let interactions: [InteractionMessage]
  /// What is told besides: `subresources`, by their names or `*`; nil for nothing.
  package let subresources: [String]?

  package init(
    agent: Agent,
    account: AccountID,
    base: String,
    channels: [ChannelState] = [],
    devices: [DeviceState] = [],
    interactions: [InteractionMessage] = [],
    subresources: [String]? = nil
  ) {
    self.agent = agent
    self.account = account
    self.base = base
    self.channels = channels
    self.devices = devices
    self.interactions = interactions
    self.subresources = subresources
  }

  /// The whole answer.
  package var body: [UInt8] {
    StatusReply.ok { json in
      json.key("user")
      json.object { write(to: &$0) }
    }
  }

  private func includes(_ name: String) -> Bool {
    subresources.map { $0.contains("*") || $0.contains(name) } ?? false
  }

  private func write(to json: inout JSONWriter) {
    let id = GenesysIdentifier.user(agent.id, of: account)
    json.member("id", id)
    json.member("userName", agent.id.rawValue)
    json.member("firstName", agent.firstName)
    json.member("lastName", agent.lastName)
    json.array("roles", agent.roles) { $0.string($1.genesysName) }
    json.member("enabled", true)
    json.member("changePasswordOnFirstLogin", false)
    json.member("uri", "\(base)/users/\(id)")
    json.member("path", "/users/\(id)")
    if includes("features") {
      json.array("features", ["api-multimedia-chat", "api-multimedia-email"]) { $0.string($1) }
    }
    if includes("devices") { json.array("devices", devices) { $0.object($1) } }
    if includes("channels") {
      json.array("channels", channels) { $0.string($1.channel) }
      json.array("channelStates", channels) { $0.object($1) }
    }
    if includes("skills") { json.array("skills", agent.teams) { $0.string($1.rawValue) } }
    if includes("interactions") {
      json.array("interactions", interactions) { json, message in json.object { message.writeNested(to: &$0) } }
    }
    if includes("settings") {
      // There must be one: clients look into it.
      json.key("settings")
      json.object { json in
        json.key("interaction-workspace")
        json.object { _ in }
      }
    }
  }
}

extension Role {
  fileprivate var genesysName: String {
    switch self {
    case .agent: "ROLE_AGENT"
    case .supervisor: "ROLE_SUPERVISOR"
    case .administrator: "ROLE_ADMIN"
    }
  }
}

extension UserState {
  /// A reason of the account's for not being ready.
  init(_ reason: ReasonCode) {
    self.init(state: "NotReady", displayName: reason.label, reason: reason.id.rawValue)
  }
}
