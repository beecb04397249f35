// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What is said, and what became of it.
extension CimEventMaker {
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
    topic.header(sender, session, at: envelope.time, directory)
  }

  /// The status of a message that reached a connector: to the core it was delivered, and this is the detail.
  static let connected = "CONNECTED"

  func receipt(_ fact: ReceiptReported) -> CimEvent {
    let isFailure = fact.status == .failed && topic.member(fact.participant)?.agent == nil
    let sender = isFailure ? system : topic.sender(fact.participant, directory)
    let code = fact.code ?? (fact.status == .failed ? 500 : 200)
    let status =
      fact.detail == Self.connected && fact.status == .delivered ? Self.connected : fact.status.expertflowName
    let body = CimBody.deliveryNotification(fact.message.rawValue, status: status, code: code)
    let session = topic.session(fact.participant) ?? topic.session
    let message = CimMessage(id: id(.messageDeliveryNotification), header: header(sender, session), body: body)
    return event(.messageDeliveryNotification, .notification, sender, session, .message(message))
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
}
