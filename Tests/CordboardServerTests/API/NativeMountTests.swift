// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Testing

@testable import CordboardServer

@Suite struct NativeMountTests {
  private struct Asked {
    var api: TestAPI
    var mount: NativeMount

    init() async throws {
      api = try await TestAPI()
      mount = NativeMount(gateway: api.partition, journal: api.journal, authenticator: api.tokens)
    }

    func request(
      _ query: [(String, String)] = [],
      as sender: TestAPI.Sender? = .alice,
      headers: [(String, String)] = [],
      webSocket: Bool = false,
      account: String = "DEMOCO"
    ) -> MountRequest {
      var fields = headers.map { HTTPHeader($0.0, $0.1) }
      if let sender { fields.append(HTTPHeader("authorization", "Bearer \(sender.rawValue)")) }
      let message = HTTPMessage(
        method: "GET",
        path: "/api/v1/accounts/\(account)/events",
        query: query.map { QueryItem($0.0, $0.1) },
        headers: fields
      )
      return MountRequest(message: message, wantsWebSocket: webSocket, time: api.clock.now())
    }
  }

  private func refusal(_ decision: MountDecision?) throws -> (Int, String?) {
    guard case .reply(let reply)? = decision else { return (0, nil) }
    return (reply.status, try JSONValue(parsing: reply.body)["code"]?.stringValue)
  }

  private func subscription(_ start: SessionStart?) -> EventSubscription? {
    guard var session = start?.session else { return nil }
    for input in [SessionInput.opened, .request(RequestID(rawValue: 1), HTTPMessage(method: "GET", path: "/"))] {
      for action in session.receive(input, at: Timestamp(milliseconds: 0)) {
        if case .subscribe(let subscription) = action { return subscription }
      }
    }
    return nil
  }

  @Test(arguments: [
    ("/api/v1/accounts/DEMOCO/events", true), ("/api/v1/accounts/DEMOCO/conversations/1/events", false),
    ("/api/v1/accounts/DEMOCO/state", false), ("/api/v1/accounts/events", false), ("/", false),
  ])
  func `it claims one address of each account`(path: String, isClaimed: Bool) async throws {
    #expect(try await Asked().mount.claims(path: path) == isClaimed)
  }

  @Test func `a plain request is left to the router`() async throws {
    let asked = try await Asked()
    guard case .pass? = asked.mount.openAtOnce(asked.request([("limit", "5")])),
      case .pass = await asked.mount.open(asked.request())
    else {
      Issue.record("it was not left alone")
      return
    }
  }

  @Test func `the usual WebSocket is decided at once`() async throws {
    let asked = try await Asked()
    let request = asked.request([("device", "desk"), ("signals", "true")], webSocket: true)
    guard case .webSocket(let start, _)? = asked.mount.openAtOnce(request) else {
      Issue.record("it was not decided at once")
      return
    }
    #expect(start.device == "desk")
    #expect(start.principal.actor == .agent("alice"))
    #expect(start.expires != nil)
    #expect(
      subscription(start)
        == EventSubscription(
          account: "DEMOCO",
          topics: [.agent("alice")],
          delivery: .shared(EncodingID("native.json")),
          wantsSignals: true
        )
    )
  }

  @Test func `topics that need a look at the state are decided after it`() async throws {
    let asked = try await Asked()
    let request = asked.request([("topics", "team:service,agent:alice")], as: .sam, webSocket: true)
    #expect(asked.mount.openAtOnce(request) == nil)
    guard case .webSocket(let start, _) = await asked.mount.open(request) else {
      Issue.record("it was refused")
      return
    }
    #expect(subscription(start)?.topics == [.team("service"), .agent("alice")])
  }

  @Test func `an event stream continues after the last event a browser had`() async throws {
    let asked = try await Asked()
    let last = Position(epoch: asked.api.journal.epoch, offset: 2)
    let request = asked.request(
      [("after", "\(Position(epoch: last.epoch, offset: 1))"), ("access_token", "alice")],
      as: nil,
      headers: [("accept", "text/event-stream"), ("last-event-id", last.description)]
    )
    guard case .eventStream(let start, let headers) = await asked.mount.open(request) else {
      Issue.record("it was refused")
      return
    }
    #expect(headers.contains(HTTPHeader("Content-Type", "text/event-stream")))
    #expect(subscription(start)?.after == last)
    #expect(subscription(start)?.delivery == .shared(EncodingID("native.sse")))
  }

  @Test func `every poll is a session of its own`() async throws {
    let asked = try await Asked()
    var keys: Set<String> = []
    for _ in 0..<3 {
      guard case .exchange(let key, let start?, nil)? = asked.mount.openAtOnce(asked.request([("wait", "20")])) else {
        Issue.record("it was refused")
        return
      }
      keys.insert(key)
      #expect(subscription(start)?.delivery == .shared(EncodingID("native.json")))
    }
    #expect(keys.count == 3)
  }

  @Test(arguments: [
    ([("topics", "account")], 403, "notPermitted"), ([("topics", "x")], 400, "invalidQuery"),
    ([("kinds", "x")], 400, "invalidQuery"), ([("after", "x")], 400, "invalidQuery"),
    ([("after", "00000000-1")], 410, "cursorRefused"), ([("device", "a b")], 400, "invalidQuery"),
    ([("nothing", "1")], 400, "invalidQuery"), ([("limit", "5")], 400, "invalidQuery"),
  ])
  func `what is refused is refused before the connection changes`(
    query: [(String, String)],
    status: Int,
    code: String
  ) async throws {
    let asked = try await Asked()
    #expect(try refusal(await asked.mount.open(asked.request(query, webSocket: true))) == (status, code))
  }

  @Test func `tokens are checked first`() async throws {
    let asked = try await Asked()
    #expect(try refusal(await asked.mount.open(asked.request(as: nil, webSocket: true))).0 == 401)
    let forged = asked.request([("access_token", "forged")], as: nil, webSocket: true)
    #expect(try refusal(await asked.mount.open(forged)).0 == 401)
    let stranger = asked.request(as: .stranger, webSocket: true)
    #expect(try refusal(await asked.mount.open(stranger)).0 == 403)
    #expect(try refusal(asked.mount.openAtOnce(stranger)).0 == 403)
  }

  @Test func `what belongs to lasting connections or to agents is refused elsewhere`() async throws {
    let asked = try await Asked()
    for query in [[("wait", "5"), ("device", "d")], [("wait", "5"), ("signals", "true")], [("wait", "61")]] {
      #expect(try refusal(asked.mount.openAtOnce(asked.request(query))) == (400, "invalidQuery"))
    }
    let client = asked.request([("device", "d")], as: .reader, webSocket: true)
    #expect(try refusal(asked.mount.openAtOnce(client)) == (400, "invalidQuery"))
    let bad = asked.request(headers: [("accept", "text/event-stream"), ("last-event-id", "x")])
    #expect(try refusal(asked.mount.openAtOnce(bad)) == (400, "invalidCursor"))
    let ahead = Position(epoch: asked.api.journal.epoch, offset: 1_000_000)
    let request = asked.request([("after", ahead.description)], webSocket: true)
    #expect(try refusal(await asked.mount.open(request)) == (410, "cursorRefused"))
  }
}
