// SPDX-License-Identifier: Apache-2.0

/// What the network front counts, for the whole process.
package struct FrontCounters: Sendable {
  /// Connections open now.
  package let open: Gauge
  /// Sessions open now.
  package let sessions: Gauge
  /// Connections accepted.
  package let accepted: Counter
  /// Connections and sessions refused because of a bound.
  package let refused: Counter
  /// Connections that became WebSockets.
  package let upgrades: Counter
  /// Requests that were taken in whole.
  package let requests: Counter
  /// Facts and signals handed to a connection or session.
  package let deliveries: Counter
  /// Flushes: how often a connection's waiting bytes were given to the system.
  package let flushes: Counter
  /// Runs of messages that the system took at once, without the channel.
  package let directSends: Counter
  /// Bytes written to real-time connections.
  package let bytesOut: Counter
  /// Sessions closed because their peer was too slow.
  package let slowConsumers: Counter
  /// How often a WebSocket was not read from for a while, because its session on another event loop was behind.
  package let pauses: Counter
  /// Connections ended because their peer broke a protocol.
  package let protocolErrors: Counter

  /// Makes the counters in a table.
  package init(_ metrics: Metrics) {
    open = metrics.gauge("cordboard_front_connections_open", help: "Connections open now.")
    sessions = metrics.gauge("cordboard_front_sessions_open", help: "Real-time sessions open now.")
    accepted = metrics.counter("cordboard_front_connections_accepted_total", help: "Connections accepted.")
    refused = metrics.counter("cordboard_front_refused_total", help: "Connections and sessions refused by a bound.")
    upgrades = metrics.counter("cordboard_front_upgrades_total", help: "Connections that became WebSockets.")
    requests = metrics.counter("cordboard_front_requests_total", help: "Requests taken in whole.")
    deliveries = metrics.counter("cordboard_front_deliveries_total", help: "Facts and signals handed to a session.")
    flushes = metrics.counter("cordboard_front_flushes_total", help: "Flushes of real-time connections.")
    directSends = metrics.counter(
      "cordboard_front_direct_sends_total",
      help: "Runs of messages that the system took at once, without the channel."
    )
    bytesOut = metrics.counter("cordboard_front_bytes_out_total", help: "Bytes written to real-time connections.")
    slowConsumers = metrics.counter("cordboard_front_slow_consumers_total", help: "Sessions closed as too slow.")
    pauses = metrics.counter(
      "cordboard_front_pauses_total",
      help: "WebSockets paused because their session was behind."
    )
    protocolErrors = metrics.counter("cordboard_front_protocol_errors_total", help: "Peers that broke a protocol.")
  }
}
