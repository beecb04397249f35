// SPDX-License-Identifier: Apache-2.0

/// Connections per second, each closed as soon as its client is let in.
struct Connect {
  private let options: LoadOptions

  init(_ options: LoadOptions) {
    self.options = options
  }

  func run() {
    let server = Server(options)
    let count = options.number("count", 10_000)
    let name = options.text("name", "connect")
    let dialect = Dialect(options, server, connections: count) { _ in 0 }
    let start = wallSeconds()
    let cpu = server.process.cpuSeconds
    dialect.open(0..<count, of: server, atATime: options.number("concurrency", 64)) { opening in
      opening.close()
      if wallSeconds() > start + 60 { fail("only \(opening.number) of \(count) connections in a minute") }
    }
    let wall = wallSeconds() - start
    result(name + ".per_second", Double(count) / wall)
    result(name + ".cpu_s_per_million", (server.process.cpuSeconds - cpu) / Double(count) * 1e6)
  }
}
