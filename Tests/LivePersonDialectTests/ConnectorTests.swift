// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import LivePersonDialect
import Testing

/// What connectors send, and what they are answered.
@Suite struct ConnectorTests {
  private static let id = "4fe52a76-7316-45fe-acf3-482cfb621d9c"
  private static let survey = "5fe52a76-7316-45fe-acf3-482cfb621d9c"
  private static var conversation: ConversationID { ConversationID(id) ?? ConversationID(rawValue: 0) }

  private func call(_ type: String, _ body: String) throws(ConnectorError) -> ConnectorCall {
    try ConnectorCall(Array(#"{"kind":"req","id":"7","type":"\#(type)","body":\#(body)}"#.utf8))
  }

  private func publish(_ event: String, dialog: String = id) throws(ConnectorError) -> ConnectorRequest {
    let body = #"{"dialogId":"\#(dialog)","conversationId":"\#(Self.id)","event":\#(event)}"#
    return try call("ms.PublishEvent", body).request
  }

  private func update(_ field: String) throws(ConnectorError) -> [ConversationField] {
    let body = #"{"conversationId":"\#(Self.id)","conversationField":\#(field)}"#
    guard case .update(let id, let fields) = try call("cm.UpdateConversationField", body).request else { return [] }
    #expect(id == Self.conversation)
    return fields
  }

  // MARK: Publishing

  private static let contents: [(event: String, kind: String, text: String?, content: String?)] = [
    (#"{"type":"ContentEvent","contentType":"text/plain","message":"hi 👋"}"#, "PLAIN", "hi 👋", nil),
    (
      #"{"type":"ContentEvent","contentType":"text/plain","message":"hi","quickReplies":{"replies":[]}}"#,
      "QUICK_REPLIES", "hi", #"{"quickReplies":{"replies":[]}}"#
    ),
    (
      #"{"type":"ContentEvent","contentType":"hosted/file","message":{"caption":"c","relativePath":"/f/1","fileType":"PNG"}}"#,
      "IMAGE", "c", #"{"attachment":{"mediaUrl":"/f/1","mimeType":"image/png"},"caption":"c"}"#
    ),
    (
      #"{"type":"ContentEvent","contentType":"external/file","message":{"url":"https://a.example/x.zip"}}"#,
      "FILE", nil, #"{"attachment":{"mediaUrl":"https://a.example/x.zip"}}"#
    ),
    (
      #"{"type":"ContentEvent","contentType":"forms/secure-invitation","message":{"invitationId":"i","title":"T"}}"#,
      "SECURE_FORM_INVITATION", "T", #"{"invitationId":"i","title":"T"}"#
    ),
    (
      #"{"type":"ContentEvent","contentType":"forms/secure-submission","message":{"invitationId":"i","submissionId":"s"}}"#,
      "SECURE_FORM_SUBMISSION", "[form submitted]", #"{"invitationId":"i","submissionId":"s"}"#
    ),
    (
      #"{"type":"RichContentEvent","content":{"type":"vertical","elements":[{"type":"text","text":"x"}]}}"#,
      "RICH_CONTENT", "x", #"{"content":{"type":"vertical","elements":[{"type":"text","text":"x"}]}}"#
    ),
  ]

  @Test func `content becomes a message of the customer`() throws {
    for row in Self.contents {
      let message = NewMessage(body: MessageBody(kind: row.kind, text: row.text, content: row.content))
      let post = PostMessage(conversation: Self.conversation, speaker: .customer, message: message)
      let request = try publish(row.event)
      #expect(request == .post(post))
      #expect(try request.steps(in: ConversationFold(account: "A")) == [ConnectorStep(.postMessage(post))])
    }
  }

  @Test(arguments: [
    #"{"type":"ContentEvent","message":"hi","contentType":"text/plain"}"#,
    #"{"type":"ContentEvent","message":"hi","contentType":"text/plain","quickReplies":{"replies":[]}}"#,
    #"{"type":"ContentEvent","message":{"caption":"c","relativePath":"/files/1","fileType":"PNG"},"contentType":"hosted/file"}"#,
    #"{"type":"ContentEvent","message":{"caption":"c","url":"https://a.example/x","fileType":"PDF"},"contentType":"external/file"}"#,
    #"{"type":"ContentEvent","message":{"invitationId":"i","title":"T","formId":"7"},"contentType":"forms/secure-invitation"}"#,
    #"{"type":"ContentEvent","message":{"invitationId":"i","submissionId":"s"},"contentType":"forms/secure-submission"}"#,
    #"{"type":"RichContentEvent","content":{"type":"vertical","elements":[]},"quickReplies":{"replies":[]}}"#,
  ])
  func `what a connector publishes is told to receivers as it was`(event: String) throws {
    guard case .post(let post) = try publish(event) else { throw ConnectorError.invalid("no message") }
    let harness = try EngineHarness.configured()
    var told = try Story(harness)
    #expect(try told.say(post.message) == event)
  }

  /// One conversation whose customer says things.
  private struct Story {
    var harness: EngineHarness
    let id: ConversationID
    var fold = ConversationFold(account: "TESTCO", settings: FoldSettings(fileFolder: "/files/"))

    init(_ harness: EngineHarness) throws {
      self.harness = harness
      let (outcome, facts) = try self.harness.giveWhole(SampleAccount.start(1))
      id = try #require(outcome.conversation)
      for fact in facts { _ = fold.notifications(of: fact) }
    }

    mutating func say(_ message: NewMessage) throws -> String? {
      let post = PostMessage(conversation: id, speaker: .customer, message: message)
      let told = try harness.giveWhole(.postMessage(post)).1.flatMap { fold.notifications(of: $0) }
      let body = try #require(told.first { $0.type == .content || $0.type == .richContent }).body
      let change = try JSONValue(parsing: body)["body"]?["changes"]?.arrayValue?.first
      return change?["event"].map { text($0.bytes) }
    }
  }

  @Test func `a dialog other than the main one is named, and the conversation may be left out`() throws {
    let text = #"{"type":"ContentEvent","contentType":"text/plain","message":"5"}"#
    guard case .post(let post) = try publish(text, dialog: Self.survey) else { throw ConnectorError.invalid("none") }
    #expect(post.dialog == DialogID(Self.survey))
    guard case .post(let short) = try call("ms.PublishEvent", #"{"dialogId":"\#(Self.id)","event":\#(text)}"#).request
    else { throw ConnectorError.invalid("none") }
    #expect((short.conversation, short.dialog) == (Self.conversation, nil))
  }

  @Test(arguments: ChatState.allCases)
  func `of chat states only writing is writing`(state: ChatState) throws {
    let request = try publish(#"{"type":"ChatStateEvent","chatState":"\#(state.rawValue)"}"#)
    let typing = SignalIntent.typing(Self.conversation, .customer, isTyping: state == .composing)
    #expect(request.signal == typing)
  }

  // MARK: Fields

  @Test func `fields are read`() throws {
    let close = #""state":"CLOSE","closedCause":"done"}}"#
    #expect(
      try update(#"{"field":"DialogChange","type":"UPDATE","dialog":{"dialogId":"\#(Self.id)",\#(close)"#) == [
        .closeDialog(nil, cause: "done")
      ]
    )
    #expect(
      try update(#"[{"field":"DialogChange","dialog":{"dialogId":"\#(Self.survey)",\#(close)]"#) == [
        .closeDialog(DialogID(Self.survey), cause: "done")
      ]
    )
    #expect(
      try update(#"{"field":"CSATRate","csatRate":4,"csatResolutionConfirmation":false,"status":"FILLED"}"#) == [
        .satisfaction(Satisfaction(rate: 4, isResolved: false, status: .filled))
      ]
    )
    #expect(
      try update(#"{"field":"CSATRate","status":"SKIPPED"}"#) == [.satisfaction(Satisfaction(status: .skipped))]
    )
    #expect(try update(#"{"field":"TTRField","ttrType":"CUSTOM","value":60}"#) == [.urgency(.custom)])
    #expect(
      try update(
        #"[{"field":"TTRField","ttrType":"NORMAL"},{"field":"ConversationStateField","conversationState":"CLOSE"}]"#
      ) == [.urgency(.normal), .closeConversation]
    )
  }

  // MARK: Starting

  private static let batch = #"""
    [{"kind":"req","id":"1,","type":"userprofile.SetUserProfile","body":{"authenticatedData":{"lp_sdes":[
    {"type":"ctmrinfo","info":{"socialId":"123","ctype":"vip"}},
    {"type":"personal","personal":{"firstname":"John","lastname":"Doe","gender":"MALE"}}]}}},
    {"kind":"req","id":2,"type":"cm.ConsumerRequestConversation","body":{"ttrDefName":"URGENT","brandId":"A",
    "channelType":"MESSAGING","skillId":"sales","campaignInfo":{"campaignId":1244787870,"engagementId":"e"},
    "conversationContext":{"type":"SharkContext","lang":"en-US"}}}]
    """#

  @Test func `a batch starts a conversation with what is known of the customer`() throws {
    let batch = try ConnectorBatch(Array(Self.batch.utf8), account: "A")
    #expect((batch.profileRequest, batch.conversationRequest) == ("1,", "2"))
    let customer = Customer(id: CustomerID(rawValue: 1), identifier: "jws-subject")
    var named = customer
    named.displayName = "John Doe"
    let attributes = [
      ("ctmrinfo.socialId", "123"), ("ctmrinfo.ctype", "vip"), ("personal.gender", "MALE"), ("skillId", "sales"),
      ("ttrType", "URGENT"), ("campaignId", "1244787870"), ("engagementId", "e"), ("lang", "en-US"),
    ].map { Attribute(name: $0.0, value: $0.1) }
    let start = StartConversation(channel: "web", customer: named, attributes: attributes)
    #expect(batch.command(on: "web", for: customer) == .startConversation(start))
  }

  @Test func `a batch may say nothing, and attributes are bounded`() throws {
    let empty = #"""
      [{"kind":"req","id":"1","type":"userprofile.SetUserProfile"},
      {"kind":"req","id":"2","type":"cm.ConsumerRequestConversation","body":{"skillId":"-1"}}]
      """#
    let batch = try ConnectorBatch(Array(empty.utf8), account: "A")
    #expect(batch.displayName == nil && batch.attributes.isEmpty)
    let members = (0..<30).map { #""k\#($0)":"\#(String(repeating: "x", count: $0 == 29 ? 257 : 1))""# }
    let info = #"{"type":"ctmrinfo","info":{\#(members.joined(separator: ","))}}"#
    let many = empty.replacing(
      #"SetUserProfile""#,
      with: #"SetUserProfile","body":{"authenticatedData":{"lp_sdes":[\#(info)]}}"#
    )
    let large = try ConnectorBatch(Array(many.utf8), account: "A")
    #expect(large.attributes.count == ConnectorBatch.mostAttributes)
    #expect(large.attributes.last?.name == "ctmrinfo.k28")
  }

  @Test(arguments: [
    (#"{}"#, 40_000), (#"[]"#, 40_000), (#"[1,2]"#, 40_000), ("no", 40_000),
    (batch.replacing(#""type":"userprofile.SetUserProfile","#, with: ""), 40_001),
    (batch.replacing(#""id":"1,","#, with: ""), 40_001), (batch.replacing(#""id":2,"#, with: #""id":[],"#), 40_000),
    (batch.replacing("userprofile.SetUserProfile", with: "cm.Other"), 40_000),
    (batch.replacing(#""brandId":"A""#, with: #""brandId":"B""#), 40_000),
    (batch.replacing(#""MESSAGING""#, with: #""COBROWSE""#), 40_000),
    (batch.replacing(#""kind":"req""#, with: #""kind":"resp""#), 40_000),
  ])
  func `a batch that is none is refused`(body: String, code: Int) throws {
    do throws(ConnectorError) {
      _ = try ConnectorBatch(Array(body.utf8), account: "A")
      Issue.record("it is taken")
    } catch {
      #expect(error.errorCode == code)
      #expect(error.status == 400)
    }
  }

  // MARK: Refusals

  @Test(arguments: [
    (#"{"dialogId":"x"}"#, "conversationId must be a UUID"), (#"{}"#, "body.dialogId is missing"),
    (#"{"dialogId":7}"#, "body.dialogId must be a string"), (#"{"dialogId":"\#(id)"}"#, "body.event is missing"),
    (#"{"dialogId":"\#(id)","event":"x"}"#, "body.event must be an object"),
    (#"{"dialogId":"\#(id)","event":{}}"#, "body.event.type is missing"),
    (#"{"dialogId":"\#(id)","event":{"type":"Other"}}"#, "body.event.type must be"),
    (#"{"dialogId":"\#(id)","event":{"type":"ContentEvent"}}"#, "body.event.contentType is missing"),
    (#"{"dialogId":"\#(id)","event":{"type":"ContentEvent","contentType":"a/b"}}"#, "body.event.contentType must be"),
    (
      #"{"dialogId":"\#(id)","event":{"type":"ContentEvent","contentType":"text/plain","message":""}}"#,
      "body.event.message is missing"
    ),
    (
      #"{"dialogId":"\#(id)","event":{"type":"ContentEvent","contentType":"hosted/file","message":{"caption":"c"}}}"#,
      "body.event.message.relativePath is missing"
    ),
    (
      #"{"dialogId":"\#(id)","event":{"type":"ContentEvent","contentType":"external/file","message":{"url":""}}}"#,
      "body.event.message.url is missing"
    ),
    (
      #"{"dialogId":"\#(id)","event":{"type":"ContentEvent","contentType":"forms/secure-invitation","message":{}}}"#,
      "body.event.message.title is missing"
    ),
    (#"{"dialogId":"\#(id)","event":{"type":"RichContentEvent","content":"{}"}}"#, "content must be an object"),
    (#"{"dialogId":"\#(id)","event":{"type":"AcceptStatusEvent","status":"OK"}}"#, "body.event.status must be one of"),
    (
      #"{"dialogId":"\#(id)","event":{"type":"AcceptStatusEvent","status":"READ","sequenceList":[-1]}}"#,
      "body.event.sequenceList must have"
    ),
    (
      #"{"dialogId":"\#(id)","event":{"type":"AcceptStatusEvent","status":"READ","sequenceList":[\#(String(repeating: "1,", count: 600))1]}}"#,
      "at most 500"
    ),
    (
      #"{"dialogId":"\#(id)","event":{"type":"ChatStateEvent","chatState":"X"}}"#, "body.event.chatState must be one of"
    ),
  ])
  func `what is wrong with what is published is named`(body: String, said: String) throws {
    do throws(ConnectorError) {
      _ = try call("ms.PublishEvent", body)
      Issue.record("it is taken")
    } catch {
      #expect(error.details.contains(said), "\(error.details)")
      #expect(error.status == 400)
      #expect((error.errorCode == 40_001) == said.hasSuffix("is missing"))
    }
  }

  @Test(arguments: [
    ("{}", "field is missing"), (#"{"field":"Skill"}"#, "field must be"),
    (#"{"field":"ConversationStateField"}"#, "conversationState is missing"),
    (#"{"field":"ConversationStateField","conversationState":"OPEN"}"#, "must be CLOSE"),
    (#"{"field":"DialogChange"}"#, "dialog is missing"),
    (#"{"field":"DialogChange","dialog":{"dialogId":"x"}}"#, "must be a UUID"),
    (#"{"field":"DialogChange","dialog":{"dialogId":"\#(survey)","state":"OPEN"}}"#, "must be CLOSE"),
    (#"{"field":"CSATRate"}"#, "csatRate is missing"), (#"{"field":"CSATRate","csatRate":6}"#, "from 1 to 5"),
    (#"{"field":"CSATRate","csatRate":1,"csatResolutionConfirmation":"yes"}"#, "true or false"),
    (#"{"field":"TTRField","ttrType":"SOON"}"#, "ttrType must be"), ("[]", "conversationField is missing"),
    ("[1]", "must be an object"), ("7", "must be an object"),
  ])
  func `what is wrong with a field is named`(field: String, said: String) throws {
    do throws(ConnectorError) {
      _ = try update(field)
      Issue.record("it is taken")
    } catch {
      #expect(error.details.contains(said), "\(error.details)")
    }
  }

  @Test func `requests that are none, are too large or too deep are refused`() throws {
    let bodies: [([UInt8], String)] = [
      (Array("{".utf8), "no JSON"), (Array("[]".utf8), "must be an object"),
      (Array(repeating: 0x20, count: ConnectorCall.mostBytes + 1), "at most"),
      (Array((String(repeating: "[", count: 40) + String(repeating: "]", count: 40)).utf8), "no JSON"),
      (Array(#"{"kind":"req","id":"1","type":"cm.Other","body":{}}"#.utf8), "is unknown here"),
      (Array(#"{"kind":"req","type":"ms.PublishEvent","body":{}}"#.utf8), "id is missing"),
      (Array(#"{"kind":"req","id":"\#(String(repeating: "1", count: 129))","type":"a"}"#.utf8), "at most 128"),
      (Array(#"{"kind":"req","id":"1","type":"ms.PublishEvent"}"#.utf8), "body is missing"),
    ]
    for (body, said) in bodies {
      do throws(ConnectorError) {
        _ = try ConnectorCall(body)
        Issue.record("\(said): it is taken")
      } catch {
        #expect(error.details.contains(said), "\(error.details)")
      }
    }
  }

  @Test(arguments: [
    (ConnectorError.missing("body.dialogId"), 400, 40_001), (.invalidApplicationToken, 401, 40_102),
    (.invalidConsumerToken, 401, 40_103), (.consumerTokenMissing, 401, 40_104),
    (.applicationTokenMissing, 401, 40_105), (.tooManyRequests, 429, 42_900),
    (ConnectorError(.unknownConversation(ConversationID(rawValue: 1))), 404, 40_400),
    (ConnectorError(.sessionEnded(ConversationID(rawValue: 1))), 409, 40_900),
    (ConnectorError(.unavailable), 503, 50_300), (.tooManySecrets(waiting: 7), 429, 42_900),
    (.forbidden("no"), 403, 40_300),
  ])
  func `errors have the documented form`(error: ConnectorError, status: Int, code: Int) throws {
    let json = try JSONValue(parsing: error.body)
    #expect(json.objectValue?.map(\.name) == ["kind", "code", "body", "type"])
    #expect(json["kind"] == .string("resp"))
    #expect(json["code"] == .number(String(status)))
    #expect(json["type"] == .string(".ReqBody$ErrorResp"))
    #expect(json["body"]?.objectValue?.map(\.name) == ["title", "details", "errorCode"])
    #expect(json["body"]?["errorCode"] == .number(String(code)))
    #expect(error.status == status)
    #expect((error.retrySeconds != nil) == [429, 503].contains(status))
    if code == 40_001 { #expect(json["body"]?["details"]?.stringValue?.contains("body.dialogId") == true) }
  }

  // MARK: Answers

  @Test func `answers name their requests`() throws {
    let batch = try ConnectorBatch(Array(Self.batch.utf8), account: "A")
    #expect(
      text(ConnectorAnswer.started(batch, Self.conversation))
        == #"[{"kind":"resp","reqId":"1,","code":"OK","body":{},"type":"userprofile.SetUserProfileResponse"},"#
        + #"{"kind":"resp","reqId":"2","code":"OK","body":{"conversationId":"\#(Self.id)"},"#
        + #""type":"cm.RequestConversationResponse"}]"#
    )
    #expect(
      text(ConnectorAnswer.published("7", sequence: 3))
        == #"{"kind":"resp","reqId":"7","code":"OK","body":{"sequence":3},"type":"ms.PublishEventResponse"}"#
    )
    #expect(
      text(ConnectorAnswer.updated("7", "OK Conversation resolved successfully"))
        == #"{"kind":"resp","reqId":"7","code":"OK","body":"OK Conversation resolved successfully","type":"StringResponse"}"#
    )
  }
}
