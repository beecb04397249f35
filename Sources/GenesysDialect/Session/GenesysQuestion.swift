// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// An agent of an account.
package struct GenesysWorker: Hashable, Sendable {
  package let account: AccountID
  package let agent: AgentID

  package init(account: AccountID, agent: AgentID) {
    self.account = account
    self.agent = agent
  }
}

/// What a session asks its mount.
package enum GenesysQuestion: Hashable, Sendable {
  /// How things stand for the agent.
  case start(GenesysWorker)
  /// The facts of a conversation.
  case read(ConversationID, AccountID)
}

/// What the mount tells a session.
package enum GenesysAnswer: Hashable, Sendable {
  /// How things stand for the agent.
  case started(DesktopStart)
  /// The facts of a conversation, in order.
  case facts(ConversationID, [Envelope])
  /// The agent asked for the history of a chat.
  case repeatHistory(ConversationID)
  /// The server cannot tell at the moment, or the agent's rights are others now: the client is to begin anew.
  case unavailable
  /// The agent ended its session, or is gone.
  case removed
}
