// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import DialectKit

/// The state of an agent on a channel or a device.
package struct UserState: Hashable, Sendable, JSONRepresentable {
  /// `Ready`, `NotReady` or `LoggedOut`.
  package let state: String
  package let displayName: String
  /// The account's reason, if there is one.
  package var reason: String?

  static let ready = UserState(state: "Ready", displayName: "Ready")
  static let notReady = UserState(state: "NotReady", displayName: "Not Ready")
  static let loggedOut = UserState(state: "LoggedOut", displayName: "Logged Out")

  package func write(to json: inout JSONWriter) {
    json.member("displayName", displayName)
    json.member("id", GenesysIdentifier.state(reason.map { "NotReady \($0)" } ?? state))
    json.member("state", state)
    json.member("reason", reason)
  }
}

/// An agent on one channel (reference A7, ChannelStateChangeMessageV2).
package struct ChannelState: Hashable, Sendable, JSONRepresentable {
  package let channel: String
  package let userState: UserState

  package func write(to json: inout JSONWriter) {
    json.member("channel", channel)
    json.member("dndState", "Off")
    json.member("userState", userState)
  }

  /// `data` of a notification.
  static func data(_ channels: [ChannelState]) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.array("channels", channels) { $0.object($1) }
      json.member("messageType", "ChannelStateChangeMessageV2")
    }
    return json.finish()
  }
}

/// The telephone of an agent (reference A7, DeviceStateChangeMessage).
package struct DeviceState: Hashable, Sendable, JSONRepresentable {
  package let id: String
  package let userState: UserState
  package let phoneNumber: String
  package let voiceEnvironment: String

  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("deviceState", "Active")
    json.member("userState", userState)
    json.member("phoneNumber", phoneNumber)
    json.member("e164Number", phoneNumber)
    json.member("telephonyNetwork", "Private")
    json.member("doNotDisturb", "Off")
    json.member("voiceEnvironmentUri", voiceEnvironment)
    json.array("capabilities", [String]()) { $0.string($1) }
  }

  /// `data` of a notification.
  static func data(_ devices: [DeviceState]) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.array("devices", devices) { $0.object($1) }
      json.member("messageType", "DeviceStateChangeMessage")
    }
    return json.finish()
  }
}
