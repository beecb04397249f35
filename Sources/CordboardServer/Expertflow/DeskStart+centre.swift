// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
package import ContactModel
package import ExpertflowDialect

extension DeskDirectory {
  /// What desks are told of an account. The dictionaries share the storage of the configuration.
  package init(_ centre: borrowing ContactCentre) {
    let configuration = centre.configuration
    self.init(
      account: centre.account,
      realm: configuration.settings.realm,
      agents: configuration.agents,
      teams: configuration.teams,
      domains: configuration.mediaRoutingDomains,
      channels: configuration.channels,
      queues: configuration.queues,
      pullLists: configuration.pullLists,
      reasonCodes: configuration.reasonCodes,
      wrapUpCodes: configuration.wrapUpCodes
    )
  }
}

extension DeskStart {
  /// How things stand for an agent; nil if there is none.
  package init?(_ centre: borrowing ContactCentre, agent: AgentID, lists: [PullListID] = []) {
    guard let presence = centre.agents[agent] else { return nil }
    var seats: [ConversationID: DeskSeat] = [:]
    for id in presence.conversations {
      guard let participant = centre.conversations[id]?.participant(agent) else { continue }
      seats[id] = DeskSeat(participant: participant.id, role: participant.role)
    }
    var wrapping: [ConversationID: WorkItemID] = [:]
    for id in presence.workItems {
      guard let item = centre.workItems[id], case .wrapping = item.state else { continue }
      wrapping[item.conversation] = id
    }
    let directory = DeskDirectory(centre)
    self.init(
      position: centre.position,
      directory: directory,
      presence: DeskPresence(
        agent: agent,
        state: presence.state,
        reason: presence.reason,
        changedAt: presence.stateChangedAt,
        loggedInAt: presence.loggedInAt,
        media: presence.media.map { media in
          DeskPresence.Media(
            domain: media.domain,
            state: media.state,
            previous: media.previous,
            changedAt: media.stateChangedAt,
            lastReadyAt: media.lastReadyAt,
            capacity: media.capacity
          )
        }
      ),
      seats: seats,
      offered: presence.pendingOffer.flatMap { centre.offers[$0]?.conversation },
      wrapping: wrapping,
      lists: lists.filter { directory.pullLists[$0] != nil }
    )
  }
}

extension PullItemListed {
  /// What is on a pull list, first come first, at most `limit`.
  static func all(on list: PullListID, in centre: borrowing ContactCentre, limit: Int) -> [PullItemListed] {
    centre.listedWork(on: list, limit: limit).map { item in
      PullItemListed(workItem: item.id, conversation: item.conversation, list: list, mediaRoutingDomain: item.domain)
    }
  }
}
