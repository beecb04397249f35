// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Synchronization

@testable import CordboardServer

/// An address of notifications that refuses those with certain texts; the lock guards what came.
final class ChoosyAddress: WebhookPost {
  private struct State {
    var refused: Set<String> = []
    var answer: WebhookAnswer = .status(200)
    var isHeld: Bool
    var held: [CheckedContinuation<Void, Never>] = []
    var got: [WebhookRequest] = []
    var taken: [WebhookRequest] = []
    var answered = 0
    var underWay = 0
    var mostUnderWay = 0
  }

  private let state: Mutex<State>

  init(isHeld: Bool = false) { state = Mutex(State(isHeld: isHeld)) }

  /// The requests that came.
  var requests: [WebhookRequest] { state.withLock { $0.got } }
  /// Those of them that were taken, in the order of their answers.
  var taken: [WebhookRequest] { state.withLock { $0.taken } }
  /// What was taken: the text of a message, else `change`, `receipt` or the state of a chat.
  var names: [String] { taken.map(\.name) }
  /// How many requests came.
  var count: Int { state.withLock { $0.got.count } }
  /// How many of them were answered, taken or not.
  var answered: Int { state.withLock { $0.answered } }
  /// How many requests there were at once.
  var mostUnderWay: Int { state.withLock { $0.mostUnderWay } }

  /// Refuses only what has one of these names from now on.
  func refuse(_ names: String...) { state.withLock { $0.refused = Set(names) } }

  /// Answers this to everything that is not refused.
  func answer(_ answer: WebhookAnswer) { state.withLock { $0.answer = answer } }

  func post(_ request: WebhookRequest) async -> WebhookAnswer {
    state.withLock { state in
      state.got.append(request)
      state.underWay += 1
      state.mostUnderWay = max(state.mostUnderWay, state.underWay)
    }
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        if state.isHeld { state.held.append(continuation) }
        return state.isHeld
      }
      if !isHeld { continuation.resume() }
    }
    return state.withLock { state in
      state.underWay -= 1
      state.answered += 1
      if state.refused.contains(request.name) { return .status(500) }
      state.taken.append(request)
      return state.answer
    }
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
}

extension WebhookRequest {
  /// What it tells: the text of a message, else `change`, `receipt` or the state of a chat.
  var name: String {
    let text = String(decoding: body, as: UTF8.self)
    if text.contains("cqm.ExConversationChangeNotification") { return "change" }
    if text.contains(#""AcceptStatusEvent""#) { return "receipt" }
    for member in [#""chatState":""#, #""message":""#] {
      guard let place = text.firstRange(of: member) else { continue }
      return String(text[place.upperBound...].prefix { $0 != "\"" })
    }
    return text
  }

  /// The id of its message.
  var id: String? { headers.first { $0.name == "webhook-id" }?.value }
}
