// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import Bayeux

@Suite struct BayeuxEntranceTests {
  static var settings: BayeuxSettings {
    var settings = BayeuxSettings()
    settings.connectionTypes = [.longPolling, .webSocket, .callbackPolling]
    return settings
  }

  static func post(_ body: String, type: String? = "application/json;charset=UTF-8") -> HTTPMessage {
    let headers = type.map { [HTTPHeader("content-type", $0)] } ?? []
    return HTTPMessage(method: "POST", path: "/bayeux", headers: headers, body: Array(body.utf8))
  }

  static func get(_ query: [(String, String)]) -> HTTPMessage {
    HTTPMessage(method: "GET", path: "/bayeux", query: query.map { QueryItem($0.0, $0.1) })
  }

  static let connect = #"[{"id":"3","channel":"/meta/connect","clientId":"c9"}]"#
  static let handshake = #"[{"id":"1","channel":"/meta/handshake"}]"#

  private func short(_ entrance: BayeuxEntrance) -> String {
    switch entrance {
    case .handshake: "handshake"
    case .client(let id): "client \(id)"
    case .webSocket: "webSocket"
    case .reply(let reply): "\(reply.status) \(String(decoding: reply.body, as: UTF8.self).prefix(60))"
    }
  }

  /// A body and what becomes of it.
  static let bodies: [(String, String)] = [
    (handshake, "handshake"), (connect, "client c9"), (#"{"channel":"/meta/handshake"}"#, "handshake"),
    (#" { "clientId" : "c9" , "channel" : "/a" } "#, "client c9"),
    (#"[{"channel":"\/meta\/handshake","version":"1.0"}]"#, "handshake"),
    (#"[{"channel":"/a","data":{"clientId":"no","channel":"/meta/handshake"},"clientId":"c9"}]"#, "client c9"),
    (#"[{"channel":"/a","data":"\"clientId\":\"no\"","clientId":"c9"}]"#, "client c9"),
    (#"[{"channel":"/a","clientId":"c9"},{"channel":"/meta/handshake"}]"#, "handshake"),
    ("[]", "400 there is no message in the array"), ("[1]", "400 send a message, or an array of messages"),
    ("5", "400 send a message, or an array of messages"), ("", "400 the messages are not JSON"),
    ("[{", "400 the messages are not JSON"), (#"[{"channel":"/meta/handshake"}"#, "handshake"),
    (#"[{"id":"7","channel":"/a"}]"#, #"200 [{"id":"7","channel":"/a","successful":false,"error":"402::"#),
    (#"[{"clientId":"\#(String(repeating: "x", count: 65))","channel":"/a"}]"#, #"200 [{"channel":"/a","successful""#),
  ]

  @Test(arguments: bodies)
  func `a glance finds the handshake or the client, and the rest is answered`(body: String, expected: String) {
    let found = short(Self.settings.admit(Self.post(body), wantsWebSocket: false))
    #expect(found.hasPrefix(expected), "\(found)")
  }

  /// A request and what becomes of it.
  static let requests: [(HTTPMessage, String)] = [
    (post(connect, type: nil), "client c9"), (post(connect, type: "text/json"), "client c9"),
    (post(connect, type: "text/plain"), "400 Unknown Bayeux Transport"),
    (post(connect, type: "application/x-www-form-urlencoded"), "400 Unknown Bayeux Transport"),
    (HTTPMessage(method: "PUT", path: "/bayeux", body: Array(connect.utf8)), "400 Unknown Bayeux Transport"),
    (get([]), "400 Unknown Bayeux Transport"), (get([("jsonp", "cb")]), "400 Unknown Bayeux Transport"),
    (get([("jsonp", "cb1"), ("message", connect)]), "client c9"), (get([("message", handshake)]), "handshake"),
    (get([("jsonp", "alert(1)//"), ("message", connect)]), "400 jsonp names a function"),
    (get([("jsonp", ""), ("message", connect)]), "400 jsonp names a function"),
    (get([("jsonp", String(repeating: "a", count: 65)), ("message", connect)]), "400 jsonp names a function"),
    (get([("message", #"{"channel":"/a"}"#), ("message", connect)]), "client c9"),
  ]

  @Test(arguments: requests)
  func `messages come by POST as JSON, or by GET for a script`(request: HTTPMessage, expected: String) {
    let found = short(Self.settings.admit(request, wantsWebSocket: false))
    #expect(found.hasPrefix(expected), "\(found)")
  }

  @Test func `a page that leaves the type out is a page nevertheless`() {
    var request = Self.post(Self.connect, type: nil)
    #expect(short(Self.settings.admit(request, wantsWebSocket: false)) == "client c9")
    request.headers.append(HTTPHeader("origin", "https://elsewhere.example"))
    #expect(short(Self.settings.admit(request, wantsWebSocket: false)).hasPrefix("400 Unknown"))
  }

  @Test func `a way that is not offered is unknown`() {
    var settings = Self.settings
    settings.connectionTypes = [.webSocket]
    #expect(short(settings.admit(Self.post(Self.connect), wantsWebSocket: false)).hasPrefix("400 Unknown"))
    settings.connectionTypes = [.longPolling]
    #expect(short(settings.admit(Self.get([("message", Self.connect)]), wantsWebSocket: false)).hasPrefix("400"))
    #expect(short(settings.admit(Self.get([]), wantsWebSocket: true)).hasPrefix("400 Unknown"))
  }

  @Test func `more bytes than allowed are refused before they are looked at`() {
    var settings = Self.settings
    settings.batchBytes = 20
    #expect(short(settings.admit(Self.post(Self.connect), wantsWebSocket: false)).hasPrefix("413 no more than 20"))
    let get = Self.get([("message", Self.connect)])
    #expect(short(settings.admit(get, wantsWebSocket: false)).hasPrefix("413 no more than 20"))
  }

  /// Origins that are let in, the page's, and whether it may open a WebSocket.
  static let pages: [(AllowedOrigins, String?, Bool)] = [
    (.any, "https://other", true), (.none, "https://other", false), (.none, nil, true), (.none, "http://desk", true),
    (.only(["https://a"]), "https://a", true), (.only(["https://a"]), "https://other", false),
  ]

  @Test(arguments: pages)
  func `a page of another origin opens a WebSocket only if it may`(
    origins: AllowedOrigins,
    origin: String?,
    mayOpen: Bool
  ) {
    var settings = Self.settings
    settings.allowedOrigins = origins
    var request = Self.get([])
    request.headers = [HTTPHeader("host", "desk")] + (origin.map { [HTTPHeader("origin", $0)] } ?? [])
    let found = short(settings.admit(request, wantsWebSocket: true))
    #expect(mayOpen ? found == "webSocket" : found.hasPrefix("403"), "\(found)")
  }

  @Test func `a listed page may read answers, with cookies and the headers that are exposed`() {
    var settings = Self.settings
    settings.allowedOrigins = .only(["https://a"])
    settings.exposedHeaders = ["X-CSRF-HEADER", "X-CSRF-TOKEN"]
    var request = Self.post("[]")
    request.headers.append(HTTPHeader("origin", "https://a"))
    guard case .reply(let reply) = settings.admit(request, wantsWebSocket: false) else {
      Issue.record("there is no answer")
      return
    }
    #expect(
      Set(reply.headers).isSuperset(of: [
        HTTPHeader("Access-Control-Allow-Origin", "https://a"),
        HTTPHeader("Access-Control-Allow-Credentials", "true"),
        HTTPHeader("Access-Control-Expose-Headers", "X-CSRF-HEADER,X-CSRF-TOKEN"),
      ])
    )
    request.method = "OPTIONS"
    request.headers.append(HTTPHeader("access-control-request-headers", "content-type"))
    guard case .reply(let asked) = settings.admit(request, wantsWebSocket: false) else {
      Issue.record("there is no answer")
      return
    }
    #expect(asked.status == 204)
    #expect(asked.headers.contains(HTTPHeader("Access-Control-Allow-Headers", "content-type")))
  }

  @Test func `on a WebSocket without a session a message finds one, is answered, or closes it`() {
    let settings = Self.settings
    func admit(_ text: String) -> BayeuxSocketEntrance { settings.admit(text: Array(text.utf8)) }
    #expect(admit(Self.handshake) == .handshake)
    #expect(admit(Self.connect) == .client("c9"))
    #expect(admit("[]") == .reply(Array("[]".utf8)))
    #expect(admit("[{") == .close(.protocolError))
    #expect(
      admit(#"[{"id":"1","channel":"/a"}]"#)
        == .reply(Array(#"[{"id":"1","channel":"/a","successful":false,"error":"402::Unknown client"}]"#.utf8))
    )
  }

  @Test(arguments: BayeuxEdition.allCases)
  func `an unknown client is told, and advised to shake hands where that helps`(edition: BayeuxEdition) {
    var settings = Self.settings
    settings.edition = edition
    let words = edition == .cometD3 ? "Unknown client" : "session_unknown"
    let missing = edition == .cometD3 ? "channel missing" : "channel_missing"
    let text =
      #"[{"id":"1","channel":"/meta/connect","clientId":"x"},{"id":2,"channel":"/meta/subscribe","#
      + #""subscription":"/a","clientId":"x"},{"id":"3","clientId":"x"}]"#
    let reply = settings.unknownClient(Self.post(text))
    #expect(
      String(decoding: reply.body, as: UTF8.self)
        == #"[{"id":"1","channel":"/meta/connect","successful":false,"error":"402::\#(words)",\#(Advice.handshake)},"#
        + #"{"id":2,"channel":"/meta/subscribe","successful":false,"subscription":"/a","error":"402::\#(words)"},"#
        + #"{"id":"3","successful":false,"error":"400::\#(missing)"}]"#
    )
    #expect(settings.unknownClient(text: Array(text.utf8)) == reply.body)
  }

  @Test func `a handshake that finds no room is to come again later`() {
    let reply = Self.settings.noRoom(Self.post(Self.handshake))
    #expect(
      String(decoding: reply.body, as: UTF8.self)
        == #"[{"id":"1","channel":"/meta/handshake","successful":false,"#
        + #""error":"403:too_many_sessions:Handshake denied","#
        + #""advice":{"reconnect":"handshake","interval":60000,"timeout":30000}}]"#
    )
  }

  @Test func `an answer for a script calls the function, and has no characters a script may not have`() {
    let request = Self.get([("jsonp", "cb.1"), ("message", #"[{"id":"\#u{2028}é\#u{2029}","channel":"/a"}]"#)])
    let reply = Self.settings.unknownClient(request)
    #expect(
      String(decoding: reply.body, as: UTF8.self)
        == #"cb.1([{"id":"\u2028é\u2029","channel":"/a","successful":false,"error":"402::Unknown client"}])"#
    )
    #expect(reply.headers.contains(HTTPHeader("Content-Type", "text/javascript;charset=UTF-8")))
    #expect(reply.headers.contains(HTTPHeader("X-Content-Type-Options", "nosniff")))
  }

  @Test func `a cookie is found among others, and set as it is told`() {
    var cookie = BayeuxCookie()
    var request = Self.get([])
    #expect(cookie.value(in: request) == nil)
    request.headers = [HTTPHeader("cookie", "a=1; BAYEUX_BROWSER=xyz; XBAYEUX_BROWSER=no")]
    #expect(cookie.value(in: request) == "xyz")
    request.headers = [HTTPHeader("cookie", "BAYEUX_BROWSER=" + String(repeating: "x", count: 65))]
    #expect(cookie.value(in: request) == nil)
    #expect(cookie.header("v") == HTTPHeader("Set-Cookie", "BAYEUX_BROWSER=v; Path=/; HttpOnly"))
    cookie.sameSite = "None"
    cookie.isSecure = true
    #expect(cookie.header("v").value == "BAYEUX_BROWSER=v; Path=/; HttpOnly; SameSite=None; Secure")
  }

  @Test(arguments: 1...300)
  func `no text makes a glance or a reading fail, and both agree on well-formed ones`(seed: Int) {
    var generator = Seeded(UInt64(seed))
    let parts = [
      "[", "]", "{", "}", ",", ":", "\"", "\\", "\"channel\"", "\"clientId\"", "\"/meta/handshake\"", "\"c9\"", "1",
      " ",
      "\"data\"", "null", "{\"channel\":\"/a\",\"clientId\":\"c9\"}", "\u{e9}",
    ]
    for _ in 0..<50 {
      let count = Int.random(in: 0...12, using: &generator)
      let text = (0..<count).map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
      let bytes = Array(text.utf8)
      let glance = BayeuxGlance(bytes)
      guard let messages = try? Self.settings.messages(in: bytes) else { continue }
      if messages.contains(where: \.isHandshake) { #expect(glance == .handshake, "\(text)") }
    }
  }
}
