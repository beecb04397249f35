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
    var pages = history.pages(key)
    // What happened since is on the first page, unless that is still looked for.
    if wanted == 0, !pages.isSearching { pages = DeskHistory.Pages() }
    let files = attachments.addresses(of: caller.account)
    let (servesNow, directory) = try await query(caller.account) { centre, _ throws(Rejection) in
      var directory = DeskDirectory(centre)
      directory.files = files
      return (centre.serves(customer, by: agent), directory)
    }
    var reader = HistoryReader(
      customer: customer,
      call: APICall(api: native, request: request, parameters: [:], principal: caller.principal),
      mayReadAll: servesNow,
      directory: directory,
      left: settings.historyConversations
    )
    var events: [CimEvent] = []
    var isCutShort = false
    do throws(Problem) {
      // Pages before the one that is wanted are only turned over; desks ask for them in order, and then they are known.
      var index = min(wanted, pages.places.count - 1)
      while wanted < pages.places.count || !pages.isWhole {
        let (found, next) = try await reader.page(from: pages.places[index], limit: limit)
        if found.isEmpty, let next {
          // Too much was looked through: the page begins later than was thought.
          pages.places[index...] = [next]
          isCutShort = true
          break
        }
        if index == pages.places.count - 1 { pages.take(next) }
        if index == wanted { events = found }
        guard index < wanted, index + 1 < pages.places.count else { break }
        index += 1
      }
    } catch {
      throw DeskLogins.Failure(status: 500, text: "The server cannot read the history at the moment; try again.")
    }
    history.keep(pages, key)
    if isCutShort { throw Self.lookedThrough }
    let docs = events
    return Self.reply(200) { json in
      json.array("docs", docs) { json, event in json.object { event.writeAsHistory(to: &$0) } }
    }
  }

  private func number(_ name: String, in request: APIRequest) -> Int? {
    request.query.first { $0.name == name }.flatMap { Int($0.value) }.flatMap { $0 < 1_000_000 ? $0 : nil }
  }
}

extension DeskHistory.Pages {
  /// The last page ended here; nil for the end of the history.
  fileprivate mutating func take(_ next: DeskHistory.Place?) {
    if let next {
      places.append(next)
    } else {
      isWhole = true
    }
  }
}

/// Reads the history of a customer for one request, one conversation at a time.
private struct HistoryReader {
  let customer: CustomerID
  let call: APICall
  let mayReadAll: Bool
  let directory: DeskDirectory
  /// How many conversations may still be looked through.
  var left: Int

  /// The events of a page, the latest first, and where the next one begins; nil at the end of the history.
  mutating func page(
    from start: DeskHistory.Place,
    limit: Int
  ) async throws(Problem) -> (events: [CimEvent], next: DeskHistory.Place?) {
    guard let reader = call.agent else { return ([], nil) }
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
        guard left > 0, events.count < limit else { return (events, place) }
        left -= 1
        let facts = try await ConversationReading.facts(from: arrival, of: customer, call, mayReadAll: mayReadAll)
        let all = facts.flatMap { Topic.read($0, for: reader, directory)?.events } ?? []
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
}
