// SPDX-License-Identifier: Apache-2.0

/// What a participant is.
public enum ParticipantKind: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The person outside.
  case customer = 1
  /// A person who works in the centre.
  case agent = 2
  /// An automation.
  case bot = 3
  /// A supervisor who joined.
  case supervisor = 4
  /// The core itself, as the sender of notices.
  case system = 5

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .customer: "customer"
    case .agent: "agent"
    case .bot: "bot"
    case .supervisor: "supervisor"
    case .system: "system"
    }
  }
}

/// What a participant does in a dialog.
public enum ParticipantRole: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Answers for the dialog.
  case primary = 1
  /// Helps the primary.
  case assistant = 2
  /// Listens unseen.
  case silentMonitor = 3
  /// Is heard by the agent only.
  case coach = 4
  /// A supervisor who joined openly.
  case barged = 5
  /// Is served.
  case customer = 6

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .primary: "primary"
    case .assistant: "assistant"
    case .silentMonitor: "silentMonitor"
    case .coach: "coach"
    case .barged: "barged"
    case .customer: "customer"
    }
  }
}

/// Why a participant left a dialog.
public enum LeaveReason: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// It chose to.
  case left = 1
  /// Its devices stayed away longer than the lease and the grace after it.
  case disconnected = 2
  /// The agent logged out.
  case loggedOut = 3
  /// The conversation ended around it.
  case conversationClosed = 4
  /// A supervisor or the system removed it.
  case removed = 5
  /// Somebody else took over.
  case transferred = 20
  /// The consult whose dialog it was in ended.
  case consultEnded = 21
  /// The agent it listened to or coached left, or is not of its teams any more.
  case watchedAgentLeft = 22
  /// It put its work into a workbin.
  case placedInWorkbin = 23
  /// A supervisor sent its work elsewhere.
  case reassigned = 24
  /// Its telephone did not answer, or was lost.
  case telephoneFailed = 30

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .left: "left"
    case .disconnected: "disconnected"
    case .loggedOut: "loggedOut"
    case .conversationClosed: "conversationClosed"
    case .removed: "removed"
    case .transferred: "transferred"
    case .consultEnded: "consultEnded"
    case .watchedAgentLeft: "watchedAgentLeft"
    case .placedInWorkbin: "placedInWorkbin"
    case .reassigned: "reassigned"
    case .telephoneFailed: "telephoneFailed"
    }
  }
}

/// Why a participant is no longer on hold.
public enum ResumeReason: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Somebody took it off hold.
  case resumed = 1
  /// The time of the hold was over.
  case expired = 2

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .resumed: "resumed"
    case .expired: "expired"
    }
  }
}
