// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// What the bodies of participants have in common: where, and in which appearance.
struct Appearance: Hashable, Sendable {
  var engagementId: String
  var connectionId: String
  var dialogId: String
  var medium: Medium
  /// The provider's own id of the engagement.
  var providerEngagementId: String
}

/// `AgentParticipant`.
package struct AgentParticipantBody: Hashable, Sendable, JSONRepresentable {
  /// Two agents and their appearances, one of whom watches the other.
  struct Watch: Hashable, Sendable {
    var supervisorId: String
    var supervisorConnectionId: String
    var agentId: String
    var agentConnectionId: String
  }

  /// What became of the agent.
  enum Action: Hashable, Sendable {
    case added
    case held
    case unheld
    case invited
    case removed(agentInitiated: Bool)
    case moved(previousDialogId: String)
    case observing(Watch)
    case coaching(Watch)
    case bargedIn(supervisorId: String, connectionId: String)

    var name: ActionName {
      switch self {
      case .added: .added
      case .held: .held
      case .unheld: .unheld
      case .invited: .invited
      case .removed: .removed
      case .moved: .moved
      case .observing: .observing
      case .coaching: .coaching
      case .bargedIn: .bargedIn
      }
    }
  }

  /// The names of the actions.
  package enum ActionName: String, CaseIterable, Hashable, Sendable {
    case added = "ADDED"
    case held = "HELD"
    case unheld = "UNHELD"
    case invited = "INVITED"
    case removed = "REMOVED"
    case moved = "MOVED"
    case observing = "OBSERVING"
    case coaching = "COACHING"
    case bargedIn = "BARGEDIN"
  }

  var appearance: Appearance
  var action: Action
  var agentId: String
  /// The agent's line, on voice.
  var `extension`: String?

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("engagementId", appearance.engagementId)
    json.member("channelProviderId", appearance.medium.channelProviderId)
    json.member("connectionId", appearance.connectionId)
    json.member("action", action.name.rawValue)
    json.member("agentId", agentId)
    if case .moved(let previous) = action { json.member("previousDialogId", previous) }
    json.member("dialogId", appearance.dialogId)
    json.member("extension", self.extension)
    json.member("channelId", appearance.medium.channelId)
    json.member("providerEngagementId", appearance.providerEngagementId)
    switch action {
    case .added, .held, .unheld, .invited, .moved: break
    case .removed(let agentInitiated): json.member("agentInitiatedDisconnect", agentInitiated)
    case .observing(let watch):
      json.member("observedAgentId", watch.agentId)
      json.member("observingAgentId", watch.supervisorId)
      json.member("observingAgentConnectionId", watch.supervisorConnectionId)
      json.member("observedAgentConnectionId", watch.agentConnectionId)
    case .coaching(let watch):
      json.member("coachingAgentId", watch.supervisorId)
      json.member("coachedAgentId", watch.agentId)
      json.member("coachingAgentConnectionId", watch.supervisorConnectionId)
      json.member("coachedAgentConnectionId", watch.agentConnectionId)
    case .bargedIn(let supervisor, let connection):
      json.member("bargingAgentId", supervisor)
      json.member("bargingAgentConnectionId", connection)
    }
  }
}

/// `AutomationParticipant`.
package struct AutomationParticipantBody: Hashable, Sendable, JSONRepresentable {
  /// What became of the bot.
  enum Action: Hashable, Sendable {
    case added
    case removed(automationInitiated: Bool)
  }

  var appearance: Appearance
  var action: Action
  var automationParticipantId: String

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("engagementId", appearance.engagementId)
    json.member("channelProviderId", appearance.medium.channelProviderId)
    json.member("automationParticipantId", automationParticipantId)
    switch action {
    case .added: json.member("action", "ADDED")
    case .removed: json.member("action", "REMOVED")
    }
    json.member("dialogId", appearance.dialogId)
    json.member("automationType", "SELF_SERVICE")
    json.member("connectionId", appearance.connectionId)
    json.member("channelId", appearance.medium.channelId)
    json.member("providerEngagementId", appearance.providerEngagementId)
    if case .removed(let initiated) = action { json.member("automationInitiatedDisconnect", initiated) }
  }
}

/// `ExternalParticipant`.
package struct ExternalParticipantBody: Hashable, Sendable, JSONRepresentable {
  /// What became of the customer.
  enum Action: Hashable, Sendable {
    case invited
    case added
    case removed(customerInitiated: Bool)
  }

  var appearance: Appearance
  var action: Action
  var externalParticipantId: String

  /// Writes the members.
  package func write(to json: inout JSONWriter) {
    json.member("engagementId", appearance.engagementId)
    json.member("channelProviderId", appearance.medium.channelProviderId)
    json.member("externalParticipantId", externalParticipantId)
    switch action {
    case .invited: json.member("action", "INVITED")
    case .added: json.member("action", "ADDED")
    case .removed: json.member("action", "REMOVED")
    }
    json.member("connectionId", appearance.connectionId)
    json.member("dialogId", appearance.dialogId)
    json.member("channelId", appearance.medium.channelId)
    json.member("providerEngagementId", appearance.providerEngagementId)
    if case .removed(let initiated) = action { json.member("externalParticipantInitiatedDisconnect", initiated) }
  }
}
