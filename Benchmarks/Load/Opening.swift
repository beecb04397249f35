// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A connection that begins: what was read of it and not taken yet, and what its client has to remember. It waits busily
/// for what it reads.
final class Opening {
  /// Which connection of the client's it is.
  let number: Int
  let server: Server
  let socket: Int32
  /// The id of its session, where requests name one.
  var session = ""
  /// The other connection of a client that has two.
  var second: Opening?
  /// The last answer that may hold more than was asked for.
  var heard = ""
  /// The head of the answer whose body was read last.
  private(set) var lastHead = ""
  private var unread: [UInt8] = []

  init(_ server: Server, number: Int) {
    self.number = number
    self.server = server
    socket = Sockets.connect(server.port)
  }

  func say(_ bytes: [UInt8]) {
    if !bytes.isEmpty { Sockets.send(socket, bytes) }
  }

  func close() {
    Glibc.close(socket)
    second?.close()
  }

  /// The head of the next answer, with the empty line after it.
  func head() -> String {
    while true {
      for end in unread.indices.dropFirst(3) where unread[end] == 10 && unread[end - 2] == 10 {
        return String(decoding: take(end + 1), as: UTF8.self)
      }
      fill()
    }
  }

  /// The head of the answer to an upgrade, which must be granted.
  func granted() {
    let head = head()
    guard head.hasPrefix("HTTP/1.1 101") else { fail("an upgrade was refused: \(head)") }
  }

  /// The body of the next answer, which must say that all is well.
  func body() -> String {
    lastHead = head()
    let head = lastHead.lowercased()
    guard head.hasPrefix("http/1.1 20"), let field = head.split(separator: "content-length: ").last,
      let length = field.split(separator: "\r\n").first.flatMap({ Int($0) })
    else { fail("a request was refused: \(head)") }
    while unread.count < length { fill() }
    return String(decoding: take(length), as: UTF8.self)
  }

  /// The payload of the next WebSocket frame.
  func frame() -> String {
    while unread.count < 2 { fill() }
    var length = Int(unread[1] & 127)
    var start = 2
    if length >= 126 {
      start = length == 126 ? 4 : 10
      while unread.count < start { fill() }
      length = unread[2..<start].reduce(0) { $0 << 8 | Int($1) }
    }
    while unread.count < start + length { fill() }
    return String(decoding: take(start + length).dropFirst(start), as: UTF8.self)
  }

  /// What was read and not taken.
  func rest() -> [UInt8] { take(unread.count) }

  private func take(_ count: Int) -> [UInt8] {
    let taken = Array(unread.prefix(count))
    unread.removeFirst(count)
    return taken
  }

  private func fill() {
    let deadline = wallSeconds() + 30
    while true {
      let count = read(socket, server.buffer.baseAddress, server.buffer.count)
      if count > 0 { return unread.append(contentsOf: server.buffer.prefix(count)) }
      guard count < 0, errno == EAGAIN || errno == EINTR else {
        fail("the server closed connection \(number): \(String(decoding: unread, as: UTF8.self))")
      }
      if wallSeconds() > deadline {
        fail("connection \(number) waited in vain: \(String(decoding: unread, as: UTF8.self))")
      }
    }
  }
}
