// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// The CIM events that say a fact to those who take part. Facts that are not named here have no word on this wire, or
/// concern one agent only; docs/protocols/expertflow.md lists them.
extension Topic {
  /// The events about who leaves and what ends, for which what is known before counts.
  func eventsBefore(_ envelope: Envelope, _ directory: DeskDirectory) -> [CimEvent] {
    let make = EventMaker(self, envelope, directory)
    switch envelope.event {
    case .participantLeft(let fact):
      guard let member = member(fact.participant) else { return [] }
      // Whoever consults is in two dialogs, which are one conversation on this wire.
      guard member.agent == nil || members.filter({ $0.agent == member.agent }).count == 1 else { return [] }
      let name: CimEventName = member.agent == nil ? .botUnsubscribed : .agentUnsubscribed
      return [make(name, .activity, participant: member, reason: fact.reason.expertflowName)]
    case .participantRoleChanged(let fact) where fact.role == .silentMonitor:
      guard let member = member(fact.participant) else { return [] }
      return [make(.agentUnsubscribed, .activity, participant: member, reason: LeaveReason.left.expertflowName)]
    case .workEnded(let fact):
      guard let item = work[fact.workItem] else { return [] }
      return [make.task(item, state: "CLOSED", reason: fact.reason.expertflowName)]
    case .offerExpired(let fact):
      guard let item = work[fact.workItem] else { return [] }
      return [make.task(item, state: "CLOSED", reason: "RONA")]
    default: return []
    }
  }

  func events(of envelope: Envelope, _ directory: DeskDirectory) -> [CimEvent] {
    let make = EventMaker(self, envelope, directory)
    switch envelope.event {
    case .conversationStarted, .channelSessionStarted:
      return [make(.channelSessionStarted, .activity, session: sessions[sessions.count - 1])]
    case .channelSessionEnded(let fact):
      guard let session = sessions.last(where: { $0.session.id == fact.session }) else { return [] }
      let isExpired = fact.reason == .inactivity || fact.reason == .network
      var events = [make(isExpired ? .channelSessionExpired : .channelSessionEnded, .activity, session: session)]
      if sessions.allSatisfy({ $0.end != nil }) { events.append(make(.customerLeft, .activity, session: session)) }
      return events
    case .messagePosted(let fact): return [make.message(fact)]
    case .receiptReported(let fact): return [make.receipt(fact)]
    case .attributesChanged:
      return [
        make(.conversationDataChanged, .activity) { json in
          json.key("conversationData")
          json.object { writeConversationData(to: &$0) }
        }
      ]
    case .offerAccepted(let fact): return make.joined(fact.participant, fact.workItem)
    case .pullItemTaken(let fact): return make.joined(fact.participant, fact.workItem)
    case .workStarted(let fact): return make.joined(fact.participant, fact.workItem)
    case .workTakenFromWorkbin(let fact): return make.joined(fact.participant, fact.workItem)
    case .supervisorJoined(let fact): return make.joined(fact.participant, nil)
    case .botJoined(let fact):
      return member(fact.participant).map { [make(.botSubscribed, .activity, participant: $0, reason: nil)] } ?? []
    case .participantRoleChanged(let fact):
      guard let member = member(fact.participant) else { return [] }
      let appearance = fact.previous == .silentMonitor ? make.joined(fact.participant, nil) : []
      return appearance + [make.roleChanged(member)]
    case .participantMoved(let fact):
      return member(fact.participant).map { [make.roleChanged($0)] } ?? []
    case .participantHeld(let fact): return fact.kind == .customer ? [make.held()] : []
    case .participantResumed(let fact): return fact.kind == .customer ? [make.resumed()] : []
    case .workQueued(let fact):
      guard let item = work[fact.workItem] else { return [] }
      return [make.task(item, state: "ACTIVE"), make.enqueued(item)]
    case .offerMade(let fact):
      guard let item = work[fact.workItem] else { return [] }
      return [make.task(item, state: "ACTIVE"), make.reserved(item, fact.agent)]
    case .noAgentAvailable(let fact): return [make.noAgent(work[fact.workItem])]
    case .wrapUpStarted(let fact):
      return work[fact.workItem].map { [make.task($0, state: "WRAP_UP")] } ?? []
    case .wrapUpCompleted(let fact):
      return fact.completion == .completed ? [make.wrapUpApplied(fact)] : []
    case .slaStarted(let fact):
      return [make.timer(.agentSLAStarted, fact.deadline.since(fact.since), "START_TIMER")]
    case .slaStopped: return [make(.agentSLAStopped, .notification) { _ in }]
    case .slaBreached(let fact):
      let passed = envelope.time.since(fact.since)
      return [
        make.timer(.agentSLAExpired, passed, "SHOW_POPUP"), make.timer(.responseSLABreached, passed, "SHOW_POPUP"),
      ]
    case .customerAwaited(let fact):
      return [make.timer(.customerSLAStarted, fact.deadline.since(envelope.time), "START_TIMER")]
    case .customerInactive(let fact):
      return [make.timer(.customerSLAExpired, fact.deadline.since(envelope.time), "SHOW_POPUP")]
    case .callLegStateChanged(let fact):
      switch fact.state {
      case .answered: return [make.callLeg(.callLegStarted, fact)]
      case .ended: return [make.callLeg(.callLegEnded, fact)]
      case .requested, .ringing: return []
      }
    case .conversationClosed(let fact):
      return [
        make(.topicStateChange, .activity) { json in
          json.key("topicState")
          json.object { json in
            json.member("name", "CLOSED")
            json.member("reasonCode", fact.reason.name)
          }
        }
      ]
    default: return []
    }
  }
}

/// Makes the CIM events of one fact.
private struct EventMaker {
  let topic: Topic
  let envelope: Envelope
  let directory: DeskDirectory

  init(_ topic: Topic, _ envelope: Envelope, _ directory: DeskDirectory) {
    self.topic = topic
    self.envelope = envelope
    self.directory = directory
  }

  /// An id that the same event has for every desk, and again after a restart.
  private func id(_ name: CimEventName) -> String {
    NamedUUID.make("cimEvent", directory.account.rawValue, String(envelope.offset), name.rawValue)
  }

  private func event(
    _ name: CimEventName,
    _ type: CimEventType,
    _ sender: CimSender,
    _ session: Topic.Session?,
    _ data: CimEventData
  ) -> CimEvent {
    CimEvent(
      id: id(name),
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
    _ write: (inout JSONWriter) -> Void
  ) -> CimEvent {
    var json = JSONWriter()
    json.object(write)
    return event(name, type, system, topic.session, .json(json.finish()))
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
      // Customers speak through the connector of their channel (reference A5).
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
    return event(name, .message, sender, session, said(message, by: sender, on: session))
  }

  private func said(_ message: Message, by sender: CimSender, on session: Topic.Session) -> CimEventData {
    var header = header(sender, session)
    header.originalMessageId = message.replyTo?.rawValue
    return .message(CimMessage(id: message.id.rawValue, header: header, body: CimBody(message.body)))
  }

  private func header(_ sender: CimSender, _ session: Topic.Session) -> CimHeader {
    var header = CimHeader(sender: sender, timestamp: envelope.time, conversationId: topic.conversationId)
    header.channelData = topic.channelData(session, directory)
    header.customer = topic.customer(session, directory)
    header.channelSessionId = session.session.id.description
    return header
  }

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
    let body = CimBody.deliveryNotification(fact.message.rawValue, status: fact.status.expertflowName, code: code)
    let session = topic.session(fact.participant) ?? topic.session
    let message = CimMessage(id: id(.messageDeliveryNotification), header: header(sender, session), body: body)
    return event(.messageDeliveryNotification, .notification, sender, session, .message(message))
  }

  // MARK: Tasks

  func task(_ item: Topic.Work, state: String, reason: String? = nil) -> CimEvent {
    self(.taskStateChanged, .activity) { json in
      json.key("task")
      json.object { topic.writeTask(item, state: state, reason: reason, to: &$0, directory) }
      json.member("taskStateChanged", state != "ACTIVE" || item.media == "ACTIVE")
      json.texts("mediaStateChanges", [item.id.description])
    }
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

  func timer(_ name: CimEventName, _ duration: Duration, _ action: String) -> CimEvent {
    self(name, .notification) { json in
      json.member("totalDuration", duration.components.seconds)
      json.member("currentSliceDuration", duration.components.seconds)
      json.member("percentageCompleted", action == "START_TIMER" ? 0 : 100)
      json.member("action", action)
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
  /// `holdTimerDetails`: since when the customer is on hold, and for how long; null if it is not.
  func writeHold(to json: inout JSONWriter) {
    guard let hold else { return json.null() }
    json.object { json in
      json.milliseconds("startTime", hold.since)
      json.nullable("totalDuration", hold.until.map { Int($0.since(hold.since).components.seconds) })
    }
  }
}

extension ReceiptStatus {
  var expertflowName: String {
    switch self {
    case .delivered: "DELIVERED"
    case .read: "READ"
    case .failed: "FAILED"
    }
  }
}

extension LeaveReason {
  /// Why somebody is not in a conversation any more, in words desks know or show (reference A3, `topicUnsubscription`).
  var expertflowName: String {
    switch self {
    case .left, .consultEnded, .watchedAgentLeft: "UNSUBSCRIBED"
    case .transferred: "CHAT TRANSFERRED"
    case .disconnected: "AGENT DISCONNECTED"
    case .loggedOut: "AGENT LOGOUT"
    case .conversationClosed: "CONVERSATION CLOSED"
    case .removed: "REMOVED BY SUPERVISOR"
    case .placedInWorkbin: "PUT ASIDE"
    case .reassigned: "REASSIGNED BY SUPERVISOR"
    case .telephoneFailed: "TELEPHONE FAILED"
    }
  }
}

extension WorkEndReason {
  /// The close reasons of tasks (reference A6).
  var expertflowName: String {
    switch self {
    case .done: "DONE"
    case .abandoned, .cancelled: "CANCELLED"
    case .noAgentAvailable: "NO_AGENT_AVAILABLE"
    case .agentLoggedOut: "AGENT_LOGOUT"
    case .closed, .removed: "FORCE_CLOSED"
    case .transferred: "TRANSFERRED"
    case .unanswered: "RESPONSE_TIMEOUT"
    }
  }
}
