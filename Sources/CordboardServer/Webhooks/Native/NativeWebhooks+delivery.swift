// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation
import WebhookDelivery

/// What owners see of deliveries, and what they ask to be sent.
extension NativeWebhooks {
  /// What became of a message that was sent to see whether an endpoint takes any.
  struct TestResult: Sendable {
    var message: String
    var isTaken: Bool
    var status: Int?
    var failure: String?
    var answer: String?
    var duration: Duration
  }

  /// The present moment.
  nonisolated var now: Timestamp { engine.parts.wall.now() }

  /// How a webhook is delivered to; nil if it is not.
  func delivery(_ id: String, of account: AccountID) async -> WebhookDeliveryState? {
    let key = Self.key(id, of: account)
    guard let line = await engine.line(key) else { return nil }
    let letters = (try? await engine.parts.store.deadLetterCount(of: key)) ?? 0
    return await line.state(deadLetters: letters)
  }

  func attempts(_ id: String, of account: AccountID) async -> [DeliveryAttempt] {
    guard let line = await engine.line(Self.key(id, of: account)) else { return [] }
    return await line.attempts.newestFirst
  }

  func letters(_ id: String, of account: AccountID) async throws(Problem) -> [(number: UInt64, letter: DeadLetter)] {
    do {
      return try await engine.parts.store.deadLetters(of: Self.key(id, of: account))
    } catch {
      throw Problem(Rejection.unavailable)
    }
  }

  func discard(_ numbers: Set<UInt64>, _ id: String, of account: AccountID) async throws(Failure) {
    do {
      try await engine.parts.store.discard(numbers, of: Self.key(id, of: account))
    } catch {
      throw .unavailable
    }
  }

  /// Sends facts again; returns how many messages they make.
  ///
  /// - Parameter letters: The numbers of their dead letters, by message: they are kept until it is taken.
  func replay(
    _ facts: [Envelope],
    letters: [String: Set<UInt64>],
    _ id: String,
    of account: AccountID
  ) async throws(Failure) -> Int {
    let key = Self.key(id, of: account)
    guard let line = await engine.line(key) else { throw .notActive }
    if let count = await line.replay(facts, letters: letters) { return count }
    throw await engine.line(key) == nil ? Failure.notActive : Failure.full
  }

  /// What waits for another attempt goes at once.
  func hurry(_ id: String, of account: AccountID) async {
    await engine.line(Self.key(id, of: account))?.hurry()
  }

  /// Sends a message that is no fact, once, beside everything else.
  func test(_ id: String, of account: AccountID) async throws(Failure) -> TestResult {
    let webhook = try await webhook(id, of: account)
    let endpoint: WebhookEndpoint
    do {
      endpoint = try webhook.endpoint(of: account, epoch: 0, settings: settings)
    } catch {
      throw .unavailable
    }
    let now = engine.parts.wall.now()
    var json = JSONWriter(capacity: 256)
    let name = UUID().uuidString.lowercased()
    json.object { json in
      json.member("specversion", "1.0")
      json.member("id", "\(account)/test/\(name)")
      json.member("source", "/accounts/\(account)")
      json.member("type", "cordboard.webhook.test")
      json.member("time", now)
      json.member("subject", "webhook/\(id)")
      json.member("datacontenttype", "application/json")
      json.key("data")
      json.object { $0.member("webhook", id) }
    }
    let message = WebhookMessage(
      id: name,
      type: "cordboard.webhook.test",
      body: json.finish(),
      contentType: "application/cloudevents+json; charset=utf-8"
    )
    await engine.parts.permits.acquire(for: endpoint.key)
    let begin = engine.parts.clock.now()
    let answer = await engine.parts.post.post(endpoint.request(message, at: now))
    engine.parts.permits.release()
    var result = TestResult(
      message: name,
      isTaken: false,
      status: answer.status,
      answer: answer.bodyBytes.isEmpty ? nil : String(decoding: answer.bodyBytes, as: UTF8.self),
      duration: engine.parts.clock.now().since(begin)
    )
    switch endpoint.rules.verdict(answer, at: now) {
    case .taken, .takenAndEnd: result.isTaken = true
    case .ended(let end): result.failure = end.text
    case .aborted: result.failure = "it asked not to be sent this message (webhook-delivery: abort-message)"
    case .failed(let words, _): result.failure = words
    }
    return result
  }
}

/// How an endpoint is delivered to at the moment.
struct WebhookDeliveryState: Sendable {
  /// Everything up to this fact is delivered, given up, or nothing to the endpoint.
  var floor: UInt64
  var waiting: Int
  var lanes: Int
  var inFlight: Int
  var breaker: String
  var lastSuccess: Timestamp?
  var failingSince: Timestamp?
  var failures: Int
  var deadLetters: Int

  /// Writes its members.
  ///
  /// - Parameter head: The last fact of the log.
  func write(to json: inout JSONWriter, head: UInt64) {
    json.member("behind", head - min(head, floor))
    json.member("waiting", waiting)
    json.member("lanes", lanes)
    json.member("inFlight", inFlight)
    json.member("breaker", breaker)
    json.member("lastSuccess", lastSuccess)
    json.member("failingSince", failingSince)
    json.member("failures", failures)
    json.member("deadLetters", deadLetters)
  }
}

extension WebhookLine {
  /// How the endpoint is delivered to.
  func state(deadLetters: Int) -> WebhookDeliveryState {
    WebhookDeliveryState(
      floor: line.progress(lanes: 0).floor,
      waiting: line.pending,
      lanes: line.laneCount,
      inFlight: inFlight,
      breaker: flow.breakerName,
      lastSuccess: flow.lastSuccess,
      failingSince: flow.failingSince,
      failures: flow.failures,
      deadLetters: deadLetters
    )
  }
}

extension WebhookEndpoint {
  /// The request of an attempt.
  func request(_ message: WebhookMessage, at now: Timestamp) -> WebhookRequest {
    let route = route(of: message)
    var all: [HTTPHeader] = []
    all.reserveCapacity(message.headers.count + route.headers.count + 4)
    all.append(HTTPHeader("Content-Type", message.contentType))
    all += message.headers
    all += route.headers
    all += sign(message, now)
    return WebhookRequest(
      account: key.account,
      url: route.url,
      headers: all,
      body: message.body,
      timeout: rules.timeout,
      identity: identity
    )
  }
}
