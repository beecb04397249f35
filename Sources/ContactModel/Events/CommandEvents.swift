// SPDX-License-Identifier: Apache-2.0

/// A command with an id found everything as it asked. Nothing changed; the fact is there so that a repeat of the
/// command is answered the same, whatever has changed by then.
public struct CommandNoted: Hashable, Sendable {
  /// The conversation that was found.
  public let conversation: ConversationID?
  /// The message that was found.
  public let message: MessageID?

  /// Creates the value from its parts.
  public init(conversation: ConversationID? = nil, message: MessageID? = nil) {
    self.conversation = conversation
    self.message = message
  }
}
