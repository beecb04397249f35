// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

extension EngineHarness {
  /// A customer begins a conversation on the chat channel whose queue has no wrap-up and no team but blue and alice, or
  /// on another.
  @discardableResult
  mutating func begin(_ number: Int, on channel: ChannelID = "shop") throws -> ConversationID {
    let (outcome, _) = try giveWhole(SampleAccount.start(number, on: channel))
    return try #require(outcome.conversation)
  }

  /// An agent accepts the offer it has.
  @discardableResult
  mutating func accept(_ agent: AgentID) throws -> Offer {
    let pending = offer(to: agent)
    let offer = try #require(pending, "\(agent) has no offer")
    try give(.acceptOffer(agent, offer.id))
    return offer
  }

  /// An agent rejects the offer it has.
  @discardableResult
  mutating func reject(_ agent: AgentID) throws -> Offer {
    let pending = offer(to: agent)
    let offer = try #require(pending, "\(agent) has no offer")
    try give(.rejectOffer(agent, offer.id, reason: nil))
    return offer
  }

  /// A customer begins a conversation and an agent, who is offered it, accepts.
  @discardableResult
  mutating func serve(_ number: Int, by agent: AgentID, on channel: ChannelID = "shop") throws -> ConversationID {
    let conversation = try begin(number, on: channel)
    let accepted = try accept(agent)
    try #require(accepted.conversation == conversation)
    return conversation
  }

  mutating func configure(_ changes: ConfigurationChange...) throws {
    try give(.configure(changes))
  }

  /// The only work item of a conversation.
  func workItem(of conversation: ConversationID) throws -> WorkItem {
    let items = centre.conversations[conversation]?.workItems ?? []
    try #require(items.count == 1)
    return try #require(centre.workItems[items[0]])
  }

  func presence(_ agent: AgentID) throws -> AgentPresence {
    try #require(centre.agents[agent])
  }

  func media(_ agent: AgentID, _ domain: MediaRoutingDomainID = "chat") throws -> MediaState {
    try #require(centre.agents[agent]?.media(domain)).state
  }

  /// The conversations that wait in a queue, first come first.
  func waiting(in queue: QueueID) -> [ConversationID] {
    centre.waitingWork(in: queue, limit: .max).map(\.conversation)
  }

  /// Who is asked to take a conversation.
  func offeree(of conversation: ConversationID) -> AgentID? {
    centre.offers.values.first { $0.conversation == conversation }?.agent
  }

  /// Whether a conversation is open.
  func isOpen(_ conversation: ConversationID) -> Bool {
    centre.conversations[conversation] != nil
  }
}

extension [Event] {
  var kinds: [Event.Kind] { map(\.kind) }

  func of<Fact>(_ read: (Event) -> Fact?) -> [Fact] { compactMap(read) }

  var stateChanges: [AgentStateChanged] {
    of { if case .agentStateChanged(let fact) = $0 { fact } else { nil } }
  }

  var mediaChanges: [AgentMediaStateChanged] {
    of { if case .agentMediaStateChanged(let fact) = $0 { fact } else { nil } }
  }

  var workEnds: [WorkEnded] {
    of { if case .workEnded(let fact) = $0 { fact } else { nil } }
  }

  var offersMade: [OfferMade] {
    of { if case .offerMade(let fact) = $0 { fact } else { nil } }
  }
}
