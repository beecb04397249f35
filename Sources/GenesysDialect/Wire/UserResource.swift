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

/// Lists and single resources besides (reference A3 and A4).
package enum ResourceBodies {
  /// Interactions by their addresses, or in whole.
  package static func interactions(_ messages: [InteractionMessage], base: String, isWhole: Bool) -> [UInt8] {
    StatusReply.ok { json in
      if isWhole {
        json.array("interactions", messages) { json, message in json.object { message.writeNested(to: &$0) } }
      } else {
        json.array("uris", messages) { $0.string("\(base)/interactions/\($1.id)") }
      }
    }
  }

  /// One interaction.
  package static func interaction(_ message: InteractionMessage) -> [UInt8] {
    StatusReply.ok { json in
      json.key("interaction")
      json.object { message.writeNested(to: &$0) }
    }
  }

  /// The channels of an agent.
  package static func channels(_ channels: [ChannelState]) -> [UInt8] {
    StatusReply.ok { json in json.array("channels", channels) { $0.object($1) } }
  }

  /// The telephones of an agent.
  package static func devices(_ devices: [DeviceState]) -> [UInt8] {
    StatusReply.ok { json in json.array("devices", devices) { $0.object($1) } }
  }

  /// The version of the server; nobody has to say who it is for that.
  package static func version(_ version: String) -> [UInt8] {
    StatusReply.ok { $0.member("version", version) }
  }

  /// The states an agent can ask for: ready, not ready, and the account's reasons for not being ready.
  package static func agentStates(_ reasons: [ReasonCode]) -> [UInt8] {
    let states = [UserState.ready, .notReady] + reasons.map(UserState.init)
    return StatusReply.ok { json in
      json.array("settings", states) { json, state in
        json.object { json in
          json.member("id", GenesysIdentifier.state(state.reason.map { "NotReady \($0)" } ?? state.state))
          json.member("name", state.displayName)
          json.member("operationName", state.reason ?? state.state)
          json.member("state", state.state)
          json.member("displayName", state.displayName)
          json.member("reason", state.reason)
        }
      }
    }
  }

  /// What became of beginning to work, channel by channel: all, some or none of them.
  package static func started(_ problems: [(channel: String, problem: StatusProblem)], of channels: Int) -> [UInt8] {
    guard let first = problems.first else { return StatusReply.ok }
    guard problems.count < channels else { return first.problem.body }
    var json = JSONWriter()
    json.object { json in
      json.member("statusCode", StatusCode.partialSuccess.rawValue)
      json.member("statusMessage", "Some of the channels do not exist; the others were begun.")
      json.array("channels", problems) { json, one in
        json.object { json in
          json.member("channel", one.channel)
          json.member("statusCode", one.problem.code.rawValue)
          json.member("statusMessage", one.problem.message)
        }
      }
    }
    return json.finish()
  }
}

extension UserState {
  /// A reason of the account's for not being ready.
  init(_ reason: ReasonCode) {
    self.init(state: "NotReady", displayName: reason.label, reason: reason.id.rawValue)
  }
}
