// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import MailTransfer

/// A mail that is to go out, as it is kept beside the journal: the fact that is to be sent, and what was tried.
struct PendingMail: Hashable {
  /// The offset of the message.
  var offset: UInt64
  /// When it was to be sent first.
  var since: Timestamp
  var tries = 0
  /// When to try next.
  var next: Timestamp
  /// Who it was not taken for yet; nil before the first try, nobody when it is only to be said who it failed for.
  var left: [String]?
  /// Who it will never be taken for, and why.
  var failed: [String] = []
  /// Why the last try came to nothing.
  var why = ""

  init(offset: UInt64, since: Timestamp) {
    self.offset = offset
    self.since = since
    next = since
  }

  /// Reads what ``stored`` wrote.
  init?(_ bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes), let offset = json["offset"]?.integerValue, offset > 0,
      let since = json["since"]?.integerValue, let tries = json["tries"]?.integerValue,
      let next = json["next"]?.integerValue
    else { return nil }
    self.init(offset: UInt64(offset), since: Timestamp(milliseconds: Int64(since)))
    self.tries = tries
    self.next = Timestamp(milliseconds: Int64(next))
    left = json["left"]?.arrayValue?.compactMap(\.stringValue)
    failed = json["failed"]?.arrayValue?.compactMap(\.stringValue) ?? []
    why = json["why"]?.stringValue ?? ""
  }

  var stored: [UInt8] {
    var json = JSONWriter(capacity: 128)
    json.object { json in
      json.member("offset", offset)
      json.member("since", since.milliseconds)
      json.member("tries", tries)
      json.member("next", next.milliseconds)
      if let left { json.array("left", left) { $0.string($1) } }
      json.array("failed", failed) { $0.string($1) }
      if !why.isEmpty { json.member("why", why) }
    }
    return json.finish()
  }

  /// Whether nobody is left whom it could be sent to.
  var isDone: Bool { left == [] }

  /// The relay said what became of it: it is done with, or when it is tried again follows.
  mutating func settle(_ outcomes: [MailOutcome], schedule: MailRetrySchedule, at now: Timestamp, chance: Double) {
    tries += 1
    failed += outcomes.filter(\.reply.isPermanent).map { "\($0.recipient.address): \($0.reply.summary)" }
    let later = outcomes.filter { !$0.reply.isPositive && !$0.reply.isPermanent }
    left = later.map(\.recipient.address)
    why = later.first?.reply.summary ?? ""
    guard !isDone else { return }
    if let next = schedule.next(afterTries: tries, since: since, at: now, chance: chance) {
      self.next = next
    } else {
      giveUp()
    }
  }

  /// There was no relay to talk to.
  mutating func settle(_ failure: MailClientFailure, until next: Timestamp) {
    tries += 1
    why = "\(failure)"
    self.next = next
  }

  /// Whether it was tried for as long as it may be.
  func isExpired(_ schedule: MailRetrySchedule, at now: Timestamp) -> Bool {
    now >= since.advanced(by: schedule.patience)
  }

  /// It is tried no more.
  mutating func giveUp() {
    let reason = why.isEmpty ? "the relay could not be used" : why
    failed += (left ?? ["everybody"]).map { "\($0): given up after \(tries) tries: \(reason)" }
    left = []
  }
}
