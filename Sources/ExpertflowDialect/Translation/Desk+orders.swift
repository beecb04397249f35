// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// What becomes of a request of a desk's.
package enum DeskOrder: Hashable, Sendable {
  /// Something is asked of the core.
  case command(Command)
  /// Something is shown now and then forgotten.
  case signal(SignalIntent)
  /// Follows a pull list, or follows it no more.
  case follow(PullListID, Bool)
  /// There is nothing to do but to tell the desk.
  case tell(DeskEmission)
  /// Nothing at all.
  case nothing
}

/// What desks ask, in the core's words.
extension Desk {
  /// What becomes of a request of the desk's.
  package func order(_ request: DeskRequest) throws(CimProblem) -> DeskOrder {
    switch request {
    case .agentState(let name, let reason): return .command(try state(name, reason))
    case .mrdState(let name, let mrd):
      guard let domain = MediaRoutingDomainID(mrd) else { throw CimProblem("mrdId is none") }
      // Who is busy takes no work; the core has no other word for it.
      guard ["READY", "NOT_READY", "BUSY"].contains(name) else {
        throw CimProblem("an agent asks for READY, NOT_READY or BUSY; \(name) follows from its work")
      }
      return .command(.setMediaState(agent, domain, ready: name == "READY"))
    case .subscribe(let conversation, let task):
      guard let offer = offers[conversation] else {
        throw CimProblem("the conversation is not offered to you any more")
      }
      // The answer to an offer that ended does not accept the one after it.
      guard task == nil || task == offeredTasks[conversation] else {
        throw CimProblem("this offer ended; answer the one that was made after it")
      }
      return .command(.acceptOffer(agent, offer.offer))
    case .unsubscribe(let conversation): return .command(.leaveConversation(agent, conversation))
    case .publish(let event, let conversation): return try publish(event, conversation)
    case .closeWrapUp(let event, let conversation): return .command(try closeWrapUp(event, conversation))
    case .pause(let conversation, let name, let limit):
      return .command(.hold(agent, conversation, try held(name, in: conversation), limit: limit))
    case .resume(let conversation, let name):
      return .command(.resume(agent, conversation, try held(name, in: conversation)))
    case .assist(let kind, let conversation, let target, let note):
      return .command(try assist(kind, conversation, target, note))
    case .completeConsult(let completion, let conversation, let target, let note):
      if let (consult, consulted) = consult(in: conversation) {
        if case .agent(let name) = target, let consulted, consulted.rawValue != name {
          throw CimProblem("you consult \(consulted), not \(name)")
        }
        return .command(.completeConsult(agent, conversation, consult.id, as: completion))
      }
      guard completion == .conference, let target else {
        throw CimProblem("you consult nobody in this conversation")
      }
      return .command(try assist(.conference, conversation, target, note))
    case .supervise(let role, let conversation):
      return .command(.supervise(agent, conversation, as: role, watching: nil))
    case .subscribeList(let name): return .follow(try list(name), true)
    case .unsubscribeList(let name): return .follow(try list(name), false)
    case .takeListed(let name):
      guard let item = WorkItemID(name) else { throw CimProblem("\(name) is on no list") }
      return .command(.takePullItem(agent, item))
    case .deleteListed(let name):
      guard let item = WorkItemID(name) else { throw CimProblem("\(name) is on no list") }
      guard listed.values.allSatisfy({ $0.item.workItem != item }) else {
        throw CimProblem("the customer still waits; take the request, or let another agent take it")
      }
      return .nothing
    }
  }

  private func state(_ name: String, _ reason: String?) throws(CimProblem) -> Command {
    var code: ReasonCodeID?
    if let reason {
      guard let known = ReasonCodeID(reason) else { throw CimProblem("reasonCode.id is none") }
      code = known
    }
    switch name {
    case "READY": return .setAgentState(agent, ready: true, reason: nil)
    case "NOT_READY": return .setAgentState(agent, ready: false, reason: code)
    case "LOGOUT": return .logOut(agent, reason: code)
    default: throw CimProblem("state.name must be READY, NOT_READY or LOGOUT, not \(name)")
    }
  }

  private func assist(
    _ kind: AssistanceKind,
    _ conversation: ConversationID,
    _ target: DeskRequest.Target,
    _ note: String?
  ) throws(CimProblem) -> Command {
    let asked: AssistanceTarget
    switch target {
    case .queue(let name):
      guard let queue = directory.queue(named: name) else { throw CimProblem("there is no queue \(name)") }
      asked = .queue(queue)
    case .agent(let name):
      guard let other = AgentID(name) else { throw CimProblem("requestedAgentId is none") }
      asked = .agent(other)
    }
    var request = RequestAssistance(conversation: conversation, initiator: .agent(agent), target: asked, note: note)
    // A telephone has one line: the customer waits while another is spoken to.
    if kind == .consult, case .known(let topic) = places[conversation] {
      request.holds = directory.type(of: topic.session.session.channel) == .voice
    }
    return switch kind {
    case .transfer: .requestTransfer(request)
    case .conference: .requestConference(request)
    case .consult: .startConsult(request)
    }
  }

  /// The consult of the agent in a conversation, and who is consulted if that is known.
  private func consult(in conversation: ConversationID) -> (Topic.Request, AgentID?)? {
    guard case .known(let topic) = places[conversation] else { return nil }
    let own = topic.requests.values.filter { $0.kind == .consult && $0.initiator == agent }
    guard let consult = own.min(by: { $0.id < $1.id }) else { return nil }
    let there = topic.members.first { $0.dialog == consult.dialog && $0.agent != agent }?.agent
    return if case .agent(let asked) = consult.target { (consult, there ?? asked) } else { (consult, there) }
  }

  /// Who is put on hold or taken off it: nobody in particular, which is the customer on every channel, when a desk names
  /// nobody or its own agent, as desks do.
  private func held(_ name: String?, in conversation: ConversationID) throws(CimProblem) -> ParticipantID? {
    guard let name, !name.isEmpty, name != agent.rawValue, name != seats[conversation]?.participant.description else {
      return nil
    }
    guard case .known(let topic) = places[conversation] else {
      throw CimProblem("you are not in this conversation yet, so participantId \(name) means nobody")
    }
    for session in topic.sessions.reversed()
    where session.session.participant.description == name || session.session.id.description == name {
      return session.session.participant
    }
    guard let member = topic.members.first(where: { $0.id.description == name || $0.agent?.rawValue == name }) else {
      throw CimProblem("participantId \(name) is nobody's in this conversation")
    }
    guard member.agent == agent else { throw CimProblem("only customers are put on hold; \(name) is none") }
    return nil
  }

  private func list(_ name: String) throws(CimProblem) -> PullListID {
    // One that is gone may still be followed no more.
    guard let list = PullListID(name), directory.pullLists[list] != nil || lists.contains(list) else {
      throw CimProblem("there is no pull list \(name)")
    }
    return list
  }
}
