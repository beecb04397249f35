// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import Synchronization
import Testing

@testable import CordboardServer

/// An address of webhooks that answers as it is told to; the lock guards what came.
final class TestAddress: WebhookPost {
  private struct State {
    var answers: [WebhookAnswer]
    var isHeld: Bool
    var held: [CheckedContinuation<Void, Never>] = []
    var got: [(endpoint: String, body: String)] = []
    var underWay = 0
    var mostUnderWay = 0
  }

  private let state: Mutex<State>

  /// - Parameters:
  ///   - answers: What it answers in turn; 200 afterwards.
  ///   - isHeld: Whether it answers only when it is let.
  init(_ answers: [WebhookAnswer] = [], isHeld: Bool = false) {
    state = Mutex(State(answers: answers, isHeld: isHeld))
  }

  /// The bodies that came.
  var bodies: [String] { state.withLock { $0.got.map(\.body) } }
  /// The addresses they came to.
  var endpoints: [String] { state.withLock { $0.got.map(\.endpoint) } }
  /// How many requests there were at once.
  var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }

  func post(_ body: [UInt8], to webhook: SubscriptionTransport.Webhook) async -> WebhookAnswer {
    let answer = state.withLock { state in
      state.got.append((webhook.endpoint, String(decoding: body, as: UTF8.self)))
      state.underWay += 1
      state.mostUnderWay = max(state.mostUnderWay, state.underWay)
      return state.answers.isEmpty ? .status(200) : state.answers.removeFirst()
    }
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        if state.isHeld { state.held.append(continuation) }
        return state.isHeld
      }
      if !isHeld { continuation.resume() }
    }
    state.withLock { $0.underWay -= 1 }
    return answer
  }

  /// Lets the oldest request be answered that is held.
  func answerOne() {
    state.withLock { $0.held.isEmpty ? nil : $0.held.removeFirst() }?.resume()
  }

  /// Answers all, also those that come later.
  func answerAll() {
    let held = state.withLock { state in
      state.isHeld = false
      defer { state.held = [] }
      return state.held
    }
    for continuation in held { continuation.resume() }
  }

  func shutDown() async { answerAll() }

  /// What came, once there is so much.
  func got(_ count: Int) async -> [String] {
    await until { self.bodies.count >= count }
    return bodies
  }
}

/// Waits until something is so that tasks bring about which nobody can wait for; the test's time limit ends it.
func until(_ condition: () async -> Bool) async {
  while await !condition() {
    guard !Task.isCancelled else {
      Issue.record("it did not come to pass in time")
      return
    }
    await Task.yield()
  }
}
