// SPDX-License-Identifier: Apache-2.0

public import ContactModel
import GRDB
import Synchronization

/// The search follows the log as the other indexes do, off the path of appends: before a search, which brings in what is
/// missing, and beside the appends when much is, for a small share of the time.
extension SQLiteJournal: ConversationSearch {
  /// Facts brought in by one transaction: a few milliseconds between two appends.
  private static let factsAtOnce = 256
  /// Facts one search brings in at most; it answers from what it has then.
  private static let factsBeforeSearch: UInt64 = 20_000
  /// How long the work beside the appends rests for each unit of time it works.
  private static let restsPerWork = 9

  /// The conversations of an account that fit a query, a page at a time.
  public func search(
    _ account: AccountID,
    _ query: ConversationQuery
  ) async throws(JournalError) -> ConversationPage {
    try checkOpen()
    guard let number = numbers[account] else { return ConversationPage(conversations: [], next: nil, offset: 0) }
    var brought: UInt64 = 0
    while brought < Self.factsBeforeSearch, let count = try await bringIn(account, number) { brought += count }
    return try await read { database in
      let offset = try SearchTables.offset(number, in: database)
      return try SearchPlan(database: database, account: number, query: query).page(at: offset)
    }
  }

  /// Brings in the next facts; how many, or nil if there are none.
  func bringIn(_ account: AccountID, _ number: Int64) async throws(JournalError) -> UInt64? {
    let (known, facts, last) = try await read { database in
      let known = try SearchTables.offset(number, in: database)
      var facts: [SearchFacts] = []
      var last = known
      let limit = known + UInt64(Self.factsAtOnce)
      try JournalReader(database: database).forEachFact(account, number, after: known) { envelope in
        last = envelope.offset
        if let found = SearchFacts(envelope) { facts.append(found) }
        return last < limit
      }
      return (known, facts, last)
    }
    guard last > known else { return nil }
    try await write { database in
      try database.inTransaction(.immediate) {
        try SearchTables.add(facts, number, after: known, to: last, in: database)
        return .commit
      }
    }
    return last - known
  }

  /// Starts to bring in facts beside the appends when enough were appended since.
  func startSearchIndexing(after appended: Int) {
    guard unsearched.wrappingAdd(appended, ordering: .relaxed).newValue >= options.searchBatch else { return }
    searching.start {
      self.unsearched.store(0, ordering: .relaxed)
      await self.bringInEverything()
    }
  }

  private func bringInEverything() async {
    do {
      for account in try await accounts().keys.sorted() {
        guard let number = numbers[account] else { continue }
        var began = ContinuousClock.now
        while try await bringIn(account, number) != nil {
          // Appends go first, and a core is theirs almost wholly.
          try await Task.sleep(for: (ContinuousClock.now - began) * Self.restsPerWork)
          began = ContinuousClock.now
        }
      }
    } catch {
      // The journal was closed, or its storage refused: the next search tries again.
    }
  }
}
