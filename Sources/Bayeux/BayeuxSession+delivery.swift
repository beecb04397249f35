// SPDX-License-Identifier: Apache-2.0

public import ContactModel
public import DialectKit

extension BayeuxSession {
  /// Tells the client something. On a WebSocket it goes at once, unless it has to wait for a connect; otherwise with
  /// the next answer that carries events. Whoever is further behind than allowed loses the session.
  ///
  /// A message always finds room when nothing waits, however large it is: who came back would be told the same.
  ///
  /// - Parameters:
  ///   - isLazy: Whether it may wait for company, up to `maxLazyTimeout`.
  ///   - key: What it says the whole of, as it is now. It takes the place of what waits under the same key, and its bytes
  ///     do not count: the application sees to it that there are few keys.
  public mutating func deliver(
    _ frame: BayeuxFrame,
    isLazy: Bool = false,
    replacing key: String? = nil,
    at now: Timestamp
  ) -> [BayeuxAction] {
    guard phase == .handshaken || phase == .connected else { return [] }
    if isOnWebSocket, !deliversOnConnectOnly, !isLazy {
      hasSentEvents = true
      return sendQueue() + [.perform(.send(frame.bytes))]
    }
    let fits = key != nil || queue.bytes + frame.bytes.count <= settings.queuedBytes
    guard queue.count == 0 || (queue.count < settings.queuedMessages && fits) else {
      return end(.slowConsumer, at: now)
    }
    queue.append(frame, isLazy: isLazy, replacing: key)
    guard isLazy, lazyDeadline == nil else { return [] }
    lazyDeadline = now.advanced(by: settings.maxLazyTimeout)
    return arm()
  }

  /// The driver handed over everything of this turn: a connect that is held takes what waits.
  public mutating func turnEnded(at now: Timestamp) -> [BayeuxAction] {
    guard held != nil, queue.isUrgent else { return [] }
    return flush(now) + arm()
  }

  /// Sends what waits, if there is a way.
  mutating func flush(_ now: Timestamp) -> [BayeuxAction] {
    guard queue.isUrgent else { return [] }
    if isOnWebSocket, !deliversOnConnectOnly { return sendQueue() }
    return held.map { answer($0, .retry, now) } ?? []
  }

  private mutating func sendQueue() -> [BayeuxAction] {
    guard queue.isWaiting else { return [] }
    hasSentEvents = true
    return [.perform(.send(BayeuxBatch.join(takeQueue().map(\.message))))]
  }

  // MARK: The WebSocket

  /// A WebSocket joined; the newest one is the session's. What waited goes by it.
  public mutating func socketAttached(at now: Timestamp) -> [BayeuxAction] {
    guard phase != .over else { return [.perform(.detach(.finished))] }
    isOnWebSocket = true
    hasSentEvents = false
    let missed = tellOfMissed()
    guard !deliversOnConnectOnly else { return missed }
    return sendQueue() + passThroughIfPossible() + missed
  }

  /// The application is told once, when the client is there again.
  mutating func tellOfMissed() -> [BayeuxAction] {
    guard mayHaveMissed else { return [] }
    mayHaveMissed = false
    return [.event(.mayHaveMissed)]
  }

  /// The WebSocket is gone. The client may come back with another one, or with requests, unless it read too slowly: then
  /// the session ends, as it does when too much waits for a connect.
  public mutating func socketDetached(_ reason: ConnectionCloseReason, at now: Timestamp) -> [BayeuxAction] {
    guard isOnWebSocket else { return [] }
    guard reason != .slowConsumer else { return end(reason, at: now) }
    // Whatever took it away, also a newer one: nobody knows how much of what was sent last arrived.
    if hasSentEvents, !acknowledges { mayHaveMissed = true }
    isOnWebSocket = false
    isPassing = false
    exchanges.removeAll(where: \.isOnWebSocket)
    if let held, held.request == nil {
      self.held = nil
      restartLife(now)
    }
    // Who has a request here hears of it at once.
    return endIfUnheard(now) + (held == nil ? [] : tellOfMissed()) + arm()
  }

  /// Closes the WebSocket; the session goes on without it.
  mutating func sendSocketAway(_ reason: ConnectionCloseReason, at now: Timestamp) -> [BayeuxAction] {
    [.perform(.detach(reason))] + socketDetached(reason, at: now)
  }

  /// From now on finished bytes of the application's subscription and feed may go straight to the client's WebSocket,
  /// whenever it has one and nothing has to wait for a connect. The client must have subscribed to every channel they
  /// are on.
  public mutating func passThrough() -> [BayeuxAction] {
    wantsPassThrough = true
    return passThroughIfPossible()
  }

  mutating func passThroughIfPossible() -> [BayeuxAction] {
    guard wantsPassThrough, isOnWebSocket, !isPassing, !deliversOnConnectOnly, phase == .connected else { return [] }
    isPassing = true
    hasSentEvents = true
    return sendQueue() + [.perform(.passThrough)]
  }
}
