// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import EventJournal

/// What every journal must do, as checks that any test can run against any implementation.
package struct JournalContract: Sendable, CustomStringConvertible {
  /// What the check holds the journal to, as a sentence.
  package let description: String
  /// Checks it; throws ``ContractFailure`` or what the journal threw.
  package let check: @Sendable (JournalFactory) async throws -> Void

  init(_ description: String, _ check: @escaping @Sendable (JournalFactory) async throws -> Void) {
    self.description = description
    self.check = check
  }

  /// Every check.
  package static var all: [JournalContract] { appends + reads + waits + keeps + races }
}

/// Makes the journals of one check.
package struct JournalFactory: Sendable {
  /// A new and empty journal.
  package let make: @Sendable () async throws -> any Journal
  /// Closes a journal and opens what it held again; nil if it cannot be.
  package let reopen: (@Sendable (any Journal) async throws -> any Journal)?

  /// Creates a factory.
  package init(
    make: @escaping @Sendable () async throws -> any Journal,
    reopen: (@Sendable (any Journal) async throws -> any Journal)?
  ) {
    self.make = make
    self.reopen = reopen
  }
}

/// A journal does not do what the contract says.
package struct ContractFailure: Error, CustomStringConvertible {
  /// What was expected and what came, with the place.
  package let description: String
}

func require(
  _ condition: Bool,
  _ message: @autoclosure () -> String,
  file: StaticString = #fileID,
  line: UInt = #line
) throws {
  guard condition else { throw ContractFailure(description: "\(message()) (\(file):\(line))") }
}

func requireEqual<Value: Equatable>(
  _ actual: Value,
  _ expected: Value,
  file: StaticString = #fileID,
  line: UInt = #line
) throws {
  guard actual != expected else { return }
  throw ContractFailure(description: "found \(actual), expected \(expected) (\(file):\(line))")
}

func requireError(
  _ expected: JournalError,
  file: StaticString = #fileID,
  line: UInt = #line,
  _ body: () async throws -> Void
) async throws {
  do {
    try await body()
  } catch let error as JournalError {
    return try requireEqual(error, expected, file: file, line: line)
  }
  throw ContractFailure(description: "nothing was thrown, expected \(expected) (\(file):\(line))")
}

extension Journal {
  /// Everything an account has, read in pages.
  package func all(_ account: AccountID, pageLimit: Int = 100) async throws -> [Envelope] {
    var found: [Envelope] = []
    while true {
      let page = try await read(account, after: found.last?.offset ?? 0, limit: pageLimit)
      if page.isEmpty { return found }
      found += page
    }
  }
}
