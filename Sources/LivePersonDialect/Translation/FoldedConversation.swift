// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What the fold remembers of a conversation.
struct FoldedConversation: Sendable {
  /// One appearance of somebody.
  struct Appearance: Sendable {
    let participant: ParticipantID
    /// Its id on the wire.
    let id: String
    let kind: ParticipantKind
    var role: ParticipantRole?
    var dialog: DialogID
    var isPresent = true
  }

  /// A transfer that is asked for.
  struct Transfer: Sendable {
    let assistance: AssistanceID
    /// The queue there was, to go back to.
    let previous: QueueID?
    /// Who is asked to take over.
    let suggested: String?
  }

  /// What is known of the survey.
  struct Survey: Sendable {
    let rating: String?
    let yesNo: String?
    var rate: Int?
    var isResolved: Bool?
    var isOpen = true
  }

  /// The most transfers that can be asked for at one time.
  private static let mostTransfers = 64

  let id: ConversationID
  let account: AccountID
  let settings: FoldSettings
  let mainDialog: DialogID
  let startedAt: Timestamp
  var skill: QueueID?
  var dialogs: [FoldedDialog]
  var appearances: [Appearance] = []
  var transfers: [Transfer] = []
  var survey: Survey?
  var numbers: MessageNumbers
  var closeReason: ConversationDetails.CloseReason?
  var endedAt: Timestamp?
  var isStageOpen = true
  /// Whether the core closed it, after which nothing happens in it any more.
  var isOver = false
  /// The customer's presences that last.
  var sessions: Set<ChannelSessionID> = []
  var responseDueAt: Timestamp?
  var responseSeconds: Int64?
  /// What a connector asked for, as far as it is told again.
  var wishes = ConversationWishes()
  private var changedAt: Timestamp
  private var told: ConversationChange?

  /// Begins with the first fact of a conversation; nil for any other.
  init?(_ envelope: Envelope, _ settings: FoldSettings) {
    guard case .conversationStarted(let fact) = envelope.event else { return nil }
    id = fact.conversation
    account = envelope.account
    self.settings = settings
    mainDialog = fact.mainDialog
    startedAt = envelope.time
    changedAt = envelope.time
    numbers = MessageNumbers(most: settings.messages)
    dialogs = [FoldedDialog(fact.mainDialog, fact.conversation.description, .main, envelope.time)]
    wishes.take(fact.attributes)
  }

  /// The id of the system on the wire: one for each account.
  var controller: String { NamedUUID.make("controller", account.rawValue) }

  // MARK: How it stands

  /// The conversation as it stands now, if that is not what was told last.
  ///
  /// Each state that is told has a later time than the one before, by a millisecond if need be: receivers keep the latest.
  mutating func stamp(at time: Timestamp) -> ConversationChange? {
    guard let told else {
      self.told = change
      return change
    }
    let new = change
    guard new != told else { return nil }
    let now = Timestamp(milliseconds: max(time.milliseconds, changedAt.milliseconds + 1))
    changedAt = now
    for index in dialogs.indices {
      let name = dialogs[index].name
      guard let before = told.details.dialogs.first(where: { $0.id == name }) else { continue }
      if before != dialogs[index].details { dialogs[index].changedAt = now }
    }
    self.told = change
    return change
  }

  private var change: ConversationChange {
    var details = ConversationDetails(skill: skill, brand: account, startedAt: startedAt)
    details.isOpen = endedAt == nil
    details.isStageOpen = isStageOpen
    details.closeReason = closeReason
    details.endedAt = endedAt
    details.changedAt = changedAt
    details.responseSeconds = responseSeconds
    details.satisfaction = satisfaction
    details.wishes = wishes
    details.dialogs = dialogs.map(\.details)
    let isOver = !isStageOpen
    for dialog in details.dialogs where dialog.kind == .main || dialog.isOpen || isOver {
      for participant in dialog.participants where !details.participants.contains(where: { $0.id == participant.id }) {
        details.participants.append(participant)
      }
    }
    return ConversationChange(conversation: id, responseDueAt: responseDueAt, details: details)
  }

  private var satisfaction: Satisfaction? {
    guard let survey, survey.rating != nil || survey.yesNo != nil else { return nil }
    let wanted = (survey.rating == nil ? 0 : 1) + (survey.yesNo == nil ? 0 : 1)
    let given = (survey.rate == nil ? 0 : 1) + (survey.isResolved == nil ? 0 : 1)
    if given == 0, survey.isOpen { return nil }
    let status: Satisfaction.Status = given == 0 ? .skipped : given < wanted ? .partiallyFilled : .filled
    return Satisfaction(rate: survey.rate, isResolved: survey.isResolved, status: status)
  }

  // MARK: Who takes part

  /// Somebody who takes part and whose doings everybody may see, with the name of the dialog it is in.
  func seen(_ participant: ParticipantID) -> (id: String, role: LivePersonRole, dialog: String)? {
    guard let one = appearances.last(where: { $0.participant == participant }), one.isPresent, one.role != .coach,
      let dialog = dialogs.last(where: { $0.id == one.dialog })
    else { return nil }
    return (one.id, dialog.role(of: one.id) ?? LivePersonRole(one.kind, one.role), dialog.name)
  }

  mutating func join(
    _ participant: ParticipantID,
    _ dialog: DialogID,
    _ kind: ParticipantKind,
    _ role: ParticipantRole?,
    as id: String
  ) {
    appearances.removeAll { $0.participant == participant }
    if appearances.count >= settings.participants {
      appearances.remove(at: appearances.firstIndex { !$0.isPresent } ?? 0)
    }
    appearances.append(Appearance(participant: participant, id: id, kind: kind, role: role, dialog: dialog))
    change(dialog) { $0.join(id, LivePersonRole(kind, role)) }
  }

  /// Somebody is gone. A customer stays in the list: on this wire a conversation always has one.
  mutating func leave(_ participant: ParticipantID) {
    guard let index = appearances.lastIndex(where: { $0.participant == participant }) else { return }
    appearances[index].isPresent = false
    let gone = appearances[index]
    guard gone.kind != .customer else { return }
    let isElsewhere = appearances.contains { $0.id == gone.id && $0.dialog == gone.dialog && $0.isPresent }
    if !isElsewhere { change(gone.dialog) { $0.leave(gone.id) } }
  }

  mutating func change(_ dialog: DialogID, _ body: (inout FoldedDialog) -> Void) {
    guard let index = dialogs.lastIndex(where: { $0.id == dialog }) else { return }
    body(&dialogs[index])
  }

  mutating func open(_ dialog: DialogID, _ kind: DialogDetails.Kind, _ time: Timestamp) {
    if dialogs.count >= settings.dialogs,
      let oldest = dialogs.firstIndex(where: { $0.kind == .other && $0.end != nil })
    {
      dialogs.remove(at: oldest)
    }
    let name = kind == .main ? id.description : dialog.description
    dialogs.append(FoldedDialog(dialog, name, kind, time))
  }

  // MARK: Transfers

  mutating func request(_ fact: AssistanceRequested) {
    guard transfers.count < Self.mostTransfers else { return }
    var suggested: String?
    let previous = skill
    switch fact.target {
    case .queue(let queue): skill = queue
    case .agent(let agent):
      suggested = agent.rawValue
      change(mainDialog) { $0.suggest(agent.rawValue) }
    case .automation(let bot):
      suggested = bot.rawValue
      change(mainDialog) { $0.suggest(bot.rawValue) }
    case .external: break
    }
    transfers.append(Transfer(assistance: fact.assistance, previous: previous, suggested: suggested))
  }

  /// A transfer is over; one that came to nothing leaves the conversation in the queue it was in.
  mutating func end(_ assistance: AssistanceID, isCompleted: Bool) {
    guard let index = transfers.firstIndex(where: { $0.assistance == assistance }) else { return }
    let transfer = transfers.remove(at: index)
    if let suggested = transfer.suggested {
      change(mainDialog) { $0.withdraw(suggested) }
    } else if !isCompleted {
      skill = transfer.previous
    }
  }
}

extension LivePersonRole {
  /// What somebody is called on this wire. Who helps is a READER, since only one agent is assigned at a time.
  init(_ kind: ParticipantKind, _ role: ParticipantRole?) {
    self =
      switch kind {
      case .customer: .consumer
      case .agent: role == .assistant ? .reader : .assignedAgent
      case .bot: role == .primary ? .assignedAgent : .agent
      case .supervisor: .manager
      case .system: .controller
      }
  }
}
