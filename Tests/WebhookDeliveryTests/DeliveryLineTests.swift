// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing
import WebhookDelivery

/// What waits for an endpoint, as a value.
@Suite struct DeliveryLineTests {
  private let now = Timestamp(milliseconds: 1_000_000)

  private func fact(_ offset: UInt64, of conversation: UInt128) -> (DeliveryLane, DeliveryEntry) {
    let id = ConversationID(rawValue: conversation)
    let event = Event.attributesChanged(AttributesChanged(conversation: id, changed: [], removed: []))
    let envelope = Envelope(account: "DEMOCO", offset: offset, time: now, event: event)
    // SAFETY: an entry of one fact is always one.
    return (DeliveryLane(of: envelope), DeliveryEntry([envelope])!)
  }

  private func typing(_ conversation: UInt128, _ participant: UInt128, isTyping: Bool = true) -> Signal {
    Signal(
      account: "DEMOCO",
      time: now,
      audience: [],
      teams: [],
      content: .typing(
        conversation: ConversationID(rawValue: conversation),
        participant: ParticipantID(rawValue: participant),
        kind: .customer,
        isTyping: isTyping
      )
    )
  }

  private func lane(_ conversation: UInt128) -> DeliveryLane { .conversation(ConversationID(rawValue: conversation)) }

  private func stored(_ progress: DeliveryProgress) throws -> DeliveryProgress {
    var json = JSONWriter()
    json.object { progress.write(to: &$0) }
    return try #require(DeliveryProgress(try JSONValue(parsing: json.finish())))
  }

  @Test(arguments: [DeliveryLane.account, .conversation(ConversationID(rawValue: 7)), .agent("alice"), .agent("a/b")])
  func `a lane has a name by which it is known again`(lane: DeliveryLane) {
    #expect(DeliveryLane(name: lane.name) == lane)
  }

  @Test(arguments: ["", "x", "conversation/", "conversation/x", "agent/", "account/1"])
  func `what is no name of a lane is none`(name: String) {
    #expect(DeliveryLane(name: name) == nil)
  }

  @Test func `lanes go side by side, and one step of each at a time`() {
    var line = DeliveryLine(DeliveryProgress(after: 0))
    line.take([fact(1, of: 1), fact(2, of: 1), fact(3, of: 2)], through: 3)
    #expect(line.next(at: now)?.entry.first == 1)
    #expect(line.next(at: now)?.entry.first == 3)
    #expect(line.next(at: now) == nil)
    line.settledEntry(of: lane(1), messages: 1)
    #expect(line.next(at: now)?.entry.first == 2)
    #expect(line.pending == 2 && line.laneCount == 2)
  }

  @Test func `a step of several messages goes on with the one that was not taken`() {
    var line = DeliveryLine(DeliveryProgress(after: 0))
    line.take([fact(1, of: 1)], through: 1)
    _ = line.next(at: now)
    line.settledMessage(of: lane(1))
    #expect(line.next(at: now)?.message == 1)
    let later = now.advanced(by: .seconds(5))
    line.failedMessage(of: lane(1), firstAttempt: now, until: later)
    #expect(line.next(at: now) == nil && line.wakes == later)
    let turn = line.next(at: later)
    #expect(turn?.message == 1 && turn?.attempts == 1 && turn?.firstAttempt == now)
    line.settledEntry(of: lane(1), messages: 2)
    #expect(line.number == 2 && line.pending == 0)
  }

  @Test func `what is settled stays settled over a restart, lane by lane`() throws {
    var line = DeliveryLine(DeliveryProgress(after: 0))
    let facts = [fact(1, of: 1), fact(2, of: 2), fact(3, of: 2), fact(4, of: 1)]
    line.take(facts, through: 5)
    _ = line.next(at: now)
    _ = line.next(at: now)
    line.settledEntry(of: lane(2), messages: 1)
    let kept = line.progress(lanes: 10)
    let progress = try stored(kept)
    #expect(progress.cursor == 5 && progress.floor == 0 && progress.behind == [lane(1): 1, lane(2): 3])
    var again = DeliveryLine(progress)
    #expect(again.cursor == 0)
    again.take(facts, through: 4)
    var found: [UInt64] = []
    while let turn = again.next(at: now) {
      found.append(turn.entry.first)
      again.settledEntry(of: turn.lane, messages: 1)
    }
    #expect(found.sorted() == [1, 3, 4])
    again.take([], through: 5)
    #expect(try stored(again.progress(lanes: 10)) == DeliveryProgress(after: 5).with(number: 4))
  }

  @Test func `a process that ends again while it reads forgets nothing`() throws {
    var progress = DeliveryProgress(after: 10)
    progress.cursor = 20
    progress.behind = [lane(1): 12, lane(2): 18]
    var line = DeliveryLine(progress)
    line.take([fact(11, of: 3), fact(12, of: 1)], through: 12)
    let next = try stored(line.progress(lanes: 10))
    #expect(next.cursor == 20 && next.floor == 11 && next.behind == [lane(1): 12, lane(2): 18])
    #expect(next.isSettled(11, of: lane(3)) && !next.isSettled(12, of: lane(1)) && next.isSettled(17, of: lane(2)))
    #expect(!next.isSettled(21, of: lane(3)))
  }

  @Test func `what is kept while it reads again forgets nothing of a lane that has caught up`() throws {
    var progress = DeliveryProgress(after: 10)
    progress.cursor = 30
    progress.behind = [lane(1): 12, lane(2): 13]
    var line = DeliveryLine(progress)
    line.take([fact(12, of: 1), fact(13, of: 2)], through: 20)
    let next = line.next(at: now)
    #expect(next?.lane == lane(1))
    line.settledEntry(of: lane(1), messages: 1)
    let kept = try stored(line.progress(lanes: 10))
    #expect(kept.isSettled(12, of: lane(1)) && kept.isSettled(20, of: lane(1)) && kept.isSettled(25, of: lane(3)))
    #expect(!kept.isSettled(13, of: lane(2)) && !kept.isSettled(21, of: lane(1)) && !kept.isSettled(30, of: lane(1)))
  }

  @Test func `of more lanes behind than are kept, what comes after the first of the others comes again`() throws {
    var line = DeliveryLine(DeliveryProgress(after: 0))
    line.take((1...9).map { fact(UInt64($0), of: UInt128($0)) }, through: 9)
    while let turn = line.next(at: now) {
      // 2, 6, 7 and 9 are stuck.
      if ![2, 6, 7, 9].contains(turn.entry.first) { line.settledEntry(of: turn.lane, messages: 1) }
    }
    let progress = try stored(line.progress(lanes: 2))
    #expect(progress.floor == 1 && progress.cursor == 6 && progress.behind == [lane(2): 2, lane(6): 6])
    for offset in [1, 3, 4, 5] as [UInt64] { #expect(progress.isSettled(offset, of: lane(UInt128(offset)))) }
    // 8 was settled, and comes again.
    for offset in [2, 6, 7, 8, 9] as [UInt64] { #expect(!progress.isSettled(offset, of: lane(UInt128(offset)))) }
    #expect(try stored(line.progress(lanes: 0)).cursor == 1)
  }

  @Test func `of what is ephemeral only the latest waits, and only so much`() throws {
    var line = DeliveryLine(DeliveryProgress(after: 0))
    let end = now.advanced(by: .seconds(10))
    for number in 1...3 {
      let entry = DeliveryEntry(typing(1, 7, isTyping: number % 2 == 1), after: 0, until: end)
      #expect(line.take(entry, in: lane(1), limit: 2) { _ in true })
    }
    #expect(line.pending == 1)
    #expect(line.take(DeliveryEntry(typing(1, 8), after: 0, until: end), in: lane(1), limit: 2) { _ in false })
    #expect(!line.take(DeliveryEntry(typing(2, 9), after: 0, until: end), in: lane(2), limit: 2) { _ in false })
    let next = line.next(at: now)
    let turn = try #require(next)
    guard case .signal(let signal, until: end) = turn.entry.origin else {
      Issue.record("it is no signal")
      return
    }
    #expect(signal == typing(1, 7, isTyping: true))
    // It holds nothing up.
    #expect(line.progress(lanes: 10).floor == 0 && line.progress(lanes: 10).behind == [:])
    line.settledEntry(of: lane(1), messages: 1)
    #expect(line.number == 0)
  }

  @Test func `a replay comes behind what its lane has, and holds no cursor`() throws {
    var line = DeliveryLine(DeliveryProgress(after: 10))
    line.take([fact(11, of: 1)], through: 11)
    let entry = fact(3, of: 1).1
    line.replay([(lane(1), try #require(DeliveryEntry(entry.facts, origin: .replay)))])
    #expect(line.next(at: now)?.entry.first == 11)
    line.settledEntry(of: lane(1), messages: 1)
    #expect(line.progress(lanes: 10).floor == 11)
    #expect(line.next(at: now)?.entry.first == 3)
  }

  @Test func `what was let go of is asked for again`() {
    var line = DeliveryLine(DeliveryProgress(after: 0))
    line.take([fact(1, of: 1)], through: 1)
    line.forgetFacts()
    #expect(line.next(at: now)?.entry.facts == [])
  }

  @Test func `what waits goes at once when it is told to`() {
    var line = DeliveryLine(DeliveryProgress(after: 0))
    line.take([fact(1, of: 1), fact(2, of: 2)], through: 2)
    while let turn = line.next(at: now) {
      line.failedMessage(of: turn.lane, firstAttempt: now, until: now.advanced(by: .seconds(3_600)))
    }
    line.wakeAll()
    #expect(line.next(at: now) != nil && line.next(at: now) != nil)
  }

  @Test(arguments: ["{}", #"{"cursor":1}"#, #"{"cursor":1,"floor":2}"#, #"{"cursor":2,"floor":1,"behind":{"x":1}}"#])
  func `what is no progress is none`(text: String) throws {
    #expect(DeliveryProgress(try JSONValue(parsing: Array(text.utf8))) == nil)
  }
}

extension DeliveryProgress {
  fileprivate func with(number: UInt64) -> DeliveryProgress {
    var copy = self
    copy.number = number
    return copy
  }
}
