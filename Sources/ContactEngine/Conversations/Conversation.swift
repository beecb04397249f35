// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// An open conversation. A closed one is history: it is read from the journal.
package struct Conversation: Hashable, Sendable {
  /// What never changes, behind one reference: conversations are copied with every fact about them.
  private let origin: Origin
  /// How often the customer came, in order; the last entries are the latest.
  package internal(set) var sessions: [CustomerSession]
  /// How many of the sessions have not ended.
  package internal(set) var openSessions: Int
  package internal(set) var attributes: [Attribute]
  /// Who takes part now.
  package internal(set) var participants: [Participant]
  /// The work items that have not ended.
  package internal(set) var workItems: [WorkItemID] = []
  /// The transfers, consults and conferences that are under way.
  package internal(set) var assistances: [Assistance] = []
  /// Every message, without its content.
  package internal(set) var messages: [MessageID: MessageRecord] = [:]
  package internal(set) var lastActivityAt: Timestamp
  /// Since when the customer's words are unanswered.
  package internal(set) var customerWaitsSince: Timestamp?
  /// Whether anybody of the centre has spoken to the customer.
  package internal(set) var isAnswered = false
  /// The response that is due.
  package internal(set) var dueResponse: DueResponse?
  /// The answer the centre waits for.
  package internal(set) var awaitedCustomer: AwaitedCustomer?
  /// The survey, once it was opened.
  package internal(set) var survey: Survey?
  /// How the main dialog was closed; nil while it is open.
  package internal(set) var closing: CustomerSession.End?
  /// The number of the last fact of this conversation.
  package internal(set) var sequence: UInt64 = 0

  init(
    id: ConversationID,
    direction: ConversationDirection,
    customer: Customer,
    subject: String?,
    startedAt: Timestamp,
    mainDialog: DialogID,
    sessions: [CustomerSession],
    attributes: [Attribute],
    participants: [Participant],
    workItems: [WorkItemID] = [],
    lastActivityAt: Timestamp,
    sequence: UInt64 = 0
  ) {
    origin = Origin(
      ConversationOrigin(
        id: id,
        direction: direction,
        customer: customer,
        subject: subject,
        startedAt: startedAt,
        mainDialog: mainDialog
      )
    )
    self.sessions = sessions
    openSessions = sessions.count { $0.end == nil }
    self.attributes = attributes
    self.participants = participants
    self.workItems = workItems
    self.lastActivityAt = lastActivityAt
    self.sequence = sequence
  }

  package var id: ConversationID { origin.value.id }
  package var direction: ConversationDirection { origin.value.direction }
  package var customer: Customer { origin.value.customer }
  package var subject: String? { origin.value.subject }
  package var startedAt: Timestamp { origin.value.startedAt }
  package var mainDialog: DialogID { origin.value.mainDialog }

  /// The latest session that is open, else the latest.
  package var session: CustomerSession? {
    sessions.last { $0.end == nil } ?? sessions.last
  }

  /// How the customer's presence ended; nil while it is there on any channel.
  package var sessionEnd: CustomerSession.End? {
    openSessions > 0 ? nil : sessions.compactMap(\.end).max { $0.serial < $1.serial }
  }

  /// Somebody who takes part.
  package func participant(_ id: ParticipantID) -> Participant? {
    participants.first { $0.id == id }
  }

  /// An agent's participant; of one that is in several dialogs, the one in the main dialog.
  package func participant(_ agent: AgentID) -> Participant? {
    participants.first { $0.agent == agent && $0.dialog == mainDialog } ?? participants.first { $0.agent == agent }
  }

  /// A bot that takes part.
  package func participant(_ bot: ClientID) -> Participant? {
    participants.first { $0.bot == bot }
  }

  /// The agents who take part, each once.
  package var agents: [AgentID] {
    var found: [AgentID] = []
    for participant in participants {
      if let agent = participant.agent, !found.contains(agent) { found.append(agent) }
    }
    return found
  }

  /// Whether there is no customer to be served any more: it left, or the main dialog was closed.
  var isOver: Bool { openSessions == 0 || closing != nil }

  /// Whether anybody but the customer takes part.
  var isServed: Bool {
    participants.contains { $0.kind != .customer }
  }

  /// Whether a participant is there for the customer: in the main dialog, seen and heard.
  func serves(_ participant: Participant) -> Bool {
    participant.dialog == mainDialog && participant.kind != .customer && !participant.role.isObserver
  }

  /// Whether the customer hears a participant.
  func isHeardByCustomer(_ participant: Participant) -> Bool {
    participant.dialog == mainDialog && !participant.role.isObserver
  }

  /// The agents who learn of a fact because they take part: of what a coach says, and what becomes of it, itself and the one
  /// it coaches.
  func hearers(of event: Event) -> [AgentID] {
    guard event.isWhispered else { return agents }
    return switch event {
    case .messagePosted(let fact):
      [fact.message.senderAgent, watched(by: fact.message.sender)].compactMap(\.self)
    case .receiptReported(let fact):
      [messages[fact.message].flatMap { participant($0.sender)?.agent }, participant(fact.participant)?.agent]
        .compactMap(\.self)
    default: agents
    }
  }

  /// The agent whom a supervisor listens to or coaches.
  func watched(by supervisor: ParticipantID) -> AgentID? {
    participants.first { $0.id == supervisor }?.watched
  }

  /// Whether anybody, also a bot, is there for the customer.
  var isAttended: Bool {
    participants.contains { serves($0) }
  }

  /// Whether an agent other than one is there for the customer.
  func isServed(besides agent: AgentID?) -> Bool {
    participants.contains { serves($0) && $0.agent != nil && $0.agent != agent }
  }

  /// A request that is under way.
  package func assistance(_ id: AssistanceID) -> Assistance? {
    assistances.first { $0.id == id }
  }
}

extension ParticipantRole {
  /// Whether it is for listening only, or for being heard by agents only.
  var isObserver: Bool { self == .silentMonitor || self == .coach }
}

/// The part of a conversation that is there from its start.
private struct ConversationOrigin: Hashable, Sendable {
  let id: ConversationID
  let direction: ConversationDirection
  let customer: Customer
  let subject: String?
  let startedAt: Timestamp
  let mainDialog: DialogID
}

/// A value that lives behind one reference, so that copying what holds it copies the reference only.
private indirect enum Origin: Hashable, Sendable {
  case value(ConversationOrigin)

  init(_ value: ConversationOrigin) {
    self = .value(value)
  }

  var value: ConversationOrigin {
    switch self {
    case .value(let value): value
    }
  }
}

/// Somebody who takes part in a dialog.
package struct Participant: Hashable, Sendable {
  package let id: ParticipantID
  package internal(set) var dialog: DialogID
  package let kind: ParticipantKind
  package internal(set) var role: ParticipantRole
  package let agent: AgentID?
  /// The API client, if it is a bot.
  package internal(set) var bot: ClientID?
  /// The agent a supervisor listens to or coaches.
  package internal(set) var watched: AgentID?
  /// This appearance; whoever returns gets another.
  package let connection: ConnectionID
  package let joinedAt: Timestamp
  /// Since when and how it is on hold.
  package internal(set) var hold: Hold?

  /// Being on hold.
  package struct Hold: Hashable, Sendable {
    /// Who put it on hold.
    package let by: ParticipantID
    package let since: Timestamp
    /// When it ends by itself.
    package let until: Timestamp?

    /// The hold a fact began.
    package init(_ fact: ParticipantHeld, at time: Timestamp) {
      self.init(by: fact.by, since: time, until: fact.until)
    }

    init(by holder: ParticipantID, since: Timestamp, until: Timestamp?) {
      by = holder
      self.since = since
      self.until = until
    }
  }
}

/// One presence of the customer on a channel.
package struct CustomerSession: Hashable, Sendable {
  package let session: ChannelSession
  /// As whom the customer is known there.
  package let customer: Customer
  package let startedAt: Timestamp
  /// False while the centre still tries to reach the customer.
  package var isReached: Bool
  /// Until when the customer has to answer, while the centre tries to reach it.
  package var answerBy: Timestamp?
  /// How it ended; nil while it is open.
  package var end: End?

  /// A session that begins.
  package init(
    session: ChannelSession,
    customer: Customer,
    startedAt: Timestamp,
    isReached: Bool = true,
    answerBy: Timestamp? = nil
  ) {
    self.session = session
    self.customer = customer
    self.startedAt = startedAt
    self.isReached = isReached
    self.answerBy = answerBy
  }

  /// The session a conversation begins with.
  package init(_ fact: ConversationStarted, at time: Timestamp) {
    self.init(
      session: fact.session,
      customer: fact.customer,
      startedAt: time,
      isReached: fact.direction == .inbound,
      answerBy: fact.answerBy
    )
  }

  /// The end of a session.
  package struct End: Hashable, Sendable {
    package let reason: SessionEndReason
    package let by: Actor
    package let detail: String?
    package let at: Timestamp
    /// The offset of the fact: which of several ended last.
    package let serial: UInt64

    /// The end a fact says.
    package init(_ fact: ChannelSessionEnded, _ envelope: Envelope) {
      self.init(
        reason: fact.reason,
        by: envelope.actor,
        detail: fact.detail,
        at: envelope.time,
        serial: envelope.offset
      )
    }

    /// The end of the main dialog a fact says.
    init(_ fact: DialogClosed, _ envelope: Envelope) {
      let reason: SessionEndReason =
        switch fact.reason {
        case .customer: .customer
        case .agent: .agent
        case .supervisor: .supervisor
        case .system, .answered, .expired: .system
        }
      self.init(reason: reason, by: envelope.actor, detail: fact.detail, at: envelope.time, serial: envelope.offset)
    }

    init(reason: SessionEndReason, by actor: Actor, detail: String?, at time: Timestamp, serial: UInt64) {
      self.reason = reason
      by = actor
      self.detail = detail
      at = time
      self.serial = serial
    }
  }

  var key: SessionKey { SessionKey(channel: session.channel, identifier: customer.identifier) }
}

/// What is remembered of a message: enough to refuse a second one with its id and to check receipts and replies.
package struct MessageRecord: Hashable, Sendable {
  package let sender: ParticipantID
  package let audience: MessageAudience
  /// The agent it was said to, if a coach said it: the coach may be gone when that agent reads it.
  package let coached: AgentID?
  /// What its receivers reported, by participant.
  package internal(set) var receipts: [Receipt] = []

  /// Whether a participant may know that there is this message.
  func isVisible(to participant: Participant) -> Bool {
    switch audience {
    case .everyone: true
    case .agentsAndManagers: participant.kind != .customer
    case .coachedAgent: participant.kind == .supervisor || participant.agent != nil && participant.agent == coached
    }
  }

  /// One receiver's report.
  package struct Receipt: Hashable, Sendable {
    package let participant: ParticipantID
    package internal(set) var status: ReceiptStatus
  }
}
