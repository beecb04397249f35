// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What notifications say of a conversation besides the fact they are about.
package struct Engagement: Hashable, Sendable {
  /// Somebody who takes part, or is asked to.
  package struct Member: Hashable, Sendable {
    /// The participant; of whoever is only asked, one that has the number of the offer.
    package var participant: ParticipantID
    /// Where it takes part.
    package var dialog: DialogID
    /// Its appearance: one from being asked to leaving.
    package var connection: UInt128
    /// Which agent, if it is one.
    package var agent: AgentID?
    /// Which bot, if it is one.
    package var bot: ClientID?
    /// Whether it listens unseen, coaches or joined as a supervisor.
    package var role: ParticipantRole
    /// The agent a supervisor listens to or coaches.
    package var watched: AgentID?
    /// Whether it was shown as held: itself, or the customer by it.
    package var isHeld = false

    /// Creates a member.
    package init(
      participant: ParticipantID,
      dialog: DialogID,
      connection: UInt128,
      agent: AgentID? = nil,
      bot: ClientID? = nil,
      role: ParticipantRole,
      watched: AgentID? = nil
    ) {
      self.participant = participant
      self.dialog = dialog
      self.connection = connection
      self.agent = agent
      self.bot = bot
      self.role = role
      self.watched = watched
    }
  }

  /// The search for somebody who takes some work.
  package struct Search: Hashable, Sendable {
    /// Where the work waits; of one agent who is asked by name, where it would go otherwise.
    package var queue: QueueID?
    /// Its place there.
    package var priority: Int
    /// The request it answers.
    package var assistance: AssistanceID?
    /// Whether one agent is asked by name, and not whoever comes first.
    package var isByName: Bool

    /// Creates a search.
    package init(queue: QueueID?, priority: Int, assistance: AssistanceID? = nil, isByName: Bool = false) {
      self.queue = queue
      self.priority = priority
      self.assistance = assistance
      self.isByName = isByName
    }
  }

  /// The conversation.
  package let id: ConversationID
  /// The main dialog.
  package let mainDialog: DialogID
  /// The channel it began on.
  package let channel: ChannelID
  /// Its type, as it was then.
  package let type: ChannelType
  /// The address of the centre on it, as it was then.
  package let serviceIdentifier: String
  /// Who began.
  package let direction: ConversationDirection
  /// The customer.
  package let customer: Customer
  /// What it is about.
  package let subject: String?
  /// The provider's own id: of the call, or of the customer's presence where no provider reports calls.
  package var providerEngagement: String
  /// The number a caller has.
  package var callingNumber: String?
  /// The number a caller called.
  package var dialledNumber: String?
  /// Its key-values.
  package var attributes: [Attribute]
  /// Who takes part.
  package var members: [Member] = []
  /// The appearances in which agents do work, by work item. They stay until after-contact work begins, which is after the
  /// agent left.
  package var work: [WorkItemID: Member] = [:]
  /// Agents that were offered work and have not answered.
  package var invited: [OfferID: Member] = [:]
  /// The work for which somebody is sought.
  package var searches: [WorkItemID: Search] = [:]
  /// The dialogs of consults.
  package var consults: [AssistanceID: DialogID] = [:]
  /// The agent who began an outbound engagement.
  package var creator: AgentID?
  /// Whether the customer of an outbound engagement has not answered yet.
  package var isToBeReached: Bool
  /// Whether the customer of an outbound engagement is to be shown as invited once an agent joined.
  var isToBeInvited = false
  var isClosed = false

  /// Creates an engagement.
  package init(
    id: ConversationID,
    mainDialog: DialogID,
    channel: Channel,
    session: ChannelSessionID,
    direction: ConversationDirection,
    customer: Customer,
    subject: String?,
    attributes: [Attribute]
  ) {
    self.id = id
    self.mainDialog = mainDialog
    self.channel = channel.id
    type = channel.type
    serviceIdentifier = channel.serviceIdentifier
    providerEngagement = AvayaIdentifiers.digits(session)
    self.direction = direction
    self.customer = customer
    self.subject = subject
    self.attributes = attributes
    isToBeReached = direction == .outbound
    if channel.type == .voice, direction == .inbound {
      callingNumber = customer.identifier
      dialledNumber = channel.serviceIdentifier
    }
  }

  /// Takes over what the provider says of the call.
  package mutating func take(
    call: CallID?,
    direction: ConversationDirection,
    callingNumber: String?,
    dialledNumber: String?
  ) {
    // A call that is still to be made has no id; what was said before it has one stays true.
    if direction == .inbound, let call { providerEngagement = call.rawValue }
    self.callingNumber = callingNumber
    self.dialledNumber = dialledNumber
  }

  func member(_ id: ParticipantID) -> Member? { members.first { $0.participant == id } }

  mutating func remove(_ id: ParticipantID) -> Member? {
    guard let index = members.firstIndex(where: { $0.participant == id }) else { return nil }
    return members.remove(at: index)
  }

  mutating func change(_ id: ParticipantID, _ body: (inout Member) -> Void) {
    guard let index = members.firstIndex(where: { $0.participant == id }) else { return }
    body(&members[index])
  }

  /// Where whoever is asked will take part: in the dialog of a consult, else in the main one.
  package func dialog(of assistance: AssistanceID?) -> DialogID {
    assistance.flatMap { consults[$0] } ?? mainDialog
  }

  var customerIdentifiers: CustomerIdentifiers {
    CustomerIdentifiers(
      phoneNumber: type == .voice ? customer.identifier : nil,
      emailAddress: type == .email ? customer.identifier : nil,
      accountId: customer.id.description
    )
  }

  var parameters: EngagementParameters { EngagementParameters(attributes: attributes) }
}
