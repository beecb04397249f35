// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// The events the Agent Manager tells a desk, spelled as on the wire (docs/protocols/expertflow.md).
package enum DeskEvent: String, CaseIterable, Hashable, Sendable {
  /// How the agent is.
  case agentPresence
  /// Work is offered.
  case taskRequest
  /// An offer is over.
  case revokeTask
  /// A conversation as a whole.
  case onTopicData
  /// Something happened in a conversation.
  case onCimEvent
  /// The agent is out of a conversation.
  case topicUnsubscription
  /// A conversation was closed.
  case topicClosed
  /// After-contact work began.
  case wrapupTimerStarted
  /// Another desk of the agent took the place of this one.
  case socketSessionRemoved
  /// The types of channels.
  case onChannelTypes
  /// The pull lists the agent follows.
  case onPullModeSubscribedList
  /// What is on them.
  case pullModeSubscribedListRequests
  /// What is on one more.
  case addPullModeSubscribedListRequests
  /// One is followed no more.
  case removePullModeSubscribedListRequests
  /// What is on a list changed.
  case onPullModeSubscribedListRequest
  /// A request for assistance was placed.
  case agentAssistanceRequestPlaced
  /// Somebody was found for it.
  case agentAssignedForAssistance
  /// Sic.
  case consulTransferRequestSuccess
  /// What was asked is refused.
  case errors
}

/// Something a desk is told: one argument, written.
package struct DeskEmission: Hashable, Sendable {
  /// Which event.
  package let event: DeskEvent
  /// The argument as JSON.
  package let argument: [UInt8]

  /// Whether the desk is asked to acknowledge: only `onTopicData` is.
  package var asksAcknowledgement: Bool { event == .onTopicData }

  /// Tells an object, for which so many bytes are kept ready.
  package init(_ event: DeskEvent, capacity: Int = 512, _ body: (inout JSONWriter) -> Void) {
    self.event = event
    var json = JSONWriter(capacity: capacity)
    json.object(body)
    argument = json.finish()
  }

  /// Tells a list of objects.
  package init(_ event: DeskEvent, list: [some JSONRepresentable]) {
    self.event = event
    var json = JSONWriter()
    json.array { json in
      for value in list { json.object(value) }
    }
    argument = json.finish()
  }

  /// Tells a list of what is written already.
  package init(_ event: DeskEvent, elements: [[UInt8]]) {
    self.event = event
    var json = JSONWriter()
    json.array { json in
      for element in elements { json.raw(element) }
    }
    argument = json.finish()
  }

  /// Tells a bare text.
  package init(_ event: DeskEvent, text: String) {
    self.event = event
    var json = JSONWriter()
    json.string(text)
    argument = json.finish()
  }

  /// `socketSessionRemoved`: another desk of the agent took the place of this one.
  package static func sessionRemoved(_ agent: AgentID) -> DeskEmission {
    DeskEmission(.socketSessionRemoved) { $0.member("agentId", agent) }
  }

  /// Refuses what was asked by an event of the desk's.
  package static func refusal(of task: String, _ message: String) -> DeskEmission {
    DeskEmission(.errors) { json in
      json.member("task", task)
      json.member("msg", message)
    }
  }
}
