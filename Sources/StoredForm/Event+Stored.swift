// SPDX-License-Identifier: Apache-2.0

package import ContactModel

extension Event {
  /// Reads the content of a fact of a kind.
  package init(kind: Kind, from reader: inout RecordReader) throws(RecordError) {
    switch kind {
    case .configurationChanged: self = .configurationChanged(try ConfigurationChanged(from: &reader))
    case .commandNoted: self = .commandNoted(try CommandNoted(from: &reader))
    case .agentLoggedIn: self = .agentLoggedIn(try AgentLoggedIn(from: &reader))
    case .agentLoggedOut: self = .agentLoggedOut(try AgentLoggedOut(from: &reader))
    case .agentStateChanged: self = .agentStateChanged(try AgentStateChanged(from: &reader))
    case .agentMediaStateChanged: self = .agentMediaStateChanged(try AgentMediaStateChanged(from: &reader))
    case .agentDeviceConnected: self = .agentDeviceConnected(try AgentDeviceConnected(from: &reader))
    case .agentDeviceDisconnected: self = .agentDeviceDisconnected(try AgentDeviceDisconnected(from: &reader))
    case .agentLeaseExpired: self = .agentLeaseExpired(try AgentLeaseExpired(from: &reader))
    case .conversationStarted: self = .conversationStarted(try ConversationStarted(from: &reader))
    case .channelSessionEnded: self = .channelSessionEnded(try ChannelSessionEnded(from: &reader))
    case .participantLeft: self = .participantLeft(try ParticipantLeft(from: &reader))
    case .messagePosted: self = .messagePosted(try MessagePosted(from: &reader))
    case .receiptReported: self = .receiptReported(try ReceiptReported(from: &reader))
    case .attributesChanged: self = .attributesChanged(try AttributesChanged(from: &reader))
    case .conversationClosed: self = .conversationClosed(try ConversationClosed(from: &reader))
    case .workQueued: self = .workQueued(try WorkQueued(from: &reader))
    case .offerMade: self = .offerMade(try OfferMade(from: &reader))
    case .offerAccepted: self = .offerAccepted(try OfferAccepted(from: &reader))
    case .offerRejected: self = .offerRejected(try OfferRejected(from: &reader))
    case .offerExpired: self = .offerExpired(try OfferExpired(from: &reader))
    case .offerWithdrawn: self = .offerWithdrawn(try OfferWithdrawn(from: &reader))
    case .rejectHoldEnded: self = .rejectHoldEnded(try RejectHoldEnded(from: &reader))
    case .noAgentAvailable: self = .noAgentAvailable(try NoAgentAvailable(from: &reader))
    case .workEnded: self = .workEnded(try WorkEnded(from: &reader))
    case .wrapUpStarted: self = .wrapUpStarted(try WrapUpStarted(from: &reader))
    case .wrapUpCompleted: self = .wrapUpCompleted(try WrapUpCompleted(from: &reader))
    case .pullItemListed: self = .pullItemListed(try PullItemListed(from: &reader))
    case .pullItemTaken: self = .pullItemTaken(try PullItemTaken(from: &reader))
    case .channelSessionStarted: self = .channelSessionStarted(try ChannelSessionStarted(from: &reader))
    case .participantHeld: self = .participantHeld(try ParticipantHeld(from: &reader))
    case .participantResumed: self = .participantResumed(try ParticipantResumed(from: &reader))
    }
  }

  /// Writes the content of the fact; its kind is written apart.
  package func write(to writer: inout RecordWriter) {
    switch self {
    case .configurationChanged(let fact): fact.write(to: &writer)
    case .commandNoted(let fact): fact.write(to: &writer)
    case .agentLoggedIn(let fact): fact.write(to: &writer)
    case .agentLoggedOut(let fact): fact.write(to: &writer)
    case .agentStateChanged(let fact): fact.write(to: &writer)
    case .agentMediaStateChanged(let fact): fact.write(to: &writer)
    case .agentDeviceConnected(let fact): fact.write(to: &writer)
    case .agentDeviceDisconnected(let fact): fact.write(to: &writer)
    case .agentLeaseExpired(let fact): fact.write(to: &writer)
    case .conversationStarted(let fact): fact.write(to: &writer)
    case .channelSessionEnded(let fact): fact.write(to: &writer)
    case .participantLeft(let fact): fact.write(to: &writer)
    case .messagePosted(let fact): fact.write(to: &writer)
    case .receiptReported(let fact): fact.write(to: &writer)
    case .attributesChanged(let fact): fact.write(to: &writer)
    case .conversationClosed(let fact): fact.write(to: &writer)
    case .workQueued(let fact): fact.write(to: &writer)
    case .offerMade(let fact): fact.write(to: &writer)
    case .offerAccepted(let fact): fact.write(to: &writer)
    case .offerRejected(let fact): fact.write(to: &writer)
    case .offerExpired(let fact): fact.write(to: &writer)
    case .offerWithdrawn(let fact): fact.write(to: &writer)
    case .rejectHoldEnded(let fact): fact.write(to: &writer)
    case .noAgentAvailable(let fact): fact.write(to: &writer)
    case .workEnded(let fact): fact.write(to: &writer)
    case .wrapUpStarted(let fact): fact.write(to: &writer)
    case .wrapUpCompleted(let fact): fact.write(to: &writer)
    case .pullItemListed(let fact): fact.write(to: &writer)
    case .pullItemTaken(let fact): fact.write(to: &writer)
    case .channelSessionStarted(let fact): fact.write(to: &writer)
    case .participantHeld(let fact): fact.write(to: &writer)
    case .participantResumed(let fact): fact.write(to: &writer)
    }
  }
}
