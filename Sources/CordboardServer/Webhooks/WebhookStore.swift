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
  }

  private let journal: any Journal
  /// How many dead letters of an endpoint are kept.
  private let limit: Int
  private var shelves: [WebhookKey: Shelf] = [:]
  /// The letters that an endpoint lost because there were too many.
  private(set) var dropped: [WebhookKey: Int] = [:]

  init(journal: any Journal, deadLetters limit: Int) {
    self.journal = journal
    self.limit = limit
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

  /// Forgets everything of an endpoint.
  func forget(_ key: WebhookKey) async throws {
    guard try await journal.value(Self.progressName(key)) != nil else { return }
    try await journal.setValue(nil, for: Self.progressName(key))
    for number in try await shelf(key).numbers {
      try await journal.setValue(nil, for: Self.deadName(key, number))
    }
    shelves[key] = nil
    dropped[key] = nil
  }

  // MARK: Dead letters

  private static func deadPrefix(_ key: WebhookKey) -> String { "webhooks.dead.\(key)/" }
  private static func deadName(_ key: WebhookKey, _ number: UInt64) -> String { deadPrefix(key) + "\(number)" }

  private func shelf(_ key: WebhookKey) async throws(JournalError) -> Shelf {
    if let shelf = shelves[key] { return shelf }
    let prefix = Self.deadPrefix(key)
    let found = try await journal.values(withPrefix: prefix).keys.compactMap { UInt64($0.dropFirst(prefix.count)) }
    // Another call may have read it meanwhile, and added to it.
    if let shelf = shelves[key] { return shelf }
    let shelf = Shelf(numbers: found.sorted())
    shelves[key] = shelf
    return shelf
  }

  /// Keeps a dead letter; past the limit the oldest is let go of.
  func keep(_ letter: DeadLetter, of key: WebhookKey) async throws {
    let known = try await shelf(key)
    let number = (known.numbers.last ?? 0) + 1
    shelves[key]?.numbers.append(number)
    do {
      try await journal.setValue(letter.bytes, for: Self.deadName(key, number))
    } catch {
      shelves[key]?.numbers.removeAll { $0 == number }
      throw error
    }
    while let count = shelves[key]?.numbers.count, count > limit, let oldest = shelves[key]?.numbers.first {
      shelves[key]?.numbers.removeFirst()
      dropped[key, default: 0] += 1
      try? await journal.setValue(nil, for: Self.deadName(key, oldest))
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

  /// Lets go of dead letters.
  func discard(_ numbers: Set<UInt64>, of key: WebhookKey) async throws {
    let known = try await shelf(key).numbers.filter(numbers.contains)
    for number in known {
      try await journal.setValue(nil, for: Self.deadName(key, number))
      shelves[key]?.numbers.removeAll { $0 == number }
    }
  }
}
