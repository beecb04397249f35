// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The chat that CometD publishes figures of: clients that are in some of many rooms each, and batches of messages that
/// random ones of them publish. Every message says when it was sent; the server is `bayeux-echo`.
final class Rooms {
  private struct Client {
    let socket: Int32
    let id: String
    /// What waits for news.
    let connect: [UInt8]
    /// The end of what was read, which may hold the beginning of a time.
    var rest: [UInt8] = []
    var cursor: AnswerCursor
  }

  private static let mark = Array(#""start":"#.utf8)
  /// The longest time, with the mark before it.
  private static let longest = 32

  private let options: LoadOptions
  private let server: Server
  private let rooms: Int
  private let roomsPerClient: Int
  private let batch: Int
  private let isPolling: Bool
  private let poller = Poller()
  private var clients: [Client] = []
  /// How many clients are in each room.
  private var members: [Int]
  /// Connections for what is published, where the clients' own wait for answers.
  private var publishers: [Int32] = []
  private var latencies: [Double] = []
  private var received = 0
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)

  init(_ options: LoadOptions) {
    self.options = options
    server = Server(options)
    rooms = options.number("rooms", 100)
    roomsPerClient = options.number("rooms-per-client", 10)
    batch = options.number("batch", 10)
    isPolling = options.has("polling")
    members = [Int](repeating: 0, count: rooms)
  }

  func run() {
    let count = options.number("connections", 1_000)
    let name = options.text("name", isPolling ? "rooms.polls" : "rooms.sockets")
    open(count)
    let pause = Double(options.number("pause", 10_000)) / 1e6
    let batches = options.number("batches", 1_000)
    let payload = String(repeating: "x", count: options.number("payload", 50))
    let start = wallSeconds()
    let cpu = server.process.cpuSeconds
    var sent = 0
    var expected = 0
    while sent < batches || received < expected {
      let now = wallSeconds()
      if sent < batches, now >= start + Double(sent) * pause {
        expected += publish(sent, payload)
        sent += 1
      }
      poll()
      if now > start + Double(batches) * pause + 60 { fail("only \(received) of \(expected) messages came") }
    }
    let wall = wallSeconds() - start
    result(name + ".published_per_second", Double(batches * batch) / wall)
    result(name + ".per_second", Double(received) / wall)
    result(name + ".cpu_s_per_million", (server.process.cpuSeconds - cpu) / Double(received) * 1e6)
    report(latencies, name)
  }

  private func open(_ count: Int) {
    let place = BayeuxPlace.echo { number in
      let chosen = self.roomsOf(number)
      for room in chosen { self.members[room] += 1 }
      return "[" + chosen.map { "\"/a/\($0)\"" }.joined(separator: ",") + "]"
    }
    let dialect = isPolling ? Dialect.bayeuxPolling(place) : Dialect.bayeux(place)
    dialect.open(0..<count, of: server, atATime: 100) { opening in
      let connect = isPolling ? dialect.poll(opening) : WebSocketText.frame(place.held(opening))
      opening.say(connect)
      let cursor = AnswerCursor(marks: Self.mark, counted: 0)
      poller.add(opening.socket, number: clients.count)
      clients.append(Client(socket: opening.socket, id: opening.session, connect: connect, cursor: cursor))
    }
    if isPolling { publishers = (0..<50).map { _ in Sockets.connect(server.port) } }
  }

  /// The rooms of a client: spread over all of them, the same in every run.
  private func roomsOf(_ number: Int) -> [Int] { (0..<roomsPerClient).map { (number * 7 + $0 * 11) % rooms } }

  /// Publishes a batch in one room; how many will hear of it.
  private func publish(_ number: Int, _ payload: String) -> Int {
    let client = clients[Int.random(in: 0..<clients.count)]
    let room = Int.random(in: 0..<rooms)
    let now = Int(wallSeconds() * 1e9)
    let messages = (0..<batch).map { index in
      #"{"channel":"/a/\#(room)","clientId":"\#(client.id)","id":"\#(number * batch + index)","#
        + #""data":{"start":\#(now),"text":"\#(payload)"}}"#
    }
    let body = "[" + messages.joined(separator: ",") + "]"
    if isPolling {
      let socket = publishers[number % publishers.count]
      let head = "POST /bayeux HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
      Sockets.send(socket, Array("\(head)Content-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8))
      // The answer carries no events of use but those of the client itself, which it then was told of.
      take(readAnswer(socket))
    } else {
      Sockets.send(client.socket, WebSocketText.frame(body))
    }
    return members[room] * batch
  }

  private func readAnswer(_ socket: Int32) -> [UInt8] {
    var cursor = AnswerCursor(marks: Self.mark, counted: 0)
    var bytes: [UInt8] = []
    while true {
      let count = read(socket, buffer.baseAddress, buffer.count)
      guard count > 0 else {
        if count < 0, errno == EAGAIN || errno == EINTR { continue }
        fail("the server closed a publisher's connection")
      }
      let part = UnsafeRawBufferPointer(rebasing: buffer[0..<count])
      bytes += part
      if cursor.take(part).answers > 0 { return bytes }
    }
  }

  private func poll() {
    poller.poll { number in
      let count = read(clients[number].socket, buffer.baseAddress, buffer.count)
      guard count > 0 else {
        if count == 0 || (errno != EAGAIN && errno != EINTR) { fail("the server closed connection \(number)") }
        return
      }
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[0..<count])
      if isPolling {
        for _ in 0..<clients[number].cursor.take(bytes).answers {
          Sockets.send(clients[number].socket, clients[number].connect)
        }
      }
      clients[number].rest = take(clients[number].rest + bytes)
    }
  }

  /// Takes the times out of what was read; what is left may hold the beginning of another one.
  @discardableResult
  private func take(_ bytes: [UInt8]) -> [UInt8] {
    let now = wallSeconds()
    var place = 0
    bytes.withUnsafeBytes { bytes in
      while bytes.count - place >= Self.longest {
        guard let found = Self.find(bytes, from: place) else {
          place = bytes.count - Self.longest + 1
          break
        }
        place = found + Self.mark.count
        var number = 0.0
        while bytes[place] >= 48, bytes[place] < 58 {
          number = number * 10 + Double(bytes[place] - 48)
          place += 1
        }
        latencies.append(now - number / 1e9)
        received += 1
      }
    }
    return Array(bytes[max(place, bytes.count - Self.longest + 1)...])
  }

  /// Where the mark is that comes next and has all of its time after it.
  private static func find(_ bytes: UnsafeRawBufferPointer, from place: Int) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    var place = place
    while bytes.count - place >= longest {
      guard let next = memchr(start + place, Int32(mark[0]), bytes.count - place - longest + 1) else { return nil }
      place = UnsafeRawPointer(next) - start
      if memcmp(next, mark, mark.count) == 0 { return place }
      place += 1
    }
    return nil
  }
}
