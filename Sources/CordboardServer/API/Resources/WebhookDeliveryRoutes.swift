// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import WebhookDelivery

/// How a native webhook is delivered to: a test, what was tried, what was given up, and what is sent again.
enum WebhookDeliveryRoutes {
  /// How many facts are looked through for one replay.
  private static let scanned = 200_000
  /// How many facts of a conversation are read at once.
  private static let pageSize = 1_000

  static func test(_ call: APICall) async throws(Problem) -> APIAnswer {
    let (webhooks, webhook) = try await WebhookRoutes.find(call)
    try call.query().finish()
    try call.body().finish()
    let position = try await call.position()
    let result: NativeWebhooks.TestResult
    do throws(NativeWebhooks.Failure) {
      result = try await webhooks.test(webhook.id, of: call.account)
    } catch {
      throw Problem(error)
    }
    return .object(at: position) { json in
      json.member("message", result.message)
      json.member("delivered", result.isTaken)
      json.member("status", result.status)
      json.member("failure", result.failure)
      json.member("answer", result.answer)
      json.member("duration", result.duration)
    }
  }

  static func attempts(_ call: APICall) async throws(Problem) -> APIAnswer {
    let (webhooks, webhook) = try await WebhookRoutes.find(call)
    try call.query().finish()
    let position = try await call.position()
    let attempts = await webhooks.attempts(webhook.id, of: call.account)
    return .object(at: position) { json in
      json.array("attempts", attempts) { json, attempt in json.object { attempt.write(to: &$0) } }
    }
  }

  static func deadLetters(_ call: APICall) async throws(Problem) -> APIAnswer {
    let (webhooks, webhook) = try await WebhookRoutes.find(call)
    var query = try call.query()
    let after = try query.integer("after", default: 0, within: 0...Int.max)
    let limit = try query.integer("limit", default: 100, within: 1...1_000)
    try query.finish()
    let position = try await call.position()
    let all = try await webhooks.letters(webhook.id, of: call.account).filter { $0.number > UInt64(after) }
    return .object(at: position) { json in
      json.array("deadLetters", all.prefix(limit)) { json, entry in
        json.object { json in
          json.member("number", entry.number)
          entry.letter.write(to: &json)
        }
      }
      if all.count > limit { json.member("next", all[limit - 1].number) }
    }
  }

  static func discard(_ call: APICall) async throws(Problem) -> APIAnswer {
    let (webhooks, webhook) = try await WebhookRoutes.find(call)
    var query = try call.query()
    let through = try query.integer("through", default: Int.max, within: 1...Int.max)
    try query.finish()
    try call.body().finish()
    let numbers = try await webhooks.letters(webhook.id, of: call.account).map(\.number).filter {
      $0 <= UInt64(through)
    }
    do throws(NativeWebhooks.Failure) {
      try await webhooks.discard(Set(numbers), webhook.id, of: call.account)
    } catch {
      throw Problem(error)
    }
    return APIAnswer(status: 204)
  }

  // MARK: Replay

  /// What is to be sent again: exactly one of these.
  private enum Wanted {
    case messages(Set<String>)
    case conversation(ConversationID)
    /// From one time until before another, and after a fact, as far as they are given.
    case times(from: Timestamp?, until: Timestamp?, after: Position?)
    /// Everything that was given up.
    case missing
  }

  static func replay(_ call: APICall) async throws(Problem) -> APIAnswer {
    let (webhooks, webhook) = try await WebhookRoutes.find(call)
    try call.query().finish()
    var body = try call.body()
    let position = try await call.position()
    let wanted = try wanted(&body)
    try body.finish()
    let (limit, kinds) = (webhooks.settings.replayFacts, webhook.events)
    var found: [Envelope] = []
    var reached: UInt64?
    var letters: [(number: UInt64, letter: DeadLetter)] = []
    let epoch = position.epoch
    switch wanted {
    case .conversation(let id):
      found = try await read(id, of: kinds, limit: limit + 1, call)
    case .messages(let ids):
      letters = try await webhooks.letters(webhook.id, of: call.account).filter { ids.contains($0.letter.messageID) }
      let known = Set(letters.map(\.letter.messageID))
      found = try await read(letters.map(\.letter.offset), call)
      let others = ids.subtracting(known)
      if !others.isEmpty {
        // Others are looked for among what came last: an id says nothing of where it is.
        let start = position.offset > UInt64(scanned) ? position.offset - UInt64(scanned) : 0
        found += try await call.scan(after: start, to: position.offset, atMost: scanned, limit: others.count) {
          CloudEventTranslation.wants($0, of: kinds) && others.contains(CloudEventTranslation.id(of: $0, epoch: epoch))
        }.found
      }
    case .times(let from, let until, let after):
      let end = try await until == nil ? position.offset : offset(before: until, head: position.offset, call)
      let known = try WebhookRequestBody.offset(of: after, head: position) ?? 0
      let start = try await max(offset(before: from, head: position.offset, call), known)
      let page = try await call.scan(after: start, to: end, atMost: scanned, limit: limit + 1) { envelope in
        envelope.offset <= end && CloudEventTranslation.wants(envelope, of: kinds)
      }
      found = page.found
      if page.end < end, start < end { reached = page.end }
    case .missing:
      letters = try await webhooks.letters(webhook.id, of: call.account)
      if letters.count > limit { letters = Array(letters.prefix(limit)) }
      found = try await read(letters.map(\.letter.offset), call)
    }
    guard found.count <= limit else {
      throw Problem(422, "tooMuch", "this is more than \(limit) facts (webhooks.replayFacts); ask for a shorter time")
    }
    let sorted = Dictionary(found.map { ($0.offset, $0) }) { $1 }.values.sorted { $0.offset < $1.offset }
    let count: Int
    let numbers = CloudEventTranslation.letters(letters.map { ($0.letter.offset, $0.number) }, of: sorted, epoch: epoch)
    do throws(NativeWebhooks.Failure) {
      count = try await webhooks.replay(sorted, letters: numbers, webhook.id, of: call.account)
    } catch {
      throw Problem(error)
    }
    return .object(202, at: position) { json in
      json.member("messages", count)
      if let reached { json.member("lookedThrough", Position(epoch: epoch, offset: reached).description) }
    }
  }

  private static func wanted(_ body: inout JSONReader) throws(Problem) -> Wanted {
    var wanted: [Wanted] = []
    var ids: Set<String> = []
    for (value, pointer) in try body.array("messages", maximum: 1_000) {
      ids.insert(try JSONReader.string(value, at: pointer, maximumBytes: 256))
    }
    if !ids.isEmpty { wanted.append(.messages(ids)) }
    if let id: ConversationID = try body.optionalUniqueIdentifier("conversation") { wanted.append(.conversation(id)) }
    let from = try time("from", &body)
    let until = try time("until", &body)
    let after = try WebhookRequestBody.after(&body)
    if from != nil || until != nil || after != nil { wanted.append(.times(from: from, until: until, after: after)) }
    if try body.bool("missing", default: false) { wanted.append(.missing) }
    guard wanted.count == 1, let only = wanted.first else {
      throw .invalid(
        "",
        "must have one of messages (1000 at most), conversation, from, until and after (together), and missing"
      )
    }
    return only
  }

  private static func time(_ name: String, _ body: inout JSONReader) throws(Problem) -> Timestamp? {
    guard let text = try body.optionalString(name, maximumBytes: 64) else { return nil }
    guard let time = Timestamp(rfc3339: text) else {
      throw .invalid(body.place(name), "must be a time such as 2026-01-31T12:00:00Z")
    }
    return time
  }

  /// The offset before the first fact that is not earlier than a time: facts are in the order of their times.
  private static func offset(before time: Timestamp?, head: UInt64, _ call: APICall) async throws(Problem) -> UInt64 {
    guard let time else { return 0 }
    var (low, high) = (UInt64(0), head)
    while low < high {
      let middle = low + (high - low) / 2
      let fact = try await call.read { journal throws(JournalError) in
        try await journal.read(call.account, after: middle, limit: 1).first
      }
      if let fact, fact.time < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The facts of a conversation that are of some kinds. Throws if there is none of any kind.
  private static func read(
    _ conversation: ConversationID,
    of kinds: Set<Event.Kind>,
    limit: Int,
    _ call: APICall
  ) async throws(Problem) -> [Envelope] {
    let facts = try await call.read { journal async throws(JournalError) -> [Envelope]? in
      var found: [Envelope] = []
      var last: UInt64 = 0
      while found.count < limit {
        let page = try await journal.read(call.account, conversation: conversation, after: last, limit: pageSize)
        guard let end = page.last?.conversationSequence else { return last == 0 ? nil : found }
        found += page.filter { CloudEventTranslation.wants($0, of: kinds) }
        last = end
      }
      return found
    }
    guard let wanted = facts else { throw Problem(.unknownConversation(conversation)) }
    return Array(wanted.prefix(limit))
  }

  private static func read(_ offsets: [UInt64], _ call: APICall) async throws(Problem) -> [Envelope] {
    try await call.read { journal throws(JournalError) in
      var found: [Envelope] = []
      for offset in Set(offsets).sorted() where offset > 0 {
        found += try await journal.read(call.account, after: offset - 1, limit: 1)
      }
      return found
    }
  }
}
