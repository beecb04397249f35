// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import EventJournal
import Synchronization

@testable import CordboardServer

/// A gate that tests close to hold others up. The lock guards who waits.
final class Gate: Sendable {
  private struct State {
    /// How many pass before the next is held; nil while it is open.
    var left: Int?
    var held: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// How many are held.
  var held: Int { state.withLock { $0.held.count } }

  /// Holds whoever comes from now on, after so many.
  func close(after count: Int = 0) { state.withLock { $0.left = count } }

  /// Lets everybody go on.
  func open() {
    let held = state.withLock { state in
      defer { state = State() }
      return state.held
    }
    for continuation in held { continuation.resume() }
  }

  func pass() async {
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        guard let left = state.left else { return false }
        if left > 0 {
          state.left = left - 1
          return false
        }
        state.held.append(continuation)
        return true
      }
      if !isHeld { continuation.resume() }
    }
  }
}

/// A journal that counts what is read and written, holds it up, and fails, as a test says. The locks guard the counts.
final class GatedJournal: ForwardingJournal {
  let base: any Journal
  /// Before a value is written.
  let writes = Gate()
  let written = Mutex<[[UInt8]]>([])
  let failure = Mutex<JournalError?>(nil)
  let conversationReads = Mutex(0)
  let accountReads = Mutex(0)

  init(_ base: any Journal) {
    self.base = base
  }

  func setValue(_ value: [UInt8]?, for name: String) async throws(JournalError) {
    await writes.pass()
    if let failure = failure.withLock({ $0 }) { throw failure }
    try await base.setValue(value, for: name)
    written.withLock { $0.append(value ?? []) }
  }

  func read(_ account: AccountID, after offset: UInt64, limit: Int) async throws(JournalError) -> [Envelope] {
    accountReads.withLock { $0 += 1 }
    return try await base.read(account, after: offset, limit: limit)
  }

  func read(
    _ account: AccountID,
    conversation: ConversationID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    conversationReads.withLock { $0 += 1 }
    return try await base.read(account, conversation: conversation, after: sequence, limit: limit)
  }
}

extension GatedJournal: ConversationSearch {
  func search(_ account: AccountID, _ query: ConversationQuery) async throws(JournalError) -> ConversationPage {
    guard let base = base as? any ConversationSearch else { throw .unreadable("nothing is searched here") }
    return try await base.search(account, query)
  }
}

/// A way to the core that counts questions and holds them up, as a test says. The lock guards the count.
final class GatedGateway: CommandGateway {
  let base: any CommandGateway
  let questions = Gate()
  let asked = Mutex(0)

  init(_ base: any CommandGateway) {
    self.base = base
  }

  func submit(
    _ command: Command,
    in context: CommandContext,
    settle: @escaping @Sendable (Result<Outcome, Rejection>) -> Void
  ) { base.submit(command, in: context, settle: settle) }

  func signal(
    _ intent: SignalIntent,
    from principal: Principal,
    settle: @escaping @Sendable (Result<Void, Rejection>) -> Void
  ) { base.signal(intent, from: principal, settle: settle) }

  func query<Answer: Sendable>(
    _ account: AccountID,
    _ body: @escaping @Sendable (borrowing ContactCentre, Position) throws(Rejection) -> Answer
  ) async throws(Rejection) -> Answer {
    asked.withLock { $0 += 1 }
    await questions.pass()
    return try await base.query(account, body)
  }
}
