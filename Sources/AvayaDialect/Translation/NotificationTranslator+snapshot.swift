// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// How things stand, told as if it happened now: for subscribers that asked for it.
extension NotificationTranslator {
  /// About how many notifications a snapshot has: two of an agent, three of an engagement.
  package var expectedSnapshotCount: Int { states.count * 2 + engagements.count * 3 + afterContactWork.count }

  /// The notifications that tell of every agent that is logged in, of every engagement that is open, and of after-contact
  /// work, which may be of one that is over.
  ///
  /// - Parameter offset: The fact up to which the translator has come, for ids: these notifications are no events, and
  ///   have ids that no event has.
  package func snapshot(at time: Timestamp, after offset: UInt64) -> [Notification] {
    var teller = self
    let envelope = Envelope(
      account: directory.account,
      offset: offset,
      time: time,
      event: .commandNoted(CommandNoted())
    )
    return teller.tell(envelope)
  }

  private mutating func tell(_ envelope: Envelope) -> [Notification] {
    collect(after: envelope) { teller in
      for (agent, state) in teller.states.sorted(by: { $0.key < $1.key }) {
        teller.emit(.agentState(state), Notification.Logins(loginId: agent.rawValue))
        for domain in (teller.ready[agent] ?? []).sorted() { teller.isReady(agent, on: domain) }
      }
      for engagement in teller.engagements.values.sorted(by: { $0.id < $1.id }) where !engagement.isClosed {
        teller.tell(engagement)
      }
      for (_, work) in teller.afterContactWork.sorted(by: { $0.key < $1.key }) { teller.activated(work) }
    }
  }

  private mutating func tell(_ engagement: Engagement) {
    let customer = engagement.members.first { $0.role == .customer }
    if let customer {
      emit(created(engagement, customer), Notification.Logins(loginId: engagement.creator?.rawValue))
      external(engagement, customer, engagement.isToBeReached ? .invited : .added)
    }
    // Work that is offered still has its place in its queue.
    for (_, search) in engagement.searches.sorted(by: { $0.key < $1.key }) where !search.isByName {
      prerouted(engagement, search)
    }
    for member in engagement.invited.values.sorted(by: { $0.connection < $1.connection }) {
      if let agent = member.agent { self.agent(agent, engagement, member, .invited) }
    }
    for member in engagement.members {
      if let bot = member.bot { automation(bot, engagement, member, .added) }
      guard let agent = member.agent else { continue }
      switch member.role {
      case .silentMonitor, .coach, .barged:
        watches(engagement.id, member.participant, agent, as: member.role, member.watched)
      case .primary, .assistant, .customer: self.agent(agent, engagement, member, .added)
      }
      if member.isHeld { self.agent(agent, engagement, member, .held) }
    }
  }
}
