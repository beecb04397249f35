// SPDX-License-Identifier: Apache-2.0

/// What somebody in a conversation asks for who does not want to, or cannot, go on alone.
public enum AssistanceKind: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Somebody else is to take over.
  case transfer = 1
  /// Somebody is to be asked in a dialog of its own.
  case consult = 2
  /// Somebody is to join the main dialog.
  case conference = 3

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .transfer: "transfer"
    case .consult: "consult"
    case .conference: "conference"
    }
  }
}

/// Who is asked for assistance.
public enum AssistanceTarget: Hashable, Sendable {
  /// Whoever serves a queue.
  case queue(QueueID)
  /// One agent, who must be able to take work now.
  case agent(AgentID)
  /// A bot, named by its API client. For transfers only.
  case automation(ClientID)
  /// An address outside of the centre, in the words of the channel. For transfers only.
  case external(String)
}

/// Why nobody assists.
public enum AssistanceFailure: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The agent is logged out, not ready, or takes no work of this kind.
  case targetNotReady = 1
  /// The agent has as much work as it can take, or another offer to answer.
  case targetBusy = 2
  /// The agent rejected the offer.
  case declined = 3
  /// The agent did not answer the offer in time.
  case expired = 4
  /// The agent logged out or its lease ran out before it answered.
  case targetLeft = 5
  /// Nobody could take it within the time limit of the queue.
  case noAgentAvailable = 6
  /// The automation did not join, or nobody confirmed the external address, in time.
  case noAnswer = 7
  /// The automation or the external address refused; the detail says why.
  case refused = 8

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .targetNotReady: "targetNotReady"
    case .targetBusy: "targetBusy"
    case .declined: "declined"
    case .expired: "expired"
    case .targetLeft: "targetLeft"
    case .noAgentAvailable: "noAgentAvailable"
    case .noAnswer: "noAnswer"
    case .refused: "refused"
    }
  }
}

/// Why a transfer or a conference was given up before anybody answered.
public enum AssistanceCancellation: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Whoever asked took it back.
  case initiator = 1
  /// Whoever asked left, and nobody is there to be joined.
  case initiatorLeft = 2
  /// The customer left.
  case customerLeft = 3
  /// The conversation was closed.
  case closed = 4

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .initiator: "initiator"
    case .initiatorLeft: "initiatorLeft"
    case .customerLeft: "customerLeft"
    case .closed: "closed"
    }
  }
}

/// How a consult ended.
public enum ConsultEnd: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Whoever asked ended it.
  case initiator = 1
  /// Whoever was asked ended it.
  case consulted = 2
  /// It was completed as a transfer.
  case transfer = 3
  /// It was completed as a conference.
  case conference = 4
  /// One of the two left the conversation.
  case departure = 5
  /// The customer left or the conversation was closed before anybody answered.
  case closed = 6
  /// Nobody answered.
  case failure = 7

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .initiator: "initiator"
    case .consulted: "consulted"
    case .transfer: "transfer"
    case .conference: "conference"
    case .departure: "departure"
    case .closed: "closed"
    case .failure: "failure"
    }
  }
}

/// What becomes of a consult that is completed.
public enum ConsultCompletion: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Whoever was asked takes over and whoever asked leaves.
  case transfer = 1
  /// Whoever was asked joins the main dialog.
  case conference = 2

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .transfer: "transfer"
    case .conference: "conference"
    }
  }
}
