// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// What connectors are answered when all went well. Source: developer centre, Connector API, "Send API".
package enum ConnectorAnswer {
  /// The answer to the array form: the profile was taken, the conversation began.
  package static func started(_ batch: ConnectorBatch, _ conversation: ConversationID) -> [UInt8] {
    var json = JSONWriter()
    json.array { json in
      write(batch.profileRequest, "userprofile.SetUserProfileResponse", to: &json) { json in json.object { _ in } }
      write(batch.conversationRequest, "cm.RequestConversationResponse", to: &json) { json in
        json.object { $0.member("conversationId", conversation) }
      }
    }
    return json.finish()
  }

  /// The answer to `ms.PublishEvent`.
  ///
  /// - Parameter sequence: The number of what was published; 0 for chat states, which have none.
  package static func published(_ request: String, sequence: Int) -> [UInt8] {
    var json = JSONWriter()
    write(request, "ms.PublishEventResponse", to: &json) { json in
      json.object { $0.member("sequence", sequence) }
    }
    return json.finish()
  }

  /// The answer to `cm.UpdateConversationField`.
  package static func updated(_ request: String, _ text: String = "OK Conversation updated") -> [UInt8] {
    var json = JSONWriter()
    write(request, "StringResponse", to: &json) { $0.string(text) }
    return json.finish()
  }

  private static func write(
    _ request: String,
    _ type: StaticString,
    to json: inout JSONWriter,
    _ body: (inout JSONWriter) -> Void
  ) {
    json.object { json in
      json.member("kind", "resp")
      json.member("reqId", request)
      json.member("code", "OK")
      json.key("body")
      body(&json)
      json.member("type", "\(type)")
    }
  }
}
