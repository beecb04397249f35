// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// What a desk is about to be told, or needs to know first.
package enum DeskStep: Hashable, Sendable {
  /// Tells the desk.
  case tell(DeskEmission)
  /// The facts of a conversation are needed; they come by ``Desk/read(_:_:at:)``.
  case read(ConversationID)
}

/// How things stand for an agent when its desk connects.
package struct DeskStart: Hashable, Sendable {
  /// After which fact it is so.
  package var position: Position
  package var directory: DeskDirectory
  package var presence: DeskPresence
  /// The conversations the agent takes part in, and how.
  package var seats: [ConversationID: DeskSeat]
  /// The conversation whose work it is offered.
  package var offered: ConversationID?
  /// The conversations of its after-contact work.
  package var wrapping: [ConversationID: WorkItemID]
  /// The pull lists it follows.
  package var lists: [PullListID]

  package init(
    position: Position,
    directory: DeskDirectory,
    presence: DeskPresence,
    seats: [ConversationID: DeskSeat] = [:],
    offered: ConversationID? = nil,
    wrapping: [ConversationID: WorkItemID] = [:],
    lists: [PullListID] = []
  ) {
    self.position = position
    self.directory = directory
    self.presence = presence
    self.seats = seats
    self.offered = offered
    self.wrapping = wrapping
    self.lists = lists
  }
}

/// How an agent takes part in a conversation.
package struct DeskSeat: Hashable, Sendable {
  package var participant: ParticipantID
  package var role: ParticipantRole

  package init(participant: ParticipantID, role: ParticipantRole) {
    self.participant = participant
    self.role = role
  }
}

/// One agent's desk as a fold over the facts it may see: what it is told, in order.
///
/// A conversation that begins to concern the agent is read from the journal first; until that has happened, its further
/// facts wait. So a desk that joins, one that comes back and one that was there all the time are told the same.
package struct Desk: Sendable {
  /// A conversation the agent takes part in.
  enum Place: Sendable {
    /// It is being read; these facts came meanwhile.
    case reading([Envelope])
    case known(Topic)
  }

  package let agent: AgentID
  package var directory: DeskDirectory
  package internal(set) var presence: DeskPresence
  var places: [ConversationID: Place] = [:]
  /// How the agent takes part where it does: what is known of a silent monitor is in facts about the agent alone.
  var seats: [ConversationID: DeskSeat]
  /// Offers that are pending, by conversation.
  var offers: [ConversationID: OfferMade] = [:]
  /// Conversations of which an offer is to be shown once they are read.
  var expectsOffer: Set<ConversationID> = []
  /// After-contact work, by conversation.
  var wrapping: [ConversationID: WorkItemID]
  /// Conversations to be shown as after-contact work, since the desk came back during it.
  var returning: Set<ConversationID> = []
  /// The pull lists the agent follows, and what is on them.
  package internal(set) var lists: [PullListID]
  var listed: [ConversationID: PullItemListed] = [:]
  /// What is on a list the agent only began to follow.
  var adding: Set<ConversationID> = []
  /// Conversations the agent left in this turn, and why: after-contact work may begin yet.
  var departures: [(conversation: ConversationID, reason: String)] = []
  /// What changed of the presence since the desk was told.
  var changes: PresenceChanges?
  /// When an agent that has logged out had logged in.
  var lastLogin: Timestamp?
  /// How often the desk was told of its presence.
  package internal(set) var presencesTold = 0

  /// What changed of the presence.
  struct PresenceChanges: Hashable, Sendable {
    var agentState = false
    var domains: [MediaRoutingDomainID] = []
  }

  /// Begins with how things stand.
  package init(_ start: DeskStart) {
    agent = start.presence.agent
    directory = start.directory
    presence = start.presence
    seats = start.seats
    wrapping = start.wrapping
    returning = Set(start.wrapping.keys)
    lists = start.lists
    if let offered = start.offered {
      places[offered] = .reading([])
      expectsOffer.insert(offered)
    }
    for conversation in start.seats.keys { places[conversation] = .reading([]) }
    for conversation in start.wrapping.keys { places[conversation] = .reading([]) }
  }

  /// What a desk is told first, and the conversations it has to be shown. An agent that is not logged in is about to be,
  /// and its desk is told the rest with that: presence comes first (reference A1).
  package mutating func begin(at now: Timestamp) -> [DeskStep] {
    let first = presence.state == .loggedOut ? [] : [tellPresence(at: now)] + surroundings
    return first + places.keys.sorted().map { .read($0) }
  }

  /// What there is besides conversations.
  var surroundings: [DeskStep] {
    [
      .tell(DeskEmission(.onChannelTypes, list: directory.channelTypes)),
      .tell(DeskEmission(.onPullModeSubscribedList, list: lists.map(directory.pullList))),
      .tell(DeskEmission(.pullModeSubscribedListRequests, list: [CimPullList]())),
    ]
  }

  /// A fact came.
  package mutating func committed(_ envelope: Envelope) -> [DeskStep] {
    let steps = personal(envelope)
    guard let conversation = envelope.event.place else { return steps }
    switch places[conversation] {
    case nil: return steps
    case .reading(let waiting):
      places[conversation] = .reading(waiting + [envelope])
      return steps
    case .known(var topic):
      guard envelope.offset > topic.offset else { return steps }
      places[conversation] = nil
      let told = tell(envelope, &topic)
      if !places.keys.contains(conversation), seats[conversation] != nil { places[conversation] = .known(topic) }
      return told + steps
    }
  }

  /// The facts of a conversation that was asked for, in order.
  package mutating func read(_ conversation: ConversationID, _ facts: [Envelope], at now: Timestamp) -> [DeskStep] {
    guard case .reading(let waiting) = places[conversation] else { return [] }
    places[conversation] = nil
    guard let found = Topic.read(facts, for: agent, directory) else { return [] }
    var topic = found.topic
    var steps = show(topic, found.events, at: now)
    for envelope in waiting where envelope.offset > topic.offset { steps += tell(envelope, &topic) }
    if seats[conversation] != nil { places[conversation] = .known(topic) }
    return steps
  }

  /// What it knows of the conversations that concern its agent, for people and for tests.
  package var summary: [String] {
    var lines = offers.map { "offered \($0.key)" } + wrapping.map { "wrapping \($0.key) \($0.value)" }
    for (id, seat) in seats { lines.append("in \(id) as \(seat.participant) \(seat.role.name)") }
    for case .known(let topic) in places.values {
      let work = topic.work.values.map { "\($0.id) \($0.media) \($0.agent?.rawValue ?? "-")" }.sorted()
      let members = topic.members.map { "\($0.id) \($0.role.name)" }.sorted()
      let requests = topic.requests.keys.map(\.description).sorted()
      lines.append("\(topic.id) \(work) \(members) \(requests) \(topic.attributes) \(topic.hold != nil)")
    }
    return lines.sorted()
  }

  /// Everything of this turn has come.
  package mutating func turnEnded(at now: Timestamp) -> [DeskStep] {
    var steps = flushPresence(at: now)
    for (conversation, reason) in departures where wrapping[conversation] == nil {
      steps.append(.tell(.unsubscribed(conversation, reason)))
    }
    departures = []
    return steps
  }

  /// Somebody in a conversation began or stopped writing.
  package func signalled(_ signal: Signal) -> [DeskStep] {
    guard case .typing(let conversation, let participant, _, let isTyping) = signal.content,
      case .known(let topic) = places[conversation], seats[conversation]?.participant != participant
    else { return [] }
    return [.tell(.cimEvent(topic.typing(participant, isTyping, at: signal.time, directory), in: topic))]
  }

  /// Shows a conversation that was read: itself if the agent takes part, and what it is offered of it.
  private mutating func show(_ topic: Topic, _ events: [CimEvent], at now: Timestamp) -> [DeskStep] {
    let id = topic.id
    var steps: [DeskStep] = []
    if let seat = seats[id] {
      steps.append(.tell(topic.data(for: agent, seat: seat, events, at: now, directory)))
    } else if returning.contains(id), let fact = topic.wrapUps[agent] {
      let seat = DeskSeat(participant: ParticipantID(rawValue: fact.workItem.rawValue), role: .primary)
      steps.append(.tell(topic.data(for: agent, seat: seat, events, at: now, directory)))
      steps.append(.tell(.wrapUp(id, seconds: Self.seconds(from: now, to: fact.deadline))))
    }
    returning.remove(id)
    if expectsOffer.remove(id) != nil, let offer = topic.offers[agent] {
      offers[id] = offer
      steps.append(.tell(topic.taskRequest(offer, directory)))
    }
    if let item = listed[id] {
      steps.append(.tell(topic.listed(item, isNew: adding.remove(id) == nil, directory)))
    }
    return steps
  }

  /// How long after-contact work takes at the most; a day where there is no limit.
  static func seconds(from now: Timestamp, to deadline: Timestamp?) -> Int {
    guard let deadline else { return 86_400 }
    return max(0, Int((deadline.milliseconds - now.milliseconds + 999) / 1_000))
  }

  /// Tells those who take part what happens in a conversation.
  private mutating func tell(_ envelope: Envelope, _ topic: inout Topic) -> [DeskStep] {
    let events = topic.take(envelope, directory)
    guard envelope.event.isShown(to: agent, hearers: envelope.audience) else { return [] }
    var steps = events.map { DeskStep.tell(.cimEvent($0, in: topic)) }
    switch envelope.event {
    case .offerMade(let fact) where fact.agent == agent && expectsOffer.remove(topic.id) != nil:
      steps.append(.tell(topic.taskRequest(fact, directory)))
    case .offerMade(let fact) where fact.requestedBy == agent: steps.append(.tell(topic.assigned(fact, directory)))
    case .consultEnded(let fact) where fact.initiator == agent && fact.reason == .transfer:
      steps.append(.tell(topic.consultTransferred(fact, directory)))
    default: break
    }
    return steps
  }
}

extension Event {
  /// The conversation a fact is about, also where those in it must not learn of it.
  var place: ConversationID? {
    switch self {
    case .participantLeft(let fact): fact.conversation
    case .supervisorJoined(let fact): fact.conversation
    default: subject.conversation
    }
  }
}
