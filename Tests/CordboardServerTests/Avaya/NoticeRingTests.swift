// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import CordboardServer

/// Where subscribers begin, and what those that come again get.
@Suite struct NoticeRingTests {
  private func ring(limit: Int, _ kinds: [UInt64]) -> NoticeRing {
    var ring = NoticeRing(generation: "g", limit: limit)
    for kind in kinds {
      _ = ring.append(kind: kind) { Notice(head: [], body: [], numberLabel: [], end: []) }
    }
    return ring
  }

  private func join(
    _ ring: NoticeRing,
    kinds: UInt64,
    after: UInt64? = nil,
    generation: String = "g",
    wantsState: Bool = false,
    state: [SharedNotice]? = [],
    serial: UInt64? = nil
  ) -> NoticeJoin {
    var subscription = NoticeSubscription(
      feed: NoticeFeedID(name: "avaya", account: "DEMOCO"),
      kinds: kinds,
      insert: []
    )
    subscription.after = after.map { NoticeCursor(generation: generation, number: $0) }
    subscription.wantsState = wantsState
    return ring.join(subscription) {
      state.map { NoticeSnapshot(serial: serial ?? ring.serial, notices: $0) }
    }
  }

  @Test func `who comes first begins at the head`() {
    let joined = join(ring(limit: 10, [1, 2, 1, 4]), kinds: 5)
    #expect(joined.serial == 4 && joined.start.cursor.number == 3)
    #expect(joined.missed.isEmpty && joined.start.missed == .nothing)
  }

  @Test(arguments: [(0, [1, 3, 4]), (1, [3, 4]), (2, [4]), (3, [])] as [(UInt64, [UInt64])])
  func `who comes again gets what it missed of its kinds`(after: UInt64, serials: [UInt64]) {
    let joined = join(ring(limit: 10, [1, 2, 1, 4]), kinds: 5, after: after)
    #expect(joined.missed.map(\.serial) == serials)
    #expect(
      joined.start
        == NoticeStart(cursor: NoticeCursor(generation: "g", number: after), missed: .nothing, tellsState: false)
    )
  }

  @Test func `what is not kept is a gap`() {
    let joined = join(ring(limit: 3, [1, 1, 1, 2, 1, 1]), kinds: 1, after: 1)
    // Of the last three, two are of its kinds: numbers 4 and 5.
    #expect(joined.missed.map(\.serial) == [5, 6])
    #expect(joined.start.missed == .numbers(2...3) && joined.start.cursor.number == 3)
  }

  @Test func `what was forgotten is a gap`() {
    var ring = ring(limit: 10, [1, 1, 1])
    ring.forget()
    let joined = join(ring, kinds: 1, after: 1)
    #expect(joined.missed.isEmpty && joined.start.missed == .numbers(2...3))
  }

  @Test func `nothing is kept without a limit`() {
    let joined = join(ring(limit: 0, [1, 1]), kinds: 1, after: 0)
    #expect(joined.missed.isEmpty && joined.start.missed == .numbers(1...2))
  }

  @Test(arguments: [(3, "g"), (1, "another")] as [(UInt64, String)])
  func `a cursor that is not of this life is a gap of unknown size`(after: UInt64, generation: String) {
    let joined = join(ring(limit: 10, [1, 1]), kinds: 1, after: after, generation: generation)
    #expect(joined.start.missed == .unknown && joined.missed.isEmpty && joined.start.cursor.number == 2)
  }

  @Test func `how things stand is told to who has nothing to go on from`() {
    let state = [1, 2].map { kind in
      SharedNotice(serial: 0, kind: kind) { Notice(head: [], body: [], numberLabel: [], end: []) }
    }
    let full = ring(limit: 2, [1, 1, 1])
    // Everybody shares one array, of which each is sent what is of its kinds.
    #expect(join(full, kinds: 1, wantsState: true, state: state).state.count == 2)
    #expect(join(full, kinds: 1, after: 2, wantsState: true, state: state).state.isEmpty)
    let behind = join(full, kinds: 3, after: 0, wantsState: true, state: state)
    #expect(behind.state.count == 2 && behind.missed.isEmpty && behind.start.tellsState)
    // It stands for all that was before, also for what is kept.
    #expect(behind.start.missed == .numbers(1...3) && behind.start.cursor.number == 3)
    let unknown = join(full, kinds: 1, after: 1, generation: "another", wantsState: true, state: state)
    #expect(unknown.start.missed == .unknown && unknown.start.cursor.number == 3 && unknown.missed.isEmpty)
  }

  @Test func `what is too much to tell is not told, and what is kept follows`() {
    let full = ring(limit: 2, [1, 1, 1])
    let new = join(full, kinds: 1, wantsState: true, state: nil)
    #expect(new.state.isEmpty && new.start.missed == .unknown && !new.start.tellsState)
    let behind = join(full, kinds: 1, after: 0, wantsState: true, state: nil)
    #expect(behind.state.isEmpty && behind.start.missed == .numbers(1...1) && !behind.start.tellsState)
    #expect(behind.missed.map(\.serial) == [2, 3] && behind.start.cursor.number == 1)
  }

  @Test func `what came after it was told how things stood follows`() {
    let ring = ring(limit: 3, [1, 1, 2, 1, 1])
    #expect([0, 1, 2, 3, 4, 5].map { ring.reaches(backTo: $0) } == [false, false, true, true, true, true])
    let new = join(ring, kinds: 1, wantsState: true, serial: 2)
    #expect(new.missed.map(\.serial) == [4, 5] && new.start.cursor.number == 2 && new.start.missed == .nothing)
    let behind = join(ring, kinds: 1, after: 1, wantsState: true, serial: 2)
    #expect(behind.missed.map(\.serial) == [4, 5] && behind.start.missed == .numbers(2...2))
    // It serves as long as no more came than it tells, and that is kept.
    let notices = (0..<4).map { _ in
      SharedNotice(serial: 0, kind: 1) { Notice(head: [], body: [], numberLabel: [], end: []) }
    }
    let recent = [(5, 0), (4, 0), (4, 1), (2, 2), (2, 3), (1, 4)].map { serial, count in
      NoticeSnapshot(serial: serial, notices: Array(notices.prefix(count))).isRecent(in: ring)
    }
    #expect(recent == [true, false, true, false, true, false])
    var forgotten = ring
    forgotten.forget()
    #expect(!forgotten.reaches(backTo: 4) && forgotten.reaches(backTo: 5))
  }
}
