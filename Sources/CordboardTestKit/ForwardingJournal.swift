// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import EventJournal

/// A journal that hands everything on to another one, but for what a test or a measurement does itself.
package protocol ForwardingJournal: Journal {
  /// The journal everything is handed on to.
  var base: any Journal { get }
}

extension ForwardingJournal {
  package var epoch: UInt32 { base.epoch }

  package func accounts() async throws(JournalError) -> [AccountID: UInt64] { try await base.accounts() }

  package func append(_ batches: [JournalBatch]) async throws(JournalError) { try await base.append(batches) }

  package func read(
    _ account: AccountID,
    after offset: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try await base.read(account, after: offset, limit: limit)
  }

  package func read(
    _ account: AccountID,
    conversation: ConversationID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try await base.read(account, conversation: conversation, after: sequence, limit: limit)
  }

  package func read(
    _ account: AccountID,
    agent: AgentID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try await base.read(account, agent: agent, after: sequence, limit: limit)
  }

  package func read(
    _ account: AccountID,
    customer: CustomerID,
    before offset: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] {
    try await base.read(account, customer: customer, before: offset, limit: limit)
  }

  package func waitForFacts(_ account: AccountID, after offset: UInt64) async throws(JournalError) {
    try await base.waitForFacts(account, after: offset)
  }

  package func saveSnapshot(_ snapshot: JournalSnapshot) async throws(JournalError) {
    try await base.saveSnapshot(snapshot)
  }

  package func latestSnapshot(_ account: AccountID) async throws(JournalError) -> JournalSnapshot? {
    try await base.latestSnapshot(account)
  }

  package func value(_ name: String) async throws(JournalError) -> [UInt8]? { try await base.value(name) }

  package func values(withPrefix prefix: String) async throws(JournalError) -> [String: [UInt8]] {
    try await base.values(withPrefix: prefix)
  }

  package func setValue(_ value: [UInt8]?, for name: String) async throws(JournalError) {
    try await base.setValue(value, for: name)
  }

  package func close() async { await base.close() }
}
