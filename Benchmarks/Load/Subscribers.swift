// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Connections of one client in a dialect, and what arrives on them. Messages are counted and not looked at.
final class Subscribers {
  let server: Server
  private let dialect: Dialect
  private let poller = Poller()
  private var sockets: [Int32] = []
  private var cursors: [Cursor] = []
  /// The request of each connection that asks for messages; none where the server sends by itself.
  private var polls: [[UInt8]] = []
  /// Messages that arrived.
  private(set) var received = 0
  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: 1 << 18, alignment: 16)

  init(_ server: Server, _ dialect: Dialect) {
    self.server = server
    self.dialect = dialect
  }

  /// Opens connections with these numbers and waits until each was told what it is told at the beginning.
  func open(_ numbers: Range<Int>) {
    dialect.open(numbers, of: server, atATime: 100) { opening in
      dialect.settle(opening)
      var cursor = Cursor(dialect.wire)
      _ = opening.rest().withUnsafeBytes { cursor.take($0) }
      cursors.append(cursor)
      if dialect.wire != .webSocket { polls.append(dialect.poll(opening)) }
      let socket = opening.second?.socket ?? opening.socket
      poller.add(socket, number: sockets.count)
      sockets.append(socket)
    }
    // What the others' coming brings.
    let end = wallSeconds() + 0.5
    while wallSeconds() < end { poll() }
    received = 0
  }

  /// Reads what has arrived, and calls the closure with the connection and how many messages it completed.
  @inline(__always)
  func poll(_ arrived: (_ connection: Int, _ count: Int) -> Void = { _, _ in }) {
    poller.poll { number in
      let count = read(self.sockets[number], self.buffer, 1 << 18)
      guard count > 0 else {
        if count == 0 || (errno != EAGAIN && errno != EINTR) { fail("the server closed connection \(number)") }
        return
      }
      let (messages, answers) = self.cursors[number].take(UnsafeRawBufferPointer(start: self.buffer, count: count))
      for _ in 0..<answers { Sockets.send(self.sockets[number], self.polls[number]) }
      self.received += messages
      if messages > 0 { arrived(number, messages) }
    }
  }
}
