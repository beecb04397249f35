// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import AvayaDialect

/// Subscriptions as values: their life, their pages, and how they are kept. The bounds of a request are tried by the Python
/// client against the whole server.
@Suite struct SubscriptionTests {
  private let now = Timestamp(milliseconds: 1_700_000_000_000)

  private func request(_ transport: String = #"{"type":"WEBSOCKET"}"#) throws -> SubscriptionRequest {
    let text = """
      {"family":"AGENT_ENGAGEMENT","events":["AgentState","MatchOffered"],"transport":\(transport),
       "extensions":{"cordboard.sequence":"true","other":"x"}}
      """
    return try SubscriptionRequest(parsing: Array(text.utf8), isLenient: false)
  }

  private func book(_ count: Int, limits: SubscriptionBook.Limits = SubscriptionBook.Limits()) throws
    -> SubscriptionBook
  {
    var book = SubscriptionBook()
    for number in 0..<count {
      _ = try book.create(
        request(),
        id: ConversationID(rawValue: UInt128(number)).description,
        owner: .client("wallboard"),
        at: now.advanced(by: .milliseconds(number)),
        tokenExpires: now.advanced(by: .seconds(900)),
        limits: limits
      )
    }
    return book
  }

  @Test func `a subscription runs out, is renewed and forgotten`() throws {
    var book = try book(1)
    let id = try #require(book.all.first?.id)
    #expect(book[id]?.status(at: now) == .active && book[id]?.expiresIn(at: now) == 900)
    let late = now.advanced(by: .seconds(900))
    #expect(book[id]?.status(at: late) == .inactive && book[id]?.expiresIn(at: late) == 0)
    _ = try book.renew(id, authToken: nil, tokenExpires: late.advanced(by: .seconds(900)))
    #expect(book[id]?.status(at: late) == .active)
    #expect(book.deactivate(id, at: late) != nil)
    #expect(book[id]?.status(at: late) == .inactive)
    #expect(book.deactivate(id, at: late) == nil)
    #expect(book.sweep(at: late.advanced(by: .seconds(86_399)), limits: SubscriptionBook.Limits()).isEmpty)
    #expect(book.sweep(at: late.advanced(by: .seconds(86_400)), limits: SubscriptionBook.Limits()) == [id])
    #expect(throws: AvayaProblem.self) { try book.renew(id, authToken: nil, tokenExpires: late) }
  }

  @Test func `there are no more than allowed`() throws {
    var limits = SubscriptionBook.Limits()
    limits.subscriptions = 3
    #expect(try book(3, limits: limits).count == 3)
    #expect(throws: AvayaProblem.self) { try book(4, limits: limits) }
  }

  @Test func `what is kept is read as it was`() throws {
    var book = try book(200)
    let hook = try book.create(
      request(#"{"type":"WEBHOOK","endpoint":"https://a.example/","authToken":"s","authTokenHeader":"x"}"#),
      id: "fdbec917-e76e-4645-8120-4eac46f29487",
      owner: .agent("ada"),
      at: now,
      tokenExpires: now,
      limits: SubscriptionBook.Limits()
    )
    let other = try #require(book.all.last?.id)
    _ = book.deactivate(other, at: now)
    let pages = (0..<SubscriptionBook.pageCount).compactMap { book.stored(page: $0) }
    #expect(pages.count > 32)
    let read = try pages.flatMap { try #require(SubscriptionBook.read(page: $0)) }
    #expect(Set(read) == Set(book.all))
    #expect(read.contains(hook))
    #expect(SubscriptionBook.read(page: Array("{}".utf8)) == nil)
    #expect(SubscriptionBook.read(page: Array(#"{"version":1,"subscriptions":[{}]}"#.utf8)) == nil)
  }

  @Test func `a change that could not be kept is taken back`() throws {
    var book = try book(2)
    let before = book
    let id = try #require(book.all.last?.id)
    let kept = book[id]
    try book.delete(id)
    book.restore(kept, id: id)
    #expect(book == before)
    book.restore(nil, id: id)
    #expect(book[id] == nil && book.count == 1)
  }

  @Test func `every body has one kind, and every kind a name`() {
    let fine = EventFilter.names.values.filter { $0.rawValue.nonzeroBitCount == 1 }
    let all = fine.reduce(EventFilter()) { $0.union($1) }
    #expect(all.rawValue.nonzeroBitCount == 28)
    for event in BodyEvent.allCases { #expect(EventFilter.names[event.rawValue] != nil, "\(event)") }
    #expect(EventFilter.names["ALL"] == .all)
  }
}
