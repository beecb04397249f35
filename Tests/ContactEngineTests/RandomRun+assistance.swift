// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit

/// Random transfers, consults, conferences, bots and supervisors.
extension RandomRun {
  mutating func assistance() -> Command {
    // Where nobody is, requests are under way too.
    let places = chance(5) ? harness.centre.conversations.values.sorted { $0.id < $1.id } : allServed
    let answered = places.filter { $0.assistances.contains { $0.kind == .consult && $0.answeredBy != nil } }
    if chance(75), let place = pick(answered), let consult = place.assistances.first(where: { $0.answeredBy != nil }) {
      return .completeConsult(
        consult.agent ?? agent(),
        place.id,
        consult.id,
        as: chance(35) ? .transfer : .conference
      )
    }
    // Whoever is asked to join mostly comes before anything else happens.
    let asked = harness.centre.offers.values.filter { $0.purpose != nil }.sorted { $0.id < $1.id }
    if chance(60), let offer = pick(asked) { return .acceptOffer(offer.agent, offer.id) }
    if chance(55), let place = pick(places.filter { !$0.assistances.isEmpty }), let assistance = pick(place.assistances)
    {
      return answer(assistance, in: place)
    }
    switch below(10) {
    case 0..<5: return ask()
    case 5..<8: return supervise()
    case 8: return chance(60) ? .joinAsBot("helper", conversation()) : .leaveAsBot("helper", conversation())
    default: return remove()
    }
  }

  /// Where agents take part, found through the agents, who are few.
  private var allServed: [Conversation] {
    var seen: Set<ConversationID> = []
    return harness.centre.agents.sorted { $0.key < $1.key }.flatMap(\.value.conversations).compactMap { id in
      seen.insert(id).inserted ? harness.centre.conversations[id] : nil
    }
  }

  mutating func served() -> Conversation? {
    pick(allServed)
  }

  private mutating func ask() -> Command {
    let place = served()
    let ready = ready(for: place)
    // Somebody free is rare, and is mostly asked for what takes most steps.
    let isRare = chance(60) && !ready.isEmpty
    let helpers = place?.participants ?? []
    let helper = pick(isRare ? helpers.filter { $0.role == .primary && $0.agent != nil } : helpers)
    let content = RequestAssistance(
      conversation: place?.id ?? conversation(),
      initiator: helper?.agent.map { .agent($0) } ?? helper?.bot.map { .bot($0) } ?? .agent(agent()),
      target: isRare ? .agent(pick(ready) ?? agent()) : target(of: ready),
      note: chance(20) ? "please" : nil,
      keepsPlace: chance(50),
      holds: chance(50)
    )
    switch isRare ? 1 + below(2) : below(3) {
    case 0: return .requestTransfer(content)
    case 1: return .requestConference(content)
    default: return .startConsult(content)
    }
  }

  /// Agents who would be offered what a conversation asks for.
  private func ready(for place: Conversation?) -> [AgentID] {
    let domains = Set((place?.workItems ?? []).compactMap { harness.centre.workItems[$0]?.domain })
    return harness.centre.agents.filter { id, presence in
      guard presence.state == .ready, presence.pendingOffer == nil, presence.leaseDeadline == nil,
        place?.participant(id) == nil
      else { return false }
      return presence.media.contains {
        domains.contains($0.domain) && ($0.state == .ready || $0.state == .active) && $0.load < $0.capacity
      }
    }.keys.sorted()
  }

  private mutating func target(of ready: [AgentID]) -> AssistanceTarget {
    switch below(20) {
    case 0..<5: return .queue(pick(["support", "sales", "voice", "nowhere"] as [QueueID]) ?? "support")
    case 5..<15: return .agent(chance(85) ? pick(ready) ?? agent() : agent())
    case 15..<18: return .automation(chance(90) ? "helper" : "integration")
    default: return .external(chance(95) ? "tel:+4930" : "")
    }
  }

  /// What may become of a request: mostly what makes sense, sometimes not.
  private mutating func answer(_ assistance: Assistance, in place: Conversation) -> Command {
    let asker: Speaker = assistance.agent.map { .agent($0) } ?? assistance.bot.map { .bot($0) } ?? .customer
    let offered = harness.centre.offers.values.first { $0.workItem == assistance.workItem }
    if chance(70), let offered {
      return chance(80) ? .acceptOffer(offered.agent, offered.id) : .rejectOffer(offered.agent, offered.id, reason: nil)
    }
    // Whoever waits for a queue mostly goes on waiting.
    if case .queue = assistance.target, assistance.answeredBy == nil, chance(85) { return answer() }
    switch assistance.kind {
    case .transfer:
      switch assistance.target {
      case .external: if chance(60) { return .completeTransfer(place.id, assistance.id) }
      case .automation: if chance(60) { return .joinAsBot("helper", place.id) }
      case .queue, .agent: if chance(20) { return .completeTransfer(place.id, assistance.id) }
      }
      return chance(40)
        ? .failTransfer(place.id, assistance.id, detail: nil) : .cancelTransfer(place.id, assistance.id, by: asker)
    case .conference: return .cancelConference(place.id, assistance.id, by: asker)
    case .consult:
      let agent = (chance(75) ? assistance.agent : assistance.answeredBy) ?? agent()
      if assistance.answeredBy != nil || chance(20), chance(75) {
        return .completeConsult(agent, place.id, assistance.id, as: chance(50) ? .transfer : .conference)
      }
      return .endConsult(agent, place.id, assistance.id)
    }
  }

  private mutating func supervise() -> Command {
    let place = served()
    let role: ParticipantRole = pick([.silentMonitor, .silentMonitor, .coach, .coach, .barged, .primary]) ?? .coach
    let watching = chance(20) ? pick(place?.agents ?? []) : nil
    return .supervise(chance(50) ? "sam" : "sue", place?.id ?? conversation(), as: role, watching: watching)
  }

  private mutating func remove() -> Command {
    let place = served()
    let somebody = pick(place?.participants ?? [])?.id ?? ParticipantID(rawValue: 1)
    return .removeParticipant(place?.id ?? conversation(), somebody)
  }
}
