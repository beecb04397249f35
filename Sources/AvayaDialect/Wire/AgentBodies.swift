// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// `AgentState`.
package struct AgentStateBody: Hashable, Sendable, JSONRepresentable {
  /// The state of the agent.
  package enum State: String, CaseIterable, Hashable, Sendable {
    case loggedIn = "LOGGED_IN"
    case loggedOut = "LOGGED_OUT"
    case ready = "READY"
    case notReady = "NOT_READY"
  }

  var agentId: String
  /// Which channels the agent was logged in to; the core knows one profile.
  var profileId: String
  var state: State
  /// Only with NOT_READY.
  var reasonCode: String?
  /// Only with NOT_READY.
  var cause: String?

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("agentId", agentId)
    json.member("profileId", profileId)
    json.member("state", state.rawValue)
    json.member("reasonCode", reasonCode)
    json.member("cause", cause)
  }
}

/// `ChannelReady`.
package struct ChannelReadyBody: Hashable, Sendable, JSONRepresentable {
  var agentId: String
  var medium: Medium

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("agentId", agentId)
    medium.write(to: &json)
  }
}

/// A channel and who provides it.
struct Medium: Hashable, Sendable {
  /// `Voice`, `Email` or `Chat`.
  var channelId: String
  /// The provider of that medium in the account.
  var channelProviderId: String

  func write(to json: inout JSONWriter) {
    json.member("channelProviderId", channelProviderId)
    json.member("channelId", channelId)
  }
}

/// `AfterContactWorkActivated` and `AfterContactWorkCompleted`.
package struct AfterContactWorkBody: Hashable, Sendable, JSONRepresentable {
  var engagementId: String
  var agentId: String
  /// nil where it is not known any more.
  var dialogId: String?
  var connectionId: String?
  var medium: Medium

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("engagementId", engagementId)
    json.member("agentId", agentId)
    json.member("dialogId", dialogId)
    json.member("connectionId", connectionId)
    medium.write(to: &json)
  }
}

/// `MatchOffered`: exactly one of the three kinds of offer (D.3, 18); the core makes two of them.
package struct MatchOfferedBody: Hashable, Sendable, JSONRepresentable {
  /// Who is offered.
  struct OfferedAgent: Hashable, Sendable {
    var agentId: String
    /// What the provider calls the agent: its extension or, without one, its login.
    var providerAgentId: String
    var medium: Medium
    /// The address the customer came to.
    var channelProviderAddress: String?

    func write(to json: inout JSONWriter) {
      json.member("agentId", agentId)
      json.member("providerAgentId", providerAgentId)
      medium.write(to: &json)
      json.member("channelProviderAddress", channelProviderAddress)
    }
  }

  /// Why the agent was chosen.
  enum Offered: Hashable, Sendable {
    /// As a member of a queue.
    case queue(id: String, priority: Int, OfferedAgent)
    /// By name.
    case specifiedAgent(OfferedAgent)
  }

  var engagementId: String
  var matchId: String
  /// Of the request for a match, which is the work item.
  var correlationId: String
  var offered: Offered

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("engagementId", engagementId)
    json.member("matchId", matchId)
    json.member("correlationId", correlationId)
    json.member("strategy", "MOST_IDLE")
    switch offered {
    case .queue(let id, let priority, let agent):
      json.key("offeredQueue")
      json.object { json in
        json.member("queueId", id)
        json.member("channelId", agent.medium.channelId)
        json.member("priority", priority)
        json.member("rank", 1)
        json.key("offeredAgentData")
        json.object { agent.write(to: &$0) }
      }
    case .specifiedAgent(let agent):
      json.key("offeredSpecifiedAgent")
      json.object { json in
        json.member("rank", 1)
        json.key("offeredSpecifiedAgentData")
        json.object { agent.write(to: &$0) }
      }
    }
  }
}
