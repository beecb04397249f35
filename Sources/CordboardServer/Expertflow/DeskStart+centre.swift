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
  ///
  /// - Parameters:
  ///   - lists: The pull lists it follows.
  ///   - listedRequests: The most work on them that is told, in all; each list has its share.
  ///   - directory: What is told of the account; nil to take it from the centre.
  package init?(
    _ centre: borrowing ContactCentre,
    agent: AgentID,
    lists: [PullListID] = [],
    listedRequests: Int = 100,
    directory: DeskDirectory? = nil
  ) {
    guard let presence = centre.agents[agent] else { return nil }
    var seats: [ConversationID: DeskSeat] = [:]
    for id in presence.conversations {
      guard let participant = centre.conversations[id]?.participant(agent) else { continue }
      seats[id] = DeskSeat(participant: participant.id, role: participant.role)
    }
    var wrapping: [ConversationID: [WorkItemID]] = [:]
    for id in presence.workItems {
      guard let item = centre.workItems[id], case .wrapping = item.state else { continue }
      wrapping[item.conversation, default: []].append(id)
    }
    let lists = lists.filter { centre.configuration.pullLists[$0] != nil }
    let share = max(1, listedRequests / max(1, lists.count))
    var listed: [DeskListedWork] = []
    for list in lists where listed.count < listedRequests {
      listed += DeskListedWork.all(on: list, in: centre, limit: min(share, listedRequests - listed.count))
    }
    self.init(
      position: centre.position,
      directory: directory ?? DeskDirectory(centre),
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
      lists: lists,
      listed: listed
    )
  }
}

extension DeskListedWork {
  /// What is on a pull list, first come first, at most `limit`.
  package static func all(on list: PullListID, in centre: borrowing ContactCentre, limit: Int) -> [DeskListedWork] {
    var found: [DeskListedWork] = []
    for item in centre.listedWork(on: list, limit: limit) {
      let fact = PullItemListed(
        workItem: item.id,
        conversation: item.conversation,
        list: list,
        mediaRoutingDomain: item.domain
      )
      if let work = DeskListedWork(fact, in: centre) { found.append(work) }
    }
    return found
  }

  /// Work that was put on a list; nil if its conversation is over.
  package init?(_ item: PullItemListed, in centre: borrowing ContactCentre) {
    guard centre.workItems[item.workItem] != nil, let conversation = centre.conversations[item.conversation],
      let session = conversation.session
    else { return nil }
    self.init(
      item: item,
      session: session.session,
      customer: session.customer,
      end: session.end?.reason,
      direction: conversation.direction,
      mainDialog: conversation.mainDialog,
      startedAt: conversation.startedAt,
      attributes: conversation.attributes
    )
  }
}
