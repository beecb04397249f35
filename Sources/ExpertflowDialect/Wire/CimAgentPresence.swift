// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

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
}

extension CimAgentPresence {
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
