// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  mutating func apply(_ fact: ConversationStarted, at time: Timestamp) {
    let customer = Participant(
      id: fact.session.participant,
      dialog: fact.mainDialog,
      kind: .customer,
      role: .customer,
      agent: nil,
      connection: fact.session.connection,
      joinedAt: time
    )
    conversations[fact.conversation] = Conversation(
      id: fact.conversation,
      direction: fact.direction,
      customer: fact.customer,
      subject: fact.subject,
      startedAt: time,
      mainDialog: fact.mainDialog,
      session: fact.session,
      attributes: fact.attributes,
      participants: [customer],
      lastActivityAt: time
    )
    openSessions[SessionKey(channel: fact.session.channel, identifier: fact.customer.identifier)] = fact.conversation
  }

  mutating func apply(_ fact: ChannelSessionEnded) {
    guard let conversation = conversations[fact.conversation] else { return }
    let key = SessionKey(channel: conversation.session.channel, identifier: conversation.customer.identifier)
    openSessions[key] = nil
    conversations[fact.conversation]?.sessionEnd = fact.reason
    conversations[fact.conversation]?.participants.removeAll { $0.id == fact.participant }
  }

  mutating func apply(_ fact: ParticipantLeft) {
    conversations[fact.conversation]?.participants.removeAll { $0.id == fact.participant }
    if let agent = fact.agent { agents[agent]?.conversations.removeAll { $0 == fact.conversation } }
  }

  mutating func apply(_ fact: ReceiptReported) {
    let reported = MessageRecord.Receipt(participant: fact.participant, status: fact.status)
    if let index = conversations[fact.conversation]?.messages[fact.message]?.receipts.firstIndex(where: {
      $0.participant == fact.participant
    }) {
      conversations[fact.conversation]?.messages[fact.message]?.receipts[index] = reported
    } else {
      conversations[fact.conversation]?.messages[fact.message]?.receipts.append(reported)
    }
  }

  mutating func apply(_ fact: AttributesChanged) {
    guard var attributes = conversations[fact.conversation]?.attributes else { return }
    attributes.removeAll { fact.removed.contains($0.name) }
    for attribute in fact.changed {
      if let index = attributes.firstIndex(where: { $0.name == attribute.name }) {
        attributes[index] = attribute
      } else {
        attributes.append(attribute)
      }
    }
    conversations[fact.conversation]?.attributes = attributes
  }

  /// An agent begins to take part in a conversation.
  mutating func join(_ agent: AgentID, _ id: ConversationID, as participant: Participant) {
    conversations[id]?.participants.append(participant)
    agents[agent]?.conversations.append(id)
  }
}
