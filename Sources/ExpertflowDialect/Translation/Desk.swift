// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// What a desk is about to be told, or needs to know first.
package enum DeskStep: Hashable, Sendable {
  /// Tells the desk.
  case tell(DeskEmission)
  /// The facts of a conversation are needed; they come by ``Desk/read(_:_:at:)``.
  case read(ConversationID)
  /// What a desk is told of work on a list is needed; it comes by ``Desk/list(_:_:)``.
  case look(PullItemListed)
}

/// One agent's desk as a fold over the facts it may see: what it is told, in order.
///
/// A conversation that begins to concern the agent is read from the journal first; until that has happened, its further
/// facts wait. So a desk that joins, one that comes back and one that was there all the time are told the same.
package struct Desk: Sendable {
  /// A conversation the agent takes part in.
  enum Place: Sendable {
    /// It is being read.
    case reading(Reading)
    /// It was read, and is followed.
    case known(Topic)
  }

  /// A conversation that is being read.
  struct Reading: Sendable {
    /// The facts that came meanwhile.
    var waiting: [Envelope] = []
    /// The fact by which it concerns the agent: what was read before it is too old, since it may lack facts that the agent
    /// was not told. 0 if that cannot be told from the facts; then the last answer counts.
    var since: UInt64
    /// How many answers are still to come.
    var asked = 1
  }

  /// Work on a pull list the agent follows.
  struct Listed: Sendable {
    let item: PullItemListed
    /// Whether the desk was told of it.
    var isTold = false
  }

  /// Whose desk it is.
  package let agent: AgentID
  /// Whom and what there is.
  package internal(set) var directory: DeskDirectory
  /// The presence of the agent.
  package internal(set) var presence: DeskPresence
  /// The media on which the agent said that it is busy. To the core it is not ready there.
  var busy: Set<MediaRoutingDomainID> = []
  /// The most events of a conversation that its desk is shown when it joins.
  let topicEvents: Int
  /// The most bytes of the events of one conversation that its desk is shown when it joins.
  let snapshotBytes: Int
  var places: [ConversationID: Place] = [:]
  /// How the agent takes part where it does: what is known of a silent monitor is in facts about the agent alone.
  var seats: [ConversationID: DeskSeat]
  /// Offers that are pending, by conversation.
  var offers: [ConversationID: OfferMade] = [:]
  /// The tasks by which offers were shown, by conversation.
  var offeredTasks: [ConversationID: String] = [:]
  /// Conversations of which an offer is to be shown once they are read.
  var expectsOffer: Set<ConversationID> = []
  /// After-contact work, by conversation; the latest is what the desk shows.
  var wrapping: [ConversationID: [WorkItemID]]
  /// Conversations to be shown as after-contact work, since the desk came back during it.
  var returning: Set<ConversationID> = []
  /// The pull lists the agent follows, and what is on them.
  package internal(set) var lists: [PullListID]
  var listed: [ConversationID: Listed]
  /// What was on the lists when the desk connected, until it is told.
  var listedAtFirst: [DeskListedWork]?
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
    /// Whether the agent asked for another state, and only media changed.
    var isRefused = false
  }

  /// The most facts of a conversation that wait until it is read.
  package static let mostWaiting = 1_000

  /// Begins with how things stand.
  ///
  /// - Parameters:
  ///   - topicEvents: The most events of a conversation that its desk is shown when it joins.
  ///   - topicBytes: The most bytes of events that a desk is shown when it connects, of all conversations together.
  package init(_ start: DeskStart, topicEvents: Int = 100, topicBytes: Int = .max) {
    agent = start.presence.agent
    self.topicEvents = topicEvents
    directory = start.directory
    presence = start.presence
    seats = start.seats
    wrapping = start.wrapping
    returning = Set(start.wrapping.keys)
    lists = start.lists
    listed = Dictionary(start.listed.map { ($0.item.conversation, Listed(item: $0.item)) }) { $1 }
    listedAtFirst = start.listed
    let everywhere = Array(start.seats.keys) + Array(start.wrapping.keys) + [start.offered].compactMap(\.self)
    // An offer is shown without what was said.
    snapshotBytes = topicBytes / max(1, start.seats.count + start.wrapping.count)
    for conversation in everywhere { places[conversation] = .reading(Reading(since: 0)) }
    if let offered = start.offered { expectsOffer.insert(offered) }
  }

  /// What a desk is told first, and the conversations it has to be shown. An agent that is not logged in is about to be,
  /// and its desk is told the rest with that: presence comes first.
  package mutating func begin(at now: Timestamp) -> [DeskStep] {
    let first = presence.state == .loggedOut ? [] : [tellPresence(at: now)] + surroundings()
    return first + places.keys.sorted().map { .read($0) }
  }

  /// A fact came.
  package mutating func committed(_ envelope: Envelope) -> [DeskStep] {
    guard envelope.account == directory.account else { return [] }
    let steps = personal(envelope)
    guard let conversation = envelope.event.place else { return steps }
    switch places[conversation] {
    case nil: return steps
    case .reading(var reading):
      reading.waiting.append(envelope)
      // More than may wait is read again instead, with everything until now.
      guard reading.waiting.count > Self.mostWaiting, envelope.conversationSequence != nil else {
        places[conversation] = .reading(reading)
        return steps
      }
      places[conversation] = .reading(Reading(since: envelope.offset, asked: reading.asked + 1))
      return steps + [.read(conversation)]
    case .known(var topic):
      guard envelope.offset > topic.offset else { return steps }
      places[conversation] = nil
      let told = tell(envelope, &topic)
      if !places.keys.contains(conversation), seats[conversation] != nil { places[conversation] = .known(topic) }
      return told + steps
    }
  }

  /// The facts of a conversation that was asked for, in order. What came while it was read is part of what is shown.
  package mutating func read(_ conversation: ConversationID, _ facts: [Envelope], at now: Timestamp) -> [DeskStep] {
    guard case .reading(var reading) = places[conversation] else { return [] }
    reading.asked -= 1
    let isCurrent = facts.last.map { reading.since > 0 ? $0.offset >= reading.since : reading.asked <= 0 } ?? true
    guard isCurrent else {
      let isLast = reading.asked <= 0
      if isLast { reading.asked = 1 }
      places[conversation] = .reading(reading)
      return isLast ? [.read(conversation)] : []
    }
    places[conversation] = nil
    guard facts.first?.account == directory.account,
      var (topic, events) = Topic.read(facts, for: agent, latest: topicEvents, directory)
    else { return [] }
    var others: [DeskStep] = []
    for envelope in reading.waiting where envelope.offset > topic.offset {
      let made = topic.take(envelope, directory)
      guard envelope.event.isShown(to: agent, hearers: envelope.audience) else { continue }
      events += made
      others += besides(envelope, topic)
    }
    let steps = show(topic, events.suffix(topicEvents), at: now) + others
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
  ///
  /// - Parameter holdsPresence: Whether a request about presence is under way, with whose answer it is told.
  package mutating func turnEnded(at now: Timestamp, holdsPresence: Bool = false) -> [DeskStep] {
    var steps = holdsPresence ? [] : flushPresence(at: now)
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
  private mutating func show(_ topic: Topic, _ events: ArraySlice<CimEvent>, at now: Timestamp) -> [DeskStep] {
    let id = topic.id
    var steps: [DeskStep] = []
    let isReturning = returning.remove(id) != nil && wrapping[id] != nil
    if let seat = seats[id] {
      steps.append(.tell(topic.data(for: agent, seat: seat, Array(events), bytes: snapshotBytes, at: now, directory)))
    } else if isReturning, let wrapUp = topic.wrapUp(of: agent) {
      steps.append(.tell(topic.data(for: agent, seat: nil, Array(events), bytes: snapshotBytes, at: now, directory)))
      steps.append(.tell(.wrapUp(id, seconds: Self.seconds(from: now, to: wrapUp.deadline))))
    }
    if expectsOffer.remove(id) != nil, let offer = topic.offers[agent] {
      offers[id] = offer
      offeredTasks[id] = topic.taskId(of: offer)
      steps.append(.tell(topic.taskRequest(offer, directory)))
    }
    return steps
  }

  /// How long after-contact work takes at the most; a day where there is no limit.
  static func seconds(from now: Timestamp, to deadline: Timestamp?) -> Int {
    guard let deadline else { return 86_400 }
    return max(0, Int((deadline.milliseconds - now.milliseconds + 999) / 1_000))
  }

  /// Tells those who take part what happens in a conversation, and whoever leaves that it does.
  private mutating func tell(_ envelope: Envelope, _ topic: inout Topic) -> [DeskStep] {
    let events = topic.take(envelope, directory)
    guard envelope.event.isShown(to: agent, hearers: envelope.audience) else { return [] }
    return events.map { DeskStep.tell(.cimEvent($0, in: topic)) } + besides(envelope, topic)
  }

  /// What a fact means to the desk besides its CIM events.
  private mutating func besides(_ envelope: Envelope, _ topic: Topic) -> [DeskStep] {
    switch envelope.event {
    case .offerMade(let fact) where fact.agent == agent && fact.offer == offers[topic.id]?.offer:
      guard expectsOffer.remove(topic.id) != nil else { return [] }
      offeredTasks[topic.id] = topic.taskId(of: fact)
      return [.tell(topic.taskRequest(fact, directory))]
    case .offerMade(let fact) where fact.requestedBy == agent: return [.tell(topic.assigned(fact, directory))]
    case .consultEnded(let fact) where fact.initiator == agent && fact.reason == .transfer:
      return [.tell(topic.consultTransferred(fact, directory))]
    default: return []
    }
  }
}
