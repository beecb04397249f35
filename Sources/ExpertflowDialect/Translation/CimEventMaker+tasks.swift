// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What becomes of work.
extension CimEventMaker {
  func task(_ item: Topic.Work, state: String, reason: String? = nil) -> CimEvent {
    self(.taskStateChanged, .activity, part: "\(item.task) \(state)") { json in
      topic.writeTask(item, state: state, reason: reason, to: &json, directory)
      json.member("taskStateChanged", state != "ACTIVE" || item.media == "ACTIVE")
      json.texts("mediaStateChanges", [item.id.description])
    }
  }

  /// The offer of work is over without an agent: so is its task, unless the work ends with it.
  func unanswered(_ id: WorkItemID, _ reason: String) -> [CimEvent] {
    topic.work[id].map { [task($0, state: "CLOSED", reason: reason)] } ?? []
  }

  /// Work waits for an agent.
  func waits(_ id: WorkItemID) -> [CimEvent] {
    guard let item = topic.work[id] else { return [] }
    let enqueued = self(.taskEnqueued, .activity) { json in
      topic.writeTask(item, to: &json, directory)
      json.key("queue")
      json.value(directory.queueReference(item.queue))
    }
    return [task(item, state: "ACTIVE"), enqueued]
  }

  /// Work whose offer is over waits again, as another task.
  func waitsAgain(_ id: WorkItemID) -> [CimEvent] {
    topic.work[id]?.byQueue == true ? waits(id) : []
  }

  /// The task of a supervisor who came into a conversation. It has no work item: its id is the participant's.
  private func bargeIn(_ member: Topic.Member) -> Topic.Work {
    var item = Topic.Work(id: WorkItemID(rawValue: member.id.rawValue), agent: member.agent, media: "ACTIVE")
    item.direction = "BARGE_IN"
    item.byQueue = false
    return item
  }

  func bargeIn(_ participant: ParticipantID) -> [CimEvent] {
    guard let member = topic.member(participant), member.role == .barged else { return [] }
    return [task(bargeIn(member), state: "ACTIVE")]
  }

  func endOfBargeIn(_ member: Topic.Member) -> [CimEvent] {
    member.role == .barged ? [task(bargeIn(member), state: "CLOSED", reason: "DONE")] : []
  }

  func reserved(_ item: Topic.Work, _ agent: AgentID) -> CimEvent {
    self(.agentReserved, .activity) { json in
      topic.writeTask(item, to: &json, directory)
      json.member("ccUser", directory.user(agent))
    }
  }

  func noAgent(_ item: Topic.Work?) -> CimEvent {
    self(.noAgentAvailable, .activity) { json in
      json.key("requestType")
      json.object { json in
        json.member("direction", item?.direction ?? "INBOUND")
        json.member("mode", "QUEUE")
        json.nullable("metadata", nil as String?)
      }
    }
  }
}
