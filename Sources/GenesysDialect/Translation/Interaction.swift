// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// A conversation as desktops see it: a fold over its facts from the first on. What an agent is told of it is made of the
/// fold, whether it was there all the time or comes back.
package struct Interaction: Sendable {
  /// Somebody in the chat who is seen there.
  struct Party: Hashable, Sendable {
    let id: ParticipantID
    var dialog: DialogID
    var role: ParticipantRole
    let agent: AgentID?
    let joined: Timestamp
    /// How the others see it.
    let shown: ChatParticipant
  }

  /// The customer on one channel.
  struct Session: Hashable, Sendable {
    let session: ChannelSession
    let customer: Customer
    var isOver = false
  }

  /// A reply that somebody writes.
  package struct Draft: Hashable, Sendable {
    package let id: MessageID
    package let agent: AgentID
    package var mail: Mail
  }

  /// An agent that is asked beside the customer.
  struct Consult: Hashable, Sendable {
    let initiator: AgentID?
    let workItem: WorkItemID?
    var isAnswered = false
  }

  package let id: ConversationID
  package let medium: Medium
  let direction: ConversationDirection
  let mainDialog: DialogID
  let startedAt: Timestamp
  let subject: String
  let channel: ChannelID
  var sessions: [Session]
  var parties: [Party] = []
  var attributes: [Attribute]
  var queue: QueueID?
  /// E-mails of the customer, the newest last; only those that an agent may want are kept.
  var mails: [(id: MessageID, mail: Mail)] = []
  var drafts: [Draft] = []
  var consults: [AssistanceID: Consult] = [:]
  /// The last fact it knows of the conversation.
  package private(set) var offset: UInt64
  // What follows is kept by Interaction+chat.
  var events: [ChatEvent] = []
  var notices: [ChatEvent] = []
  var eventBytes = 0
  let noticeLimit: Int
  /// How much of a chat is remembered.
  let kept: ChatPart
  /// Drafts that were sent or thrown away, the latest last, and when: for who was away at that time.
  var endedDrafts: [(draft: Draft, time: Timestamp)] = []

  /// Begins with the first fact of a conversation; nil for any other, and for a call.
  init?(_ envelope: Envelope, _ directory: GenesysDirectory, _ settings: GenesysSettings) {
    guard case .conversationStarted(let fact) = envelope.event,
      let medium = directory.medium(of: fact.session.channel)
    else { return nil }
    id = fact.conversation
    self.medium = medium
    direction = fact.direction
    mainDialog = fact.mainDialog
    startedAt = envelope.time
    subject = fact.subject ?? ""
    channel = fact.session.channel
    sessions = [Session(session: fact.session, customer: fact.customer)]
    attributes = fact.attributes
    offset = envelope.offset
    noticeLimit = settings.notices
    kept = settings.history
    // Whom the centre wants to reach is there when it answers.
    if fact.direction == .inbound { joinCustomer(fact.session.participant, fact.customer, envelope.time) }
  }

  /// A conversation from its facts on; nil if the first is not among them, or it is a call.
  package static func read(
    _ facts: [Envelope],
    _ directory: GenesysDirectory,
    _ settings: GenesysSettings
  ) -> Interaction? {
    guard let first = facts.first, var interaction = Interaction(first, directory, settings) else { return nil }
    for fact in facts.dropFirst() { _ = interaction.take(fact, directory) }
    return interaction
  }

  /// Where a conversation began, if its first fact is there.
  static func channel(of facts: [Envelope]) -> ChannelID? {
    guard case .conversationStarted(let fact) = facts.first?.event else { return nil }
    return fact.session.channel
  }

  /// Takes the next fact: what of it is to be shown.
  mutating func take(_ envelope: Envelope, _ directory: GenesysDirectory) -> InteractionChange {
    offset = max(offset, envelope.offset)
    return follow(envelope, directory)
  }

  /// The customer's presence that is meant where one is: the last that is not over, or else the last.
  var session: Session { sessions.last { !$0.isOver } ?? sessions[sessions.count - 1] }

  func party(_ id: ParticipantID) -> Party? { parties.first { $0.id == id } }

  /// The draft with an id of the wire that is an agent's own.
  package func draft(_ name: String, of agent: AgentID) -> Draft? {
    drafts.first { $0.agent == agent && InteractionID(draft: $0.id, of: id).description == name }
  }
}

/// What a fact changes of what desktops are shown of a conversation.
struct InteractionChange: Sendable {
  /// Who sees a change: nil for everybody who takes part, nobody if it is empty.
  var audience: [AgentID]? = []
  /// Drafts that began, changed or ended, and how they stand now.
  var drafts: [(draft: Interaction.Draft, state: InteractionState)] = []

  static let none = InteractionChange()
  static let shown = InteractionChange(audience: nil)

  func isShown(to agent: AgentID) -> Bool { audience?.contains(agent) ?? true }
}
