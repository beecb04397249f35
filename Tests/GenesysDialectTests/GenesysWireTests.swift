// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactEngine
import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import GenesysDialect
import Testing

@Suite struct GenesysWireTests {
  @Test func `ids are 16 letters and digits, the same each time, and a thread's is the next`() {
    let conversation = ConversationID(rawValue: 0x019b_8d62_9da8_7b3e_84ec_b20d_86dc_bb5d)
    let id = InteractionID(conversation).description
    #expect(id == InteractionID(conversation).description)
    #expect(id.utf8.count == 16)
    #expect(id.hasPrefix("0000"))
    #expect(id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
    let thread = InteractionID(threadOf: conversation).description
    #expect(thread != id)
    #expect(thread.dropLast() == id.dropLast())
    #expect(InteractionID(draft: "a", of: conversation) != InteractionID(draft: "b", of: conversation))
    var seen: Set<String> = []
    for number in 0..<20_000 { seen.insert(InteractionID(ConversationID(rawValue: UInt128(number))).description) }
    #expect(seen.count == 20_000)
  }

  @Test func `each topic is a channel of Bayeux`() {
    let names = ["interactions", "channels", "devices", "chats", "emails"]
    #expect(GenesysTopic.allCases.map(\.channel.name) == names.map { "/v2/me/\($0)" })
  }

  static let operations: [(String, InteractionOperation)] = [
    (#"{"operationName":"Accept","nickname":"x"}"#, .accept), (#"{"operationName":"Reject"}"#, .reject),
    (#"{"operationName":"Send","text":"a"}"#, .send(text: "a", MailEdit())),
    (#"{"operationName":"SendMessage","text":"a"}"#, .send(text: "a", MailEdit())),
    (#"{"operationName":"SendStartTypingNotification"}"#, .typing(isStarted: true)),
    (#"{"operationName":"SendNotification"}"#, .typing(isStarted: true)),
    (#"{"operationName":"SendStopTypingNotification"}"#, .typing(isStarted: false)),
    (#"{"operationName":"RequestChatHistory"}"#, .requestHistory), (#"{"operationName":"LeaveChat"}"#, .leaveChat),
    (#"{"operationName":"LeaveConference"}"#, .leaveChat), (#"{"operationName":"Leave"}"#, .leaveChat),
    (#"{"operationName":"EndChatSession"}"#, .endChat),
    (#"{"operationName":"SingleStepTransfer","targetUri":"http://h/api/v2/users/12"}"#, .transfer(.user("12"))),
    (#"{"operationName":"Transfer","targetUri":"/queues/s"}"#, .transfer(.queue("s"))),
    (#"{"operationName":"Transfer","queueName":"s"}"#, .transfer(.queue("s"))),
    (#"{"operationName":"SingleStepConference","target":"bob"}"#, .conference(.user("bob"))),
    (#"{"operationName":"InviteUser","targetUri":"bob"}"#, .conference(.user("bob"))),
    (#"{"operationName":"Invite","targetUri":"bob"}"#, .conference(.user("bob"))),
    (#"{"operationName":"InitiateConsultation","targetUri":"bob"}"#, .consult(.user("bob"))),
    (#"{"operationName":"Consult","targetUri":"bob"}"#, .consult(.user("bob"))),
    (#"{"operationName":"CompleteTransfer"}"#, .completeTransfer),
    (#"{"operationName":"CompleteConference"}"#, .completeConference),
    (#"{"operationName":"Complete"}"#, .complete), (#"{"operationName":"StopProcessing"}"#, .complete),
    (#"{"operationName":"PlaceInWorkbin"}"#, .placeInWorkbin(nil)),
    (#"{"operationName":"PlaceInWorkbin","workbin":"green"}"#, .placeInWorkbin("green")),
    (#"{"operationName":"PlaceInQueue","queue":"s"}"#, .placeInQueue("s")),
    (
      #"{"operationName":"AttachUserData","userData":{"a":"b","c":1.50,"d":null,"e":true,"f":{"g":[]}}}"#,
      .setUserData([
        Attribute(name: "a", value: "b"), Attribute(name: "c", value: "1.50"), Attribute(name: "d", value: ""),
        Attribute(name: "e", value: "true"), Attribute(name: "f", value: #"{"g":[]}"#),
      ])
    ),
    (#"{"operationName":"DeleteUserData","keys":["a"]}"#, .deleteUserData(["a"])),
    (#"{"operationName":"Reply"}"#, .reply(toAll: false, ReplyForm())),
    (#"{"operationName":"ReplyAll"}"#, .reply(toAll: true, ReplyForm())),
    (#"{"operationName":"Forward"}"#, .forward(ReplyForm())), (#"{"operationName":"Save"}"#, .save(MailEdit())),
    (#"{"operationName":"Cancel"}"#, .cancel), (#"{"operationName":"CancelReply"}"#, .cancel),
  ]

  @Test(arguments: operations)
  func `operations are read in the words of all editions`(body: String, expected: InteractionOperation) throws {
    #expect(try InteractionOperation.read(Array(body.utf8)) == expected)
  }

  static let refusals: [(String, StatusCode)] = [
    ("", .validation), ("[]", .validation), ("{", .validation), ("{}", .parameterMissing),
    (#"{"operationName":""}"#, .parameterMissing), (#"{"operationName":7}"#, .parameterMissing),
    (#"{"operationName":"Fly"}"#, .parameterInvalid), (#"{"operationName":"Transfer"}"#, .parameterMissing),
    (#"{"operationName":"PlaceInQueue"}"#, .parameterMissing),
    (#"{"operationName":"AttachUserData"}"#, .parameterMissing),
    (#"{"operationName":"DeleteUserData","keys":[]}"#, .parameterMissing),
    (
      #"{"operationName":"Accept","x":\#(String(repeating: "[", count: 20))\#(String(repeating: "]", count: 20))}"#,
      .validation
    ),
  ]

  @Test(arguments: refusals)
  func `what cannot be read is refused by a code`(body: String, code: StatusCode) {
    let problem = #expect(throws: StatusProblem.self) { try InteractionOperation.read(Array(body.utf8)) }
    #expect(problem?.code == code)
  }

  @Test func `requests about the agent itself are read`() throws {
    func read(_ text: String) throws -> SessionOperation { try SessionOperation.read(Array(text.utf8)) }
    #expect(try read(#"{"operationName":"StartContactCenterSession","channels":["chat"]}"#) == .start(["chat"]))
    #expect(try read(#"{"operationName":"StartContactCenterSession"}"#) == .start(nil))
    #expect(try read(#"{"operationName":"EndContactCenterSession"}"#) == .end)
    #expect(try read(#"{"operationName":"Ready"}"#) == .ready)
    #expect(try read(#"{"operationName":"NotReady"}"#) == .notReady(nil))
    #expect(try SessionOperation.readState(Array(#"{"operationName":"OutToLunch"}"#.utf8)) == .notReady("OutToLunch"))
  }

  @Test func `every rejection of the core has a code`() {
    let table: [(Rejection, StatusCode)] = [
      (.unknownConversation(ConversationID(rawValue: 1)), .notFound), (.unknownOffer(OfferID(rawValue: 1)), .notFound),
      (.notLoggedIn("a"), .parameterInvalid), (.notAParticipant(ConversationID(rawValue: 1)), .noPermission),
      (.invalid("a", "b"), .validation), (.commandIDReused("a"), .validation), (.limitReached("a", 1), .forbidden),
      (.overloaded, .internalError),
    ]
    #expect(Set(table.map(\.0.category)) == Set(Rejection.Category.allCases))
    for (rejection, code) in table { #expect(StatusProblem(rejection).code == code) }
    let body = String(decoding: StatusProblem(.notFound, "gone \"x\"").body, as: UTF8.self)
    #expect(body == #"{"statusCode":6,"statusMessage":"gone \"x\""}"#)
  }

  @Test func `an agent is shown as clients look for it`() throws {
    var harness = EngineHarness()
    var alice = SampleAccount.agent("alice", teams: ["green"])
    alice.extension = "5005"
    try harness.give(.configure(SampleAccount.changes() + [.agent(alice)]))
    let start = try #require(DesktopStart(harness.centre, agent: "alice"))
    func body(_ subresources: [String]?) throws -> JSONValue {
      let resource = UserResource(
        agent: alice,
        account: "TESTCO",
        base: "http://h/api/v2",
        channels: start.channels.channels(start.directory),
        devices: start.channels.devices(start.directory),
        subresources: subresources
      )
      return try JSONValue(parsing: resource.body)
    }
    let plain = try body(nil)
    let id = GenesysIdentifier.user("alice", of: "TESTCO")
    #expect(id.utf8.count == 32)
    #expect(plain["statusCode"] == .number("0"))
    #expect(plain["user"]?["uri"] == .string("http://h/api/v2/users/\(id)"))
    #expect(plain["user"]?["settings"] == nil)
    let whole = try body(["*"])
    let names = try #require(whole["user"]?.objectValue).map(\.name)
    for name in ["devices", "channels", "channelStates", "skills", "interactions", "settings", "features"] {
      #expect(names.contains(name))
    }
    #expect(whole["user"]?["devices"]?.arrayValue?.first?["phoneNumber"] == .string("5005"))
    #expect(try body(["settings"])["user"]?["settings"] != nil)
    let states = try JSONValue(parsing: ResourceBodies.agentStates(start.directory.notReadyReasons))
    #expect(
      states["settings"]?.arrayValue?.compactMap { $0["operationName"]?.stringValue } == ["Ready", "NotReady", "lunch"]
    )
    #expect(states["settings"]?.arrayValue?[0]["id"] == .string("9430250E-0A1B-421F-B372-F29E69366DED"))
  }

  @Test func `beginning to work says which channels there are not`() throws {
    var harness = EngineHarness()
    try harness.give(.configure(SampleAccount.changes()))
    let start = try #require(DesktopStart(harness.centre, agent: "alice"))
    func body(_ channels: [String]) -> String {
      let problems = start.channels.problems(ofStarting: channels, start.directory)
      return String(decoding: ResourceBodies.started(problems, of: channels.count), as: UTF8.self)
    }
    #expect(body(["chat", "voice"]) == #"{"statusCode":0}"#)
    #expect(body(["chat", "fax"]).hasPrefix(#"{"statusCode":7,"#))
    #expect(body(["fax", "telex"]).hasPrefix(#"{"statusCode":6,"#))
  }

  @Test func `an agent is ready where it asked to be, whatever the account makes of that`() throws {
    let account = ConfigurationChange.account(SampleAccount.settings(readyAllMedia: true))
    var story = try GenesysStory("ready", changes: [account])
    func states() throws -> [String] {
      let start = try #require(DesktopStart(story.harness.centre, agent: "alice"))
      return start.channels.channels(start.directory).map { "\($0.channel)=\($0.userState.displayName)" }
    }
    try story.connect("alice")
    try story.ask("alice", #"{"operationName":"StartContactCenterSession","channels":["chat","email"]}"#)
    try story.ask("alice", #"{"operationName":"Ready"}"#, on: "chat")
    #expect(try states() == ["chat=Ready", "email=Not Ready", "voice=Not Ready"])
    try story.ask("alice", #"{"operationName":"Ready"}"#)
    #expect(try states() == ["chat=Ready", "email=Ready", "voice=Not Ready"])
    #expect(try story.shortfall("alice", "NotReady", on: "chat") == nil)
    // Of one of several channels the reason is not kept, and whoever gives one is told so.
    #expect(try story.shortfall("alice", "Lunch", on: "chat")?.code == .partialSuccess)
    try story.ask("alice", #"{"operationName":"NotReady"}"#, on: "chat")
    #expect(try story.shortfall("alice", "Lunch", on: "email") == nil)
    // The last of the channels it began to work on: the reason is the agent's.
    try story.ask("alice", #"{"operationName":"Lunch"}"#, on: "email")
    #expect(try states() == ["chat=Lunch", "email=Lunch", "voice=Lunch"])
    #expect(story.harness.centre.agents["alice"]?.reason == "lunch")
    let unknown = #expect(throws: StatusProblem.self) { try story.ask("alice", #"{"operationName":"Nap"}"#) }
    #expect(unknown?.code == .parameterInvalid)
  }

  @Test func `addresses and subjects of e-mails are one line each, and there are not too many`() throws {
    var story = try GenesysStory("bad e-mails")
    try story.makeReady("alice")
    let id = try story.mail()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    try story.ask("alice", id, #"{"operationName":"Reply"}"#)
    let draft = try #require(story.lastInteraction("Composing"))
    let many = Array(repeating: #""a@b.example""#, count: 101).joined(separator: ",")
    for (mail, code) in [
      (#"{"subject":"a\r\nBcc: x@y.example"}"#, StatusCode.validation), (#"{"to":["a@b.example\nX: y"]}"#, .validation),
      (#"{"to":[]}"#, .parameterMissing), (#"{"cc":[\#(many)]}"#, .validation),
    ] {
      let problem = #expect(throws: StatusProblem.self) {
        try story.ask("alice", draft, #"{"operationName":"Send","email":\#(mail)}"#)
      }
      #expect(problem?.code == code)
    }
    try story.ask("alice", draft, #"{"operationName":"Send"}"#)
    #expect(throws: StatusProblem.self) { try story.ask("alice", draft, #"{"operationName":"Send"}"#) }
  }

  @Test func `a draft is of the agent who began it alone`() throws {
    var story = try GenesysStory("a stolen draft")
    try story.makeReady("alice", "bob")
    let id = try story.mail()
    let agent: AgentID = story.harness.offer(to: "alice") == nil ? "bob" : "alice"
    try story.ask(agent, id, #"{"operationName":"Accept"}"#)
    try story.ask(agent, id, #"{"operationName":"Reply"}"#)
    let draft = try #require(story.lastInteraction("Composing"))
    let other: AgentID = agent == "alice" ? "bob" : "alice"
    let problem = #expect(throws: StatusProblem.self) { try story.ask(other, draft, #"{"operationName":"Send"}"#) }
    #expect(problem?.code == .notFound)
    let stolen = #expect(throws: StatusProblem.self) { try story.ask(other, id, #"{"operationName":"Reply"}"#) }
    #expect(stolen?.code == .notFound)
  }

  @Test func `a chat of long messages is shown by the newest that fit, and by one at least`() throws {
    var story = try GenesysStory("long messages")
    story.settings.shownBytes = 2_000
    story.settings.deskBytes = 3_000
    story.settings.historyBytes = 8_000
    try story.makeReady("alice")
    let id = try story.start()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    let words = String(repeating: "x", count: 400)
    for number in 0..<50 { try story.say(id, "\(number) \(words)") }
    func texts() -> [Substring] {
      let events = story.told.last?.data["interaction"]?["content"]?["events"]?.arrayValue ?? []
      return events.compactMap { $0["text"]?.stringValue?.prefix { $0 != " " } }
    }
    #expect(texts() == ["46", "47", "48", "49"])
    try story.ask("alice", id, #"{"operationName":"RequestChatHistory"}"#)
    #expect((14...16).contains(texts().count) && texts().last == "49", "\(texts())")
    try story.say(id, String(repeating: "y", count: 3_500))
    #expect(texts().count == 1)
    // Two chats share what is shown of all.
    let other = try story.start(2)
    try story.ask("alice", other, #"{"operationName":"Accept"}"#)
    for number in 0..<5 { try story.say(other, "\(number) \(words)") }
    #expect(texts() == ["2", "3", "4"])
  }

  @Test func `a long chat is shown by its newest events, and its history in whole`() throws {
    var story = try GenesysStory("a long chat")
    story.settings.shownEvents = 5
    story.settings.historyEvents = 12
    try story.makeReady("alice")
    let id = try story.start()
    try story.ask("alice", id, #"{"operationName":"Accept"}"#)
    for number in 0..<20 { try story.say(id, "\(number)") }
    func events() -> [JSONValue] { story.told.last?.data["interaction"]?["content"]?["events"]?.arrayValue ?? [] }
    #expect(events().count == 5)
    #expect(events().last?["text"] == .string("19"))
    try story.ask("alice", id, #"{"operationName":"RequestChatHistory"}"#)
    #expect(events().count == 12)
    for _ in 0..<200 { try story.type(id, nil) }
    #expect(events().count == 5, "notices take the room between two facts and no more")
    try story.say(id, "end")
    #expect(events().last?["text"] == .string("end"))
  }
}
