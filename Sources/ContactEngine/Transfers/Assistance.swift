// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import StoredForm

/// A transfer, consult or conference that is under way; what became of the others is history.
package struct Assistance: Hashable, Sendable {
  package let id: AssistanceID
  package let kind: AssistanceKind
  /// Who asks: its participant in the main dialog, which may have left since.
  package let initiator: ParticipantID
  /// Which agent asks, if it is one.
  package let agent: AgentID?
  /// Which bot asks, if it is one.
  package let bot: ClientID?
  package let target: AssistanceTarget
  /// What brings somebody in; nil for automations and external addresses.
  package let workItem: WorkItemID?
  /// The dialog of a consult.
  package let dialog: DialogID?
  /// Whether whoever asks is held in the main dialog as long as a consult lasts.
  package let holds: Bool
  /// When an automation or an external address must have answered.
  package let deadline: Timestamp?
  package let note: String?
  package let requestedAt: Timestamp
  /// The agent who answered a consult.
  package internal(set) var answeredBy: AgentID?
}

extension Assistance {
  init(
    _ request: AssistanceRequested,
    _ kind: AssistanceKind,
    dialog: DialogID? = nil,
    holds: Bool = false,
    at time: Timestamp
  ) {
    self.init(
      id: request.assistance,
      kind: kind,
      initiator: request.participant,
      agent: request.initiator,
      bot: request.bot,
      target: request.target,
      workItem: request.workItem,
      dialog: dialog,
      holds: holds,
      deadline: request.deadline,
      note: request.note,
      requestedAt: time
    )
  }
}

extension Assistance: StoredRecord {
  package init(from reader: inout RecordReader) throws(RecordError) {
    self.init(
      id: try reader.identifier(1),
      kind: try reader.choice(2),
      initiator: try reader.identifier(3),
      agent: try reader.optionalName(4),
      bot: try reader.optionalName(5),
      target: try reader.record(6),
      workItem: try reader.optionalIdentifier(7),
      dialog: try reader.optionalIdentifier(8),
      holds: try reader.bool(9),
      deadline: try reader.optionalTimestamp(10),
      note: try reader.optionalString(11),
      requestedAt: try reader.timestamp(12),
      answeredBy: try reader.optionalName(13)
    )
  }

  package func write(to writer: inout RecordWriter) {
    writer.identifier(1, id)
    writer.choice(2, kind)
    writer.identifier(3, initiator)
    writer.name(4, agent)
    writer.name(5, bot)
    writer.record(6, target)
    writer.identifier(7, workItem)
    writer.identifier(8, dialog)
    writer.bool(9, holds)
    writer.timestamp(10, deadline)
    writer.string(11, note)
    writer.timestamp(12, requestedAt)
    writer.name(13, answeredBy)
  }
}
