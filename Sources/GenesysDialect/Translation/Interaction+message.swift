// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// How an interaction is shown to one agent.
extension Interaction {
  /// The interaction with the customer.
  ///
  /// - Parameters:
  ///   - state: How it stands for the agent.
  ///   - capabilities: What the agent may do; nil to say nothing of that.
  ///   - part: How much of a chat; nil for as much as of an agent's only one.
  package func message(
    for agent: AgentID,
    _ state: InteractionState,
    _ capabilities: [Capability]?,
    part: ChatPart? = nil,
    _ directory: GenesysDirectory,
    _ settings: GenesysSettings
  ) -> InteractionMessage {
    let isKnown = state != .invited && state != .revoked && state != .rejected
    return InteractionMessage(
      id: InteractionID(id),
      conversation: id,
      medium: medium,
      state: state,
      capabilities: capabilities,
      isOutbound: direction == .outbound,
      subType: direction == .outbound ? "OutboundNew" : "InboundNew",
      currentQueue: directory.name(of: queue),
      userData: userData(for: agent, directory, settings),
      startDate: isKnown ? startedAt : nil,
      thread: isKnown ? InteractionID(threadOf: id) : nil,
      content: content(for: agent, isKnown, part ?? settings.shown(), directory),
      inQueues: medium == .chat ? [settings.transcriptQueue] : ["__STOP__"],
      outQueues: [settings.outboundQueue],
      participants: medium == .chat && isKnown ? participants : [],
      contact: InteractionID(contact: session.customer.id)
    )
  }

  /// The interaction as it stands for an agent, and the agent's drafts.
  package func messages(
    for agent: AgentID,
    _ holding: Holding,
    part: ChatPart? = nil,
    _ directory: GenesysDirectory,
    _ settings: GenesysSettings
  ) -> [InteractionMessage] {
    guard let state = holding.state else { return [] }
    return [message(for: agent, state, holding.capabilities, part: part, directory, settings)]
      + drafts.filter { $0.agent == agent }.map { message(for: $0, .composing, directory, settings) }
  }

  /// The outbound interaction that a draft is.
  package func message(
    for draft: Draft,
    _ state: InteractionState,
    _ directory: GenesysDirectory,
    _ settings: GenesysSettings
  ) -> InteractionMessage {
    InteractionMessage(
      id: InteractionID(draft: draft.id, of: id),
      conversation: id,
      medium: .email,
      state: state,
      capabilities: Capability.all(in: state, of: .email),
      isOutbound: true,
      subType: draft.mail.isForwarded ? "OutboundNew" : "OutboundReply",
      currentQueue: directory.name(of: queue),
      userData: userData(for: draft.agent, directory, settings),
      startDate: startedAt,
      thread: InteractionID(threadOf: id),
      content: .email(draft.mail.shown(customer: session.customer, mailbox: mailbox(directory))),
      inQueues: ["__STOP__"],
      outQueues: [settings.outboundQueue],
      participants: [],
      contact: InteractionID(contact: session.customer.id)
    )
  }

  private func content(
    for agent: AgentID,
    _ isKnown: Bool,
    _ part: ChatPart,
    _ directory: GenesysDirectory
  ) -> InteractionMessage.Content? {
    switch medium {
    case .chat: isKnown ? chat(for: agent, part) : nil
    case .email: isKnown ? .email(lastMail.shown(customer: session.customer, mailbox: mailbox(directory))) : .reference
    }
  }

  /// The e-mail it is about: the customer's last.
  var lastMail: Mail {
    if let mail = mails.last?.mail { return mail }
    var mail = Mail()
    mail.subject = subject
    return mail
  }

  /// The address customers write to.
  func mailbox(_ directory: GenesysDirectory) -> String {
    directory.channels[session.session.channel]?.serviceIdentifier ?? ""
  }

  private func userData(
    for agent: AgentID,
    _ directory: GenesysDirectory,
    _ settings: GenesysSettings
  ) -> [JSONMember] {
    var data = UserData.routing(
      queue: directory.name(of: queue),
      agent: agent.rawValue,
      account: directory.account.rawValue
    )
    switch medium {
    case .chat: data.setChat(server: settings.chatServer, subject: subject)
    case .email: data.setEmail(lastMail, customer: session.customer, mailbox: mailbox(directory))
    }
    for attribute in attributes { data.set(attribute.name, attribute.value) }
    return data.members
  }
}
