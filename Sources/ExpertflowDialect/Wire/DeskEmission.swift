// SPDX-License-Identifier: Apache-2.0

package import DialectKit

/// The events the Agent Manager tells a desk (reference A3), spelled as on the wire.
package enum DeskEvent: String, CaseIterable, Hashable, Sendable {
  case agentPresence
  case taskRequest
  case revokeTask
  case onTopicData
  case onCimEvent
  case topicUnsubscription
  case topicClosed
  case wrapupTimerStarted
  case socketSessionRemoved
  case onChannelTypes
  case onPullModeSubscribedList
  case pullModeSubscribedListRequests
  case addPullModeSubscribedListRequests
  case removePullModeSubscribedListRequests
  case onPullModeSubscribedListRequest
  case agentAssistanceRequestPlaced
  case agentAssignedForAssistance
  /// Sic.
  case consulTransferRequestSuccess
  case errors
}

/// Something a desk is told: one argument, written.
package struct DeskEmission: Hashable, Sendable {
  package let event: DeskEvent
  /// The argument as JSON.
  package let argument: [UInt8]

  /// Whether the desk is asked to acknowledge: only `onTopicData` is.
  package var asksAcknowledgement: Bool { event == .onTopicData }

  /// Tells an object.
  package init(_ event: DeskEvent, _ body: (inout JSONWriter) -> Void) {
    self.event = event
    var json = JSONWriter()
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

  /// Refuses what was asked by an event of the desk's.
  package static func refusal(of task: String, _ message: String) -> DeskEmission {
    DeskEmission(.errors) { json in
      json.member("task", task)
      json.member("msg", message)
    }
  }
}
