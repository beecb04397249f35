// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import GenesysDialect
import Testing

/// What holds whatever agents and customers do, over seeded random runs. The story itself holds after every step that a
/// desktop which came back would know, and tell, what one knows that stayed.
@Suite struct GenesysLawTests {
  private static let bodies: [Capability: String] = [
    .accept: #"{"operationName":"Accept"}"#, .reject: #"{"operationName":"Reject"}"#,
    .stopProcessing: #"{"operationName":"StopProcessing"}"#,
    .updateUserData: #"{"operationName":"UpdateUserData","userData":{"a":1}}"#,
    .attachUserData: #"{"operationName":"AttachUserData","userData":{"b":null}}"#,
    .deleteUserData: #"{"operationName":"DeleteUserData","keys":["a"]}"#,
    .placeInWorkbin: #"{"operationName":"PlaceInWorkbin"}"#,
    .singleStepTransfer: #"{"operationName":"Transfer","targetUri":"users/bob"}"#,
    .leaveChat: #"{"operationName":"LeaveChat"}"#, .endChatSession: #"{"operationName":"EndChatSession"}"#,
    .singleStepConference: #"{"operationName":"InviteUser","targetUri":"users/alice"}"#,
    .requestChatHistory: #"{"operationName":"RequestChatHistory"}"#,
    .send: #"{"operationName":"Send","text":"x","to":"a@b.example"}"#, .reply: #"{"operationName":"Reply"}"#,
    .replyAll: #"{"operationName":"ReplyAll"}"#, .cancel: #"{"operationName":"Cancel"}"#,
    .save: #"{"operationName":"Save","subject":"s"}"#, .completeTransfer: #"{"operationName":"CompleteTransfer"}"#,
    .completeConference: #"{"operationName":"CompleteConference"}"#,
  ]

  /// Mostly what the agent may do, and mostly without an end.
  private func operation(_ capabilities: [Capability], _ random: inout SeededRandom) -> String {
    let extra = [
      #"{"operationName":"Consult","targetUri":"users/bob"}"#, #"{"operationName":"Transfer","queueName":"support"}"#,
      #"{"operationName":"SendStartTypingNotification"}"#, #"{"operationName":"Send","text":"x"}"#,
      #"{"operationName":"Forward"}"#,
    ]
    let wanted = capabilities.isEmpty ? Capability.allCases : capabilities
    let ends: Set<Capability> = [.stopProcessing, .leaveChat, .endChatSession, .placeInWorkbin, .reject]
    let isEnd = Int.random(in: 0..<4, using: &random) == 0
    let chosen = wanted.filter { isEnd || !ends.contains($0) }.randomElement(using: &random) ?? .stopProcessing
    if !isEnd, !capabilities.contains(.accept), Int.random(in: 0..<4, using: &random) == 0 {
      return extra.randomElement(using: &random) ?? extra[0]
    }
    return Self.bodies[chosen] ?? extra[0]
  }

  @Test(arguments: UInt64(1)...6)
  func `what desktops are told is whole, and coming back is as staying`(seed: UInt64) throws {
    let story = try run(seed)
    try GenesysRules.check(story.told)
    try GenesysRules.checkLogs(story.told)
    #expect(story.told.count > 60)
  }

  @Test(arguments: UInt64(1)...24)
  func `what a client was told adds up to how things stand, whenever conversations are read`(seed: UInt64) throws {
    let goesAway = seed.isMultiple(of: 2)
    let story = try run(seed, holdsReads: true, goesAway: goesAway)
    let standing = try GenesysRules.check(story.told, returned: story.returned)
    for agent in ["alice", "bob", "sam"] as [AgentID] {
      let (left, right) = (standing[agent] ?? [:], try story.standing(agent))
      let ids = Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted()
      let differences = ids.map { "\(story.name(of: $0)) \(left[$0] ?? "nothing") for \(right[$0] ?? "nothing")" }
      #expect(differences == [], "\(agent), seed \(seed):\n\(story.text)")
    }
    #expect(goesAway != story.returned.isEmpty)
  }

  func run(_ seed: UInt64, holdsReads: Bool = false, goesAway: Bool = false) throws -> GenesysStory {
    var random = SeededRandom(seed: seed)
    var story = try GenesysStory("seed \(seed)")
    story.holdsReads = holdsReads
    story.topics = Set(GenesysTopic.allCases)
    // Typing is no fact: whoever comes back is not told of it.
    story.settings.notices = seed.isMultiple(of: 2) ? 0 : 3
    try story.makeReady("alice", "bob")
    try story.connect("sam")
    try story.ask("sam", #"{"operationName":"StartContactCenterSession"}"#)
    var conversations: [ConversationID] = []
    var away: Set<AgentID> = []
    for step in 0..<200 {
      let agents: [AgentID] = ["alice", "bob", "alice", "bob", "alice", "bob", "sam"]
      let agent = agents.randomElement(using: &random) ?? "alice"
      let held = DesktopStart(story.harness.centre, agent: agent)?.holdings.randomElement(using: &random)
      let isHeld = Int.random(in: 0..<10, using: &random) > 0
      let conversation = isHeld ? held?.conversation : conversations.randomElement(using: &random)
      let operation = operation(isHeld ? held?.capabilities ?? [] : [], &random)
      if holdsReads, Int.random(in: 0..<2, using: &random) == 0 { story.answerRead(&random) }
      if goesAway, Int.random(in: 0..<12, using: &random) == 0 {
        let isAway = away.contains(agent)
        if isAway { try story.connect(agent) } else { story.disconnect(agent) }
        if isAway { away.remove(agent) } else { away.insert(agent) }
      }
      do {
        switch Int.random(in: 0..<16, using: &random) {
        case 0: conversations.append(try story.start(step))
        case 1: conversations.append(try story.mail())
        case 2: try story.pass(.seconds(Int.random(in: 0..<15, using: &random)))
        case 3, 8, 9:
          let name = ["Ready", "Ready", "Ready", "Ready", "NotReady", "Lunch"].randomElement(using: &random) ?? "Ready"
          let channel = ["chat", "email", nil, nil].randomElement(using: &random) ?? nil
          try story.ask(agent, #"{"operationName":"\#(name)"}"#, on: channel)
        case 4:
          guard let conversation else { continue }
          let role = [ParticipantRole.silentMonitor, .coach, .barged].randomElement(using: &random) ?? .coach
          try story.happen(.supervise("sam", conversation, as: role, watching: nil), "Sam supervises")
        case 5: if let conversation { try story.say(conversation, "y") }
        case 6:
          guard let draft = story.lastInteraction("Composing") else { continue }
          let body = Self.bodies[[.cancel, .send, .save].randomElement(using: &random) ?? .send]
          try story.ask(["alice", "bob"].randomElement(using: &random) ?? "bob", draft, body ?? operation)
        case 7:
          let item = story.harness.centre.workItems.values.filter { $0.workbin != nil }.map(\.id).min()
          if let item { try story.happen(.takeFromWorkbin(agent, item), "\(agent) takes from a workbin") }
        default:
          guard let conversation else { continue }
          try story.ask(agent, conversation, operation)
        }
      } catch is StatusProblem {
        continue
      } catch is Rejection {
        continue
      }
    }
    for agent in away.sorted() { try story.connect(agent) }
    while story.isReading { story.answerRead(&random) }
    return story
  }
}
