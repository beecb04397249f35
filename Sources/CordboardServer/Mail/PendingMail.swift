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
  /// Who it was not taken for yet; nil before the first try.
  var left: [String]?
  /// Who it will never be taken for, and why.
  var failed: [String] = []

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
    }
    return json.finish()
  }

  /// What follows from a try: whether the mail is done with, and what to say about it then.
  mutating func settle(
    _ result: Result<[MailOutcome], MailClientFailure>,
    schedule: MailRetrySchedule,
    at now: Timestamp,
    chance: Double
  ) -> Bool {
    tries += 1
    var why = ""
    switch result {
    case .failure(let failure): why = "\(failure)"
    case .success(let outcomes):
      failed += outcomes.filter(\.reply.isPermanent).map { "\($0.recipient.address): \($0.reply.summary)" }
      let later = outcomes.filter { !$0.reply.isPositive && !$0.reply.isPermanent }
      left = later.map(\.recipient.address)
      why = later.first?.reply.summary ?? ""
      if later.isEmpty { return true }
    }
    if let next = schedule.next(afterTries: tries, since: since, at: now, chance: chance) {
      self.next = next
      return false
    }
    failed += (left ?? ["everybody"]).map { "\($0): given up after \(tries) tries: \(why)" }
    return true
  }
}
