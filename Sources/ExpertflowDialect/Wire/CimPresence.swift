// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// A reason for not being ready or for logging out.
package struct CimReason: CimObject {
  package var id: String
  package var name: String?
  package var type: String?
  package var others: [JSONMember] = []

  package init(id: String, name: String, type: String) {
    self.id = id
    self.name = name
    self.type = type
  }

  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    name = reader.text("name")
    type = reader.text("type")
    others = reader.others
  }

  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.member("name", name)
    json.member("type", type)
    json.members(others)
  }
}

/// The state of an agent and the reason for it.
package struct CimAgentState: CimObject {
  /// `LOGIN`, `NOT_READY`, `READY` or `LOGOUT`.
  package var name: String
  package var reasonCode: CimReason?

  package init(name: String, reasonCode: CimReason?) {
    self.name = name
    self.reasonCode = reasonCode
  }

  package init(_ reader: inout CimReader) throws(CimProblem) {
    name = try reader.needed("name")
    reasonCode = try reader.object("reasonCode")
  }

  package func write(to json: inout JSONWriter) {
    json.member("name", name)
    json.nullable("reasonCode", reasonCode)
  }
}

/// A media routing domain.
package struct CimMrd: CimObject {
  package var id: String
  /// The id of its type; see ``MrdType``.
  package var type: String?
  package var name: String
  package var description: String?
  package var maxRequests: Int
  package var interruptible: Bool
  package var others: [JSONMember] = []

  package init(id: String, type: String?, name: String, description: String?, maxRequests: Int, interruptible: Bool) {
    self.id = id
    self.type = type
    self.name = name
    self.description = description
    self.maxRequests = maxRequests
    self.interruptible = interruptible
  }

  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    type = reader.text("type")
    name = reader.text("name") ?? ""
    description = reader.text("description")
    maxRequests = reader.integer("maxRequests") ?? 0
    interruptible = reader.flag("interruptible") ?? false
    others = reader.others
  }

  package func write(to json: inout JSONWriter) {
    json.member("id", id)
    json.nullable("type", type)
    json.member("name", name)
    json.nullable("description", description)
    json.member("maxRequests", maxRequests)
    json.member("interruptible", interruptible)
    json.members(others)
  }
}

/// The state of an agent on a media routing domain.
package struct CimMrdState: CimObject {
  package var mrd: CimMrd
  package var state: String
  package var previousState: String?
  package var stateChangeTime: Timestamp
  package var lastReadyStateChangeTime: Timestamp
  package var maxAgentTasks: Int?
  package var others: [JSONMember] = []

  /// What stands for the time of an agent who was never ready (seed 001): 1990-04-02T12:01Z.
  package static let neverReady = Timestamp(milliseconds: 639_057_660_000)

  package init(
    mrd: CimMrd,
    state: String,
    previousState: String?,
    stateChangeTime: Timestamp,
    lastReadyStateChangeTime: Timestamp?,
    maxAgentTasks: Int
  ) {
    self.mrd = mrd
    self.state = state
    self.previousState = previousState
    self.stateChangeTime = stateChangeTime
    self.lastReadyStateChangeTime = lastReadyStateChangeTime ?? Self.neverReady
    self.maxAgentTasks = maxAgentTasks
  }

  package init(_ reader: inout CimReader) throws(CimProblem) {
    mrd = try reader.neededObject("mrd")
    state = try reader.needed("state")
    previousState = reader.text("previousState")
    stateChangeTime = reader.moment("stateChangeTime") ?? Timestamp(milliseconds: 0)
    lastReadyStateChangeTime = reader.moment("lastReadyStateChangeTime") ?? Self.neverReady
    maxAgentTasks = reader.integer("maxAgentTasks")
    others = reader.others
  }

  package func write(to json: inout JSONWriter) {
    json.member("mrd", mrd)
    json.member("state", state)
    json.nullable("previousState", previousState)
    json.milliseconds("stateChangeTime", stateChangeTime)
    json.milliseconds("lastReadyStateChangeTime", lastReadyStateChangeTime)
    json.member("maxAgentTasks", maxAgentTasks)
    json.members(others)
  }
}

/// `agentPresence`: an agent with its state on everything.
package struct CimAgentPresence: CimObject {
  package var agent: CCUser
  package var state: CimAgentState
  package var stateChangeTime: Timestamp
  package var agentMrdStates: [CimMrdState]
  package var agentLoginTime: Timestamp?
  package var others: [JSONMember] = []

  package init(
    agent: CCUser,
    state: CimAgentState,
    stateChangeTime: Timestamp,
    agentMrdStates: [CimMrdState],
    agentLoginTime: Timestamp?
  ) {
    self.agent = agent
    self.state = state
    self.stateChangeTime = stateChangeTime
    self.agentMrdStates = agentMrdStates
    self.agentLoginTime = agentLoginTime
  }

  package init(_ reader: inout CimReader) throws(CimProblem) {
    agent = try reader.neededObject("agent")
    state = try reader.neededObject("state")
    stateChangeTime = reader.moment("stateChangeTime") ?? Timestamp(milliseconds: 0)
    agentMrdStates = try reader.objects("agentMrdStates")
    agentLoginTime = reader.moment("agentLoginTime")
    others = reader.others
  }

  package func write(to json: inout JSONWriter) {
    json.member("agent", agent)
    json.member("state", state)
    json.milliseconds("stateChangeTime", stateChangeTime)
    json.objects("agentMrdStates", agentMrdStates)
    json.milliseconds("agentLoginTime", agentLoginTime)
    json.members(others)
  }
}

/// The payload of the event `agentPresence`.
package struct PresenceChange: CimObject {
  /// Whether the event stands for a change.
  package enum Action: String, CaseIterable, Hashable, Sendable {
    case changed = "AGENT_STATE_CHANGED"
    case unchanged = "AGENT_STATE_UNCHANGED"
  }

  package var action: Action
  /// Whether the state of the agent itself changed.
  package var agentStateChanged: Bool
  /// The media routing domains on which its state changed.
  package var mrdStateChanges: [String]
  package var agentPresence: CimAgentPresence
  package var correlationId: String

  package init(agentStateChanged: Bool, mrdStateChanges: [String], presence: CimAgentPresence, correlationId: String) {
    action = agentStateChanged || !mrdStateChanges.isEmpty ? .changed : .unchanged
    self.agentStateChanged = agentStateChanged
    self.mrdStateChanges = mrdStateChanges
    agentPresence = presence
    self.correlationId = correlationId
  }

  package init(_ reader: inout CimReader) throws(CimProblem) {
    let name = try reader.needed("action")
    guard let action = Action(rawValue: name) else { throw CimProblem("action \(name) is none") }
    self.action = action
    agentStateChanged = reader.flag("agentStateChanged") ?? false
    mrdStateChanges = reader.texts("mrdStateChanges")
    agentPresence = try reader.neededObject("agentPresence")
    correlationId = reader.text("correlationId") ?? ""
  }

  package func write(to json: inout JSONWriter) {
    json.member("action", action.rawValue)
    json.member("agentStateChanged", agentStateChanged)
    json.texts("mrdStateChanges", mrdStateChanges)
    json.member("agentPresence", agentPresence)
    json.member("correlationId", correlationId)
  }
}
