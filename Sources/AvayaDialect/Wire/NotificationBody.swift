// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What happened, in one of the thirteen forms of seed 003, `NotificationBody`. Absent members are left out.
package enum NotificationBody: Hashable, Sendable {
  /// An agent's state changed.
  case agentState(AgentStateBody)
  /// An agent came, went, was held, moved, or listens.
  case agentParticipant(AgentParticipantBody)
  /// A bot came or went.
  case automationParticipant(AutomationParticipantBody)
  /// The customer came or went, or is being reached.
  case externalParticipant(ExternalParticipantBody)
  /// An engagement was given to a queue.
  case engagementPrerouted(EngagementPreroutedBody)
  /// A customer began an engagement.
  case inboundEngagementCreated(InboundEngagementBody)
  /// The centre began an engagement.
  case outboundEngagementCreated(OutboundEngagementBody)
  /// An agent was chosen for an engagement.
  case matchOffered(MatchOfferedBody)
  /// A transfer began.
  case singleStepTransfer(SingleStepTransferBody)
  /// A transfer did not succeed.
  case singleStepTransferError(SingleStepTransferErrorBody)
  /// An agent became able to take work on a channel.
  case channelReady(ChannelReadyBody)
  /// After-contact work began.
  case afterContactWorkActivated(AfterContactWorkBody)
  /// After-contact work ended.
  case afterContactWorkCompleted(AfterContactWorkBody)

  /// The discriminator.
  package var event: BodyEvent {
    switch self {
    case .agentState: .agentState
    case .agentParticipant: .agentParticipant
    case .automationParticipant: .automationParticipant
    case .externalParticipant: .externalParticipant
    case .engagementPrerouted: .engagementPrerouted
    case .inboundEngagementCreated: .inboundEngagementCreated
    case .outboundEngagementCreated: .outboundEngagementCreated
    case .matchOffered: .matchOffered
    case .singleStepTransfer: .singleStepTransfer
    case .singleStepTransferError: .singleStepTransferError
    case .channelReady: .channelReady
    case .afterContactWorkActivated: .afterContactWorkActivated
    case .afterContactWorkCompleted: .afterContactWorkCompleted
    }
  }

  /// Writes the members of the body, `event` first: reference D.3, 1 and 3.
  ///
  /// - Parameters:
  ///   - id: The event's own id.
  ///   - time: When the event was generated; on the wire in milliseconds.
  func write(to json: inout JSONWriter, id: String, time: Timestamp, _ form: NotificationForm) {
    json.member("event", event.rawValue)
    switch self {
    case .agentState(let body): body.write(to: &json)
    case .agentParticipant(let body): body.write(to: &json)
    case .automationParticipant(let body): body.write(to: &json)
    case .externalParticipant(let body): body.write(to: &json)
    case .engagementPrerouted(let body): body.write(to: &json)
    case .inboundEngagementCreated(let body): body.write(to: &json)
    case .outboundEngagementCreated(let body): body.write(to: &json)
    case .matchOffered(let body): body.write(to: &json)
    case .singleStepTransfer(let body): body.write(to: &json)
    case .singleStepTransferError(let body): body.write(to: &json)
    case .channelReady(let body): body.write(to: &json)
    case .afterContactWorkActivated(let body), .afterContactWorkCompleted(let body): body.write(to: &json)
    }
    if event != .singleStepTransfer || form.givesTransfersIDs { json.member("id", id) }
    if form.hasNumericTimestamps {
      json.member("timestamp", time.milliseconds)
    } else {
      json.member("timestamp", String(time.milliseconds))
    }
  }
}

/// The names of `body.event`.
package enum BodyEvent: String, CaseIterable, Hashable, Sendable {
  case agentState = "AgentState"
  case agentParticipant = "AgentParticipant"
  case automationParticipant = "AutomationParticipant"
  case externalParticipant = "ExternalParticipant"
  case engagementPrerouted = "EngagementPrerouted"
  case inboundEngagementCreated = "InboundEngagementCreated"
  case outboundEngagementCreated = "OutboundEngagementCreated"
  case matchOffered = "MatchOffered"
  case singleStepTransfer = "SingleStepTransfer"
  case singleStepTransferError = "SingleStepTransferError"
  case channelReady = "ChannelReady"
  case afterContactWorkActivated = "AfterContactWorkActivated"
  case afterContactWorkCompleted = "AfterContactWorkCompleted"
}
