// SPDX-License-Identifier: Apache-2.0

/// Who began a conversation.
public enum ConversationDirection: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The customer.
  case inbound = 1
  /// The centre.
  case outbound = 2

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .inbound: "inbound"
    case .outbound: "outbound"
    }
  }
}

/// What a dialog is for.
public enum DialogKind: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The customer and those who serve it.
  case main = 1
  /// Agents among themselves.
  case consult = 2
  /// The survey after a conversation.
  case survey = 3

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .main: "main"
    case .consult: "consult"
    case .survey: "survey"
    }
  }
}

/// Why a dialog was closed.
public enum DialogCloseReason: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The customer ended it.
  case customer = 1
  /// The last agent finished.
  case agent = 2
  /// A supervisor closed it.
  case supervisor = 3
  /// The system or an integration closed it.
  case system = 4
  /// Every question was answered.
  case answered = 5
  /// Its time was over.
  case expired = 6

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .customer: "customer"
    case .agent: "agent"
    case .supervisor: "supervisor"
    case .system: "system"
    case .answered: "answered"
    case .expired: "expired"
    }
  }
}

/// Why a conversation closed.
public enum ConversationCloseReason: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The customer left and nobody works on it any more.
  case customer = 1
  /// The last agent finished.
  case agent = 2
  /// Nobody could take it within the time limit of its queue.
  case noAgentAvailable = 3
  /// The system or an integration closed it.
  case system = 4
  /// A supervisor closed it.
  case supervisor = 5
  /// The customer was inactive for longer than its channel allows.
  case inactivity = 6
  /// The customer, whom the centre wanted to reach, did not answer or could not be reached.
  case unreachable = 7
  /// The customer was handed over to an external address.
  case transferred = 20

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .customer: "customer"
    case .agent: "agent"
    case .noAgentAvailable: "noAgentAvailable"
    case .system: "system"
    case .transferred: "transferred"
    case .supervisor: "supervisor"
    case .inactivity: "inactivity"
    case .unreachable: "unreachable"
    }
  }
}
