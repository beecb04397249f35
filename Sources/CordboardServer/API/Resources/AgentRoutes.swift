// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit

/// Agents and their presence.
enum AgentRoutes {
  static let all = [
    APIRoute("GET", "/agents", list),
    APIRoute("GET", "/agents/{agent}", show),
    APIRoute("POST", "/agents/{agent}/login", logIn),
    APIRoute("POST", "/agents/{agent}/logout", logOut),
    APIRoute("PUT", "/agents/{agent}/state", setState),
    APIRoute("PUT", "/agents/{agent}/media/{mediaRoutingDomain}", setMediaState),
    APIRoute("PUT", "/agents/{agent}/devices/{device}", connectDevice),
    APIRoute("DELETE", "/agents/{agent}/devices/{device}", disconnectDevice),
  ]

  static func list(_ call: APICall) async throws(Problem) -> APIAnswer {
    var query = try call.query()
    let team: TeamID? = try query.identifier("team")
    let state: AgentState? = try query.choice("state")
    let after: AgentID? = try query.identifier("after")
    let limit = try query.integer("limit", default: 100, within: 1...500)
    try query.finish()
    let principal = call.principal
    let (agents, hasMore, position) = try await call.ask { centre, position throws(Rejection) in
      var page = PageSelection(after: after, limit: limit)
      for (id, agent) in centre.configuration.agents where page.wants(id) {
        if let team, !agent.teams.contains(team) { continue }
        if let state, centre.agents[id]?.state != state { continue }
        if centre.maySee(id, principal) { page.add(id) }
      }
      let (ids, hasMore) = page.finish()
      var agents: [AgentView] = []
      for id in ids { if let view = AgentView(id, in: centre) { agents.append(view) } }
      return (agents, hasMore, position)
    }
    return .object(at: position) { json in
      json.array("agents", agents) { $0.object($1) }
      if hasMore { json.member("next", agents.last?.agent.id) }
    }
  }

  static func show(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.query().finish()
    return try await render(call.id("agent"), call)
  }

  static func logIn(_ call: APICall) async throws(Problem) -> APIAnswer {
    try call.body().finish()
    return try await perform(call) { .logIn($0) }
  }

  static func logOut(_ call: APICall) async throws(Problem) -> APIAnswer {
    var body = try call.body()
    let reason: ReasonCodeID? = try body.optionalIdentifier("reason")
    try body.finish()
    return try await perform(call) { .logOut($0, reason: reason) }
  }

  static func setState(_ call: APICall) async throws(Problem) -> APIAnswer {
    var body = try call.body()
    let ready = try wantsReady(&body)
    let reason: ReasonCodeID? = try body.optionalIdentifier("reason")
    try body.finish()
    return try await perform(call) { .setAgentState($0, ready: ready, reason: reason) }
  }

  static func setMediaState(_ call: APICall) async throws(Problem) -> APIAnswer {
    let domain: MediaRoutingDomainID = try call.id("mediaRoutingDomain")
    var body = try call.body()
    let ready = try wantsReady(&body)
    try body.finish()
    return try await perform(call) { .setMediaState($0, domain, ready: ready) }
  }

  static func connectDevice(_ call: APICall) async throws(Problem) -> APIAnswer {
    let device: DeviceID = try call.id("device")
    try call.body().finish()
    return try await perform(call) { .connectDevice($0, device) }
  }

  static func disconnectDevice(_ call: APICall) async throws(Problem) -> APIAnswer {
    let device: DeviceID = try call.id("device")
    try call.body().finish()
    return try await perform(call) { .disconnectDevice($0, device) }
  }

  /// READY or NOT_READY: everything else follows from work and logins.
  static func wantsReady(_ body: inout JSONReader) throws(Problem) -> Bool {
    switch try body.string("state") {
    case AgentState.ready.name: true
    case AgentState.notReady.name: false
    default: throw .invalid(body.place("state"), "must be READY or NOT_READY")
    }
  }

  private static func perform(
    _ call: APICall,
    _ command: (AgentID) -> Command
  ) async throws(Problem) -> APIAnswer {
    let agent: AgentID = try call.id("agent")
    let outcome = try await call.perform(command(agent))
    return try await render(agent, call).after(outcome)
  }

  static func render(_ id: AgentID, _ call: APICall) async throws(Problem) -> APIAnswer {
    let principal = call.principal
    let (agent, position) = try await call.ask { centre, position throws(Rejection) in
      guard centre.maySee(id, principal), let view = AgentView(id, in: centre) else { throw .unknownAgent(id) }
      return (view, position)
    }
    return .object(at: position) { $0.member("agent", agent) }
  }
}
