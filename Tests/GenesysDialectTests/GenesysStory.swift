// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import GenesysDialect
import Testing

/// A story told to one contact centre, written down as what the desktops of its agents are told.
///
/// A line that begins with `>` is what somebody does; each other is what a desktop is told, with what matters of it and with
/// identifiers by the names under which they appeared.
struct GenesysStory {
  private(set) var harness: EngineHarness
  private(set) var text: String
  /// What desktops were told, in order.
  private(set) var told: [(agent: AgentID, topic: GenesysTopic, data: JSONValue)] = []
  var settings = GenesysSettings()
  /// What clients subscribe to.
  var topics = GenesysTopic.first
  /// Whether answers to what desktops read are held back until ``answerRead(_:)``.
  var holdsReads = false
  /// The kinds of the facts of turns in which something was told.
  private(set) var toldKinds: Set<Event.Kind> = []
  /// Agents whose clients were away and came back.
  private(set) var returned: Set<AgentID> = []
  /// What desktops read and were not answered, and how much there was to read when they asked.
  private var reads: [(agent: AgentID, question: ConversationRead, known: Int)] = []
  /// Since when agents are away, or were and have not been told of everything.
  private var left: [AgentID: Timestamp] = [:]
  /// The channels agents began to work on.
  private var begun: [AgentID: [String]] = [:]
  private var desktops: [AgentID: Desktop] = [:]
  var names: [String: String] = [:]
  private var messages = 0
  private var requests = 0

  /// The sample account with a channel of e-mails, and a domain and a queue for them.
  static let email: [ConfigurationChange] = [
    .mediaRoutingDomain(MediaRoutingDomain(id: "email", name: "E-mail", maxRequests: 2, interruptible: true)),
    .queue(
      SampleAccount.queue("mail", domain: "email", members: QueueMembers(everyone: true, teams: [], agents: []))
    ),
    .channel(SampleAccount.channel("post", .email, "support@ci-vm106", "email", .push(queue: "mail", priority: 5))),
  ]

  /// A channel on which the centre writes to customers.
  static var outbound: ConfigurationChange {
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    shop.outbound = OutboundRule(answerLimit: .seconds(30))
    return .channel(shop)
  }

  init(_ title: String, changes: [ConfigurationChange] = []) throws {
    harness = EngineHarness()
    text = "# \(title)\n"
    try harness.give(.configure(SampleAccount.changes() + Self.email + changes))
  }

  private var directory: GenesysDirectory { GenesysDirectory(harness.centre) }

  // MARK: What agents do

  /// A client of an agent subscribes to everything.
  mutating func connect(_ agent: AgentID) throws {
    text += "> \(agent) subscribes\n"
    let topics = topics
    var start = try #require(DesktopStart(harness.centre, agent: agent))
    if let since = left[agent] {
      returned.insert(agent)
      start.addEnds(from: harness.log.filter { $0.event.subject.agent == agent }, since: since)
    }
    reads.removeAll { $0.agent == agent }
    var desktop = Desktop(start, settings: settings)
    let steps = desktop.begin() + desktop.listen(topics)
    desktops[agent] = desktop
    perform(steps, agent)
    endTurn(agent)
  }

  /// The client of an agent is away until it subscribes again.
  mutating func disconnect(_ agent: AgentID) {
    text += "> \(agent) is away\n"
    let isUpToDate = left[agent] == nil || !reads.contains { $0.agent == agent }
    if isUpToDate { left[agent] = harness.clock.now }
    desktops[agent] = nil
    reads.removeAll { $0.agent == agent }
  }

  private mutating func endTurn(_ agent: AgentID) { perform(desktops[agent]?.turnEnded() ?? [], agent) }

  var isReading: Bool { !reads.isEmpty }

  /// Answers one of the questions of desktops, with what there was when it was asked or anything later.
  mutating func answerRead(_ random: inout SeededRandom) {
    guard let index = reads.indices.randomElement(using: &random) else { return }
    let (agent, question, known) = reads.remove(at: index)
    let count = Int.random(in: known...harness.log.count, using: &random)
    let facts = harness.log.prefix(count).filter { $0.event.subject.conversation == question.conversation }
    perform(desktops[agent]?.read(question, facts) ?? [], agent)
    endTurn(agent)
  }

  /// How an agent's interactions stand, as a client that begins now is told: states by ids.
  func standing(_ agent: AgentID) throws -> [String: String] {
    var desktop = Desktop(try #require(DesktopStart(harness.centre, agent: agent)), settings: settings)
    for case .read(let question) in desktop.begin() { _ = desktop.read(question, facts(of: question.conversation)) }
    return try desktop.listen([.interactions]).reduce(into: [:]) { standing, step in
      guard case .tell(_, let data, _) = step else { return }
      let json = try JSONValue(parsing: data)
      let interaction = json["interaction"] ?? json
      standing[interaction["id"]?.stringValue ?? "?"] = interaction["state"]?.stringValue
    }
  }

  private func facts(of conversation: ConversationID) -> [Envelope] {
    harness.log.filter { $0.event.subject.conversation == conversation }
  }

  /// An agent asks for something for itself, on a channel or on all.
  mutating func ask(_ agent: AgentID, _ body: String, on channel: String? = nil) throws {
    text += "> \(agent) asks \(channel.map { "on \($0) " } ?? "")\(body)\n"
    let bytes = Array(body.utf8)
    let operation = try channel == nil ? SessionOperation.read(bytes) : SessionOperation.readState(bytes)
    let start = try #require(DesktopStart(harness.centre, agent: agent))
    if case .start(let channels) = operation { begun[agent] = channels }
    let commands = try start.channels.order(operation, on: channel, among: begun[agent], directory)
    for command in commands { try give(command, as: agent) }
  }

  /// What is not kept of a state that an agent asks for on a channel.
  func shortfall(_ agent: AgentID, _ name: String, on channel: String) throws -> StatusProblem? {
    let operation = try SessionOperation.readState(Array(#"{"operationName":"\#(name)"}"#.utf8))
    let start = try #require(DesktopStart(harness.centre, agent: agent))
    return start.channels.shortfall(of: operation, on: channel, among: begun[agent], directory)
  }

  mutating func makeReady(_ agents: AgentID..., on channels: [String] = ["chat", "email"]) throws {
    for agent in agents {
      try connect(agent)
      try ask(agent, #"{"operationName":"StartContactCenterSession","channels":["chat","email"]}"#)
      for channel in channels { try ask(agent, #"{"operationName":"Ready"}"#, on: channel) }
    }
  }

  /// An agent asks for something with an interaction. The refusal is told and thrown.
  ///
  /// - Parameter isUpdate: Whether the body says new values, and no operation.
  mutating func ask(_ agent: AgentID, _ id: String, _ body: String, isUpdate: Bool = false) throws {
    text += "> \(agent) \(isUpdate ? "updates" : "asks of") \(name(id)) \(body)\n"
    do {
      let bytes = Array(body.utf8)
      let operation = try isUpdate ? InteractionOperation.readUpdate(bytes) : .read(bytes)
      try follow(order(agent, id, operation), agent)
    } catch let problem as StatusProblem {
      text += "  ! \(problem.code.rawValue) \(problem.message)\n".replacing(#/[0-9a-f-]{36}/#, with: "…")
      throw problem
    } catch let rejection as Rejection {
      let problem = StatusProblem(rejection)
      text += "  ! \(problem.code.rawValue) \(problem.message)\n".replacing(#/[0-9a-f-]{36}/#, with: "…")
      throw problem
    }
  }

  mutating func ask(_ agent: AgentID, _ conversation: ConversationID, _ body: String) throws {
    try ask(agent, InteractionID(conversation).description, body)
  }

  private mutating func order(_ agent: AgentID, _ id: String, _ operation: InteractionOperation) throws -> Order {
    messages += 1
    let message = MessageID(rawValue: "m\(messages)")
    let start = try #require(DesktopStart(harness.centre, agent: agent))
    if let holding = start.holding(id) {
      let interaction = Holding.needsMails(operation) ? read(holding.conversation) : nil
      return try holding.order(operation, by: agent, in: interaction, message: message, directory)
    }
    for holding in start.holdings where holding.medium == .email {
      guard let draft = read(holding.conversation)?.draft(id, of: agent) else { continue }
      return try holding.order(operation, on: draft, message: message)
    }
    throw StatusProblem(.notFound, "there is no such interaction")
  }

  private mutating func follow(_ order: Order, _ agent: AgentID) throws {
    switch order {
    case .commands(let commands):
      for ordered in commands {
        do {
          try give(ordered.command, as: agent)
        } catch let rejection as Rejection where ordered.isOptional {
          _ = rejection
        }
      }
    case .signal(.typing(let conversation, _, let isTyping)): try type(conversation, agent, isTyping)
    case .repeatHistory(let conversation): perform(desktops[agent]?.repeatHistory(conversation) ?? [], agent)
    }
  }

  // MARK: What happens besides

  /// Something happens that no agent asked for.
  @discardableResult
  mutating func happen(_ command: Command, _ told: String) throws -> Outcome {
    text += "> \(told)\n"
    return try give(command)
  }

  /// A customer comes.
  mutating func start(_ number: Int = 1, on channel: ChannelID = "web", saying words: String? = "hello") throws
    -> ConversationID
  {
    let outcome = try happen(SampleAccount.start(number, on: channel, saying: words), "a customer comes on \(channel)")
    return try #require(outcome.conversation)
  }

  /// An e-mail comes, as the seed has it.
  mutating func mail(copyTo: [String] = [], from name: String? = "qwerty") throws -> ConversationID {
    let copies = copyTo.map { "\"\($0)\"" }.joined(separator: ",")
    let sender = name.map { "\($0) <Customer1@ci-vm106>" } ?? "Customer1@ci-vm106"
    let content = Self.seedMail + #","from":"\#(sender)","recipientsCc":[\#(copies)]}"#
    let body = MessageBody(kind: "EMAIL", text: "This is e-mail body.", content: content)
    messages += 1
    let customer = Customer(
      id: CustomerID(rawValue: UInt128(10_000 + messages)),
      identifier: "Customer\(messages)@ci-vm106",
      displayName: name
    )
    let start = StartConversation(
      channel: "post",
      customer: customer,
      subject: "Rendering_response_category",
      message: NewMessage(id: "mail1", body: body)
    )
    let outcome = try happen(.startConversation(start), "an e-mail comes")
    return try #require(outcome.conversation)
  }

  static let seedMail =
    #"{"subject":"Rendering_response_category","recipientsTo":["support@ci-vm106"],"#
    + #""receivingDate":"2013-10-28T21:08:44.000Z","additionalDetails":{"messageId":"6h34v7@ci-vm106","#
    + #""contentType":"multipart/mixed"},"attachments":[]"#

  mutating func say(_ conversation: ConversationID, _ words: String) throws {
    messages += 1
    let message = NewMessage(id: MessageID(rawValue: "c\(messages)"), body: MessageBody(kind: "PLAIN", text: words))
    let post = PostMessage(conversation: conversation, speaker: .customer, message: message)
    try happen(.postMessage(post), "the customer says \(words)")
  }

  mutating func pass(_ duration: Duration) throws {
    text += "> \(duration.components.seconds) seconds pass\n"
    harness.clock.advance(by: duration)
    try give(.passTime)
  }

  /// Somebody begins or stops writing: an agent, or the customer.
  mutating func type(_ id: ConversationID, _ agent: AgentID?, _ isTyping: Bool = true) throws {
    let conversation = try #require(harness.centre.conversations[id])
    let participant = conversation.participants.first { agent == nil ? $0.kind == .customer : $0.agent == agent }
    let signal = Signal(
      account: harness.centre.account,
      time: harness.clock.now,
      audience: conversation.agents,
      teams: [],
      content: .typing(
        conversation: id,
        participant: try #require(participant).id,
        kind: try #require(participant).kind,
        isTyping: isTyping
      )
    )
    for agent in desktops.keys.sorted() where conversation.agents.contains(agent) {
      perform(desktops[agent]?.signalled(signal) ?? [], agent)
      endTurn(agent)
    }
  }

  // MARK: Telling

  @discardableResult
  private mutating func give(_ command: Command, as agent: AgentID? = nil) throws -> Outcome {
    let principal = agent.map { agent in
      let roles = harness.centre.configuration.agents[agent]?.roles ?? []
      return Principal(
        actor: .agent(agent),
        account: harness.centre.account,
        permissions: Permissions(roles: roles)
      )
    }
    requests += agent == nil ? 0 : 1
    let request = agent == nil ? nil : RequestNumber(requests, unique: "story").reference(0)
    let (outcome, facts) = try harness.giveWhole(command, as: principal, id: request)
    let before = told.count
    for agent in desktops.keys.sorted() {
      for fact in facts where isFollowed(fact, by: agent) { perform(desktops[agent]?.committed(fact) ?? [], agent) }
      endTurn(agent)
      try checkAgainstReturn(agent)
    }
    if told.count > before { toldKinds.formUnion(facts.map(\.event.kind)) }
    return outcome
  }

  private func isFollowed(_ fact: Envelope, by agent: AgentID) -> Bool {
    var isFollowed = false
    fact.forEachTopic { if $0 == .agent(agent) { isFollowed = true } }
    return isFollowed
  }

  /// A desktop that came back now would know, and tell, what this one knows that was there all the time.
  private func checkAgainstReturn(_ agent: AgentID) throws {
    guard !reads.contains(where: { $0.agent == agent }) else { return }
    let desktop = try #require(desktops[agent])
    let start = try #require(DesktopStart(harness.centre, agent: agent))
    #expect(desktop.channels == start.channels)
    var other = Desktop(start, settings: settings)
    var same = desktop
    for case .read(let question) in other.begin() { _ = other.read(question, facts(of: question.conversation)) }
    #expect(desktop.holdings == other.holdings, "\(agent) knows otherwise after:\n\(text.suffix(600))")
    guard settings.notices == 0 else { return }
    // Who does not take part, or does no more, is not told what is said, and can read it.
    _ = same.listen([])
    let left = same.listen([.interactions]).map(read).filter { $0.contains(#""state":"Accepted""#) }
    let right = other.listen([.interactions]).map(read).filter { $0.contains(#""state":"Accepted""#) }
    #expect(left == right, "\(agent) is told otherwise after:\n\(text.suffix(600))")
  }

  private func read(_ step: DesktopStep) -> String {
    switch step {
    case .read(let question): "\(question)"
    case .tell(_, let data, _): String(decoding: data, as: UTF8.self)
    }
  }

  private func read(_ conversation: ConversationID) -> Interaction? {
    Interaction.read(facts(of: conversation), directory, settings)
  }

  private mutating func perform(_ steps: [DesktopStep], _ agent: AgentID) {
    for step in steps {
      switch step {
      case .tell(let topic, let data, _): note(topic, data, agent)
      case .read(let question) where holdsReads: reads.append((agent, question, harness.log.count))
      case .read(let question):
        let facts = facts(of: question.conversation)
        perform(desktops[agent]?.read(question, facts) ?? [], agent)
      }
    }
  }

  private mutating func note(_ topic: GenesysTopic, _ data: [UInt8], _ agent: AgentID) {
    guard let json = try? JSONValue(parsing: data) else {
      Issue.record("what is told is no JSON: \(String(decoding: data, as: UTF8.self))")
      return
    }
    told.append((agent, topic, json))
    text += "  \(agent) \(topic.rawValue.split(separator: "/").last ?? "?") \(summary(topic, json))\n"
  }
}
