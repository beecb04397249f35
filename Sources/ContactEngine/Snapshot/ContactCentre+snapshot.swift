// SPDX-License-Identifier: Apache-2.0

import ContactModel
import StoredForm

extension ContactCentre {
  /// The version of the snapshot's form. A snapshot of another version is not read: the facts are replayed instead, so
  /// the form may change freely.
  public static let snapshotVersion = 12

  /// The state without its indexes, which is all that ``snapshot()`` writes: a copy that is kept while the state goes on
  /// makes whatever changes meanwhile be copied first, so it should hold no more than is needed.
  public var withoutIndexes: ContactCentre {
    var copy = ContactCentre(account: account, epoch: epoch)
    copy.offset = offset
    copy.lastTime = lastTime
    copy.configuration = configuration
    copy.agents = agents
    copy.conversations = conversations
    copy.workItems = workItems
    copy.offers = offers
    copy.counts = counts
    copy.ledger = ledger
    copy.formerAgents = formerAgents
    copy.retainedThrough = retainedThrough
    copy.wrapUpBounds = wrapUpBounds
    copy.calls = calls
    copy.endedCalls = endedCalls
    return copy
  }

  /// The state as bytes, without its indexes, with a checksum at the end.
  public func snapshot() -> [UInt8] {
    // Room that is not used costs nothing; room that is missing costs a copy of everything so far.
    var writer = RecordWriter(capacity: (1 << 16) + 512 * (conversations.count + workItems.count + agents.count))
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
    for (id, sequence) in formerAgents {
      writer.nested(13) { writer in
        writer.name(1, id)
        writer.unsigned(2, sequence)
      }
    }
    for (id, bound) in wrapUpBounds {
      writer.nested(14) { writer in
        writer.identifier(1, id)
        writer.timestamp(2, bound)
      }
    }
    for id in calls.keys {
      writer.nested(15) { writer in
        writer.identifier(1, id)
        writer.record(2, calls[id])
      }
    }
    for ended in endedCalls.remembered {
      writer.nested(16) { writer in
        writer.name(1, ended.key.channel)
        writer.name(2, ended.key.call)
        writer.identifier(3, ended.conversation)
      }
    }
    writer.unsigned(17, retainedThrough)
    writer.word(writer.bytes.withUnsafeBytes { Self.checksum(of: $0) })
    return writer.bytes
  }

  /// Reads a snapshot of ``snapshotVersion``; nil if it cannot be read, so that the facts are replayed instead.
  public init?(snapshot bytes: [UInt8]) {
    do {
      self = try bytes.withUnsafeBytes { buffer throws(RecordError) in try ContactCentre(checked: buffer) }
    } catch {
      return nil
    }
  }

  private init(checked stored: UnsafeRawBufferPointer) throws(RecordError) {
    let length = stored.count - MemoryLayout<UInt64>.size
    guard length >= 0 else { throw .truncated }
    let content = UnsafeRawBufferPointer(rebasing: stored[..<length])
    let checksum = UInt64(littleEndian: stored.loadUnaligned(fromByteOffset: length, as: UInt64.self))
    guard checksum == Self.checksum(of: content) else { throw .malformed(field: 0) }
    try self.init(stored: content)
  }

  /// A hash that differs whenever eight bytes in line differ. A state read from damaged bytes would contradict the
  /// journal without anybody noticing.
  static func checksum(of bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ word: UInt64) {
      hash = (hash ^ word) &* 0x0000_0100_0000_01b3
      hash ^= hash >> 32
    }
    let whole = bytes.count & ~7
    for start in stride(from: 0, to: whole, by: 8) {
      add(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)))
    }
    for byte in bytes[whole...] { add(UInt64(byte)) }
    add(UInt64(bytes.count))
    return hash
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
    while var nested = try reader.optionalNested(13) {
      let id: AgentID = try nested.name(1)
      formerAgents[id] = try nested.unsigned(2)
    }
    while var nested = try reader.optionalNested(14) {
      let id: WorkItemID = try nested.identifier(1)
      wrapUpBounds[id] = try nested.timestamp(2)
    }
    while var nested = try reader.optionalNested(15) {
      let id: ConversationID = try nested.identifier(1)
      calls[id] = try nested.record(2)
    }
    while var nested = try reader.optionalNested(16) {
      let channel: ChannelID = try nested.name(1)
      let call: CallID = try nested.name(2)
      endedCalls.remember(call, on: channel, of: try nested.identifier(3), limit: .max)
    }
    retainedThrough = try reader.unsigned(17)
    rebuildIndexes()
  }
}
