// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// After-contact work that takes longer, or that a supervisor ends.
extension ContactCentre {
  func extendWrapUp(_ agent: AgentID, _ id: WorkItemID, by duration: Duration) throws(Rejection) -> Decision {
    guard let item = workItems[id] else { throw .unknownWorkItem(id) }
    guard case .wrapping(agent, let until) = item.state else { throw .notWrappingUp(id) }
    try check("seconds", duration)
    guard let until, let bound = wrapUpBounds[id], until.advanced(by: duration) <= bound else {
      throw .wrapUpNotExtendable(id)
    }
    let extended = WrapUpExtended(
      workItem: id,
      conversation: item.conversation,
      queue: item.queue,
      agent: agent,
      deadline: until.advanced(by: duration)
    )
    return Decision(events: [.wrapUpExtended(extended)])
  }

  func endWrapUp(_ id: WorkItemID, by supervisor: AgentID) throws(Rejection) -> Decision {
    guard let item = workItems[id] else { throw .unknownWorkItem(id) }
    guard case .wrapping(let agent, _) = item.state else { throw .notWrappingUp(id) }
    guard supervises(supervisor, agent) else { throw .agentNotSupervised(agent) }
    return Decision(events: endOfWrapUp(item, of: agent, [], nil, .supervisor))
  }

  mutating func apply(_ fact: WrapUpExtended) {
    guard case .wrapping(let agent, let before) = workItems[fact.workItem]?.state else { return }
    deadlines.disarm(.wrapUp(fact.workItem), at: before)
    set(fact.workItem, .wrapping(agent, until: fact.deadline))
    deadlines.arm(.wrapUp(fact.workItem), at: fact.deadline)
  }
}
