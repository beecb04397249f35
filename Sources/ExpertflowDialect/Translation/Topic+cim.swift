// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// The parts of a topic in the CIM object model.
extension Topic {
  var conversationId: String { id.description }
  /// The room of the conversation.
  package var roomInfo: RoomInfo { RoomInfo(id: conversationId) }

  func channelSession(_ session: Session, _ directory: DeskDirectory) -> CimChannelSession {
    let state: CimChannelSession.State =
      switch session.end {
      case nil: CimChannelSession.State(name: "STARTED", reasonCode: nil)
      case let reason?: CimChannelSession.State(name: "ENDED", reasonCode: reason.expertflowName)
      }
    return CimChannelSession(
      id: session.session.id.description,
      conversationId: conversationId,
      channel: directory.channel(session.session.channel),
      customer: customer(session, directory),
      channelData: channelData(session, directory),
      state: state,
      // What bots found out, and whether the customer looks on, are not known here.
      others: [
        JSONMember("latestIntent", .null), JSONMember("customerPresence", .object([JSONMember("value", .null)])),
        JSONMember("roomInfo", roomInfo.json),
        JSONMember("channelSessionDirection", .string(direction == .outbound ? "OUTBOUND" : "INBOUND")),
      ]
    )
  }

  func channelData(_ session: Session, _ directory: DeskDirectory) -> CimChannelData {
    let priority: Int =
      if case .push(_, let priority) = directory.channels[session.session.channel]?.routing { priority } else { 0 }
    return CimChannelData(
      channelCustomerIdentifier: session.customer.identifier,
      serviceIdentifier: directory.channels[session.session.channel]?.serviceIdentifier ?? "",
      requestPriority: priority,
      additionalAttributes: attributes.map { attribute in
        .object([
          JSONMember("key", .string(attribute.name)), JSONMember("type", .string("String")),
          JSONMember("value", .string(attribute.value)),
        ])
      },
      others: [
        JSONMember("channelTypeCode", .string(directory.type(of: session.session.channel).typeCode)),
        JSONMember("customerFirstName", session.customer.displayName.map { .string($0) } ?? .null),
        JSONMember("customerLastName", .null),
      ]
    )
  }

  /// The desk makes initials of the first name and fails without one: whoever has no name is called by its address.
  func customer(_ session: Session, _ directory: DeskDirectory) -> CimCustomer {
    let address = JSONValue.array([.string(session.customer.identifier)])
    let kind = directory.type(of: session.session.channel).customerMember
    return CimCustomer(
      id: session.customer.id.description,
      firstName: session.customer.displayName ?? session.customer.identifier,
      isAnonymous: session.customer.displayName == nil,
      others: [
        JSONMember("phoneNumber", kind == "voice" ? address : .array([])), JSONMember("__v", .number("0")),
        JSONMember(kind, address),
      ]
    )
  }

  func participant(_ member: Member, _ directory: DeskDirectory) -> TopicParticipant {
    let part: CimParticipantPart =
      if let agent = member.agent {
        .agent(directory.user(agent))
      } else {
        .other([
          JSONMember("participantType", .string("Bot")),
          JSONMember("id", .string(member.bot?.rawValue ?? member.id.description)),
        ])
      }
    return TopicParticipant(
      type: member.agent == nil ? "BOT" : "AGENT",
      id: member.id.description,
      participant: part,
      conversationId: conversationId,
      role: roleName(of: member),
      state: "SUBSCRIBED"
    )
  }

  func participant(_ session: Session, _ directory: DeskDirectory) -> TopicParticipant {
    TopicParticipant(
      type: "CUSTOMER",
      id: session.session.participant.description,
      participant: .customer(channelSession(session, directory)),
      conversationId: conversationId,
      role: "CUSTOMER",
      state: session.end == nil ? "SUBSCRIBED" : "UNSUBSCRIBED"
    )
  }

  /// The role of an agent or bot that takes part: an agent who helps in the main dialog speaks with the customer, too.
  func roleName(of member: Member) -> String {
    let speaks = member.role == .assistant && member.dialog == mainDialog && member.agent != nil
    return speaks ? "PRIMARY" : member.role.expertflowName
  }
}
