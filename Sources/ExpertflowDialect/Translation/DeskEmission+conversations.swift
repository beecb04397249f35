// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// What a desk is told of a conversation that it has.
extension DeskEmission {
  /// `onCimEvent`: the event as a JSON *string* (desks parse it).
  static func cimEvent(_ event: CimEvent, in topic: Topic) -> DeskEmission {
    var written = JSONWriter(capacity: 4_096)
    written.object(event)
    let text = written.finish()
    return DeskEmission(.onCimEvent, capacity: text.count + text.count / 4 + 256) { json in
      json.member("cimEvent", text: text)
      json.member("conversationId", topic.id)
      json.member("roomInfo", topic.roomInfo)
    }
  }

  /// `topicUnsubscription`: the agent is in the conversation no more.
  static func unsubscribed(_ conversation: ConversationID, _ reason: String) -> DeskEmission {
    DeskEmission(.topicUnsubscription) { json in
      json.member("conversationId", conversation)
      json.member("reason", reason)
    }
  }

  /// `revokeTask`: the offer is over.
  static func revoked(_ conversation: ConversationID) -> DeskEmission {
    DeskEmission(.revokeTask) { $0.member("conversationId", conversation) }
  }

  /// `wrapupTimerStarted`: after-contact work began, for so many seconds.
  static func wrapUp(_ conversation: ConversationID, seconds: Int) -> DeskEmission {
    DeskEmission(.wrapupTimerStarted) { json in
      json.member("task", "wrapupTimerStarted")
      json.member("duration", seconds)
      json.member("conversationId", conversation)
      json.member("roomInfo", RoomInfo(id: conversation.description))
      json.member("statusCode", 200)
    }
  }

  /// `topicClosed`: the conversation ended for everybody.
  static func closed(_ conversation: ConversationID) -> DeskEmission {
    DeskEmission(.topicClosed) { json in
      json.member("task", "topicClosed")
      json.member("conversationId", conversation)
      json.member("statusCode", 200)
    }
  }
}
