// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// What becomes of a request of a desk's.
package enum DeskOrder: Hashable, Sendable {
  case command(Command)
  case signal(SignalIntent)
  /// Follows a pull list, or follows it no more.
  case follow(PullListID, Bool)
  /// There is nothing to do but to tell the desk.
  case tell(DeskEmission)
  /// Nothing at all.
  case nothing
}

/// What desks ask, in the core's words.
extension Desk {
  package func order(_ request: DeskRequest) throws(CimProblem) -> DeskOrder {
    switch request {
    case .agentState(let name, let reason): return .command(try state(name, reason))
    case .mrdState(let name, let mrd):
      guard let domain = MediaRoutingDomainID(mrd) else { throw CimProblem("mrdId is none") }
      guard name == "READY" || name == "NOT_READY" else {
        throw CimProblem("an agent asks for READY or NOT_READY; \(name) follows from its work")
      }
      return .command(.setMediaState(agent, domain, ready: name == "READY"))
    case .subscribe(let conversation, _):
      guard let offer = offers[conversation] else {
        throw CimProblem("the conversation is not offered to you any more")
      }
      return .command(.acceptOffer(agent, offer.offer))
    case .unsubscribe(let conversation): return .command(.leaveConversation(agent, conversation))
    case .publish(let event, let conversation): return try publish(event, conversation)
    case .closeWrapUp(let event, let conversation): return .command(try closeWrapUp(event, conversation))
    case .pause(let conversation, let limit): return .command(.hold(agent, conversation, nil, limit: limit))
    case .resume(let conversation): return .command(.resume(agent, conversation, nil))
    case .assist(let kind, let conversation, let target, let note):
      return .command(try assist(kind, conversation, target, note))
    case .completeConsult(let completion, let conversation, let target, let note):
      if let consult = consult(in: conversation) {
        return .command(.completeConsult(agent, conversation, consult, as: completion))
      }
      guard completion == .conference, let target else {
        throw CimProblem("you consult nobody in this conversation")
      }
      return .command(try assist(.conference, conversation, target, note))
    case .supervise(let role, let conversation):
      return .command(.supervise(agent, conversation, as: role, watching: nil))
    case .subscribeList(let name): return .follow(try list(name), true)
    case .unsubscribeList(let name): return .follow(try list(name), false)
    case .takeListed(let name):
      guard let item = WorkItemID(name) else { throw CimProblem("\(name) is on no list") }
      return .command(.takePullItem(agent, item))
    case .deleteListed(let name):
      guard let item = WorkItemID(name) else { throw CimProblem("\(name) is on no list") }
      guard listed.values.allSatisfy({ $0.workItem != item }) else {
        throw CimProblem("the customer still waits; take the request, or let another agent take it")
      }
      return .nothing
    }
  }

  private func state(_ name: String, _ reason: String?) throws(CimProblem) -> Command {
    var code: ReasonCodeID?
    if let reason {
      guard let known = ReasonCodeID(reason) else { throw CimProblem("reasonCode.id is none") }
      code = known
    }
    switch name {
    case "READY": return .setAgentState(agent, ready: true, reason: nil)
    case "NOT_READY": return .setAgentState(agent, ready: false, reason: code)
    case "LOGOUT": return .logOut(agent, reason: code)
    default: throw CimProblem("state.name must be READY, NOT_READY or LOGOUT, not \(name)")
    }
  }

  private func assist(
    _ kind: AssistanceKind,
    _ conversation: ConversationID,
    _ target: DeskRequest.Target,
    _ note: String?
  ) throws(CimProblem) -> Command {
    let asked: AssistanceTarget
    switch target {
    case .queue(let name):
      guard let queue = directory.queue(named: name) else { throw CimProblem("there is no queue \(name)") }
      asked = .queue(queue)
    case .agent(let name):
      guard let other = AgentID(name) else { throw CimProblem("requestedAgentId is none") }
      asked = .agent(other)
    }
    let request = RequestAssistance(conversation: conversation, initiator: .agent(agent), target: asked, note: note)
    return switch kind {
    case .transfer: .requestTransfer(request)
    case .conference: .requestConference(request)
    case .consult: .startConsult(request)
    }
  }

  private func consult(in conversation: ConversationID) -> AssistanceID? {
    guard case .known(let topic) = places[conversation] else { return nil }
    return topic.requests.values.first { $0.kind == .consult && $0.initiator == agent }?.id
  }

  private func list(_ name: String) throws(CimProblem) -> PullListID {
    guard let list = PullListID(name), directory.pullLists[list] != nil else {
      throw CimProblem("there is no pull list \(name)")
    }
    return list
  }

  // MARK: What is said

  private func publish(_ event: CimEvent, _ conversation: ConversationID) throws(CimProblem) -> DeskOrder {
    switch event.name {
    case .agentMessage, .whisperMessage:
      let message = try message(event)
      return .command(
        .postMessage(PostMessage(conversation: conversation, speaker: .agent(agent), message: message))
      )
    case .messageDeliveryNotification:
      let body = try said(event).body
      guard let id = body["messageId"]?.stringValue.flatMap({ MessageID($0) }) else {
        throw CimProblem("body.messageId is none")
      }
      // Desks report CONNECTED of connectors; nothing follows from it.
      guard let status = body["status"]?.stringValue.flatMap(ReceiptStatus.init(expertflow:)) else { return .nothing }
      // Desks put 200 beside what is no failure; the core numbers failures alone.
      let code = status == .failed ? body["reasonCode"]?.integerValue : nil
      return .command(.reportReceipt(conversation, id, by: .agent(agent), status, detail: nil, code: code))
    case .typingIndicator:
      let isTyping = try said(event).body["notificationType"]?.stringValue != "TYPING_STOPPED"
      return .signal(.typing(conversation, .agent(agent), isTyping: isTyping))
    case .resetAgentSLA: return .command(.dismissResponse(agent, conversation))
    default: throw CimProblem("desks do not publish \(event.name.rawValue)")
    }
  }

  private func said(_ event: CimEvent) throws(CimProblem) -> CimMessage {
    guard case .message(let message) = event.data else { throw CimProblem("cimEvent.data needs a header and a body") }
    return message
  }

  private func message(_ event: CimEvent) throws(CimProblem) -> NewMessage {
    let said = try said(event)
    guard let id = MessageID(said.id) else { throw CimProblem("data.id must have characters and no spaces") }
    // A note on the contact is never the customer's to read.
    let isInternal = event.name == .whisperMessage || said.body.type == "WRAPUP"
    return NewMessage(
      id: id,
      body: said.body.messageBody,
      audience: isInternal ? .agentsAndManagers : .everyone,
      replyTo: said.header.originalMessageId.flatMap { MessageID($0) }
    )
  }

  private func closeWrapUp(_ event: CimEvent?, _ conversation: ConversationID) throws(CimProblem) -> Command {
    guard let item = wrapping[conversation] else { throw CimProblem("the wrap-up of this conversation is over") }
    guard let event else { return .completeWrapUp(agent, item, dispositions: [], note: nil) }
    let body = try said(event).body
    var dispositions: [Disposition] = []
    for wrapUp in body["wrapups"]?.arrayValue ?? [] {
      guard let category = wrapUp["categoryName"]?.stringValue, let value = wrapUp["value"]?.stringValue else {
        throw CimProblem("each of body.wrapups needs a categoryName and a value")
      }
      dispositions.append(directory.disposition(category, value))
    }
    let note = body["note"]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    return .completeWrapUp(agent, item, dispositions: dispositions, note: note)
  }
}

extension ReceiptStatus {
  init?(expertflow name: String) {
    guard let status = Self.allCases.first(where: { $0.expertflowName == name }) else { return nil }
    self = status
  }
}
