// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import Testing

@testable import WebhookDelivery

/// What is kept of attempts.
@Suite(.timeLimit(.minutes(10))) struct AttemptLogTests {
  private func attempt(_ number: Int) -> DeliveryAttempt {
    DeliveryAttempt(
      messageID: "msg_\(number)",
      eventType: "a",
      at: second(Double(number)),
      duration: .milliseconds(12),
      result: .status(200)
    )
  }

  @Test(arguments: [(1, 0), (1, 5), (3, 2), (3, 3), (3, 4), (3, 100), (0, 2)])
  func `the last attempts are kept, the newest first`(capacity: Int, count: Int) {
    var log = AttemptLog(capacity: capacity)
    for number in 0..<count { log.append(attempt(number)) }
    let kept = (0..<count).suffix(capacity).reversed().map { attempt($0) }
    #expect(log.newestFirst == kept)
  }

  /// A text, how many bytes may be kept, and what is.
  @Test(arguments: [
    ("abc", 3, "abc"), ("abcd", 3, "abc"), ("", 0, ""), ("a", 0, ""), ("aé", 2, "a"), ("aé", 3, "aé"), ("a€b", 2, "a"),
    ("a€b", 3, "a"), ("a€b", 4, "a€"), ("👋", 3, ""), ("x👋y", 4, "x"), ("x👋y", 5, "x👋"), ("éé", 3, "é"),
  ])
  func `text is cut between characters`(text: String, limit: Int, kept: String) {
    #expect(DeliveryAttempt.text(text.utf8, upTo: limit) == kept)
  }

  @Test(arguments: [
    ([0xff, 0xfe, 0x41] as [UInt8], 2, "\u{fffd}\u{fffd}"), ([0x80, 0x80, 0x80, 0x80, 0x80, 0x80], 5, "\u{fffd}"),
    ([0x41, 0xe2, 0x82], 3, "A\u{fffd}"), ([0x41, 0xe2, 0x82, 0x41], 3, "A"),
  ])
  func `what is no text does not stop it`(bytes: [UInt8], limit: Int, start: String) {
    #expect(DeliveryAttempt.text(bytes, upTo: limit).hasPrefix(start))
  }

  @Test(arguments: 1...(25 * runs)) func `a cut text is a beginning of the text, at most three bytes short`(seed: Int) {
    var generator = SeededRandom(seed: UInt64(seed))
    let pieces = ["a", "é", "€", "👋", "\u{0}", "ß", "\u{301}"]
    let text = (0..<40).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    for limit in 0...text.utf8.count {
      let kept = DeliveryAttempt.text(text.utf8, upTo: limit)
      #expect(text.utf8.starts(with: kept.utf8) && (limit - 3...limit).contains(kept.utf8.count))
    }
  }

  @Test func `an attempt is bounded and has a form for operators`() throws {
    let attempt = DeliveryAttempt(
      messageID: "msg_1",
      eventType: "conversation.ended",
      at: second(1),
      duration: .microseconds(12_900),
      result: .failure(String(repeating: "€", count: 1_000)),
      responseBody: Array("ab".utf8),
      next: second(31)
    )
    #expect(attempt.responseBody == "ab")
    #expect(attempt.result == .failure(String(repeating: "€", count: 85)))
    var json = JSONWriter()
    json.object(attempt)
    let value = try JSONValue(parsing: json.finish())
    #expect(
      value["durationMilliseconds"] == .number("12") && value["nextAttemptAt"] == .string("1970-01-01T00:00:31.000Z")
    )
    #expect(value["failure"] != nil && value["status"] == nil)
    var other = JSONWriter()
    other.object(self.attempt(7))
    #expect(
      String(decoding: other.finish(), as: UTF8.self)
        == #"{"messageId":"msg_7","eventType":"a","at":"1970-01-01T00:00:07.000Z","durationMilliseconds":12,"status":200}"#
    )
  }
}

/// What is kept of messages that were given up.
@Suite(.timeLimit(.minutes(10))) struct DeadLetterTests {
  private static func letter(_ reason: DeadLetter.Reason, lastStatus: Int? = 503) -> DeadLetter {
    DeadLetter(
      messageID: "msg_1",
      eventType: "ms.MessagingEventNotification.ContentEvent",
      lane: "é/1",
      offset: .max,
      reason: reason,
      attempts: 11,
      lastStatus: lastStatus,
      at: second(1_700_000_000.123)
    )
  }

  @Test(arguments: DeadLetter.Reason.allCases) func `it is read as it was stored`(reason: DeadLetter.Reason) throws {
    for status in [nil, 503] {
      let letter = Self.letter(reason, lastStatus: status)
      #expect(try DeadLetter(JSONValue(parsing: letter.bytes)) == letter)
    }
  }

  /// Storage of an earlier release must be read by a later one.
  @Test func `its stored form stays what it is`() {
    #expect(
      String(decoding: Self.letter(.exhausted).bytes, as: UTF8.self)
        == #"{"messageId":"msg_1","eventType":"ms.MessagingEventNotification.ContentEvent","lane":"é/1","#
        + #""offset":18446744073709551615,"reason":"exhausted","attempts":11,"lastStatus":503,"#
        + #""atMilliseconds":1700000000123}"#
    )
  }

  @Test(arguments: ["messageId", "eventType", "lane", "offset", "reason", "attempts", "atMilliseconds", "lastStatus"])
  func `a member that is missing or wrong is named, and one more is passed over`(name: String) throws {
    guard var members = try JSONValue(parsing: Self.letter(.expired).bytes).objectValue else { return }
    let index = try #require(members.firstIndex { $0.name == name })
    #expect(try DeadLetter(.object(members + [JSONMember("new", .null)])) == Self.letter(.expired))
    let isText = members[index].value.stringValue != nil && name != "reason"
    for wrong in [JSONValue.bool(true), .number("1.5"), .string("x"), .number("-99999999999999999999999")]
    where !isText || wrong.stringValue == nil {
      members[index].value = wrong
      let json = JSONValue.object(members)
      #expect(throws: DeadLetter.Malformed(member: name)) { try DeadLetter(json) }
    }
    members.remove(at: index)
    let json = JSONValue.object(members)
    guard name != "lastStatus" else { return }
    #expect(throws: DeadLetter.Malformed(member: name)) { try DeadLetter(json) }
  }
}
