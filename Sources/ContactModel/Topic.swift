// SPDX-License-Identifier: Apache-2.0

/// What one can subscribe to within an account.
public enum Topic: Hashable, Sendable {
  /// Everything.
  case account
  /// What administrators audit: see ``Event/isAudited``.
  case audit
  /// What happens in a queue.
  case queue(QueueID)
  /// What concerns the agents of a team.
  case team(TeamID)
  /// What concerns an agent, with the conversations it takes part in.
  case agent(AgentID)
  /// One conversation.
  case conversation(ConversationID)
  /// What is put on a pull list, and what becomes of it there.
  case pullList(PullListID)
  /// The calls of a voice channel: what their provider reports and is told.
  case channel(ChannelID)

  /// The text form: `account`, `audit`, or a kind, a colon and an identifier, for instance `agent:alice`.
  public init?(_ text: some StringProtocol) {
    if text == "account" {
      self = .account
      return
    }
    if text == "audit" {
      self = .audit
      return
    }
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let identifier = text[text.index(after: colon)...]
    switch text[..<colon] {
    case "queue":
      guard let id = QueueID(identifier) else { return nil }
      self = .queue(id)
    case "team":
      guard let id = TeamID(identifier) else { return nil }
      self = .team(id)
    case "agent":
      guard let id = AgentID(identifier) else { return nil }
      self = .agent(id)
    case "conversation":
      guard let id = ConversationID(identifier) else { return nil }
      self = .conversation(id)
    case "list":
      guard let id = PullListID(identifier) else { return nil }
      self = .pullList(id)
    case "channel":
      guard let id = ChannelID(identifier) else { return nil }
      self = .channel(id)
    default: return nil
    }
  }
}

extension Topic: CustomStringConvertible {
  /// The text form that ``init(_:)`` reads.
  public var description: String {
    switch self {
    case .account: "account"
    case .audit: "audit"
    case .queue(let id): "queue:\(id)"
    case .team(let id): "team:\(id)"
    case .agent(let id): "agent:\(id)"
    case .conversation(let id): "conversation:\(id)"
    case .pullList(let id): "list:\(id)"
    case .channel(let id): "channel:\(id)"
    }
  }
}

extension Envelope {
  /// Calls the closure with every topic under which this fact is delivered; a topic may come twice.
  @inlinable
  public func forEachTopic(_ visit: (Topic) -> Void) {
    if event.isAudited { visit(.audit) }
    if event.isAccess { return }
    visit(.account)
    let subject = event.subject
    // What a coach says is for the coached agent, not for everybody who follows the conversation.
    if let conversation = subject.conversation, !event.isWhispered { visit(.conversation(conversation)) }
    if let agent = subject.agent { visit(.agent(agent)) }
    for agent in audience { visit(.agent(agent)) }
    if let queue = subject.queue { visit(.queue(queue)) }
    for team in teams { visit(.team(team)) }
    if let list = event.pullList { visit(.pullList(list)) }
    if let channel = event.callChannel { visit(.channel(channel)) }
  }
}
