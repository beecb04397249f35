// SPDX-License-Identifier: Apache-2.0

/// What deliveries to endpoints count, for the whole process.
struct WebhookCounters: Sendable {
  /// Messages that were taken.
  let delivered: Counter
  /// Requests that were not answered as hoped.
  let failed: Counter
  /// Messages that became dead letters.
  let dead: Counter
  /// Dead letters that were let go of, because too many were kept.
  let droppedLetters: Counter
  /// Signals that were let go of, because too many waited.
  let lostSignals: Counter
  /// Facts that wait to be delivered, counted once for each endpoint.
  let waiting: Gauge
  private let ended: [String: Counter]

  /// Makes the counters in a table.
  init(_ metrics: Metrics) {
    delivered = metrics.counter("cordboard_webhook_delivered_total", help: "Messages that endpoints took.")
    failed = metrics.counter("cordboard_webhook_failed_total", help: "Requests to endpoints that were not taken.")
    dead = metrics.counter("cordboard_webhook_dead_letters_total", help: "Messages that were given up.")
    droppedLetters = metrics.counter(
      "cordboard_webhook_dropped_letters_total",
      help: "Dead letters that were let go of because too many were kept."
    )
    lostSignals = metrics.counter(
      "cordboard_webhook_lost_signals_total",
      help: "Signals that were let go of because too many waited, or were not taken."
    )
    waiting = metrics.gauge("cordboard_webhook_waiting", help: "Facts that are read and wait to be delivered.")
    var ended: [String: Counter] = [:]
    for name in WebhookEnd.names {
      ended[name] = metrics.counter(
        "cordboard_webhook_given_up_total",
        help: "Endpoints that were given up.",
        labels: ["reason": name]
      )
    }
    self.ended = ended
  }

  /// Endpoints that were given up for a reason.
  func givenUp(_ end: WebhookEnd) -> Counter? { ended[end.name] }
}
