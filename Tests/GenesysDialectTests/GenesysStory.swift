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
  /// The channels agents began to work on.
  private var begun: [AgentID: [String]] = [:]
  private var desktops: [AgentID: Desktop] = [:]
  private var names: [String: String] = [:]
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
    let start = try #require(DesktopStart(harness.centre, agent: agent))
    var desktop = Desktop(start, settings: settings)
    let steps = desktop.begin() + desktop.listen(topics)
    desktops[agent] = desktop
    perform(steps, agent)
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
      perform(desktops[agent]?.turnEnded() ?? [], agent)
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
    for agent in desktops.keys.sorted() {
      for fact in facts where isFollowed(fact, by: agent) { perform(desktops[agent]?.committed(fact) ?? [], agent) }
      perform(desktops[agent]?.turnEnded() ?? [], agent)
      try checkAgainstReturn(agent)
    }
    return outcome
  }

  private func isFollowed(_ fact: Envelope, by agent: AgentID) -> Bool {
    var isFollowed = false
    fact.forEachTopic { if $0 == .agent(agent) { isFollowed = true } }
    return isFollowed
  }

  /// A desktop that came back now would know, and tell, what this one knows that was there all the time.
  private func checkAgainstReturn(_ agent: AgentID) throws {
    let desktop = try #require(desktops[agent])
    let start = try #require(DesktopStart(harness.centre, agent: agent))
    #expect(desktop.channels == start.channels)
    var other = Desktop(start, settings: settings)
    var same = desktop
    for case .read(let conversation) in other.begin() {
      _ = other.read(conversation, harness.log.filter { $0.event.subject.conversation == conversation })
    }
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
    case .read(let conversation): "\(conversation)"
    case .tell(_, let data): String(decoding: data, as: UTF8.self)
    }
  }

  private func read(_ conversation: ConversationID) -> Interaction? {
    Interaction.read(harness.log.filter { $0.event.subject.conversation == conversation }, directory, settings)
  }

  private mutating func perform(_ steps: [DesktopStep], _ agent: AgentID) {
    for step in steps {
      switch step {
      case .tell(let topic, let data): note(topic, data, agent)
      case .read(let conversation):
        let facts = harness.log.filter { $0.event.subject.conversation == conversation }
        perform(desktops[agent]?.read(conversation, facts) ?? [], agent)
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

  private mutating func summary(_ topic: GenesysTopic, _ json: JSONValue) -> String {
    switch topic {
    case .channels, .devices:
      let states = json["channels"]?.arrayValue ?? json["devices"]?.arrayValue ?? []
      return states.map { state in
        let user = state["userState"]
        let name = state["channel"]?.stringValue ?? state["phoneNumber"]?.stringValue ?? "?"
        return "\(name)=\(user?["state"]?.stringValue ?? "?")/\(user?["displayName"]?.stringValue ?? "?")"
      }.joined(separator: " ")
    case .interactions: return interaction(json)
    case .chats, .emails: return resource(json)
    }
  }

  /// A notification of the second generation.
  private mutating func resource(_ json: JSONValue) -> String {
    var parts = [json["notificationType"]?.stringValue ?? "?"]
    if let number = json["referenceId"]?.integerValue { parts.append("of request \(number)") }
    if let messages = json["messages"]?.arrayValue {
      let lines = messages.map { line in
        let text = line["text"]?.stringValue.map { "“\($0)”" } ?? ""
        let isForAll = line["visibility"] == .string("All")
        return "\(line["index"]?.integerValue ?? -1):\(line["from"]?["nickname"]?.stringValue ?? "?")"
          + "(\(line["from"]?["type"]?.stringValue ?? "?")) \(line["type"]?.stringValue ?? "?")\(text)"
          + (isForAll ? "" : "/Agents")
      }
      return (parts + [lines.joined(separator: ", ")]).joined(separator: " ")
    }
    guard let data = json["chat"] ?? json["email"] else { return parts.joined(separator: " ") }
    parts += [name(data["id"]?.stringValue ?? "?"), data["state"]?.stringValue ?? "?"]
    let capabilities = data["capabilities"]?.arrayValue?.compactMap(\.stringValue) ?? []
    parts.append("may=[\(capabilities.joined(separator: " "))]")
    if let people = data["participants"]?.arrayValue {
      parts.append("with=[\(people.compactMap { $0["nickname"]?.stringValue }.joined(separator: ", "))]")
    }
    if let text = data["bodyAsPlainText"]?.stringValue {
      let to = data["to"]?.arrayValue?.compactMap(\.stringValue) ?? []
      parts.append("“\(data["subject"]?.stringValue ?? "?")” to \(to.joined(separator: ", ")): “\(text)”")
      if data["mime"] == .string("text/html") { parts.append("html=\(data["body"]?.stringValue ?? "?")") }
      let files = data["attachments"]?.arrayValue?.compactMap { $0["name"]?.stringValue } ?? []
      if !files.isEmpty { parts.append("files=\(files)") }
    }
    let own = (data["userData"]?.objectValue ?? []).filter { $0.name.hasPrefix("my") }
    if !own.isEmpty { parts.append("userData=\(own.map { "\($0.name)=\($0.value.stringValue ?? "?")" })") }
    if let error = json["errorMessage"]?.stringValue { parts.append("Error: \(error)") }
    return parts.joined(separator: " ")
  }

  private mutating func interaction(_ json: JSONValue) -> String {
    let data = json["interaction"] ?? json
    var parts = [
      json["interaction"] == nil ? "flat" : "nested", name(data["id"]?.stringValue ?? "?"),
      data["state"]?.stringValue ?? "?",
    ]
    if let capabilities = data["capabilities"]?.arrayValue {
      parts.append("may=[\(capabilities.compactMap(\.stringValue).joined(separator: " "))]")
    }
    if let content = data["content"], let events = content["events"]?.arrayValue {
      parts.append("events=[\(events.map { event($0) }.joined(separator: ", "))]")
    } else if let text = data["content"]?["text"]?.stringValue {
      let content = data["content"]
      parts.append(
        "“\(content?["subject"]?.stringValue ?? "?")” to \(content?["toAddress"]?.stringValue ?? "?"): “\(text)”"
      )
    }
    let own = (data["userData"]?.objectValue ?? []).filter { $0.name.hasPrefix("my") }
    if !own.isEmpty { parts.append("userData=\(own.map { "\($0.name)=\($0.value.stringValue ?? "?")" })") }
    if let error = json["errorMessage"]?.stringValue { parts.append("Error: \(error)") }
    return parts.joined(separator: " ")
  }

  private func event(_ json: JSONValue) -> String {
    let type = json["messageType"]?.stringValue ?? "?"
    let what =
      switch type {
      case "PARTY_JOINED": "+\(json["nickName"]?.stringValue ?? "?")(\(json["userType"]?.stringValue ?? "?"))"
      case "PARTY_LEFT": "-"
      case "NOTICE": json["noticeType"]?.stringValue ?? "?"
      default: "“\(json["text"]?.stringValue ?? "?")”"
      }
    let isForAll = json["visibility"] == .string("All")
    return "\(json["id"]?.integerValue ?? -1):\(what)\(isForAll ? "" : "/Agents")"
  }

  private mutating func name(_ id: String) -> String {
    guard id.utf8.count == 16 else { return id }
    if let known = names[id] { return known }
    names[id] = "#\(names.count + 1)"
    return names[id] ?? id
  }
}
