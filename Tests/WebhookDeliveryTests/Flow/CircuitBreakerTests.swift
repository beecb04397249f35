// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import WebhookDelivery

/// The circuit breaker, state by state.
@Suite(.timeLimit(.minutes(10))) struct CircuitBreakerTests {
  private typealias Breaker = CircuitBreaker

  private static let settings: Breaker.Settings = {
    var settings = Breaker.Settings()
    settings.consecutiveFailures = 3
    settings.window = .seconds(100)
    settings.failureShare = 0.5
    settings.minimumRequests = 10
    settings.openInterval = .seconds(30)
    settings.longestOpenInterval = .seconds(100)
    settings.probePatience = .seconds(20)
    return settings
  }()

  private static func failed(_ breaker: inout Breaker, _ times: Int, at now: Double) {
    for _ in 0..<times { breaker.record(.failure, of: .regular, at: second(now)) }
  }

  /// A breaker in each of its states, at second 100.
  private static func breaker(_ state: String) -> Breaker {
    var breaker = Breaker(settings: settings)
    switch state {
    case "closed": failed(&breaker, 2, at: 100)
    case "open": failed(&breaker, 3, at: 100)
    case "waiting", "probing":
      failed(&breaker, 3, at: 70)
      #expect(breaker.admit(at: second(100)) == .probe)
      if state == "waiting" { breaker.record(.abandoned, of: .probe, at: second(100)) }
    default: Issue.record("there is no state \(state)")
    }
    return breaker
  }

  /// Each state, what happens at second 110, and the state afterwards.
  @Test(
    arguments: [
      ("closed", .success, .regular, .closed), ("closed", .failure, .regular, .open(until: second(140))),
      ("closed", .abandoned, .regular, .closed), ("closed", .failure, .probe, .closed),
      ("open", .success, .regular, .open(until: second(130))), ("open", .failure, .regular, .open(until: second(130))),
      ("open", .abandoned, .regular, .open(until: second(130))), ("open", .success, .probe, .open(until: second(130))),
      ("waiting", .success, .regular, .halfOpen(probeSince: nil)),
      ("waiting", .failure, .regular, .halfOpen(probeSince: nil)),
      ("waiting", .success, .probe, .halfOpen(probeSince: nil)),
      ("probing", .success, .regular, .halfOpen(probeSince: second(100))),
      ("probing", .failure, .regular, .halfOpen(probeSince: second(100))),
      ("probing", .success, .probe, .closed), ("probing", .failure, .probe, .open(until: second(170))),
      ("probing", .abandoned, .probe, .halfOpen(probeSince: nil)),
      ("probing", .failure, .refused(until: second(0)), .halfOpen(probeSince: second(100))),
    ] as [(String, CircuitBreaker.Outcome, CircuitBreaker.Admission, CircuitBreaker.State)]
  )
  func `an outcome changes the state as the table says`(
    state: String,
    outcome: CircuitBreaker.Outcome,
    admission: CircuitBreaker.Admission,
    expected: CircuitBreaker.State
  ) {
    var breaker = Self.breaker(state)
    breaker.record(outcome, of: admission, at: second(110))
    #expect(breaker.state == expected)
  }

  /// Each state, the second at which a request wants to go, and the answer.
  @Test(
    arguments: [
      ("closed", 110.0, .regular), ("open", 100.0, .refused(until: second(130))),
      ("open", 129.999, .refused(until: second(130))), ("open", 130.0, .probe), ("waiting", 100.0, .probe),
      ("probing", 100.0, .refused(until: second(120))), ("probing", 119.999, .refused(until: second(120))),
      ("probing", 120.0, .probe),
    ] as [(String, Double, CircuitBreaker.Admission)]
  )
  func `a request is admitted as the table says`(state: String, at now: Double, expected: CircuitBreaker.Admission) {
    var breaker = Self.breaker(state)
    #expect(breaker.admit(at: second(now)) == expected)
    if expected == .probe {
      #expect(breaker.admit(at: second(now)) == .refused(until: second(now + 20)))
    }
  }

  @Test func `each probe that fails doubles the time until the next, up to a cap, and a success forgets that`() {
    var breaker = Breaker(settings: Self.settings)
    Self.failed(&breaker, 3, at: 0)
    var now = 0.0
    for interval in [30.0, 60, 100, 100, 100] {
      #expect(breaker.state == .open(until: second(now + interval)))
      now += interval
      #expect(breaker.admit(at: second(now)) == .probe)
      breaker.record(.failure, of: .probe, at: second(now))
    }
    #expect(breaker.admit(at: second(now + 100)) == .probe)
    breaker.record(.success, of: .probe, at: second(now + 100))
    #expect(breaker.state == .closed)
    Self.failed(&breaker, 3, at: now + 100)
    #expect(breaker.state == .open(until: second(now + 130)))
    breaker.close()
    #expect(breaker == Breaker(settings: Self.settings))
  }

  @Test func `a success between failures begins the row anew`() {
    var breaker = Breaker(settings: Self.settings)
    for _ in 0..<4 {
      Self.failed(&breaker, 2, at: 0)
      #expect(breaker.state == .closed && breaker.failuresInARow == 2)
      breaker.close()
      Self.failed(&breaker, 2, at: 0)
      breaker.record(.success, of: .regular, at: second(0))
      #expect(breaker.failuresInARow == 0)
      breaker.close()
    }
  }

  /// Failures and successes in turn, this many seconds apart, and at which request it opens.
  @Test(arguments: [(1.0, 10), (9.0, 10), (12.0, nil)] as [(Double, Int?)])
  func `a share of failures within the window opens it, not one over a longer time`(gap: Double, opensAt: Int?) {
    var breaker = Breaker(settings: Self.settings)
    var opened: Int?
    for index in 1...200 where opened == nil {
      breaker.record(index.isMultiple(of: 2) ? .failure : .success, of: .regular, at: second(Double(index) * gap))
      if breaker.state != .closed { opened = index }
    }
    #expect(opened == opensAt)
  }

  @Test func `a clock that is set back neither traps nor keeps it open for ever`() {
    var breaker = Self.breaker("open")
    #expect(breaker.admit(at: second(-1_000_000)) == .refused(until: second(-999_900)))
    #expect(breaker.admit(at: second(-999_900)) == .probe)
    #expect(breaker.admit(at: second(-2_000_000)) == .refused(until: second(-1_999_980)))
    #expect(breaker.admit(at: second(-1_999_980)) == .probe)
    for moment in [Int64.min, .max, 0] {
      var breaker = Breaker(settings: Self.settings)
      for _ in 0..<5 { breaker.record(.failure, of: .regular, at: Timestamp(milliseconds: moment)) }
      _ = breaker.admit(at: Timestamp(milliseconds: .max))
      _ = breaker.admit(at: Timestamp(milliseconds: .min))
    }
  }

  @Test(arguments: 1...(25 * runs))
  func `there is one probe at a time, and an endpoint that works is always found again`(seed: Int) {
    var generator = SeededRandom(seed: UInt64(seed))
    var breaker = Breaker(settings: Self.settings)
    var now = second(0)
    var probes: [Timestamp] = []
    for _ in 0..<400 {
      now = now.advanced(by: .milliseconds(Int64.random(in: 0...8_000, using: &generator)))
      probes.removeAll { now >= $0.advanced(by: Self.settings.probePatience) }
      let admission = breaker.admit(at: now)
      if case .refused(let until) = admission {
        #expect(until > now && until <= now.advanced(by: Self.settings.longestOpenInterval))
        continue
      }
      if admission == .probe {
        #expect(probes.isEmpty)
        if generator.oneIn(4) {
          probes = [now]
          continue
        }
      }
      let outcome: Breaker.Outcome = generator.oneIn(3) ? .success : generator.oneIn(10) ? .abandoned : .failure
      breaker.record(outcome, of: admission, at: now)
      probes = []
    }
    // It works from now on.
    var wasTaken = false
    for _ in 0..<3 {
      now = now.advanced(by: Self.settings.longestOpenInterval)
      let admission = breaker.admit(at: now)
      breaker.record(.success, of: admission, at: now)
      wasTaken = wasTaken || admission == .regular
    }
    #expect(wasTaken && breaker.state == .closed)
  }
}
