// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// `/meta/subscribe`, `/meta/unsubscribe` (Bayeux 1.0, sections 5.5 and 5.6), `/meta/disconnect` (5.4) and
/// publishing (6).
///
/// A subscription is a channel or an array of them; the answer repeats it in the same form. It is taken in whole or
/// refused in whole. A client that subscribes MUST have a clientId; the answer MUST have successful and subscription,
/// and MAY have error, advice, ext, clientId and id. The answer to a publication MUST have successful and MAY have id,
/// error and ext; it never has data, which clients would take for an event.
extension BayeuxSession {
  mutating func subscribe(_ message: BayeuxMessage, _ ticket: BayeuxTicket, _ now: Timestamp) -> [BayeuxAction] {
    do throws(BayeuxError) {
      let channels = try channels(of: message)
      guard !channels.contains(where: { $0.kind == .meta }) else { throw .subscribeDenied(reason: nil) }
      // What is said on service channels is for one client in any case; there is nothing to remember.
      let broadcast = channels.filter { $0.kind == .broadcast }
      guard !broadcast.isEmpty else {
        fill(ticket, metaReply(to: message, received: now, now) { BayeuxSettings.subscription(of: message, to: &$0) })
        return []
      }
      guard subscriptions.union(requestedChannels).union(broadcast).count <= settings.subscriptions else {
        throw .subscribeDenied(reason: "too_many_subscriptions")
      }
      try postpone(.subscribe(broadcast), message, ticket, now)
      return [.event(.subscribeRequested(ticket, broadcast))]
    } catch {
      refuse(message, ticket, error, now)
      return []
    }
  }

  /// Channels the application has not answered about.
  private var requestedChannels: [BayeuxChannel] {
    unsettled.values.flatMap(\.kind.channels)
  }

  mutating func unsubscribe(_ message: BayeuxMessage, _ ticket: BayeuxTicket, _ now: Timestamp) -> [BayeuxAction] {
    do throws(BayeuxError) {
      let channels = try channels(of: message).filter { $0.kind != .service }
      let known = channels.filter { subscriptions.contains($0) }
      guard known.count == channels.count || settings.edition == .cometD3 else { throw .channelMissing }
      subscriptions.subtract(known)
      fill(ticket, metaReply(to: message, received: now, now) { BayeuxSettings.subscription(of: message, to: &$0) })
      return known.isEmpty ? [] : [.event(.unsubscribed(known))]
    } catch {
      refuse(message, ticket, error, now)
      return []
    }
  }

  mutating func disconnect(_ message: BayeuxMessage, _ ticket: BayeuxTicket, _ now: Timestamp) -> [BayeuxAction] {
    // The connect is answered first: its connection is free then.
    let actions = held.map { answer($0, .none, now) } ?? []
    phase = .leaving
    fill(ticket, metaReply(to: message, received: now, now))
    lastExchange = ticket.exchange
    return actions
  }

  mutating func publish(_ message: BayeuxMessage, _ ticket: BayeuxTicket, _ now: Timestamp) -> [BayeuxAction] {
    do throws(BayeuxError) {
      guard let channel = BayeuxChannel(message.channel ?? "", limit: settings.channelBytes), channel.kind != .meta,
        !channel.isPattern
      else { throw .channelInvalid }
      guard message.size <= settings.messageBytes else { throw .messageTooLarge(limit: settings.messageBytes) }
      try postpone(.publish, message, ticket, now)
      let publication = BayeuxPublication(channel: channel, data: message.data ?? .null, ext: message.ext)
      return [.event(.published(ticket, publication))]
    } catch {
      refuse(message, ticket, error, now)
      return []
    }
  }

  /// Lets a message wait for the application.
  private mutating func postpone(
    _ kind: UnsettledMessage.Kind,
    _ message: BayeuxMessage,
    _ ticket: BayeuxTicket,
    _ now: Timestamp
  ) throws(BayeuxError) {
    guard unsettled.count < settings.unsettledMessages else { throw .tooManyUnanswered }
    unsettled[ticket] = UnsettledMessage(kind: kind, message: message, received: now)
  }

  private mutating func refuse(
    _ message: BayeuxMessage,
    _ ticket: BayeuxTicket,
    _ error: BayeuxError,
    _ now: Timestamp
  ) {
    fill(ticket, settings.reply(to: message, error: error) { BayeuxSettings.subscription(of: message, to: &$0) })
  }

  private func channels(of message: BayeuxMessage) throws(BayeuxError) -> [BayeuxChannel] {
    let names: [JSONValue]
    switch message.subscription {
    case nil, .null: throw .subscriptionMissing
    case .array(let values): names = values
    case .some(let value): names = [value]
    }
    guard !names.isEmpty else { throw .subscriptionMissing }
    var channels: [BayeuxChannel] = []
    for name in names {
      guard let channel = name.stringValue.flatMap({ BayeuxChannel($0, limit: settings.channelBytes) }) else {
        throw .subscriptionInvalid
      }
      if !channels.contains(channel) { channels.append(channel) }
    }
    return channels
  }
}
