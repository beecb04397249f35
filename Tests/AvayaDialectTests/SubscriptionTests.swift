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
    let read = pages.map { SubscriptionBook.read(page: $0) }
    #expect(read.allSatisfy { $0.unreadable == 0 })
    #expect(Set(read.flatMap(\.subscriptions)) == Set(book.all))
    #expect(read.contains { $0.subscriptions.contains(hook) })
  }

  /// A page as it is kept: what is written today can be read tomorrow.
  private static let page = #"""
    {"version":1,"subscriptions":[{"id":"fdbec917-e76e-4645-8120-4eac46f29487","agent":"ada","created":1700000000000,"expires":1700000900000,"deactivated":1700000100000,"renewals":1,"request":{"family":"AGENT_ENGAGEMENT","events":["AgentState","MatchOffered"],"transport":{"type":"WEBHOOK","endpoint":"https://a.example/","authToken":"s","authTokenHeader":"x"},"extensions":{"cordboard.sequence":"true","other":"x"}}}]}
    """#

  @Test func `a page is kept in this form`() throws {
    var book = SubscriptionBook()
    let id = "fdbec917-e76e-4645-8120-4eac46f29487"
    _ = try book.create(
      request(#"{"type":"WEBHOOK","endpoint":"https://a.example/","authToken":"s","authTokenHeader":"x"}"#),
      id: id,
      owner: .agent("ada"),
      at: now,
      tokenExpires: now,
      limits: SubscriptionBook.Limits()
    )
    _ = try book.renew(id, authToken: nil, tokenExpires: now.advanced(by: .seconds(900)))
    book.deactivate(id, at: now.advanced(by: .seconds(100)))
    let page = SubscriptionBook.page(of: id)
    #expect(String(decoding: try #require(book.stored(page: page)), as: UTF8.self) == Self.page)
    #expect(SubscriptionBook.read(page: Array(Self.page.utf8)).subscriptions == book.all)
  }

  @Test func `what cannot be read is left out, and what was accepted once is read`() throws {
    func read(_ text: String) -> (subscriptions: [Subscription], unreadable: Int) {
      SubscriptionBook.read(page: Array(text.utf8))
    }
    #expect(read("nonsense").unreadable == 1 && read("{}").unreadable == 1)
    let cut = Self.page.replacing(#""subscriptions":["#, with: #""subscriptions":[{},{"id":1},"#)
    #expect(read(cut).subscriptions.count == 1 && read(cut).unreadable == 2)
    let old = Self.page.replacing("MatchOffered", with: "NoSuchEvent").replacing(
      #""authTokenHeader":"x""#,
      with: #""authTokenHeader":"Host""#
    )
    .replacing(#""cordboard.sequence":"true""#, with: #""cordboard.later":"maybe""#)
    let found = try #require(read(old).subscriptions.first)
    #expect(found.filter == EventFilter.names["AgentState"] && found.events == ["AgentState", "NoSuchEvent"])
  }

  @Test func `what changed is known by id`() throws {
    var book = try book(3)
    #expect(book.takeChanges().count == 3 && book.takeChanges().isEmpty)
    let ids = book.all.map(\.id)
    _ = try book.renew(ids[0], authToken: nil, tokenExpires: now.advanced(by: .seconds(100)))
    book.deactivate(ids[1], at: now)
    book.deactivate(ids[1], at: now)
    try book.delete(ids[2])
    #expect(book.takeChanges() == Set(ids))
    book.deactivate(ids[1], at: now)
    #expect(book.takeChanges().isEmpty && SubscriptionBook(book.all).count == 2)
    var kept = SubscriptionBook(book.all)
    #expect(kept.takeChanges().isEmpty)
    let late = now.advanced(by: .seconds(86_400))
    #expect(book.sweep(at: late, limits: SubscriptionBook.Limits()) == [ids[1]] && book.takeChanges() == [ids[1]])
    #expect(book.end(SubscriptionBook.Limits()) == late.advanced(by: .seconds(100)))
    #expect(
      book.hasActive(at: now) && !book.hasActive(at: late) && SubscriptionBook().end(SubscriptionBook.Limits()) == nil
    )
  }

  @Test func `the token of a webhook is shown to who created it alone`() throws {
    let hook = try request(#"{"type":"WEBHOOK","endpoint":"https://a.example/","authToken":"s3cret"}"#)
    var book = SubscriptionBook()
    let made = try book.create(
      hook,
      id: "fdbec917-e76e-4645-8120-4eac46f29487",
      owner: .client("crm"),
      at: now,
      tokenExpires: now,
      limits: SubscriptionBook.Limits()
    )
    for showsToken in [true, false] {
      var json = JSONWriter()
      json.object { made.write(to: &$0, at: now, showsToken: showsToken, address: "", pingInterval: 1) }
      #expect(String(decoding: json.finish(), as: UTF8.self).contains("s3cret") == showsToken)
    }
  }

  @Test(arguments: [
    "Host", "connection", "Content-Type", "CONTENT-LENGTH", "Transfer-Encoding", "TE", "Upgrade", "Trailer",
    "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "Expect", "date",
  ])
  func `a header that HTTP uses is none for a token`(header: String) {
    let transport = #"{"type":"WEBHOOK","endpoint":"https://a.example/","authTokenHeader":"\#(header)"}"#
    do throws(AvayaProblem) {
      let text = #"{"family":"AGENT_ENGAGEMENT","events":["ALL"],"transport":\#(transport)}"#
      _ = try SubscriptionRequest(parsing: Array(text.utf8), isLenient: false)
      Issue.record("it was accepted")
    } catch {
      #expect(error.violations.map(\.field) == ["transport.authTokenHeader"])
    }
  }

  @Test func `leniency takes the documented default of a transport`() throws {
    let text = #"{"family":"AGENT_ENGAGEMENT","events":["ALL"],"transport":{}}"#
    #expect(try SubscriptionRequest(parsing: Array(text.utf8), isLenient: true).transport == .webSocket)
    let refused = #expect(throws: AvayaProblem.self) {
      try SubscriptionRequest(parsing: Array(text.utf8), isLenient: false)
    }
    #expect(refused?.violations.map(\.field) == ["transport.type"])
  }

  @Test func `every body has one kind, and every kind a name`() {
    let fine = EventFilter.names.values.filter { $0.rawValue.nonzeroBitCount == 1 }
    let all = fine.reduce(EventFilter()) { $0.union($1) }
    #expect(all.rawValue.nonzeroBitCount == 28)
    for event in BodyEvent.allCases { #expect(EventFilter.names[event.rawValue] != nil, "\(event)") }
    #expect(EventFilter.names["ALL"] == .all)
  }
}
