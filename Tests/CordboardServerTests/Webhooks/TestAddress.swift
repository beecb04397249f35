// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import CordboardServer

/// An address of webhooks that answers as it is told to; the lock guards what came.
final class TestAddress: WebhookPost {
  private struct State {
    var answers: [WebhookAnswer]
    var isHeld: Bool
    var held: [CheckedContinuation<Void, Never>] = []
    var got: [WebhookRequest] = []
    var offsets: [UInt64] = []
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
  var bodies: [String] { state.withLock { $0.got.map { String(decoding: $0.body, as: UTF8.self) } } }
  /// The requests that came.
  var requests: [WebhookRequest] { state.withLock { $0.got } }
  /// The offsets of the facts that came, of native events.
  var offsets: [UInt64] { state.withLock { $0.offsets } }
  /// How many requests came.
  var count: Int { state.withLock { $0.got.count } }
  /// The addresses they came to.
  var endpoints: [String] { state.withLock { $0.got.map(\.url) } }
  /// How many requests there were at once.
  var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }

  func post(_ request: WebhookRequest) async -> WebhookAnswer {
    let answer = state.withLock { state in
      state.got.append(request)
      if let offset = Self.offset(of: request.body) { state.offsets.append(offset) }
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

  /// The offset in the member `position`, looked at once: tests ask for what came again and again.
  private static func offset(of body: [UInt8]) -> UInt64? {
    guard let place = body.firstRange(of: Array(#""position":""#.utf8)) else { return nil }
    let digits = body[place.upperBound...].drop { $0 != UInt8(ascii: "-") }.dropFirst().prefix {
      $0 != UInt8(ascii: "\"")
    }
    return UInt64(String(decoding: digits, as: UTF8.self))
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

  /// How it answers from now on; 200 after these.
  func answer(_ answers: [WebhookAnswer]) { state.withLock { $0.answers = answers } }

  /// What came, once there is so much.
  func got(_ count: Int) async -> [String] {
    await until { self.count >= count }
    return bodies
  }
}

extension WebhookAnswer {
  /// An answer without anything but its status.
  static func status(_ status: Int) -> WebhookAnswer { .answer(Answer(status: status)) }
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
