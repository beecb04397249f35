// SPDX-License-Identifier: Apache-2.0

import Testing

/// Rules that keep the sources readable and safe; CONTRIBUTING.md says why.
@Suite struct HouseRuleTests {
  /// Files that are one table or one codec and may be longer.
  static let longTables: Set<String> = [
    "Sources/ContactModel/Commands/Rejection.swift",
    "Sources/ContactModel/Events/Event.swift",
    "Sources/ContactModel/Events/RoutingEvents.swift",
    "Sources/ContactModel/Identifiers+kinds.swift",
  ]

  @Test func `no source file is longer than 400 lines unless it is a table`() throws {
    for file in try SourceTree.files(below: "Sources") where !Self.longTables.contains(file.path) {
      #expect(file.lines.count <= 401, "\(file.path) has \(file.lines.count) lines")
    }
  }

  @Test func `every source file names its licence first`() throws {
    for folder in ["Sources", "Tests", "Benchmarks", "Examples"] {
      for file in try SourceTree.files(below: folder) {
        #expect(file.lines.first == "// SPDX-License-Identifier: Apache-2.0", "\(file.path)")
      }
    }
  }

  @Test func `what the compiler cannot check says why it is safe`() throws {
    let unchecked = #/@unchecked Sendable|nonisolated\(unsafe\)|try!|[A-Za-z0-9_\])]!(\.|\[|\)|$| )/#
    for file in try SourceTree.files(below: "Sources") {
      // The expression is slow; most lines cannot match it.
      let marks = ["!", "unchecked", "unsafe)"]
      let suspects = file.code.filter { line in marks.contains { line.text.contains($0) } }
      for line in suspects where line.text.firstMatch(of: unchecked) != nil {
        let above = file.lines[max(0, line.number - 4)..<line.number]
        #expect(above.contains { $0.contains("// SAFETY:") }, "\(file.path):\(line.number): \(line.text)")
      }
    }
  }

  @Test func `every switch that turns facts or rejections into something is exhaustive`() throws {
    let exhaustive = ["+apply", "+decide", "+Stored.swift", "Event+JSON.swift", "Rejection"]
    for file in try SourceTree.files(below: "Sources") where exhaustive.contains(where: { file.path.contains($0) }) {
      for line in file.code where line.text.hasPrefix("default:") {
        // Numbers read from storage have no exhaustive switch.
        guard !line.text.contains("throw") else { continue }
        Issue.record("\(file.path):\(line.number) has a default")
      }
    }
  }

  /// A sleep that something is done in spite of, not one that something is waited for with, says so on the line above.
  @Test func `tests do not wait by sleeping`() throws {
    for file in try SourceTree.files(below: "Tests") {
      for line in file.code where line.text.firstMatch(of: #/\b(Task\.sleep|usleep|nanosleep|sleep)\(/#) != nil {
        let above = file.lines[max(0, line.number - 3)..<line.number]
        #expect(above.contains { $0.contains("// SLEEP:") }, "\(file.path):\(line.number): \(line.text)")
      }
    }
  }
}
