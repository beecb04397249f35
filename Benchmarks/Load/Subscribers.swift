// SPDX-License-Identifier: Apache-2.0

import Glibc

/// WebSocket connections of one client, and what arrives on them. Messages are counted and not looked at.
final class Subscribers {
  /// Where a connection is in the frame that arrives.
  private struct Cursor {
    var head: (UInt8, UInt8, UInt8, UInt8) = (0, 0, 0, 0)
    var headBytes = 0
    var bodyBytes = 0
  }

  let server: Server
  let poller = Poller()
  private(set) var sockets: [Int32] = []
  private var cursors: [Cursor] = []
  /// Messages that arrived.
  private(set) var received = 0
  private let buffer = UnsafeMutableRawPointer.allocate(byteCount: 1 << 18, alignment: 16)

  init(_ server: Server) {
    self.server = server
  }

  /// Opens connections, one per path, and waits until each was told that it is live.
  ///
  /// - Parameter first: What the connection with a number says first; nothing if it is nil.
  func open(_ paths: [String], first: (Int) -> [UInt8]? = { _ in nil }) {
    var index = 0
    while index < paths.count {
      let group = paths[index..<min(index + 100, paths.count)]
      let opened = group.map { path -> Int32 in
        let socket = Sockets.connect(server.port, waits: true)
        Sockets.send(socket, server.upgrade(path))
        return socket
      }
      for socket in opened {
        guard server.readHead(socket).hasPrefix("HTTP/1.1 101") else { fail("an upgrade was refused") }
        if let bytes = first(sockets.count) { Sockets.send(socket, bytes) }
        _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
        poller.add(socket, number: sockets.count)
        sockets.append(socket)
        cursors.append(Cursor())
      }
      index += group.count
    }
    // The server's first message says that the stream is live.
    wait(until: "every stream is live") { received >= paths.count }
    received = 0
  }

  func close() {
    for socket in sockets { Glibc.close(socket) }
    sockets = []
    cursors = []
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
      let messages = self.take(number, count)
      self.received += messages
      if messages > 0 { arrived(number, messages) }
    }
  }

  /// Polls until something holds; gives up after 30 seconds.
  func wait(until what: String, _ isDone: () -> Bool) {
    let deadline = wallSeconds() + 30
    while !isDone() {
      poll()
      if wallSeconds() > deadline { fail("waited in vain until \(what): \(received) messages came") }
    }
  }

  private func take(_ number: Int, _ count: Int) -> Int {
    var cursor = cursors[number]
    defer { cursors[number] = cursor }
    let bytes = UnsafeRawBufferPointer(start: buffer, count: count)
    var place = 0
    var messages = 0
    while place < count {
      if cursor.bodyBytes > 0 {
        let step = min(cursor.bodyBytes, count - place)
        place += step
        cursor.bodyBytes -= step
        if cursor.bodyBytes == 0 { messages += 1 }
        continue
      }
      switch cursor.headBytes {
      case 0: cursor.head.0 = bytes[place]
      case 1: cursor.head.1 = bytes[place]
      case 2: cursor.head.2 = bytes[place]
      default: cursor.head.3 = bytes[place]
      }
      cursor.headBytes += 1
      place += 1
      let length = Int(cursor.head.1 & 127)
      if length < 126, cursor.headBytes == 2 {
        cursor.headBytes = 0
        cursor.bodyBytes = length
      } else if length == 126, cursor.headBytes == 4 {
        cursor.headBytes = 0
        cursor.bodyBytes = Int(cursor.head.2) << 8 | Int(cursor.head.3)
      } else if length == 127 {
        fail("a message of more than 64 KiB came")
      }
    }
    return messages
  }
}

/// The server and how it is spoken to.
final class Server {
  let port: Int
  let process: ServerProcess
  let account = "DEMOCO"
  var token = ""
  private var refreshToken = ""

  init(_ options: LoadOptions) {
    port = options.number("port", 8_099)
    process = ServerProcess(identifier: options.number("pid", 0))
    logIn("grant_type=client_credentials&client_id=integration&client_secret=demo")
  }

  /// The path of a stream of one agent's facts.
  func path(agent: Int) -> String { "/api/v1/accounts/\(account)/events?topics=agent:agent-\(agent)" }

  func upgrade(_ path: String, token: String? = nil) -> [UInt8] {
    Array(
      """
      GET \(path) HTTP/1.1\r
      Host: 127.0.0.1\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      Authorization: Bearer \(token ?? self.token)\r
      \r\n
      """.utf8
    )
  }

  /// Creates so many of Avaya's subscriptions; their ids.
  func subscribe(_ count: Int) -> [String] {
    let body = #"{"family":"AGENT_ENGAGEMENT","events":["ALL"],"transport":{"type":"WEBSOCKET"}}"#
    return (0..<count).map { _ in
      let answer = post("/api/notification/v1/accounts/\(account)/subscriptions", body, "application/json", token)
      guard let id = member("subscriptionId", of: answer) else { fail("no subscription: \(answer)") }
      return id
    }
  }

  /// The first message of a connection that follows a subscription.
  func authentication(_ subscription: String) -> [UInt8] {
    let text = Array(#"{"event":"authentication","subscriptionId":"\#(subscription)","token":"\#(token)"}"#.utf8)
    // A masked text message of 126 to 65,535 bytes; the mask is zero and so changes nothing.
    return [0x81, 0xfe, UInt8(text.count >> 8), UInt8(text.count & 255), 0, 0, 0, 0] + text
  }

  /// Another token for the same client: valid, and not seen by the server before.
  func freshToken() -> String {
    logIn("grant_type=refresh_token&client_id=integration&client_secret=demo&refresh_token=\(refreshToken)")
    return token
  }

  private func logIn(_ form: String) {
    let path = "/realms/democo/protocol/openid-connect/token"
    let answer = post(path, form, "application/x-www-form-urlencoded", nil)
    guard let access = member("access_token", of: answer), let refresh = member("refresh_token", of: answer) else {
      fail("no token: \(answer)")
    }
    token = access
    refreshToken = refresh
  }

  private func post(_ path: String, _ body: String, _ type: String, _ token: String?) -> String {
    let socket = Sockets.connect(port, waits: true)
    defer { close(socket) }
    let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
    let head = "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\(authorization)"
    let fields = "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
    Sockets.send(socket, Array((head + fields + body).utf8))
    return readAll(socket)
  }

  private func member(_ name: String, of answer: String) -> String? {
    let parts = answer.split(separator: "\"\(name)\":\"", maxSplits: 1)
    return parts.count == 2 ? parts[1].split(separator: "\"").first.map(String.init) : nil
  }

  private func readAll(_ socket: Int32) -> String {
    var text: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 4_096)
    while true {
      let count = read(socket, &bytes, bytes.count)
      guard count > 0 else { return String(decoding: text, as: UTF8.self) }
      text += bytes.prefix(count)
    }
  }

  /// The head of an answer, read byte by byte so that nothing after it is lost.
  func readHead(_ socket: Int32) -> String {
    var text: [UInt8] = []
    var byte: UInt8 = 0
    while !text.suffix(4).elementsEqual([13, 10, 13, 10]) {
      guard read(socket, &byte, 1) == 1 else { fail("the server closed: \(String(decoding: text, as: UTF8.self))") }
      text.append(byte)
    }
    return String(decoding: text, as: UTF8.self)
  }
}

/// The connections that make the server say something: `I n` injects a fact for agent n into the fan-out, `C n` gives a
/// command that leads to one, `A` a notification for every subscription of Avaya's. Commands go over several connections
/// in turn, because a session may have only so many under way.
final class Publisher {
  private var sockets: [Int32] = []
  private var turn = 0
  private let letter: UInt8

  init(_ server: Server, throughJournal: Bool, toSubscriptions: Bool = false) {
    letter = toSubscriptions ? UInt8(ascii: "A") : UInt8(ascii: throughJournal ? "C" : "I")
    for _ in 0..<(throughJournal ? 16 : 1) {
      let socket = Sockets.connect(server.port, waits: true)
      Sockets.send(socket, server.upgrade("/bench/control"))
      guard server.readHead(socket).hasPrefix("HTTP/1.1 101") else { fail("the server has no /bench/control") }
      sockets.append(socket)
    }
  }

  /// Asks for a fact for each of the agents, in one write.
  func publish(_ agents: some Sequence<Int>) {
    var bytes: [UInt8] = []
    for agent in agents {
      let text = Array("\(agent)".utf8)
      // A masked text message; the mask is zero and so changes nothing.
      bytes += [0x81, 0x80 | UInt8(text.count + 1), 0, 0, 0, 0, letter]
      bytes += text
    }
    guard !bytes.isEmpty else { return }
    turn = (turn + 1) % sockets.count
    Sockets.send(sockets[turn], bytes)
  }
}
