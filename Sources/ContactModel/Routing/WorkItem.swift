// SPDX-License-Identifier: Apache-2.0

/// Why a work item entered a queue.
public enum QueueReason: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// A conversation began.
  case new = 1
  /// The agent who had it logged out.
  case agentLoggedOut = 2
  /// The agent who had it stayed away.
  case agentDisconnected = 3
  /// Somebody is to take over.
  case transfer = 20
  /// Somebody is to be asked.
  case consult = 21
  /// Somebody is to join.
  case conference = 22
  /// The agent who was to take over did not, and whoever asked is gone.
  case transferFailed = 23
  /// The agent who had it was removed from the conversation.
  case removed = 24
  /// A supervisor sent it there.
  case reassigned = 25
  /// The agent to whom a supervisor sent it did not take it.
  case notTaken = 26
  /// The queue it waited in is removed.
  case queueRemoved = 27
  /// The telephone of its agent did not answer, or was lost.
  case telephoneFailed = 30

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .new: "new"
    case .agentLoggedOut: "agentLoggedOut"
    case .agentDisconnected: "agentDisconnected"
    case .transfer: "transfer"
    case .consult: "consult"
    case .conference: "conference"
    case .transferFailed: "transferFailed"
    case .removed: "removed"
    case .reassigned: "reassigned"
    case .notTaken: "notTaken"
    case .queueRemoved: "queueRemoved"
    case .telephoneFailed: "telephoneFailed"
    }
  }
}

/// Why a work item ended.
public enum WorkEndReason: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// An agent finished it.
  case done = 1
  /// The customer left before an agent took it.
  case abandoned = 2
  /// The time limit of the queue ran out.
  case noAgentAvailable = 3
  /// Its agent logged out and the account closes work on logout.
  case agentLoggedOut = 4
  /// The conversation was closed around it.
  case closed = 5
  /// Its agent handed the conversation over.
  case transferred = 20
  /// The request for assistance was given up.
  case cancelled = 21
  /// The agent who was asked did not take it.
  case unanswered = 22
  /// Its agent was removed from the conversation.
  case removed = 23

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .done: "done"
    case .abandoned: "abandoned"
    case .noAgentAvailable: "noAgentAvailable"
    case .agentLoggedOut: "agentLoggedOut"
    case .closed: "closed"
    case .transferred: "transferred"
    case .cancelled: "cancelled"
    case .unanswered: "unanswered"
    case .removed: "removed"
    }
  }
}
