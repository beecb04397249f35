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
    let participant = seat?.participant.description ?? wrapUp(of: agent)?.workItem.description
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

  func writeConversationData(to json: inout JSONWriter) {
    for attribute in attributes {
      json.key(attribute.name)
      json.string(attribute.value)
    }
  }

  /// `holdTimerDetails`: since when the customer is on hold, and for how long; its members are null if it is not.
  func writeHold(to json: inout JSONWriter) {
    json.object { json in
      json.nullable(
        "totalDuration",
        hold.flatMap { hold in
          hold.until.map { Int($0.since(hold.since).components.seconds) }
        }
      )
      json.milliseconds("startTime", hold?.since)
    }
  }
}
