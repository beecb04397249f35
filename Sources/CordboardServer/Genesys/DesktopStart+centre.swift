// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
package import ContactModel
package import GenesysDialect

extension GenesysDirectory {
  /// What desktops are told of an account. The dictionaries share the storage of the configuration.
  package init(_ centre: borrowing ContactCentre) {
    let configuration = centre.configuration
    self.init(
      account: centre.account,
      agents: configuration.agents,
      teams: configuration.teams,
      channels: configuration.channels,
      queues: configuration.queues,
      reasonCodes: configuration.reasonCodes
    )
  }
}

extension DesktopStart {
  /// How things stand for an agent; nil if there is none. Looks at its own conversations alone.
  package init?(_ centre: borrowing ContactCentre, agent: AgentID) {
    guard let presence = centre.agents[agent] else { return nil }
    let directory = GenesysDirectory(centre)
    let offer = presence.pendingOffer.flatMap { centre.offers[$0] }
    let items = presence.workItems.compactMap { centre.workItems[$0] }
    let concerned =
      presence.conversations + items.map(\.conversation) + (offer.map { [$0.conversation] } ?? [])
    var holdings: [ConversationID: Holding] = [:]
    for id in concerned where holdings[id] == nil {
      guard let conversation = centre.conversations[id], let channel = conversation.sessions.first?.session.channel,
        let medium = directory.medium(of: channel)
      else { continue }
      var holding = Holding(conversation: id, medium: medium, mainDialog: conversation.mainDialog)
      if offer?.conversation == id { holding.offer = offer?.id }
      if let participant = conversation.participant(agent) {
        holding.seat = Seat(participant: participant.id, dialog: participant.dialog, role: participant.role)
      }
      for item in items where item.conversation == id {
        switch item.state {
        case .active: holding.work = item.id
        case .wrapping: holding.wrapping.insert(item.id)
        case .waiting, .listed, .offered, .inWorkbin: continue
        }
      }
      holding.consult = conversation.assistances.first { $0.agent == agent && $0.answeredBy != nil }?.id
      holdings[id] = holding
    }
    self.init(
      position: centre.position,
      sequence: presence.sequence,
      directory: directory,
      channels: AgentChannels(
        agent: agent,
        state: presence.state,
        reason: presence.reason,
        wishes: Set(presence.media.filter(\.wantsWork).map(\.domain))
      ),
      holdings: holdings.values.sorted { $0.conversation < $1.conversation }
    )
  }
}
