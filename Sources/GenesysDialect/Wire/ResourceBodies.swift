// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

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

  /// Chats or e-mails by their addresses, or in whole, as the second generation has them.
  package static func resources(
    _ messages: [InteractionMessage],
    of medium: Medium,
    base: String,
    isWhole: Bool
  ) -> [UInt8] {
    StatusReply.ok { json in
      if isWhole {
        json.array(medium.collection, messages) { json, message in
          json.object { message.writeResource(base: base, to: &$0) }
        }
      } else {
        json.array("uris", messages) { $0.string($1.uri(base)) }
      }
    }
  }

  /// One chat or e-mail.
  package static func resource(_ message: InteractionMessage, base: String) -> [UInt8] {
    StatusReply.ok { json in
      json.key(message.medium.resource)
      json.object { message.writeResource(base: base, to: &$0) }
    }
  }

  /// What was said in a chat.
  package static func messages(_ message: InteractionMessage) -> [UInt8] {
    StatusReply.ok { json in
      var events: [ChatEvent] = []
      if case .chat(let shown, _)? = message.content { events = shown }
      json.array("messages", events) { json, event in json.object { event.writeMessage(to: &$0) } }
    }
  }

  /// Workbins without what is in them.
  package static func workbins(_ workbins: [WorkbinResource], base: String) -> [UInt8] {
    StatusReply.ok { json in
      json.array("workbins", workbins) { json, workbin in json.object { workbin.write(base: base, to: &$0) } }
    }
  }

  /// One workbin.
  package static func workbin(_ workbin: WorkbinResource, base: String) -> [UInt8] {
    StatusReply.ok { json in
      json.key("workbin")
      json.object { workbin.write(base: base, to: &$0) }
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
