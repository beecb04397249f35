// SPDX-License-Identifier: Apache-2.0

import CordboardTestKit
import EventJournal
import Synchronization
import Testing

/// A way to keep a journal.
enum JournalKind: String, CaseIterable, Sendable {
  case memory
  case sqliteInMemory
  case sqliteFile
  /// With settings so small that every test indexes, checkpoints and reads what is half indexed.
  case sqliteFileAlwaysTidying

  static let tidying = SQLiteJournalOptions(synchronization: .normal, checkpointPages: 8, indexBatch: 5)

  func factory() throws -> JournalFactory {
    switch self {
    case .memory:
      JournalFactory(
        make: { MemoryJournal() },
        reopen: { journal in
          await journal.close()
          return MemoryJournal(reopening: try #require(journal as? MemoryJournal))
        }
      )
    case .sqliteInMemory:
      JournalFactory(make: { try SQLiteJournal(inMemory: .init(indexBatch: 50)) }, reopen: nil)
    case .sqliteFile:
      try JournalFiles(options: .init(synchronization: .normal)).factory
    case .sqliteFileAlwaysTidying:
      try JournalFiles(options: Self.tidying).factory
    }
  }
}

/// The files of the journals of one test.
final class JournalFiles: Sendable {
  private let folder: TemporaryFolder
  private let options: SQLiteJournalOptions
  private let paths = Mutex<[ObjectIdentifier: String]>([:])
  private let count = Atomic(0)

  init(options: SQLiteJournalOptions) throws {
    folder = try TemporaryFolder()
    self.options = options
  }

  var factory: JournalFactory {
    JournalFactory(
      make: {
        let number = self.count.wrappingAdd(1, ordering: .relaxed).newValue
        return try self.open(self.folder.path("\(number).db"))
      },
      reopen: { journal in
        await journal.close()
        let closed = try #require(journal as? SQLiteJournal)
        let path = self.paths.withLock { $0.removeValue(forKey: ObjectIdentifier(closed)) }
        return try self.open(try #require(path))
      }
    )
  }

  private func open(_ path: String) throws -> SQLiteJournal {
    let journal = try SQLiteJournal(path: path, options: options)
    paths.withLock { $0[ObjectIdentifier(journal)] = path }
    return journal
  }
}

@Suite(.timeLimit(.minutes(10))) struct JournalContractTests {
  @Test(arguments: JournalKind.allCases, JournalContract.all)
  func `a journal keeps the contract`(kind: JournalKind, contract: JournalContract) async throws {
    try await contract.check(kind.factory())
  }
}
