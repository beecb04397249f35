// SPDX-License-Identifier: Apache-2.0

public import ContactModel
public import DialectKit

extension BayeuxSession {
  /// A request came, in whole.
  public mutating func request(_ id: RequestID, _ message: HTTPMessage, at now: Timestamp) -> [BayeuxAction] {
    guard phase != .over else { return [.perform(.reply(id, settings.unknownClient(message)))] }
    do throws(BayeuxMalformed) {
      let (texts, form) = try settings.texts(of: message)
      let messages = try settings.messages(in: texts)
      return take(messages, .request(id, form), browser: settings.cookie?.value(in: message), now)
    } catch {
      let answer = BayeuxAction.perform(.reply(id, settings.refusal(error, of: message)))
      // What looked like a handshake was none.
      return phase == .new ? [answer] + end(.badRequest, at: now) : [answer]
    }
  }

  /// The peer of a request is gone. What waits for the client waits on.
  public mutating func requestAborted(_ id: RequestID, at now: Timestamp) -> [BayeuxAction] {
    exchanges.removeAll { if case .request(id, _) = $0.way { true } else { false } }
    if held?.request == id {
      held = nil
      restartLife(now)
    }
    return endIfUnheard(now) + arm()
  }

  /// A text message came on the WebSocket.
  public mutating func text(_ bytes: [UInt8], at now: Timestamp) -> [BayeuxAction] {
    guard phase != .over else { return [] }
    guard bytes != BayeuxSettings.emptyBatch else { return [.perform(.send(bytes))] }
    do throws(BayeuxMalformed) {
      return take(try settings.messages(in: bytes), .webSocket, browser: nil, now)
    } catch {
      let actions = sendSocketAway(error.status == 413 ? .messageTooBig : .protocolError, at: now)
      return phase == .new ? actions + end(.badRequest, at: now) : actions
    }
  }

  /// Takes messages that came together, in order.
  private mutating func take(
    _ messages: [BayeuxMessage],
    _ way: BayeuxExchange.Way,
    browser: String?,
    _ now: Timestamp
  ) -> [BayeuxAction] {
    var messages = messages
    if let handshake = messages.first(where: \.isHandshake) {
      // Bayeux 1.0, section 5.1: a handshake MUST be alone; others beside it MUST be ignored.
      messages = [handshake]
    }
    // Whatever is heard of the client keeps its session alive.
    if held == nil { restartLife(now) }
    let number = beginExchange(way, slots: messages.count)
    var actions: [BayeuxAction] = []
    for (place, message) in messages.enumerated() {
      let ticket = BayeuxTicket(exchange: number, place: place)
      if let error = objection(to: message) {
        fill(ticket, error == .unknownClient ? settings.unknownClientReply(to: message) : reply(message, error, now))
      } else {
        actions += take(message, ticket, browser, now)
      }
      guard phase != .over else { return actions }
    }
    // What looked like a handshake from afar was none, and the client knows no id to come back with.
    let isStranger = phase == .new && unsettled.isEmpty && lastExchange == nil
    actions += finishIfComplete(number, now)
    return actions + (isStranger ? end(.badRequest, at: now) : arm())
  }

  private func reply(_ message: BayeuxMessage, _ error: BayeuxError, _ now: Timestamp) -> [UInt8] {
    settings.reply(to: message, error: error) { BayeuxSettings.subscription(of: message, to: &$0) }
  }

  /// What is wrong with a message, whatever its channel.
  private func objection(to message: BayeuxMessage) -> BayeuxError? {
    guard message.channel != nil else { return .channelMissing }
    guard !message.isHandshake else { return nil }
    let isKnown = phase == .handshaken || phase == .connected || (phase == .expelled && message.isConnect)
    guard isKnown, message.clientID == id else { return .unknownClient }
    if settings.edition == .cometD5, let id = message.id?.stringValue, !Self.isLettersAndDigits(id) {
      return .messageIDInvalid
    }
    return nil
  }

  private static func isLettersAndDigits(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { ($0 | 0x20).isLetter || $0.isDigit }
  }

  private mutating func take(
    _ message: BayeuxMessage,
    _ ticket: BayeuxTicket,
    _ browser: String?,
    _ now: Timestamp
  ) -> [BayeuxAction] {
    switch message.channel {
    case BayeuxChannel.handshake.name: handshake(message, ticket, now)
    case BayeuxChannel.connect.name: connect(message, ticket, browser, now)
    case BayeuxChannel.subscribe.name: subscribe(message, ticket, now)
    case BayeuxChannel.unsubscribe.name: unsubscribe(message, ticket, now)
    case BayeuxChannel.disconnect.name: disconnect(message, ticket, now)
    default: publish(message, ticket, now)
    }
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
