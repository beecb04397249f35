// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Logging
import WebhookDelivery

/// What becomes of messages.
extension WebhookLine {
  /// - Parameter isStale: Whether the endpoint was changed since it was sent, or facts lost their content: then it is not given
  ///   up for what was answered.
  func settle(
    _ turn: DeliveryLine.Turn,
    _ message: WebhookMessage,
    _ answer: WebhookAnswer,
    since begin: Timestamp,
    _ admission: CircuitBreaker.Admission,
    isStale: Bool
  ) async {
    let now = parts.clock.now()
    let verdict = endpoint.rules.verdict(answer, at: parts.wall.now())
    var next: Timestamp?
    if case .failed(_, let retryAfter) = verdict {
      flow.failed(admission, at: now, retryAfter: retryAfter, isBusy: answer.isBusy)
      if flow.failures == 1, line.pending > parts.settings.heldFacts { line.forgetFacts() }
      next = endpoint.route(of: message).schedule.next(
        afterAttempts: turn.attempts + 1,
        firstAttempt: turn.firstAttempt ?? begin,
        now: now,
        retryAfter: retryAfter,
        chance: parts.chance()
      )
    } else if verdict.isTaken {
      flow.succeeded(admission, at: now)
    } else {
      flow.abandoned(admission, at: now)
    }
    attempts.append(
      DeliveryAttempt(
        messageID: message.id,
        eventType: message.type,
        at: parts.wall.now().advanced(by: begin.since(now)),
        duration: now.since(begin),
        result: answer.result,
        responseBody: answer.bodyBytes,
        next: next
      )
    )
    switch verdict {
    case .taken:
      parts.counters.delivered.add()
      await discardLetters(of: message)
      settled(turn)
    case .takenAndEnd(let end):
      parts.counters.delivered.add()
      await discardLetters(of: message)
      settled(turn)
      if !isStale { await giveUp(end) }
    case .ended(let end):
      parts.counters.failed.add()
      line.makeReady(turn.lane)
      if !isStale { await giveUp(end) }
    case .aborted:
      parts.counters.failed.add()
      await bury(turn, message, .aborted, answer)
    case .failed(let words, _):
      parts.counters.failed.add()
      log(.info, "an endpoint took no message", words)
      if case .signal = turn.entry.origin {
        parts.counters.lostSignals.add()
        return finish(turn, 1)
      }
      if let next {
        line.failedMessage(of: turn.lane, firstAttempt: turn.firstAttempt ?? begin, until: next)
      } else if endpoint.rules.afterLastAttempt == .end {
        line.makeReady(turn.lane)
        if !isStale { await giveUp(.exhausted(words)) }
        return
      } else {
        await bury(turn, message, .exhausted, answer)
      }
      if !isStale, let patience = endpoint.rules.disablesAfter, let since = flow.failingSince,
        now.since(since) >= patience, flow.failures >= 10
      {
        await giveUp(.failing(patience))
      }
    }
  }

  private func settled(_ turn: DeliveryLine.Turn) {
    guard let made = made[turn.lane], turn.message + 1 >= made.messages.count else {
      return line.settledMessage(of: turn.lane)
    }
    finish(turn, made.messages.count)
  }

  /// Lets go of the dead letters of a message that was sent again.
  private func discardLetters(of message: WebhookMessage) async {
    guard let numbers = letters.removeValue(forKey: message.id) else { return }
    do {
      try await parts.store.discard(numbers, of: key)
    } catch {
      log(.warning, "dead letters of a message that was sent again are not gone", "\(error)")
    }
  }

  /// Keeps a message as a dead letter, and goes on behind it.
  func bury(
    _ turn: DeliveryLine.Turn,
    _ message: WebhookMessage,
    _ reason: DeadLetter.Reason,
    _ answer: WebhookAnswer?
  ) async {
    // A signal is no fact: there is nothing to send again.
    if case .signal = turn.entry.origin { return finish(turn, 1) }
    let letter = DeadLetter(
      messageID: message.id,
      eventType: message.type,
      lane: turn.lane.name,
      offset: turn.entry.first,
      reason: reason,
      attempts: turn.attempts + (answer == nil ? 0 : 1),
      lastStatus: answer?.status,
      at: parts.wall.now()
    )
    do {
      try await parts.store.keep(letter, of: key)
    } catch {
      log(.error, "a dead letter cannot be kept; its message is tried again", "\(error)")
      return line.wait(turn.lane, until: parts.clock.now().advanced(by: Self.trouble))
    }
    await discardLetters(of: message)
    parts.counters.dead.add()
    settled(turn)
  }

  func giveUp(_ end: WebhookEnd) async {
    guard !isOver, !isEnding else { return }
    isEnding = true
    log(.warning, "an endpoint is given up", end.text)
    parts.counters.givenUp(end)?.add()
    await save()
    stop()
    Task { [ended, parts, key] in
      if end != .over {
        await parts.note(WebhookChanged(webhook: key.name, effect: .disabled, reason: end.text), key.account)
      }
      await ended(end)
    }
  }
}
