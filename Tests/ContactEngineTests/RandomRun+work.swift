// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit

/// Random work that is put aside, taken again and sent elsewhere, and agents whose presence is forced.
extension RandomRun {
  mutating func workbin() -> Command {
    let kept = harness.centre.workItems.values.filter { $0.workbin != nil }.sorted { $0.id < $1.id }
    if chance(kept.count > 20 ? 80 : 45), let item = pick(kept), let workbin = item.workbin {
      let owner: AgentID =
        switch workbin {
        case .agent(let owner): owner
        case .team: agent()
        }
      return .takeFromWorkbin(chance(85) ? owner : anybody(), item.id)
    }
    let active = harness.centre.workItems.values.filter {
      if case .active = $0.state { true } else { false }
    }
    guard let item = pick(active.sorted { $0.id < $1.id }), let holder = item.state.agent else {
      return .placeInWorkbin(agent(), WorkItemID(rawValue: 3), .agent(agent()))
    }
    let workbin: Workbin =
      chance(50) ? .agent(chance(90) ? holder : agent()) : .team(pick(["green", "blue", "red"]) ?? "red")
    return .placeInWorkbin(chance(95) ? holder : agent(), item.id, workbin)
  }

  /// What supervisors do with work and presence.
  mutating func supervision() -> Command {
    let supervisor: AgentID = chance(5) ? agent() : chance(50) ? "sam" : "sue"
    switch below(10) {
    case 0: return .forceLogOut(agent(), reason: nil, pick([nil, .requeue, .close]) ?? nil, by: supervisor)
    case 1..<3: return .forceAgentState(agent(), ready: chance(60), reason: nil, by: supervisor)
    default: return reassign(by: supervisor)
    }
  }

  private mutating func reassign(by supervisor: AgentID) -> Command {
    let place = served()
    let id = chance(50) ? pick(place?.workItems ?? []) : pick(harness.centre.workItems.keys.sorted())
    let targets: [WorkDestination?] = [
      nil, .queue("support"), .queue("sales"), .queue("spare"), .pullList("callbacks"), .pullList("nowhere"),
      .agent(agent()), .agent(agent()),
    ]
    return .reassignWork(id ?? WorkItemID(rawValue: 4), to: pick(targets) ?? nil, by: supervisor)
  }

  private mutating func anybody() -> AgentID {
    chance(50) ? agent() : chance(50) ? "sam" : "sue"
  }
}

extension RandomRun {
  /// A receipt of conversations that were erased.
  mutating func retention() -> RetentionApplied {
    let last = harness.centre.offset
    return RetentionApplied(
      cause: chance(50) ? .age : .request,
      conversations: 1,
      facts: 5,
      first: 1,
      last: last,
      oldest: harness.clock.now,
      newest: harness.clock.now,
      digest: "\(below(1_000))",
      through: chance(50) ? last : 0
    )
  }
}
