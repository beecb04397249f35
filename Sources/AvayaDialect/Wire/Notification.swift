// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// What an operator can set about notifications, where the documents of Avaya leave it open (reference D.3).
package struct NotificationForm: Hashable, Sendable {
  /// Whether `timestamp` is a number, as in the published examples, and not a string, as in the schema (D.3, 4).
  package var hasNumericTimestamps = false
  /// Whether a SingleStepTransfer has an `id` as every other event, though the closed schema has none (D.3, 15).
  package var givesTransfersIDs = false

  /// Creates the form that keeps to the schema.
  package init() {}
}

/// One event as subscribers are told it: a body, and who it is about. What differs from subscriber to subscriber is the
/// subscription's id alone.
package struct Notification: Hashable, Sendable {
  /// Login handles in the envelope, by the role of the agent in the event (seed 003, `Notification`).
  struct Logins: Hashable, Sendable {
    var loginId: String?
    var initiatingLoginId: String?
    var destinationLoginId: String?
    var observedLoginId: String?
    var observingLoginId: String?
    var coachedLoginId: String?
    var coachingLoginId: String?
    var bargingLoginId: String?
  }

  /// The event's own id, the same in every redelivery: `body.id`.
  package let id: String
  /// When it happened.
  package let time: Timestamp
  /// The account.
  package let account: AccountID
  let logins: Logins
  /// What happened.
  package let body: NotificationBody
  let form: NotificationForm

  /// The notification as JSON without the subscription's id.
  ///
  /// - Parameters:
  ///   - sentAt: The moment at which it is sent.
  ///   - isState: Whether it tells how things stand, which subscribers that did not ask for it never see.
  package func notice(sentAt: Timestamp, isState: Bool = false) -> Notice {
    var place = 0
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      json.member("correlationId", NamedUUID.make("notification", id))
      json.member("subscriptionId", "")
      place = json.bytes.count - 1
      json.member("family", Self.family)
      json.member("sentAt", sentAt)
      json.member("accountId", account)
      json.member("loginId", logins.loginId)
      json.member("initiatingLoginId", logins.initiatingLoginId)
      json.member("destinationLoginId", logins.destinationLoginId)
      json.member("observedLoginId", logins.observedLoginId)
      json.member("observingLoginId", logins.observingLoginId)
      json.member("coachedLoginId", logins.coachedLoginId)
      json.member("coachingLoginId", logins.coachingLoginId)
      json.member("bargingLoginId", logins.bargingLoginId)
      json.key("body")
      json.object { body.write(to: &$0, id: id, time: time, form) }
      if isState { json.member("snapshot", true) }
    }
    let bytes = json.finish()
    return Notice(
      head: Array(bytes[..<place]),
      body: Array(bytes[place..<(bytes.count - 1)]),
      numberLabel: Array(#","sequence":"#.utf8),
      end: [UInt8(ascii: "}")]
    )
  }

  /// The family of these events.
  package static let family = "AGENT_ENGAGEMENT"
}
