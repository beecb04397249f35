// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import LivePersonDialect
import WebhookDelivery

/// Makes the notifications of one installation, each conversation in order: of one event type, or of all it has endpoints
/// for.
struct LivePersonTranslation: WebhookTranslation {
  let account: AccountID
  let types: Set<LivePersonEventType>
  let fold: FoldSettings
  let journal: any Journal
  /// For how long somebody who writes is worth telling of.
  let patience: Duration

  var signalPatience: Duration? { types.contains(.chatState) ? patience : nil }

  /// Every fact of a conversation: what is told of one depends on those before it.
  func entries(of page: [Envelope], origin: DeliveryEntry.Origin) -> [(DeliveryLane, DeliveryEntry)] {
    page.compactMap { fact in
      guard let conversation = fact.event.subject.conversation else { return nil }
      return DeliveryEntry([fact], origin: origin).map { (.conversation(conversation), $0) }
    }
  }

  func fold(of lane: DeliveryLane, before fact: Envelope?) async throws -> any WebhookFold {
    var state = LivePersonFold(ConversationFold(account: account, settings: fold), types, account, epoch: journal.epoch)
    guard case .conversation(let id) = lane else { return state }
    let end = fact?.conversationSequence ?? .max
    var sequence: UInt64 = 0
    while sequence + 1 < end {
      let page = try await journal.read(account, conversation: id, after: sequence, limit: 500)
      for envelope in page {
        guard let number = envelope.conversationSequence, number < end else { return state }
        state.take(envelope)
        sequence = number
      }
      if page.count < 500 { break }
    }
    return state
  }
}

/// What is known of a conversation, to make an installation's notifications.
struct LivePersonFold: WebhookFold {
  private var fold: ConversationFold
  private var sequence: UInt64 = 0
  private let types: Set<LivePersonEventType>
  private let account: AccountID
  private let epoch: UInt32

  init(_ fold: ConversationFold, _ types: Set<LivePersonEventType>, _ account: AccountID, epoch: UInt32) {
    self.fold = fold
    self.types = types
    self.account = account
    self.epoch = epoch
  }

  func continues(with fact: Envelope) -> Bool { fact.conversationSequence == sequence + 1 }

  /// Takes in a fact of which nothing is told any more.
  mutating func take(_ fact: Envelope) {
    _ = fold.notifications(of: fact)
    sequence = fact.conversationSequence ?? sequence
  }

  mutating func messages(of facts: [Envelope], number: UInt64) -> [WebhookMessage] {
    facts.flatMap { fact in
      sequence = fact.conversationSequence ?? sequence
      return fold.notifications(of: fact).filter { types.contains($0.type) }.map(message)
    }
  }

  func message(of signal: Signal) -> WebhookMessage? {
    guard types.contains(.chatState) else { return nil }
    return fold.notification(of: signal).map(message)
  }

  /// What is of a fact has an id that follows from it; a signal has one from when it was and from what it tells, so that those
  /// of two who write in the same moment are not taken for one.
  private func message(_ notification: LivePersonNotification) -> WebhookMessage {
    let place = notification.offset.map { Position(epoch: epoch, offset: $0).description }
    let id = NamedUUID.make(
      "livePerson",
      account.rawValue,
      place ?? "\(notification.conversation)/\(notification.time.milliseconds)/\(telling(notification))",
      "\(notification.index)"
    )
    var message = WebhookMessage(id: id, type: notification.type.rawValue, body: notification.body)
    message.time = notification.time
    return message
  }

  private func telling(_ notification: LivePersonNotification) -> String {
    String(decoding: notification.body, as: UTF8.self)
  }
}
