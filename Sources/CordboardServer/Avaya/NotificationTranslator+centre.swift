// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel

extension NotificationTranslator {
  /// A translator for the facts after those a state knows.
  init(_ centre: borrowing ContactCentre) {
    let configuration = centre.configuration
    var engagements: [Engagement] = []
    for conversation in centre.conversations.values {
      if let engagement = Engagement(conversation, in: centre) { engagements.append(engagement) }
    }
    self.init(
      directory: AvayaDirectory(
        account: centre.account,
        queues: Array(configuration.queues.values),
        channels: Array(configuration.channels.values),
        agents: Array(configuration.agents.values)
      ),
      engagements: engagements,
      epoch: centre.epoch
    )
    for (agent, presence) in centre.agents where presence.state != .loggedOut {
      note(
        agent,
        isReady: presence.state == .ready,
        reason: presence.reason,
        cause: presence.cause,
        isNew: presence.reason == nil && presence.cause == .agent && presence.stateChangedAt == presence.loggedInAt,
        domains: presence.media.map { ($0.domain, $0.state) }
      )
    }
  }
}

extension Engagement {
  /// A conversation that is open; nil if the channel it began on is gone, so that nothing is known of its medium.
  fileprivate init?(_ conversation: Conversation, in centre: borrowing ContactCentre) {
    guard let first = conversation.sessions.first,
      let channel = centre.configuration.channels[first.session.channel]
    else { return nil }
    self.init(
      id: conversation.id,
      mainDialog: conversation.mainDialog,
      channel: channel,
      session: first.session.id,
      direction: conversation.direction,
      customer: conversation.customer,
      subject: conversation.subject,
      attributes: conversation.attributes
    )
    isToBeReached = !first.isReached
    if let call = centre.calls[conversation.id] {
      take(
        call: call.id,
        direction: call.direction,
        callingNumber: call.callingNumber,
        dialledNumber: call.dialledNumber
      )
    }
    members = conversation.participants.map { participant in
      var member = Member(
        participant: participant.id,
        dialog: participant.dialog,
        connection: participant.connection.rawValue,
        agent: participant.agent,
        bot: participant.bot,
        role: participant.role,
        watched: participant.watched
      )
      // On this wire an agent is held who is, or who put the customer on hold.
      member.isHeld =
        participant.agent != nil
        && (participant.hold != nil
          || conversation.participants.contains { $0.kind == .customer && $0.hold?.by == participant.id })
      return member
    }
    for assistance in conversation.assistances {
      if case .agent = assistance.target { askedByName.insert(assistance.id) }
      if let dialog = assistance.dialog { consults[assistance.id] = dialog }
    }
    for id in conversation.workItems {
      guard let item = centre.workItems[id] else { continue }
      priorities[id] = item.priority
      switch item.state {
      case .offered(let id):
        guard let offer = centre.offers[id] else { continue }
        invited[id] = Member(
          participant: ParticipantID(rawValue: id.rawValue),
          dialog: dialog(of: offer.assistance),
          connection: id.rawValue,
          agent: offer.agent,
          role: .assistant
        )
      case .active(let agent), .wrapping(let agent, _):
        work[id] = members.last { $0.agent == agent && !$0.role.isSupervising }
      case .waiting, .listed, .inWorkbin: break
      }
    }
  }
}

extension ParticipantRole {
  fileprivate var isSupervising: Bool {
    switch self {
    case .silentMonitor, .coach, .barged: true
    case .primary, .assistant, .customer: false
    }
  }
}
