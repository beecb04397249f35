// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// A story told to one contact centre, written down as what the desks of its agents are told.
///
/// A line that begins with `>` is what somebody does; each other is what a desk is told, with what matters of it and with
/// identifiers by the names under which they appeared.
struct DeskStory {
  private(set) var harness: EngineHarness
  private(set) var text: String
  /// What desks were told, in order.
  private(set) var told: [(agent: AgentID, event: DeskEvent, argument: JSONValue)] = []
  private var desks: [AgentID: Desk] = [:]
  private var names: [String: String] = [:]
  private var counts: [String: Int] = [:]
  private var messages = 0

  init(_ title: String, changes: [ConfigurationChange] = []) throws {
    harness = EngineHarness()
    text = "# \(title)\n"
    try harness.give(.configure(SampleAccount.changes() + changes))
  }

  private var directory: DeskDirectory { DeskDirectory(harness.centre) }

  /// A desk connects, and its agent logs in if it is not.
  mutating func connect(_ agent: AgentID) throws {
    text += "> the desk of \(agent) connects\n"
    let start = try #require(DeskStart(harness.centre, agent: agent))
    var desk = Desk(start)
    let steps = desk.begin(at: harness.clock.now)
    desks[agent] = desk
    perform(steps, agent)
    if start.presence.state == .loggedOut { try give(.logIn(agent)) }
  }

  /// A desk asks for something, with the ids of the story in its payload.
  mutating func ask(_ agent: AgentID, _ event: String, _ json: String) throws {
    text += "> the desk of \(agent) sends \(event)\n"
    let desk = try #require(desks[agent])
    let argument = try JSONValue(parsing: Array(json.utf8))
    switch try desk.order(try DeskRequest.read(event, argument).request) {
    case .command(let command):
      let roles = harness.centre.configuration.agents[agent]?.roles ?? []
      let principal = Principal(
        actor: .agent(agent),
        account: harness.centre.account,
        permissions: Permissions(roles: roles)
      )
      try give(command, as: principal)
    case .follow(let list, let isWanted):
      let new = harness.centre.listedWork(on: list, limit: 10).map { item in
        PullItemListed(workItem: item.id, conversation: item.conversation, list: list, mediaRoutingDomain: item.domain)
      }
      let directory = directory
      let lists = isWanted ? desk.lists + [list] : desk.lists.filter { $0 != list }
      let steps = desks[agent]?.follow(lists, directory, new: isWanted ? new : [], gone: isWanted ? nil : list) ?? []
      perform(steps, agent)
    case .signal(let intent): text += "  signal \(intent)\n".replacing(#/[0-9a-f-]{36}/#, with: "…")
    case .tell(let emission): perform([.tell(emission)], agent)
    case .nothing: break
    }
  }

  /// Something happens that no desk asked for.
  mutating func happen(_ command: Command, _ told: String) throws -> Outcome {
    text += "> \(told)\n"
    return try give(command)
  }

  mutating func pass(_ duration: Duration) throws {
    text += "> \(duration.components.seconds) seconds pass\n"
    harness.clock.advance(by: duration)
    try give(.passTime)
  }

  /// The desk says something.
  mutating func say(
    _ agent: AgentID,
    _ conversation: ConversationID,
    as name: String = "AGENT_MESSAGE",
    _ body: String
  ) throws {
    messages += 1
    try ask(
      agent,
      "publishCimEvent",
      #"{"cimEvent":{"id":"e\#(messages)","name":"\#(name)","type":"MESSAGE","data":{"id":"m\#(messages)","header":"#
        + #"{"timestamp":"","sender":{"id":"\#(agent)","type":"AGENT"},"channelData":{"channelCustomerIdentifier":"1"}},"#
        + #""body":\#(body)}},"agentId":"\#(agent)","conversationId":"\#(conversation)"}"#
    )
  }

  mutating func makeReady(_ agents: AgentID...) throws {
    for agent in agents {
      try connect(agent)
      try ask(agent, "changeAgentState", #"{"agentId":"\#(agent)","action":"agentState","state":{"name":"READY"}}"#)
      try ask(
        agent,
        "changeAgentState",
        #"{"agentId":"\#(agent)","action":"agentMRDState","state":"READY","mrdId":"chat"}"#
      )
    }
  }

  mutating func accept(_ agent: AgentID, _ conversation: ConversationID) throws {
    try ask(agent, "topicSubscription", #"{"agentId":"\#(agent)","conversationId":"\#(conversation)","taskId":"1:1"}"#)
  }

  /// Somebody begins or stops writing.
  mutating func type(_ conversation: ConversationID) throws {
    text += "> the customer types\n"
    let found = harness.centre.conversations[conversation]
    let participants = try #require(found).participants
    let customer = try #require(participants.first { $0.kind == .customer })
    let signal = Signal(
      account: harness.centre.account,
      time: harness.clock.now,
      audience: [],
      teams: [],
      content: .typing(conversation: conversation, participant: customer.id, kind: .customer, isTyping: true)
    )
    for agent in desks.keys.sorted() { perform(desks[agent]?.signalled(signal) ?? [], agent) }
  }

  // MARK: Telling

  @discardableResult
  private mutating func give(_ command: Command, as principal: Principal? = nil) throws -> Outcome {
    let (outcome, facts) = try harness.giveWhole(command, as: principal)
    let shown = facts.filter { !$0.event.isAccess }
    for agent in desks.keys.sorted() {
      for fact in shown {
        var isFollowed = false
        let lists = desks[agent]?.lists ?? []
        fact.forEachTopic { topic in
          if topic == .agent(agent) || lists.contains(where: { .pullList($0) == topic }) { isFollowed = true }
        }
        if isFollowed { perform(desks[agent]?.committed(fact) ?? [], agent) }
      }
      perform(desks[agent]?.turnEnded(at: harness.clock.now) ?? [], agent)
      try checkAgainstReturn(agent)
    }
    return outcome
  }

  /// A desk that came back now would know what this one knows that was there all the time.
  private func checkAgainstReturn(_ agent: AgentID) throws {
    let desk = try #require(desks[agent])
    var start = try #require(DeskStart(harness.centre, agent: agent))
    start.lists = desk.lists
    #expect(desk.presence == start.presence)
    var other = Desk(start)
    for case .read(let conversation) in other.begin(at: harness.clock.now) {
      let facts = harness.log.filter { $0.event.subject.conversation == conversation }
      _ = other.read(conversation, facts, at: harness.clock.now)
    }
    #expect(desk.summary == other.summary)
  }

  private mutating func perform(_ steps: [DeskStep], _ agent: AgentID) {
    for step in steps {
      switch step {
      case .tell(let emission): note(emission, agent)
      case .read(let conversation):
        let facts = harness.log.filter { $0.event.subject.conversation == conversation }
        perform(desks[agent]?.read(conversation, facts, at: harness.clock.now) ?? [], agent)
      }
    }
  }

  private mutating func note(_ emission: DeskEmission, _ agent: AgentID) {
    guard let json = try? JSONValue(parsing: emission.argument) else {
      Issue.record("\(emission.event) is no JSON")
      return
    }
    told.append((agent, emission.event, json))
    text += "  \(agent) \(emission.event.rawValue) \(summary(emission.event, json))\n"
  }

  private mutating func summary(_ event: DeskEvent, _ json: JSONValue) -> String {
    switch event {
    case .agentPresence:
      let presence = json["agentPresence"]
      let media = presence?["agentMrdStates"]?.arrayValue ?? []
      let states = media.map { "\($0["mrd"]?["id"]?.stringValue ?? "?")=\($0["state"]?.stringValue ?? "?")" }
      return [
        json["action"]?.stringValue, presence?["state"]?["name"]?.stringValue,
        presence?["state"]?["reasonCode"]?["name"]?.stringValue,
        "agentStateChanged=\(json["agentStateChanged"]?.boolValue ?? false)",
        "mrdStateChanges=\(json["mrdStateChanges"]?.arrayValue?.compactMap(\.stringValue) ?? [])",
        states.joined(separator: " "),
      ].compactMap(\.self).joined(separator: " ")
    case .onTopicData:
      let data = json["topicData"]
      let participants = data?["participants"]?.arrayValue ?? []
      let events = data?["topicEvents"]?.arrayValue ?? []
      return [
        "role=\(data?["topicParticipant"]?["role"]?.stringValue ?? "?")", "state=\(data?["state"]?.stringValue ?? "?")",
        "participants=\(participants.compactMap { $0["role"]?.stringValue })",
        "events=\(events.compactMap { $0["name"]?.stringValue })",
      ].joined(separator: " ")
    case .onCimEvent:
      guard let text = json["cimEvent"]?.stringValue, let event = try? JSONValue(parsing: Array(text.utf8)) else {
        return "is no JSON"
      }
      return cim(event)
    case .taskRequest:
      return [
        json["taskDirection"]?.stringValue ?? "?", json["queue"]?["name"]?.stringValue ?? "no queue",
        json["note"]?.stringValue ?? "no note", json["requestedBy"]?.stringValue ?? "asked by nobody",
        json["channelSession"]?["customer"]?["firstName"]?.stringValue ?? "?",
      ].joined(separator: ", ")
    case .onChannelTypes, .onPullModeSubscribedList:
      return "\((json.arrayValue ?? []).compactMap { $0["name"]?.stringValue })"
    case .agentAssignedForAssistance: return json["type"]?.stringValue ?? "?"
    default: return short(json)
    }
  }

  private mutating func cim(_ event: JSONValue) -> String {
    let data = event["data"]
    var parts = [event["name"]?.stringValue ?? "?"]
    if let body = data?["body"] {
      parts.append("id=\(name(data?["id"]?.stringValue ?? "?"))")
      parts.append("from=\(data?["header"]?["sender"]?["type"]?.stringValue ?? "?")")
      parts.append(short(body))
    } else if let participant = data?["agentParticipant"] ?? data?["botParticipant"] ?? data?["conversationParticipant"]
    {
      parts.append(participant["participant"]?["id"]?.stringValue ?? "?")
      parts.append(participant["role"]?.stringValue ?? "?")
      if let reason = data?["reason"]?.stringValue { parts.append(reason) }
    } else if let task = data?["task"] {
      parts.append(task["state"]?["name"]?.stringValue ?? "?")
      if let reason = task["state"]?["reasonCode"]?.stringValue { parts.append(reason) }
      parts += (task["activeMedia"]?.arrayValue ?? []).compactMap { $0["state"]?.stringValue }
    } else if data?["channel"] != nil {
      parts.append(data?["state"]?["name"]?.stringValue ?? "?")
    } else if let data {
      parts.append(short(data))
    }
    return parts.joined(separator: " ")
  }

  private mutating func short(_ json: JSONValue) -> String {
    switch json {
    case .string(let text):
      if text.hasPrefix("{"), let inner = try? JSONValue(parsing: Array(text.utf8)) { return "text of \(short(inner))" }
      return name(text)
    case .number(let text): return text
    case .bool(let value): return "\(value)"
    case .null: return "null"
    case .array(let values): return "[" + values.map { short($0) }.joined(separator: " ") + "]"
    case .object(let members):
      if json["channel"] != nil || json["activeMedia"] != nil { return "{…}" }
      return "{" + members.map { "\($0.name)=\(short($0.value))" }.joined(separator: " ") + "}"
    }
  }

  private mutating func name(_ text: String) -> String {
    guard ConversationID(text) != nil else { return text.contains(" ") ? "“\(text)”" : text }
    if let known = names[text] { return known }
    counts["id", default: 0] += 1
    names[text] = "id-\(counts["id"] ?? 0)"
    return names[text] ?? text
  }
}
