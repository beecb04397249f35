// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Shows on standard error how far something that takes long has come: a bar at a terminal, else a line at most every
/// second.
struct ProgressBar {
  private static let width = 30

  private let title: String
  private let unit: String
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var last: ContinuousClock.Instant?
  private var shown = ""

  init(_ title: String, unit: String) {
    self.title = title
    self.unit = unit
  }

  mutating func show(_ done: Int, of total: Int) {
    let now = ContinuousClock.now
    let interval: Duration = isTerminal ? .milliseconds(100) : .seconds(1)
    if let last, now < last + interval, done < total { return }
    last = now
    let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
    let counts = "\(Int(share * 100))% \(done) of \(total) \(unit)"
    let filled = Int(share * Double(Self.width))
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    let line = isTerminal ? "\r\u{1b}[K\(title) [\(bar)] \(counts)" : "\(title): \(counts)\n"
    guard line != shown else { return }
    shown = line
    write(line)
  }

  /// Ends the line of the bar.
  func finish() {
    if isTerminal, last != nil { write("\n") }
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}

extension FileHandle {
  /// Writes a line.
  func writeLine(_ text: some StringProtocol) {
    write(Data((text + "\n").utf8))
  }
}
