// SPDX-License-Identifier: Apache-2.0

/// Which notifications a subscription wants.
///
/// The names in `events` are finer than those of `body.event` (reference A.4); both are understood. A name stands for a set
/// of the smallest kinds that any name tells apart.
package struct EventFilter: OptionSet, Hashable, Sendable {
  package let rawValue: UInt64

  package init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  static let agentLoggedIn = Self(rawValue: 1 << 0)
  static let agentLoggedOut = Self(rawValue: 1 << 1)
  static let agentReady = Self(rawValue: 1 << 2)
  static let agentNotReady = Self(rawValue: 1 << 3)
  static let inboundEngagementCreated = Self(rawValue: 1 << 4)
  static let outboundEngagementCreated = Self(rawValue: 1 << 5)
  static let engagementPrerouted = Self(rawValue: 1 << 6)
  static let automationParticipantAdded = Self(rawValue: 1 << 7)
  static let automationParticipantRemoved = Self(rawValue: 1 << 8)
  static let agentParticipantInvited = Self(rawValue: 1 << 9)
  static let agentParticipantAdded = Self(rawValue: 1 << 10)
  static let agentParticipantRemoved = Self(rawValue: 1 << 11)
  static let agentParticipantHeld = Self(rawValue: 1 << 12)
  static let agentParticipantUnheld = Self(rawValue: 1 << 13)
  static let agentParticipantMoved = Self(rawValue: 1 << 14)
  static let agentParticipantObserving = Self(rawValue: 1 << 15)
  static let agentParticipantCoaching = Self(rawValue: 1 << 16)
  static let agentParticipantBargedIn = Self(rawValue: 1 << 17)
  static let externalParticipantInvited = Self(rawValue: 1 << 18)
  static let externalParticipantAdded = Self(rawValue: 1 << 19)
  static let externalParticipantRemoved = Self(rawValue: 1 << 20)
  static let transferInitiated = Self(rawValue: 1 << 21)
  static let transferCancelled = Self(rawValue: 1 << 22)
  static let transferFailed = Self(rawValue: 1 << 23)
  static let transferToUserInitiated = Self(rawValue: 1 << 24)
  static let transferToUserCancelled = Self(rawValue: 1 << 25)
  static let transferToUserFailed = Self(rawValue: 1 << 26)
  static let matchOffered = Self(rawValue: 1 << 27)
  static let channelReady = Self(rawValue: 1 << 28)
  static let afterContactWorkActivated = Self(rawValue: 1 << 29)
  static let afterContactWorkCompleted = Self(rawValue: 1 << 30)

  /// Everything, also what later versions add.
  package static let all = Self(rawValue: .max)

  /// Every name that may stand in `events`.
  package static let names: [String: EventFilter] = [
    "ALL": .all,
    "AgentLoggedIn": .agentLoggedIn,
    "AgentLoggedOut": .agentLoggedOut,
    "AgentReady": .agentReady,
    "AgentNotReady": .agentNotReady,
    "AutomationParticipantAdded": .automationParticipantAdded,
    "AutomationParticipantRemoved": .automationParticipantRemoved,
    "AgentParticipantInvited": .agentParticipantInvited,
    "AgentParticipantAdded": .agentParticipantAdded,
    "AgentParticipantRemoved": .agentParticipantRemoved,
    "AgentParticipantHeld": .agentParticipantHeld,
    "AgentParticipantUnheld": .agentParticipantUnheld,
    "AgentParticipantMoved": .agentParticipantMoved,
    "AgentParticipantObserving": .agentParticipantObserving,
    "AgentParticipantCoaching": .agentParticipantCoaching,
    "AgentParticipantBargedIn": .agentParticipantBargedIn,
    "ExternalParticipantInvited": .externalParticipantInvited,
    "ExternalParticipantAdded": .externalParticipantAdded,
    "ExternalParticipantRemoved": .externalParticipantRemoved,
    // The names without a destination are those of every transfer.
    "SingleStepTransferInitiated": [.transferInitiated, .transferToUserInitiated],
    "SingleStepTransferCancelled": [.transferCancelled, .transferToUserCancelled],
    "SingleStepTransferFailed": [.transferFailed, .transferToUserFailed],
    "SingleStepTransferToUserInitiated": .transferToUserInitiated,
    "SingleStepTransferToUserCancelled": .transferToUserCancelled,
    "SingleStepTransferToUserFailed": .transferToUserFailed,
    // The names of body events.
    "AgentState": [.agentLoggedIn, .agentLoggedOut, .agentReady, .agentNotReady],
    "AgentParticipant": [
      .agentParticipantInvited, .agentParticipantAdded, .agentParticipantRemoved, .agentParticipantHeld,
      .agentParticipantUnheld, .agentParticipantMoved, .agentParticipantObserving, .agentParticipantCoaching,
      .agentParticipantBargedIn,
    ],
    "AutomationParticipant": [.automationParticipantAdded, .automationParticipantRemoved],
    "ExternalParticipant": [.externalParticipantInvited, .externalParticipantAdded, .externalParticipantRemoved],
    "EngagementPrerouted": .engagementPrerouted,
    "InboundEngagementCreated": .inboundEngagementCreated,
    "OutboundEngagementCreated": .outboundEngagementCreated,
    "MatchOffered": .matchOffered,
    "SingleStepTransfer": [.transferInitiated, .transferToUserInitiated],
    "SingleStepTransferError": [
      .transferCancelled, .transferFailed, .transferToUserCancelled, .transferToUserFailed,
    ],
    "ChannelReady": .channelReady,
    "AfterContactWorkActivated": .afterContactWorkActivated,
    "AfterContactWorkCompleted": .afterContactWorkCompleted,
  ]
}

extension NotificationBody {
  /// The kind of this body; exactly one.
  package var kind: EventFilter {
    switch self {
    case .agentState(let body):
      switch body.state {
      case .loggedIn: .agentLoggedIn
      case .loggedOut: .agentLoggedOut
      case .ready: .agentReady
      case .notReady: .agentNotReady
      }
    case .agentParticipant(let body):
      switch body.action {
      case .added: .agentParticipantAdded
      case .held: .agentParticipantHeld
      case .unheld: .agentParticipantUnheld
      case .invited: .agentParticipantInvited
      case .removed: .agentParticipantRemoved
      case .moved: .agentParticipantMoved
      case .observing: .agentParticipantObserving
      case .coaching: .agentParticipantCoaching
      case .bargedIn: .agentParticipantBargedIn
      }
    case .automationParticipant(let body):
      switch body.action {
      case .added: .automationParticipantAdded
      case .removed: .automationParticipantRemoved
      }
    case .externalParticipant(let body):
      switch body.action {
      case .invited: .externalParticipantInvited
      case .added: .externalParticipantAdded
      case .removed: .externalParticipantRemoved
      }
    case .engagementPrerouted: .engagementPrerouted
    case .inboundEngagementCreated: .inboundEngagementCreated
    case .outboundEngagementCreated: .outboundEngagementCreated
    case .matchOffered: .matchOffered
    case .singleStepTransfer(let body):
      body.destination.kind == .user ? .transferToUserInitiated : .transferInitiated
    case .singleStepTransferError(let body):
      switch (body.errorType, body.destination.kind) {
      case (.cancelled, .user): .transferToUserCancelled
      case (.cancelled, _): .transferCancelled
      case (.failed, .user): .transferToUserFailed
      case (.failed, _): .transferFailed
      }
    case .channelReady: .channelReady
    case .afterContactWorkActivated: .afterContactWorkActivated
    case .afterContactWorkCompleted: .afterContactWorkCompleted
    }
  }
}
