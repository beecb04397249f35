// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel

extension NotificationTranslator {
  /// A translator for the facts after those a state knows.
  init(_ centre: borrowing ContactCentre, form: NotificationForm = NotificationForm()) {
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
      epoch: centre.epoch,
      form: form
    )
    for item in centre.workItems.values {
      guard case .wrapping(let agent, _) = item.state else { continue }
      note(item.id, wrappedUpBy: agent, of: item.conversation, on: item.domain)
    }
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
      if let dialog = assistance.dialog { consults[assistance.id] = dialog }
    }
    for id in conversation.workItems {
      guard let item = centre.workItems[id] else { continue }
      if direction == .outbound, creator == nil { creator = item.beginner(of: conversation) }
      switch item.state {
      case .waiting: searches[id] = Search(item)
      case .offered(let offered):
        searches[id] = Search(item)
        guard let offer = centre.offers[offered] else { continue }
        invited[offered] = Member(
          participant: ParticipantID(rawValue: offered.rawValue),
          dialog: dialog(of: offer.assistance),
          connection: offered.rawValue,
          agent: offer.agent,
          role: .assistant
        )
      case .active(let agent):
        // An agent that asks another has an appearance in the dialog of the consult, too; its work is where it was.
        let dialog = dialog(of: item.assistance)
        let own = members.filter { $0.agent == agent && !$0.role.isSupervising }
        work[id] = own.last { $0.dialog == dialog } ?? own.last
      case .wrapping, .listed, .inWorkbin: break
      }
    }
  }
}

extension Engagement.Search {
  fileprivate init(_ item: WorkItem) {
    self.init(
      queue: item.queue,
      priority: item.priority,
      assistance: item.assistance,
      isByName: item.target != nil
    )
  }
}

extension WorkItem {
  /// The agent who began an outbound conversation, if this is the work it began it with: nobody was asked to take that, and
  /// its agent was there from the start.
  fileprivate func beginner(of conversation: Conversation) -> AgentID? {
    guard offers == 0, case .active(let agent) = state else { return nil }
    let began = conversation.startedAt
    return conversation.participants.contains { $0.agent == agent && $0.joinedAt == began } ? agent : nil
  }
}

extension ServerSettings.AvayaSettings {
  /// How notifications look where the documents of Avaya leave it open.
  var form: NotificationForm {
    var form = NotificationForm()
    form.hasNumericTimestamps = numericTimestamps
    form.givesTransfersIDs = lenient
    return form
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
