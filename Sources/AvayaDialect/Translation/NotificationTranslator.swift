// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// Turns the facts of one account into notifications: a fold over the facts in their order.
///
/// It begins with the state of the account at some position, or with its first fact, and remembers of open conversations
/// what later facts leave out. The same facts make the same notifications with the same ids, so that one that is sent again
/// is recognised.
package struct NotificationTranslator: Sendable {
  /// The names and media of the account.
  package private(set) var directory: AvayaDirectory
  var engagements: [ConversationID: Engagement]
  private var epoch: UInt32
  /// The last that was said of each agent that is logged in.
  var states: [AgentID: AgentStateBody] = [:]
  /// On which domains each of them can take work.
  var ready: [AgentID: Set<MediaRoutingDomainID>] = [:]
  /// After-contact work that is under way. It may outlast its conversation.
  var afterContactWork: [WorkItemID: AfterContactWork] = [:]
  /// An engagement that began and was not told of yet.
  var beginning: Beginning?
  /// What was made and not handed out yet.
  private var made: [Notification] = []
  /// How many notifications a fact has made so far.
  private var madeOf: [UInt64: Int] = [:]
  private var envelope: Envelope?
  /// Whether what is made tells how things stand, and not what happens.
  private var isState = false
  private let form: NotificationForm

  /// An engagement that is told of with the facts after its first.
  struct Beginning: Hashable, Sendable {
    let conversation: ConversationID
    let envelope: Envelope
  }

  /// Creates a translator for the facts after a position.
  package init(
    directory: AvayaDirectory,
    engagements: [Engagement] = [],
    epoch: UInt32,
    form: NotificationForm = NotificationForm()
  ) {
    self.directory = directory
    self.form = form
    self.engagements = Dictionary(engagements.map { ($0.id, $0) }) { $1 }
    self.epoch = epoch
  }

  /// How many conversations it remembers, and how much after-contact work.
  package var rememberedCount: Int { engagements.count + afterContactWork.count }

  /// The notifications of facts, in their order; none for facts that Avaya has no word for.
  ///
  /// - Parameter facts: Facts that continue what was translated before; all of one command come together.
  package mutating func translate(_ facts: [Envelope]) -> [Notification] {
    defer { clear() }
    for fact in facts {
      envelope = fact
      begin(before: fact.event)
      follow(fact)
    }
    begin(before: nil)
    return made
  }

  /// What is emitted meanwhile: how things stand after a fact.
  mutating func collect(after envelope: Envelope, _ body: (inout Self) -> Void) -> [Notification] {
    defer { clear() }
    self.envelope = envelope
    isState = true
    body(&self)
    return made
  }

  private mutating func clear() {
    made = []
    madeOf = [:]
    envelope = nil
    isState = false
  }

  private mutating func follow(_ envelope: Envelope) {
    switch envelope.event {
    case .configurationChanged(let fact): directory.apply(fact.change)
    case .agentLoggedIn(let fact): loggedIn(fact)
    case .agentLoggedOut(let fact): loggedOut(fact)
    case .agentStateChanged(let fact): stateChanged(fact)
    case .agentMediaStateChanged(let fact): mediaStateChanged(fact)
    case .conversationStarted(let fact): started(fact, envelope)
    case .channelSessionStarted(let fact): sessionStarted(fact)
    case .channelSessionEnded(let fact): sessionEnded(fact)
    case .customerReached(let fact): reached(fact)
    case .participantLeft(let fact): left(fact)
    case .participantHeld(let fact): held(fact)
    case .participantResumed(let fact): resumed(fact)
    case .participantMoved(let fact): moved(fact)
    case .participantRoleChanged(let fact): roleChanged(fact)
    case .supervisorJoined(let fact): supervisorJoined(fact)
    case .botJoined(let fact): botJoined(fact)
    case .attributesChanged(let fact): attributesChanged(fact)
    case .conversationClosed(let fact): closed(fact)
    case .workQueued(let fact): queued(fact)
    case .offerMade(let fact): offered(fact)
    case .offerAccepted(let fact): accepted(fact)
    case .offerRejected(let fact): withdrawn(fact.conversation, fact.offer, agentInitiated: true)
    case .offerExpired(let fact): withdrawn(fact.conversation, fact.offer, agentInitiated: false)
    case .offerWithdrawn(let fact): withdrawn(fact.conversation, fact.offer, agentInitiated: false)
    case .pullItemTaken(let fact):
      joined(fact.conversation, fact.participant, fact.dialog, fact.connection, fact.agent, fact.role, fact.workItem)
    case .workStarted(let fact):
      joined(fact.conversation, fact.participant, fact.dialog, fact.connection, fact.agent, fact.role, fact.workItem)
    case .workTakenFromWorkbin(let fact):
      joined(fact.conversation, fact.participant, fact.dialog, fact.connection, fact.agent, fact.role, fact.workItem)
    case .callStarted(let fact): callStarted(fact)
    case .workEnded(let fact): workIsOver(fact.conversation, fact.workItem)
    case .wrapUpStarted(let fact): wrapUpStarted(fact)
    case .wrapUpCompleted(let fact): wrapUpCompleted(fact)
    case .transferRequested(let fact): transferRequested(fact)
    case .transferCompleted(let fact): isAnswered(fact.conversation, fact.assistance)
    case .transferCancelled(let fact): transferCancelled(fact)
    case .transferFailed(let fact): transferFailed(fact)
    case .consultStarted(let fact): consultStarted(fact)
    case .conferenceRequested(let fact): asked(fact)
    case .workReassigned(let fact): reassigned(fact)
    case .pullItemListed(let fact): engagements[fact.conversation]?.searches[fact.workItem] = nil
    case .conferenceCompleted(let fact): isAnswered(fact.conversation, fact.assistance)
    case .conferenceCancelled(let fact): isAnswered(fact.conversation, fact.assistance)
    case .conferenceFailed(let fact): isAnswered(fact.conversation, fact.assistance)
    case .consultEnded(let fact): isAnswered(fact.conversation, fact.assistance)
    case .commandNoted, .agentDeviceConnected, .agentDeviceDisconnected, .agentLeaseExpired, .messagePosted,
      .receiptReported, .rejectHoldEnded, .noAgentAvailable, .customerAwaited, .customerInactive,
      .slaStarted, .slaStopped, .slaBreached, .dialogOpened, .dialogClosed, .surveyAnswered, .workPlacedInWorkbin,
      .wrapUpExtended, .accessGranted, .accessRefused, .configurationExported,
      .webhookChanged, .retentionApplied:
      break
    // What these mean for people is in facts of their own: participantHeld, customerReached, channelSessionEnded.
    case .callStateChanged, .callLegStateChanged, .callInstructed: break
    }
  }

  /// Adds a notification of the fact being translated, or of one before it.
  mutating func emit(
    _ body: NotificationBody,
    _ logins: Notification.Logins = Notification.Logins(),
    for other: Envelope? = nil
  ) {
    guard let envelope = other ?? envelope else { return }
    let position = Position(epoch: epoch, offset: envelope.offset)
    let number = madeOf[envelope.offset, default: 0]
    madeOf[envelope.offset] = number + 1
    // How things stand after an event is not the event: it has ids of its own.
    let kind = isState ? "state" : "event"
    made.append(
      Notification(
        id: NamedUUID.make(kind, envelope.account.rawValue, position.description, String(number)),
        time: envelope.time,
        account: envelope.account,
        logins: logins,
        body: body,
        form: form
      )
    )
  }

  /// An appearance in an engagement.
  func appearance(_ engagement: Engagement, _ dialog: DialogID, _ connection: UInt128) -> Appearance {
    Appearance(
      engagementId: engagement.id.description,
      connectionId: ConnectionID(rawValue: connection).description,
      dialogId: AvayaIdentifiers.digits(dialog),
      medium: directory.medium(engagement.type),
      providerEngagementId: engagement.providerEngagement
    )
  }
}
