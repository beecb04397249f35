// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What LivePerson's wire tells of one conversation: a fold over its facts from the first on. The same facts give the same
/// notifications, with the same numbers, whether they are fed as they happen or read from history.
///
/// Its memory is bounded by its ``FoldSettings``. It does not tell of who listens unseen, nor of what a coach says.
package struct ConversationFold: Sendable {
  /// The account it is of.
  package let account: AccountID
  private let settings: FoldSettings
  private var conversation: FoldedConversation?

  /// Creates a fold that waits for the first fact of a conversation.
  package init(account: AccountID, settings: FoldSettings = FoldSettings()) {
    self.account = account
    self.settings = settings
  }

  /// Whether the conversation is over for good: no fact of it comes any more.
  package var isOver: Bool { conversation?.isOver == true }

  /// Takes the next fact of the conversation: what is told of it. Facts of other conversations change nothing, nor do facts
  /// before the first one.
  package mutating func notifications(of envelope: Envelope) -> [LivePersonNotification] {
    guard let step = follow(envelope), let id = conversation?.id else { return [] }
    switch step {
    case .unseen: return []
    case .said(let change):
      let bytes = NotificationUmbrella.bytes(change.event.type, change)
      return [notification(change.event.type, id, envelope, bytes)]
    case .changed:
      guard let change = conversation?.stamp(at: envelope.time) else { return [] }
      let bytes = NotificationUmbrella.bytes(.conversationChange, change)
      return [notification(.conversationChange, id, envelope, bytes)]
    }
  }

  /// Takes the next fact without telling of it: a fold that is only asked needs no JSON.
  package mutating func take(_ envelope: Envelope) { _ = follow(envelope) }

  private mutating func follow(_ envelope: Envelope) -> FoldStep? {
    if conversation == nil { conversation = FoldedConversation(envelope, settings) }
    guard let id = conversation?.id, envelope.event.subject.conversation == id, envelope.account == account else {
      return nil
    }
    return conversation?.follow(envelope)
  }

  // MARK: What connectors ask

  /// The number under which a message was told, in its dialog; nil if it was not, or is too old.
  package func sequence(of message: MessageID) -> Int? { conversation?.numbers[message]?.sequence }

  /// The messages with numbers in a dialog of which the customer can say what became of them, as far as they are known:
  /// neither its own nor what it does not hear.
  ///
  /// - Parameter dialog: The dialog; nil for the main one.
  package func messages(_ sequences: [Int], in dialog: DialogID?) -> [MessageID] {
    guard let conversation else { return [] }
    return sequences.compactMap { conversation.numbers.heard($0, in: dialog ?? conversation.mainDialog) }
  }

  /// The number under which the customer's last report on any of these messages was told; nil if there was none.
  package func reportSequence(of messages: [MessageID]) -> Int? {
    messages.compactMap { conversation?.numbers[$0]?.report }.max()
  }

  /// What a dialog is for, and whether it is open; nil if the conversation has none of that id.
  ///
  /// - Parameter dialog: The dialog; nil for the main one.
  package func state(of dialog: DialogID?) -> (kind: DialogDetails.Kind, isOpen: Bool)? {
    guard let conversation, let known = conversation.dialogs.last(where: { $0.id == dialog ?? conversation.mainDialog })
    else { return nil }
    return (known.kind, known.end == nil)
  }

  /// The survey; nil if there was none.
  var survey: FoldedConversation.Survey? { conversation?.survey }

  private func notification(
    _ type: LivePersonEventType,
    _ id: ConversationID,
    _ envelope: Envelope,
    _ body: [UInt8]
  ) -> LivePersonNotification {
    LivePersonNotification(
      type: type,
      conversation: id,
      offset: envelope.offset,
      index: 0,
      time: envelope.time,
      body: body
    )
  }

  /// What is told of a signal; nil if it is of another conversation, or of somebody who is not seen there.
  package func notification(of signal: Signal) -> LivePersonNotification? {
    guard signal.account == account, let conversation else { return nil }
    switch signal.content {
    case .typing(let id, let participant, _, let isTyping):
      guard id == conversation.id, let writer = conversation.seen(participant) else { return nil }
      let change = MessagingChange(
        originator: writer.id,
        role: writer.role,
        event: .chatState(isTyping ? .composing : .pause),
        conversation: id,
        dialog: writer.dialog
      )
      return LivePersonNotification(
        type: .chatState,
        conversation: id,
        offset: nil,
        index: 0,
        time: signal.time,
        body: NotificationUmbrella.bytes(.chatState, change)
      )
    }
  }
}
