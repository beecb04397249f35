// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// What a connector asks for in a conversation, in the single form. Source: developer centre, Connector API, "Send API", and
/// Messaging Window API.
package enum ConnectorRequest: Hashable, Sendable {
  /// `ms.PublishEvent` with content: the customer says something.
  case post(PostMessage)
  /// `ms.PublishEvent` with an AcceptStatusEvent: what became of messages, by their numbers in a dialog (nil for the main one).
  case report(ConversationID, DialogID?, AcceptStatus, sequences: [Int])
  /// `ms.PublishEvent` with a ChatStateEvent.
  case chatState(ConversationID, ChatState)
  /// `cm.UpdateConversationField`: one or several changes, in order.
  case update(ConversationID, [ConversationField])
}

/// One change of a conversation that a connector may ask for.
package enum ConversationField: Hashable, Sendable {
  /// `ConversationStateField` CLOSE: everything is closed, without a survey.
  case closeConversation
  /// `DialogChange` CLOSE of the main dialog, which a survey may follow, or of a survey.
  case closeDialog(DialogID?, cause: String?)
  /// `CSATRate`: what the customer thought of it.
  case satisfaction(Satisfaction)
  /// `TTRField`: how urgent it is. The seconds it may name mean nothing here: the core has rules of its own.
  case urgency(ConversationWishes.Urgency)
}

/// A request in the single form, with the id by which its answer names it.
package struct ConnectorCall: Hashable, Sendable {
  /// The id of the request.
  package let id: String
  /// What is asked.
  package let request: ConnectorRequest

  /// The most bytes of a request.
  package static let mostBytes = 131_072
  /// How deep it may be nested.
  static let mostDepth = 32
  /// The most numbers of one receipt, and changes of one request.
  static let mostElements = 500

  /// Reads the body of `POST …/conversation/send`.
  package init(_ body: [UInt8]) throws(ConnectorError) {
    self = try ConnectorCall(ConnectorReader(body))
  }

  private init(_ envelope: ConnectorReader) throws(ConnectorError) {
    let kind = try envelope.text("kind")
    guard kind == "req" else { throw .invalid("kind must be req") }
    id = try envelope.requestID()
    let type = try envelope.text("type")
    let content = try envelope.object("body")
    switch type {
    case "ms.PublishEvent": request = try .publish(content)
    case "cm.UpdateConversationField": request = try .update(content)
    default:
      throw .invalid("type \(type.prefix(64)) is unknown here; send ms.PublishEvent or cm.UpdateConversationField")
    }
  }
}
