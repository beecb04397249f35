// SPDX-License-Identifier: Apache-2.0

import ContactModel
import StoredForm

extension ContactCentre {
  /// The version of the snapshot's form. A snapshot of another version is not read: the facts are replayed instead, so
  /// the form may change freely.
  public static let snapshotVersion = 1

  /// The state as bytes, without its indexes.
  public func snapshot() -> [UInt8] {
    var writer = RecordWriter(capacity: 1 << 16)
    writer.name(1, account)
    writer.unsigned(2, UInt64(epoch))
    writer.unsigned(3, offset)
    writer.record(4, configuration)
    for (id, presence) in agents {
      writer.nested(5) { writer in
        writer.name(1, id)
        writer.record(2, presence)
      }
    }
    for conversation in conversations.values { writer.record(6, conversation) }
    for item in workItems.values { writer.record(7, item) }
    for offer in offers.values { writer.record(8, offer) }
    writer.integer(9, counts.created)
    writer.integer(10, counts.ended)
    writer.records(11, ledger.remembered)
    writer.timestamp(12, lastTime)
    return writer.bytes
  }

  /// Reads a snapshot of ``snapshotVersion``; nil if it cannot be read, so that the facts are replayed instead.
  public init?(snapshot bytes: [UInt8]) {
    do {
      self = try bytes.withUnsafeBytes { buffer throws(RecordError) in try ContactCentre(stored: buffer) }
    } catch {
      return nil
    }
  }

  private init(stored: UnsafeRawBufferPointer) throws(RecordError) {
    var reader = RecordReader(stored)
    let account: AccountID = try reader.name(1)
    self.init(account: account, epoch: UInt32(truncatingIfNeeded: try reader.unsigned(2)))
    offset = try reader.unsigned(3)
    configuration = try reader.record(4)
    while var nested = try reader.optionalNested(5) {
      let id: AgentID = try nested.name(1)
      agents[id] = try nested.record(2)
    }
    while let conversation: Conversation = try reader.optionalRecord(6) {
      conversations[conversation.id] = conversation
    }
    while let item: WorkItem = try reader.optionalRecord(7) {
      workItems[item.id] = item
      counts.add(item.state, 1)
    }
    while let offer: Offer = try reader.optionalRecord(8) { offers[offer.id] = offer }
    counts.created = try reader.integer(9)
    counts.ended = try reader.integer(10)
    while let entry: CommandLedger.Entry = try reader.optionalRecord(11) {
      ledger.remember(entry, limit: .max)
    }
    lastTime = try reader.timestamp(12)
    rebuildIndexes()
  }
}
