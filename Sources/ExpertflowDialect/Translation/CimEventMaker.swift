// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Makes the CIM events of one fact.
struct CimEventMaker {
  let topic: Topic
  let envelope: Envelope
  let directory: DeskDirectory

  init(_ topic: Topic, _ envelope: Envelope, _ directory: DeskDirectory) {
    self.topic = topic
    self.envelope = envelope
    self.directory = directory
  }

  /// An id that the same event has for every desk, and again after a restart.
  ///
  /// - Parameter part: Which of several events of that name, where a fact makes more than one.
  private func id(_ name: CimEventName, _ part: String = "") -> String {
    NamedUUID.make("cimEvent", directory.account.rawValue, String(envelope.offset), name.rawValue, part)
  }

  private func event(
    _ name: CimEventName,
    _ type: CimEventType,
    _ sender: CimSender,
    _ session: Topic.Session?,
    _ data: CimEventData,
    part: String = ""
  ) -> CimEvent {
    CimEvent(
      id: id(name, part),
      name: name,
      type: type,
      timestamp: envelope.time,
      conversationId: topic.conversationId,
      eventEmitter: sender,
      channelSession: session.map { topic.channelSession($0, directory) },
      data: data
    )
  }

  private var system: CimSender { CimSender(type: "SYSTEM", id: nil, senderName: "SYSTEM") }

  func callAsFunction(
    _ name: CimEventName,
    _ type: CimEventType,
    part: String = "",
    _ write: (inout JSONWriter) -> Void
  ) -> CimEvent {
    var json = JSONWriter()
    json.object(write)
    return event(name, type, system, topic.session, .json(json.finish()), part: part)
  }

  func callAsFunction(_ name: CimEventName, _ type: CimEventType, session: Topic.Session) -> CimEvent {
    let body = topic.channelSession(session, directory)
    return event(name, type, system, session, .json(body.bytes))
  }

  func callAsFunction(
    _ name: CimEventName,
    _ type: CimEventType,
    participant member: Topic.Member,
    reason: String?
  ) -> CimEvent {
    self(name, type) { json in
      json.member(member.agent == nil ? "botParticipant" : "agentParticipant", topic.participant(member, directory))
      json.nullable("reason", reason)
    }
  }

  func joined(_ participant: ParticipantID, _ workItem: WorkItemID?) -> [CimEvent] {
    guard let member = topic.member(participant) else { return [] }
    let started = workItem.flatMap { topic.work[$0] }.map { task($0, state: "ACTIVE") }
    return [started, self(.agentSubscribed, .activity, participant: member, reason: nil)].compactMap(\.self)
  }

  func roleChanged(_ member: Topic.Member) -> CimEvent {
    self(.participantRoleChanged, .activity) { json in
      json.member("conversationParticipant", topic.participant(member, directory))
    }
  }

  // MARK: Messages

  func message(_ fact: MessagePosted) -> CimEvent {
    let message = fact.message
    let isInternal = message.audience != .everyone || fact.dialog != topic.mainDialog
    let session = topic.session(message.sender) ?? topic.session
    let name: CimEventName
    let sender: CimSender
    switch message.senderKind {
    case .customer:
      name = .customerMessage
      // Customers speak through the connector of their channel.
      sender = CimSender(
        type: "CONNECTOR",
        id: session.customer.id.description,
        senderName: session.customer.displayName ?? session.customer.identifier
      )
    case .agent, .supervisor:
      // A note on the contact is an agent's message on this wire, although no customer sees it.
      name = isInternal && message.body.kind != "WRAPUP" ? .whisperMessage : .agentMessage
      sender = message.senderAgent.map(directory.sender) ?? system
    case .bot:
      name = .botMessage
      sender = CimSender(type: "BOT", id: message.senderBot?.rawValue, senderName: message.senderBot?.rawValue)
    case .system:
      name = .botMessage
      sender = system
    }
    var header = header(sender, session)
    header.originalMessageId = message.replyTo?.rawValue
    let said = CimMessage(id: message.id.rawValue, header: header, body: shown(CimBody(message.body)))
    var event = event(name, .message, sender, session, .message(said))
    if let written = message.extras.flatMap(WrittenBeside.init) { written.restore(in: &event, said) }
    return event
  }

  /// A body with files by the addresses that desks show.
  private func shown(_ body: CimBody) -> CimBody { directory.files?.shown(body) ?? body }

  private func header(_ sender: CimSender, _ session: Topic.Session) -> CimHeader {
    var header = CimHeader(sender: sender, timestamp: envelope.time, conversationId: topic.conversationId)
    header.channelData = topic.channelData(session, directory)
    header.customer = topic.customer(session, directory)
    header.channelSessionId = session.session.id.description
    return header
  }

  /// The status of a message that reached a connector: to the core it was delivered, and this is the detail.
  static let connected = "CONNECTED"

  func receipt(_ fact: ReceiptReported) -> CimEvent {
    let sender: CimSender
    if let agent = topic.member(fact.participant)?.agent {
      sender = directory.sender(agent)
    } else if fact.status == .failed {
      sender = system
    } else {
      sender = CimSender(type: "CONNECTOR", id: topic.session.customer.id.description, senderName: nil)
    }
    let code = fact.code ?? (fact.status == .failed ? 500 : 200)
    let status =
      fact.detail == Self.connected && fact.status == .delivered ? Self.connected : fact.status.expertflowName
    let body = CimBody.deliveryNotification(fact.message.rawValue, status: status, code: code)
    let session = topic.session(fact.participant) ?? topic.session
    let message = CimMessage(id: id(.messageDeliveryNotification), header: header(sender, session), body: body)
    return event(.messageDeliveryNotification, .notification, sender, session, .message(message))
  }

  // MARK: Tasks

  func task(_ item: Topic.Work, state: String, reason: String? = nil) -> CimEvent {
    self(.taskStateChanged, .activity, part: "\(item.task) \(state)") { json in
      json.key("task")
      json.object { topic.writeTask(item, state: state, reason: reason, to: &$0, directory) }
      json.member("taskStateChanged", state != "ACTIVE" || item.media == "ACTIVE")
      json.texts("mediaStateChanges", [item.id.description])
    }
  }

  /// The offer of work is over without an agent: so is its task, unless the work ends with it.
  func unanswered(_ id: WorkItemID, _ reason: String) -> [CimEvent] {
    topic.work[id].map { [task($0, state: "CLOSED", reason: reason)] } ?? []
  }

  /// Work whose offer is over waits again, as another task.
  func goesOn(_ id: WorkItemID) -> [CimEvent] {
    guard let item = topic.work[id], item.byQueue else { return [] }
    return [task(item, state: "ACTIVE")]
  }

  /// The task of a supervisor who came into a conversation. It has no work item: its id is the participant's.
  private func bargeIn(_ member: Topic.Member) -> Topic.Work {
    var item = Topic.Work(id: WorkItemID(rawValue: member.id.rawValue), agent: member.agent, media: "ACTIVE")
    item.direction = "BARGE_IN"
    item.byQueue = false
    return item
  }

  func bargeIn(_ participant: ParticipantID) -> [CimEvent] {
    guard let member = topic.member(participant), member.role == .barged else { return [] }
    return [task(bargeIn(member), state: "ACTIVE")]
  }

  func endOfBargeIn(_ member: Topic.Member) -> [CimEvent] {
    member.role == .barged ? [task(bargeIn(member), state: "CLOSED", reason: "DONE")] : []
  }

  func enqueued(_ item: Topic.Work) -> CimEvent {
    self(.taskEnqueued, .activity) { json in
      json.key("task")
      json.object { topic.writeTask(item, state: "ACTIVE", reason: nil, to: &$0, directory) }
      json.key("queue")
      json.value(directory.queueReference(item.queue))
    }
  }

  func reserved(_ item: Topic.Work, _ agent: AgentID) -> CimEvent {
    self(.agentReserved, .activity) { json in
      json.key("task")
      json.object { topic.writeTask(item, state: "ACTIVE", reason: nil, to: &$0, directory) }
      json.member("ccUser", directory.user(agent))
    }
  }

  func noAgent(_ item: Topic.Work?) -> CimEvent {
    self(.noAgentAvailable, .activity) { json in
      json.key("requestType")
      json.object { json in
        json.member("direction", item?.direction ?? "INBOUND")
        json.member("mode", "QUEUE")
        json.nullable("metadata", nil as String?)
      }
    }
  }

  func wrapUpApplied(_ fact: WrapUpCompleted) -> CimEvent {
    let body = CimBody(
      type: "WRAPUP",
      markdownText: "",
      members: [
        JSONMember(
          "wrapups",
          .array(
            fact.dispositions.map { disposition in
              .object([
                JSONMember("categoryName", .string(disposition.category)),
                JSONMember("value", .string(directory.label(of: disposition))),
              ])
            }
          )
        ),
        JSONMember("note", .string(fact.note ?? "")),
      ]
    )
    let sender = directory.sender(fact.agent)
    let message = CimMessage(id: id(.wrapUpApplied), header: header(sender, topic.session), body: body)
    return event(.wrapUpApplied, .activity, sender, topic.session, .message(message))
  }

  // MARK: Times and calls

  /// A time that began, or has come so far. It is one slice: nothing happens to it in between.
  func timer(_ name: CimEventName, since: Timestamp, to deadline: Timestamp, _ action: String) -> CimEvent {
    let total = deadline.milliseconds - since.milliseconds
    let passed = envelope.time.milliseconds - since.milliseconds
    return self(name, .notification) { json in
      json.member("totalDuration", total / 1_000)
      json.member("currentSliceDuration", total / 1_000)
      json.member("percentageCompleted", total > 0 ? min(100, passed * 100 / total) : 100)
      json.member("action", action)
    }
  }

  /// The customer was expected to say something, and is not any more.
  func endOfAwaiting() -> [CimEvent] {
    topic.customerAwaitedSince != nil ? [self(.customerSLAStopped, .notification) { _ in }] : []
  }

  /// The time of a hold is over.
  func holdIsOver() -> CimEvent {
    self(.holdTimer, .notification) { json in
      json.key("holdTimerDetails")
      topic.writeHold(to: &json)
    }
  }

  private var isVoice: Bool { directory.type(of: topic.session.session.channel) == .voice }

  func held() -> CimEvent {
    self(isVoice ? .callHold : .conversationPaused, .activity) { json in
      json.key("holdTimerDetails")
      topic.writeHold(to: &json)
    }
  }

  func resumed() -> CimEvent {
    self(isVoice ? .callResume : .conversationResumed, .activity) { _ in }
  }

  func callLeg(_ name: CimEventName, _ fact: CallLegStateChanged) -> CimEvent {
    self(name, .call) { json in
      json.member("leg", fact.leg.description)
      json.member("agentId", fact.agent)
      json.nullable("reasonCode", fact.reason?.name)
    }
  }
}

extension Topic {
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
