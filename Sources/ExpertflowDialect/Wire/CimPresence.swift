// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// A reason for not being ready or for logging out.
package struct CimReason: CimObject {
  /// Its id.
  package var id: String
  /// What it is called.
  package var name: String?
  /// `NOT_READY` or `LOGOUT`.
  package var type: String?
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// Creates it from its parts.
  package init(id: String, name: String, type: String) {
    self.id = id
    self.name = name
    self.type = type
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    name = reader.text("name")
    type = reader.text("type")
    others = reader.others
  }

  /// Writes its members.
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
  /// Why, if it was said.
  package var reasonCode: CimReason?

  /// Creates it from its parts.
  package init(name: String, reasonCode: CimReason?) {
    self.name = name
    self.reasonCode = reasonCode
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    name = try reader.needed("name")
    reasonCode = try reader.object("reasonCode")
  }

  /// Writes its members.
  package func write(to json: inout JSONWriter) {
    json.member("name", name)
    json.nullable("reasonCode", reasonCode)
  }
}

/// A media routing domain.
package struct CimMrd: CimObject {
  /// Its id.
  package var id: String
  /// The id of its type; see ``MrdType``.
  package var type: String?
  /// What it is called.
  package var name: String
  /// What it is for.
  package var description: String?
  /// How many tasks an agent may have there, unless told otherwise.
  package var maxRequests: Int
  /// Whether work of other media may interrupt it.
  package var interruptible: Bool
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// Creates it from its parts.
  package init(id: String, type: String?, name: String, description: String?, maxRequests: Int, interruptible: Bool) {
    self.id = id
    self.type = type
    self.name = name
    self.description = description
    self.maxRequests = maxRequests
    self.interruptible = interruptible
  }

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    id = try reader.needed("id")
    type = reader.text("type")
    name = reader.text("name") ?? ""
    description = reader.text("description")
    maxRequests = reader.integer("maxRequests") ?? 0
    interruptible = reader.flag("interruptible") ?? false
    others = reader.others
  }

  /// Writes its members.
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
  /// Where.
  package var mrd: CimMrd
  /// `NOT_READY`, `READY`, `ACTIVE`, `BUSY` and so on.
  package var state: String
  /// The one before.
  package var previousState: String?
  /// Since when.
  package var stateChangeTime: Timestamp
  /// When it was ready last.
  package var lastReadyStateChangeTime: Timestamp
  /// How many tasks the agent may have there.
  package var maxAgentTasks: Int?
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// What stands for the time of an agent who was never ready: 1990-04-02T12:01Z.
  package static let neverReady = Timestamp(milliseconds: 639_057_660_000)

  /// Creates it from its parts.
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

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    mrd = try reader.neededObject("mrd")
    state = try reader.needed("state")
    previousState = reader.text("previousState")
    stateChangeTime = reader.moment("stateChangeTime") ?? Timestamp(milliseconds: 0)
    lastReadyStateChangeTime = reader.moment("lastReadyStateChangeTime") ?? Self.neverReady
    maxAgentTasks = reader.integer("maxAgentTasks")
    others = reader.others
  }

  /// Writes its members.
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
  /// Who.
  package var agent: CCUser
  /// The state of the agent.
  package var state: CimAgentState
  /// Since when.
  package var stateChangeTime: Timestamp
  /// Its states on media routing domains.
  package var agentMrdStates: [CimMrdState]
  /// When it logged in.
  package var agentLoginTime: Timestamp?
  /// Whatever else came with it.
  package var others: [JSONMember] = []

  /// Creates it from its parts.
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

  /// Reads it.
  package init(_ reader: inout CimReader) throws(CimProblem) {
    agent = try reader.neededObject("agent")
    state = try reader.neededObject("state")
    stateChangeTime = reader.moment("stateChangeTime") ?? Timestamp(milliseconds: 0)
    agentMrdStates = try reader.objects("agentMrdStates")
    agentLoginTime = reader.moment("agentLoginTime")
    others = reader.others
  }

  /// Writes its members.
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

  /// Creates it from its parts.
  package init(agentStateChanged: Bool, mrdStateChanges: [String], presence: CimAgentPresence, correlationId: String) {
    action = agentStateChanged || !mrdStateChanges.isEmpty ? .changed : .unchanged
    self.agentStateChanged = agentStateChanged
    self.mrdStateChanges = mrdStateChanges
    agentPresence = presence
    self.correlationId = correlationId
  }

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
