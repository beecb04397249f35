// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit
import InternetMessage

/// What becomes of a request of an agent's.
package enum Order: Hashable, Sendable {
  case commands([OrderedCommand])
  case signal(SignalIntent)
  /// The agent is told the chat once more.
  case repeatHistory(ConversationID)
}

/// A command of several that are given one after the other; the first that is refused ends them.
package struct OrderedCommand: Hashable, Sendable {
  package let command: Command
  /// Whether nothing is wrong if there is nothing to do any more.
  package var isOptional = false

  package init(_ command: Command, isOptional: Bool = false) {
    self.command = command
    self.isOptional = isOptional
  }
}

/// What is asked of an interaction, in the core's words: refused unless it is among what the agent may do (reference A4).
extension Holding {
  /// Whether an operation needs the e-mails of the conversation.
  package static func needsMails(_ operation: InteractionOperation) -> Bool {
    switch operation {
    case .reply, .forward, .cancel, .send, .save, .update: true
    default: false
    }
  }

  /// What an operation on the interaction with the customer means.
  ///
  /// - Parameters:
  ///   - interaction: The conversation, read; needed for e-mails alone.
  ///   - message: An id for what is said.
  package func order(
    _ operation: InteractionOperation,
    by agent: AgentID,
    in interaction: Interaction? = nil,
    message: MessageID,
    _ directory: GenesysDirectory
  ) throws(StatusProblem) -> Order {
    guard let state else { throw Self.unknown }
    let capabilities = capabilities
    guard operation.capabilities(medium).contains(where: { capabilities.contains($0) }) else {
      throw StatusProblem(.parameterInvalid, "not among what you may do while the interaction is \(state.rawValue)")
    }
    switch operation {
    case .accept:
      guard let offer else { throw Self.unknown }
      return .one(.acceptOffer(agent, offer))
    case .reject:
      guard let offer else { throw Self.unknown }
      return .one(.rejectOffer(agent, offer, reason: nil))
    case .send(let text, _):
      guard let text, !text.isEmpty else { throw StatusProblem(.parameterMissing, "text is missing") }
      return .one(.postMessage(post(MessageBody(kind: "PLAIN", text: text), message, agent)))
    case .typing(let isStarted): return .signal(.typing(conversation, .agent(agent), isTyping: isStarted))
    case .requestHistory: return .repeatHistory(conversation)
    case .leaveChat: return .one(.leaveConversation(agent, conversation))
    case .endChat: return .one(.closeConversation(conversation, .agent))
    case .complete: return complete(agent)
    case .transfer(let target): return .one(.requestTransfer(try assistance(target, agent, directory)))
    case .conference(let target): return .one(.requestConference(try assistance(target, agent, directory)))
    case .consult(let target): return .one(.startConsult(try assistance(target, agent, directory)))
    case .placeInQueue(let name): return .one(.requestTransfer(try assistance(.queue(name), agent, directory)))
    case .completeTransfer: return .one(.completeConsult(agent, conversation, try answered(), as: .transfer))
    case .completeConference: return .one(.completeConsult(agent, conversation, try answered(), as: .conference))
    case .placeInWorkbin(let name): return .one(try placeInWorkbin(name, agent, directory))
    case .setUserData(let attributes): return .one(try setUserData(attributes))
    case .deleteUserData(let keys): return .one(try deleteUserData(keys))
    case .reply(let toAll, let form):
      guard let interaction else { throw Self.unknown }
      let answer = interaction.lastMailWithSender.answer(
        toAll: toAll,
        from: interaction.sender(directory),
        own: directory.mailboxes,
        form
      )
      return .one(.postMessage(begin(answer, form.edit, message, agent)))
    case .forward(let form):
      guard let interaction else { throw Self.unknown }
      let passed = interaction.lastMailWithSender.forward(from: interaction.sender(directory), form)
      return .one(.postMessage(begin(passed, form.edit, message, agent)))
    case .update(let attributes, let edit):
      guard edit == MailEdit() else { throw StatusProblem(.readOnly, "what the customer wrote stays as it is") }
      return .one(try setUserData(attributes))
    case .cancel, .save: throw Self.unknown
    }
  }

  /// What an operation on a draft means.
  package func order(
    _ operation: InteractionOperation,
    on draft: Interaction.Draft,
    message: MessageID
  ) throws(StatusProblem) -> Order {
    var mail = draft.mail
    mail.draft = draft.id
    switch operation {
    case .cancel:
      mail.isDiscarded = true
      return .one(keep(mail, Self.end("cancelled", of: draft), draft.agent))
    case .save(let edit):
      edit.apply(to: &mail)
      return .one(keep(mail, message, draft.agent))
    case .update(let attributes, let edit):
      edit.apply(to: &mail)
      let changes = attributes.isEmpty ? [] : [OrderedCommand(try setUserData(attributes))]
      return .commands(changes + (edit == MailEdit() ? [] : [OrderedCommand(keep(mail, message, draft.agent))]))
    case .setUserData(let attributes): return .one(try setUserData(attributes))
    case .deleteUserData(let keys): return .one(try deleteUserData(keys))
    case .send(let text, let edit):
      edit.apply(to: &mail)
      if let text {
        mail.text = text
        mail.html = nil
      }
      try Self.check(mail)
      return .one(.postMessage(post(mail.body(Mail.kind), Self.end("sent", of: draft), draft.agent)))
    default:
      throw StatusProblem(.parameterInvalid, "not among what you may do while the interaction is Composing")
    }
  }

  /// The id of what ends a draft, the same however often that is asked for: a request that is sent twice sends one e-mail.
  private static func end(_ end: String, of draft: Interaction.Draft) -> MessageID {
    MessageID(rawValue: NamedUUID.make(end, draft.id.rawValue))
  }

  /// A draft with other files than it had.
  package func attach(
    _ attachments: [Mail.Attachment],
    to draft: Interaction.Draft,
    message: MessageID
  ) -> Command {
    var mail = draft.mail
    mail.draft = draft.id
    mail.attachments = attachments
    return keep(mail, message, draft.agent)
  }

  /// A draft as it is now, for nobody but those who work here.
  private func keep(_ mail: Mail, _ message: MessageID, _ agent: AgentID) -> Command {
    .postMessage(post(mail.body(Mail.draftKind), message, agent, audience: .agentsAndManagers))
  }

  private static var unknown: StatusProblem {
    StatusProblem(.notFound, "there is no such interaction, or it is yours no more")
  }

  private static let mostAddresses = 100

  private static func check(_ mail: Mail) throws(StatusProblem) {
    let addresses = mail.to + mail.cc + mail.bcc
    guard !mail.to.isEmpty else { throw StatusProblem(.parameterMissing, "the e-mail goes to nobody: to is missing") }
    guard addresses.count <= mostAddresses else {
      throw StatusProblem(.validation, "an e-mail goes to at most \(mostAddresses) addresses")
    }
  }

  // MARK: Parts

  private func post(
    _ body: MessageBody,
    _ id: MessageID,
    _ agent: AgentID,
    audience: MessageAudience = .everyone
  ) -> PostMessage {
    PostMessage(
      conversation: conversation,
      speaker: .agent(agent),
      message: NewMessage(id: id, body: body, audience: audience)
    )
  }

  /// Finishes everything: the agent leaves, and its after-contact work is over before it begins.
  private func complete(_ agent: AgentID) -> Order {
    let leaving = seat == nil ? [] : [OrderedCommand(.leaveConversation(agent, conversation))]
    let items = wrapping.sorted() + (work.map { [$0] } ?? [])
    return .commands(
      leaving
        + items.map { item in
          OrderedCommand(.completeWrapUp(agent, item, dispositions: [], note: nil), isOptional: seat != nil)
        }
    )
  }

  private func answered() throws(StatusProblem) -> AssistanceID {
    guard let consult else { throw StatusProblem(.parameterInvalid, "nobody answered whom you consult") }
    return consult
  }

  private func assistance(
    _ target: OperationTarget,
    _ agent: AgentID,
    _ directory: GenesysDirectory
  ) throws(StatusProblem) -> RequestAssistance {
    let asked: AssistanceTarget
    switch target {
    case .queue(let name):
      guard let queue = directory.queue(name) else { throw StatusProblem(.notFound, "there is no queue \(name)") }
      asked = .queue(queue)
    case .user(let name):
      guard let other = directory.agent(name) else { throw StatusProblem(.notFound, "there is no user \(name)") }
      asked = .agent(other)
    }
    return RequestAssistance(conversation: conversation, initiator: .agent(agent), target: asked)
  }

  private func placeInWorkbin(
    _ name: String?,
    _ agent: AgentID,
    _ directory: GenesysDirectory
  ) throws(StatusProblem) -> Command {
    guard let work else {
      throw StatusProblem(.parameterInvalid, "you help with the interaction; whoever has it can put it aside")
    }
    guard let name, name != agent.rawValue, name != "me" else { return .placeInWorkbin(agent, work, .agent(agent)) }
    guard let team = directory.team(name) else {
      throw StatusProblem(.notFound, "there is no workbin \(name); name a team, or nobody for your own")
    }
    return .placeInWorkbin(agent, work, .team(team))
  }

  private func setUserData(_ attributes: [Attribute]) throws(StatusProblem) -> Command {
    .setAttributes(conversation, changed: attributes, removed: [])
  }

  private func deleteUserData(_ keys: [String]) throws(StatusProblem) -> Command {
    .setAttributes(conversation, changed: [], removed: keys)
  }

  /// A new draft.
  private func begin(_ mail: Mail, _ edit: MailEdit, _ message: MessageID, _ agent: AgentID) -> PostMessage {
    var mail = mail
    edit.apply(to: &mail)
    mail.draft = message
    return post(mail.body(Mail.draftKind), message, agent, audience: .agentsAndManagers)
  }
}

extension Interaction {
  /// The address customers write to, as the sender of what goes out.
  fileprivate func sender(_ directory: GenesysDirectory) -> Mailbox? { Mailbox(text: mailbox(directory)) }

  /// The customer's last e-mail, which is from somebody in any case.
  fileprivate var lastMailWithSender: Mail {
    var mail = lastMail
    if mail.from == nil { mail.from = Mailbox(text: session.customer.identifier) }
    return mail
  }
}

extension Order {
  fileprivate static func one(_ command: Command) -> Order { .commands([OrderedCommand(command)]) }
}
