// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import Testing

@testable import AvayaDialect

/// Seeded lives of a book: what it remembers to be quick is what a look at every subscription finds.
@Suite struct SubscriptionLawTests {
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `what is forgotten and until when somebody may come is what all of them say`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var limits = SubscriptionBook.Limits()
    limits.inactiveRetention = .seconds(100)
    let request = try SubscriptionRequest(
      parsing: Array(#"{"family":"AGENT_ENGAGEMENT","events":["ALL"],"transport":{"type":"WEBSOCKET"}}"#.utf8),
      isLenient: false
    )
    var book = SubscriptionBook()
    var now = Timestamp(milliseconds: 1_700_000_000_000)
    var forgotten = 0
    for step in 0..<2_000 {
      now = now.advanced(by: .milliseconds(Int64.random(in: 0...5_000, using: &random)))
      let end = now.advanced(by: .seconds(Int64.random(in: 1...200, using: &random)))
      let id = book.all.randomElement(using: &random)?.id
      switch (Int.random(in: 0..<10, using: &random), id) {
      case (0..<4, _), (_, nil):
        _ = try book.create(
          request,
          id: ConversationID(rawValue: UInt128(step) << 64 | UInt128(random.next())).description,
          owner: .client("wallboard"),
          at: now,
          tokenExpires: end,
          limits: limits
        )
      case (4..<7, let id?): _ = try book.renew(id, authToken: nil, tokenExpires: end)
      case (7..<9, let id?): book.deactivate(id, at: now)
      case (_, let id?): try book.delete(id)
      }
      let all = book.all
      let over = all.filter { ($0.deactivatedAt ?? $0.expiresAt).advanced(by: .seconds(100)) <= now }.map(\.id)
      let last = all.map { ($0.deactivatedAt ?? $0.expiresAt).advanced(by: .seconds(100)) }.max()
      let isActive = all.contains { $0.status(at: now) == .active }
      #expect(book.hasActive(at: now) == isActive, "seed \(seed), step \(step)")
      let until = book.end(limits)
      #expect((until == nil) == (last == nil) && until.map { until in last.map { $0 <= until } ?? true } ?? true)
      #expect(book.sweep(at: now, limits: limits) == over, "seed \(seed), step \(step)")
      #expect(book.all.map(\.id) == all.map(\.id).filter { !over.contains($0) }, "seed \(seed), step \(step)")
      forgotten += over.count
    }
    // The run must have forgotten some, or it proves nothing.
    #expect(forgotten > 50, "seed \(seed) forgot \(forgotten)")
  }
}
