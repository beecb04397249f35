// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension ContactCentre {
  mutating func apply(_ fact: AssistanceRequested, _ kind: AssistanceKind, serial: UInt64, at time: Timestamp) {
    begin(Assistance(fact, kind, at: time), fact, serial: serial)
  }

  mutating func apply(_ fact: ConsultStarted, serial: UInt64, at time: Timestamp) {
    let request = fact.request
    begin(Assistance(request, .consult, dialog: fact.dialog, holds: fact.holds, at: time), request, serial: serial)
    guard let agent = request.initiator else { return }
    join(agent, request.conversation, fact.participant, fact.dialog, .primary, fact.connection, at: time)
  }

  private mutating func begin(_ assistance: Assistance, _ fact: AssistanceRequested, serial: UInt64) {
    conversations[fact.conversation]?.assistances.append(assistance)
    if let deadline = fact.deadline { deadlines.arm(.assistance(fact.conversation, fact.assistance), at: deadline) }
    // Work for a queue begins when it is queued.
    guard case .agent(let target) = fact.target, let item = fact.workItem else { return }
    add(
      WorkItem(
        id: item,
        conversation: fact.conversation,
        domain: fact.mediaRoutingDomain,
        queue: fact.queue,
        list: fact.list,
        priority: fact.priority,
        enqueuedAt: fact.enqueuedAt,
        serial: serial,
        deadline: nil,
        state: .waiting,
        assistance: fact.assistance,
        target: target
      )
    )
  }

  /// A request is over: its work, if somebody took it, is work like any other.
  mutating func endAssistance(_ id: AssistanceID, in conversation: ConversationID) {
    guard let assistance = conversations[conversation]?.assistance(id) else { return }
    deadlines.disarm(.assistance(conversation, id), at: assistance.deadline)
    conversations[conversation]?.assistances.removeAll { $0.id == id }
    if let item = assistance.workItem { workItems[item]?.assistance = nil }
  }

  /// An agent answered a consult.
  mutating func answer(_ item: WorkItemID, by agent: AgentID, in conversation: ConversationID) {
    guard let assistance = workItems[item]?.assistance,
      let index = conversations[conversation]?.assistances.firstIndex(where: { $0.id == assistance })
    else { return }
    conversations[conversation]?.assistances[index].answeredBy = agent
  }

  mutating func change(
    _ id: ParticipantID,
    in conversation: ConversationID,
    _ body: (inout Participant) -> Void
  ) {
    change(conversation) { conversation in
      guard let index = conversation.participants.firstIndex(where: { $0.id == id }) else { return }
      body(&conversation.participants[index])
    }
  }
}
