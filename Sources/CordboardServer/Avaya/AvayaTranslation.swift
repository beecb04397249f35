// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import WebhookDelivery

/// Makes the notifications of one subscription that has a webhook, in one lane: subscribers are promised the order of the
/// log, and numbers without gaps.
struct AvayaTranslation: WebhookTranslation {
  let subscription: Subscription
  let account: AccountID
  let form: NotificationForm
  let journal: any Journal

  /// A conversation's beginning and what follows at once are understood together.
  func entries(of page: [Envelope], origin: DeliveryEntry.Origin) -> [(DeliveryLane, DeliveryEntry)] {
    var groups: [[Envelope]] = []
    for fact in page {
      if let group = groups.last, let first = group.first, let last = group.last, last.offset + 1 == fact.offset,
        case .conversationStarted(let started) = first.event, fact.event.continues(started.conversation)
      {
        groups[groups.count - 1].append(fact)
      } else {
        groups.append([fact])
      }
    }
    return groups.compactMap { DeliveryEntry($0, origin: origin) }.map { (.account, $0) }
  }

  /// The page is followed by a fact that belongs to its last one: so it must not end there.
  func breaksOff(after fact: Envelope) -> Bool {
    switch fact.event {
    case .conversationStarted, .callStarted: true
    default: false
    }
  }

  func fold(of lane: DeliveryLane, before fact: Envelope?) async throws -> any WebhookFold {
    let offset = fact.map { $0.offset - 1 } ?? .max
    let (centre, _) = try await ContactCentre.read(account, through: offset, of: journal)
    return AvayaFold(NotificationTranslator(centre, form: form), after: centre.offset, for: subscription)
  }
}

/// What is known of an account, to make a subscription's notifications.
struct AvayaFold: WebhookFold {
  private var translator: NotificationTranslator
  private var offset: UInt64
  private let subscription: Subscription

  init(_ translator: NotificationTranslator, after offset: UInt64, for subscription: Subscription) {
    self.translator = translator
    self.offset = offset
    self.subscription = subscription
  }

  /// It knows of open conversations only, and only what is erased of closed ones is ever erased.
  var isKeptOnErasure: Bool { true }

  func continues(with fact: Envelope) -> Bool { fact.offset == offset + 1 }

  mutating func messages(of facts: [Envelope], number: UInt64) -> [WebhookMessage] {
    offset = facts.last?.offset ?? offset
    let notifications = translator.translate(facts)
      .filter { $0.body.kind.rawValue & subscription.filter.rawValue != 0 }
    return notifications.enumerated().map { index, notification in
      // The moment at which it is sent is the fact's: the same bytes go out at every attempt.
      let notice = notification.notice(sentAt: notification.time)
      let own = subscription.isNumbered ? number + UInt64(index) + 1 : nil
      return WebhookMessage(
        id: notification.id,
        type: "\(notification.body.kind)",
        body: notice.message(with: Array(subscription.id.utf8), number: own)
      )
    }
  }
}

extension Event {
  /// Whether this says more about a conversation that has just begun.
  fileprivate func continues(_ conversation: ConversationID) -> Bool {
    switch self {
    case .callStarted(let fact): fact.conversation == conversation
    case .workStarted(let fact): fact.conversation == conversation
    default: false
    }
  }
}
