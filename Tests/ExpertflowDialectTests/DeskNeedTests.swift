// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// One thing that the vendor's desk reads, and what becomes of it without.
struct DeskNeed: Hashable, Sendable, CustomTestStringConvertible {
  /// The event, or the name of a CIM event within one.
  let event: String
  /// Where it is: names with dots between; `*` is every element of a list, of which there must be one.
  let path: String
  let without: String
  /// Whether it may be null.
  var mayBeNull = false

  var testDescription: String { "\(event) \(path)" }

  init(_ event: String, _ path: String, _ without: String, mayBeNull: Bool = false) {
    self.event = event
    self.path = path
    self.without = without
    self.mayBeNull = mayBeNull
  }

  private static let breaks = "the handler throws, and the desk leaves the conversation"
  private static let swallowed = "the message is not shown"

  static let all: [DeskNeed] = [
    DeskNeed("agentPresence", "agentPresence.state.name", "the handler throws, and the toggles stay locked"),
    DeskNeed("agentPresence", "agentPresence.state.reasonCode", "a reason is read of it", mayBeNull: true),
    DeskNeed("agentPresence", "agentPresence.stateChangeTime", "no time is shown"),
    DeskNeed("agentPresence", "agentPresence.agentMrdStates.*.mrd.id", "there are no toggles of media"),
    DeskNeed("agentPresence", "agentPresence.agentMrdStates.*.mrd.name", "toggles have no name"),
    DeskNeed("agentPresence", "agentPresence.agentMrdStates.*.state", "toggles have no state"),
    DeskNeed("agentPresence", "agentPresence.agent.keycloakUser.id", "the desk stays at the login"),
    DeskNeed("agentPresence", "agentPresence.agent.keycloakUser.username", "no name is shown"),
    DeskNeed("agentPresence", "agentPresence.agent.keycloakUser.roles", "the header never shows presence"),
    DeskNeed(
      "agentPresence",
      "agentPresence.agent.keycloakUser.permittedResources.Resources.*.rsname",
      "nothing is drawn"
    ),
    DeskNeed(
      "agentPresence",
      "agentPresence.agent.keycloakUser.permittedResources.Resources.*.scopes",
      "nothing is drawn"
    ),
    DeskNeed("agentPresence", "agentPresence.agent.keycloakUser.userTeam.teamId", "the call for announcements throws"),
    DeskNeed("agentPresence", "agentPresence.agent.keycloakUser.supervisedTeams", "the call for announcements throws"),
    DeskNeed("taskRequest", "conversationId", "the desk cannot accept"),
    DeskNeed("taskRequest", "taskId", "the desk cannot accept"),
    DeskNeed("taskRequest", "roomInfo.id", "the desk cannot accept"),
    DeskNeed("taskRequest", "roomInfo.mode", "the desk cannot accept"),
    DeskNeed("taskRequest", "channelSession.channel.channelType.name", "the handler throws; there is no popup"),
    DeskNeed("taskRequest", "channelSession.customer.firstName", "the popup is drawn with an error"),
    DeskNeed("taskRequest", "channelSession.customer.isAnonymous", "the popup is drawn with an error"),
    DeskNeed("taskRequest", "taskState.name", "a desk that answers by itself throws"),
    DeskNeed("taskRequest", "taskDirection", "a desk that answers by itself throws"),
    DeskNeed("revokeTask", "conversationId", "the popup stays"),
    DeskNeed("onTopicData", "conversationId", "messages find no conversation, and nobody can leave"),
    DeskNeed("onTopicData", "roomInfo.id", "sending throws"),
    DeskNeed("onTopicData", "roomInfo.mode", "sending throws"),
    DeskNeed("onTopicData", "topicData.customer._id", breaks),
    DeskNeed("onTopicData", "topicData.customer.firstName", "the initials fail"),
    DeskNeed("onTopicData", "topicData.customer.isAnonymous", "the customer is drawn with an error"),
    DeskNeed("onTopicData", "topicData.topicParticipant.role", breaks),
    DeskNeed("onTopicData", "topicData.topicParticipant.participant.keycloakUser.id", breaks),
    DeskNeed("onTopicData", "topicData.channelSession.customerSuggestions", "the tab opens, and nothing is drawn"),
    DeskNeed("onTopicData", "topicData.participants.*.type", "nobody can write"),
    DeskNeed("onTopicData", "topicData.participants.*.participant.id", "nobody can write"),
    DeskNeed("onTopicData", "topicData.topicEvents.*.name", breaks),
    DeskNeed("onTopicData", "topicData.topicEvents.*.data", breaks),
    DeskNeed("CUSTOMER", "participant.channel.channelType.name", breaks),
    DeskNeed("CUSTOMER", "participant.channelData.additionalAttributes", breaks),
    DeskNeed("CUSTOMER", "participant.channelData.channelCustomerIdentifier", "receipts throw"),
    DeskNeed("CUSTOMER", "participant.channelData.serviceIdentifier", "receipts throw"),
    DeskNeed("CUSTOMER", "participant.customerSuggestions", "the tab opens, and nothing is drawn"),
    DeskNeed("AGENT", "participant.keycloakUser.id", breaks),
    DeskNeed("onCimEvent", "cimEvent", "a malfunction is shown"),
    DeskNeed("onCimEvent", "conversationId", "no conversation is found"),
    DeskNeed("MESSAGE", "name", swallowed),
    DeskNeed("MESSAGE", "data.id", "what was sent stays pale for ever"),
    DeskNeed("MESSAGE", "data.header.sender.type", breaks),
    DeskNeed("MESSAGE", "data.header.customer._id", swallowed),
    DeskNeed("MESSAGE", "data.header.customer.firstName", swallowed),
    DeskNeed("MESSAGE", "data.header.channelData.channelCustomerIdentifier", "the receipt throws"),
    DeskNeed("MESSAGE", "data.header.channelData.serviceIdentifier", "the receipt throws"),
    DeskNeed("MESSAGE", "data.body.type", swallowed),
    DeskNeed("MESSAGE", "data.body.markdownText", "an empty bubble is drawn"),
    DeskNeed("MESSAGE", "channelSession.id", "the conversation is unusable"),
    DeskNeed("MESSAGE", "channelSession.channel.channelType.name", "the conversation is unusable"),
    DeskNeed("AGENT_SUBSCRIBED", "data.agentParticipant.role", "no line is drawn"),
    DeskNeed("AGENT_SUBSCRIBED", "data.agentParticipant.participant.keycloakUser.id", "no line is drawn"),
    DeskNeed("AGENT_SUBSCRIBED", "data.agentParticipant.participant.keycloakUser.username", "no line is drawn"),
    DeskNeed("AGENT_SUBSCRIBED", "data.reason", "no line is drawn", mayBeNull: true),
    DeskNeed("AGENT_UNSUBSCRIBED", "data.agentParticipant.role", "no line is drawn"),
    DeskNeed("AGENT_UNSUBSCRIBED", "data.agentParticipant.participant.keycloakUser.id", "no line is drawn"),
    DeskNeed("AGENT_UNSUBSCRIBED", "data.agentParticipant.participant.keycloakUser.username", "no line is drawn"),
    DeskNeed("AGENT_UNSUBSCRIBED", "data.reason", "no line is drawn"),
    DeskNeed("TASK_STATE_CHANGED", "data.task.state.name", "no line is drawn"),
    DeskNeed("TASK_STATE_CHANGED", "data.task.state.reasonCode", "no line is drawn", mayBeNull: true),
    DeskNeed("TASK_STATE_CHANGED", "data.task.activeMedia", "no line is drawn"),
    DeskNeed("CHANNEL_SESSION_ENDED", "data.id", "the composer stays open"),
    DeskNeed("CHANNEL_SESSION_ENDED", "data.channel.channelType.name", "no line is drawn"),
    DeskNeed("topicUnsubscription", "conversationId", "the tab stays"),
    DeskNeed("topicUnsubscription", "reason", "the handler throws, and the tab stays"),
    DeskNeed("wrapupTimerStarted", "conversationId", "there is no form"),
    DeskNeed("wrapupTimerStarted", "duration", "there is no countdown"),
    DeskNeed("onChannelTypes", "*.name", "icons are blank"),
    DeskNeed("onChannelTypes", "*.channelLogo", "icons are blank"),
    DeskNeed("socketSessionRemoved", "agentId", "the notice names nobody"),
    DeskNeed("errors", "task", "an empty notice is shown"),
    DeskNeed("errors", "msg", "an empty notice is shown"),
  ]

  /// What a need is about, in what a desk was told.
  func subjects(in told: [StoryLine]) -> [JSONValue] {
    if let event = DeskEvent(rawValue: event) { return told.filter { $0.event == event }.map(\.argument) }
    switch event {
    case "CUSTOMER", "AGENT":
      let participants = told.filter { $0.event == .onTopicData }.flatMap { line in
        line.argument["topicData"]?["participants"]?.arrayValue ?? []
      }
      return participants.filter { $0["type"] == .string(event) }
    case "MESSAGE":
      return told.flatMap { DeskNeed.events($0.event, $0.argument) }.filter { $0["type"] == .string("MESSAGE") }
    default: return told.flatMap { DeskNeed.events($0.event, $0.argument) }.filter { $0["name"] == .string(event) }
    }
  }

  /// What is wrong with a subject; nil if it has what is needed.
  func problem(of subject: JSONValue) -> String? {
    var found = [subject]
    for name in path.split(separator: ".") {
      // Lists of people and events may be empty at times, not in all that is told; what is in them is whole.
      let members = found.map { $0[String(name)] }
      if name != "*", members.contains(nil) { return "\(event) has no \(path): \(without)" }
      found = name == "*" ? found.flatMap { $0.arrayValue ?? [] } : members.compactMap(\.self)
    }
    return mayBeNull || !found.contains(.null) ? nil : "\(event) has null at \(path): \(without)"
  }
}

typealias StoryLine = (agent: AgentID, event: DeskEvent, argument: JSONValue)

extension DeskNeed {
  /// The CIM events of what a desk was told.
  static func events(_ event: DeskEvent, _ argument: JSONValue) -> [JSONValue] {
    switch event {
    case .onTopicData: argument["topicData"]?["topicEvents"]?.arrayValue ?? []
    case .onCimEvent:
      [argument["cimEvent"]?.stringValue.flatMap { try? JSONValue(parsing: Array($0.utf8)) }].compactMap(\.self)
    default: []
    }
  }
}

/// What everything a desk is told must have, or the desk breaks.
enum DeskRules {
  static func check(_ told: [StoryLine]) throws {
    for need in DeskNeed.all {
      for subject in need.subjects(in: told) {
        let problem = need.problem(of: subject)
        #expect(problem == nil)
      }
    }
    for line in told where line.event == .onTopicData {
      let participants = line.argument["topicData"]?["participants"]?.arrayValue ?? []
      #expect(participants.contains { $0["type"] == .string("CUSTOMER") }, "nobody can write to nobody")
    }
    for line in told where line.event == .onCimEvent {
      let text = try #require(line.argument["cimEvent"]?.stringValue, "a CIM event is a text")
      _ = try JSONValue(parsing: Array(text.utf8))
    }
  }
}

@Suite struct DeskNeedTests {
  @Test(arguments: DeskNeed.all)
  func `what the desk reads is there`(need: DeskNeed) throws {
    let removed = DeskEmission.sessionRemoved("alice")
    let told =
      try DeskStory.everything().told
      + [("alice", removed.event, try JSONValue(parsing: removed.argument))]
    let subjects = need.subjects(in: told)
    try #require(!subjects.isEmpty, "the story tells no \(need.event)")
    for subject in subjects { #expect(need.problem(of: subject) == nil) }
    // Somewhere it is in truth, and not only in lists that are empty.
    let lists = need.path.split(separator: ".").prefix { $0 != "*" }
    guard lists.count < need.path.split(separator: ".").count else { return }
    let isSomewhere = subjects.contains { subject in
      let list = lists.reduce(JSONValue?.some(subject)) { $0?[String($1)] }
      return !(list?.arrayValue ?? []).isEmpty
    }
    #expect(isSomewhere)
  }

  @Test(arguments: [
    ("state-change", "manage_state_change", "there are no toggles"),
    ("agent-conversation-control", "view_wrap_up", "there is no button for notes"),
    ("agent-conversation-control", "view_leave_chat", "nobody can leave"),
    ("agent-conversation-control", "view_direct_transfer", "nobody can transfer"),
    ("agent-conversation-control", "view_conference", "nobody can ask others in"),
    ("agent-conversation-control", "view_consult", "nobody can consult"),
    ("agent-conversation-control", "view_history", "there is no history"),
    ("agent-conversation-control", "view_history_active_customer", "there is no history"),
    ("customer", "view", "there is no customer"), ("customer", "view_pii", "the customer has no address"),
    ("subscribed-list", "view", "there are no lists"),
  ])
  func `the parts of a desk that the server serves are drawn`(name: String, scope: String, without: String) throws {
    var story = try DeskStory("resources")
    for agent in ["alice", "sam"] as [AgentID] {
      try story.connect(agent)
      let presence = try #require(story.told.last { $0.event == .agentPresence }).argument["agentPresence"]
      let resources = presence?["agent"]?["keycloakUser"]?["permittedResources"]?["Resources"]?.arrayValue ?? []
      let scopes = resources.filter { $0["rsname"] == .string(name) }.flatMap { $0["scopes"]?.arrayValue ?? [] }
      #expect(scopes.contains(.string(scope)), "\(agent): \(without)")
      // With these the desk begins at pages that the server does not have.
      let names = resources.compactMap { $0["rsname"]?.stringValue }
      #expect(!names.contains("supervisor") && !names.contains("agent-dashboard"))
    }
  }

  @Test func `a customer who ended is the one that takes part`() throws {
    let story = try DeskStory.everything()
    let sessions = DeskNeed("CUSTOMER", "participant.id", "").subjects(in: story.told)
    let known = Set(sessions.compactMap { $0["participant"]?["id"]?.stringValue })
    for ended in DeskNeed("CHANNEL_SESSION_ENDED", "data.id", "").subjects(in: story.told) {
      #expect(known.contains(ended["data"]?["id"]?.stringValue ?? ""))
    }
  }
}
