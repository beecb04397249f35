// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Makes the commands of customers and agents with the rights and ids they have in production: what comes in for a
/// customer carries an id by which its repetition is recognised.
struct CommandMaker {
  let account: BenchAccount
  private var serial: Int

  init(_ account: BenchAccount, firstSerial: Int = 0) {
    self.account = account
    serial = firstSerial
  }

  static let text = "The parcel has not arrived, and the tracking page has shown the same place for four days."

  private static let channelContext = CommandContext(
    principal: Principal(
      actor: .client("integration"),
      account: BenchAccount.id,
      permissions: Permissions(scopes: [.conversations])
    )
  )

  static let system = CommandContext(principal: .system(BenchAccount.id))

  private mutating func fromOutside() -> CommandContext {
    serial += 1
    var context = Self.channelContext
    context.reference = CommandReference(
      id: CommandID(rawValue: "request-\(serial)"),
      fingerprint: UInt64(serial) &* 0x9e37_79b9_7f4a_7c15
    )
    return context
  }

  private func by(_ agent: AgentID) -> CommandContext {
    CommandContext(
      principal: Principal(actor: .agent(agent), account: BenchAccount.id, permissions: Permissions(roles: [.agent]))
    )
  }

  mutating func start(on channel: ChannelID) -> GivenCommand {
    let context = fromOutside()
    let customer = Customer(
      id: CustomerID(rawValue: UInt128(serial)),
      identifier: "customer-\(serial)@example.com",
      displayName: nil
    )
    let content = StartConversation(
      channel: channel,
      customer: customer,
      attributes: [Attribute(name: "order", value: "\(serial)")],
      message: NewMessage(body: MessageBody(kind: "PLAIN", text: Self.text))
    )
    return GivenCommand(.startConversation(content), context)
  }

  mutating func customerSays(in conversation: ConversationID) -> GivenCommand {
    let message = NewMessage(body: MessageBody(kind: "PLAIN", text: Self.text))
    let content = PostMessage(conversation: conversation, speaker: .customer, message: message)
    return GivenCommand(.postMessage(content), fromOutside())
  }

  func agentSays(_ agent: AgentID, in conversation: ConversationID) -> GivenCommand {
    let message = NewMessage(body: MessageBody(kind: "PLAIN", text: Self.text))
    let content = PostMessage(conversation: conversation, speaker: .agent(agent), message: message)
    return GivenCommand(.postMessage(content), by(agent))
  }

  mutating func setAttribute(in conversation: ConversationID) -> GivenCommand {
    let attribute = Attribute(name: "stage", value: "\(serial)")
    return GivenCommand(.setAttributes(conversation, changed: [attribute], removed: []), fromOutside())
  }

  func accept(_ offer: OfferMade) -> GivenCommand {
    GivenCommand(.acceptOffer(offer.agent, offer.offer), by(offer.agent))
  }

  func leave(_ work: ActiveWork) -> GivenCommand {
    GivenCommand(.leaveConversation(work.agent, work.conversation), by(work.agent))
  }

  func complete(_ work: ActiveWork) -> GivenCommand {
    let solved = [Disposition(category: "result", value: "solved")]
    return GivenCommand(
      .completeWrapUp(work.agent, work.workItem, dispositions: solved, note: nil),
      by(work.agent)
    )
  }

  /// An agent stops taking e-mail, or takes it again.
  func setEmail(_ agent: AgentID, ready: Bool) -> GivenCommand {
    GivenCommand(.setMediaState(agent, "email", ready: ready), by(agent))
  }
}

/// A command and who gives it.
struct GivenCommand: Sendable {
  let command: Command
  let context: CommandContext

  init(_ command: Command, _ context: CommandContext) {
    self.command = command
    self.context = context
  }
}

/// Work in an agent's hands.
struct ActiveWork: Sendable {
  let agent: AgentID
  let conversation: ConversationID
  let workItem: WorkItemID

  init(_ offer: OfferMade) {
    agent = offer.agent
    conversation = offer.conversation
    workItem = offer.workItem
  }
}
