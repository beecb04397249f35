// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// What somebody is in a conversation, in LivePerson's words. Source: developer centre, Messaging Agent SDK and webhook
/// examples.
package enum LivePersonRole: String, CaseIterable, Hashable, Sendable {
  /// The customer.
  case consumer = "CONSUMER"
  /// The agent who answers for the conversation or, while there is none, the bot who serves.
  case assignedAgent = "ASSIGNED_AGENT"
  /// Any other bot, and whoever asks in a survey.
  case agent = "AGENT"
  /// A supervisor.
  case manager = "MANAGER"
  /// An agent who helps.
  case reader = "READER"
  /// The system.
  case controller = "CONTROLLER"
}

/// Who may see a message, in LivePerson's words.
package enum LivePersonAudience: String, CaseIterable, Hashable, Sendable {
  /// The customer too.
  case all = "ALL"
  /// Those who work in the centre.
  case agentsAndManagers = "AGENTS_AND_MANAGERS"
}

/// One change of a notification of type `ms.MessagingEventNotification`. Source: the seed's sample, and the webhook
/// examples and schemas of the developer centre.
package struct MessagingChange: Hashable, Sendable {
  /// Its number in its dialog, from 0, shared by content and accept status; none for chat states.
  package var sequence: Int?
  /// Who caused it.
  package var originator: String
  /// What the originator is.
  package var role: LivePersonRole
  /// When it happened; none for chat states.
  package var time: Timestamp?
  /// What happened.
  package var event: MessagingEvent
  /// Where.
  package var conversation: ConversationID
  /// In which dialog of it; the main one has the conversation's id.
  package var dialog: String
  /// Who may see it; for content only.
  package var audience: LivePersonAudience?

  /// Creates the value from its parts.
  package init(
    sequence: Int? = nil,
    originator: String,
    role: LivePersonRole,
    time: Timestamp? = nil,
    event: MessagingEvent,
    conversation: ConversationID,
    dialog: String,
    audience: LivePersonAudience? = nil
  ) {
    self.sequence = sequence
    self.originator = originator
    self.role = role
    self.time = time
    self.event = event
    self.conversation = conversation
    self.dialog = dialog
    self.audience = audience
  }
}

extension MessagingChange: JSONRepresentable {
  /// Writes the members, in the order of the samples.
  package func write(to json: inout JSONWriter) {
    json.member("sequence", sequence)
    json.member("originatorId", originator)
    json.key("originatorMetadata")
    json.object { json in
      json.member("id", originator)
      json.member("role", role.rawValue)
    }
    json.member("serverTimestamp", time?.milliseconds)
    json.member("event", event)
    json.member("conversationId", conversation)
    json.member("dialogId", dialog)
    json.member("messageAudience", audience?.rawValue)
  }
}

/// The umbrella of every notification. Source: the seed, "Example and schemas".
package enum NotificationUmbrella {
  /// A notification with one change, as compact JSON in UTF-8: receivers sign what they parsed and wrote again, so spaces or
  /// escapes that are not needed would break their check.
  package static func bytes(_ type: LivePersonEventType, _ change: some JSONRepresentable) -> [UInt8] {
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      json.member("kind", "notification")
      json.key("body")
      json.object { json in
        json.key("changes")
        json.array { $0.object(change) }
      }
      json.member("type", type.notificationType)
    }
    return json.finish()
  }
}
