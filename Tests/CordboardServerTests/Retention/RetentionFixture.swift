// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import EventJournal
import Logging
import Testing

@testable import CordboardServer

/// A partition and what erases, over one journal.
struct RetentionFixture {
  static let account: AccountID = "TESTCO"
  static let day = Duration.seconds(86_400)

  let partition: Partition
  let retention: Retention
  let journal: any Journal & ConversationErasure & FileStore
  let clock: SharedClock

  init(_ journal: any Journal & ConversationErasure & FileStore, _ clock: SharedClock) {
    self.journal = journal
    self.clock = clock
    var settings = PartitionSettings()
    // Tests look at the deadlines themselves.
    settings.tick = .seconds(3_600)
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    partition = Partition(journal: journal, sink: NoSink(), clock: clock, settings: settings, seed: 1, logger: logger)
    retention = Retention(journal: journal, files: journal, partition: partition, clock: clock, logger: logger)
  }

  /// Runs the partition while the closure does its work.
  func running<Value>(_ body: () async throws -> Value) async throws -> Value {
    let recovered = try await partition.recover()
    let task = Task { [partition] in await partition.run(recovered) }
    let result: Result<Value, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    partition.close()
    await task.value
    return try result.get()
  }

  func configure(keeping age: Duration?) async throws {
    var settings = SampleAccount.settings()
    settings.conversationRetention = age
    settings.limits.openConversations = 10_000
    try await give(.configure(SampleAccount.changes(settings: settings)))
  }

  @discardableResult
  func give(_ command: Command) async throws -> Outcome {
    try await partition.perform(command, in: CommandContext(principal: .system(Self.account)))
  }

  /// A customer says something in a conversation that is then closed, unless it is to stay open.
  @discardableResult
  func chat(_ customer: Int, isOpen: Bool = false) async throws -> ConversationID {
    let outcome = try await give(SampleAccount.start(customer, on: "web", saying: "secret of \(customer)"))
    let id = try #require(outcome.conversation)
    if !isOpen { try await give(.closeConversation(id, .system)) }
    return id
  }

  func log() async throws -> [Envelope] { try await journal.read(Self.account, after: 0, limit: .max) }

  func receipts() async throws -> [RetentionApplied] {
    try await log().compactMap { if case .retentionApplied(let receipt) = $0.event { receipt } else { nil } }
  }

  /// The conversations whose facts are erased, after a look that none is erased in part.
  func erased() async throws -> Set<ConversationID> {
    var all: [ConversationID: Set<Bool>] = [:]
    for envelope in try await log() {
      if let id = envelope.event.subject.conversation { all[id, default: []].insert(envelope.isErased) }
    }
    #expect(all.values.allSatisfy { $0.count == 1 }, "a conversation is erased in part")
    return Set(all.filter { $0.value == [true] }.keys)
  }

  func customer(of conversation: ConversationID) async throws -> CustomerID {
    let facts = try await journal.read(Self.account, conversation: conversation, after: 0, limit: 1)
    return try #require(facts.first?.arrivingCustomer)
  }
}
