// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import ExpertflowDialect

extension DeskAPI {
  /// The most agents of one queue that are named; the total counts no further. Many queues share what there may be of all.
  static let agentsPerQueue = 100
  private static let agentsOfAll = 1_000

  /// `available-agents`: the queues, with those who could take a conversation now but are not in it. The menus for
  /// transfers and conferences show them.
  ///
  /// Servers of several years named agents in three ways: as Keycloak users, as `{state, agent}`, and as `{id, name,
  /// extensions, state}`. Each has the members of all.
  func availableAgents(_ caller: Caller, _ request: APIRequest) async throws(DeskLogins.Failure) -> HTTPReply {
    let conversation = request.query.first { $0.name == "conversationId" }.flatMap { ConversationID($0.value) }
    let (directory, available) = try await query(caller.account) { centre, _ throws(Rejection) in
      var away = Set(conversation.flatMap { centre.conversations[$0]?.agents } ?? [])
      away.insert(caller.agent)
      let queues = centre.configuration.queues
      let limit = min(Self.agentsPerQueue, max(1, Self.agentsOfAll / max(1, queues.count)))
      var available: [QueueID: [(agent: AgentID, state: MediaState?)]] = [:]
      for queue in queues.values {
        let agents = centre.availableAgents(in: queue.id, limit: limit + away.count)
        available[queue.id] = agents.filter { !away.contains($0) }.prefix(limit).map { agent in
          (agent, centre.agents[agent]?.media(queue.mediaRoutingDomain)?.state)
        }
      }
      return (DeskDirectory(centre), available)
    }
    return Self.list { json in
      for queue in directory.queues.values.sorted(by: { $0.id < $1.id }) {
        let agents = available[queue.id] ?? []
        json.object { json in
          json.member("queueId", queue.id)
          json.member("queueName", queue.name)
          json.member("mrdId", queue.mediaRoutingDomain)
          json.member("totalAvailableAgents", agents.count)
          json.array("availableAgents", agents) { json, found in
            let user = directory.keycloakUser(found.agent)
            json.object { json in
              user.write(to: &json)
              json.member("name", [user.firstName, user.lastName].compactMap(\.self).joined(separator: " "))
              json.array("extensions", [String]()) { $0.string($1) }
              json.member("state", found.state?.name ?? MediaState.notReady.name)
              json.key("agent")
              json.object(user)
            }
          }
        }
      }
    }
  }
}
