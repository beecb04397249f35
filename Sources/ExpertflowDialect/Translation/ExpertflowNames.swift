// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension ReceiptStatus {
  var expertflowName: String {
    switch self {
    case .delivered: "DELIVERED"
    case .read: "READ"
    case .failed: "FAILED"
    }
  }

  init?(expertflow name: String) {
    guard let status = Self.allCases.first(where: { $0.expertflowName == name }) else { return nil }
    self = status
  }
}

extension LeaveReason {
  /// Why somebody is not in a conversation any more, in words desks know or show (`topicUnsubscription`).
  var expertflowName: String {
    switch self {
    case .left, .consultEnded, .watchedAgentLeft: "UNSUBSCRIBED"
    case .transferred: "CHAT TRANSFERRED"
    case .disconnected: "AGENT DISCONNECTED"
    case .loggedOut: "AGENT LOGOUT"
    case .conversationClosed: "CONVERSATION CLOSED"
    case .removed: "REMOVED BY SUPERVISOR"
    case .placedInWorkbin: "PUT ASIDE"
    case .reassigned: "REASSIGNED BY SUPERVISOR"
    case .telephoneFailed: "TELEPHONE FAILED"
    }
  }
}

extension WorkEndReason {
  /// Why a task was closed, in the words of the object model.
  var expertflowName: String {
    switch self {
    case .done: "DONE"
    case .abandoned, .cancelled: "CANCELLED"
    case .noAgentAvailable: "NO_AGENT_AVAILABLE"
    case .agentLoggedOut: "AGENT_LOGOUT"
    case .closed, .removed: "FORCE_CLOSED"
    case .transferred: "TRANSFERRED"
    case .unanswered: "RESPONSE_TIMEOUT"
    }
  }
}

extension WrapUpCompletion {
  /// The reasons for which desks close a conversation after after-contact work.
  var expertflowName: String {
    switch self {
    case .completed: "Wrap Up applied"
    case .skipped: "choosing leave without Wrap Up"
    case .expired: "wrap Up Timer Expired"
    case .agentLoggedOut: "AGENT LOGOUT"
    case .closed: "CONVERSATION CLOSED"
    case .supervisor: "WRAP UP ENDED BY SUPERVISOR"
    }
  }

  /// Why a task was closed after its after-contact work.
  var taskReason: String {
    switch self {
    case .completed: "WRAP_UP_APPLIED"
    case .skipped: "WRAP_UP_NOT_APPLIED"
    case .expired: "WRAP_UP_EXPIRED"
    case .agentLoggedOut: "AGENT_LOGOUT"
    case .closed, .supervisor: "FORCE_CLOSED"
    }
  }
}

extension SessionEndReason {
  var expertflowName: String {
    switch self {
    case .customer: "CUSTOMER"
    case .inactivity: "INACTIVITY"
    case .network, .unreachable: "NETWORK"
    case .agent: "AGENT"
    case .noAgentAvailable, .system, .supervisor, .transferred: "FORCE_CLOSED"
    }
  }
}

extension ParticipantRole {
  /// The roles of the object model. Desks speak to the customer in all roles but those of an `ASSISTANT`, who is consulted,
  /// and of a `SILENT_MONITOR`.
  package var expertflowName: String {
    switch self {
    case .primary, .barged: "PRIMARY"
    case .assistant: "ASSISTANT"
    case .silentMonitor: "SILENT_MONITOR"
    case .coach: "WHISPER"
    case .customer: "CUSTOMER"
    }
  }
}

extension AssistanceKind {
  /// The direction of a task that answers a request.
  var direction: String {
    switch self {
    case .transfer: "DIRECT_TRANSFER"
    case .consult: "CONSULT"
    case .conference: "DIRECT_CONFERENCE"
    }
  }
}

extension ConsultEnd {
  /// The direction of the task of whoever was consulted, from then on; nil if it has none any more.
  var direction: String? {
    switch self {
    case .transfer: "CONSULT_TRANSFER"
    case .conference: "CONSULT_CONFERENCE"
    case .initiator, .consulted, .departure, .closed, .failure: nil
    }
  }
}
