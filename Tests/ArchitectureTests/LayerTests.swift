// SPDX-License-Identifier: Apache-2.0

import Testing

/// Holds the import lines to the graph of ARCHITECTURE.md. SwiftPM alone does not: an undeclared sibling builds.
@Suite struct LayerTests {
  /// Which modules of this package each target may import.
  static let layers: [String: Set<String>] = [
    "ContactModel": [],
    "StoredForm": ["ContactModel"],
    "ContactEngine": ["ContactModel", "StoredForm"],
    "EventJournal": ["ContactModel", "StoredForm"],
    "EventDelivery": ["ContactModel"],
    "DialectKit": ["ContactModel"],
    "InternetMessage": ["ContactModel"],
    "MailTransfer": ["ContactModel"],
    "EngineIO": ["ContactModel", "DialectKit"],
    "SocketIO": ["ContactModel", "DialectKit", "EngineIO"],
    "Bayeux": ["ContactModel", "DialectKit"],
    "NativeDialect": ["ContactModel", "DialectKit"],
    "AvayaDialect": ["ContactModel", "DialectKit"],
    "ExpertflowDialect": ["ContactModel", "DialectKit", "EngineIO", "SocketIO"],
    "GenesysDialect": ["ContactModel", "DialectKit", "Bayeux", "InternetMessage"],
    "LivePersonDialect": ["ContactModel", "DialectKit"],
    "CordboardServer": [
      "APIDescriptions", "ContactModel", "ContactEngine", "EventJournal", "EventDelivery", "DialectKit",
      "EngineIO", "SocketIO", "Bayeux", "InternetMessage", "MailTransfer", "NativeDialect", "AvayaDialect",
      "ExpertflowDialect", "GenesysDialect",
    ],
    "CordboardTestKit": [
      "ContactModel", "StoredForm", "ContactEngine", "EventJournal", "EventDelivery", "DialectKit",
    ],
    "CallSimulation": [],
    "cordboard": ["CallSimulation", "CordboardServer", "DialectKit"],
  ]

  /// Which modules from elsewhere the pure ones may import.
  static let pure: [String: Set<String>] = [
    "ContactModel": [],
    "StoredForm": [],
    "ContactEngine": ["DequeModule", "OrderedCollections", "HeapModule"],
    "EventDelivery": [],
    "DialectKit": [],
    "InternetMessage": [],
    "MailTransfer": [],
    "EngineIO": [],
    "SocketIO": [],
    "Bayeux": [],
    "NativeDialect": [],
    "AvayaDialect": [],
    "ExpertflowDialect": [],
    "GenesysDialect": [],
    "LivePersonDialect": [],
    "CallSimulation": [],
  ]

  @Test func `every target is in the table and imports only what the graph allows`() throws {
    let files = try SourceTree.files(below: "Sources")
    #expect(files.count > 50)
    #expect(Set(files.map(\.target)) == Set(Self.layers.keys))
    for file in files {
      let allowed = Self.layers[file.target] ?? []
      for name in file.imports where Self.layers[name] != nil {
        #expect(allowed.contains(name), "\(file.path) imports \(name)")
      }
    }
  }

  @Test func `pure modules import nothing that has a clock, a socket or a file`() throws {
    for file in try SourceTree.files(below: "Sources") {
      guard let allowed = Self.pure[file.target] else { continue }
      for name in file.imports where Self.layers[name] == nil {
        #expect(allowed.contains(name), "\(file.path) imports \(name)")
      }
    }
  }

  @Test func `pure modules have no clock, randomness, concurrency or output of their own`() throws {
    let forbidden: [(name: String, pattern: Regex<Substring>)] = [
      ("async or await", #/\basync\b|\bawait\b/#), ("a task", #/\bTask\b/#), ("an actor", #/\bactor [A-Z]/#),
      ("a class", #/\bclass [A-Z]/#), ("a lock", #/\bMutex\b/#), ("a clock", #/\bDate\(\)|\.now\b/#),
      ("randomness", #/\.random\(in|SystemRandomNumberGenerator|UUID\(\)/#), ("output", #/\bprint\(/#),
    ]
    for file in try SourceTree.files(below: "Sources") where Self.pure[file.target] != nil {
      for line in file.code {
        for rule in forbidden where line.text.firstMatch(of: rule.pattern) != nil {
          Issue.record("\(file.path):\(line.number) has \(rule.name): \(line.text)")
        }
      }
    }
  }

  @Test func `only the journal's SQLite folder knows the database`() throws {
    for file in try SourceTree.files(below: "Sources") where file.imports.contains(where: { $0.hasPrefix("GRDB") }) {
      #expect(file.path.hasPrefix("Sources/EventJournal/SQLite/"), "\(file.path)")
    }
  }
}
