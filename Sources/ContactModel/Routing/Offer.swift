// SPDX-License-Identifier: Apache-2.0

/// Why an offer was taken back before it was answered.
public enum OfferWithdrawal: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The work item ended.
  case customerLeft = 1
  /// The agent logged out.
  case agentLoggedOut = 2
  /// The lease of the agent ran out.
  case agentDisconnected = 3
  /// The conversation was closed.
  case closed = 5
  /// The request for assistance was given up.
  case cancelled = 20
  /// A supervisor made the agent not ready.
  case supervisor = 21
  /// The work was sent elsewhere.
  case reassigned = 22
  /// The telephone of the agent did not answer another call, or was lost.
  case telephoneFailed = 30

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .customerLeft: "customerLeft"
    case .agentLoggedOut: "agentLoggedOut"
    case .agentDisconnected: "agentDisconnected"
    case .closed: "closed"
    case .cancelled: "cancelled"
    case .supervisor: "supervisor"
    case .reassigned: "reassigned"
    case .telephoneFailed: "telephoneFailed"
    }
  }
}
