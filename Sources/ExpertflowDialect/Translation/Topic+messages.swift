// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Who says something, and where.
extension Topic {
  /// Whoever takes part, as the sender of something; customers speak through the connector of their channel.
  func sender(_ participant: ParticipantID, _ directory: DeskDirectory) -> CimSender {
    if let agent = member(participant)?.agent { return directory.sender(agent) }
    return CimSender(type: "CONNECTOR", id: session.customer.id.description, senderName: nil)
  }

  func header(_ sender: CimSender, _ session: Session, at time: Timestamp, _ directory: DeskDirectory) -> CimHeader {
    var header = CimHeader(sender: sender, timestamp: time, conversationId: conversationId)
    header.channelData = channelData(session, directory)
    header.customer = customer(session, directory)
    header.channelSessionId = session.session.id.description
    return header
  }

  /// What is typed, for those who look: it has no place in the log.
  func typing(_ participant: ParticipantID, _ isTyping: Bool, at time: Timestamp, _ directory: DeskDirectory)
    -> CimEvent
  {
    let sender = sender(participant, directory)
    let identifier = NamedUUID.make("typing", participant.description, String(time.milliseconds))
    let message = CimMessage(
      id: identifier,
      header: header(sender, session, at: time, directory),
      body: .notification(isTyping ? "TYPING_STARTED" : "TYPING_STOPPED")
    )
    return CimEvent(
      id: identifier,
      name: .typingIndicator,
      type: .notification,
      timestamp: time,
      conversationId: conversationId,
      eventEmitter: sender,
      channelSession: channelSession(session, directory),
      data: .message(message)
    )
  }
}
