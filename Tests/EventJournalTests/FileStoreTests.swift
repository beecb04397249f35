// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import GRDB
import Testing

@testable import EventJournal

@Suite(.timeLimit(.minutes(10))) struct FileStoreTests {
  @Test(arguments: JournalKind.allCases, FileStoreContract.all)
  func `a store of files keeps the contract`(kind: JournalKind, contract: FileStoreContract) async throws {
    let factory = try kind.factory()
    let journal = try await factory.make()
    try await contract.check(try #require(journal as? any FileStore))
    await journal.close()
    // The factory owns the folder.
    withExtendedLifetime(factory) {}
  }

  @Test func `files outlive the process, and what was not committed leaves nothing behind`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("journal.db")
    let journal = try SQLiteJournal(path: path)
    let kept = FileStoreContract.description(1)
    try await FileStoreContract.keep([[1, 2], [3]], as: kept, in: journal)
    var half = try await journal.beginFile()
    try await journal.append([4], to: &half)
    await journal.close()

    let again = try SQLiteJournal(path: path)
    #expect(try await again.file("A", kept.id)?.description == kept)
    let parts = try await again.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM file_part") }
    #expect(parts == 2, "the parts of the upload that was not committed are gone")
    #expect(try await again.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM file_remnant") } == 0)
    let next = try await again.beginFile()
    #expect(next.place > half.place, "no place is used twice")
    await again.close()
  }

  @Test func `a file is in a backup`() async throws {
    let folder = try TemporaryFolder()
    let journal = try SQLiteJournal(path: folder.path("journal.db"))
    try await FileStoreContract.keep([[1, 2]], as: FileStoreContract.description(1), in: journal)
    try JournalCopy.backUp(folder.path("journal.db"), to: folder.path("copy.db")) { _, _ in }
    await journal.close()
    let copy = try SQLiteJournal(path: folder.path("copy.db"))
    let stored = try #require(try await copy.file("A", FileID(rawValue: 1)))
    #expect(try await copy.part(0, of: stored) == [1, 2])
    await copy.close()
  }
}
