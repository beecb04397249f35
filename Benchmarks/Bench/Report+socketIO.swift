// SPDX-License-Identifier: Apache-2.0

extension Report {
  /// The rows over Socket.IO, each beside the floor, the native stream and the peer of the same run.
  func overSocketIO() {
    head("Over Socket.IO", "CPU-s/M", "median (least–most)", "goal", "floor", "ratio", "native", "ratio", "peer")
    costs(
      "fan-out to 1,000, one at a time",
      "socketio.fanout_1",
      "≤ 5",
      "fanout_1.1000",
      "socketio.native_1",
      "fanout_1"
    )
    costs(
      "fan-out to 1,000, 16 in flight",
      "socketio.fanout_16",
      "≤ 0.5",
      "fanout_16.1000",
      "socketio.native_16",
      "fanout_16"
    )
    costs("the same by polling, one at a time", "socketio.polls_1", "≤ 8", "polls.1000", nil, "polls_1")
    costs("the same by polling, 16 in flight", "socketio.polls_16", "", "polls.1000", nil, "polls_16")
    costs("5,000 clients, own topics", "socketio.target", "≤ 7", "target.5000", "socketio.native_target", "target")
    costs("the same by polling", "socketio.polls_target", "", "polls.5000", nil, nil)
    costs("5,000 desks, own topics, stream alone", "desk.target", "≤ 7", "target.5000", "socketio.native_target", nil)
    costs("5,000 desks, own topics, journal on", "desk.line_target", "≤ 20", "target.5000", nil, nil)
    costs("the same by polling, stream alone", "desk.polls_target", "", "polls.5000", nil, nil)
    costs("the same by polling, journal on", "desk.line_polls_target", "", "polls.5000", nil, nil)
    costs("5,000 native streams, the same", "desk.native_line_target", "≤ 20", "target.5000", nil, nil)
    head("Socket.IO: deliveries per second", "", "median (least–most)")
    for name in ["fanout_1", "fanout_16", "polls_1", "polls_16", "target", "polls_target"] {
      row("`socketio.\(name)`", cell("socketio.\(name).per_second"))
    }
    for name in ["target", "line_target", "polls_target", "line_polls_target"] {
      row("`desk.\(name)`", cell("desk.\(name).per_second"))
    }
    head("Socket.IO: deliveries at a rate", "", "p50, ms", "p99, ms", "longest, ms", "CPU-s/M", "goal")
    latencies("fan-out to 1,000, stream alone, 20,000/s", "socketio.rate_fanout")
    latencies("the same by polling", "socketio.polls_rate_fanout")
    latencies("5,000 desks, own topics, journal on, 10,000/s", "desk.line_rate_target")
    head("Socket.IO: connections with a login check", "", "connections/s", "CPU-s/M", "goal")
    connections("native, a token seen before", "socketio.connect_native", "≥ 20,000/s")
    connections("a session on a WebSocket, a token seen before", "socketio.connect", "≥ 10,000/s")
    connections("by polling and upgrade, a token seen before", "socketio.connect_upgrade", "≥ 10,000/s")
    connections("a desk: login, presence, the core told of it", "desk.connect", "≥ 10,000/s")
    connections("the peer, on a WebSocket, no check", "peer.connect", "")
    head("Socket.IO: memory of an idle connection with its session", "", "KiB", "goal")
    row("a session on a WebSocket", cell("memory.socket.io.kb_per_connection"), "≤ 6")
    row("a session that polls", cell("memory.socket.io-polling.kb_per_connection"), "≤ 6")
    row("a live desk with a conversation", cell("memory.desk.kb_per_connection"), "≤ 6")
    row("such a desk that polls", cell("memory.desk-polling.kb_per_connection"), "≤ 6")
  }

  func costs(
    _ what: String,
    _ name: String,
    _ goal: String,
    _ floor: String,
    _ native: String?,
    _ peer: String?
  ) {
    let suffix = ".cpu_s_per_million"
    let name = name + suffix
    let floor = "floor." + floor + suffix
    let beside = native.map { $0 + suffix }
    row(
      what,
      cell(name),
      goal,
      cell(floor),
      ratio(name, floor),
      beside.map(cell) ?? "",
      beside.map { ratio(name, $0) } ?? "",
      peer.map { cell("peer." + $0 + suffix) } ?? ""
    )
  }

  func latencies(_ what: String, _ name: String) {
    let cells = ["p50_ms", "p99_ms", "max_ms", "cpu_s_per_million"].map { cell("\(name).\($0)") }
    row(what, cells.joined(separator: " | "), "≤ 3 / ≤ 8")
  }

  func connections(_ what: String, _ name: String, _ goal: String) {
    row(what, cell(name + ".per_second"), cell(name + ".cpu_s_per_million"), goal)
  }
}
