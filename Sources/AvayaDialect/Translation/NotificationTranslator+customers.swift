// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Customers, and how engagements begin and end.
extension NotificationTranslator {
  // MARK: The beginning

  mutating func started(_ fact: ConversationStarted, _ envelope: Envelope) {
    // A conversation begins on a channel that is configured; without it there is nothing to say of its medium.
    guard let channel = directory.channels[fact.session.channel] else { return }
    var engagement = Engagement(
      id: fact.conversation,
      mainDialog: fact.mainDialog,
      channel: channel,
      session: fact.session.id,
      direction: fact.direction,
      customer: fact.customer,
      subject: fact.subject,
      attributes: fact.attributes
    )
    engagement.members.append(
      Engagement.Member(
        participant: fact.session.participant,
        dialog: fact.mainDialog,
        connection: fact.session.connection.rawValue,
        role: .customer
      )
    )
    engagements[fact.conversation] = engagement
    // What belongs into the first notification is in the facts that follow at once: the numbers of a call, and which
    // agent calls.
    beginning = Beginning(conversation: fact.conversation, envelope: envelope)
  }

  mutating func callStarted(_ fact: CallStarted) {
    engagements[fact.conversation]?.take(
      call: fact.call,
      direction: fact.direction,
      callingNumber: fact.callingNumber,
      dialledNumber: fact.dialledNumber
    )
  }

  /// Tells of an engagement that began, before anything else happens.
  mutating func begin(before event: Event?) {
    guard let beginning else { return }
    var agent: AgentID?
    switch event {
    case .callStarted(let fact)? where fact.conversation == beginning.conversation: return
    case .workStarted(let fact)? where fact.conversation == beginning.conversation: agent = fact.agent
    default: break
    }
    self.beginning = nil
    engagements[beginning.conversation]?.creator = agent
    guard let engagement = engagements[beginning.conversation], let customer = engagement.members.first else { return }
    emit(
      created(engagement, customer),
      Notification.Logins(loginId: agent?.rawValue),
      for: beginning.envelope
    )
    switch engagement.direction {
    case .inbound: external(engagement, customer, .added, for: beginning.envelope)
    // An agent that reaches a customer joins first, with the fact at hand (reference C, Agent outbound).
    case .outbound where agent != nil: engagements[beginning.conversation]?.isToBeInvited = true
    case .outbound: external(engagement, customer, .invited, for: beginning.envelope)
    }
  }

  /// `InboundEngagementCreated` or `OutboundEngagementCreated`.
  func created(_ engagement: Engagement, _ customer: Engagement.Member) -> NotificationBody {
    let appearance = appearance(engagement, customer.dialog, customer.connection)
    switch engagement.direction {
    case .inbound:
      return .inboundEngagementCreated(
        InboundEngagementBody(
          appearance: appearance,
          externalParticipantId: engagement.customer.identifier,
          callingNumber: engagement.callingNumber,
          dialledNumber: engagement.dialledNumber,
          customerIdentifiers: engagement.customerIdentifiers,
          parameters: engagement.parameters
        )
      )
    case .outbound:
      return .outboundEngagementCreated(
        OutboundEngagementBody(
          engagementId: appearance.engagementId,
          agentId: engagement.creator.map(directory.agentId),
          dialogId: appearance.dialogId,
          destinationAddress: engagement.customer.identifier,
          medium: appearance.medium,
          customerIdentifiers: engagement.customerIdentifiers,
          parameters: engagement.parameters
        )
      )
    }
  }

  // MARK: Coming and going

  mutating func inviteCustomer(of conversation: ConversationID) {
    guard let engagement = engagements[conversation], engagement.isToBeInvited,
      let customer = engagement.members.first(where: { $0.role == .customer })
    else { return }
    engagements[conversation]?.isToBeInvited = false
    external(engagement, customer, .invited)
  }

  mutating func reached(_ fact: CustomerReached) {
    engagements[fact.conversation]?.isToBeReached = false
    guard let engagement = engagements[fact.conversation], let member = engagement.member(fact.participant) else {
      return
    }
    external(engagement, member, .added)
  }

  mutating func sessionStarted(_ fact: ChannelSessionStarted) {
    guard var engagement = engagements[fact.conversation] else { return }
    _ = engagement.remove(fact.session.participant)
    let member = Engagement.Member(
      participant: fact.session.participant,
      dialog: fact.dialog,
      connection: fact.session.connection.rawValue,
      role: .customer
    )
    engagement.members.append(member)
    engagements[fact.conversation] = engagement
    external(engagement, member, .added)
  }

  mutating func sessionEnded(_ fact: ChannelSessionEnded) {
    guard let member = engagements[fact.conversation]?.remove(fact.participant),
      let engagement = engagements[fact.conversation]
    else { return }
    external(engagement, member, .removed(customerInitiated: fact.reason == .customer))
  }

  mutating func external(
    _ engagement: Engagement,
    _ member: Engagement.Member,
    _ action: ExternalParticipantBody.Action,
    for envelope: Envelope? = nil
  ) {
    let body = ExternalParticipantBody(
      appearance: appearance(engagement, member.dialog, member.connection),
      action: action,
      externalParticipantId: engagement.customer.identifier
    )
    emit(.externalParticipant(body), for: envelope)
  }

  // MARK: What engagements know

  mutating func attributesChanged(_ fact: AttributesChanged) {
    guard var attributes = engagements[fact.conversation]?.attributes else { return }
    attributes.removeAll { fact.removed.contains($0.name) }
    for attribute in fact.changed {
      if let index = attributes.firstIndex(where: { $0.name == attribute.name }) {
        attributes[index] = attribute
      } else {
        attributes.append(attribute)
      }
    }
    engagements[fact.conversation]?.attributes = attributes
  }

  mutating func closed(_ fact: ConversationClosed) {
    engagements[fact.conversation]?.isClosed = true
    forgetIfOver(fact.conversation)
  }

  /// Work may end after its conversation.
  func isOver(_ engagement: Engagement) -> Bool { engagement.isClosed && engagement.work.isEmpty }

  mutating func forgetIfOver(_ conversation: ConversationID) {
    guard let engagement = engagements[conversation], isOver(engagement) else { return }
    engagements[conversation] = nil
  }
}
