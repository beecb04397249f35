// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Connections per second, each with a token that the server checks, and closed as soon as it is open.
struct Connect {
  private let options: LoadOptions

  init(_ options: LoadOptions) {
    self.options = options
  }

  func run() {
    let server = Server(options)
    let count = options.number("count", 10_000)
    let name = options.text("name", "connect")
    let tokens = options.has("distinct") ? (0..<count).map { _ in server.freshToken() } : []
    let path = server.path(agent: 0)
    let repeated = server.upgrade(path)
    let requests = tokens.map { server.upgrade(path, token: $0) }
    let poller = Poller()
    let concurrency = options.number("concurrency", 64)
    var sockets = [Int32](repeating: -1, count: concurrency)
    var bytes = [UInt8](repeating: 0, count: 4_096)
    var begun = 0
    var done = 0

    func begin(_ place: Int) {
      guard begun < count else { return }
      let socket = Sockets.connect(server.port)
      sockets[place] = socket
      poller.add(socket, number: place)
      Sockets.send(socket, requests.isEmpty ? repeated : requests[begun])
      begun += 1
    }

    let start = wallSeconds()
    let cpu = server.process.cpuSeconds
    for place in 0..<concurrency { begin(place) }
    while done < count {
      poller.poll { place in
        let size = read(sockets[place], &bytes, bytes.count)
        guard size > 0 else {
          if errno == EAGAIN { return }
          fail("the server closed a connection instead of upgrading it")
        }
        guard bytes.starts(with: Array("HTTP/1.1 101".utf8)) else {
          fail("an upgrade was refused: \(String(decoding: bytes.prefix(size), as: UTF8.self))")
        }
        close(sockets[place])
        done += 1
        begin(place)
      }
      if wallSeconds() > start + 60 { fail("only \(done) of \(count) connections in a minute") }
    }
    let wall = wallSeconds() - start
    result(name + ".per_second", Double(count) / wall)
    result(name + ".cpu_s_per_million", (server.process.cpuSeconds - cpu) / Double(count) * 1e6)
  }
}
