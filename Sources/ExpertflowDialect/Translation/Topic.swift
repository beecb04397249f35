// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// A conversation as desks see it: a fold over its facts from the first on, which makes CIM events of them.
///
/// Every desk that takes part has one, read from the journal when it joins or comes back; what it is told then
/// (`onTopicData`) and what it is told afterwards (`onCimEvent`) are the same events of the same fold.
package struct Topic: Sendable {
  /// Somebody who takes part, without the customer and those who listen unseen.
  struct Member: Hashable, Sendable {
    let id: ParticipantID
    var dialog: DialogID
    let kind: ParticipantKind
    var role: ParticipantRole
    var agent: AgentID?
    var bot: ClientID?
  }

  /// The customer on one channel.
  struct Session: Hashable, Sendable {
    let session: ChannelSession
    let customer: Customer
    var end: SessionEndReason?
  }

  /// A work item as a task of Expertflow's.
  struct Work: Hashable, Sendable {
    let id: WorkItemID
    var queue: QueueID?
    var domain: MediaRoutingDomainID?
    var priority = 0
    var agent: AgentID?
    /// `QUEUED`, `RESERVED`, `ACTIVE`, `CLOSED`.
    var media: String
    var direction = "INBOUND"
    var byQueue = true
    var enqueuedAt: Timestamp?
    var answeredAt: Timestamp?
    /// How often it was taken from an agent or offered in vain; each time it goes on as another task.
    var attempts = 0
    /// Whether its task was told to be over before the work was.
    var isOver = false
    /// How its after-contact work ended, once it has.
    var completion: WrapUpCompletion?

    /// The id of its task: its own for the first one.
    var task: String {
      attempts == 0 ? id.description : NamedUUID.make("task", id.description, String(attempts))
    }
  }

  /// A request for assistance that is under way.
  struct Request: Hashable, Sendable {
    let id: AssistanceID
    let kind: AssistanceKind
    let initiator: AgentID?
    let target: AssistanceTarget
    /// Where whoever was asked is, in a consult.
    var dialog: DialogID?
  }

  /// After-contact work of an agent.
  struct WrapUp: Hashable, Sendable {
    let agent: AgentID
    let workItem: WorkItemID
    var deadline: Timestamp?
  }

  /// Which conversation.
  package let id: ConversationID
  let direction: ConversationDirection
  let mainDialog: DialogID
  let startedAt: Timestamp
  var sessions: [Session]
  var members: [Member] = []
  var attributes: [Attribute]
  var work: [WorkItemID: Work] = [:]
  var offers: [AgentID: OfferMade] = [:]
  var requests: [AssistanceID: Request] = [:]
  var wrapUps: [WrapUp] = []
  /// What agents said the contact was about, in the words of desks, each once.
  var dispositions: [Disposition] = []
  /// Since when the customer is on hold, and until when.
  var hold: (since: Timestamp, until: Timestamp?)?
  /// The response that is due, and whether its time is over.
  var dueResponse: SLAStarted?
  var isResponseLate = false
  /// Since when the customer is to say something, if it is.
  var customerAwaitedSince: Timestamp?
  var isClosed = false
  /// The last fact it knows of the conversation.
  package internal(set) var offset: UInt64

  /// Begins with the first fact of a conversation; nil for any other.
  init?(_ envelope: Envelope) {
    guard case .conversationStarted(let fact) = envelope.event else { return nil }
    id = fact.conversation
    direction = fact.direction
    mainDialog = fact.mainDialog
    startedAt = envelope.time
    sessions = [Session(session: fact.session, customer: fact.customer)]
    attributes = fact.attributes
    offset = envelope.offset
  }

  /// A conversation from its facts on, with the events they make; nil if the first is not among them.
  ///
  /// - Parameters:
  ///   - reader: Who is told: not what was whispered to others.
  ///   - latest: The most events; earlier ones are left out.
  package static func read(
    _ facts: [Envelope],
    for reader: AgentID,
    latest: Int = .max,
    _ directory: DeskDirectory
  ) -> (topic: Topic, events: [CimEvent])? {
    guard let first = facts.first, let start = Topic(first) else { return nil }
    // Most facts make an event, and to make one costs far more than to follow a fact: events are made of the last facts
    // alone, and of more of them if those were too few.
    var wanted = latest < facts.count / 2 ? latest * 2 : facts.count
    while true {
      let cut = max(0, facts.count - wanted)
      var topic = start
      for fact in facts[..<cut].dropFirst() {
        topic.offset = max(topic.offset, fact.offset)
        topic.follow(fact)
      }
      var events = cut == 0 ? topic.events(of: first, directory) : []
      for fact in facts[max(cut, 1)...] {
        let made = topic.take(fact, directory)
        if fact.event.isShown(to: reader, hearers: fact.audience) { events += made }
      }
      guard events.count < latest, cut > 0 else { return (topic, Array(events.suffix(latest))) }
      wanted *= 2
    }
  }

  /// Takes the next fact: the events that say it to those who take part.
  mutating func take(_ envelope: Envelope, _ directory: DeskDirectory) -> [CimEvent] {
    offset = max(offset, envelope.offset)
    // Some events name who leaves or what ends, and are made first; others name who came.
    let before = eventsBefore(envelope, directory)
    follow(envelope)
    return before + events(of: envelope, directory)
  }

  /// The customer's presence that is meant where one is: the last that has not ended, or else the last.
  var session: Session { sessions.last { $0.end == nil } ?? sessions[sessions.count - 1] }

  func member(_ id: ParticipantID) -> Member? { members.first { $0.id == id } }

  func member(_ agent: AgentID) -> Member? {
    members.first { $0.agent == agent && $0.dialog == mainDialog } ?? members.first { $0.agent == agent }
  }

  /// The agents who are seen to take part, each once.
  var visibleAgents: [Member] {
    members.filter { member in
      guard let agent = member.agent else { return false }
      return self.member(agent)?.id == member.id
    }
  }

  /// The work of an agent; the smallest id of several.
  func work(of agent: AgentID) -> Work? {
    work.values.filter { $0.agent == agent }.min { $0.id < $1.id }
  }

  /// The latest after-contact work of an agent.
  func wrapUp(of agent: AgentID) -> WrapUp? { wrapUps.last { $0.agent == agent } }

  /// Whether nobody of the customer's is there any more.
  var hasCustomerLeft: Bool { sessions.allSatisfy { $0.end != nil } }

  func session(_ participant: ParticipantID) -> Session? {
    sessions.last { $0.session.participant == participant }
  }
}

extension Event {
  /// Whether an agent that takes part is told of it.
  func isShown(to agent: AgentID, hearers: [AgentID]) -> Bool {
    !isWhispered || hearers.contains(agent)
  }
}
