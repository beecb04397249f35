// SPDX-License-Identifier: Apache-2.0

import DialectKit
import NIOCore
import NIOPosix
import Synchronization

/// A socket a test writes and reads byte by byte.
final class FrontClient: Sendable {
  /// The connection ended before what was waited for came.
  struct Ended: Error {
    let received: String
  }

  private struct State {
    var bytes: [UInt8] = []
    var total = 0
    var isClosed = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private final class Reader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    let client: FrontClient

    init(_ client: FrontClient) {
      self.client = client
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      client.append(Array(unwrapInboundIn(data).readableBytesView))
    }

    func channelInactive(context: ChannelHandlerContext) {
      client.ended()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }
  }

  private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let state = Mutex(State())
  private let channelBox = Mutex<(any NIOCore.Channel)?>(nil)

  /// Connects.
  static func connect(_ address: SocketAddress, receiveBuffer: Int? = nil) async throws -> FrontClient {
    let client = FrontClient()
    var bootstrap = ClientBootstrap(group: group)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Reader(client)) }
      }
    if let receiveBuffer {
      bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(receiveBuffer))
    }
    let channel = try await bootstrap.connect(to: address).get()
    client.channelBox.withLock { $0 = channel }
    return client
  }

  private func append(_ bytes: [UInt8]) {
    let waiter = state.withLock { state in
      state.bytes += bytes
      state.total += bytes.count
      let waiter = state.waiter
      state.waiter = nil
      return waiter
    }
    waiter?.resume()
  }

  private func ended() {
    let waiter = state.withLock { state in
      state.isClosed = true
      let waiter = state.waiter
      state.waiter = nil
      return waiter
    }
    waiter?.resume()
  }

  private func wake() {
    let waiter = state.withLock { state in
      let waiter = state.waiter
      state.waiter = nil
      return waiter
    }
    waiter?.resume()
  }

  private var channel: any NIOCore.Channel {
    get throws {
      guard let channel = channelBox.withLock({ $0 }) else { throw Ended(received: "") }
      return channel
    }
  }

  /// How many bytes came so far.
  var receivedBytes: Int { state.withLock { $0.total } }

  func send(_ text: String) async throws {
    try await send(Array(text.utf8))
  }

  func send(_ bytes: [UInt8]) async throws {
    try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
  }

  /// Reads by itself from now on, or no more.
  func setReading(_ isReading: Bool) async throws {
    try await channel.setOption(.autoRead, value: isReading).get()
  }

  func close() async throws {
    try? await channel.close().get()
  }

  /// Waits until the parser takes something from the front of what was received.
  func receive<Value>(_ parse: (inout [UInt8]) throws -> Value?) async throws -> Value {
    while true {
      let (value, isClosed, seen) = try state.withLock { state in
        (try parse(&state.bytes), state.isClosed, state.total)
      }
      if let value { return value }
      guard !isClosed else {
        throw Ended(received: String(decoding: state.withLock { $0.bytes }.suffix(400), as: UTF8.self))
      }
      try Task.checkCancellation()
      await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
          let isNews = state.withLock { state in
            if state.total != seen || state.isClosed || Task.isCancelled { return true }
            state.waiter = continuation
            return false
          }
          if isNews { continuation.resume() }
        }
      } onCancel: {
        wake()
      }
    }
  }

  /// Waits until the peer closes, and gives what came before.
  func receiveAll() async throws -> String {
    do {
      return try await receive { _ in nil as String? }
    } catch is Ended {
      return String(decoding: state.withLock { $0.bytes }, as: UTF8.self)
    }
  }

  /// Waits for a text and takes everything up to and with it.
  func receive(through text: String) async throws -> String {
    let pattern = Array(text.utf8)
    return try await receive { bytes in
      guard let range = bytes.firstRange(of: pattern) else { return nil }
      let taken = String(decoding: bytes[..<range.upperBound], as: UTF8.self)
      bytes.removeSubrange(..<range.upperBound)
      return taken
    }
  }
}

/// An HTTP response as a test sees it.
struct FrontResponse {
  let status: Int
  let head: String
  let body: String

  /// The code of a problem document; nil if it is none, or one that does not say what its status line says.
  var problem: String? {
    guard head.contains("content-type: application/problem+json"), let json = try? JSONValue(parsing: Array(body.utf8)),
      json["status"]?.integerValue == status, let code = json["code"]?.stringValue,
      json["type"]?.stringValue == "urn:cordboard:problem:\(code)", json["title"]?.stringValue?.isEmpty == false,
      json["detail"]?.stringValue?.isEmpty == false
    else { return nil }
    return code
  }
}

extension FrontClient {
  /// Sends a request without waiting for the answer.
  func request(_ method: String, _ path: String, headers: [String] = [], body: String? = nil) async throws {
    var lines = ["\(method) \(path) HTTP/1.1", "host: test"] + headers
    if let body { lines.append("content-length: \(body.utf8.count)") }
    try await send(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
  }

  /// Waits for a response with a length or chunks.
  func response(hasBody: Bool = true) async throws -> FrontResponse {
    let head = try await receive(through: "\r\n\r\n").lowercased()
    let status = Int(head.split(separator: " ")[1]) ?? 0
    var body = ""
    if hasBody, let range = head.firstRange(of: "content-length: ") {
      let length = Int(head[range.upperBound...].prefix { $0.isNumber }) ?? 0
      body = try await receive { bytes in
        guard bytes.count >= length else { return nil }
        let taken = String(decoding: bytes.prefix(length), as: UTF8.self)
        bytes.removeFirst(length)
        return taken
      }
    } else if hasBody, head.contains("transfer-encoding: chunked") {
      while let chunk = try await chunk() { body += chunk }
    }
    return FrontResponse(status: status, head: head, body: body)
  }

  /// One chunk of a body; nil for the last.
  func chunk() async throws -> String? {
    let size = try await receive(through: "\r\n")
    let length = Int(size.prefix { $0.isHexDigit }, radix: 16) ?? 0
    let chunk = try await receive { bytes in
      guard bytes.count >= length + 2 else { return nil as String? }
      let taken = String(decoding: bytes.prefix(length), as: UTF8.self)
      bytes.removeFirst(length + 2)
      return taken
    }
    return length == 0 ? nil : chunk
  }
}

/// A frame as a test sees it.
struct FrontFrame: Equatable {
  let opcode: UInt8
  let payload: [UInt8]

  var text: String { String(decoding: payload, as: UTF8.self) }
  /// The code of a close frame.
  var code: Int { payload.count < 2 ? 0 : Int(payload[0]) << 8 | Int(payload[1]) }
}

extension FrontClient {
  static func handshake(_ path: String, key: String = "dGhlIHNhbXBsZSBub25jZQ==") -> String {
    """
    GET \(path) HTTP/1.1\r
    host: test\r
    upgrade: websocket\r
    connection: Upgrade\r
    sec-websocket-version: 13\r
    sec-websocket-key: \(key)\r
    \r

    """
  }

  /// Turns the connection into a WebSocket.
  func upgrade(_ path: String = "/ws") async throws {
    try await send(Self.handshake(path))
    let head = try await receive(through: "\r\n\r\n")
    guard head.hasPrefix("HTTP/1.1 101") else { throw Ended(received: head) }
  }

  static func frame(
    _ opcode: UInt8,
    _ payload: [UInt8],
    isFinal: Bool = true,
    isMasked: Bool = true,
    reserved: UInt8 = 0
  ) -> [UInt8] {
    var frame = [(isFinal ? 0x80 : 0) | reserved | opcode]
    let mask: UInt8 = isMasked ? 0x80 : 0
    if payload.count <= 125 {
      frame.append(mask | UInt8(payload.count))
    } else if payload.count <= 0xffff {
      frame += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    } else {
      frame.append(mask | 127)
      for shift in stride(from: 56, through: 0, by: -8) { frame.append(UInt8(payload.count >> shift & 255)) }
    }
    guard isMasked else { return frame + payload }
    let key: [UInt8] = [0x1d, 0x9a, 0x03, 0xfe]
    frame += key
    for (index, byte) in payload.enumerated() { frame.append(byte ^ key[index & 3]) }
    return frame
  }

  func sendText(_ text: String) async throws {
    try await send(Self.frame(1, Array(text.utf8)))
  }

  /// The next frame; the server must not mask it.
  func frame() async throws -> FrontFrame {
    try await receive { bytes in
      guard bytes.count >= 2 else { return nil }
      var length = Int(bytes[1])
      var header = 2
      if length == 126 {
        guard bytes.count >= 4 else { return nil }
        length = Int(bytes[2]) << 8 | Int(bytes[3])
        header = 4
      } else if length == 127 {
        guard bytes.count >= 10 else { return nil }
        length = bytes[2..<10].reduce(0) { $0 << 8 | Int($1) }
        header = 10
      }
      guard bytes.count >= header + length else { return nil }
      let frame = FrontFrame(opcode: bytes[0] & 15, payload: Array(bytes[header..<header + length]))
      bytes.removeFirst(header + length)
      return frame
    }
  }

  /// The next text message, over pings.
  func text() async throws -> String {
    while true {
      let frame = try await frame()
      if frame.opcode == 1 { return frame.text }
      if frame.opcode == 8 { throw Ended(received: "closed with \(frame.code)") }
    }
  }

  /// The code of the close frame that must come, over everything else.
  func closeCode() async throws -> Int {
    while true {
      let frame = try await frame()
      if frame.opcode == 8 { return frame.code }
    }
  }
}
