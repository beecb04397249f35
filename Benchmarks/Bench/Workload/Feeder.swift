// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import Glibc
import Synchronization

/// Hands commands to a partition from a thread of its own and counts what comes back.
final class Feeder: Sendable {
  /// What a run came to.
  struct Run {
    var settled = 0
    var refused = 0
    var seconds = 0.0
    var latencies: [Double] = []
  }

  private struct State {
    var settled = 0
    var refused = 0
    var latencies: [Double] = []
    var reason: Rejection?
  }

  private let partition: Partition
  private let desks: Desks
  private let limit: Int
  private let state = Mutex(State())
  private let inFlight = Atomic<Int>(0)

  init(_ partition: Partition, _ desks: Desks, inFlight: Int) {
    self.partition = partition
    self.desks = desks
    limit = inFlight
  }

  /// Keeps as many commands under way as allowed.
  @discardableResult
  func saturate(seconds: Double) -> Run {
    run(seconds: seconds) { _ in limit - inFlight.load(ordering: .relaxed) }
  }

  /// Hands in commands at a rate, whether the earlier ones came back or not.
  @discardableResult
  func offer(rate: Double, seconds: Double) -> Run {
    var given = 0
    return run(seconds: seconds, rate: rate) { elapsed in
      defer { given = max(given, Int(elapsed * rate)) }
      return Int(elapsed * rate) - given
    }
  }

  private func run(seconds: Double, rate: Double? = nil, due: (Double) -> Int) -> Run {
    state.withLock { $0 = State() }
    let start = wallSeconds()
    var given = 0
    while wallSeconds() < start + seconds {
      let elapsed = wallSeconds() - start
      let wanted = due(elapsed)
      for _ in 0..<max(0, wanted) {
        // A command is late from the moment it was due, not from when it was handed in.
        let since = rate.map { start + Double(given) / $0 } ?? wallSeconds()
        guard submit(since: since) else { break }
        given += 1
      }
      usleep(500)
    }
    let ended = wallSeconds()
    let counted = state.withLock { ($0.settled, $0.refused, $0.latencies, $0.reason) }
    if let reason = counted.3, counted.1 * 100 > counted.0 { fail("commands were refused: \(reason)") }
    while inFlight.load(ordering: .relaxed) > 0 { usleep(1_000) }
    return Run(settled: counted.0, refused: counted.1, seconds: ended - start, latencies: counted.2)
  }

  private func submit(since: Double) -> Bool {
    guard let (desk, given) = desks.next() else { return false }
    inFlight.wrappingAdd(1, ordering: .relaxed)
    partition.submit(given.command, in: given.context) { [self] result in
      let latency = wallSeconds() - since
      state.withLock { state in
        switch result {
        case .success:
          state.settled += 1
          state.latencies.append(latency)
        case .failure(let rejection):
          state.refused += 1
          state.reason = rejection
        }
      }
      if case .success = result { desks.settled(desk) } else { desks.refused(desk) }
      inFlight.wrappingSubtract(1, ordering: .relaxed)
    }
    return true
  }
}
