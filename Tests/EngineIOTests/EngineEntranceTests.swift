// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import EngineIO

/// Which requests are let in, and what the others are told.
@Suite struct EngineEntranceTests {
  struct Row: Sendable {
    var method = "GET"
    var query: String
    var isUpgrade = false
    var origin: String?
    var answer: String
  }

  static let rows = [
    Row(query: "EIO=4&transport=polling", answer: "handshake polling"),
    Row(query: "EIO=4&transport=polling&t=x&username=alice", answer: "handshake polling"),
    Row(query: "EIO=4&transport=websocket", isUpgrade: true, answer: "handshake webSocket"),
    Row(query: "EIO=4&transport=polling&sid=a", answer: "session a"),
    Row(method: "POST", query: "EIO=4&transport=polling&sid=a", answer: "session a"),
    Row(method: "POST", query: "transport=polling&sid=a", answer: "session a"),
    Row(query: "EIO=4&transport=websocket&sid=a", isUpgrade: true, answer: "attach a"),
    Row(query: "EIO=4&transport=websocket&sid=a", answer: "session a"),
    Row(query: "EIO=4&transport=polling&sid=", answer: "handshake polling"),
    Row(query: "EIO=4", answer: #"400 {"code":0,"message":"Transport unknown"}"#),
    Row(query: "EIO=4&transport=abc", answer: #"400 {"code":0,"message":"Transport unknown"}"#),
    Row(query: "EIO=4&transport=abc", isUpgrade: true, answer: "400 Transport unknown"),
    Row(method: "POST", query: "transport=abc", answer: #"400 {"code":0,"message":"Transport unknown"}"#),
    Row(
      query: "EIO=4&transport=polling&sid=" + String(repeating: "a", count: 129),
      answer: #"400 {"code":1,"message":"Session ID unknown"}"#
    ),
    Row(method: "POST", query: "EIO=4&transport=polling", answer: #"400 {"code":2,"message":"Bad handshake method"}"#),
    Row(method: "PUT", query: "transport=polling", answer: #"400 {"code":2,"message":"Bad handshake method"}"#),
    Row(query: "EIO=4&transport=websocket", answer: #"400 {"code":3,"message":"Bad request"}"#),
    Row(query: "EIO=4&transport=polling", isUpgrade: true, answer: "400 Bad request"),
    Row(query: "EIO=4&transport=polling", origin: "http://a\u{1}", answer: #"400 {"code":3,"message":"Bad request"}"#),
    Row(query: "transport=polling", answer: #"400 {"code":5,"message":"Unsupported protocol version"}"#),
    Row(query: "EIO=3&transport=polling", answer: #"400 {"code":5,"message":"Unsupported protocol version"}"#),
    Row(query: "EIO=abc&transport=websocket", isUpgrade: true, answer: "400 Unsupported protocol version"),
    Row(method: "OPTIONS", query: "", answer: "204 "),
  ]

  @Test(arguments: rows)
  func `a request is let in or told why not`(row: Row) {
    let entrance = EngineSettings().admit(message(row), wantsWebSocket: row.isUpgrade)
    let answer =
      switch entrance {
      case .handshake(let carrier): "handshake \(carrier)"
      case .session(let id): "session \(id)"
      case .attach(let id): "attach \(id)"
      case .reply(let reply): "\(reply.status) " + String(decoding: reply.body, as: UTF8.self)
      }
    #expect(answer == row.answer, "\(row.method) \(row.query)")
    if case .reply(let reply) = entrance {
      #expect(reply.headers.contains(HTTPHeader("Access-Control-Allow-Origin", "*")))
    }
  }

  @Test func `every refusal has its number and words`() {
    let message = HTTPMessage(method: "GET", path: "/")
    for refusal in EngineRefusal.allCases {
      let reply = EngineSettings().refusal(refusal, of: message)
      #expect(reply.status == (refusal == .forbidden ? 403 : 400))
      #expect(reply.body == Array(#"{"code":\#(refusal.rawValue),"message":"\#(refusal.message)"}"#.utf8))
    }
    let own = EngineSettings().refusal(.forbidden, of: message, words: "log in first")
    #expect(own.body == Array(#"{"code":4,"message":"log in first"}"#.utf8))
  }

  @Test func `only the pages that may are let in`() {
    var settings = EngineSettings()
    settings.allowedOrigins = .only(["https://desk.example"])
    var row = Row(query: "transport=abc", origin: "https://desk.example", answer: "")
    #expect(allowed(settings.admit(message(row), wantsWebSocket: false)) == "https://desk.example")
    row.origin = "https://other.example"
    #expect(allowed(settings.admit(message(row), wantsWebSocket: false)) == nil)
    settings.allowedOrigins = .none
    #expect(allowed(settings.admit(message(row), wantsWebSocket: false)) == nil)
  }

  /// Settings, the origin of a page, and whether it may open a WebSocket on `desk.example:8080`.
  static let pages: [(AllowedOrigins, String?, Bool)] = [
    (.any, "https://other.example", true), (.only(["https://a.example"]), "https://a.example", true),
    (.only(["https://a.example"]), "https://other.example", false), (.only([]), "http://Desk.example:8080", true),
    (.only([]), "http://desk.example", false), (.only([]), nil, true), (.none, nil, true),
    (.none, "http://desk.example:8080", true), (.none, "https://other.example", false), (.none, "null", false),
  ]

  @Test(arguments: pages)
  func `a page of another origin opens a WebSocket only if it may`(
    origins: AllowedOrigins,
    origin: String?,
    mayOpen: Bool
  ) {
    var settings = EngineSettings()
    settings.allowedOrigins = origins
    for query in ["EIO=4&transport=websocket", "EIO=4&transport=websocket&sid=a"] {
      var message = message(Row(query: query, origin: origin, answer: ""))
      message.headers.append(HTTPHeader("host", "desk.example:8080"))
      switch settings.admit(message, wantsWebSocket: true) {
      case .reply(let reply):
        #expect(!mayOpen)
        #expect(reply.status == 400 && reply.body == Array("Forbidden".utf8))
      default: #expect(mayOpen)
      }
    }
  }

  @Test(
    arguments: [
      ("https", "desk.example", "https://desk.example", true),
      ("https", "desk.example:443", "https://desk.example", true),
      ("https", "Desk.Example", "https://desk.example:443", true),
      ("http", "desk.example:80", "http://desk.example", true),
      ("http", "[::1]:8080", "http://[::1]:8080", true),
      // The same host in another way: somebody on the path may have made the page.
      ("https", "desk.example", "http://desk.example", false), ("http", "desk.example", "https://desk.example", false),
      ("https", "desk.example:80", "https://desk.example", false),
      ("http", "desk.example", "http://desk.example:443", false),
      ("https", "desk.example:8443", "https://desk.example", false),
      ("https", "desk.example", "ftp://desk.example", false),
      ("https", "", "https://", false), ("https", "desk.example", "", false),
    ] as [(String, String, String, Bool)]
  )
  func `a page is the server's own if scheme, host and port are`(
    scheme: String,
    host: String,
    origin: String,
    isOwn: Bool
  ) {
    let message = HTTPMessage(
      method: "POST",
      path: "/",
      headers: [HTTPHeader("origin", origin), HTTPHeader("host", host)]
    )
    #expect(AllowedOrigins.none.admits(message, over: scheme) == isOwn)
    var settings = EngineSettings()
    settings.allowedOrigins = .none
    settings.scheme = scheme
    var opening = message
    opening.query = [QueryItem("EIO", "4"), QueryItem("transport", "websocket")]
    opening.method = "GET"
    if case .handshake = settings.admit(opening, wantsWebSocket: true) {
      #expect(isOwn)
    } else {
      #expect(!isOwn)
    }
  }

  @Test func `listed pages may send cookies if that is allowed, others never`() {
    var settings = EngineSettings()
    settings.allowsCredentials = true
    for (origins, isAllowed) in [(AllowedOrigins.any, false), (.only(["https://a.example"]), true), (.none, false)] {
      settings.allowedOrigins = origins
      let message = message(Row(query: "transport=abc", origin: "https://a.example", answer: ""))
      guard case .reply(let reply) = settings.admit(message, wantsWebSocket: false) else { continue }
      #expect(reply.headers.contains(HTTPHeader("Access-Control-Allow-Credentials", "true")) == isAllowed)
    }
  }

  @Test func `a browser that asks first is told the methods and the headers it named`() {
    var message = HTTPMessage(method: "OPTIONS", path: "/")
    message.headers = [HTTPHeader("access-control-request-headers", "x-a, x-b")]
    guard case .reply(let reply) = EngineSettings().admit(message, wantsWebSocket: false) else {
      Issue.record("there is no answer")
      return
    }
    #expect(
      reply.headers == [
        HTTPHeader("Access-Control-Allow-Origin", "*"),
        HTTPHeader("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE"),
        HTTPHeader("Access-Control-Allow-Headers", "x-a, x-b"),
      ]
    )
  }

  @Test func `a way for packets that is not offered is unknown`() {
    var settings = EngineSettings()
    settings.carriers = [.webSocket]
    let row = Row(query: "EIO=4&transport=polling", answer: "")
    guard case .reply(let reply) = settings.admit(message(row), wantsWebSocket: false) else {
      Issue.record("polling is offered")
      return
    }
    #expect(reply.body == Array(#"{"code":0,"message":"Transport unknown"}"#.utf8))
  }

  private func allowed(_ entrance: EngineEntrance) -> String? {
    guard case .reply(let reply) = entrance else { return nil }
    return reply.headers.first { $0.name == "Access-Control-Allow-Origin" }?.value
  }

  private func message(_ row: Row) -> HTTPMessage {
    let query = row.query.split(separator: "&").map { part in
      let halves = part.split(separator: "=", maxSplits: 1)
      return QueryItem(String(halves[0]), halves.count > 1 ? String(halves[1]) : "")
    }
    let headers = row.origin.map { [HTTPHeader("origin", $0)] } ?? []
    return HTTPMessage(method: row.method, path: "/engine.io/", query: query, headers: headers)
  }
}
