// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// The work of a conversation as tasks, and what is told of them besides CIM events.
extension Topic {
  /// A work item as a task; null if there is none. `activeMedia` is what is routed for it.
  func writeTask(
    _ item: Work?,
    as name: String = "task",
    state: String = "ACTIVE",
    reason: String? = nil,
    to json: inout JSONWriter,
    _ directory: DeskDirectory
  ) {
    json.key(name)
    guard let item else { return json.null() }
    json.object { json in
      json.member("id", item.task)
      json.member("conversationId", id)
      json.key("state")
      json.object { json in
        json.member("name", state)
        json.nullable("reasonCode", reason)
      }
      json.key("assignedTo")
      if let agent = item.agent {
        json.object { json in
          json.member("id", agent)
          json.member("name", agent.rawValue)
        }
      } else {
        json.null()
      }
      // The core's search for an agent has a deadline of its own, and no timer that could be named.
      json.nullable("agentRequestTtlTimerId", nil as String?)
      json.key("activeMedia")
      json.array { json in
        guard state != "CLOSED" else { return }
        json.object { json in
          json.member("id", item.id)
          json.nullable("mrdId", mrd(of: item, directory)?.rawValue)
          json.member("taskId", item.task)
          json.key("queue")
          json.value(directory.queueReference(item.queue))
          json.key("type")
          json.object { json in
            json.member("direction", item.direction)
            json.member("mode", item.byQueue ? "QUEUE" : "AGENT")
            json.nullable("metadata", nil as String?)
          }
          json.member("priority", item.priority)
          json.member("state", item.media)
          let session = channelSession(session, directory)
          json.member("requestSession", session)
          json.objects("channelSessions", [session])
          json.milliseconds("enqueueTime", item.enqueuedAt)
          json.milliseconds("answerTime", item.answeredAt)
        }
      }
    }
  }

  func mrd(of item: Work, _ directory: DeskDirectory) -> MediaRoutingDomainID? {
    item.domain ?? item.queue.flatMap { directory.queues[$0]?.mediaRoutingDomain }
      ?? directory.channels[session.session.channel]?.mediaRoutingDomain
  }

  /// `taskId` of a task that is offered, and of the one an agent works on: the task and its media.
  func taskId(_ item: Work) -> String { "\(item.task):\(item.id)" }

  /// The task by which an offer is shown.
  func taskId(of offer: OfferMade) -> String {
    work[offer.workItem].map(taskId) ?? "\(offer.workItem):\(offer.workItem)"
  }

  /// `taskRequest`: work that is offered.
  func taskRequest(_ offer: OfferMade, _ directory: DeskDirectory) -> DeskEmission {
    let item = work[offer.workItem]
    return DeskEmission(.taskRequest) { json in
      json.member("conversationId", id)
      json.member("channelSession", channelSession(session, directory))
      json.member("roomInfo", roomInfo)
      json.member("taskId", taskId(of: offer))
      json.key("taskState")
      json.object { json in
        json.member("name", "RESERVED")
        json.nullable("reasonCode", nil as String?)
      }
      json.member("taskDirection", item?.direction ?? "INBOUND")
      json.key("queue")
      json.value(directory.queueReference(offer.queue))
      json.nullable("note", offer.note)
      json.nullable("requestedBy", offer.requestedBy?.rawValue)
      json.member("correlationId", offer.offer)
    }
  }

  /// `agentAssignedForAssistance`: an agent was found for a request.
  func assigned(_ offer: OfferMade, _ directory: DeskDirectory) -> DeskEmission {
    DeskEmission(.agentAssignedForAssistance) { json in
      json.member("conversationId", id)
      writeTask(work[offer.workItem], to: &json, directory)
      // There are two words; whoever is asked to a conference comes beside the one who asks, as in a consult.
      json.member("type", offer.purpose == .transfer ? "direct-transfer" : "consult")
    }
  }

  /// `consulTransferRequestSuccess`: whoever was consulted took over.
  func consultTransferred(_ fact: ConsultEnded, _ directory: DeskDirectory) -> DeskEmission {
    let item = fact.agent.flatMap { work(of: $0) }
    return DeskEmission(.consulTransferRequestSuccess) { json in
      json.member("conversationId", id)
      // The documents name the task in two ways.
      for name in ["newTask", "task"] { writeTask(item, as: name, to: &json, directory) }
      json.nullable("agentId", fact.agent?.rawValue)
    }
  }
}
