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
  /// What desks show, as far as they were told.
  private(set) var shown: [AgentID: ShownDesk] = [:]
  private(set) var desks: [AgentID: Desk] = [:]
  var names: [String: String] = [:]
  var counts: [String: Int] = [:]
  private var messages = 0
  private let topicEvents: Int
  /// After how many commands it is checked that a desk which came back would show the same.
  private let returns: Int
  private var commands = 0
  /// Decides when a desk has what it asked to read; nil for at once.
  private var delays: SeededRandom?
  private var readings: [Reading] = []

  /// What a desk asked to read and does not have yet.
  private struct Reading {
    let agent: AgentID
    let conversation: ConversationID
    /// As they were when the journal was read, which is some time before the desk has them.
    let facts: [Envelope]
    /// How many facts it still takes.
    var delay: Int
  }

  init(
    _ title: String,
    changes: [ConfigurationChange] = [],
    checksEngine: Bool = true,
    returns: Int = 1,
    topicEvents: Int = 100,
    delays: SeededRandom? = nil
  ) throws {
    harness = EngineHarness(checksEverything: checksEngine)
    text = "# \(title)\n"
    self.topicEvents = topicEvents
    self.returns = returns
    self.delays = delays
    try harness.give(.configure(SampleAccount.changes() + changes))
  }

  private var directory: DeskDirectory { DeskDirectory(harness.centre) }

  /// A desk connects, and its agent logs in if it is not. It follows the lists again that it followed.
  mutating func connect(_ agent: AgentID) throws {
    text += "> the desk of \(agent) connects\n"
    let lists = desks[agent]?.lists ?? []
    let start = try #require(DeskStart(harness.centre, agent: agent, lists: lists, listedRequests: .max))
    var desk = Desk(start, topicEvents: topicEvents)
    let steps = desk.begin(at: harness.clock.now)
    desks[agent] = desk
    shown[agent] = ShownDesk()
    readings.removeAll { $0.agent == agent }
    perform(steps, agent)
    if start.presence.state == .loggedOut { try give(.logIn(agent)) }
  }

  /// A desk asks for something, with the ids of the story in its payload.
  mutating func ask(_ agent: AgentID, _ event: String, _ json: String) throws {
    text += "> the desk of \(agent) sends \(event)\n"
    let desk = try #require(desks[agent])
    let argument = try JSONValue(parsing: Array(json.utf8))
    let request = try DeskRequest.read(event, argument).request
    switch try desk.order(request) {
    case .command(let command):
      let roles = harness.centre.configuration.agents[agent]?.roles ?? []
      let principal = Principal(
        actor: .agent(agent),
        account: harness.centre.account,
        permissions: Permissions(roles: roles)
      )
      try give(command, as: principal, asked: request)
    case .follow(let list, let isWanted):
      let lists = isWanted ? desk.lists.filter { $0 != list } + [list] : desk.lists.filter { $0 != list }
      follow(list, lists, agent, isWanted: isWanted)
    case .signal(let intent): text += "  signal \(intent)\n".replacing(#/[0-9a-f-]{36}/#, with: "…")
    case .tell(let emission): perform([.tell(emission)], agent)
    case .nothing: break
    }
  }

  private mutating func follow(_ list: PullListID, _ lists: [PullListID], _ agent: AgentID, isWanted: Bool) {
    let new = DeskListedWork.all(on: list, in: harness.centre, limit: .max)
    let steps = desks[agent]?.follow(lists, new: isWanted ? new : [], gone: isWanted ? nil : list) ?? []
    perform(steps, agent)
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
    let offers = told.filter { $0.agent == agent && $0.event == .taskRequest }.map(\.argument)
    let offer = offers.last { $0["conversationId"] == .string(conversation.description) }
    let task = offer?["taskId"]?.stringValue.map { #","taskId":"\#($0)""# } ?? ""
    try ask(agent, "topicSubscription", #"{"agentId":"\#(agent)","conversationId":"\#(conversation)"\#(task)}"#)
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
  private mutating func give(
    _ command: Command,
    as principal: Principal? = nil,
    asked: DeskRequest? = nil
  ) throws -> Outcome {
    let (outcome, facts) = try harness.giveWhole(command, as: principal)
    for fact in facts where !fact.event.isAccess {
      for agent in desks.keys.sorted() {
        var isFollowed = false
        let lists = desks[agent]?.lists ?? []
        fact.forEachTopic { topic in
          if topic == .agent(agent) || lists.contains(where: { .pullList($0) == topic }) { isFollowed = true }
        }
        if isFollowed { perform(desks[agent]?.committed(fact) ?? [], agent) }
      }
      answerReadings()
    }
    if let asked, case .agent(let agent) = principal?.actor { _ = desks[agent]?.granted(asked) }
    commands += 1
    for agent in desks.keys.sorted() {
      perform(desks[agent]?.turnEnded(at: harness.clock.now) ?? [], agent)
      if commands.isMultiple(of: returns) { try checkAgainstReturn(agent) }
    }
    return outcome
  }

  /// Hands desks what they asked to read, some of them now and some later.
  private mutating func answerReadings() {
    for index in readings.indices { readings[index].delay -= 1 }
    let due = readings.filter { $0.delay <= 0 }
    readings.removeAll { $0.delay <= 0 }
    for reading in due {
      perform(
        desks[reading.agent]?.read(reading.conversation, reading.facts, at: harness.clock.now) ?? [],
        reading.agent
      )
    }
  }

  /// Hands desks everything they asked to read, and what they ask for then.
  mutating func finishReadings() throws {
    while !readings.isEmpty { answerReadings() }
    for agent in desks.keys.sorted() { try checkAgainstReturn(agent) }
  }

  /// A desk that came back now would know what this one knows that was there all the time, and show the same.
  private func checkAgainstReturn(_ agent: AgentID) throws {
    let desk = try #require(desks[agent])
    var start = try #require(DeskStart(harness.centre, agent: agent))
    start.lists = desk.lists
    #expect(desk.presence == start.presence)
    var other = Desk(start, topicEvents: topicEvents)
    var screen = ShownDesk()
    for case .read(let conversation) in other.begin(at: harness.clock.now) {
      for case .tell(let emission) in other.read(conversation, facts(of: conversation), at: harness.clock.now) {
        if let json = try? JSONValue(parsing: emission.argument) { screen.take(emission.event, json) }
      }
    }
    let unknown = Set(readings.filter { $0.agent == agent }.map(\.conversation))
    let isKnown = { (line: String) in !unknown.contains { line.contains($0.description) } }
    #expect(desk.summary.filter(isKnown) == other.summary.filter(isKnown))
    for conversation in start.seats.keys where !unknown.contains(conversation) {
      let now = shown[agent]?.events[conversation.description] ?? []
      let then = screen.events[conversation.description] ?? []
      // One that stayed may have more than one is told that comes back.
      #expect(now.suffix(then.count) == then[...], "\(agent) is shown other events of \(conversation)")
      #expect(then.count == min(now.count, topicEvents))
    }
    guard unknown.isEmpty else { return }
    for list in desk.lists {
      let there = Set(harness.centre.listedWork(on: list, limit: .max).map(\.id.description))
      #expect(shown[agent]?.listed[list.rawValue] ?? [] == there, "\(agent) is shown other work on \(list)")
    }
  }

  private func facts(of conversation: ConversationID) -> [Envelope] {
    harness.log.filter { $0.event.subject.conversation == conversation }
  }

  private mutating func perform(_ steps: [DeskStep], _ agent: AgentID) {
    for step in steps {
      switch step {
      case .tell(let emission): note(emission, agent)
      case .read(let conversation):
        let facts = facts(of: conversation)
        if var random = delays {
          let delay = Int.random(in: 0...6, using: &random)
          delays = random
          readings.append(Reading(agent: agent, conversation: conversation, facts: facts, delay: delay))
        } else {
          perform(desks[agent]?.read(conversation, facts, at: harness.clock.now) ?? [], agent)
        }
      case .look(let item):
        let found = DeskListedWork(item, in: harness.centre).map { DeskEmission.listed($0, directory) }
        perform(desks[agent]?.list(item, found) ?? [], agent)
      }
    }
  }

  /// What is another account's means nothing to a desk.
  mutating func tellForeignFact(_ fact: Envelope) {
    var foreign = fact
    foreign.account = "OTHERS"
    for agent in desks.keys.sorted() {
      let before = desks[agent]?.summary
      #expect(desks[agent]?.committed(foreign) == [])
      #expect(desks[agent]?.summary == before)
    }
  }

  private mutating func note(_ emission: DeskEmission, _ agent: AgentID) {
    guard let json = try? JSONValue(parsing: emission.argument) else {
      Issue.record("\(emission.event) is no JSON")
      return
    }
    told.append((agent, emission.event, json))
    shown[agent, default: ShownDesk()].take(emission.event, json)
    text += "  \(agent) \(emission.event.rawValue) \(summary(emission.event, json))\n"
  }
}
