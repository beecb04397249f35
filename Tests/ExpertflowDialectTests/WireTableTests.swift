// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import ExpertflowDialect
import Testing

/// The names and the bodies of the vendor's documents, each once.
@Suite struct WireTableTests {
  /// Events that desks send.
  private static let asked = [
    "changeAgentState", "topicSubscription", "topicUnsubscription", "publishCimEvent", "closeWrapup",
    "pauseConversation", "resumeConversation", "directTransferRequest", "directConferenceRequest", "consultRequest",
    "consultTransferRequest", "consultConferenceRequest", "JoinAsSilentMonitor", "joinAsWhisper", "JoinAsBargin",
    "JoinAsBargeIn", "joinAsBargeIn", "subscribePullModeList", "unsubscribePullModeList", "joinPullModeRequest",
    "deletePullModeRequest",
  ]

  @Test(arguments: asked)
  func `what desks send is known, and needs its members`(event: String) {
    // What is missing depends on the event; that there is no such event is not said of any.
    let problem = #expect(throws: CimProblem.self) { try DeskRequest.read(event, .object([])) }
    #expect(problem?.text.hasSuffix(" is missing") == true || problem?.text.hasPrefix("mode must be") == true)
  }

  @Test(arguments: ["endConversation", "SOCKET_SESSION_REMOVED", "topicsubscription", "JoinAsWhisper", ""])
  func `nothing else is`(event: String) {
    #expect(throws: CimProblem("there is no event \(event)")) { try DeskRequest.read(event, .object([])) }
  }

  @Test func `desks are told the events there are; goldens show each`() {
    #expect(
      Set(DeskEvent.allCases.map(\.rawValue)) == [
        "agentPresence", "taskRequest", "revokeTask", "onTopicData", "onCimEvent", "topicUnsubscription", "topicClosed",
        "wrapupTimerStarted", "socketSessionRemoved", "onChannelTypes", "onPullModeSubscribedList",
        "pullModeSubscribedListRequests", "addPullModeSubscribedListRequests", "removePullModeSubscribedListRequests",
        "onPullModeSubscribedListRequest", "agentAssistanceRequestPlaced", "agentAssignedForAssistance",
        "consulTransferRequestSuccess", "errors",
      ]
    )
  }

  // MARK: CIM events

  private static let names = """
    AGENT_OUTBOUND ACTION_MESSAGE CUSTOMER_MESSAGE AGENT_MESSAGE BOT_MESSAGE BOT_SUGGESTION NO_AGENT_AVAILABLE \
    CHANNEL_SESSION_STARTED CHANNEL_SESSION_ENDED CHANNEL_SESSION_EXPIRED AGENT_RESERVED EWT_MESSAGE \
    AGENT_RESERVED_TIMEOUT AGENT_ACCEPT_TIMEOUT AGENT_SUBSCRIBED AGENT_UNSUBSCRIBED BOT_SUBSCRIBED BOT_UNSUBSCRIBED \
    RESPONSE_SLA_BREACHED BOT_TIMEOUT BOT_NOT_AVAILABLE CUSTOMER_ACTIVITY_TIMEOUT TOPIC_STATE_CHANGE_EVENT \
    ASSOCIATED_CUSTOMER_CHANGED MESSAGE_DELIVERY_NOTIFICATION CISCO_VOICE_EVENT WRAPUP_APPLIED TASK_STATE_CHANGED \
    REVOKE_RESOURCE CONVERSATION_DATA_CHANGED CALL_LEG_STARTED CALL_LEG_ENDED PARTICIPANT_ROLE_CHANGED \
    WHISPER_MESSAGE TASK_ENQUEUED VOICE_ACTIVITY TYPING_INDICATOR ASSIGN_RESOURCE_REQUESTED REMOVE_CHANNEL_SESSION \
    THIRD_PARTY_ACTIVITY IVR_AGGREGATED_ACTIVITY CHANNEL_SESSION_DATA_UPDATED CUSTOMER_LEFT ADVISOR_SUBSCRIBED \
    AGENT_SLA_STARTED AGENT_SLA_STOPPED AGENT_SLA_EXPIRED REMOVE_ALL_AGENTS RESET_AGENT_SLA ROOM_CREATED \
    ROOM_MEMBER_STATUS_CHANGED CONVERSATION_PAUSED CONVERSATION_RESUMED EXTERNAL_GADGET_REQUESTED CALL_HOLD \
    CALL_RESUME AGENT_SLA CUSTOMER_SLA_STARTED CUSTOMER_SLA_EXPIRED CUSTOMER_SLA_STOPPED CUSTOMER_SLA HOLD_TIMER \
    NO_RESPONSE_ENTITY AGENT_MRD_INTERRUPTED HAND_RAISED HAND_DOWN
    """.split(separator: " ").map(String.init)

  @Test func `there are 66 names and five types of CIM events`() {
    #expect(CimEventName.allCases.map(\.rawValue) == Self.names)
    #expect(Self.names.count == 66)
    #expect(CimEventType.allCases.map(\.rawValue) == ["MESSAGE", "SUGGESTION", "ACTIVITY", "NOTIFICATION", "CALL"])
  }

  /// What desks may publish; what is published under any other name is refused.
  private static let published: Set<String> = [
    "AGENT_MESSAGE", "WHISPER_MESSAGE", "MESSAGE_DELIVERY_NOTIFICATION", "TYPING_INDICATOR", "RESET_AGENT_SLA",
  ]

  @Test(arguments: names, CimEventType.allCases)
  func `each is read and written as it came, and published only if desks may`(name: String, type: CimEventType) throws {
    let json =
      #"{"id":"e","name":"\#(name)","type":"\#(type.rawValue)","timestamp":1653888665578,"conversationId":"c","#
      + #""roomInfo":{"id":"c","mode":"PRIVATE"},"data":{"x":[1,null]},"mark":true}"#
    let event = try CimEvent(try JSONValue(parsing: Array(json.utf8)), as: "cimEvent")
    #expect(String(decoding: event.bytes, as: UTF8.self) == json)
    let desk = Desk(SessionTests.Bench.start(.notReady))
    let refusal = CimProblem("desks do not publish \(name)")
    let order = Result { () throws(CimProblem) in try desk.order(.publish(event, ConversationID(rawValue: 1))) }
    if Self.published.contains(name) {
      #expect(order != .failure(refusal))
    } else {
      #expect(order == .failure(refusal))
    }
  }

  // MARK: Bodies

  /// One of each type, with all its members.
  private static let bodies = [
    #"{"type":"PLAIN","markdownText":"**good** day"}"#,
    #"{"type":"IMAGE","markdownText":"","caption":"c","additionalDetails":{"a":1},"attachment":{"mediaUrl":"https://x/a.png","mimeType":"image/png","size":7,"thumbnail":"t","mediaLabel":"l","mediaName":"n"}}"#,
    #"{"type":"VIDEO","markdownText":"","caption":"c","attachment":{"mediaUrl":"https://x/a.mp4","mimeType":"video/mp4","size":7}}"#,
    #"{"type":"AUDIO","markdownText":"","caption":"c","attachment":{"mediaUrl":"https://x/a.ogg","mimeType":"audio/ogg","size":7}}"#,
    #"{"type":"FILE","markdownText":"","caption":"c","additionalDetails":{"fileName":"a.pdf"},"attachment":{"mediaUrl":"https://x/a.pdf","mimeType":"application/pdf","size":7}}"#,
    #"{"type":"MULTIMEDIA","markdownText":"","attachment":{"mediaUrl":"https://x/a","mimeType":"x/y","size":0}}"#,
    #"{"type":"BUTTON","markdownText":"choose","buttonMessageType":"QUICK_REPLIES","buttons":[{"type":"t","title":"One","payload":"1","additionalButtonDetails":{}}],"additionalDetails":{}}"#,
    #"{"type":"CAROUSEL","markdownText":"","carouselMessageType":"GENERIC_RICH_MEDIA","elements":[{"text":"a","url":"https://x","buttons":[],"defaultAction":{"type":"t","url":"u"},"additionalCarouselElementDetails":null}]}"#,
    #"{"type":"CONTACT","markdownText":"","contacts":[{"name":{"formattedName":"Bob","additionalNameDetails":{}},"phones":[{"phone":"1","additionalPhoneDetails":{}}],"additionalContactDetails":{}}]}"#,
    #"{"type":"LOCATION","markdownText":"here","location":{"latitude":1.50,"longitude":-2}}"#,
    #"{"type":"URL","markdownText":"","mediaUrl":"https://x"}"#,
    #"{"type":"STICKER","markdownText":"","mediaUrl":"https://x/s","stickerId":"s"}"#,
    #"{"type":"WRAPUP","markdownText":"","wrapups":[{"categoryName":"result","value":"Solved"}],"note":"n"}"#,
    #"{"type":"DELIVERYNOTIFICATION","markdownText":"","messageId":"m","status":"READ","reasonCode":200}"#,
    #"{"type":"DELETEDNOTIFICATION","markdownText":"","messageId":"m","timestamp":1}"#,
    #"{"type":"NOTIFICATION","markdownText":"","notificationType":"INFO","notificationData":{"a":[]}}"#,
    #"{"type":"COMMENT","markdownText":"ha","postId":"p","itemType":"PRIVATE_REPLY","attachment":{"mediaUrl":"u"}}"#,
    #"{"type":"EMAIL","markdownText":"","subject":"s","from":"a@x","replyTo":["a@x"],"receivingDate":1,"htmlBody":"<p>","recipientsTo":["b@x"],"recipientsCc":[],"recipientsBcc":[],"emailThreads":[],"attachments":[{"mediaUrl":"u"}],"additionalDetails":{}}"#,
    #"{"type":"TEMPLATE","markdownText":"","namespace":"n","name":"t","language":"en","components":[{}]}"#,
    #"{"type":"VOICE","markdownText":"","callId":"c","leg":"l","reasonCode":"r"}"#,
    #"{"type":"ACTION","markdownText":"","name":"a","data":{"x":1}}"#,
    #"{"type":"CUSTOM","markdownText":"","jsonNode":{"x":[1,{"y":null}]}}"#, #"{"type":"RECEIPT","markdownText":"r"}"#,
    #"{"type":"NEVER_HEARD_OF","markdownText":"","x":{"y":[true,null,1.0]}}"#,
  ]

  @Test func `there is one body of each type`() throws {
    let types = try Self.bodies.map { try JSONValue(parsing: Array($0.utf8))["type"]?.stringValue }
    #expect(Set(types).count == 24 && Self.bodies.count == 24)
  }

  @Test(arguments: bodies)
  func `what an agent or a customer says comes to everybody as it was said`(body: String) throws {
    var story = try DeskStory("bodies")
    try story.makeReady("alice")
    let id = try #require(try story.happen(SampleAccount.start(1), "a customer comes").conversation)
    try story.accept("alice", id)
    try story.say("alice", id, body)
    let said = try CimBody(try JSONValue(parsing: Array(body.utf8)), as: "body").messageBody
    let message = PostMessage(conversation: id, speaker: .customer, message: NewMessage(id: "c", body: said))
    _ = try story.happen(.postMessage(message), "the customer says the same")
    let live = story.told.flatMap { DeskNeed.events($0.event, $0.argument) }
    try story.connect("alice")
    let earlier = DeskNeed.events(.onTopicData, try #require(story.told.last { $0.event == .onTopicData }).argument)
    for events in [live, earlier] {
      for (name, id) in [("AGENT_MESSAGE", "m1"), ("CUSTOMER_MESSAGE", "c")] {
        let event = events.last { $0["name"] == .string(name) && $0["data"]?["id"] == .string(id) }
        #expect(event?["data"]?["body"].map { String(decoding: $0.bytes, as: UTF8.self) } == body)
      }
    }
  }
}
