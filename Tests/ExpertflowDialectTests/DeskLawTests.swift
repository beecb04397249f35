// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// What holds whatever desks and customers do, over seeded random runs, also when desks wait for what they asked to read. The
/// story itself holds after every fourth step that a desk which came back would know and show what one does that stayed, and
/// that what desks show of pull lists is what is on them.
@Suite struct DeskLawTests {
  private static let agents: [AgentID] = ["alice", "bob", "sam"]

  @Test(arguments: UInt64(1)...8)
  func `what desks are told is whole, and coming back is as staying`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var story = try DeskStory(
      "seed \(seed)",
      changes: [
        .mediaRoutingDomain(MediaRoutingDomain(id: "chat", name: "Chat", maxRequests: 3, interruptible: true))
      ],
      checksEngine: false,
      returns: 4,
      topicEvents: seed % 3 == 0 ? 100 : 10,
      delays: seed % 2 == 0 ? SeededRandom(seed: seed + 100) : nil
    )
    try story.makeReady("alice", "bob")
    try story.connect("sam")
    var conversations: [ConversationID] = []
    for step in 0..<300 {
      do {
        try Self.step(step, &story, &conversations, &random)
      } catch is CimProblem {
        continue
      } catch is Rejection {
        continue
      }
      if let fact = story.harness.log.randomElement(using: &random) { story.tellForeignFact(fact) }
    }
    try story.finishReadings()
    try DeskRules.check(story.told)
    Self.checkWhispers(story)
    Self.checkMinima(story)
  }

  /// What happens in each run, and how often at the least.
  private static let minima = [
    "offer accepted": 8, "offer not answered": 1, "whisper": 1, "transfer": 1, "consult": 1,
    "taken from a list": 1, "wrap-up": 4, "supervisor": 2, "reassigned": 1,
  ]

  private static func kind(_ event: Event) -> String? {
    switch event {
    case .offerAccepted: "offer accepted"
    case .offerExpired: "offer not answered"
    case .messagePosted: event.isWhispered ? "whisper" : nil
    case .transferCompleted: "transfer"
    case .consultStarted: "consult"
    case .pullItemTaken: "taken from a list"
    case .wrapUpCompleted: "wrap-up"
    case .supervisorJoined: "supervisor"
    case .workReassigned: "reassigned"
    default: nil
    }
  }

  private static func checkMinima(_ story: DeskStory) {
    var counts: [String: Int] = [:]
    for envelope in story.harness.log {
      if let kind = kind(envelope.event) { counts[kind, default: 0] += 1 }
    }
    for (kind, least) in minima { #expect(counts[kind] ?? 0 >= least, "\(kind) happens too seldom: \(counts)") }
  }

  /// One step, mostly one that has a meaning now.
  private static func step(
    _ number: Int,
    _ story: inout DeskStory,
    _ conversations: inout [ConversationID],
    _ random: inout SeededRandom
  ) throws {
    let centre = story.harness.centre
    let agent = agents.randomElement(using: &random) ?? "alice"
    let own = centre.agents[agent]?.conversations.randomElement(using: &random)
    let conversation = random.oneIn(4) ? conversations.randomElement(using: &random) : own
    let place = #"{"conversationId":"\#(conversation?.description ?? "")"}"#
    switch Int.random(in: 0..<42, using: &random) {
    case 0, 1, 2:
      let started = try story.happen(SampleAccount.start(number), "a customer comes")
      conversations.append(try #require(started.conversation))
    case 3, 4, 5, 6:
      guard let (asked, offer) = offer(in: centre, using: &random) else {
        return try story.ask(agent, "topicSubscription", place)
      }
      try story.ask(asked, "topicSubscription", #"{"conversationId":"\#(offer)"}"#)
    case 7, 32, 33: try story.ask(agent, "topicUnsubscription", place)
    case 8, 9, 34:
      let wrapping = centre.workItems.values.compactMap { item -> (agent: AgentID, place: String)? in
        guard case .wrapping(let agent, _) = item.state else { return nil }
        return (agent, #"{"conversationId":"\#(item.conversation)"}"#)
      }
      guard let (agent, place) = wrapping.min(by: { $0.place < $1.place }) else {
        return try story.ask(agent, "closeWrapup", place)
      }
      try story.ask(agent, "closeWrapup", place)
    case 10, 35, 38, 39: try askForHelp("directTransferRequest", &story, &random)
    case 11: try askForHelp("consultRequest", &story, &random)
    case 12:
      let ways = ["consultTransferRequest", "consultConferenceRequest"]
      let (agent, id) = worker(in: centre, using: &random)
      try story.ask(agent, ways.randomElement(using: &random) ?? ways[0], #"{"conversationId":"\#(id)"}"#)
    case 13, 26, 40, 41: try askForHelp("directConferenceRequest", &story, &random)
    case 14, 15:
      let ways = ["JoinAsSilentMonitor", "joinAsWhisper", "joinAsWhisper", "JoinAsBargin"]
      let served = centre.agents["alice"]?.conversations.randomElement(using: &random)
      let place = #"{"conversationId":"\#((served ?? conversation)?.description ?? "")"}"#
      try story.ask("sam", ways.randomElement(using: &random) ?? ways[0], place)
    case 16:
      guard let (asked, _) = offer(in: centre, using: &random) else {
        return try story.pass(.seconds(Int.random(in: 0..<15, using: &random)))
      }
      // Nobody answers; whoever was asked is back at once.
      try story.pass(.seconds(20))
      try comeBack(asked, &story)
    case 17:
      let state = Bool.random(using: &random) ? "READY" : "NOT_READY"
      try story.ask(agent, "changeAgentState", #"{"action":"agentState","state":{"name":"\#(state)"}}"#)
    case 18:
      let state = ["READY", "READY", "NOT_READY", "BUSY"].randomElement(using: &random) ?? "READY"
      try story.ask(agent, "changeAgentState", #"{"action":"agentMRDState","state":"\#(state)","mrdId":"chat"}"#)
    case 19: try comeBack(agent, &story)
    case 20: try story.ask(agent, "pauseConversation", place)
    case 21, 28:
      let started = try story.happen(SampleAccount.start(number, on: "web-pull"), "a customer comes on web-pull")
      conversations.append(try #require(started.conversation))
    case 22:
      let way = random.oneIn(3) ? "unsubscribePullModeList" : "subscribePullModeList"
      try story.ask(agent, way, #"{"listId":"callbacks"}"#)
    case 23, 37:
      let item = centre.listedWork(on: "callbacks", limit: .max).randomElement(using: &random)
      try story.ask(agent, "joinPullModeRequest", #"{"requestId":"\#(item?.id.description ?? "")"}"#)
    case 24, 36:
      guard let item = centre.workItems.keys.sorted().randomElement(using: &random) else { return }
      let targets: [WorkDestination] = [.agent("bob"), .queue("support"), .pullList("callbacks")]
      let target = targets.randomElement(using: &random)
      _ = try story.happen(.reassignWork(item, to: target, by: "sam"), "sam sends work elsewhere")
    case 25: try story.connect(agent)
    case 29, 30:
      let (_, id) = worker(in: centre, using: &random)
      try story.ask("sam", "joinAsWhisper", #"{"conversationId":"\#(id)"}"#)
      guard let id = ConversationID(id) else { return }
      try story.say("sam", id, as: "WHISPER_MESSAGE", #"{"type":"PLAIN","markdownText":"word-\#(number)."}"#)
    case 31:
      let left = centre.agents["sam"]?.conversations.randomElement(using: &random)
      try story.ask("sam", "topicUnsubscription", #"{"conversationId":"\#(left?.description ?? "")"}"#)
    default:
      guard let conversation else { return }
      let name = Bool.random(using: &random) ? "AGENT_MESSAGE" : "WHISPER_MESSAGE"
      try story.say(agent, conversation, as: name, #"{"type":"PLAIN","markdownText":"word-\#(number)."}"#)
    }
  }

  private static func comeBack(_ agent: AgentID, _ story: inout DeskStory) throws {
    try story.ask(agent, "changeAgentState", #"{"action":"agentState","state":{"name":"READY"}}"#)
    try story.ask(agent, "changeAgentState", #"{"action":"agentMRDState","state":"READY","mrdId":"chat"}"#)
  }

  /// An agent, and one of its conversations if it has any.
  private static func worker(
    in centre: ContactCentre,
    using random: inout SeededRandom
  ) -> (agent: AgentID, conversation: String) {
    let agent: AgentID = random.oneIn(2) ? "alice" : "bob"
    let own = centre.agents[agent]?.conversations.randomElement(using: &random)
    return (agent, own?.description ?? "")
  }

  /// An agent asks a queue for help, or another agent, who is there and mostly comes.
  private static func askForHelp(
    _ event: String,
    _ story: inout DeskStory,
    _ random: inout SeededRandom
  ) throws {
    let (agent, id) = worker(in: story.harness.centre, using: &random)
    guard !random.oneIn(3) else {
      return try story.ask(agent, event, #"{"conversationId":"\#(id)","mode":"queue","queueName":"support"}"#)
    }
    let other: AgentID = agent == "bob" ? "alice" : "bob"
    try comeBack(other, &story)
    try story.ask(agent, event, #"{"conversationId":"\#(id)","mode":"agent","requestedAgentId":"\#(other)"}"#)
    guard !random.oneIn(6) else { return }
    try story.ask(other, "topicSubscription", #"{"conversationId":"\#(id)"}"#)
  }

  /// An agent who is to answer an offer, and the conversation it is of.
  private static func offer(
    in centre: ContactCentre,
    using random: inout SeededRandom
  ) -> (agent: AgentID, conversation: ConversationID)? {
    let asked = agents.compactMap { agent in
      centre.agents[agent]?.pendingOffer.flatMap { centre.offers[$0] }.map { (agent, $0.conversation) }
    }
    return asked.randomElement(using: &random)
  }

  /// What a coach says, and what agents say among themselves, is told to nobody whom it is not for.
  private static func checkWhispers(_ story: DeskStory) {
    for envelope in story.harness.log {
      guard case .messagePosted(let fact) = envelope.event, envelope.event.isWhispered,
        let text = fact.message.body.text
      else { continue }
      for line in story.told where !envelope.audience.contains(line.agent) {
        let told = String(decoding: line.argument.bytes, as: UTF8.self)
        #expect(!told.contains(text), "\(line.agent) is told what was whispered: \(text)")
      }
    }
  }
}
