// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EventDelivery

struct OutboxTests {
  private let limit = Outbox.Limit(bytes: 100, messages: 10)

  @Test func `the socket is asked only at the limit`() {
    var outbox = Outbox()
    var asked = 0
    for _ in 0..<100 {
      let verdict = outbox.admit(10, limit: limit) {
        asked += 1
        return 0
      }
      #expect(verdict == .admitted)
    }
    #expect(asked == 9)
  }

  @Test func `a peer that takes nothing is too slow at the bound of bytes`() {
    var outbox = Outbox()
    var waiting = 0
    var admitted = 0
    while outbox.admit(30, limit: limit, waiting: { waiting }) == .admitted {
      waiting += 30
      admitted += 1
    }
    #expect(admitted == 3)
  }

  @Test func `a peer that takes nothing is too slow at the bound of messages`() {
    var outbox = Outbox()
    var waiting = 0
    var admitted = 0
    while outbox.admit(1, limit: limit, waiting: { waiting }) == .admitted {
      waiting += 1
      admitted += 1
    }
    #expect(admitted == 10)
  }

  @Test func `a message larger than the bound passes when nothing waits, and only then`() {
    var outbox = Outbox()
    #expect(outbox.admit(500, limit: limit, waiting: { 0 }) == .admitted)
    #expect(outbox.admit(1, limit: limit, waiting: { 400 }) == .slowConsumer)
    #expect(outbox.admit(500, limit: limit, waiting: { 0 }) == .admitted)
  }
}
