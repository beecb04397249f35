// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What a desk says, and what it says of a contact at the end.
extension Desk {
  func publish(_ event: CimEvent, _ conversation: ConversationID) throws(CimProblem) -> DeskOrder {
    // What desks do by themselves, or without asking: nobody is to notice whoever listens unseen.
    let isUnseen = seats[conversation]?.role == .silentMonitor
    switch event.name {
    case .messageDeliveryNotification where isUnseen, .typingIndicator where isUnseen: return .nothing
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
      let name = body["status"]?.stringValue ?? ""
      // What reached a connector was delivered, to the core, which keeps the word.
      let detail = name == CimEventMaker.connected ? name : nil
      guard let status = detail == nil ? ReceiptStatus(expertflow: name) : .delivered else {
        throw CimProblem("body.status must be DELIVERED, READ, CONNECTED or FAILED")
      }
      // Desks put 200 beside what is no failure; the core numbers failures alone.
      let code = status == .failed ? body["reasonCode"]?.integerValue : nil
      return .command(.reportReceipt(conversation, id, by: .agent(agent), status, detail: detail, code: code))
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
      replyTo: said.header.originalMessageId.flatMap { MessageID($0) },
      extras: WrittenBeside(event, said)?.extras
    )
  }

  func closeWrapUp(_ event: CimEvent?, _ conversation: ConversationID) throws(CimProblem) -> Command {
    guard let item = wrapping[conversation]?.last else { throw CimProblem("the wrap-up of this conversation is over") }
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
