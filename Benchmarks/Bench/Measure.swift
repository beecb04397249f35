// SPDX-License-Identifier: Apache-2.0

import Glibc

/// CPU time of the whole process so far, in seconds, to the microsecond.
func cpuSeconds() -> Double { Double(clock()) / 1e6 }

private let start = ContinuousClock.now

/// Time on a clock that only goes forward, in seconds.
func wallSeconds() -> Double {
  let (seconds, attoseconds) = (ContinuousClock.now - start).components
  return Double(seconds) + Double(attoseconds) / 1e18
}

/// CPU and wall time spent in a stretch, and what was done in it.
struct Spent {
  var cpu = 0.0
  var wall = 0.0
  var operations = 0

  /// Runs the body and adds what it took.
  mutating func measure<Value>(_ count: Int, _ body: () throws -> Value) rethrows -> Value {
    let cpuBefore = cpuSeconds()
    let wallBefore = wallSeconds()
    defer {
      cpu += cpuSeconds() - cpuBefore
      wall += wallSeconds() - wallBefore
      operations += count
    }
    return try body()
  }

  /// Microseconds of CPU per operation, which is the same as CPU seconds per million.
  var cpuMicroseconds: Double { operations == 0 ? 0 : cpu / Double(operations) * 1e6 }

  /// Operations per second of the clock on the wall.
  var rate: Double { wall == 0 ? 0 : Double(operations) / wall }
}

/// The value at a share of sorted values.
func percentile(_ sorted: [Double], _ share: Double) -> Double {
  guard !sorted.isEmpty else { return 0 }
  return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}

/// Prints one figure as a line that `report` reads: the word RESULT, a name and a number.
func result(_ name: String, _ value: Double) {
  print("RESULT \(name) \(short(value))")
  fflush(nil)
}

/// A number with as many digits as mean anything.
func short(_ value: Double) -> String {
  let size = abs(value)
  let digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let rounded = (value * scale).rounded() / scale
  return digits == 0 ? "\(Int(rounded))" : "\(rounded)"
}

/// Ends the program with a reason.
func fail(_ reason: String) -> Never {
  let line = Array("cordboard-bench: \(reason)\n".utf8)
  _ = write(2, line, line.count)
  exit(1)
}

/// The words of the command line: `name value` pairs after the subcommand, and flags that stand alone.
struct Options {
  private var values: [String: String] = [:]

  init(_ words: ArraySlice<String>) {
    var words = words
    while let word = words.popFirst() {
      guard word.hasPrefix("--") else { fail("what is \(word)?") }
      let name = String(word.dropFirst(2))
      if let next = words.first, !next.hasPrefix("--") {
        values[name] = words.removeFirst()
      } else {
        values[name] = "yes"
      }
    }
  }

  func text(_ name: String, _ standard: String) -> String { values[name] ?? standard }

  func has(_ name: String) -> Bool { values[name] != nil }

  func number(_ name: String, _ standard: Int) -> Int {
    guard let text = values[name] else { return standard }
    guard let number = Int(text) else { fail("--\(name) must be a number, not \(text)") }
    return number
  }

  func numbers(_ name: String, _ standard: [Int]) -> [Int] {
    guard let text = values[name] else { return standard }
    return text.split(separator: ",").compactMap { Int($0) }
  }
}
