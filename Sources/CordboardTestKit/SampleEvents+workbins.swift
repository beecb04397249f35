// SPDX-License-Identifier: Apache-2.0

import ContactModel

extension SampleEvents {
  static func workbins(_ kind: Event.Kind) -> [Event] {
    switch kind {
    case .workPlacedInWorkbin: [placed("support", .agent("alice")), placed(nil, .team("service"))]
    case .workTakenFromWorkbin: [taken("support", .team("service")), taken(nil, .agent("alice"))]
    case .workReassigned:
      [
        .workReassigned(
          WorkReassigned(
            workItem: workItem,
            conversation: conversation,
            queue: "support",
            agent: "alice",
            target: .agent("bob"),
            by: "sam"
          )
        ),
        .workReassigned(
          WorkReassigned(
            workItem: workItem,
            conversation: conversation,
            workbin: .team("service"),
            target: .pullList("callbacks"),
            by: "sam"
          )
        ),
        .workReassigned(
          WorkReassigned(workItem: workItem, conversation: conversation, queue: "support", target: .queue("sales"))
        ),
        .workReassigned(
          WorkReassigned(
            workItem: workItem,
            conversation: conversation,
            target: .agent("bob"),
            by: "sam",
            list: "callbacks"
          )
        ),
      ]
    case .wrapUpExtended: [extended("support"), extended(nil)]
    default: []
    }
  }

  private static func placed(_ queue: QueueID?, _ workbin: Workbin) -> Event {
    .workPlacedInWorkbin(
      WorkPlacedInWorkbin(
        workItem: workItem,
        conversation: conversation,
        queue: queue,
        workbin: workbin,
        agent: "alice"
      )
    )
  }

  private static func taken(_ queue: QueueID?, _ workbin: Workbin) -> Event {
    .workTakenFromWorkbin(
      WorkTakenFromWorkbin(
        workItem: workItem,
        conversation: conversation,
        queue: queue,
        workbin: workbin,
        agent: "bob",
        dialog: dialog,
        participant: participant,
        role: .primary,
        connection: connection
      )
    )
  }

  private static func extended(_ queue: QueueID?) -> Event {
    .wrapUpExtended(
      WrapUpExtended(
        workItem: workItem,
        conversation: conversation,
        queue: queue,
        agent: "alice",
        deadline: time(90)
      )
    )
  }
}
