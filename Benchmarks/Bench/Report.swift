// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Turns the `RESULT` lines of many runs into the tables of `docs/benchmarks.md`: medians, the goal beside each, and
/// the floor of the same run.
struct Report {
  private let values: [String: [Double]]
  private let skipped: [String]

  static func run(_ options: Options) {
    guard let text = try? String(contentsOfFile: options.text("file", "/dev/stdin"), encoding: .utf8) else {
      fail("the file of --file cannot be read")
    }
    Report(text).print()
  }

  init(_ text: String) {
    var values: [String: [Double]] = [:]
    var skipped: [String] = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.first == "SKIPPED" { skipped.append(String(line.dropFirst(8))) }
      guard words.count == 3, words[0] == "RESULT", let value = Double(words[2]) else { continue }
      values[String(words[1]), default: []].append(value)
    }
    self.values = values
    self.skipped = Array(Set(skipped)).sorted()
  }

  private func median(_ name: String) -> Double? {
    guard let sorted = values[name]?.sorted(), !sorted.isEmpty else { return nil }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  func cell(_ name: String) -> String {
    guard let median = median(name), let all = values[name] else { return "not measured" }
    guard all.count > 1, let least = all.min(), let most = all.max() else { return number(median) }
    return "\(number(median)) (\(number(least))–\(number(most)))"
  }

  private func number(_ value: Double) -> String {
    guard value >= 10_000 else { return short(value) }
    var digits = String(Int(value.rounded()))
    var grouped = ""
    while digits.count > 3 {
      grouped = "," + digits.suffix(3) + grouped
      digits.removeLast(3)
    }
    return digits + grouped
  }

  func ratio(_ name: String, _ floor: String) -> String {
    guard let value = median(name), let floor = median(floor), floor > 0 else { return "–" }
    return short(value / floor)
  }

  func row(_ cells: String...) { Swift.print("| " + cells.joined(separator: " | ") + " |") }

  func head(_ title: String, _ cells: String...) {
    Swift.print("\n### \(title)\n\n| " + cells.joined(separator: " | ") + " |")
    Swift.print("|" + repeatElement("---|", count: cells.count).joined())
  }

  func print() {
    engine()
    socketIO()
    mail()
    durable()
    stream()
    overSocketIO()
    overBayeux()
    webhooks()
    for reason in skipped { Swift.print("\nSkipped: \(reason).") }
  }

  private func engine() {
    head("The engine alone", "10,000 agents, 100,000 waiting items", "median (least–most)", "goal")
    row("commands per CPU second", cell("engine.mix.commands_per_cpu_second"), "≥ 100,000")
    row("µs per command", cell("engine.mix.us_per_command"), "≤ 10")
    let names = values.keys.filter { $0.hasPrefix("engine.routed.") }
    var agents: Set<Int> = []
    var waiting: Set<Int> = []
    for name in names {
      let parts = name.split(separator: ".")
      if let count = Int(parts[2].dropFirst()) { agents.insert(count) }
      if let count = Int(parts[3].dropFirst()) { waiting.insert(count) }
    }
    guard !names.isEmpty else { return }
    Swift.print("\n### The cost of one routed item, µs\n")
    row("agents \\ waiting", waiting.sorted().map { number(Double($0)) }.joined(separator: " | "))
    Swift.print("|" + repeatElement("---|", count: waiting.count + 1).joined())
    for agent in agents.sorted() {
      let cells = waiting.sorted().map { cell("engine.routed.a\(agent).w\($0).us") }
      row(number(Double(agent)), cells.joined(separator: " | "))
    }
  }

  private func socketIO() {
    head("Socket.IO as values", "1,024 bytes of text", "median (least–most), µs")
    row("WebSocket: an event and its acknowledgement", cell("socketio.websocket.event_and_ack.us"))
    row("WebSocket: an event to the client", cell("socketio.websocket.emit.us"))
    row("WebSocket: a finished event to the client", cell("socketio.websocket.forward.us"))
    row("polling: an event and its acknowledgement, two requests", cell("socketio.polling.event_and_ack.us"))
  }

  private func mail() {
    head("Mail as values", "taken over SMTP and read", "median (least–most)")
    row("mails of 2 KB of text, per CPU second", cell("mail.text.per_cpu_second"))
    row("mails with a file of 200 KB, per CPU second", cell("mail.file.per_cpu_second"))
    row("8 MiB of line ends in twelve nested parts, ms per MiB", cell("mail.worst_nested.ms_per_megabyte"))
    row("8 MiB of HTML that is none, ms per MiB", cell("mail.worst_html.ms_per_megabyte"))
  }

  private func durable() {
    head("Durable commands", "one core, a sync per append", "median (least–most)", "goal")
    row("acknowledged commands/s", cell("durable.commands_per_second"), "≥ 50,000")
    row("CPU-s/M commands", cell("durable.cpu_s_per_million"), "≤ 20")
    row("commands per append", cell("durable.commands_per_append"), "")
    row("facts per command", cell("durable.facts_per_command"), "")
    row("routed items/s, eight commands each", cell("durable.routed_items_per_second"), "≥ 10,000")
    row("at 20,000/s: p50, ms", cell("durable.rate20000.p50_ms"), "")
    row("at 20,000/s: p99, ms", cell("durable.rate20000.p99_ms"), "< 20")
    row("at 20,000/s: longest, ms", cell("durable.rate20000.max_ms"), "")
    row("at 20,000/s: CPU-s/M", cell("durable.rate20000.cpu_s_per_million"), "")
    row("floor: SQLite, a row per fact, facts/s", cell("floor.sqlite_rows.facts_per_second"), "")
    row("floor: SQLite, a row per fact, CPU-s/M facts", cell("floor.sqlite_rows.cpu_s_per_million"), "")
    row("floor: SQLite, blocks of 16 KiB, facts/s", cell("floor.sqlite_blocks.facts_per_second"), "")
    row("floor: SQLite, blocks of 16 KiB, CPU-s/M facts", cell("floor.sqlite_blocks.cpu_s_per_million"), "")
    row("floor: fdatasync, p50 / p99, µs", cell("floor.fdatasync.p50_us") + " / " + cell("floor.fdatasync.p99_us"), "")
    row("floor: fsync, p50 / p99, µs", cell("floor.fsync.p50_us") + " / " + cell("floor.fsync.p99_us"), "")
    head("Restart", "1,000,000 events, 100,000 open items", "median (least–most)", "goal")
    row("snapshot and the last 100,000 facts, s", cell("restart.snapshot.seconds"), "< 5")
    row("all facts, s", cell("restart.replay.seconds"), "")
  }

  private func stream() {
    head("The native WebSocket stream", "CPU-s/M", "median (least–most)", "goal", "floor", "ratio")
    let one = "floor.fanout_1.1000.cpu_s_per_million"
    let sixteen = "floor.fanout_16.1000.cpu_s_per_million"
    let target = "floor.target.5000.cpu_s_per_million"
    func line(_ what: String, _ name: String, _ goal: String, _ floor: String) {
      let name = name + ".cpu_s_per_million"
      row(what, cell(name), goal, cell(floor), ratio(name, floor))
    }
    line("fan-out to 1,000, one at a time", "stream.fanout_1", "≤ 5", one)
    line("fan-out to 1,000, 16 in flight", "stream.fanout_16", "≤ 0.5", sixteen)
    line("fan-out to 1,000, one at a time, journal on", "line.fanout_1", "", one)
    line("fan-out to 1,000, 16 in flight, journal on", "line.fanout_16", "", sixteen)
    line("5,000 agents, own topics, stream alone", "stream.target", "≤ 7", target)
    line("5,000 agents, own topics, journal on", "line.target", "≤ 20", target)
    head(
      "10,000 subscriptions of Avaya's, each with its own envelope",
      "CPU-s/M",
      "median (least–most)",
      "goal",
      "native",
      "ratio"
    )
    for (what, name) in [("one at a time", "10000"), ("16 in flight", "10000_16")] {
      let (avaya, native) = ("stream.avaya_\(name).cpu_s_per_million", "stream.native_\(name).cpu_s_per_million")
      row("fan-out to 10,000, \(what)", cell(avaya), "≤ 1.3 times native", cell(native), ratio(avaya, native))
    }
    head("Deliveries per second", "", "median (least–most)")
    let rates = [
      "stream.fanout_1", "stream.fanout_16", "line.fanout_1", "line.fanout_16", "stream.target", "line.target",
    ]
    for name in rates { row("`\(name)`", cell(name + ".per_second")) }
    head("20,000 deliveries/s", "", "p50, ms", "p99, ms", "longest, ms", "CPU-s/M", "goal")
    func latency(_ what: String, _ name: String) {
      let cells = ["p50_ms", "p99_ms", "max_ms", "cpu_s_per_million"].map { cell("\(name).\($0)") }
      row(what, cells.joined(separator: " | "), "≤ 3 / ≤ 8")
    }
    latency("fan-out to 1,000, stream alone", "stream.rate_fanout")
    latency("fan-out to 1,000, journal on", "line.rate_fanout")
    latency("5,000 agents, own topics, journal on", "line.rate_target")
    head("Connections with a token check", "", "connections/s", "CPU-s/M", "goal")
    row(
      "a token seen before",
      cell("connect.repeated.per_second"),
      cell("connect.repeated.cpu_s_per_million"),
      "≥ 20,000/s"
    )
    row(
      "a new token each",
      cell("connect.distinct.per_second"),
      cell("connect.distinct.cpu_s_per_million"),
      "≥ 20,000/s"
    )
    head("Memory of an idle connection with its session", "", "KiB", "goal")
    row("5,000 connections", cell("memory.5000.kb_per_connection"), "≤ 6")
    row("15,000 connections", cell("memory.15000.kb_per_connection"), "≤ 6")
  }
}
