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
  case read(ConversationRead, AccountID)
}

/// Asks for the facts of a conversation.
package struct ConversationRead: Hashable, Sendable {
  package let conversation: ConversationID
  /// Which question of the session it is: answers may come in another order.
  package let number: Int
  /// The last fact the session knows of: the answer must have what came before it.
  package let after: UInt64

  package init(conversation: ConversationID, number: Int, after: UInt64) {
    self.conversation = conversation
    self.number = number
    self.after = after
  }
}

/// What the mount tells a session.
package enum GenesysAnswer: Hashable, Sendable {
  /// How things stand for the agent.
  case started(DesktopStart)
  /// The facts of a conversation, in order.
  case facts(ConversationRead, [Envelope])
  /// The account is configured in another way, as of a fact.
  case directory(GenesysDirectory, UInt64)
  /// The agent asked for the history of a chat.
  case repeatHistory(ConversationID)
  /// The server cannot tell at the moment, or the agent's rights are others now: the client is to begin anew.
  case unavailable
  /// The agent ended its session, or is gone.
  case removed
}
