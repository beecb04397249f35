// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What a session asks its mount.
package enum GenesysQuestion: Hashable, Sendable {
  /// How things stand for the agent.
  case start
  /// The facts of a conversation.
  case read(ConversationID)
}

/// What the mount tells a session.
package enum GenesysAnswer: Hashable, Sendable {
  /// How things stand for the agent.
  case started(DesktopStart)
  /// The facts of a conversation, in order.
  case facts(ConversationID, [Envelope])
  /// The agent asked for the history of a chat.
  case repeatHistory(ConversationID)
  /// The server cannot tell at the moment: the client is to begin anew.
  case unavailable
  /// The agent ended its session, or its rights are others now.
  case removed
}
