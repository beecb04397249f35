// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  /// Checks that whoever takes part in a conversation has a reason to, and that every request is still asked.
  func violations(of conversation: Conversation) -> [Violation] {
    var found: [Violation] = []
    func violated(_ detail: String) {
      found.append(Violation(invariant: .participantsAgree, detail: "\(conversation.id): \(detail)"))
    }
    for participant in conversation.participants {
      if let agent = participant.agent, agents[agent]?.conversations.contains(conversation.id) != true {
        violated("\(agent) does not know that it takes part")
      }
      let twins = conversation.participants.filter { $0.dialog == participant.dialog && $0.agent == participant.agent }
      if participant.agent != nil, twins.count > 1 { violated("\(participant.id) is there twice") }
      if participant.dialog != conversation.mainDialog, participant.kind != .customer,
        !conversation.assistances.contains(where: { $0.dialog == participant.dialog })
      {
        violated("\(participant.id) is in a dialog that is over")
      }
      if participant.role.isObserver, let supervisor = participant.agent, let watched = participant.watched,
        !isWatchable(watched, by: supervisor, in: conversation)
      {
        violated("\(supervisor) watches \(watched) without a reason")
      }
    }
    for assistance in conversation.assistances { violations(of: assistance, in: conversation).forEach(violated) }
    for item in conversation.workItems.compactMap({ workItems[$0] }) {
      if item.target != nil, item.state == .waiting { violated("\(item.id) is aimed at somebody who is not asked") }
      if let id = item.assistance, conversation.assistance(id) == nil { violated("\(item.id) answers no request") }
      if let workbin = item.workbin, !isKnown(workbin) { violated("\(item.id) is in \(workbin), which is gone") }
      if case .active(let agent) = item.state, conversation.participant(agent) == nil {
        violated("\(agent) works on \(item.id) and takes no part")
      }
    }
    return found
  }

  /// Whether somebody can still take what is in a workbin.
  private func isKnown(_ workbin: Workbin) -> Bool {
    switch workbin {
    case .agent(let id): configuration.agents[id] != nil
    case .team(let id): configuration.teams[id] != nil
    }
  }

  private func violations(of assistance: Assistance, in conversation: Conversation) -> [String] {
    var found: [String] = []
    let isThere = conversation.participants.contains { $0.id == assistance.initiator }
    if !isThere, assistance.kind != .transfer { found.append("\(assistance.id) is asked by nobody") }
    if conversation.isOver, assistance.answeredBy == nil { found.append("\(assistance.id) serves nobody") }
    if let item = assistance.workItem {
      if workItems[item]?.assistance != assistance.id { found.append("\(assistance.id) asks nobody") }
    } else if let deadline = assistance.deadline {
      if !deadlines.isArmed(.assistance(conversation.id, assistance.id), at: deadline) {
        found.append("\(assistance.id) has no deadline")
      }
    } else {
      found.append("\(assistance.id) asks nobody")
    }
    return found
  }
}
