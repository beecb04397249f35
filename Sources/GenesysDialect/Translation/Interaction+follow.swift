// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What an interaction remembers of facts.
extension Interaction {
  /// The most e-mails of the customer that are kept.
  private static let mostMails = 8
  /// The most drafts of one conversation; who begins more than that loses sight of the oldest.
  static let mostDrafts = 32
  /// The most drafts that ended of which is remembered that they did.
  private static let mostEndedDrafts = 8

  mutating func follow(_ envelope: Envelope, _ directory: GenesysDirectory) -> InteractionChange {
    let time = envelope.time
    switch envelope.event {
    case .channelSessionStarted(let fact):
      sessions.append(Session(session: fact.session, customer: fact.customer))
      joinCustomer(fact.session.participant, fact.customer, time)
      return .shown
    case .customerReached(let fact):
      guard let customer = sessions.first(where: { $0.session.id == fact.session })?.customer else { return .none }
      joinCustomer(fact.participant, customer, time)
      return .shown
    case .channelSessionEnded(let fact):
      if let index = sessions.lastIndex(where: { $0.session.id == fact.session }) { sessions[index].isOver = true }
      return leave(fact.participant, time)
    case .participantLeft(let fact): return leave(fact.participant, time)
    case .participantMoved(let fact):
      return move(fact.participant, to: fact.dialog, fact.role, fact.agent, time, directory)
    case .participantRoleChanged(let fact): return change(fact, time, directory)
    case .supervisorJoined(let fact):
      return join(fact.participant, fact.dialog, fact.role, fact.agent, time, directory)
    case .botJoined(let fact):
      join(fact.participant, fact.dialog, fact.role, nil, .external, fact.bot.rawValue, time)
      return .shown
    case .offerAccepted(let fact):
      answer(fact.workItem)
      return join(fact.participant, fact.dialog, fact.role, fact.agent, time, directory)
    case .pullItemTaken(let fact):
      return join(fact.participant, fact.dialog, fact.role, fact.agent, time, directory)
    case .workTakenFromWorkbin(let fact):
      return join(fact.participant, fact.dialog, fact.role, fact.agent, time, directory)
    case .workStarted(let fact):
      queue = fact.queue ?? queue
      return join(fact.participant, fact.dialog, fact.role, fact.agent, time, directory)
    case .messagePosted(let fact): return post(fact, envelope.audience, time, directory)
    case .attributesChanged(let fact):
      attributes.removeAll { attribute in
        fact.removed.contains(attribute.name) || fact.changed.contains { $0.name == attribute.name }
      }
      attributes += fact.changed
      return .shown
    case .workQueued(let fact): queue = fact.queue
    case .offerMade(let fact): queue = fact.queue ?? queue
    case .consultStarted(let fact):
      let request = fact.request
      consults[request.assistance] = Consult(initiator: request.initiator, workItem: request.workItem)
    case .consultEnded(let fact):
      let ended = consults.removeValue(forKey: fact.assistance)
      return ended?.isAnswered == true ? InteractionChange(audience: ended?.initiator.map { [$0] } ?? []) : .none
    default: break
    }
    return .none
  }

  private mutating func answer(_ workItem: WorkItemID) {
    for (id, consult) in consults where consult.workItem == workItem { consults[id]?.isAnswered = true }
  }

  private mutating func post(
    _ fact: MessagePosted,
    _ audience: [AgentID],
    _ time: Timestamp,
    _ directory: GenesysDirectory
  ) -> InteractionChange {
    let message = fact.message
    if let mail = Mail(message.body), medium == .email { return take(mail, message, time) }
    if medium == .email, message.senderKind == .customer {
      var mail = Mail()
      mail.text = message.body.text ?? ""
      mail.subject = subject
      keep(mail, message.id)
      return .shown
    }
    return say(fact, audience, time, directory)
  }

  private mutating func keep(_ mail: Mail, _ id: MessageID) {
    mails.append((id, mail))
    if mails.count > Self.mostMails { mails.removeFirst() }
  }

  /// Takes an e-mail or a draft of one.
  private mutating func take(_ mail: Mail, _ message: Message, _ time: Timestamp) -> InteractionChange {
    let isDraft = message.body.kind == Mail.draftKind
    if message.senderKind == .customer {
      guard !isDraft else { return .none }
      keep(mail, message.id)
      return .shown
    }
    guard let agent = message.senderAgent else { return .shown }
    let id = mail.draft ?? message.id
    if let index = drafts.firstIndex(where: { $0.id == id && $0.agent == agent }) {
      drafts[index].mail = mail
      let draft = drafts[index]
      guard !isDraft || mail.isDiscarded else { return InteractionChange(drafts: [(draft, .composing)]) }
      drafts.remove(at: index)
      endedDrafts.append((draft, time))
      if endedDrafts.count > Self.mostEndedDrafts { endedDrafts.removeFirst() }
      return InteractionChange(audience: isDraft ? [] : nil, drafts: [(draft, .completed)])
    }
    guard isDraft, !mail.isDiscarded else { return .shown }
    let draft = Draft(id: id, agent: agent, mail: mail)
    drafts.append(draft)
    var change = InteractionChange(drafts: [(draft, .composing)])
    if drafts.count > Self.mostDrafts { change.drafts.append((drafts.removeFirst(), .revoked)) }
    return change
  }
}
