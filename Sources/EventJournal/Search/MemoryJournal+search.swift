// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// Everything a search knows of one account, made from its facts anew for every search: for logs as small as those of
/// tests and trials.
private struct MemorySearch {
  struct Entry {
    let place: ConversationCursor
    var isClosed = false
    var tags: Set<ConversationTag> = []
    var messages: [(words: [String], isInternal: Bool)] = []
  }

  private(set) var entries: [ConversationID: Entry] = [:]

  init(_ envelopes: [Envelope]) {
    for envelope in envelopes {
      guard let facts = SearchFacts(envelope) else { continue }
      if let startedAt = facts.startedAt, entries[facts.conversation] == nil {
        let place = ConversationCursor(startedAt: startedAt, conversation: facts.conversation)
        entries[facts.conversation] = Entry(place: place)
      }
      if facts.closedAt != nil { entries[facts.conversation]?.isClosed = true }
      entries[facts.conversation]?.tags.formUnion(facts.tags)
      if !facts.words.isEmpty {
        entries[facts.conversation]?.messages.append((words: facts.words, isInternal: facts.isInternal))
      }
    }
  }
}

extension ConversationQuery {
  private func fits(_ entry: MemorySearch.Entry) -> Bool {
    var seesInternal = true
    switch reader {
    case .everything(let internalMessages): seesInternal = internalMessages
    case .agent(let agent, let teams):
      guard entry.tags.contains(.agent(agent)) || teams.contains(where: { entry.tags.contains(.team($0)) }) else {
        return false
      }
    }
    let place = entry.place
    if let after, place >= after { return false }
    if let from, place.startedAt < from { return false }
    if let to, place.startedAt >= to { return false }
    if let state, entry.isClosed != (state == .closed) { return false }
    let wanted: [ConversationTag?] = [
      customer.map { .customer($0) }, agent.map { .agent($0) }, queue.map { .queue($0) }, channel.map { .channel($0) },
    ]
    guard wanted.compactMap(\.self).allSatisfy(entry.tags.contains) else { return false }
    guard let text else { return true }
    return entry.messages.contains { (seesInternal || !$0.isInternal) && text.isFound(in: $0.words) }
  }

  fileprivate func page(of search: MemorySearch, at offset: UInt64) -> ConversationPage {
    let found = search.entries.values.filter(fits).map(\.place).sorted(by: >)
    let page = Array(found.prefix(limit))
    return ConversationPage(conversations: page, next: found.count > limit ? page.last : nil, offset: offset)
  }
}

extension MemoryJournal: ConversationSearch {
  /// The conversations of an account that fit a query, a page at a time.
  public func search(
    _ account: AccountID,
    _ query: ConversationQuery
  ) async throws(JournalError) -> ConversationPage {
    let envelopes = try await read(account, after: 0, limit: .max)
    return query.page(of: MemorySearch(envelopes), at: UInt64(envelopes.count))
  }
}
