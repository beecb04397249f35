// SPDX-License-Identifier: Apache-2.0

import DialectKit
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// A small HTTP server on this machine that serves what a closure says, and counts its requests.
final class IssuerServer: Sendable {
  /// What is served at a path; nil for nothing.
  typealias Answer = @Sendable (String) async -> Response?

  private let task: Task<Void, any Error>
  private let counter: Counter
  /// The address of the server, without a slash at its end.
  let address: String

  private final class Counter: Sendable {
    let requests = Mutex(0)
  }

  /// How many requests came.
  var requests: Int { counter.requests.withLock { $0 } }

  /// Starts a server whose answers may depend on its own address.
  init(_ makeAnswer: (String) -> Answer) async throws {
    let counter = Counter()
    self.counter = counter
    let box = AnswerBox()
    let router = Router()
    router.get("**") { request, _ in
      counter.requests.withLock { $0 += 1 }
      let answer = box.answer.withLock { $0 }
      return await answer?(request.uri.path) ?? Response(status: .notFound)
    }
    let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
    let application = Hummingbird.Application(
      router: router,
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in continuation.yield(channel.localAddress?.port ?? 0) },
      logger: Logger(label: "issuer") { _ in SwiftLogNoOpLogHandler() }
    )
    task = Task { try await application.run() }
    var iterator = ports.makeAsyncIterator()
    address = "http://127.0.0.1:\(await iterator.next() ?? 0)"
    let answer = makeAnswer(address)
    box.answer.withLock { $0 = answer }
  }

  private final class AnswerBox: Sendable {
    let answer = Mutex<Answer?>(nil)
  }

  /// Stops the server; whoever starts one must.
  func stop() { task.cancel() }
}

extension Response {
  /// JSON.
  static func json(_ value: JSONValue) -> Response {
    Response(
      status: .ok,
      headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: value.bytes))
    )
  }
}
