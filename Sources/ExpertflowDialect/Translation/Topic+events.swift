// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// The CIM events that say a fact to those who take part. Facts that are not named here have no word on this wire, or
/// concern one agent only; docs/protocols/expertflow.md lists them.
extension Topic {
  /// The events about who leaves and what ends, for which what is known before counts.
  func eventsBefore(_ envelope: Envelope, _ directory: DeskDirectory) -> [CimEvent] {
    let make = CimEventMaker(self, envelope, directory)
    switch envelope.event {
    case .participantLeft(let fact):
      guard let member = member(fact.participant) else { return [] }
      // Whoever consults is in two dialogs, which are one conversation on this wire.
      guard member.agent == nil || members.filter({ $0.agent == member.agent }).count == 1 else { return [] }
      let name: CimEventName = member.agent == nil ? .botUnsubscribed : .agentUnsubscribed
      return [make(name, .activity, participant: member, reason: fact.reason.expertflowName)]
        + make.endOfBargeIn(member)
    case .participantRoleChanged(let fact):
      guard let member = member(fact.participant) else { return [] }
      let end = make.endOfBargeIn(member)
      guard fact.role == .silentMonitor else { return end }
      let reason = LeaveReason.left.expertflowName
      return [make(.agentUnsubscribed, .activity, participant: member, reason: reason)] + end
    case .workEnded(let fact):
      guard let item = work[fact.workItem], !item.isOver else { return [] }
      let reason = item.completion?.taskReason ?? fact.reason.expertflowName
      return [make.task(item, state: "CLOSED", reason: reason)]
    case .workQueued(let fact):
      // Who works on it does no more; it waits as another task.
      guard let item = work[fact.workItem], item.media == "ACTIVE" else { return [] }
      return [make.task(item, state: "CLOSED", reason: fact.reason == .agentLoggedOut ? "AGENT_LOGOUT" : "REROUTE")]
    case .offerExpired(let fact): return make.unanswered(fact.workItem, "RONA")
    case .offerRejected(let fact): return make.unanswered(fact.workItem, "REROUTE")
    case .offerWithdrawn(let fact): return fact.reason.endsWork ? [] : make.unanswered(fact.workItem, "REROUTE")
    case .messagePosted(let fact): return fact.message.senderKind == .customer ? make.endOfAwaiting() : []
    case .channelSessionStarted: return make.endOfAwaiting()
    case .channelSessionEnded(let fact):
      let others = sessions.filter { $0.session.id != fact.session }
      return others.allSatisfy { $0.end != nil } ? make.endOfAwaiting() : []
    case .participantResumed(let fact) where fact.kind == .customer && fact.reason == .expired:
      return [make.holdIsOver()]
    default: return []
    }
  }

  func events(of envelope: Envelope, _ directory: DeskDirectory) -> [CimEvent] {
    let make = CimEventMaker(self, envelope, directory)
    switch envelope.event {
    case .conversationStarted, .channelSessionStarted:
      return [make(.channelSessionStarted, .activity, session: sessions[sessions.count - 1])]
    case .channelSessionEnded(let fact):
      guard let session = sessions.last(where: { $0.session.id == fact.session }) else { return [] }
      let isExpired = fact.reason == .inactivity || fact.reason == .network
      var events = [make(isExpired ? .channelSessionExpired : .channelSessionEnded, .activity, session: session)]
      if hasCustomerLeft { events.append(make(.customerLeft, .activity, session: session)) }
      return events
    case .messagePosted(let fact): return [make.message(fact)]
    case .receiptReported(let fact): return [make.receipt(fact)]
    case .attributesChanged:
      return [
        make(.conversationDataChanged, .activity) { json in
          json.key("conversationData")
          json.object { writeConversationData(to: &$0) }
        }
      ]
    case .offerAccepted(let fact): return make.joined(fact.participant, fact.workItem)
    case .pullItemTaken(let fact): return make.joined(fact.participant, fact.workItem)
    case .workStarted(let fact): return make.joined(fact.participant, fact.workItem)
    case .workTakenFromWorkbin(let fact): return make.joined(fact.participant, fact.workItem)
    case .supervisorJoined(let fact): return make.bargeIn(fact.participant) + make.joined(fact.participant, nil)
    case .botJoined(let fact):
      return member(fact.participant).map { [make(.botSubscribed, .activity, participant: $0, reason: nil)] } ?? []
    case .participantRoleChanged(let fact):
      guard let member = member(fact.participant) else { return [] }
      let appearance = fact.previous == .silentMonitor ? make.joined(fact.participant, nil) : []
      return make.bargeIn(fact.participant) + appearance + [make.roleChanged(member)]
    case .participantMoved(let fact):
      return member(fact.participant).map { [make.roleChanged($0)] } ?? []
    case .participantHeld(let fact): return fact.kind == .customer ? [make.held()] : []
    case .participantResumed(let fact): return fact.kind == .customer ? [make.resumed()] : []
    case .workQueued(let fact): return make.waits(fact.workItem)
    case .offerMade(let fact):
      guard let item = work[fact.workItem] else { return [] }
      return [make.task(item, state: "ACTIVE"), make.reserved(item, fact.agent)]
    case .offerExpired(let fact): return make.waitsAgain(fact.workItem)
    case .offerRejected(let fact): return make.waitsAgain(fact.workItem)
    case .offerWithdrawn(let fact): return fact.reason.endsWork ? [] : make.waitsAgain(fact.workItem)
    case .consultEnded(let fact):
      guard fact.reason.direction != nil, let item = fact.agent.flatMap({ work(of: $0) }) else { return [] }
      return [make.task(item, state: "ACTIVE")]
    case .noAgentAvailable(let fact): return [make.noAgent(work[fact.workItem])]
    case .wrapUpStarted(let fact):
      return work[fact.workItem].map { [make.task($0, state: "WRAP_UP")] } ?? []
    case .wrapUpCompleted(let fact):
      return fact.completion == .completed ? [make.wrapUpApplied(fact)] : []
    case .slaStarted(let fact):
      return [make.timer(.agentSLAStarted, since: fact.since, to: fact.deadline, "START_TIMER")]
    case .slaStopped: return [make(.agentSLAStopped, .notification) { _ in }]
    case .slaBreached(let fact):
      let deadline = dueResponse?.deadline ?? envelope.time
      return [.agentSLAExpired, .responseSLABreached].map { name in
        make.timer(name, since: fact.since, to: deadline, "SHOW_POPUP")
      }
    case .customerAwaited(let fact):
      return [make.timer(.customerSLAStarted, since: envelope.time, to: fact.deadline, "START_TIMER")]
    case .customerInactive(let fact):
      let since = customerAwaitedSince ?? envelope.time
      return [make.timer(.customerSLAExpired, since: since, to: fact.deadline, "SHOW_POPUP")]
    case .callLegStateChanged(let fact):
      switch fact.state {
      case .answered: return [make.callLeg(.callLegStarted, fact)]
      case .ended: return [make.callLeg(.callLegEnded, fact)]
      case .requested, .ringing: return []
      }
    case .conversationClosed(let fact):
      return [
        make(.topicStateChange, .activity) { json in
          json.key("topicState")
          json.object { json in
            json.member("name", "CLOSED")
            json.member("reasonCode", fact.reason.name)
          }
        }
      ]
    default: return []
    }
  }
}
