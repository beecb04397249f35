// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Counts what a server delivers and what that costs it, after a moment of warming up.
struct Interval {
  private let process: ServerProcess
  private let warmUp: Double
  private let end: Double
  private var cpu = 0.0
  private var start = 0.0
  private var count = 0
  private var isWarm = false

  init(_ process: ServerProcess, seconds: Double) {
    self.process = process
    warmUp = wallSeconds() + 0.3
    end = warmUp + seconds
  }

  /// Whether to go on. Asked often, so the clock is the only system call of the usual answer.
  mutating func goesOn(_ delivered: Int) -> Bool {
    let now = wallSeconds()
    if !isWarm, now >= warmUp {
      isWarm = true
      cpu = process.cpuSeconds
      start = now
      count = delivered
    }
    return now < end
  }

  func report(_ name: String, _ delivered: Int) {
    let deliveries = Double(delivered - count)
    let cpu = process.cpuSeconds - cpu
    result(name + ".cpu_s_per_million", cpu / deliveries * 1e6)
    result(name + ".per_second", deliveries / (wallSeconds() - start))
  }
}

/// One fact to many connections.
struct Fanout {
  private let options: LoadOptions

  init(_ options: LoadOptions) {
    self.options = options
  }

  func run() {
    let server = Server(options)
    let connections = options.number("connections", 1_000)
    let name = options.text("name", "fanout")
    let dialect = Dialect(options, server, connections: connections) { _ in 0 }
    let subscribers = Subscribers(server, dialect)
    subscribers.open(0..<connections)
    let publisher = Publisher(server, options)
    if options.has("rate") {
      paced(subscribers, publisher, connections, name)
    } else {
      closedLoop(subscribers, publisher, connections, name)
    }
  }

  /// So many facts under way: the next is published when one has reached everybody.
  private func closedLoop(_ subscribers: Subscribers, _ publisher: Publisher, _ connections: Int, _ name: String) {
    let inFlight = options.number("inflight", 1)
    var interval = Interval(subscribers.server.process, seconds: Double(options.number("seconds", 3)))
    var published = 0
    while interval.goesOn(subscribers.received) {
      let done = subscribers.received / connections
      let wanted = inFlight - (published - done)
      if wanted > 0 {
        publisher.publish(repeatElement(0, count: wanted))
        published += wanted
      }
      subscribers.poll()
    }
    interval.report(name, subscribers.received)
  }

  /// Deliveries per second as asked; how long each took.
  private func paced(_ subscribers: Subscribers, _ publisher: Publisher, _ connections: Int, _ name: String) {
    let rate = Double(options.number("rate", 20_000)) / Double(connections)
    let seconds = Double(options.number("seconds", 3))
    var sent: [Double] = []
    var seen = [Int](repeating: 0, count: connections)
    var latencies: [Double] = []
    let start = wallSeconds()
    let cpu = subscribers.server.process.cpuSeconds
    let total = Int(rate * seconds)
    while subscribers.received < total * connections {
      let now = wallSeconds()
      if sent.count < total, now >= start + Double(sent.count) / rate {
        sent.append(now)
        publisher.publish([0])
      }
      subscribers.poll { connection, count in
        let now = wallSeconds()
        for _ in 0..<count {
          latencies.append(now - sent[seen[connection]])
          seen[connection] += 1
        }
      }
      if now > start + seconds + 30 { fail("only \(subscribers.received) of \(total * connections) messages came") }
    }
    report(latencies, name)
    let used = subscribers.server.process.cpuSeconds - cpu
    result(name + ".cpu_s_per_million", used / Double(subscribers.received) * 1e6)
  }
}

/// Prints what latencies come to, in milliseconds.
func report(_ latencies: [Double], _ name: String) {
  var latencies = latencies
  result(name + ".p50_ms", percentile(&latencies, 0.5) * 1_000)
  result(name + ".p99_ms", percentile(&latencies, 0.99) * 1_000)
  result(name + ".max_ms", (latencies.last ?? 0) * 1_000)
}

/// Facts for one agent each, among many agents with a connection each.
struct Target {
  private let options: LoadOptions

  init(_ options: LoadOptions) {
    self.options = options
  }

  func run() {
    let server = Server(options)
    let connections = options.number("connections", 5_000)
    let name = options.text("name", "target")
    let subscribers = Subscribers(server, Dialect(options, server, connections: connections) { $0 })
    subscribers.open(0..<connections)
    let publisher = Publisher(server, options)
    if options.has("rate") {
      paced(subscribers, publisher, connections, name)
    } else {
      closedLoop(subscribers, publisher, connections, name)
    }
  }

  private func closedLoop(_ subscribers: Subscribers, _ publisher: Publisher, _ connections: Int, _ name: String) {
    let inFlight = options.number("inflight", 64)
    var interval = Interval(subscribers.server.process, seconds: Double(options.number("seconds", 3)))
    var published = 0
    var random = SystemRandomNumberGenerator()
    while interval.goesOn(subscribers.received) {
      let wanted = inFlight - (published - subscribers.received)
      if wanted > 0 {
        publisher.publish((0..<wanted).map { _ in Int.random(in: 0..<connections, using: &random) })
        published += wanted
      }
      subscribers.poll()
    }
    interval.report(name, subscribers.received)
  }

  private func paced(_ subscribers: Subscribers, _ publisher: Publisher, _ connections: Int, _ name: String) {
    let rate = Double(options.number("rate", 20_000))
    let seconds = Double(options.number("seconds", 3))
    let total = Int(rate * seconds)
    var sent = [[Double]](repeating: [], count: connections)
    var seen = [Int](repeating: 0, count: connections)
    var latencies: [Double] = []
    latencies.reserveCapacity(total)
    var published = 0
    let start = wallSeconds()
    let cpu = subscribers.server.process.cpuSeconds
    while subscribers.received < total {
      let now = wallSeconds()
      let due = min(total, Int((now - start) * rate))
      if due > published {
        var agents: [Int] = []
        for number in published..<due {
          let agent = Int.random(in: 0..<connections)
          // The moment it was due, so that our own delays count too.
          sent[agent].append(start + Double(number) / rate)
          agents.append(agent)
        }
        published = due
        publisher.publish(agents)
      }
      subscribers.poll { connection, count in
        let now = wallSeconds()
        for _ in 0..<count {
          latencies.append(now - sent[connection][seen[connection]])
          seen[connection] += 1
        }
      }
      if now > start + seconds + 30 { fail("only \(subscribers.received) of \(total) messages came") }
    }
    report(latencies, name)
    let used = subscribers.server.process.cpuSeconds - cpu
    result(name + ".cpu_s_per_million", used / Double(total) * 1e6)
  }
}

/// What an idle connection costs in memory.
struct Memory {
  private let options: LoadOptions

  init(_ options: LoadOptions) {
    self.options = options
  }

  func run() {
    let server = Server(options)
    let connections = options.number("connections", 5_000)
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    guard Int(limit.rlim_cur) > connections + 200 else {
      print("SKIPPED memory.\(connections): the limit of open files is \(limit.rlim_cur)")
      return
    }
    let name = options.text("name", "memory.\(connections)")
    // The first connections make what every later one shares.
    let dialect = Dialect(options, server, connections: connections + 200) { $0 }
    let subscribers = Subscribers(server, dialect)
    subscribers.open(0..<200)
    let before = server.process.residentBytes
    subscribers.open(200..<connections + 200)
    let end = wallSeconds() + 1
    while wallSeconds() < end { subscribers.poll() }
    let grown = server.process.residentBytes - before
    result("\(name).kb_per_connection", grown / Double(connections) / 1_024)
  }
}
