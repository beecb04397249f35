// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactModel
import DialectKit

@testable import CordboardServer

/// A dialect on Bayeux in little: what is published comes back to whoever published it, before the answer.
/// `/service/follow` follows a feed of notices, which pass the session by on a WebSocket; `/service/expel` and
/// `/service/forget` end the session.
struct MirrorSession: LayeredSession {
  var lower: BayeuxSession

  mutating func noticed(_ bytes: [UInt8], at now: Timestamp) -> [SessionAction] {
    perform(lower.deliver(BayeuxFrame(finished: bytes), at: now), now)
  }

  mutating func hear(_ event: BayeuxEvent, _ now: Timestamp) -> [SessionAction] {
    switch event {
    case .handshakeRequested(let ticket, _), .subscribeRequested(let ticket, _):
      perform(lower.accept(ticket, at: now), now)
    case .published(let ticket, let publication) where publication.channel.kind == .broadcast:
      perform(lower.deliver(BayeuxFrame(publication.channel, publication.data), at: now), now)
        + perform(lower.accept(ticket, at: now), now)
    case .published(let ticket, let publication):
      perform(lower.accept(ticket, at: now), now) + follow(publication, now)
    case .connected, .unsubscribed, .mayHaveMissed, .closed: []
    }
  }

  private mutating func follow(_ publication: BayeuxPublication, _ now: Timestamp) -> [SessionAction] {
    switch publication.channel.name {
    case "/service/expel": return perform(lower.expel(at: now), now)
    case "/service/forget": return perform(lower.end(.internalError, at: now), now)
    case "/service/follow":
      let insert = Array((publication.data.stringValue ?? "").utf8)
      return perform(lower.passThrough(), now)
        + [.follow(NoticeSubscription(feed: TestFeed.id, kinds: 1, insert: insert))]
    default: return []
    }
  }
}

/// Takes whoever sends `Authorization` for that; with a wait if it is `slow`; refuses `nobody`.
struct MirrorReception: BayeuxReception {
  func identifyAtOnce(_ request: HTTPMessage, at now: Timestamp) -> BayeuxVisitor? {
    request.header("authorization") == "slow" ? nil : visitor(request)
  }

  func identify(_ request: HTTPMessage, from address: String, at now: Timestamp) async -> BayeuxVisitor {
    await Task.yield()
    return visitor(request)
  }

  private func visitor(_ request: HTTPMessage) -> BayeuxVisitor {
    guard let name = request.header("authorization") else { return .anonymous }
    guard name != "nobody" else { return .refused(HTTPReply(status: 401)) }
    return .known(BayeuxIdentity(binding: name, principal: .system("TEST")))
  }

  func begin(_ opening: BayeuxMount.Opening) -> SessionStart {
    SessionStart(session: MirrorSession(lower: opening.session), principal: .system("TEST"))
  }
}

/// Runs a test against a front with the mirror at `/bayeux`.
func withMirror(
  loops: Int = 1,
  bayeux adjust: (inout BayeuxSettings) -> Void = { _ in },
  settings: (inout FrontSettings) -> Void = { _ in },
  _ body: (FrontHarness) async throws -> Void
) async throws {
  var bayeux = BayeuxSettings()
  bayeux.connectionTypes = BayeuxConnectionType.allCases
  adjust(&bayeux)
  let mount = BayeuxMount(path: "/bayeux/", settings: bayeux, reception: MirrorReception())
  try await withFront(loops: loops, mounts: [mount], settings: settings, body)
}

/// A client of Bayeux on one connection of HTTP and, when it wants to, a WebSocket.
final class Mirror {
  static let handshake =
    #"[{"id":"h","channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling","websocket"]}]"#

  let client: FrontClient
  let id: String
  /// The answer that began the session.
  let greeting: FrontResponse

  /// Shakes hands by a request and connects for the first time.
  init(_ front: FrontHarness, headers: [String] = []) async throws {
    client = try await front.connect()
    try await client.request("POST", "/bayeux/handshake", headers: headers, body: Self.handshake)
    greeting = try await client.response()
    id = try Self.clientID(in: greeting.body)
    try await client.request("POST", "/bayeux/connect", headers: headers, body: connect("0"))
    _ = try await client.response()
  }

  static func clientID(in text: String) throws -> String {
    guard let id = try JSONValue(parsing: Array(text.utf8)).arrayValue?.first?["clientId"]?.stringValue else {
      throw FrontClient.Ended(received: text)
    }
    return id
  }

  static func connect(_ id: String, of client: String) -> String {
    #"[{"id":"\#(id)","channel":"/meta/connect","clientId":"\#(client)","connectionType":"long-polling"}]"#
  }

  static func publish(_ data: String, on channel: String = "/a", of client: String) -> String {
    #"[{"id":"p","channel":"\#(channel)","clientId":"\#(client)","data":\#(data)}]"#
  }

  func connect(_ id: String) -> String { Self.connect(id, of: self.id) }
  func publish(_ data: String, on channel: String = "/a") -> String { Self.publish(data, on: channel, of: id) }

  /// Sends messages and waits for the answer.
  func post(_ text: String, headers: [String] = []) async throws -> FrontResponse {
    try await client.request("POST", "/bayeux", headers: headers, body: text)
    return try await client.response()
  }
}
