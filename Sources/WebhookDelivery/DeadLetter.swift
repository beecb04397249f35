// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// A message that was given up: what an operator needs to know about it, and where to find it again. Its content stays in the
/// journal.
package struct DeadLetter: Hashable, Sendable {
  /// Why it was given up.
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The schedule has no attempt left.
    case exhausted
    /// Its time to live is over.
    case expired
    /// Messages of its type are tried once only.
    case notRetried
    /// The endpoint said that it wants this message no more.
    case aborted
  }

  /// Why stored JSON is no dead letter.
  package struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
    /// The member that is missing or wrong.
    package let member: String

    /// What is wrong, for people.
    package var description: String { "a dead letter's member \(member) is missing or wrong" }
  }

  /// The id of the message, as the receiver knows it.
  package var messageID: String
  /// The type of the event.
  package var eventType: String
  /// The lane it was in: what is in one lane is sent in order.
  package var lane: String
  /// The offset of the fact it says, in the account's log.
  package var offset: UInt64
  /// Why it was given up.
  package var reason: Reason
  /// How often it was tried.
  package var attempts: Int
  /// The status of the last answer; nil if there was none.
  package var lastStatus: Int?
  /// When it was given up.
  package var at: Timestamp

  /// Creates one.
  package init(
    messageID: String,
    eventType: String,
    lane: String,
    offset: UInt64,
    reason: Reason,
    attempts: Int,
    lastStatus: Int?,
    at: Timestamp
  ) {
    self.messageID = messageID
    self.eventType = eventType
    self.lane = lane
    self.offset = offset
    self.reason = reason
    self.attempts = attempts
    self.lastStatus = lastStatus
    self.at = at
  }
}

extension DeadLetter: JSONRepresentable {
  /// Its members as they are stored. Time is in milliseconds, which every reader can tell from text.
  package func write(to json: inout JSONWriter) {
    json.member("messageId", messageID)
    json.member("eventType", eventType)
    json.member("lane", lane)
    json.member("offset", offset)
    json.member("reason", reason.rawValue)
    json.member("attempts", attempts)
    json.member("lastStatus", lastStatus)
    json.member("atMilliseconds", at.milliseconds)
  }

  /// Its stored form.
  package var bytes: [UInt8] {
    var json = JSONWriter(capacity: 256)
    json.object(self)
    return json.finish()
  }

  /// Reads its stored form. Members that are not known are passed over, so that an older release can read it.
  package init(_ json: JSONValue) throws(Malformed) {
    func text(_ name: String) throws(Malformed) -> String {
      guard let value = json[name]?.stringValue else { throw Malformed(member: name) }
      return value
    }
    func number<Number: FixedWidthInteger>(_ name: String) throws(Malformed) -> Number {
      guard case .number(let digits)? = json[name], let value = Number(digits) else { throw Malformed(member: name) }
      return value
    }
    guard let reason = Reason(rawValue: try text("reason")) else { throw Malformed(member: "reason") }
    self.init(
      messageID: try text("messageId"),
      eventType: try text("eventType"),
      lane: try text("lane"),
      offset: try number("offset"),
      reason: reason,
      attempts: try number("attempts"),
      lastStatus: json["lastStatus"] == nil ? nil : try number("lastStatus") as Int,
      at: Timestamp(milliseconds: try number("atMilliseconds"))
    )
  }
}
