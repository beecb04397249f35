// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import ExpertflowDialect
import Testing

/// What desks send, in every spelling that is known.
@Suite struct RequestTests {
  private static let id = "261c271a-58e6-4571-9d25-77ad26d745d6"
  private static let conversation =
    ConversationID("261c271a-58e6-4571-9d25-77ad26d745d6") ?? ConversationID(rawValue: 0)

  private func read(_ event: String, _ json: String) throws -> DeskRequest.Asked {
    try DeskRequest.read(event, try JSONValue(parsing: Array(json.utf8)))
  }

  @Test(arguments: [
    (
      #"{"agentId":"a","action":"agentState","state":{"name":"READY","reasonCode":null}}"#,
      DeskRequest.agentState("READY", reason: nil)
    ),
    (
      #"{"agentId":"a","action":"agentState","state":{"name":"NOT_READY","reasonCode":{"id":"lunch","name":"Lunch","type":"NOT_READY"}}}"#,
      .agentState("NOT_READY", reason: "lunch")
    ),
    (#"{"agentId":"a","action":"agentState","state":{"name":"LOGOUT"}}"#, .agentState("LOGOUT", reason: nil)),
    (#"{"agentId":"a","action":"agentMRDState","state":"READY","mrdId":"chat"}"#, .mrdState("READY", mrd: "chat")),
  ])
  func `a desk changes its state`(json: String, request: DeskRequest) throws {
    let asked = try read("changeAgentState", json)
    #expect(asked.agent == "a")
    #expect(asked.request == request)
  }

  @Test(arguments: [
    ("topicSubscription", #"{"conversationId":"ID","taskId":"1:2"}"#, DeskRequest.subscribe(conversation, task: "1:2")),
    ("topicSubscription", #"{"topicId":"ID"}"#, .subscribe(conversation, task: nil)),
    (
      "topicUnsubscription", #"{"conversationId":"ID","roomInfo":{"id":"ID","mode":"CONTACT_CENTER"}}"#,
      .unsubscribe(conversation)
    ),
    ("closeWrapup", #"{"cimEvent":null,"conversationId":"ID"}"#, .closeWrapUp(nil, conversation)),
    (
      "pauseConversation", #"{"participantId":"p","conversationId":"ID","duration":30,"state":"ON_HOLD"}"#,
      .pause(conversation, participant: "p", limit: .seconds(30))
    ),
    (
      "resumeConversation", #"{"participantId":"p","conversationId":"ID","state":"ACTIVE"}"#,
      .resume(conversation, participant: "p")
    ),
    (
      "consultTransferRequest", #"{"conversationId":"ID","mode":"agent"}"#,
      .completeConsult(.transfer, conversation, nil, note: nil)
    ),
    (
      "directTransferRequest",
      #"{"channelSession":{"conversationId":"ID"},"agentParticipant":{},"mode":"queue","queueName":"Support","note":"please"}"#,
      .assist(.transfer, conversation, .queue(name: "Support"), note: "please")
    ),
    (
      "directConferenceRequest",
      #"{"channelSession":{"topicId":"ID"},"mode":"agent","requestedAgentId":"bob","offerToAgent":true,"note":""}"#,
      .assist(.conference, conversation, .agent("bob"), note: nil)
    ),
    (
      "consultRequest",
      #"{"agentParticipant":{"conversationId":"ID"},"mode":"agent","requestedAgentId":"bob"}"#,
      .assist(.consult, conversation, .agent("bob"), note: nil)
    ),
    (
      "consultTransferRequest",
      #"{"conversationId":"ID","requestedAgentId":"bob","mode":"agent","offerToAgent":false}"#,
      .completeConsult(.transfer, conversation, .agent("bob"), note: nil)
    ),
    (
      "consultConferenceRequest", #"{"conversationId":"ID","mode":"queue","queueName":"sales"}"#,
      .completeConsult(.conference, conversation, .queue(name: "sales"), note: nil)
    ),
    ("JoinAsSilentMonitor", #"{"channelSession":{"conversationId":"ID"}}"#, .supervise(.silentMonitor, conversation)),
    ("joinAsWhisper", #"{"participantId":"p","conversationId":"ID"}"#, .supervise(.coach, conversation)),
    ("JoinAsBargin", #"{"conversationId":"ID"}"#, .supervise(.barged, conversation)),
    ("JoinAsBargeIn", #"{"conversationId":"ID"}"#, .supervise(.barged, conversation)),
    ("joinAsBargeIn", #"{"conversationId":"ID"}"#, .supervise(.barged, conversation)),
    ("subscribePullModeList", #"{"listId":"l","list":{"id":"l"}}"#, .subscribeList("l")),
    ("unsubscribePullModeList", #"{"listId":"l"}"#, .unsubscribeList("l")),
    ("joinPullModeRequest", #"{"requestId":"r"}"#, .takeListed("r")),
    ("deletePullModeRequest", #""r""#, .deleteListed("r")),
  ])
  func `a desk asks for something`(event: String, json: String, request: DeskRequest) throws {
    #expect(try read(event, json.replacing("ID", with: Self.id)).request == request)
  }

  @Test(arguments: [
    ("endConversation", "{}", "there is no event endConversation"),
    ("topicSubscription", "{}", "conversationId is missing"),
    ("topicSubscription", #"{"conversationId":"x"}"#, "x is the id of no conversation"),
    ("topicSubscription", "[]", "topicSubscription must be an object, not an array"),
    (
      "changeAgentState", #"{"action":"dance"}"#,
      "changeAgentState.action must be agentState or agentMRDState, not dance"
    ),
    ("consultRequest", #"{"conversationId":"ID"}"#, "mode must be queue or agent"),
    (
      "consultRequest", #"{"conversationId":"ID","mode":"agent","requestedAgentId":"bob","offerToAgent":false}"#,
      "an agent who is asked decides whether to come: offerToAgent must be true"
    ),
    (
      "consultTransferRequest", #"{"conversationId":"ID","requestedAgentId":"bob","offerToAgent":true}"#,
      "whoever is consulted is in the conversation already: offerToAgent must be false"
    ),
    (
      "topicUnsubscription",
      #"{"conversationId":"ID","roomInfo":{"id":"00000000-0000-0000-0000-000000000001","mode":"CONTACT_CENTER"}}"#,
      "roomInfo.id is the room of another conversation"
    ),
    (
      "topicUnsubscription", #"{"conversationId":"ID","roomInfo":{"id":"ID","mode":"PRIVATE"}}"#,
      "roomInfo.mode must be CONTACT_CENTER: there are no private rooms"
    ),
    ("publishCimEvent", #"{"cimEvent":{"name":"NONE"},"conversationId":"ID"}"#, "NONE is the name of no CIM event"),
    (
      "publishCimEvent",
      #"{"cimEvent":{"name":"AGENT_MESSAGE","data":{"id":"1","header":{"sender":{"type":"AGENT"}},"body":{"type":"LOCATION"}}}}"#,
      "body/location/latitude is missing; a body of type LOCATION needs it"
    ),
  ])
  func `what cannot be read is refused with a reason`(event: String, json: String, text: String) {
    #expect(throws: CimProblem(text)) { try read(event, json.replacing("ID", with: Self.id)) }
  }
}
