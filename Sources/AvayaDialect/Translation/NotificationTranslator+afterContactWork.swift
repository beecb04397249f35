// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// After-contact work that is under way.
struct AfterContactWork: Hashable, Sendable {
  let agent: AgentID
  /// The same when it begins and when it ends.
  let body: AfterContactWorkBody
  /// Where its agent may be able to take work afterwards.
  let domain: MediaRoutingDomainID?
}

/// After-contact work: it begins when its agent has left, and may outlast the conversation.
extension NotificationTranslator {
  mutating func wrapUpStarted(_ fact: WrapUpStarted) {
    let member = engagements[fact.conversation]?.work.removeValue(forKey: fact.workItem)
    let domain =
      fact.queue.flatMap { directory.queues[$0]?.mediaRoutingDomain }
      ?? engagements[fact.conversation].flatMap { directory.channels[$0.channel]?.mediaRoutingDomain }
    guard let medium = medium(of: fact.conversation, domain) else { return }
    let work = AfterContactWork(
      agent: fact.agent,
      body: AfterContactWorkBody(
        engagementId: fact.conversation.description,
        agentId: directory.agentId(fact.agent),
        dialogId: member.map { AvayaIdentifiers.digits($0.dialog) },
        connectionId: member.map { ConnectionID(rawValue: $0.connection).description },
        medium: medium
      ),
      domain: domain
    )
    afterContactWork[fact.workItem] = work
    activated(work)
  }

  mutating func activated(_ work: AfterContactWork) {
    emit(.afterContactWorkActivated(work.body), Notification.Logins(loginId: work.agent.rawValue))
  }

  mutating func wrapUpCompleted(_ fact: WrapUpCompleted) {
    guard let work = afterContactWork.removeValue(forKey: fact.workItem) else { return }
    emit(.afterContactWorkCompleted(work.body), Notification.Logins(loginId: work.agent.rawValue))
    // An agent that was busy becomes ready with a fact of its own. One that could take other work meanwhile is ready for
    // more now, and no fact says so (reference C, End and after-contact work).
    if let domain = work.domain, ready[work.agent]?.contains(domain) ?? false { isReady(work.agent, on: domain) }
  }

  /// Takes over after-contact work that is under way. In which appearance its agent was is not known any more.
  package mutating func note(
    _ workItem: WorkItemID,
    wrappedUpBy agent: AgentID,
    of conversation: ConversationID,
    on domain: MediaRoutingDomainID
  ) {
    guard let medium = medium(of: conversation, domain) else { return }
    afterContactWork[workItem] = AfterContactWork(
      agent: agent,
      body: AfterContactWorkBody(
        engagementId: conversation.description,
        agentId: directory.agentId(agent),
        medium: medium
      ),
      domain: domain
    )
  }

  /// The medium of a conversation or, if it is over and forgotten, the first that leads to the domain of its work.
  private func medium(of conversation: ConversationID, _ domain: MediaRoutingDomainID?) -> Medium? {
    let type = engagements[conversation]?.type ?? domain.flatMap { directory.types(of: $0).first }
    return type.map(directory.medium)
  }
}
