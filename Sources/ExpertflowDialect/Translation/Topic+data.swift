// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What rebuilds a conversation on a desk, and what offers it.
extension Topic {
  /// `onTopicData`: everything the desk draws a conversation from.
  ///
  /// It reads many members without asking whether they are there; those are always written.
  ///
  /// - Parameters:
  ///   - seat: How the agent takes part; nil if all that is left is its after-contact work.
  ///   - events: What happened, as much of it as a desk is shown.
  func data(
    for agent: AgentID,
    seat: DeskSeat?,
    _ events: [CimEvent],
    bytes: Int,
    at now: Timestamp,
    _ directory: DeskDirectory
  ) -> DeskEmission {
    DeskEmission(.onTopicData) { json in
      json.key("topicData")
      json.object { json in
        writeData(agent, seat, events, bytes: bytes, to: &json, directory)
        json.member("durationInSeconds", max(0, now.since(startedAt).components.seconds))
      }
      json.member("conversationId", id)
      json.member("roomInfo", roomInfo)
      json.nullable("taskId", taskId(of: agent, seat))
      json.member("correlationId", id)
    }
  }

  /// The latest events that fit into so many bytes, written; at least one.
  private static func latest(_ events: [CimEvent], bytes limit: Int) -> [[UInt8]] {
    var written: [[UInt8]] = []
    var total = 0
    for event in events.reversed() {
      var json = JSONWriter()
      json.object { event.writeAsHistory(to: &$0) }
      let bytes = json.finish()
      total += bytes.count + 1
      guard written.isEmpty || total <= limit else { break }
      written.append(bytes)
    }
    return written.reversed()
  }

  /// The task of an agent: that of its work, or of a supervisor, who has none, one of its own.
  private func taskId(of agent: AgentID, _ seat: DeskSeat?) -> String? {
    if let item = work(of: agent) { return taskId(item) }
    switch seat?.role {
    case .silentMonitor, .coach, .barged: return seat.map { "\($0.participant):\($0.participant)" }
    case .primary, .assistant, .customer, nil: return nil
    }
  }

  /// Where the conversation stands, in the words of the object model.
  private func state(isWrappingUp: Bool) -> String {
    if isWrappingUp { return "WRAP_UP" }
    if isClosed { return "CLOSED" }
    if hold != nil { return "ON_HOLD" }
    return hasCustomerLeft ? "CUSTOMER_LEFT" : "ACTIVE"
  }

  private func writeData(
    _ agent: AgentID,
    _ seat: DeskSeat?,
    _ events: [CimEvent],
    bytes: Int,
    to json: inout JSONWriter,
    _ directory: DeskDirectory
  ) {
    let isWrappingUp = seat == nil
    let participant = seat?.participant.description ?? wrapUps[agent]?.workItem.description
    let own = TopicParticipant(
      type: "AGENT",
      id: participant ?? agent.rawValue,
      participant: .agent(directory.user(agent)),
      conversationId: conversationId,
      role: seat.flatMap { member($0.participant) }.map(roleName) ?? (seat?.role ?? .primary).expertflowName,
      state: "SUBSCRIBED"
    )
    json.member("id", id)
    json.member("customer", customer(session, directory))
    json.member("channelSession", channelSession(session, directory))
    json.key("conversationData")
    json.object { writeConversationData(to: &$0) }
    json.member("state", state(isWrappingUp: isWrappingUp))
    json.key("participants")
    json.array { json in
      for session in sessions where session.end == nil || session == self.session {
        json.object(self.participant(session, directory))
      }
      for member in visibleAgents { json.object(self.participant(member, directory)) }
    }
    json.objects("agentParticipants", visibleAgents.map { self.participant($0, directory) })
    json.key("agentSla")
    writeSLA(to: &json)
    json.array("customerSuggestions", []) { (json: inout JSONWriter, value: JSONValue) in json.value(value) }
    json.key("topicEvents")
    json.array { json in for event in Self.latest(events, bytes: bytes) { json.raw(event) } }
    json.key("holdTimerDetails")
    writeHold(to: &json)
    json.key("agentHandRaise")
    json.object { json in
      json.member("handRaised", false)
      json.texts("agentNames", [])
    }
    json.array("externalGadgets", []) { (json: inout JSONWriter, value: JSONValue) in json.value(value) }
    json.array("wrapUps", toldDispositions(directory)) { json, disposition in
      json.object { json in
        json.member("categoryName", disposition.category)
        json.member("value", disposition.value)
      }
    }
    json.member("topicParticipant", own)
  }

  /// The task by which an offer is shown.
  func taskId(of offer: OfferMade) -> String {
    work[offer.workItem].map(taskId) ?? "\(offer.workItem):\(offer.workItem)"
  }

  /// `taskRequest`: work that is offered.
  func taskRequest(_ offer: OfferMade, _ directory: DeskDirectory) -> DeskEmission {
    let item = work[offer.workItem]
    return DeskEmission(.taskRequest) { json in
      json.member("conversationId", id)
      json.member("channelSession", channelSession(session, directory))
      json.member("roomInfo", roomInfo)
      json.member("taskId", taskId(of: offer))
      json.key("taskState")
      json.object { json in
        json.member("name", "RESERVED")
        json.nullable("reasonCode", nil as String?)
      }
      json.member("taskDirection", item?.direction ?? "INBOUND")
      json.key("queue")
      json.value(directory.queueReference(offer.queue))
      json.nullable("note", offer.note)
      json.nullable("requestedBy", offer.requestedBy?.rawValue)
      json.member("correlationId", offer.offer)
    }
  }

  /// `agentAssignedForAssistance`: an agent was found for a request.
  func assigned(_ offer: OfferMade, _ directory: DeskDirectory) -> DeskEmission {
    DeskEmission(.agentAssignedForAssistance) { json in
      json.member("conversationId", id)
      json.key("task")
      if let item = work[offer.workItem] {
        json.object { writeTask(item, state: "ACTIVE", reason: nil, to: &$0, directory) }
      } else {
        json.null()
      }
      // There are two words; whoever is asked to a conference comes beside the one who asks, as in a consult.
      json.member("type", offer.purpose == .transfer ? "direct-transfer" : "consult")
    }
  }
}

extension Topic {
  /// What the contact is about, by the labels desks know, each once.
  private func toldDispositions(_ directory: DeskDirectory) -> [Disposition] {
    var told: [Disposition] = []
    for disposition in dispositions {
      let labelled = Disposition(category: disposition.category, value: directory.label(of: disposition))
      if !told.contains(labelled) { told.append(labelled) }
    }
    return told
  }

  /// `agentSla`: the response that is due, in the words of the events about it; its members are null if none is.
  private func writeSLA(to json: inout JSONWriter) {
    json.object { json in
      json.nullable("totalDuration", dueResponse.map { Int($0.deadline.since($0.since).components.seconds) })
      json.nullable("action", dueResponse.map { _ in isResponseLate ? "SHOW_POPUP" : "START_TIMER" })
      json.milliseconds("startTime", dueResponse?.since)
    }
  }

  /// `consulTransferRequestSuccess`: whoever was consulted took over.
  func consultTransferred(_ fact: ConsultEnded, _ directory: DeskDirectory) -> DeskEmission {
    let item = fact.agent.flatMap { work(of: $0) }
    return DeskEmission(.consulTransferRequestSuccess) { json in
      json.member("conversationId", id)
      // The documents name the task in two ways.
      for name in ["newTask", "task"] {
        json.key(name)
        if let item {
          json.object { writeTask(item, state: "ACTIVE", reason: nil, to: &$0, directory) }
        } else {
          json.null()
        }
      }
      json.nullable("agentId", fact.agent?.rawValue)
    }
  }

  /// What is typed, for those who look: it has no place in the log.
  func typing(_ participant: ParticipantID, _ isTyping: Bool, at time: Timestamp, _ directory: DeskDirectory)
    -> CimEvent
  {
    let sender: CimSender
    if let agent = member(participant)?.agent {
      sender = directory.sender(agent)
    } else {
      sender = CimSender(type: "CONNECTOR", id: session.customer.id.description, senderName: nil)
    }
    var header = CimHeader(sender: sender, timestamp: time, conversationId: conversationId)
    header.channelData = channelData(session, directory)
    header.customer = customer(session, directory)
    header.channelSessionId = session.session.id.description
    let identifier = NamedUUID.make("typing", participant.description, String(time.milliseconds))
    return CimEvent(
      id: identifier,
      name: .typingIndicator,
      type: .notification,
      timestamp: time,
      conversationId: conversationId,
      eventEmitter: sender,
      channelSession: channelSession(session, directory),
      data: .message(
        CimMessage(
          id: identifier,
          header: header,
          body: .notification(isTyping ? "TYPING_STARTED" : "TYPING_STOPPED")
        )
      )
    )
  }
}

extension DeskEmission {
  /// `onCimEvent`: the event as a JSON *string* (desks parse it).
  static func cimEvent(_ event: CimEvent, in topic: Topic) -> DeskEmission {
    var written = JSONWriter(capacity: 4_096)
    written.object(event)
    let text = written.finish()
    return DeskEmission(.onCimEvent, capacity: text.count + text.count / 4 + 256) { json in
      json.member("cimEvent", text: text)
      json.member("conversationId", topic.id)
      json.member("roomInfo", topic.roomInfo)
    }
  }

  /// `topicUnsubscription`: the agent is in the conversation no more.
  static func unsubscribed(_ conversation: ConversationID, _ reason: String) -> DeskEmission {
    DeskEmission(.topicUnsubscription) { json in
      json.member("conversationId", conversation)
      json.member("reason", reason)
    }
  }

  /// `revokeTask`: the offer is over.
  static func revoked(_ conversation: ConversationID) -> DeskEmission {
    DeskEmission(.revokeTask) { $0.member("conversationId", conversation) }
  }

  /// `wrapupTimerStarted`: after-contact work began, for so many seconds.
  static func wrapUp(_ conversation: ConversationID, seconds: Int) -> DeskEmission {
    DeskEmission(.wrapupTimerStarted) { json in
      json.member("task", "wrapupTimerStarted")
      json.member("duration", seconds)
      json.member("conversationId", conversation)
      json.member("roomInfo", RoomInfo(id: conversation.description))
      json.member("statusCode", 200)
    }
  }

  /// `topicClosed`: the conversation ended for everybody.
  static func closed(_ conversation: ConversationID) -> DeskEmission {
    DeskEmission(.topicClosed) { json in
      json.member("task", "topicClosed")
      json.member("conversationId", conversation)
      json.member("statusCode", 200)
    }
  }
}
