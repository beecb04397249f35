// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import WebhookDelivery

/// What is kept of endpoints beside the log: how far each was delivered to, and its dead letters. An actor, because dead
/// letters are numbered and counted.
actor WebhookStore {
  private struct Shelf {
    /// The numbers of the letters that are kept, the oldest first.
    var numbers: [UInt64]
    /// The last number that was given. No number is given twice: who holds one means that letter and no other.
    var last: UInt64
    /// The last number that was given, as the journal knows it without the letters.
    var lastKept: UInt64
  }

  private let journal: any Journal
  /// How many dead letters of an endpoint are kept.
  private let limit: Int
  /// Told of every letter that is let go of because there are too many.
  private let dropped: @Sendable () -> Void
  private var shelves: [WebhookKey: Shelf] = [:]

  init(journal: any Journal, deadLetters limit: Int, dropped: @escaping @Sendable () -> Void = {}) {
    self.journal = journal
    self.limit = limit
    self.dropped = dropped
  }

  // MARK: Progress

  private static func progressName(_ key: WebhookKey) -> String { "webhooks.progress.\(key)" }

  /// How far an endpoint was delivered to; nil if it never was.
  nonisolated func progress(of key: WebhookKey) async throws -> DeliveryProgress? {
    guard let bytes = try await journal.value(Self.progressName(key)) else { return nil }
    guard let json = try? JSONValue(parsing: bytes), let progress = DeliveryProgress(json) else {
      throw JournalError.unreadable("how far the endpoint \(key) was delivered to cannot be read")
    }
    return progress
  }

  /// Keeps how far an endpoint was delivered to.
  nonisolated func keep(_ progress: DeliveryProgress, of key: WebhookKey) async throws {
    var json = JSONWriter(capacity: 128)
    json.object { progress.write(to: &$0) }
    try await journal.setValue(json.finish(), for: Self.progressName(key))
  }

  /// Forgets everything of an endpoint. How far it was delivered to goes last: where that is, something may be left.
  func forget(_ key: WebhookKey) async throws {
    shelves[key] = nil
    for name in try await journal.values(withPrefix: Self.deadPrefix(key)).keys {
      try await journal.setValue(nil, for: name)
    }
    for name in [Self.lastName(key), Self.progressName(key)] where try await journal.value(name) != nil {
      try await journal.setValue(nil, for: name)
    }
  }

  // MARK: Dead letters

  private static func deadPrefix(_ key: WebhookKey) -> String { "webhooks.dead.\(key)/" }
  private static func deadName(_ key: WebhookKey, _ number: UInt64) -> String { deadPrefix(key) + "\(number)" }
  private static func lastName(_ key: WebhookKey) -> String { "webhooks.deadNumber.\(key)" }

  private func shelf(_ key: WebhookKey) async throws(JournalError) -> Shelf {
    if let shelf = shelves[key] { return shelf }
    let prefix = Self.deadPrefix(key)
    let found = try await journal.values(withPrefix: prefix).keys.compactMap { UInt64($0.dropFirst(prefix.count)) }
    let text = try await journal.value(Self.lastName(key)).map { String(decoding: $0, as: UTF8.self) } ?? "0"
    guard let kept = UInt64(text) else {
      throw .unreadable("how the dead letters of the endpoint \(key) are numbered cannot be read")
    }
    // Another call may have read it meanwhile, and added to it.
    if let shelf = shelves[key] { return shelf }
    let shelf = Shelf(numbers: found.sorted(), last: max(kept, found.max() ?? 0), lastKept: kept)
    shelves[key] = shelf
    return shelf
  }

  /// Keeps a dead letter; past the limit the oldest is let go of.
  func keep(_ letter: DeadLetter, of key: WebhookKey) async throws {
    guard limit > 0 else { return dropped() }
    _ = try await shelf(key)
    let number = (shelves[key]?.last ?? 0) + 1
    shelves[key]?.last = number
    try await journal.setValue(letter.bytes, for: Self.deadName(key, number))
    guard let numbers = shelves[key]?.numbers else {
      // The endpoint was forgotten meanwhile.
      return try await journal.setValue(nil, for: Self.deadName(key, number))
    }
    // One that was given a later number may have been kept earlier.
    shelves[key]?.numbers.insert(number, at: numbers.lastIndex { $0 < number }.map { $0 + 1 } ?? 0)
    while let numbers = shelves[key]?.numbers, numbers.count > limit, let oldest = numbers.first {
      // What cannot be removed now is removed with the next one.
      guard (try? await journal.setValue(nil, for: Self.deadName(key, oldest))) != nil else { return }
      guard let place = shelves[key]?.numbers.firstIndex(of: oldest) else { continue }
      shelves[key]?.numbers.remove(at: place)
      dropped()
    }
  }

  /// The dead letters of an endpoint with their numbers, the oldest first.
  func deadLetters(of key: WebhookKey) async throws -> [(number: UInt64, letter: DeadLetter)] {
    let prefix = Self.deadPrefix(key)
    return try await journal.values(withPrefix: prefix)
      .compactMap { name, bytes in
        guard let number = UInt64(name.dropFirst(prefix.count)),
          let letter = (try? JSONValue(parsing: bytes)).flatMap({ try? DeadLetter($0) })
        else {
          return nil
        }
        return (number, letter)
      }
      .sorted { $0.number < $1.number }
  }

  /// How many dead letters of an endpoint there are.
  func deadLetterCount(of key: WebhookKey) async throws -> Int { try await shelf(key).numbers.count }

  /// Lets go of dead letters. Their numbers are not given to others, also not after a restart.
  func discard(_ numbers: Set<UInt64>, of key: WebhookKey) async throws {
    let shelf = try await shelf(key)
    let known = shelf.numbers.filter(numbers.contains)
    guard !known.isEmpty else { return }
    if shelf.lastKept < shelf.last {
      try await journal.setValue(Array("\(shelf.last)".utf8), for: Self.lastName(key))
      let other = shelves[key]?.lastKept ?? 0
      shelves[key]?.lastKept = max(shelf.last, other)
    }
    for number in known {
      try await journal.setValue(nil, for: Self.deadName(key, number))
      shelves[key]?.numbers.removeAll { $0 == number }
    }
  }
}
