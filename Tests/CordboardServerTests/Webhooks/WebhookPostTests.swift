// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Glibc
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import CordboardServer

/// What is sent to an endpoint, and what becomes of it, over real connections to a server that misbehaves as it is told to.
@Suite(.timeLimit(.minutes(10))) struct WebhookPostTests {
  @Test func `one connection carries request after request, each as HTTP wants it`() async throws {
    try await withEndpoint { _, _ in
      ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 7\r\n\r\nok"]
    } _: { endpoint in
      for _ in 0..<3 {
        let answer = await endpoint.post("/hook?a=1&b=%20")
        #expect(answer == .answer(WebhookAnswer.Answer(status: 200, retryAfter: "7", body: Array("ok".utf8))))
      }
      #expect(endpoint.connections == 1 && endpoint.requests.count == 3)
      let lines = try #require(endpoint.requests.first).split(separator: "\r\n").map(String.init)
      #expect(lines.first == "POST /hook?a=1&b=%20 HTTP/1.1")
      #expect(lines.contains("Host: 127.0.0.1:\(endpoint.port)") && lines.contains("Content-Length: 2"))
      #expect(lines.contains("X-Own: yes") && lines.last == "{}")
    }
  }

  @Test func `a connection that ended while it was kept costs nothing`() async throws {
    // The second request of the first connection finds it closed.
    try await withEndpoint { connection, request in
      connection == 1 && request == 2 ? [nil] : ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]
    } _: { endpoint in
      for _ in 0..<3 { #expect(await endpoint.post().status == 200) }
      #expect(endpoint.connections == 2 && endpoint.requests.count == 4)
    }
  }

  @Test(arguments: [false, true])
  func `what is withdrawn is not written, and leaves its connection as it is`(isKept: Bool) async throws {
    try await withEndpoint { _, _ in
      ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]
    } _: { endpoint in
      if isKept { #expect(await endpoint.post().status == 200) }
      #expect(await endpoint.post(isWanted: false) == .withdrawn)
      #expect(await endpoint.post().status == 200)
      #expect(endpoint.connections == 1 && endpoint.requests.count == (isKept ? 2 : 1))
    }
  }

  @Test func `a connection that was reset while it was kept costs nothing`() async throws {
    try await withEndpoint { connection, request in
      connection == 1 && request == 2 ? [Endpoint.reset] : ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]
    } _: { endpoint in
      for _ in 0..<3 { #expect(await endpoint.post().status == 200) }
      #expect(endpoint.connections == 2 && endpoint.requests.count == 4)
    }
  }

  @Test func `a connection that ends before the answer to its first request is a failure`() async throws {
    try await withEndpoint { _, _ in
      [nil]
    } _: { endpoint in
      #expect(await endpoint.post() == .none("it closed the connection without an answer"))
      #expect(endpoint.requests.count == 1)
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", "HTTP/1.1 200 OK\r\n", "",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
  ])
  func `half an answer is none, and its connection is not used again`(text: String) async throws {
    let whole = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    try await withEndpoint { connection, request in
      [connection == 1 && request == 2 ? text : whole]
    } _: { endpoint in
      #expect(await endpoint.post().status == 200)
      #expect(await endpoint.post(timeout: .milliseconds(100)) == .none("it did not answer in time"))
      #expect(await endpoint.post().status == 200)
      #expect(endpoint.connections == 2)
    }
  }

  @Test func `an answer that breaks off is none`() async throws {
    try await withEndpoint { _, _ in
      ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", nil]
    } _: { endpoint in
      #expect(await endpoint.post().status == nil)
    }
  }

  @Test func `a long answer is cut, and its connection ends`() async throws {
    let long = String(repeating: "é", count: 60_000)
    try await withEndpoint { _, _ in
      ["HTTP/1.1 500 No\r\nContent-Length: \(long.utf8.count + 1_000_000)\r\n\r\n\(long)"]
    } _: { endpoint in
      for _ in 0..<2 {
        let answer = await endpoint.post()
        #expect(answer.status == 500 && answer.bodyBytes == Array(long.utf8.prefix(1_024)))
      }
      #expect(endpoint.connections == 2)
    }
  }

  @Test(arguments: [
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
  ])
  func `a connection that is to end is not kept`(text: String) async throws {
    try await withEndpoint { _, _ in
      [text]
    } _: { endpoint in
      for _ in 0..<2 { #expect(await endpoint.post().status == 200) }
      #expect(endpoint.connections == 2)
    }
  }

  @Test func `what comes before the answer is no answer, and what is no HTTP neither`() async throws {
    try await withEndpoint { connection, _ in
      connection == 1
        ? [
          "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
          "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        ]
        : ["SSH-2.0-OpenSSH\r\n"]
    } _: { endpoint in
      #expect(await endpoint.post().status == 201)
      #expect(await endpoint.post() == .none("its answer is not HTTP"))
    }
  }

  @Test func `TLS with something that speaks none fails with advice`() async throws {
    try await withEndpoint { _, _ in
      ["HTTP/1.1 400 Bad Request\r\n\r\n"]
    } _: { endpoint in
      #expect(
        await endpoint.post(scheme: "https")
          == .none("the TLS connection could not be made: check its certificate and its versions of TLS")
      )
      #expect(endpoint.requests.isEmpty)
    }
  }

  @Test func `nothing is kept open once it is shut down`() async throws {
    try await withEndpoint { _, _ in
      ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"]
    } _: { endpoint in
      #expect(await endpoint.post().status == 200)
      #expect(endpoint.open == 1)
      await endpoint.sender.post.shutDown()
      await until { endpoint.open == 0 }
    }
  }

  @Test(arguments: [
    ("https://a.example", "a.example", 443, "a.example", "/"),
    ("http://a.example:8080/x?y", "a.example", 8_080, "a.example:8080", "/x?y"),
    ("HTTPS://A.example:443/%7Eb", "A.example", 443, "A.example", "/%7Eb"),
    ("http://[::1]:81/", "::1", 81, "[::1]:81", "/"),
    ("https://[2a00:1450::1]", "2a00:1450::1", 443, "[2a00:1450::1]", "/"),
  ])
  func `an address says where a request goes`(url: String, host: String, port: Int, authority: String, path: String)
    throws
  {
    let target = try #require(WebhookTarget(url))
    #expect(target.host == host && target.port == port && target.authority == authority && target.path == path)
    #expect(target.isSecure == url.lowercased().hasPrefix("https"))
  }

  @Test(arguments: [
    "", "a.example", "ftp://a.example", "http+unix://%2Ftmp%2Fa", "https://", "http://a:70000/", "unix:///a",
  ])
  func `what is no address of HTTP is none`(url: String) {
    #expect(WebhookTarget(url) == nil)
  }
}

/// Posts from an event loop, as lines do.
private actor Sender {
  nonisolated let loop = MultiThreadedEventLoopGroup.singleton.next()
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.executor.asUnownedSerialExecutor() }
  let post: HTTPWebhookPost

  init(_ post: HTTPWebhookPost) { self.post = post }

  func send(_ request: WebhookRequest) async -> WebhookAnswer { await post.post(request) }
}

/// A server that does what a test says: to each request of each connection a few texts, nil for its end.
private final class Endpoint: Sendable {
  typealias Script = @Sendable (_ connection: Int, _ request: Int) -> [String?]

  private let state = Mutex((connections: 0, open: 0, requests: [String]()))
  let port: Int
  let sender: Sender

  init(port: Int, post: HTTPWebhookPost) {
    self.port = port
    sender = Sender(post)
  }

  var connections: Int { state.withLock { $0.connections } }
  var open: Int { state.withLock { $0.open } }
  var requests: [String] { state.withLock { $0.requests } }

  func opened() -> Int {
    state.withLock { state in
      state.open += 1
      state.connections += 1
      return state.connections
    }
  }

  func closed() { state.withLock { $0.open -= 1 } }
  func came(_ request: String) { state.withLock { $0.requests.append(request) } }

  /// A part of a script: the connection is reset.
  static let reset = "reset"

  func post(
    _ path: String = "/",
    scheme: String = "http",
    timeout: Duration = .seconds(60),
    isWanted: Bool = true
  ) async -> WebhookAnswer {
    await sender.send(
      WebhookRequest(
        account: "DEMOCO",
        url: "\(scheme)://127.0.0.1:\(port)\(path)",
        headers: [HTTPHeader("X-Own", "yes")],
        body: Array("{}".utf8),
        timeout: timeout,
        isWanted: { isWanted }
      )
    )
  }
}

private final class ScriptHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let script: Endpoint.Script
  private let endpoint: @Sendable () -> Endpoint?
  private var text = ""
  private var connection = 0
  private var count = 0

  init(_ script: @escaping Endpoint.Script, _ endpoint: @escaping @Sendable () -> Endpoint?) {
    self.script = script
    self.endpoint = endpoint
  }

  func channelActive(context: ChannelHandlerContext) { connection = endpoint()?.opened() ?? 0 }
  func channelInactive(context: ChannelHandlerContext) { endpoint()?.closed() }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    text += String(buffer: unwrapInboundIn(data))
    let isRequest = text.hasSuffix("\r\n\r\n{}")
    // Whatever speaks TLS gets what is said to its first bytes.
    guard isRequest || !text.hasPrefix("POST") else { return }
    if isRequest { endpoint()?.came(text) }
    text = ""
    count += 1
    for part in script(connection, count) {
      guard let part else { return context.close(promise: nil) }
      if part == Endpoint.reset {
        // Without waiting for anything, the end of a connection is a reset.
        _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        return context.close(promise: nil)
      }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: part)), promise: nil)
    }
  }
}

private func withEndpoint(_ script: @escaping Endpoint.Script, _ body: (Endpoint) async throws -> Void) async throws {
  let holder = Holder()
  let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .childChannelInitializer { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(ScriptHandler(script) { holder.endpoint })
      }
    }
    .bind(host: "127.0.0.1", port: 0)
    .get()
  var settings = ServerSettings.WebhookSettings()
  settings.privateHosts = ["127.0.0.1"]
  let post = try HTTPWebhookPost(settings: settings)
  let endpoint = Endpoint(port: try #require(server.localAddress?.port), post: post)
  holder.endpoint = endpoint
  do {
    try await body(endpoint)
  } catch {
    await post.shutDown()
    try? await server.close()
    throw error
  }
  await post.shutDown()
  try await server.close()
}

/// The endpoint of a server that was made before it.
private final class Holder: Sendable {
  private let made = Mutex<Endpoint?>(nil)

  var endpoint: Endpoint? {
    get { made.withLock { $0 } }
    set { made.withLock { $0 = newValue } }
  }
}
