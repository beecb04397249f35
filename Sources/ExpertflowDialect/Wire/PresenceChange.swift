// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// The payload of the event `agentPresence`.
package struct PresenceChange: CimObject {
  /// Whether the event stands for a change.
  package enum Action: String, CaseIterable, Hashable, Sendable {
    /// Something changed.
    case changed = "AGENT_STATE_CHANGED"
    /// A request changed nothing.
    case unchanged = "AGENT_STATE_UNCHANGED"
  }

  /// Whether it stands for a change.
  package var action: Action
  /// Whether the state of the agent itself changed.
  package var agentStateChanged: Bool
  /// The media routing domains on which its state changed.
  package var mrdStateChanges: [String]
  /// How it is now.
  package var agentPresence: CimAgentPresence
  /// An id of the event.
  package var correlationId: String
}

extension PresenceChange {
  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    let name = try reader.needed("action")
    guard let action = Action(rawValue: name) else { throw CimProblem("action \(name) is none") }
    self.action = action
    agentStateChanged = reader.flag("agentStateChanged") ?? false
    mrdStateChanges = reader.texts("mrdStateChanges")
    agentPresence = try reader.neededObject("agentPresence")
    correlationId = reader.text("correlationId") ?? ""
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("action", action.rawValue)
    json.member("agentStateChanged", agentStateChanged)
    json.texts("mrdStateChanges", mrdStateChanges)
    json.member("agentPresence", agentPresence)
    json.member("correlationId", correlationId)
  }
}
