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
  /// How many conversations are looked through for one page.
  private static let conversationsPerPage = 100

  /// `activities`: what happened earlier with a customer, the latest first. An agent who serves the customer now sees all
  /// of it, anybody else what it took part in.
  func activities(
    of customer: CustomerID,
    _ caller: Caller,
    _ request: APIRequest
  ) async throws(DeskLogins.Failure) -> HTTPReply {
    let limit = min(max(number("limit", in: request) ?? 50, 1), 200)
    let page = max(number("offset", in: request) ?? 0, 0)
    let agent = caller.agent
    do {
      let (servesNow, directory) = try await gateway.query(caller.account) { centre, _ throws(Rejection) in
        (centre.serves(customer, by: agent), DeskDirectory(centre))
      }
      let arrivals = try await journal.read(
        caller.account,
        customer: customer,
        before: UInt64(Int64.max),
        limit: Self.conversationsPerPage
      )
      var seen: Set<ConversationID> = []
      var events: [CimEvent] = []
      for arrival in arrivals where events.count <= (page + 1) * limit {
        guard let id = arrival.event.subject.conversation, seen.insert(id).inserted else { continue }
        let facts = try await journal.conversation(id, of: caller.account)
        guard servesNow || facts.contains(where: { $0.audience.contains(agent) }) else { continue }
        events += (Topic.read(facts, for: agent, directory)?.events ?? []).reversed()
      }
      let first = min(page * limit, events.count)
      let docs = events[first..<min(first + limit, events.count)]
      return Self.reply(200) { json in
        json.array("docs", docs) { json, event in json.object { event.writeAsHistory(to: &$0) } }
      }
    } catch {
      throw DeskLogins.Failure(status: 500, text: "The server cannot read the history at the moment; try again.")
    }
  }

  private func number(_ name: String, in request: APIRequest) -> Int? {
    request.query.first { $0.name == name }.flatMap { Int($0.value) }.flatMap { $0 < 1_000_000 ? $0 : nil }
  }
}
