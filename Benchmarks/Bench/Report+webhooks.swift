// SPDX-License-Identifier: Apache-2.0

extension Report {
  /// What signed deliveries cost, beside a plain dispatcher of the same run, and what a dead endpoint costs another.
  func webhooks() {
    head("Webhooks", "signed deliveries to a sink on this machine", "median (least–most)", "goal", "peer", "ratio")
    row(
      "CPU-s/M",
      cell("webhooks.cpu_micros"),
      "≤ 25",
      cell("webhooks.peer.cpu_micros"),
      ratio("webhooks.cpu_micros", "webhooks.peer.cpu_micros")
    )
    row(
      "deliveries/s, one core",
      cell("webhooks.per_second"),
      "≥ 5,000",
      cell("webhooks.peer.per_second"),
      ratio("webhooks.per_second", "webhooks.peer.per_second")
    )
    row("bytes of a body", cell("webhooks.body_bytes"), "", "the same", "")
    head("Webhooks: from the acknowledgement to the endpoint, 300 messages/s", "", "p50, ms", "p99, ms")
    row("one endpoint", cell("webhooks.alone.p50_ms"), cell("webhooks.alone.p99_ms"))
    row(
      "beside one that never answers and one that refuses",
      cell("webhooks.beside_dead.p50_ms"),
      cell("webhooks.beside_dead.p99_ms")
    )
  }
}
