// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Synchronization
import Testing

@testable import CordboardServer

@Suite struct SteadyClockTests {
  /// A wall clock that can be set, and the time that passes whatever it shows.
  private final class Machine: WallClock {
    private let state = Mutex((wall: ManualClock(), elapsed: Duration.zero))

    func now() -> Timestamp { state.withLock { $0.wall.now } }
    var elapsed: Duration { state.withLock { $0.elapsed } }

    func pass(_ duration: Duration) {
      state.withLock {
        $0.wall.advance(by: duration)
        $0.elapsed += duration
      }
    }

    func set(by duration: Duration) { state.withLock { $0.wall.advance(by: duration) } }
  }

  private let machine = Machine()
  private let clock: SteadyClock
  private let start: Timestamp

  init() {
    start = machine.now()
    clock = SteadyClock(wall: machine, elapsed: { [machine] in machine.elapsed })
  }

  @Test func `it is the wall clock while nobody sets it`() {
    for step in [0, 1, 7, 60_000, 86_400_000] {
      machine.pass(.milliseconds(step))
      #expect(clock.now() == machine.now())
    }
  }

  @Test func `a clock that is set forward is followed at once`() {
    machine.set(by: .seconds(86_400))
    #expect(clock.now() == start.advanced(by: .seconds(86_400)))
  }

  @Test func `a clock that is set back holds nothing up, and is caught up with`() {
    machine.pass(.seconds(1))
    _ = clock.now()
    machine.set(by: .seconds(-3_600))
    #expect(clock.now() == start.advanced(by: .seconds(1)))
    machine.pass(.seconds(20))
    #expect(clock.now() == start.advanced(by: .seconds(19)))
    // An hour behind is ten hours at a tenth.
    machine.pass(.seconds(35_979))
    #expect(clock.now() > machine.now())
    machine.pass(.seconds(1))
    #expect(clock.now() == machine.now())
    machine.pass(.seconds(1))
    #expect(clock.now() == machine.now())
  }

  @Test func `however often it is read, time goes neither back nor lost`() {
    var random = SeededRandom(seed: 4)
    machine.set(by: .seconds(-100))
    var last = clock.now()
    for _ in 0..<10_000 {
      // Much less than a millisecond, of which none may be lost.
      machine.pass(.microseconds(Int(random.next() % 300)))
      if random.next() % 2_000 == 0 { machine.set(by: .milliseconds(Int(random.next() % 200) - 100)) }
      let now = clock.now()
      #expect(now >= last)
      last = now
    }
    let passed = machine.elapsed * 9 / 10
    #expect(last >= start.advanced(by: passed - .milliseconds(1)))
  }

  @Test func `time goes on from the last fact that was kept`() {
    let kept = start.advanced(by: .seconds(3_600))
    clock.advance(to: kept)
    #expect(clock.now() == kept)
    machine.pass(.seconds(10))
    #expect(clock.now() == kept.advanced(by: .seconds(9)))
    clock.advance(to: start)
    #expect(clock.now() == kept.advanced(by: .seconds(9)))
  }

  @Test func `an offer expires in its time although the clock was set back an hour meanwhile`() async throws {
    let partition = PartitionFixture(wall: clock)
    try await partition.running {
      try await partition.configure(SampleAccount.settings(readyAllMedia: true))
      try await partition.give(.logIn("alice"))
      try await partition.give(.setAgentState("alice", ready: true, reason: nil))
      try await partition.give(SampleAccount.start(1))
      machine.set(by: .seconds(-3_600))
      machine.pass(.seconds(22))
      try await partition.give(.passTime)
      #expect(!partition.witness.published.contains { $0.event.kind == .offerExpired })
      machine.pass(.seconds(1))
      try await partition.give(.passTime)
      #expect(partition.witness.published.contains { $0.event.kind == .offerExpired })
    }
  }
}
