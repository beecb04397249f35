// SPDX-License-Identifier: Apache-2.0

/// What may be set about the interactions that agents are shown.
package struct GenesysSettings: Hashable, Sendable {
  /// How notifications of interactions are laid out.
  package var shape = InteractionShape.asInSeed
  /// The most events of a chat that a notification repeats: the newest ones. ``historyEvents`` bounds what
  /// RequestChatHistory brings.
  package var shownEvents = 200
  /// The most events of a chat that RequestChatHistory brings: the newest ones.
  package var historyEvents = 2_000
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
