// SPDX-License-Identifier: Apache-2.0

/// What webhooks count, for the whole process.
struct WebhookCounters: Sendable {
  /// Why a webhook is given up.
  enum Reason: String, CaseIterable, Sendable {
    case gone
    case patience
    case privateAddress = "private_address"
    case queue
    case inbox

    /// What happened and what to do, for whoever runs the server.
    var text: String {
      switch self {
      case .gone: "its address answered 410"
      case .patience: "its address took nothing for avaya.webhooks.patience"
      case .privateAddress:
        "its address is not public; name its host in avaya.webhooks.privateHosts if it may be called"
      case .queue: "more waits for it than avaya.webhooks.queue"
      case .inbox: "more waits for the webhooks of its account than avaya.webhooks.inbox"
      }
    }
  }

  /// Notifications that were taken.
  let delivered: Counter
  /// Requests that were not answered with a 2xx.
  let failed: Counter
  /// Notifications that were never taken: of webhooks that were given up, and those whose content was erased.
  let lost: Counter
  /// Notifications that wait.
  let waiting: Gauge
  private let givenUp: [Reason: Counter]

  /// Makes the counters in a table.
  init(_ metrics: Metrics) {
    delivered = metrics.counter("cordboard_avaya_webhook_delivered_total", help: "Notifications webhooks took.")
    failed = metrics.counter("cordboard_avaya_webhook_failed_total", help: "Requests to webhooks without a 2xx.")
    lost = metrics.counter("cordboard_avaya_webhook_lost_total", help: "Notifications no webhook will take any more.")
    waiting = metrics.gauge("cordboard_avaya_webhook_waiting", help: "Notifications that wait for webhooks.")
    var givenUp: [Reason: Counter] = [:]
    for reason in Reason.allCases {
      givenUp[reason] = metrics.counter(
        "cordboard_avaya_webhook_given_up_total",
        help: "Webhooks that were given up.",
        labels: ["reason": reason.rawValue]
      )
    }
    self.givenUp = givenUp
  }

  /// Webhooks that were given up for a reason.
  func givenUp(_ reason: Reason) -> Counter? { givenUp[reason] }
}
