// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// One try to hand a message to an endpoint.
package struct DeliveryAttempt: Hashable, Sendable {
  /// What became of it.
  package enum Result: Hashable, Sendable {
    /// The endpoint answered with this status.
    case status(Int)
    /// There was no answer; why, in words.
    case failure(String)
  }

  /// How many bytes of a reason are kept.
  package static let failureBytes = 256

  /// The id of the message, as the receiver knows it.
  package let messageID: String
  /// The type of the event.
  package let eventType: String
  /// When it began.
  package let at: Timestamp
  /// How long it took.
  package let duration: Duration
  /// What became of it.
  package let result: Result
  /// The beginning of the answer's body as text; nil if there was none.
  package let responseBody: String?
  /// When the message is tried again; nil if it is not.
  package let next: Timestamp?

  /// Creates an attempt. The reason is cut to what is kept, not within a character; the body was when it was read.
  package init(
    messageID: String,
    eventType: String,
    at: Timestamp,
    duration: Duration,
    result: Result,
    responseBody: some Collection<UInt8> = [],
    next: Timestamp? = nil
  ) {
    self.messageID = messageID
    self.eventType = eventType
    self.at = at
    self.duration = duration
    self.next = next
    switch result {
    case .status: self.result = result
    case .failure(let reason): self.result = .failure(Self.text(reason.utf8, upTo: Self.failureBytes))
    }
    self.responseBody = responseBody.isEmpty ? nil : String(decoding: responseBody, as: UTF8.self)
  }

  /// The longest beginning of UTF-8 text that has at most so many bytes and ends with a whole character. Bytes that are no
  /// UTF-8 become U+FFFD, which may make the text longer than that.
  package static func text(_ bytes: some Collection<UInt8>, upTo limit: Int) -> String {
    guard bytes.count > limit else { return String(decoding: bytes, as: UTF8.self) }
    var head = Array(bytes.prefix(limit))
    // At most three bytes go on with a character that begins before them.
    let tail = head.reversed().prefix(4).prefix { $0 & 0xc0 == 0x80 }.count
    if tail < head.count {
      let start = head.count - tail - 1
      let length =
        switch head[start] {
        case 0xc2...0xdf: 2
        case 0xe0...0xef: 3
        case 0xf0...0xf4: 4
        default: 1
        }
      if length > tail + 1 { head.removeLast(tail + 1) }
    }
    return String(decoding: head, as: UTF8.self)
  }
}

extension DeliveryAttempt: JSONRepresentable {
  /// The members of an attempt as operators see it.
  package func write(to json: inout JSONWriter) {
    json.member("messageId", messageID)
    json.member("eventType", eventType)
    json.member("at", at)
    json.member("durationMilliseconds", duration.bounded.wholeMilliseconds)
    switch result {
    case .status(let status): json.member("status", status)
    case .failure(let reason): json.member("failure", reason)
    }
    json.member("responseBody", responseBody)
    json.member("nextAttemptAt", next)
  }
}

/// The last attempts at one endpoint, for people who look for a mistake.
package struct AttemptLog: Hashable, Sendable {
  /// How many are kept; perhaps none.
  package let capacity: Int
  private var ring: [DeliveryAttempt] = []
  /// Where the next one goes once the ring is full.
  private var place = 0

  /// Creates an empty log.
  package init(capacity: Int = 100) {
    self.capacity = max(0, capacity)
  }

  /// Adds an attempt, and forgets the oldest one when there are too many.
  package mutating func append(_ attempt: DeliveryAttempt) {
    guard capacity > 0 else { return }
    if ring.count < capacity {
      ring.append(attempt)
    } else {
      ring[place] = attempt
      place = (place + 1) % capacity
    }
  }

  /// Those that are kept, the newest first.
  package var newestFirst: [DeliveryAttempt] {
    Array((ring[place...] + ring[..<place]).reversed())
  }
}
