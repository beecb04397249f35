// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import DialectKit
import NIOCore
import NIOHTTP1

/// The facts of an account as server-sent events, resumed after every break where the last one ended.
struct EventStream {
  /// One event: its cursor and its CloudEvent. Signals have no cursor.
  struct Event {
    let cursor: String?
    let value: JSONValue
  }

  let connection: APIConnection
  let account: String
  /// The query without `after`, for instance `topics=agent:alice`.
  let query: String
  /// Makes a token for each connection: tokens run out.
  let token: @Sendable () async throws -> String

  /// Calls the closure for each event until it says that it has enough, the task is cancelled, or the server refuses.
  func read(after cursor: String?, _ handle: (Event) async throws -> Bool) async throws {
    var cursor = cursor
    var pause = Duration.milliseconds(200)
    while !Task.isCancelled {
      do {
        let isDone = try await readOnce(&cursor) { event in
          pause = .milliseconds(200)
          return try await handle(event)
        }
        if isDone { return }
      } catch let failure as APIConnection.Failure where failure.status < 500 && failure.status != 429 {
        throw failure
      } catch is CancellationError {
        return
      } catch is APIConnection.Failure {
      } catch is HTTPClientError {
      } catch is ChannelError {
      } catch let error as IOError where error.errnoCode != 0 {
      }
      try? await Task.sleep(for: pause)
      pause = min(pause * 2, .seconds(5))
    }
  }

  private func readOnce(_ cursor: inout String?, _ handle: (Event) async throws -> Bool) async throws -> Bool {
    var request = HTTPClientRequest(url: "\(connection.baseURL)/api/v1/accounts/\(account)/events?\(query)")
    request.headers.add(name: "Authorization", value: "Bearer \(try await token())")
    request.headers.add(name: "Accept", value: "text/event-stream")
    if let cursor { request.headers.add(name: "Last-Event-ID", value: cursor) }
    let response = try await connection.client.execute(request, deadline: .distantFuture)
    guard response.status == .ok else {
      let body = try await response.body.collect(upTo: 1 << 20)
      let problem = (try? JSONValue(parsing: body.readableBytesView)) ?? .null
      throw APIConnection.Failure(
        status: Int(response.status.code),
        description: APIConnection.explanation(of: problem, response.status.code)
      )
    }
    var lines = ServerSentLines()
    for try await part in response.body {
      for event in lines.add(part.readableBytesView) {
        if let id = event.id { cursor = id }
        let value = try JSONValue(parsing: event.data)
        if try await handle(Event(cursor: event.id, value: value)) { return true }
      }
    }
    return false
  }
}

/// Puts server-sent events together from the bytes that arrive (the event stream format of the HTML standard).
struct ServerSentLines {
  struct Event {
    var id: String?
    var data: [UInt8]
  }

  private var line: [UInt8] = []
  private var id: String?
  private var data: [UInt8] = []

  mutating func add(_ bytes: some Sequence<UInt8>) -> [Event] {
    var events: [Event] = []
    for byte in bytes {
      guard byte == 0x0a else {
        line.append(byte)
        continue
      }
      if line.last == 0x0d { line.removeLast() }
      if line.isEmpty {
        if !data.isEmpty { events.append(Event(id: id, data: data)) }
        id = nil
        data = []
      } else {
        field()
      }
      line = []
    }
    return events
  }

  private mutating func field() {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return }
    var value = line[line.index(after: colon)...]
    if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
    switch String(decoding: line[..<colon], as: UTF8.self) {
    case "id": id = String(decoding: value, as: UTF8.self)
    case "data":
      if !data.isEmpty { data.append(0x0a) }
      data += value
    default: break
    }
  }
}
