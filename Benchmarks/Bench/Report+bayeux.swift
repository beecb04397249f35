// SPDX-License-Identifier: Apache-2.0

extension Report {
  /// The rows over Bayeux, each beside the floor and the native stream of the same run.
  func overBayeux() {
    head("Over Bayeux", "CPU-s/M", "median (least–most)", "goal", "floor", "ratio", "native", "ratio", "")
    costs("fan-out to 1,000, one at a time", "bayeux.fanout_1", "≤ 5", "fanout_1.1000", "bayeux.native_1", nil)
    costs("fan-out to 1,000, 16 in flight", "bayeux.fanout_16", "≤ 0.5", "fanout_16.1000", "bayeux.native_16", nil)
    costs("the same by long polling, one at a time", "bayeux.polls_1", "≤ 8", "polls.1000", nil, nil)
    costs("the same by long polling, 16 in flight", "bayeux.polls_16", "", "polls.1000", nil, nil)
    costs("5,000 clients, own topics", "bayeux.target", "≤ 7", "target.5000", "bayeux.native_target", nil)
    costs("the same by long polling", "bayeux.polls_target", "", "polls.5000", nil, nil)
    costs("5,000 desktops, own topics, journal on", "desktop.line_target", "≤ 20", "target.5000", nil, nil)
    costs("5,000 native streams, the same", "desktop.native_line_target", "≤ 20", "target.5000", nil, nil)
    head("Bayeux: deliveries per second", "", "median (least–most)")
    for name in ["fanout_1", "fanout_16", "polls_1", "polls_16", "target", "polls_target"] {
      row("`bayeux.\(name)`", cell("bayeux.\(name).per_second"))
    }
    row("`desktop.line_target`", cell("desktop.line_target.per_second"))
    head(
      "Bayeux: CometD's own measurement, 1,000 clients in 100 rooms",
      "",
      "messages/s",
      "p50, ms",
      "p99, ms",
      "CPU-s/M"
    )
    for (what, name) in [("on WebSockets", "rooms.sockets"), ("by long polling", "rooms.polls")] {
      row(
        what,
        ["per_second", "p50_ms", "p99_ms", "cpu_s_per_million"].map { cell("\(name).\($0)") }.joined(separator: " | ")
      )
    }
    head("Bayeux: deliveries at a rate", "", "p50, ms", "p99, ms", "longest, ms", "CPU-s/M", "goal")
    latencies("fan-out to 1,000, stream alone, 20,000/s", "bayeux.rate_fanout")
    latencies("the same by long polling", "bayeux.polls_rate_fanout")
    head("Bayeux: connections with a login check", "", "connections/s", "CPU-s/M", "goal")
    connections("a session on a WebSocket, a token seen before", "bayeux.connect", "≥ 10,000/s")
    connections("by long polling, a token seen before", "bayeux.polls_connect", "≥ 10,000/s")
    connections("a desktop: a login seen before, presence, its chat", "desktop.connect", "≥ 10,000/s")
    head("Bayeux: memory of an idle connection with its session", "", "KiB", "goal")
    row("a session on a WebSocket", cell("memory.bayeux.kb_per_connection"), "≤ 6")
    row("a session that polls", cell("memory.bayeux-polling.kb_per_connection"), "≤ 6")
  }
}
