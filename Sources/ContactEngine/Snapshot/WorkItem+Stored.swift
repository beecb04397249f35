// SPDX-License-Identifier: Apache-2.0

import ContactModel
package import StoredForm

extension WorkItem: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.identifier(1),
      conversation: try reader.identifier(2),
      domain: try reader.name(3),
      queue: try reader.optionalName(4),
      list: try reader.optionalName(5),
      priority: try reader.integer(6),
      enqueuedAt: try reader.timestamp(7),
      serial: try reader.unsigned(8),
      deadline: try reader.optionalTimestamp(9),
      state: try State(from: &reader)
    )
    while var nested = try reader.optionalNested(15) {
      holds.append(Hold(agent: try nested.name(1), until: try nested.timestamp(2)))
    }
    offers = try reader.integer(16)
    assistance = try reader.optionalIdentifier(17)
    target = try reader.optionalName(18)
    excluded = try reader.names(19)
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, id)
    writer.identifier(2, conversation)
    writer.name(3, domain)
    writer.name(4, queue)
    writer.name(5, list)
    writer.integer(6, priority)
    writer.timestamp(7, enqueuedAt)
    writer.unsigned(8, serial)
    writer.timestamp(9, deadline)
    state.write(to: &writer)
    for hold in holds {
      writer.nested(15) { writer in
        writer.name(1, hold.agent)
        writer.timestamp(2, hold.until)
      }
    }
    writer.integer(16, offers)
    writer.identifier(17, assistance)
    writer.name(18, target)
    writer.names(19, excluded)
  }
}

extension WorkItem.State {
  /// Reads fields 10 to 14 of a work item.
  fileprivate init(from reader: inout RecordReader) throws(RecordError) {
    let code = try reader.integer(10)
    switch code {
    case 1: self = .waiting
    case 2: self = .listed
    case 3: self = .offered(try reader.identifier(11))
    case 4: self = .active(try reader.name(12))
    case 5: self = .wrapping(try reader.name(13), until: try reader.optionalTimestamp(14))
    case 6:
      guard var nested = try reader.optionalNested(14) else { throw .malformed(field: 14) }
      self = .inWorkbin(
        WorkItem.Kept(workbin: try nested.record(1), by: try nested.name(2), since: try nested.timestamp(3))
      )
    default: throw .unknown(field: 10, value: Int64(code))
    }
  }

  fileprivate func write(to writer: inout RecordWriter) {
    switch self {
    case .waiting: writer.integer(10, 1)
    case .listed: writer.integer(10, 2)
    case .offered(let offer):
      writer.integer(10, 3)
      writer.identifier(11, offer)
    case .active(let agent):
      writer.integer(10, 4)
      writer.name(12, agent)
    case .wrapping(let agent, let deadline):
      writer.integer(10, 5)
      writer.name(13, agent)
      writer.timestamp(14, deadline)
    case .inWorkbin(let kept):
      writer.integer(10, 6)
      writer.nested(14) { writer in
        writer.record(1, kept.workbin)
        writer.name(2, kept.by)
        writer.timestamp(3, kept.since)
      }
    }
  }
}
