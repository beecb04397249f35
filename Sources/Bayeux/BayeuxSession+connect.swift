// SPDX-License-Identifier: Apache-2.0

public import ContactModel
public import DialectKit

/// `/meta/connect` (Bayeux 1.0, section 5.3).
///
/// A request MUST have a clientId and a connectionType, and MAY have ext, id and advice. An answer MUST have
/// successful, and MAY have error, advice, ext, clientId and id.
///
/// The first connect is answered at once: the client learns that it works. Later ones are held until there is something
/// to tell, or time is up. On requests a connect is held only if it came alone: the others beside it want an answer.
extension BayeuxSession {
  mutating func connect(
    _ message: BayeuxMessage,
    _ ticket: BayeuxTicket,
    _ browser: String?,
    _ now: Timestamp
  ) -> [BayeuxAction] {
    // A client that confirms nothing, though it said it would, has everything.
    if acknowledges { queue.confirm(message.ext?["ack"]?.integerValue ?? queue.batch) }
    guard phase != .expelled else {
      fill(ticket, connectReply(message, now, settings.advice(.none)))
      return []
    }
    let isFirst = phase == .handshaken
    phase = .connected
    ownInterval = asked("interval", of: message) ?? .zero
    var actions: [BayeuxAction] = isFirst ? [.event(.connected)] : []
    actions += tellOfMissed()
    let isRequest = exchange(ticket.exchange)?.isOnWebSocket == false
    actions += supersede(isByRequest: isRequest, now)
    if !isRequest, browserSlot != .unknown {
      browserSlot = .unknown
      actions.append(.perform(.ask(SessionMessage(BayeuxQuestion.leaveBrowserSlot))))
    }
    let timeout = asked("timeout", of: message) ?? settings.timeout
    guard !isFirst, timeout > .zero, !hasSomethingToTell, !isRequest || exchange(ticket.exchange)?.slots.count == 1
    else {
      fill(ticket, connectReply(message, now, settings.advice(.retry)))
      return actions + passThroughIfPossible()
    }
    return actions + hold(message, ticket, timeout, browser, now)
  }

  private func connectReply(
    _ message: BayeuxMessage,
    _ received: Timestamp,
    _ advice: BayeuxAdvice
  ) -> BayeuxExchange.Slot {
    .connect(ConnectReply(message: message, received: received, advice: advice))
  }

  /// Whether a connect has something to take along at once: messages, or ones to send again.
  private var hasSomethingToTell: Bool { queue.isUrgent || queue.isUnconfirmed }

  /// What a client asks for in its advice, within bounds.
  private func asked(_ name: String, of message: BayeuxMessage) -> Duration? {
    guard let milliseconds = message.advice?[name]?.doubleValue, milliseconds.isFinite else { return nil }
    let longest = Double(settings.longestAdvice.wholeMilliseconds)
    return .milliseconds(Int64(min(max(milliseconds, 0), longest)))
  }

  private mutating func hold(
    _ message: BayeuxMessage,
    _ ticket: BayeuxTicket,
    _ timeout: Duration,
    _ browser: String?,
    _ now: Timestamp
  ) -> [BayeuxAction] {
    var ticket = ticket
    var request: RequestID?
    if case .request(let id, _) = exchange(ticket.exchange)?.way {
      request = id
    } else {
      fill(ticket, .moved)
      ticket = BayeuxTicket(exchange: beginExchange(.webSocket, slots: 1), place: 0)
    }
    held = HeldConnect(
      ticket: ticket,
      message: message,
      received: now,
      deadline: now.advanced(by: timeout),
      request: request
    )
    return request == nil ? passThroughIfPossible() : askForBrowserSlot(browser)
  }

  /// Answers the connect that is held, with what waits.
  mutating func answer(_ held: HeldConnect, _ reconnect: BayeuxAdvice.Reconnect, _ now: Timestamp) -> [BayeuxAction] {
    answer(held, settings.advice(reconnect), now)
  }

  private mutating func answer(_ held: HeldConnect, _ advice: BayeuxAdvice, _ now: Timestamp) -> [BayeuxAction] {
    self.held = nil
    fill(held.ticket, connectReply(held.message, held.received, advice))
    return finishIfComplete(held.ticket.exchange, now)
  }

  /// A client that connects again while a connect is held has given that one up, or lost it.
  private mutating func supersede(isByRequest: Bool, _ now: Timestamp) -> [BayeuxAction] {
    guard let old = held else { return [] }
    held = nil
    let way = exchange(old.ticket.exchange)?.way
    // What waits is for the new one.
    exchanges.removeAll { $0.number == old.ticket.exchange }
    if case .request(let request, let form) = way, isByRequest {
      return [.perform(.reply(request, form.failure(settings.duplicateConnectStatus)))]
    }
    let reply = metaReply(
      to: old.message,
      received: old.received,
      now,
      advice: settings.advice(.retry),
      batch: acknowledges ? queue.batch : nil
    )
    guard case .request(let request, let form) = way else {
      return [.perform(.send(BayeuxBatch.join([reply[...]])))]
    }
    return [.perform(.reply(request, form.reply([reply[...]])))]
  }

  // MARK: Several sessions of one browser

  /// Asks whether the browser has room for one more connect that is held. The connect is held meanwhile.
  private mutating func askForBrowserSlot(_ browser: String?) -> [BayeuxAction] {
    guard settings.maxSessionsPerBrowser != nil, let browser, browserSlot == .unknown || browserSlot == .refused else {
      return []
    }
    browserSlot = .asked
    return [.perform(.ask(SessionMessage(BayeuxQuestion.browserSlot(browser))))]
  }

  mutating func browserSlotAnswered(_ isGranted: Bool, at now: Timestamp) -> [BayeuxAction] {
    guard browserSlot == .asked else { return [] }
    browserSlot = isGranted ? .granted : .refused
    guard !isGranted, let held, held.request != nil else { return [] }
    var advice = settings.advice(.retry)
    advice.hasMultipleClients = true
    advice.interval = settings.multiSessionInterval
    ownInterval = max(ownInterval, settings.multiSessionInterval)
    return answer(held, advice, now) + arm()
  }

  // MARK: Time

  /// The session ends if nothing is heard from now on for as long as the client may keep silent.
  mutating func restartLife(_ now: Timestamp) {
    expires = now.advanced(by: max(settings.interval, ownInterval) + settings.maxInterval)
  }

  /// Sets the timer for what is due next, unless it is set for an earlier moment: then it is set anew when that comes.
  mutating func arm() -> [BayeuxAction] {
    guard phase != .over else { return [] }
    var next = held?.deadline ?? expires
    if let lazyDeadline { next = min(next, lazyDeadline) }
    if let timerTime, timerTime <= next { return [] }
    timerTime = next
    return [.perform(.schedule(BayeuxTimer.pace, at: next))]
  }

  /// A timer is due; others than those of Bayeux are ignored.
  public mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [BayeuxAction] {
    guard timer == BayeuxTimer.pace, phase != .over else { return [] }
    timerTime = nil
    var actions: [BayeuxAction] = []
    if let lazyDeadline, lazyDeadline <= now {
      self.lazyDeadline = nil
      queue.hurry()
      actions += flush(now)
    }
    if let held, held.deadline <= now {
      actions += answer(held, .retry, now)
    } else if held == nil, expires <= now {
      return actions + end(phase == .expelled ? .finished : .heartbeatLost, at: now)
    }
    return actions + arm()
  }
}
