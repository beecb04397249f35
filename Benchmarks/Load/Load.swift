// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A load client that keeps one core busy: plain sockets, `epoll` without waiting, and as little work per message as
/// possible. Each scenario prints `RESULT name number` lines.
@main
enum Load {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    guard let scenario = words.first else { usage() }
    signal(SIGPIPE, SIG_IGN)
    raiseFileLimit()
    let options = LoadOptions(words.dropFirst())
    switch scenario {
    case "fanout": Fanout(options).run()
    case "target": Target(options).run()
    case "connect": Connect(options).run()
    case "memory": Memory(options).run()
    case "floor": Floor(options).run()
    case "rooms": Rooms(options).run()
    default: usage()
    }
  }

  private static func usage() -> Never {
    print(
      """
      usage: cordboard-load fanout | target | connect | memory | floor | rooms --port N --pid N [--name NAME]
        [--dialect native | avaya | socket.io | socket.io-polling | socket.io-upgrade | desk | desk-polling
          | bayeux | bayeux-polling | desktop] ...
      """
    )
    exit(2)
  }

  /// Every connection is an open file.
  private static func raiseFileLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

/// The words of the command line: `--name value` pairs, and flags that stand alone.
struct LoadOptions {
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
}

/// Ends the program with a reason.
func fail(_ reason: String) -> Never {
  let line = Array("cordboard-load: \(reason)\n".utf8)
  _ = write(2, line, line.count)
  exit(1)
}

/// Prints one figure for `cordboard-bench report`.
func result(_ name: String, _ value: Double) {
  let thousandths = Int((value * 1_000).rounded())
  var digits = "\(abs(thousandths) % 1_000)"
  while digits.count < 3 { digits = "0" + digits }
  print("RESULT \(name) \(value < 0 ? "-" : "")\(abs(thousandths) / 1_000).\(digits)")
  fflush(nil)
}

/// Time on a clock that only goes forward, in seconds.
func wallSeconds() -> Double { seconds(CLOCK_MONOTONIC) }

/// CPU time of this thread, in seconds.
func threadSeconds() -> Double { seconds(CLOCK_THREAD_CPUTIME_ID) }

private func seconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// The value at a share of values, which are sorted for it.
func percentile(_ values: inout [Double], _ share: Double) -> Double {
  guard !values.isEmpty else { return 0 }
  values.sort()
  return values[min(values.count - 1, Int(Double(values.count) * share))]
}
