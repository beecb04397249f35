// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal

/// What the desks of all agents are to remember: one change of an agent's at a time, whether its socket or a call asks for
/// it, and written before it is answered.
final class DeskMemories: Sendable {
  /// Whose.
  struct Owner: Hashable, Sendable {
    let account: AccountID
    let agent: AgentID
  }

  private let journal: any Journal
  private let lines = SerialLines<Owner>()

  init(journal: any Journal) {
    self.journal = journal
  }

  /// What the desk of an agent remembers.
  func read(_ owner: Owner) async throws(JournalError) -> DeskMemory {
    let bytes = try await journal.value(Self.name(owner))
    return bytes.flatMap { DeskMemory($0) } ?? DeskMemory()
  }

  /// Changes what the desk of an agent remembers; it is written if it changed.
  ///
  /// - Parameter body: Changes it; false for what is not to be.
  /// - Returns: What it remembers now, and whether that is as it was to be.
  func change(
    _ owner: Owner,
    _ body: @escaping @Sendable (inout DeskMemory) -> Bool
  ) async throws(JournalError) -> (memory: DeskMemory, isDone: Bool) {
    let result = await lines.run(owner) { [self] () -> Result<(memory: DeskMemory, isDone: Bool), JournalError> in
      do throws(JournalError) {
        let before = try await read(owner)
        var memory = before
        guard body(&memory) else { return .success((before, false)) }
        if memory != before { try await journal.setValue(memory.bytes, for: Self.name(owner)) }
        return .success((memory, true))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private static func name(_ owner: Owner) -> String {
    "expertflow.desk/\(owner.account.rawValue)/\(owner.agent.rawValue)"
  }
}
