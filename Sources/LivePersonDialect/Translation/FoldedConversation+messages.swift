// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What is said, and what becomes of it.
extension FoldedConversation {
  /// A message. Each takes a number, also one that is not shown or was erased since, so that the numbers of the others are the
  /// same whenever the fold is made; only what a coach says has none.
  mutating func say(_ fact: MessagePosted, _ envelope: Envelope) -> FoldStep {
    let message = fact.message
    guard message.audience != .coachedAgent, let index = dialogs.lastIndex(where: { $0.id == fact.dialog }) else {
      return .unseen
    }
    let sequence = dialogs[index].nextSequence()
    let isHeard = message.senderKind != .customer && message.audience == .everyone
    numbers.note(message.id, MessageNumbers.Place(dialog: fact.dialog, sequence: sequence, isHeard: isHeard))
    guard !envelope.isErased, let event = MessagingEvent(message.body, settings) else { return .unseen }
    let originator = originator(of: message)
    return .said(
      MessagingChange(
        sequence: sequence,
        originator: originator,
        role: role(of: originator, message.senderKind, in: dialogs[index]),
        time: envelope.time,
        event: event,
        conversation: id,
        dialog: dialogs[index].name,
        audience: message.audience == .everyone ? .all : .agentsAndManagers
      )
    )
  }

  /// A receipt, of a message whose number is still known. It takes a number of the same dialog.
  mutating func report(_ fact: ReceiptReported, _ envelope: Envelope) -> FoldStep {
    guard fact.audience != .coachedAgent, let place = numbers[fact.message],
      let index = dialogs.lastIndex(where: { $0.id == place.dialog }),
      let reporter = appearances.last(where: { $0.participant == fact.participant })
    else { return .unseen }
    let status: AcceptStatus =
      switch fact.status {
      case .delivered: .accept
      case .read: .read
      case .failed: .refused
      }
    let sequence = dialogs[index].nextSequence()
    if reporter.kind == .customer { numbers.noteReport(fact.message, sequence) }
    return .said(
      MessagingChange(
        sequence: sequence,
        originator: reporter.id,
        role: dialogs[index].role(of: reporter.id) ?? LivePersonRole(reporter.kind, reporter.role),
        time: envelope.time,
        event: .acceptStatus(status, sequences: [place.sequence]),
        conversation: id,
        dialog: dialogs[index].name
      )
    )
  }

  private func originator(of message: Message) -> String {
    if message.senderKind == .system { return controller }
    if let known = appearances.last(where: { $0.participant == message.sender }) { return known.id }
    return message.senderAgent?.rawValue ?? message.senderBot?.rawValue ?? message.sender.description
  }

  /// Who asks in a survey is a bot for this wire, and an AGENT there.
  private func role(of id: String, _ kind: ParticipantKind, in dialog: FoldedDialog) -> LivePersonRole {
    dialog.role(of: id) ?? LivePersonRole(kind, nil)
  }
}
