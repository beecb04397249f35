// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a message, in one table: `code:arguments:text` (Bayeux 1.0, section 4.13).
enum BayeuxError: Error, Hashable, Sendable {
  /// There is no such session, or it has ended.
  case unknownClient
  /// The application does not let the client in; the reason is its own.
  case handshakeDenied(reason: String?)
  /// The client and the server have no way for messages in common.
  case connectionTypes([String])
  /// A subscription names no channel.
  case subscriptionMissing
  /// A subscription names something that is no channel.
  case subscriptionInvalid
  /// The client may not subscribe.
  case subscribeDenied(reason: String?)
  /// The client may not make the channel.
  case createDenied(reason: String?)
  /// The client may not publish.
  case publishDenied(reason: String?)
  /// The message names no channel.
  case channelMissing
  /// The message names something that is no channel, or one that cannot be published on.
  case channelInvalid
  /// The id of the message has characters it may not have. The older edition takes any.
  case messageIDInvalid
  /// The application threw the message away.
  case messageDeleted
  /// The message is larger than allowed.
  case messageTooLarge(limit: Int)
  /// The application has not answered as many messages as allowed.
  case tooManyUnanswered

  private static let policy = "denied_by_security_policy"

  /// The text on the wire.
  func text(in edition: BayeuxEdition) -> String {
    let isOld = edition == .cometD3
    switch self {
    case .unknownClient: return isOld ? "402::Unknown client" : "402::session_unknown"
    case .handshakeDenied(let reason): return "403:\(reason ?? ""):\(isOld ? "Handshake denied" : "handshake_denied")"
    case .connectionTypes(let types): return "301:\(types.joined(separator: ",")):Connection types not supported"
    case .subscriptionMissing: return "403::subscription_missing"
    case .subscriptionInvalid: return "403::subscription_invalid"
    case .subscribeDenied(let reason): return "403:\(reason ?? Self.policy):subscribe_denied"
    case .createDenied(let reason): return "403:\(reason ?? Self.policy):create_denied"
    case .publishDenied(let reason):
      return "403:\(reason ?? Self.policy):\(isOld ? "publish denied" : "publish_denied")"
    case .channelMissing: return isOld ? "400::channel missing" : "400::channel_missing"
    case .channelInvalid: return isOld ? "400::channel missing" : "405::channel_invalid"
    case .messageIDInvalid: return "405::message_id_invalid"
    case .messageDeleted: return isOld ? "404::message deleted" : "404::message_deleted"
    case .messageTooLarge(let limit): return "413:\(limit):message_too_large"
    case .tooManyUnanswered: return "429::too_many_unanswered"
    }
  }
}

/// Why an application says no to a message.
public enum BayeuxDenial: Hashable, Sendable {
  /// The client may not, for a reason in one word of letters, digits and underscores; nil for the usual one.
  case denied(reason: String? = nil)
  /// The client may not make a channel that is not there.
  case createDenied(reason: String? = nil)
  /// The message is thrown away.
  case deleted
}
