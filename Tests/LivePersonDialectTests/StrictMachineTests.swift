// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import LivePersonDialect
import Testing

/// The machine over one installation, with a clock that stands still: states, failures and drains.
@Suite struct StrictMachineTests {
  typealias Step = DeliveryStep<String>

  /// A machine with its clock; notifications are named by conversation and number, `a1` for instance.
  struct Bench {
    var machine: StrictMachine<String>
    var now: Int64 = 0

    init(_ settings: StrictSettings = StrictSettings()) { machine = StrictMachine(settings: settings) }

    mutating func arrive(_ id: String, exempt: Bool = false, keptFor: Int64 = 3_600_000) -> [Step] {
      let conversation = ConversationID(rawValue: UInt128(id.utf8.first ?? 0))
      let item = DeliveryItem(
        id: id,
        conversation: conversation,
        isExempt: exempt,
        expiresAt: moment(now + keptFor)
      )
      return machine.arrived(item, at: moment(now))
    }

    mutating func end(_ id: String, _ succeeded: Bool) -> [Step] {
      machine.ended(id, succeeded: succeeded, at: moment(now))
    }

    mutating func pass(_ milliseconds: Int64) -> [Step] {
      now += milliseconds
      return machine.timePassed(moment(now))
    }

    /// Sends a1, which fails, and then lets others arrive, which are kept.
    mutating func fail(keeping ids: String...) {
      #expect(arrive("a1") == [.send("a1")])
      #expect(end("a1", false).isEmpty)
      for id in ids { #expect(arrive(id).isEmpty) }
      #expect(machine.state == .failed)
    }
  }

  // MARK: UP

  @Test func `what comes while all is well is sent at once, of one conversation one at a time`() {
    var bench = Bench()
    #expect(bench.arrive("a1") == [.send("a1")])
    #expect(bench.arrive("b1") == [.send("b1")])
    #expect(bench.arrive("a2").isEmpty)
    #expect(bench.arrive("a3").isEmpty)
    #expect(bench.end("a1", true) == [.send("a2")])
    #expect(bench.end("a2", true) == [.send("a3")])
    #expect(bench.end("b1", true).isEmpty)
    #expect(bench.end("a3", true).isEmpty)
    #expect(bench.machine.state == .up)
    #expect(bench.machine.count == 0)
    #expect(bench.machine.deadline == nil)
  }

  @Test func `what is exempt and fails is dropped and changes nothing`() {
    var bench = Bench()
    #expect(bench.arrive("a1", exempt: true) == [.send("a1")])
    #expect(bench.arrive("a2").isEmpty)
    #expect(bench.end("a1", false) == [.drop("a1", .exempt), .send("a2")])
    #expect(bench.machine.state == .up)
  }

  @Test func `an outcome of something that is not being sent, and an id that is known, change nothing`() {
    var bench = Bench()
    #expect(bench.end("x1", false).isEmpty)
    #expect(bench.arrive("a1") == [.send("a1")])
    #expect(bench.arrive("a1").isEmpty)
    #expect(bench.arrive("a2").isEmpty)
    #expect(bench.end("a2", false).isEmpty)
    #expect(bench.machine.state == .up)
    #expect(bench.machine.count == 2)
  }

  // MARK: FAILED

  @Test func `one failure keeps everything of every conversation`() {
    var bench = Bench()
    bench.fail(keeping: "a2", "b1")
    #expect(bench.arrive("c1", exempt: true).isEmpty, "what is exempt is kept too")
    #expect(bench.machine.count == 4)
    #expect(bench.machine.deadline == moment(2_000))
    #expect(bench.pass(1_999).isEmpty)
    #expect(bench.pass(1) == [.send("a1")], "the oldest is tried")
    #expect(bench.pass(100_000).isEmpty, "and nothing else while it is")
  }

  @Test func `tries come after 2, 4, 8 and at last 300 seconds, 870 times in three days`() {
    var bench = Bench()
    #expect(bench.arrive("a1", keptFor: 259_200_000) == [.send("a1")])
    var gaps: [Int64] = []
    var last: Int64 = 0
    var steps = bench.end("a1", false)
    while let deadline = bench.machine.deadline {
      steps = bench.pass(deadline.milliseconds - bench.now)
      guard steps == [.send("a1")] else { break }
      gaps.append((bench.now - last) / 1_000)
      last = bench.now
      #expect(bench.end("a1", false).isEmpty)
    }
    #expect(gaps.prefix(10) == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    #expect(gaps.count == 870)
    #expect(steps == [.drop("a1", .expired)])
    #expect(bench.now == 259_200_000)
    #expect(bench.machine.count == 0)
  }

  @Test func `while all is failed only the one that is tried may go`() {
    var bench = Bench()
    #expect(bench.arrive("a1") == [.send("a1")])
    #expect(bench.arrive("b1") == [.send("b1")])
    #expect(bench.machine.mayGo("a1") && bench.machine.mayGo("b1"))
    #expect(bench.end("a1", false).isEmpty)
    #expect(!bench.machine.mayGo("b1"))
    // It did not go, which counts for nothing.
    #expect(bench.end("b1", false).isEmpty)
    #expect(bench.pass(2_000) == [.send("a1")])
    #expect(bench.machine.mayGo("a1") && !bench.machine.mayGo("b1"))
    #expect(bench.end("a1", true) == [.send("b1")])
    #expect(bench.machine.mayGo("b1"))
  }

  @Test func `it is tried at once when it is told to, and after two seconds again`() {
    var bench = Bench()
    #expect(bench.machine.hurry(moment(0)).isEmpty)
    bench.fail(keeping: "b1")
    #expect(bench.pass(2_000) == [.send("a1")])
    #expect(bench.machine.hurry(moment(bench.now)).isEmpty)
    #expect(bench.end("a1", false).isEmpty)
    #expect(bench.machine.hurry(moment(bench.now)) == [.send("a1")])
    #expect(bench.end("a1", false).isEmpty)
    #expect(bench.pass(1_999).isEmpty)
    #expect(bench.pass(1) == [.send("a1")])
  }

  @Test func `what is exempt and is tried while all is failed is kept as the others are`() {
    var bench = Bench()
    bench.fail()
    #expect(bench.arrive("b1", exempt: true, keptFor: 9_000_000).isEmpty)
    #expect(bench.pass(3_600_000).contains(.drop("a1", .expired)))
    #expect(bench.end("b1", false).isEmpty)
    #expect(bench.machine.state == .failed)
    #expect(bench.machine.count == 1)
    #expect(bench.pass(4_000) == [.send("b1")])
  }

  @Test func `what was being sent when another failed is finished or goes back to its place`() {
    var bench = Bench()
    for id in ["a1", "b1", "c1"] { #expect(bench.arrive(id) == [.send(id)]) }
    #expect(bench.end("c1", false).isEmpty)
    #expect(bench.arrive("b2").isEmpty)
    #expect(bench.end("a1", true).isEmpty)
    #expect(bench.machine.state == .failed, "a success of before says nothing")
    #expect(bench.end("b1", false).isEmpty)
    #expect(bench.pass(2_000) == [.send("b1")], "b1 came before c1")
    #expect(bench.end("b1", true) == [.send("c1"), .send("b2")])
  }

  @Test func `the oldest is not tried beside one of its conversation`() {
    var bench = Bench()
    #expect(bench.arrive("a1") == [.send("a1")])
    #expect(bench.arrive("a2").isEmpty)
    #expect(bench.arrive("b1") == [.send("b1")])
    #expect(bench.end("b1", false).isEmpty)
    #expect(bench.arrive("a3").isEmpty)
    #expect(bench.pass(2_000).isEmpty, "a2 came first and waits for a1")
    #expect(bench.machine.deadline.map { $0 > moment(2_000) } == true, "nobody is woken in vain")
    #expect(bench.end("a1", true) == [.send("a2")])
  }

  @Test func `with nothing left to try, the next that comes is tried`() {
    var bench = Bench()
    #expect(bench.arrive("a1", keptFor: 1_000) == [.send("a1")])
    #expect(bench.end("a1", false).isEmpty)
    #expect(bench.pass(5_000) == [.drop("a1", .expired)])
    #expect(bench.machine.deadline == nil)
    #expect(bench.arrive("b1") == [.send("b1")])
    #expect(bench.end("b1", true).isEmpty)
    #expect(bench.machine.state == .up)
  }

  // MARK: IN_TRANSITION

  @Test func `what was kept is sent in order, and new conversations go beside it`() {
    var bench = Bench(StrictSettings(resentAtOnce: 1))
    bench.fail(keeping: "b1", "a2", "b2")
    #expect(bench.pass(2_000) == [.send("a1")])
    #expect(bench.end("a1", true) == [.send("b1")])
    #expect(bench.machine.state == .inTransition)
    #expect(bench.arrive("c1") == [.send("c1")])
    #expect(bench.arrive("a3").isEmpty, "its conversation is kept, and it is appended")
    #expect(bench.end("c1", true).isEmpty)
    #expect(bench.end("b1", true) == [.send("a2")])
    #expect(bench.end("a2", true) == [.send("b2")])
    #expect(bench.machine.state == .inTransition)
    #expect(bench.end("b2", true) == [.send("a3")])
    #expect(bench.machine.state == .recovered)
    #expect(bench.end("a3", true).isEmpty)
    #expect(bench.machine.state == .up)
  }

  @Test func `several of those kept are sent at one time, each conversation one by one`() {
    var bench = Bench(StrictSettings(resentAtOnce: 2))
    bench.fail(keeping: "b1", "c1", "c2", "d1")
    _ = bench.pass(2_000)
    #expect(bench.end("a1", true) == [.send("b1"), .send("c1")])
    #expect(bench.end("b1", true).isEmpty, "c2 is next and waits for c1")
    #expect(bench.end("c1", true) == [.send("c2"), .send("d1")])
  }

  @Test func `what expired behind others is dropped when its turn comes`() {
    var bench = Bench()
    bench.fail(keeping: "b1")
    #expect(bench.arrive("c1", keptFor: 5_000).isEmpty)
    #expect(bench.arrive("d1").isEmpty)
    #expect(bench.pass(2_000) == [.send("a1")])
    bench.now = 6_000
    #expect(bench.end("a1", true) == [.send("b1"), .drop("c1", .expired), .send("d1")])
    #expect(bench.end("b1", true).isEmpty)
    #expect(bench.end("d1", true).isEmpty)
    #expect(bench.machine.state == .up)
  }

  // MARK: RECOVERED

  /// Kept: a1; meanwhile came a2, which is being drained.
  private func recovered() -> Bench {
    var bench = Bench()
    bench.fail(keeping: "b1")
    _ = bench.pass(2_000)
    #expect(bench.end("a1", true) == [.send("b1")])
    #expect(bench.arrive("b2").isEmpty)
    #expect(bench.end("b1", true) == [.send("b2")])
    #expect(bench.machine.state == .recovered)
    return bench
  }

  @Test func `a live one waits for the drain of its conversation`() {
    var bench = recovered()
    #expect(bench.arrive("b3").isEmpty)
    #expect(bench.arrive("c1") == [.send("c1")], "others do not")
    #expect(bench.machine.deadline == moment(6_000))
    #expect(bench.pass(3_999).isEmpty)
    #expect(bench.end("b2", true) == [.send("b3")])
    #expect(bench.machine.state == .up)
  }

  @Test func `after 4 seconds a live one goes before the drain of its conversation`() {
    var bench = recovered()
    #expect(bench.arrive("b3").isEmpty)
    #expect(bench.pass(1_000).isEmpty)
    #expect(bench.arrive("b4").isEmpty)
    #expect(bench.pass(3_000) == [.sendOutOfOrder("b3")])
    #expect(bench.pass(1_000) == [.sendOutOfOrder("b4")])
    #expect(bench.end("b3", true).isEmpty)
    #expect(bench.end("b2", true).isEmpty)
    #expect(bench.end("b4", true).isEmpty)
    #expect(bench.machine.state == .up)
    #expect(bench.machine.count == 0)
  }

  // MARK: Failures in every state

  @Test(arguments: ["stored", "drained", "direct", "out of order"])
  func `any failure on the way back keeps everything again, in order`(which: String) {
    var bench = Bench(StrictSettings(resentAtOnce: 1))
    bench.fail(keeping: "b1")
    _ = bench.pass(2_000)
    _ = bench.end("a1", true)
    _ = bench.arrive("b2")
    _ = bench.arrive("c1")
    _ = bench.arrive("c2")
    var expected: [String]
    switch which {
    case "stored":
      _ = bench.end("b1", false)
      expected = ["b1", "b2", "c2"]
    case "direct":
      _ = bench.end("c1", false)
      expected = ["b2", "c1", "c2"]
    case "drained":
      _ = bench.end("b1", true)
      _ = bench.arrive("b3")
      _ = bench.end("b2", false)
      expected = ["b2", "c2", "b3"]
    default:
      _ = bench.end("b1", true)
      _ = bench.arrive("b3")
      #expect(bench.pass(4_000) == [.sendOutOfOrder("b3")])
      _ = bench.end("b3", false)
      expected = ["c2", "b3"]
    }
    #expect(bench.machine.state == .failed)
    // What is still being sent ends well; then everything else is sent in its order.
    for id in ["b1", "b2", "c1"] { _ = bench.end(id, true) }
    var sent: [String] = []
    var steps = bench.pass(2_000)
    while !steps.isEmpty {
      var next: [Step] = []
      for case .send(let id) in steps {
        sent.append(id)
        next += bench.end(id, true)
      }
      steps = next
    }
    #expect(sent == expected)
    #expect(bench.machine.state == .up)
    #expect(bench.machine.count == 0)
  }

  @Test func `what is exempt and fails on the way back is dropped, and the way goes on`() {
    var bench = Bench()
    bench.fail()
    #expect(bench.arrive("b1", exempt: true).isEmpty)
    _ = bench.pass(2_000)
    #expect(bench.end("a1", true) == [.send("b1")])
    #expect(bench.end("b1", false) == [.drop("b1", .exempt)])
    #expect(bench.machine.state == .up)
  }

  @Test func `a second outage begins with short gaps again`() {
    var bench = Bench()
    bench.fail(keeping: "b1")
    for gap in [2_000, 4_000, 8_000] as [Int64] {
      #expect(bench.pass(gap) == [.send("a1")])
      if gap < 8_000 { #expect(bench.end("a1", false).isEmpty) }
    }
    #expect(bench.end("a1", true) == [.send("b1")])
    #expect(bench.end("b1", false).isEmpty)
    #expect(bench.machine.deadline == moment(bench.now + 2_000))
  }

  // MARK: What is too old

  @Test func `what is too old when it comes is dropped`() {
    var bench = Bench()
    #expect(bench.arrive("a1", keptFor: 0) == [.drop("a1", .expired)])
  }

  @Test func `a live one that expired behind another is dropped, and the next goes`() {
    var bench = Bench()
    #expect(bench.arrive("a1") == [.send("a1")])
    #expect(bench.arrive("a2", keptFor: 500).isEmpty)
    #expect(bench.arrive("a3").isEmpty)
    bench.now = 1_000
    #expect(bench.end("a1", true) == [.drop("a2", .expired), .send("a3")])
  }

  // MARK: By number

  @Test(arguments: [0, 1, 5])
  func `by number a notification is tried so often, each time after 30 seconds, and dropped`(retries: Int) {
    var machine = RetryByNumber<String>()
    var now: Int64 = 0
    #expect(machine.arrived("a1", retries: retries) == [.send("a1")])
    for _ in 0..<retries {
      #expect(machine.ended("a1", succeeded: false, at: moment(now)).isEmpty)
      #expect(machine.ended("a1", succeeded: false, at: moment(now)).isEmpty, "it is not being sent")
      #expect(machine.deadline == moment(now + 30_000))
      #expect(machine.timePassed(moment(now + 29_999)).isEmpty)
      now += 30_000
      #expect(machine.timePassed(moment(now)) == [.send("a1")])
    }
    #expect(machine.ended("a1", succeeded: false, at: moment(now)) == [.drop("a1", .exhausted)])
    #expect(machine.count == 0)
    #expect(machine.deadline == nil)
  }

  @Test func `by number there is no order`() {
    var machine = RetryByNumber<String>()
    #expect(machine.arrived("a1", retries: 1) == [.send("a1")])
    #expect(machine.ended("a1", succeeded: false, at: moment(0)).isEmpty)
    #expect(machine.arrived("a2", retries: 1) == [.send("a2")])
    #expect(machine.arrived("a2", retries: 1).isEmpty)
    #expect(machine.ended("a2", succeeded: true, at: moment(1)).isEmpty)
    #expect(machine.timePassed(moment(30_000)) == [.send("a1")])
    #expect(machine.ended("a1", succeeded: true, at: moment(30_001)).isEmpty)
    #expect(machine.count == 0)
  }

  @Test(arguments: [
    (1, 2), (2, 4), (3, 8), (8, 256), (9, 300), (10, 300), (1_000_000, 300),
  ])
  func `gaps double up to five minutes`(failures: Int, seconds: Int) {
    #expect(DeliveryRule.delay(afterFailures: failures) == .seconds(seconds))
  }
}
