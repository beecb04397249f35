// SPDX-License-Identifier: Apache-2.0

/// Something that is shown to whoever looks now and then forgotten: it is never in the journal, has no position and
/// cannot be resumed.
public struct Signal: Hashable, Sendable {
  /// What happens.
  public enum Content: Hashable, Sendable {
    /// A participant began or stopped writing.
    case typing(conversation: ConversationID, participant: ParticipantID, kind: ParticipantKind, isTyping: Bool)
  }

  /// The account it belongs to.
  public let account: AccountID
  /// When it happened.
  public let time: Timestamp
  /// The agents who take part in the conversation.
  public let audience: [AgentID]
  /// Their teams.
  public let teams: [TeamID]
  /// What happens.
  public let content: Content

  /// Creates a signal from its parts.
  public init(account: AccountID, time: Timestamp, audience: [AgentID], teams: [TeamID], content: Content) {
    self.account = account
    self.time = time
    self.audience = audience
    self.teams = teams
    self.content = content
  }

  /// Calls the closure with every topic under which this signal is delivered; a topic may come twice.
  public func forEachTopic(_ visit: (Topic) -> Void) {
    visit(.account)
    switch content {
    case .typing(let conversation, _, _, _): visit(.conversation(conversation))
    }
    for agent in audience { visit(.agent(agent)) }
    for team in teams { visit(.team(team)) }
  }
}
