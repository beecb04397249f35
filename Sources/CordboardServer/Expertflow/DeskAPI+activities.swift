// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import ExpertflowDialect

extension ContactCentre {
  /// Whether an agent takes part in a conversation of a customer's now.
  borrowing func serves(_ customer: CustomerID, by agent: AgentID) -> Bool {
    for id in agents[agent]?.conversations ?? [] {
      if conversations[id]?.sessions.contains(where: { $0.customer.id == customer }) ?? false { return true }
    }
    return false
  }
}

extension DeskAPI {
  private static let lookedThrough = DeskLogins.Failure(
    status: 503,
    text: "Many conversations were looked through, and there are more; ask again to go on."
  )

  /// `activities`: what happened earlier with a customer, the latest first. An agent who serves the customer now sees all
  /// of it, anybody else the conversations it may read anyway.
  ///
  /// `offset` counts pages of `limit` events. A page may have fewer, and one looks through
  /// `expertflow.historyConversations` conversations at most; only one after the last has none.
  func activities(
    of customer: CustomerID,
    _ caller: Caller,
    _ request: APIRequest
  ) async throws(DeskLogins.Failure) -> HTTPReply {
    let limit = min(max(number("limit", in: request) ?? 50, 1), 200)
    let wanted = max(number("offset", in: request) ?? 0, 0)
    let agent = caller.agent
    let key = DeskHistory.Key(
      reader: DeskMemories.Owner(account: caller.account, agent: agent),
      customer: customer,
      limit: limit
    )
    var known = history.known(key)
    // What happened since is on the first page, unless that is still looked for.
    if wanted == 0, !known.pages.isSearching { known.startOver() }
    let files = attachments.addresses(of: caller.account)
    let (servesNow, directory) = try await query(caller.account) { centre, _ throws(Rejection) in
      var directory = DeskDirectory(centre)
      directory.files = files
      return (centre.serves(customer, by: agent), directory)
    }
    var reader = HistoryReader(
      customer: customer,
      reader: agent,
      call: APICall(api: native, request: request, parameters: [:], principal: caller.principal),
      mayReadAll: servesNow,
      directory: directory,
      left: settings.historyConversations,
      conversation: known.conversation
    )
    let events: [CimEvent]?
    do throws(Problem) {
      events = try await reader.page(wanted, of: &known.pages, limit: limit)
    } catch {
      throw DeskLogins.Failure(status: 500, text: "The server cannot read the history at the moment; try again.")
    }
    known.conversation = reader.conversation
    history.keep(known, key)
    guard let events else { throw Self.lookedThrough }
    return Self.reply(200) { json in
      json.array("docs", events) { json, event in json.object { event.writeAsHistory(to: &$0) } }
    }
  }

  private func number(_ name: String, in request: APIRequest) -> Int? {
    request.query.first { $0.name == name }.flatMap { Int($0.value) }.flatMap { $0 < 1_000_000 ? $0 : nil }
  }
}

/// Reads the history of a customer for one request, one conversation at a time.
private struct HistoryReader {
  let customer: CustomerID
  let reader: AgentID
  let call: APICall
  let mayReadAll: Bool
  let directory: DeskDirectory
  /// How many conversations may still be looked through.
  var left: Int
  /// The one that was read last: the next page may begin in the middle of it.
  var conversation: DeskHistory.Conversation?

  /// The events of a page, by its number; nil if too much was looked through for it.
  ///
  /// Pages before the one that is wanted are only turned over; desks ask for them in order, and then they are known.
  mutating func page(
    _ wanted: Int,
    of pages: inout DeskHistory.Pages,
    limit: Int
  ) async throws(Problem) -> [CimEvent]? {
    guard wanted < pages.places.count || !pages.isWhole else { return [] }
    var index = min(wanted, pages.places.count - 1)
    while true {
      let (found, next) = try await read(from: pages.places[index], limit: limit)
      if found.isEmpty, let next {
        // The page begins later than was thought.
        pages.places[index...] = [next]
        return nil
      }
      if index == pages.places.count - 1 {
        if let next { pages.places.append(next) } else { pages.isWhole = true }
      }
      if index == wanted { return found }
      index += 1
      guard index < pages.places.count else { return [] }
    }
  }

  /// Events from a place on, the latest first, and where the next page begins; nil at the end of the history.
  private mutating func read(
    from start: DeskHistory.Place,
    limit: Int
  ) async throws(Problem) -> (events: [CimEvent], next: DeskHistory.Place?) {
    let (account, customer) = (call.account, customer)
    var place = start
    var events: [CimEvent] = []
    while true {
      let before = place.before
      let arrivals = try await call.read { journal throws(JournalError) in
        try await journal.read(account, customer: customer, before: before, limit: 20)
      }
      guard !arrivals.isEmpty else { return (events, nil) }
      for arrival in arrivals {
        guard events.count < limit, let all = try await read(arrival) else { return (events, place) }
        let count = min(place.left ?? all.count, all.count)
        let taken = min(count, limit - events.count)
        events += all[(count - taken)..<count].reversed()
        place =
          taken < count
          ? DeskHistory.Place(before: arrival.offset + 1, left: count - taken)
          : DeskHistory.Place(before: arrival.offset)
      }
    }
  }

  /// The events of the conversation that began for the customer with an arrival, as far as the reader may see it now; nil if
  /// too much was looked through already.
  private mutating func read(_ arrival: Envelope) async throws(Problem) -> [CimEvent]? {
    if let known = conversation, known.arrival == arrival.offset {
      return try await maySee(known.id, known.readers) ? known.events : []
    }
    guard left > 0 else { return nil }
    left -= 1
    guard let id = arrival.event.subject.conversation else { return [] }
    let (facts, readers) = try await ConversationReading.facts(id, from: arrival, of: customer, call)
    guard try await maySee(id, readers) else { return [] }
    let events = Topic.read(facts, for: reader, directory)?.events ?? []
    conversation = DeskHistory.Conversation(id: id, arrival: arrival.offset, readers: readers, events: events)
    return events
  }

  private func maySee(_ id: ConversationID, _ readers: ConversationHistory.Readers) async throws(Problem) -> Bool {
    if mayReadAll { return true }
    return try await ConversationReading.mayRead(id, readers, call)
  }
}
