// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NativeDialect
import Testing

@Suite struct NativePollSessionTests {
  private let now = Timestamp(milliseconds: 1_000)
  private let id = RequestID(rawValue: 9)
  private let message = HTTPMessage(method: "GET", path: "/")

  private func begun(after: Position?, limit: Int = 3) -> NativePollSession {
    var session = NativePollSession(
      account: "DEMOCO",
      request: StreamRequest(topics: [.account], after: after),
      hold: .seconds(20),
      limit: limit
    )
    #expect(session.receive(.opened, at: now).isEmpty)
    let subscription = EventSubscription(
      account: "DEMOCO",
      topics: [.account],
      after: after,
      delivery: .shared(EncodingID("native.json"))
    )
    #expect(
      session.receive(.request(id, message), at: now) == [
        .subscribe(subscription), .schedule(SessionTimer(rawValue: 1), at: Timestamp(milliseconds: 21_000)),
      ]
    )
    return session
  }

  private func position(_ offset: UInt64) -> Position { Position(epoch: 1, offset: offset) }

  private func body(_ actions: [SessionAction]) -> String? {
    guard case .reply(id, let reply)? = actions.first, reply.status == 200 else { return nil }
    return String(decoding: reply.body, as: UTF8.self)
  }

  @Test func `what comes in one turn is answered together and ends the session`() {
    var session = begun(after: position(4))
    #expect(session.encoded(Array("{\"a\":1}".utf8), at: position(5), now: now).isEmpty)
    #expect(session.encoded(Array("{\"a\":2}".utf8), at: position(7), now: now).isEmpty)
    let actions = session.turnEnded(at: now)
    #expect(body(actions) == #"{"events":[{"a":1},{"a":2}],"position":"00000001-7"}"#)
    #expect(Array(actions.dropFirst()) == [.unsubscribe, .close(.finished)])
    #expect(session.turnEnded(at: now).isEmpty)
  }

  @Test func `a full answer does not wait for the end of the turn, and later facts are left for the next poll`() {
    var session = begun(after: position(4), limit: 2)
    #expect(session.encoded([0x31], at: position(5), now: now).isEmpty)
    #expect(body(session.encoded([0x32], at: position(6), now: now)) == #"{"events":[1,2],"position":"00000001-6"}"#)
    #expect(session.encoded([0x33], at: position(7), now: now).isEmpty)
    #expect(session.turnEnded(at: now).isEmpty)
  }

  @Test func `a turn without facts does not answer`() {
    var session = begun(after: position(4))
    #expect(session.turnEnded(at: now).isEmpty)
  }

  @Test func `the deadline answers empty with the position up to which there was nothing`() {
    var session = begun(after: position(4))
    #expect(session.receive(.caughtUp(position(11)), at: now).isEmpty)
    #expect(
      body(session.timerFired(SessionTimer(rawValue: 1), at: now)) == #"{"events":[],"position":"00000001-11"}"#
    )
  }

  @Test func `a poll from the present that is overdue waits until it knows where the present is`() {
    var session = begun(after: nil)
    #expect(session.timerFired(SessionTimer(rawValue: 1), at: now).isEmpty)
    #expect(body(session.receive(.caughtUp(position(3)), at: now)) == #"{"events":[],"position":"00000001-3"}"#)
  }

  @Test func `facts found on the way to the present count for the position`() {
    var session = begun(after: position(4))
    #expect(session.encoded([0x31], at: position(5), now: now).isEmpty)
    #expect(session.receive(.caughtUp(position(9)), at: now).isEmpty)
    #expect(body(session.turnEnded(at: now)) == #"{"events":[1],"position":"00000001-5"}"#)
  }

  @Test func `a poll whose peer went away ends`() {
    var session = begun(after: nil)
    #expect(session.receive(.requestAborted(id), at: now) == [.close(.peerClosed)])
    #expect(session.turnEnded(at: now).isEmpty)
  }

  @Test(arguments: ConnectionCloseReason.allCases)
  func `a poll that the server ends is told why, or given what there is`(reason: ConnectionCloseReason) throws {
    var empty = begun(after: nil)
    guard case .reply(id, let reply)? = empty.receive(.closed(reason), at: now).first else { throw Failure() }
    #expect(reply.status == reason.status)
    #expect(reply.headers.contains(HTTPHeader("Content-Type", "application/problem+json")))
    let problem = try JSONValue(parsing: reply.body)
    #expect(problem["detail"] == .string(reason.text))
    #expect(empty.receive(.closed(reason), at: now).isEmpty)

    var full = begun(after: nil)
    _ = full.encoded([0x31], at: position(5), now: now)
    #expect(body(full.receive(.closed(reason), at: now)) == #"{"events":[1],"position":"00000001-5"}"#)
  }
}
