// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// Messages that came together and are answered together: a request, or a message of a WebSocket.
struct BayeuxExchange: Sendable {
  /// How the answer goes.
  enum Way: Hashable, Sendable {
    case request(RequestID, BayeuxReplyForm)
    case webSocket
  }

  /// The answer to one message.
  enum Slot: Hashable, Sendable {
    /// The application has not answered, or the connect is held.
    case waiting
    /// The answer to a handshake goes before everything else.
    case handshake([UInt8])
    case reply([UInt8])
    /// Written when it goes, because it numbers what goes with it.
    case connect(ConnectReply)
    /// Answered by an exchange of its own.
    case moved
  }

  let number: UInt64
  let way: Way
  var slots: [Slot]

  /// Whether every message has its answer.
  var isComplete: Bool { !slots.contains(.waiting) }

  /// Whether a connect is among them.
  var hasConnect: Bool {
    slots.contains { if case .connect = $0 { true } else { false } }
  }

  var isOnWebSocket: Bool { way == .webSocket }
}

/// The answer to a connect.
struct ConnectReply: Hashable, Sendable {
  let message: BayeuxMessage
  let received: Timestamp
  let advice: BayeuxAdvice
}

/// A connect that waits for something to tell.
struct HeldConnect: Hashable, Sendable {
  let ticket: BayeuxTicket
  let message: BayeuxMessage
  let received: Timestamp
  let deadline: Timestamp
  /// The request, unless it came by a WebSocket.
  let request: RequestID?
}

/// A message that waits for the application.
struct UnsettledMessage: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case handshake
    case subscribe([BayeuxChannel])
    case publish

    /// The channels of a subscription.
    var channels: [BayeuxChannel] { if case .subscribe(let channels) = self { channels } else { [] } }
  }

  let kind: Kind
  let message: BayeuxMessage
  let received: Timestamp
}

extension BayeuxSession {
  /// Begins to answer messages.
  mutating func beginExchange(_ way: BayeuxExchange.Way, slots: Int) -> UInt64 {
    exchangeCount += 1
    let waiting = Array(repeating: BayeuxExchange.Slot.waiting, count: slots)
    exchanges.append(BayeuxExchange(number: exchangeCount, way: way, slots: waiting))
    return exchangeCount
  }

  func exchange(_ number: UInt64) -> BayeuxExchange? {
    exchanges.first { $0.number == number }
  }

  mutating func fill(_ ticket: BayeuxTicket, _ slot: BayeuxExchange.Slot) {
    guard let index = exchanges.firstIndex(where: { $0.number == ticket.exchange }) else { return }
    exchanges[index].slots[ticket.place] = slot
  }

  mutating func fill(_ ticket: BayeuxTicket, _ reply: [UInt8], isHandshake: Bool = false) {
    fill(ticket, isHandshake ? .handshake(reply) : .reply(reply))
  }

  /// Answers messages if each of them has its answer.
  ///
  /// In the answer come first that to a handshake, then the events that wait, then the other answers, as the reference
  /// server has it. Events go with the answer to a connect, and with other answers unless the client confirms what it
  /// is sent, gets everything by connects alone, or polls by scripts.
  mutating func finishIfComplete(_ number: UInt64, _ now: Timestamp) -> [BayeuxAction] {
    guard let index = exchanges.firstIndex(where: { $0.number == number }), exchanges[index].isComplete else {
      return []
    }
    let exchange = exchanges.remove(at: index)
    let hasConnect = exchange.hasConnect
    var frames: [BayeuxFrame] = []
    if carriesEvents(exchange) { frames = acknowledges ? queue.takeBatch() : takeQueue() }
    if phase == .expelled, hasConnect { frames.append(.disconnect) }
    var head: [ArraySlice<UInt8>] = []
    var tail: [ArraySlice<UInt8>] = []
    for slot in exchange.slots {
      switch slot {
      case .handshake(let reply): head.append(reply[...])
      case .reply(let reply): tail.append(reply[...])
      case .connect(let reply): tail.append(write(reply, now)[...])
      case .waiting, .moved: continue
      }
    }
    var actions: [BayeuxAction] = []
    let messages = head + frames.map(\.message) + tail
    switch exchange.way {
    case .request(let id, let form):
      let headers = head.isEmpty || phase != .handshaken ? [] : greeting
      actions.append(.perform(.reply(id, form.reply(messages, headers: headers))))
    case .webSocket:
      if !frames.isEmpty { hasSentEvents = true }
      if !messages.isEmpty { actions.append(.perform(.send(BayeuxBatch.join(messages)))) }
    }
    if held?.ticket.exchange == number { held = nil }
    if hasConnect { restartLife(now) }
    if phase == .expelled, hasConnect { return actions + end(.finished, at: now) }
    if lastExchange != nil, exchanges.isEmpty { return actions + end(.finished, at: now) }
    return actions
  }

  private func carriesEvents(_ exchange: BayeuxExchange) -> Bool {
    guard !exchange.hasConnect else { return true }
    guard case .request(_, let form) = exchange.way, phase != .new else { return false }
    return form.callback == nil && !deliversOnConnectOnly
  }

  /// Takes what waits, lazy or not.
  mutating func takeQueue() -> [BayeuxFrame] {
    lazyDeadline = nil
    return queue.take()
  }

  private func write(_ reply: ConnectReply, _ now: Timestamp) -> [UInt8] {
    metaReply(to: reply.message, received: reply.received, now, advice: reply.advice, batch: queue.batch)
  }

  // MARK: Answers on meta channels

  func metaReply(
    _ unsettled: UnsettledMessage,
    _ now: Timestamp,
    error: BayeuxError? = nil,
    advice: BayeuxAdvice? = nil,
    members: (inout JSONWriter) -> Void = { _ in }
  ) -> [UInt8] {
    metaReply(
      to: unsettled.message,
      received: unsettled.received,
      now,
      error: error,
      advice: advice,
      members: members
    )
  }

  /// The answer to a message on a meta channel, with what the extensions say.
  ///
  /// - Parameter batch: The number of the batch that goes with it.
  func metaReply(
    to message: BayeuxMessage,
    received: Timestamp,
    _ now: Timestamp,
    error: BayeuxError? = nil,
    advice: BayeuxAdvice? = nil,
    batch: Int? = nil,
    members: (inout JSONWriter) -> Void = { _ in }
  ) -> [UInt8] {
    let clock = timesync(message, received: received, now)
    let confirms = acknowledges && error == nil
    return settings.reply(to: message, error: error, advice: advice) { json in
      members(&json)
      guard clock != nil || (confirms && (batch != nil || message.isHandshake)) else { return }
      json.key("ext")
      json.object { json in
        if confirms, let batch { json.member("ack", batch) }
        if confirms, message.isHandshake { json.member("ack", true) }
        if let clock { clock.write(to: &json) }
      }
    }
  }

  /// What the timesync extension says (CometD, section "Timesync Extension"): nothing if the client has no wish, or its
  /// clock is known well enough.
  private func timesync(_ message: BayeuxMessage, received: Timestamp, _ now: Timestamp) -> ClockReply? {
    guard settings.extensions.contains(.timesync), let wish = message.ext?["timesync"],
      let clientTime = wish["tc"]?.doubleValue
    else { return nil }
    let lag = wish["l"]?.doubleValue ?? 0
    let offset = wish["o"]?.doubleValue ?? 0
    let accuracy = clientTime + offset + lag - Double(received.milliseconds)
    guard lag == 0 || accuracy.magnitude >= ClockReply.accuracyMilliseconds else { return nil }
    return ClockReply(
      clientTime: clientTime,
      received: received,
      processing: now.since(received),
      accuracy: accuracy
    )
  }
}

/// What the server says about clocks.
private struct ClockReply {
  static let accuracyMilliseconds = 25.0

  let clientTime: Double
  let received: Timestamp
  let processing: Duration
  let accuracy: Double

  func write(to json: inout JSONWriter) {
    json.key("timesync")
    json.object { json in
      json.key("tc")
      json.number(clientTime)
      json.member("ts", received.milliseconds)
      json.member("p", processing.wholeMilliseconds)
      json.key("a")
      json.number(accuracy)
    }
  }
}
