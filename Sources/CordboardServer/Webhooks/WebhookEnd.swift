// SPDX-License-Identifier: Apache-2.0

import ContactModel
import WebhookDelivery

/// Why an endpoint is given up.
enum WebhookEnd: Hashable, Sendable {
  /// It said that it wants nothing more, by the status 410 or the header `webhook-delivery: disable`.
  case gone
  /// Its address is not public.
  case privateAddress
  /// One message was tried for as long as it may be.
  case exhausted(String)
  /// It took nothing for a long time.
  case failing(Duration)
  /// It was to be delivered to until a time, which is over.
  case over

  /// What happened and what to do, for whoever runs the server and whoever owns the endpoint.
  var text: String {
    switch self {
    case .gone: "it said that it wants nothing more (410, or webhook-delivery: disable)"
    case .privateAddress:
      "its address is not public; name its host in webhooks.privateHosts or its network in webhooks.privateNetworks if it "
        + "may be called"
    case .exhausted(let words): "one message was tried for as long as it may be; at last: \(words)"
    case .failing(let patience): "it took nothing for \(DurationText.text(patience))"
    case .over: "its time is over"
    }
  }

  /// Its name, for metrics and wires.
  var name: String {
    switch self {
    case .gone: "gone"
    case .privateAddress: "privateAddress"
    case .exhausted: "exhausted"
    case .failing: "failing"
    case .over: "over"
    }
  }

  static let names = ["gone", "privateAddress", "exhausted", "failing", "over"]
}

/// What an answer says of a message.
enum WebhookVerdict: Hashable, Sendable {
  case taken
  /// It was taken, and nothing more is wanted.
  case takenAndEnd(WebhookEnd)
  /// It was not taken, and nothing will be.
  case ended(WebhookEnd)
  /// It is not wanted, and is not to be sent again.
  case aborted
  /// It was not taken: why, and how long the endpoint asked to wait.
  case failed(String, retryAfter: Duration?)

  /// Whether the message was taken.
  var isTaken: Bool {
    switch self {
    case .taken, .takenAndEnd: true
    case .ended, .aborted, .failed: false
    }
  }
}

extension WebhookRules {
  /// What an answer says of a message.
  func verdict(_ answer: WebhookAnswer, at now: Timestamp) -> WebhookVerdict {
    switch answer {
    case .privateAddress:
      return endsOnRefusal ? .ended(.privateAddress) : .failed(WebhookEnd.privateAddress.text, retryAfter: nil)
    case .none(let words): return .failed(words, retryAfter: nil)
    case .withdrawn: return .failed(WebhookAnswer.withdrawnText, retryAfter: nil)
    case .answer(let answer):
      let control = endsOnRefusal ? answer.control?.lowercased() : nil
      if isTaken(answer.status) { return control == "disable" ? .takenAndEnd(.gone) : .taken }
      if endsWhenGone, answer.status == 410 || control == "disable" { return .ended(.gone) }
      if control == "abort-message" { return .aborted }
      return .failed(
        "it answered \(answer.status)",
        retryAfter: answer.retryAfter.flatMap { RetryAfter.parse($0, at: now) }
      )
    }
  }
}

extension WebhookAnswer {
  /// Its status, if it has one.
  var status: Int? {
    if case .answer(let answer) = self { answer.status } else { nil }
  }

  /// The beginning of its body.
  var bodyBytes: [UInt8] {
    if case .answer(let answer) = self { answer.body } else { [] }
  }

  /// Whether it says that the endpoint is only busy, and not in trouble.
  var isBusy: Bool { status == 429 }

  /// What is remembered of it.
  var result: DeliveryAttempt.Result {
    switch self {
    case .answer(let answer): .status(answer.status)
    case .none(let words): .failure(words)
    case .privateAddress: .failure(WebhookEnd.privateAddress.text)
    case .withdrawn: .failure(Self.withdrawnText)
    }
  }

  fileprivate static let withdrawnText = "it was not sent: what it says was erased, or the endpoint changed or ended"
}
