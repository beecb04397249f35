// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// How things stand, told as if it happened now: for subscribers that asked for it.
extension NotificationTranslator {
  /// About how many notifications a snapshot has: two of an agent, three of an engagement.
  package var expectedSnapshotCount: Int { states.count * 2 + engagements.count * 3 }

  /// The notifications that tell of every agent that is logged in and of every engagement that is open.
  ///
  /// - Parameter envelope: The fact up to which the translator has come, for ids and times.
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
    collect(for: envelope) { teller in
      for (agent, state) in teller.states.sorted(by: { $0.key < $1.key }) {
        teller.emit(.agentState(state), Notification.Logins(loginId: agent.rawValue))
        for domain in (teller.ready[agent] ?? []).sorted() { teller.isReady(agent, on: domain) }
      }
      for engagement in teller.engagements.values.sorted(by: { $0.id < $1.id }) where !engagement.isClosed {
        teller.tell(engagement)
      }
    }
  }

  private mutating func tell(_ engagement: Engagement) {
    let customer = engagement.members.first { $0.role == .customer }
    if let customer {
      let caller = engagement.direction == .outbound ? engagement.members.lazy.compactMap(\.agent).first : nil
      emit(created(engagement, customer, by: caller), Notification.Logins(loginId: caller?.rawValue))
      external(engagement, customer, engagement.isToBeReached ? .invited : .added)
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
