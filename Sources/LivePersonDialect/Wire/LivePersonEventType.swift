// SPDX-License-Identifier: Apache-2.0

/// What an application can be told of. The raw value is the event type's key in an installation's configuration.
/// Source: LivePerson's developer centre, Connector API, "Webhooks: Configuration".
package enum LivePersonEventType: String, CaseIterable, Hashable, Sendable {
  /// Something was said: text, a file, a form.
  case content = "ms.MessagingEventNotification.ContentEvent"
  /// Something structured was said.
  case richContent = "ms.MessagingEventNotification.RichContentEvent"
  /// Somebody reported what became of a message.
  case acceptStatus = "ms.MessagingEventNotification.AcceptStatusEvent"
  /// Somebody began or stopped writing.
  case chatState = "ms.MessagingEventNotification.ChatStateEvent"
  /// A conversation changed; all of it is told.
  case conversationChange = "cqm.ExConversationChangeNotification"

  /// The type of the notification that carries it.
  package var notificationType: String {
    switch self {
    case .content, .richContent, .acceptStatus, .chatState: "ms.MessagingEventNotification"
    case .conversationChange: "cqm.ExConversationChangeNotification"
    }
  }
}
