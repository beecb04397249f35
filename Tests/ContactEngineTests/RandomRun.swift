// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

/// A source of random commands that knows enough of the state to be right most of the time.
struct RandomRun {
  var harness: EngineHarness
  var accepted = 0
  var rejected = 0
  private var random: IdentifierSource
  private var customers = 0
  private let agentIDs: [AgentID]
  private var references: [(Command, CommandReference, Outcome)] = []

  init(seed: UInt64) throws {
    harness = EngineHarness(account: AccountID(rawValue: "ACCOUNT\(seed)"), seed: seed, checksEverything: false)
    random = IdentifierSource(seed: seed &+ 1_000)
    var changes = SampleAccount.changes(
      settings: SampleAccount.settings(readyAllMedia: seed % 2 == 0, logoutPolicy: seed % 3 == 0 ? .close : .requeue)
    )
    var ids: [AgentID] = ["alice", "bob", "carol"]
    for number in 1...9 {
      let id = AgentID(rawValue: "agent-\(number)")
      ids.append(id)
      changes.append(.agent(SampleAccount.agent(id, teams: [number % 2 == 0 ? "green" : "blue"])))
    }
    for id in ["sam", "sue"] as [AgentID] {
      changes.append(.agent(SampleAccount.supervisor(id, of: id == "sam" ? ["green"] : ["green", "blue"])))
    }
    agentIDs = ids
    changes += SampleAccount.voice(ringsOnOffer: seed % 2 == 1) + Self.timeRules
    try harness.give(.configure(changes))
  }

  private static let longWrapUp = WrapUpRule(limit: .seconds(40), longest: .seconds(90))
  private var longWrapUp: WrapUpRule { Self.longWrapUp }

  /// Customers of two channels are to be answered soon and to answer soon.
  private static let timeRules: [ConfigurationChange] = {
    var web = SampleAccount.channel("web", .chat, "1212", "chat", .push(queue: "support", priority: 5))
    web.response = ResponseRule(first: .seconds(30), each: .seconds(5))
    web.inactivity = InactivityRule(warnAfter: .seconds(2), closeAfter: .seconds(60))
    var shop = SampleAccount.channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))
    shop.inactivity = InactivityRule(closeAfter: .seconds(20))
    web.survey = SurveyRule(
      questions: [
        SurveyQuestion(id: "rating", text: "How was it?", kind: .rating),
        SurveyQuestion(id: "more", text: "Anything else?", kind: .text),
      ],
      limit: .seconds(200)
    )
    shop.outbound = OutboundRule(answerLimit: .seconds(15))
    let everyone = QueueMembers(everyone: true, teams: ["green"], agents: [])
    return [
      .channel(web), .channel(shop),
      .queue(SampleAccount.queue("support", domain: "chat", members: everyone, wrapUp: longWrapUp)),
    ]
  }()

  mutating func below(_ bound: Int) -> Int {
    Int(random.random() % UInt64(max(bound, 1)))
  }

  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[below(elements.count)]
  }

  mutating func agent() -> AgentID { agentIDs[below(agentIDs.count)] }

  mutating func conversation() -> ConversationID {
    if chance(60), let found = served() { return found.id }
    if chance(97), let found = pick(harness.centre.conversations.keys.sorted()) { return found }
    return ConversationID(rawValue: UInt128(below(1_000)))
  }

  mutating func step() throws {
    if chance(25) { harness.clock.advance(by: .milliseconds(below(9_000))) }
    if chance(3), let (command, reference, outcome) = pick(references) {
      try repeatCommand(command, reference, outcome)
      return
    }
    let command = harness.centre.hasDueDeadline(at: harness.clock.now) ? .passTime : next()
    var reference: CommandReference?
    if chance(10), command != .passTime {
      reference = CommandReference(id: CommandID(rawValue: "c-\(harness.log.count)-\(below(1 << 30))"), fingerprint: 1)
    }
    do {
      let (outcome, _) = try harness.giveWhole(command, id: reference)
      accepted += 1
      if let reference {
        references.append((command, reference, outcome))
        if references.count > 100 { references.removeFirst() }
      }
    } catch is Rejection {
      rejected += 1
    }
  }

  /// A command with an id seen before is answered as before and changes nothing (I9).
  private mutating func repeatCommand(_ command: Command, _ reference: CommandReference, _ outcome: Outcome) throws {
    let before = harness.centre.offset
    let (again, facts) = try harness.giveWhole(command, id: reference)
    try #require(facts.isEmpty && harness.centre.offset == before)
    try #require(again.repeated && again.changed == outcome.changed)
    try #require(again.position == outcome.position && again.message == outcome.message)
    let other = CommandReference(id: reference.id, fingerprint: reference.fingerprint &+ 1)
    #expect(throws: Rejection.commandIDReused(reference.id)) { try harness.give(command, id: other) }
  }

  private mutating func next() -> Command {
    switch below(100) {
    case 0..<8: return start()
    case 8..<10: return outbound()
    case 10..<28: return answer()
    case 28..<38: return message()
    case 38..<43: return leave()
    case 43..<51: return wrapUp()
    case 51..<61: return presence()
    case 61..<81: return assistance()
    case 81..<85: return call()
    case 85..<88: return session()
    case 88..<90: return .closeConversation(conversation(), pick(ConversationCloseReason.allCases) ?? .system)
    case 90..<92: return pull()
    case 92..<94: return device()
    case 94..<95: return supervision()
    case 95..<97: return hold()
    case 97..<98: return attributes()
    case 98..<99: return configuration()
    default:
      if chance(10) {
        let change = WebhookChanged(webhook: "native/1", effect: .changed)
        return chance(50) ? .noteWebhook(change) : .noteExport(withSecrets: true)
      }
      if chance(10) { return .noteRetention(retention()) }
      if chance(10) { return .noteAccess(Self.access(harness.clock.now), isGranted: chance(50)) }
      return chance(5) ? .disconnectAllDevices : .passTime
    }
  }

  private static func access(_ now: Timestamp) -> AccessReport {
    AccessReport(subject: .agent("alice"), count: 1, since: now, address: "192.0.2.1")
  }

  private mutating func start() -> Command {
    if chance(75) { customers += 1 }
    let channel = pick(["web", "web", "shop", "shop", "phone", "web-pull", "nowhere"] as [ChannelID]) ?? "web"
    return SampleAccount.start(customers, on: channel, saying: chance(50) ? "hello" : nil)
  }

  /// The centre begins a conversation, its customer answers, or a customer answers a survey.
  private mutating func outbound() -> Command {
    if chance(45) {
      let asked = harness.centre.conversations.values.filter { $0.survey?.closeReason == nil && $0.survey != nil }
      let id = pick(asked.map(\.id).sorted()) ?? conversation()
      return .answerSurvey(id, question: chance(90) ? "rating" : "none", answer: "\(below(7))")
    }
    if chance(25) {
      let invited = harness.centre.conversations.values.filter { $0.session?.isReached == false }
      return .reportReached(pick(invited.map(\.id).sorted()) ?? conversation(), nil)
    }
    customers += 1
    return .startOutbound(
      StartOutbound(
        channel: pick(["shop", "shop", "phone", "phone", "web"]) ?? "shop",
        customer: Customer(
          id: CustomerID(rawValue: UInt128(customers + 1)),
          identifier: "customer-\(chance(90) ? customers : below(customers))"
        ),
        agent: chance(60) ? agent() : nil,
        message: chance(50) ? NewMessage(body: MessageBody(kind: "PLAIN", text: "good day")) : nil
      )
    )
  }

  mutating func answer() -> Command {
    let pending = harness.centre.offers.values.sorted { $0.id < $1.id }
    guard let offer = pick(pending) else { return .passTime }
    let agent = chance(97) ? offer.agent : agent()
    let id = chance(97) ? offer.id : OfferID(rawValue: 1)
    return chance(80) ? .acceptOffer(agent, id) : .rejectOffer(agent, id, reason: chance(50) ? "busy" : nil)
  }

  /// A conversation somebody serves.
  private mutating func servedConversation() -> ConversationID? {
    let busy = agentIDs.filter { harness.centre.agents[$0]?.conversations.isEmpty == false }
    return pick(busy).flatMap { pick(harness.centre.agents[$0]?.conversations ?? []) }
  }

  private mutating func message() -> Command {
    let id = (chance(60) ? servedConversation() : nil) ?? conversation()
    let known = harness.centre.conversations[id]
    let session = pick(known?.sessions ?? []).map { Speaker.session($0.session.id) }
    let customer = chance(50) ? .customer : session ?? .customer
    var speaker = chance(50) ? customer : .agent(pick(known?.agents ?? []) ?? agent())
    if chance(10) { speaker = .bot("helper") }
    if chance(25), let message = pick((known?.messages.keys).map { $0.sorted() } ?? []) {
      let reader: Speaker = chance(20) ? speaker : known?.agents.first.map { .agent($0) } ?? .customer
      let status = pick(ReceiptStatus.allCases) ?? .read
      return .reportReceipt(id, message, by: reader, status, detail: nil, code: chance(30) ? 500 : nil)
    }
    let chosen: MessageID? = chance(20) ? MessageID(rawValue: "m\(below(4))") : nil
    let body = MessageBody(kind: "PLAIN", text: chance(50) ? "text \(below(10))" : "\(below(7))")
    let audience: MessageAudience = chance(90) ? .everyone : .agentsAndManagers
    return .postMessage(
      PostMessage(
        conversation: id,
        dialog: chance(10) ? pick(known?.participants ?? [])?.dialog : nil,
        speaker: speaker,
        message: NewMessage(id: chosen, body: body, audience: audience)
      )
    )
  }

  private mutating func leave() -> Command {
    let busy = (agentIDs + ["sam", "sue"]).filter { harness.centre.agents[$0]?.conversations.isEmpty == false }
    guard chance(90), let agent = pick(busy), let id = pick(harness.centre.agents[agent]?.conversations ?? []) else {
      return .leaveConversation(agent(), conversation())
    }
    return .leaveConversation(agent, id)
  }

  private mutating func wrapUp() -> Command {
    let wrapping = harness.centre.workItems.values.filter {
      if case .wrapping = $0.state { true } else { false }
    }
    guard let item = pick(wrapping.sorted { $0.id < $1.id }), let agent = item.state.agent else { return .passTime }
    if chance(15) { return .extendWrapUp(agent, item.id, by: .seconds(below(40))) }
    if chance(8) { return .endWrapUp(item.id, by: chance(50) ? "sam" : "sue") }
    let dispositions = chance(50) ? [Disposition(category: "result", value: "solved")] : []
    return .completeWrapUp(agent, item.id, dispositions: dispositions, note: chance(30) ? "done" : nil)
  }

  private mutating func presence() -> Command {
    if chance(30), let idle = pick(agentIDs.filter { harness.centre.agents[$0]?.media("chat")?.state == .notReady }) {
      let isReady = harness.centre.agents[idle]?.state == .ready
      return isReady ? .setMediaState(idle, "chat", ready: true) : .setAgentState(idle, ready: true, reason: nil)
    }
    let agent = chance(8) ? (chance(50) ? "sam" : "sue") : agent()
    switch below(10) {
    case 0..<2: return .logIn(agent)
    case 2: return .logOut(agent, reason: chance(50) ? "home" : nil)
    case 3..<6: return .setAgentState(agent, ready: true, reason: nil)
    case 6: return .setAgentState(agent, ready: false, reason: pick([nil, "lunch", "home"]) ?? nil)
    default:
      return .setMediaState(
        agent,
        pick(["chat", "voice", "fax"] as [MediaRoutingDomainID]) ?? "chat",
        ready: chance(85)
      )
    }
  }

  private mutating func device() -> Command {
    let device = DeviceID(rawValue: "d\(below(2))")
    return chance(50) ? .connectDevice(agent(), device) : .disconnectDevice(agent(), device)
  }

  private mutating func pull() -> Command {
    let listed = harness.centre.listedWork(on: "callbacks", limit: 50).map(\.id)
    return .takePullItem(agent(), pick(listed) ?? WorkItemID(rawValue: 5))
  }

  /// A customer leaves on one channel or all, joins on another, or returns.
  private mutating func session() -> Command {
    let id = conversation()
    let sessions = harness.centre.conversations[id]?.sessions ?? []
    if chance(50) {
      let one = chance(30) ? pick(sessions)?.session.id ?? ChannelSessionID(rawValue: 6) : nil
      return .endChannelSession(id, one, reason: pick([.customer, .network, .system]) ?? .customer)
    }
    let customer = chance(90) ? pick(sessions)?.customer : nil
    let channel = pick(["web", "shop", "phone", "nowhere"] as [ChannelID]) ?? "web"
    return .startChannelSession(
      id,
      channel,
      customer ?? Customer(id: CustomerID(rawValue: 1), identifier: "customer-\(below(customers + 1))")
    )
  }

  private mutating func hold() -> Command {
    let busy = agentIDs.filter { harness.centre.agents[$0]?.conversations.isEmpty == false }
    let agent = chance(95) ? pick(busy) ?? agent() : agent()
    let id = chance(95) ? pick(harness.centre.agents[agent]?.conversations ?? []) ?? conversation() : conversation()
    let known = harness.centre.conversations[id]
    let target = chance(30) ? pick(known?.participants ?? [])?.id ?? ParticipantID(rawValue: 8) : nil
    if chance(30) { return workbin() }
    if chance(15) { return .dismissResponse(agent, id) }
    if chance(50) { return .resume(agent, id, target) }
    return .hold(agent, id, target, limit: chance(50) ? .seconds(below(60)) : nil)
  }

  private func phone(ringsOnOffer: Bool) -> Channel {
    var phone = SampleAccount.channel("phone", .voice, "8001", "voice", .push(queue: "voice", priority: 5))
    phone.outbound = OutboundRule(answerLimit: .seconds(45))
    phone.voice = VoiceRule(provider: "pbx", ringsOnOffer: ringsOnOffer, answerLimit: .seconds(15))
    return phone
  }

  private mutating func attributes() -> Command {
    let name = "key\(below(12))"
    if chance(25) { return .setAttributes(conversation(), changed: [], removed: [name]) }
    return .setAttributes(conversation(), changed: [Attribute(name: name, value: "\(below(3))")], removed: [])
  }

  /// Configuration that changes while work is live.
  private mutating func configuration() -> Command {
    let everyone = QueueMembers(everyone: chance(50), teams: ["green", "blue"], agents: chance(50) ? ["alice"] : [])
    let changes: [ConfigurationChange?] = [
      .mediaRoutingDomain(
        MediaRoutingDomain(id: "chat", name: "Chat", maxRequests: below(4), interruptible: chance(80))
      ),
      .agent(
        SampleAccount.agent(
          agent(),
          teams: chance(50) ? ["green"] : ["green", "blue"],
          capacities: chance(50) ? [Capacity(mediaRoutingDomain: "chat", maxRequests: below(4))] : []
        )
      ),
      .queue(
        SampleAccount.queue(
          "sales",
          domain: "chat",
          members: everyone,
          timeLimit: chance(50) ? .seconds(90) : nil,
          wrapUp: pick([nil, WrapUpRule(), WrapUpRule(limit: .seconds(30)), longWrapUp]) ?? nil,
          maxWaiting: chance(20) ? 3 : nil
        )
      ),
      .removed(.queue("sales")),
      .removed(.agent(agent())),
      .removed(.team("red")),
      .team(Team(id: "red", name: "Red")),
      .mediaRoutingDomain(MediaRoutingDomain(id: "fax", name: "Fax", maxRequests: 1, interruptible: true)),
      .client(APIClient(id: "helper", name: "Helper", scopes: chance(80) ? [.bots] : [.events])),
      .removed(.client("helper")), .client(APIClient(id: "helper", name: "Helper", scopes: [.bots])),
      .agent(SampleAccount.supervisor("sam", of: chance(50) ? ["green"] : ["blue"])),
      .channel(phone(ringsOnOffer: chance(50))),
      .removed(.mediaRoutingDomain("fax")),
      // A queue that work is sent to, and that goes again with what is in it.
      .queue(SampleAccount.queue("spare", domain: "chat", members: everyone)),
    ]
    if chance(8) { return .removeQueue(chance(80) ? "spare" : "sales", movingWorkTo: "sales") }
    return .configure((pick(changes) ?? nil).map { [$0] } ?? [])
  }
}
