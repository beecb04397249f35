// SPDX-License-Identifier: Apache-2.0

/// What may be set about the interactions that agents are shown.
package struct GenesysSettings: Hashable, Sendable {
  /// How notifications of interactions are laid out.
  package var shape = InteractionShape.asInSeed
  /// The most events of a chat that a notification repeats: the newest ones. ``historyEvents`` bounds what
  /// RequestChatHistory brings.
  package var shownEvents = 200
  /// The most bytes of them, but one event is always shown.
  package var shownBytes = 262_144
  /// The most bytes of events that are shown of all interactions of an agent together, so that a client can be told all of
  /// them at once: each has the same share.
  package var deskBytes = 524_288
  /// The most events of a chat that RequestChatHistory brings, and that are remembered: the newest ones.
  package var historyEvents = 2_000
  /// The most bytes of them.
  package var historyBytes = 1_048_576
  /// The most typing notices of one chat that are remembered.
  package var notices = 20
  /// Names of queues that desktops are told and that the core does not have.
  package var transcriptQueue = "TranscriptQueue"
  package var outboundQueue = "OutboundQueue"
  /// What chats say of the server they are on.
  package var chatServer = "cordboard"

  /// Where the API is: the beginning of addresses that desktops are told.
  package var base = "/api/v2"

  /// Creates the default settings.
  package init() {}
}

extension GenesysSettings {
  /// What a notification repeats of a chat.
  ///
  /// - Parameter count: How many interactions the agent has.
  package func shown(among count: Int = 1) -> ChatPart {
    ChatPart(events: shownEvents, bytes: min(shownBytes, deskBytes / max(1, count)))
  }

  /// What RequestChatHistory brings of a chat.
  package var history: ChatPart { ChatPart(events: historyEvents, bytes: historyBytes) }
}

/// How much of a chat is shown: the newest events, at most so many.
package struct ChatPart: Hashable, Sendable {
  package let events: Int
  /// As they are written, but one event is always shown.
  package let bytes: Int
}

/// How a notification of an interaction is laid out. The seed has both ways (reference A7).
package enum InteractionShape: String, Hashable, Sendable, CaseIterable {
  /// Each notification as the seed has it.
  case asInSeed
  /// The members of the interaction beside the type of the message: the older way.
  case flat
  /// The interaction is a member.
  case nested

  /// Whether a notification is flat. Of what the seed does not have, what takes an interaction away is as Revoked is.
  func isFlat(_ state: InteractionState, of medium: Medium) -> Bool {
    switch self {
    case .flat: true
    case .nested: false
    case .asInSeed: state == .revoked || state == .rejected || (state == .invited && medium == .chat)
    }
  }
}
