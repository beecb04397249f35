// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NativeDialect

/// What a supervisor does with the work and the presence of its teams.
enum SupervisionRoutes {
  static let all = [
    APIRoute("POST", "/agents/{agent}/force-state", forceState),
    APIRoute("POST", "/agents/{agent}/force-logout", forceLogOut),
    APIRoute("POST", "/work-items/{workItem}/reassign", reassign),
    APIRoute("POST", "/work-items/{workItem}/wrap-up/end", endWrapUp),
  ]

  static func forceState(_ call: APICall) async throws(Problem) -> APIAnswer {
    let agent: AgentID = try call.id("agent")
    var body = try call.body()
    let supervisor = try supervisor(&body, call)
    let ready = try AgentRoutes.wantsReady(&body)
    let reason: ReasonCodeID? = try body.optionalIdentifier("reason")
    try body.finish()
    let outcome = try await call.perform(.forceAgentState(agent, ready: ready, reason: reason, by: supervisor))
    return try await AgentRoutes.render(agent, call).after(outcome)
  }

  static func forceLogOut(_ call: APICall) async throws(Problem) -> APIAnswer {
    let agent: AgentID = try call.id("agent")
    var body = try call.body()
    let supervisor = try supervisor(&body, call)
    let reason: ReasonCodeID? = try body.optionalIdentifier("reason")
    let policy: LogoutPolicy? = try body.optionalChoice("work")
    try body.finish()
    let outcome = try await call.perform(.forceLogOut(agent, reason: reason, policy, by: supervisor))
    return try await AgentRoutes.render(agent, call).after(outcome)
  }

  static func reassign(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: WorkItemID = try call.uniqueID("workItem")
    var body = try call.body()
    let supervisor = try supervisor(&body, call)
    var destination: WorkDestination?
    if var target = try body.optionalObject("target") {
      let queue: QueueID? = try target.optionalIdentifier("queue")
      let list: PullListID? = try target.optionalIdentifier("pullList")
      let agent: AgentID? = try target.optionalIdentifier("agent")
      try target.finish()
      switch (queue, list, agent) {
      case (.some(let queue), nil, nil): destination = .queue(queue)
      case (nil, .some(let list), nil): destination = .pullList(list)
      case (nil, nil, .some(let agent)): destination = .agent(agent)
      default: throw .invalid(target.pointer, "needs one of a queue, a pullList or an agent")
      }
    }
    try body.finish()
    return .nothing(after: try await call.perform(.reassignWork(id, to: destination, by: supervisor)))
  }

  static func endWrapUp(_ call: APICall) async throws(Problem) -> APIAnswer {
    let id: WorkItemID = try call.uniqueID("workItem")
    var body = try call.body()
    let supervisor = try supervisor(&body, call)
    try body.finish()
    return .nothing(after: try await call.perform(.endWrapUp(id, by: supervisor)))
  }

  /// The supervisor who acts: the one the body names, or the one the token stands for.
  private static func supervisor(_ body: inout JSONReader, _ call: APICall) throws(Problem) -> AgentID {
    if let named: AgentID = try body.optionalIdentifier("supervisor") { return named }
    guard let agent = call.agent else {
      throw .invalid(body.place("supervisor"), "is missing; a token of a client must name the supervisor it acts for")
    }
    return agent
  }
}
