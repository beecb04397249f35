// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension SampleEvents {
  static func routing(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .workQueued:
      [
        workQueued(deadline: time(60), reason: .new), workQueued(deadline: nil, reason: .agentDisconnected),
        queuedForTransfer,
      ]
    case .offerMade, .offerAccepted, .offerRejected, .offerExpired, .offerWithdrawn: offers(kind)
    case .rejectHoldEnded:
      [
        .rejectHoldEnded(
          RejectHoldEnded(workItem: workItem, conversation: conversation, queue: "support", agent: "alice")
        )
      ]
    case .noAgentAvailable:
      [.noAgentAvailable(NoAgentAvailable(workItem: workItem, conversation: conversation, queue: "support"))]
    case .workEnded: [workEnded("support", "alice", .done), workEnded(nil, nil, .closed), endedOnList]
    case .wrapUpStarted: [wrapUpStarted("support", time(60)), wrapUpStarted(nil, nil), extendableWrapUp]
    case .wrapUpCompleted: wrapUpsCompleted
    case .pullItemListed:
      [
        .pullItemListed(
          PullItemListed(workItem: workItem, conversation: conversation, list: "callbacks", mediaRoutingDomain: "chat")
        )
      ]
    case .pullItemTaken:
      [
        .pullItemTaken(
          PullItemTaken(
            workItem: workItem,
            conversation: conversation,
            list: "callbacks",
            agent: "alice",
            dialog: dialog,
            participant: participant,
            role: .primary,
            connection: connection
          )
        )
      ]
    default: []
    }
  }

  private static func workQueued(deadline: Timestamp?, reason: QueueReason) -> Event {
    .workQueued(
      WorkQueued(
        workItem: workItem,
        conversation: conversation,
        queue: "support",
        priority: deadline == nil ? -3 : 9,
        enqueuedAt: time(0),
        deadline: deadline,
        reason: reason
      )
    )
  }

  private static let queuedForTransfer = Event.workQueued(
    WorkQueued(
      workItem: workItem,
      conversation: conversation,
      queue: "support",
      priority: 1,
      enqueuedAt: time(0),
      reason: .transfer,
      assistance: assistance,
      excluded: ["alice", "bob"]
    )
  )

  private static func workEnded(_ queue: QueueID?, _ agent: AgentID?, _ reason: WorkEndReason) -> Event {
    .workEnded(
      WorkEnded(workItem: workItem, conversation: conversation, queue: queue, agent: agent, reason: reason)
    )
  }

  private static let endedOnList = Event.workEnded(
    WorkEnded(workItem: workItem, conversation: conversation, reason: .abandoned, list: "callbacks")
  )

  private static func wrapUpStarted(_ queue: QueueID?, _ deadline: Timestamp?) -> Event {
    .wrapUpStarted(
      WrapUpStarted(workItem: workItem, conversation: conversation, queue: queue, agent: "alice", deadline: deadline)
    )
  }

  private static let extendableWrapUp = Event.wrapUpStarted(
    WrapUpStarted(
      workItem: workItem,
      conversation: conversation,
      queue: "support",
      agent: "alice",
      deadline: time(60),
      extendableUntil: time(180)
    )
  )

  private static let wrapUpsCompleted: [Event] = [
    .wrapUpCompleted(
      WrapUpCompleted(
        workItem: workItem,
        conversation: conversation,
        queue: "support",
        agent: "alice",
        dispositions: [Disposition(category: "sales", value: "sold"), Disposition(category: "", value: "")],
        note: "call again\nin May",
        completion: .completed
      )
    ),
    .wrapUpCompleted(
      WrapUpCompleted(
        workItem: workItem,
        conversation: conversation,
        agent: "alice",
        dispositions: [],
        completion: .closed
      )
    ),
    .wrapUpCompleted(
      WrapUpCompleted(
        workItem: workItem,
        conversation: conversation,
        agent: "alice",
        dispositions: [],
        completion: .supervisor
      )
    ),
  ]

  private static func offers(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .offerMade:
      [
        .offerMade(
          OfferMade(
            offer: offer,
            workItem: workItem,
            conversation: conversation,
            queue: "support",
            agent: "alice",
            deadline: time(20)
          )
        ),
        .offerMade(
          OfferMade(
            offer: offer,
            workItem: workItem,
            conversation: conversation,
            agent: "bob",
            deadline: time(20),
            purpose: .consult,
            assistance: assistance,
            requestedBy: "alice",
            note: "what does it cost?"
          )
        ),
      ]
    case .offerAccepted:
      [
        .offerAccepted(
          OfferAccepted(
            offer: offer,
            workItem: workItem,
            conversation: conversation,
            queue: "support",
            agent: "alice",
            dialog: dialog,
            participant: participant,
            role: .primary,
            connection: connection
          )
        )
      ]
    case .offerRejected: [offerRejected("not my field"), offerRejected(nil)]
    case .offerExpired:
      [
        .offerExpired(
          OfferExpired(offer: offer, workItem: workItem, conversation: conversation, queue: "support", agent: "alice")
        )
      ]
    case .offerWithdrawn:
      OfferWithdrawal.allCases.map { reason in
        .offerWithdrawn(
          OfferWithdrawn(
            offer: offer,
            workItem: workItem,
            conversation: conversation,
            queue: "support",
            agent: "alice",
            reason: reason
          )
        )
      }
    default: []
    }
  }

  private static func offerRejected(_ reason: String?) -> Event {
    .offerRejected(
      OfferRejected(
        offer: offer,
        workItem: workItem,
        conversation: conversation,
        queue: "support",
        agent: "alice",
        reason: reason,
        heldUntil: time(5)
      )
    )
  }
}
