// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
import Synchronization
import Testing

@testable import CordboardServer

/// What desks are to remember, and how what is asked at once is kept in order.
@Suite(.timeLimit(.minutes(10))) struct DeskMemoryTests {
  private let alice = DeskMemories.Owner(account: "DEMOCO", agent: "alice")

  @Test func `a memory is what was written`() throws {
    var memory = DeskMemory()
    memory.theme = "dark"
    memory.language = "de"
    memory.lists = ["callbacks", "second"]
    #expect(DeskMemory(memory.bytes) == memory)
    #expect(DeskMemory(Array(#"{"lists":["a",1,"not a list ",null]}"#.utf8))?.lists.first == "a")
    #expect(DeskMemory(Array("{}".utf8)) == DeskMemory())
    #expect(DeskMemory(Array("nonsense".utf8)) == nil)
  }

  @Test func `what cannot be read is forgotten, and each agent of each account has its own`() async throws {
    let journal = MemoryJournal()
    try await journal.setValue(Array("nonsense".utf8), for: "expertflow.desk/DEMOCO/alice")
    let memories = DeskMemories(journal: journal)
    #expect(try await memories.read(alice) == DeskMemory())
    _ = try await memories.change(alice) { memory in
      memory.theme = "dark"
      return true
    }
    #expect(try await memories.read(alice).theme == "dark")
    for (account, agent) in [("DEMOCO", "bob"), ("OTHER", "alice")] {
      let other = DeskMemories.Owner(account: AccountID(rawValue: account), agent: AgentID(rawValue: agent))
      #expect(try await memories.read(other) == DeskMemory())
    }
  }

  @Test func `a change that is not to be, or changes nothing, is not written; one that fails says so`() async throws {
    let journal = GatedJournal(MemoryJournal())
    let memories = DeskMemories(journal: journal)
    #expect(try await memories.change(alice) { _ in true }.isDone)
    let refused = try await memories.change(alice) { memory in
      memory.theme = "dark"
      return false
    }
    #expect(!refused.isDone && refused.memory == DeskMemory())
    #expect(journal.written.withLock { $0 } == [])
    journal.failure.withLock { $0 = .closed }
    await #expect(throws: JournalError.closed) {
      _ = try await memories.change(alice) { memory in
        memory.theme = "dark"
        return true
      }
    }
  }

  @Test func `changes at the same time are all kept`() async throws {
    let journal = GatedJournal(MemoryJournal())
    let memories = DeskMemories(journal: journal)
    journal.writes.close()
    let names = (0..<20).map { PullListID(rawValue: "list-\($0)") }
    let changes = names.map { name in
      Task {
        try await memories.change(alice) { memory in
          memory.lists.append(name)
          return true
        }
      }
    }
    while journal.writes.held < 1 { await Task.yield() }
    journal.writes.open()
    for change in changes { _ = try await change.value }
    #expect(try await memories.read(alice).lists.sorted() == names.sorted())
  }

  @Test func `work for one key is done in order, and none is left; keys do not wait for each other`() async {
    let lines = SerialLines<String>()
    let gate = Gate()
    gate.close()
    let done = Mutex<[Int]>([])
    lines.add("a") { await gate.pass() }
    for number in 0..<50 { lines.add("a") { done.withLock { $0.append(number) } } }
    #expect(await lines.run("b") { 7 } == 7)
    #expect(done.withLock { $0 } == [])
    gate.open()
    await lines.run("a") {}
    #expect(done.withLock { $0 } == Array(0..<50))
    while lines.count > 0 { await Task.yield() }
  }

  @Test func `an answer is made once for all who need no later fact`() async {
    var reads = SharedReads<String, Int>(limit: 2)
    let made = Mutex<[String]>([])
    func read(_ key: String, _ offset: UInt64) async -> Int {
      await reads.answer(key, after: offset) {
        made.withLock { made in
          made.append(key)
          return made.count
        }
      }.value
    }
    for _ in 0..<3 { #expect(await read("a", 50) == 1) }
    #expect(await read("a", 40) == 1)
    // Whoever knows of a later fact is not told of the time before.
    #expect(await read("a", 51) == 2)
    #expect(await read("a", 50) == 2)
    #expect(await read("b", 1) == 3)
    #expect(await read("c", 1) == 4)
    #expect(reads.count == 2)
    #expect(await read("a", 1) == 5)
    reads.forget("a")
    #expect(await read("a", 1) == 6)
    reads.forget()
    #expect(reads.count == 0)
  }
}
