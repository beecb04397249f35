// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

extension Event {
  /// Writes the members of the fact's `data` object.
  package func write(to json: inout JSONWriter) {
    switch self {
    case .configurationChanged(let fact): fact.write(to: &json)
    case .commandNoted(let fact): fact.write(to: &json)
    case .agentLoggedIn(let fact): fact.write(to: &json)
    case .agentLoggedOut(let fact): fact.write(to: &json)
    case .agentStateChanged(let fact): fact.write(to: &json)
    case .agentMediaStateChanged(let fact): fact.write(to: &json)
    case .agentDeviceConnected(let fact): fact.write(to: &json)
    case .agentDeviceDisconnected(let fact): fact.write(to: &json)
    case .agentLeaseExpired(let fact): fact.write(to: &json)
    case .conversationStarted(let fact): fact.write(to: &json)
    case .channelSessionEnded(let fact): fact.write(to: &json)
    case .participantLeft(let fact): fact.write(to: &json)
    case .messagePosted(let fact): fact.write(to: &json)
    case .receiptReported(let fact): fact.write(to: &json)
    case .attributesChanged(let fact): fact.write(to: &json)
    case .conversationClosed(let fact): fact.write(to: &json)
    case .workQueued(let fact): fact.write(to: &json)
    case .offerMade(let fact): fact.write(to: &json)
    case .offerAccepted(let fact): fact.write(to: &json)
    case .offerRejected(let fact): fact.write(to: &json)
    case .offerExpired(let fact): fact.write(to: &json)
    case .offerWithdrawn(let fact): fact.write(to: &json)
    case .rejectHoldEnded(let fact): fact.write(to: &json)
    case .noAgentAvailable(let fact): fact.write(to: &json)
    case .workEnded(let fact): fact.write(to: &json)
    case .wrapUpStarted(let fact): fact.write(to: &json)
    case .wrapUpCompleted(let fact): fact.write(to: &json)
    case .pullItemListed(let fact): fact.write(to: &json)
    case .pullItemTaken(let fact): fact.write(to: &json)
    case .channelSessionStarted(let fact): fact.write(to: &json)
    case .participantHeld(let fact): fact.write(to: &json)
    case .participantResumed(let fact): fact.write(to: &json)
    case .customerAwaited(let fact): fact.write(to: &json)
    case .customerInactive(let fact): fact.write(to: &json)
    case .slaStarted(let fact): fact.write(to: &json)
    case .slaStopped(let fact): fact.write(to: &json)
    case .slaBreached(let fact): fact.write(to: &json)
    case .dialogOpened(let fact): fact.write(to: &json)
    case .dialogClosed(let fact): fact.write(to: &json)
    case .surveyAnswered(let fact): fact.write(to: &json)
    case .customerReached(let fact): fact.write(to: &json)
    case .workStarted(let fact): fact.write(to: &json)
    }
  }
}
