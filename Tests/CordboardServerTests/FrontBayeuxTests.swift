// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactModel
import Testing

@testable import CordboardServer

extension FrontTests {
  /// A dialect on Bayeux on real sockets: requests, WebSockets, and from the one to the other.
  struct BayeuxSockets {
    static let event = #"{"channel":"/a","data":1}"#
    static let published = #"{"id":"p","channel":"/a","successful":true}"#
    static let unknown = #""successful":false,"error":"402::Unknown client""#

    static func connected(_ id: String) -> String {
      #"{"id":"\#(id)","channel":"/meta/connect","successful":true,"advice":{"reconnect":"retry","#
        + #""interval":0,"timeout":30000}}"#
    }

    @Test(arguments: ["", "/", "/handshake", "/connect", "/disconnect"])
    func `every address below the path serves`(suffix: String) async throws {
      try await withMirror { front in
        let mirror = try await Mirror(front)
        try await mirror.client.request("POST", "/bayeux\(suffix)", body: mirror.publish("1"))
        #expect(try await mirror.client.response().body == "[\(Self.event),\(Self.published)]")
        try await mirror.client.request("POST", "/bayeuxx", body: mirror.publish("1"))
        #expect(try await mirror.client.response().status == 404)
      }
    }

    @Test func `a connect is held until there is something to tell, and blocks no other request`() async throws {
      try await withMirror(loops: 2) { front in
        let mirror = try await Mirror(front)
        let other = try await front.connect()
        let before = front.counters.requests.value
        try await other.request("POST", "/bayeux/connect", body: mirror.connect("1"))
        await eventually { front.counters.requests.value > before }
        // The second connection goes on meanwhile; what it causes goes with its own answer.
        #expect(try await mirror.post(mirror.publish("1")).body == "[\(Self.event),\(Self.published)]")
        let bye = #"[{"id":"9","channel":"/meta/disconnect","clientId":"\#(mirror.id)"}]"#
        #expect(try await mirror.post(bye).body == #"[{"id":"9","channel":"/meta/disconnect","successful":true}]"#)
        #expect(try await other.response().body.contains(#""reconnect":"none""#))
        #expect(try await mirror.post(mirror.publish("1")).body.contains(Self.unknown))
      }
    }

    @Test func `a handshake sets a cookie unless the browser has one`() async throws {
      try await withMirror { front in
        let mirror = try await Mirror(front)
        let cookie = try #require(mirror.greeting.head.firstRange(of: "set-cookie: bayeux_browser="))
        #expect(mirror.greeting.head[cookie.upperBound...].prefix { $0 != ";" }.count == 16)
        #expect(mirror.greeting.head.contains("; path=/; httponly"))
        let again = try await Mirror(front, headers: ["cookie: BAYEUX_BROWSER=x"])
        #expect(!again.greeting.head.contains("set-cookie"))
      }
    }

    @Test func `scripts are answered by a call of their function`() async throws {
      try await withMirror { front in
        let mirror = try await Mirror(front)
        let text = mirror.publish("1").addingPercentEncoding
        try await mirror.client.request("GET", "/bayeux?jsonp=cb1&message=\(text)")
        let answer = try await mirror.client.response()
        #expect(answer.body == "cb1([\(Self.published)])")
        #expect(answer.head.contains("content-type: text/javascript;charset=utf-8"))
      }
    }

    // MARK: WebSockets

    @Test func `a WebSocket shakes hands by itself, and hears events at once`() async throws {
      try await withMirror { front in
        let socket = try await front.webSocket("/bayeux")
        try await socket.sendText("[]")
        #expect(try await socket.text() == "[]")
        try await socket.sendText(Mirror.connect("1", of: "nobody"))
        #expect(try await socket.text().contains(Self.unknown))
        try await socket.sendText(Mirror.handshake)
        let id = try Mirror.clientID(in: try await socket.text())
        try await socket.sendText(Mirror.connect("1", of: id))
        #expect(try await socket.text() == "[\(Self.connected("1"))]")
        try await socket.sendText(Mirror.connect("2", of: id))
        try await socket.sendText(Mirror.publish("1", of: id))
        #expect(try await socket.text() == "[\(Self.event)]")
        #expect(try await socket.text() == "[\(Self.published)]")
      }
    }

    @Test func `a WebSocket that waited while somebody was removed has to say anew who it is`() async throws {
      try await withMirror { front in
        let socket = try await front.webSocket("/bayeux")
        try await socket.sendText("[]")
        #expect(try await socket.text() == "[]")
        front.fanOut.revoke(.agent("bob"), of: "TEST")
        // What is read together with the removal may come before it; what follows an answer comes after it.
        try await socket.sendText("[]")
        #expect(try await socket.text() == "[]")
        try await socket.sendText(Mirror.handshake)
        #expect(try await socket.closeCode() == 4501)
        #expect(front.counters.sessions.value == 0)
        let again = try await front.webSocket("/bayeux")
        try await again.sendText(Mirror.handshake)
        _ = try Mirror.clientID(in: try await again.text())
      }
    }

    @Test(arguments: [1, 2])
    func `a WebSocket joins the session that a request began, of any event loop`(loops: Int) async throws {
      try await withMirror(loops: loops) { front in
        let mirror = try await Mirror(front)
        var sockets: [FrontClient] = []
        // Connections are spread over the loops.
        for _ in 0..<2 {
          let socket = try await front.webSocket("/bayeux")
          sockets.append(socket)
          try await socket.sendText(mirror.publish("1"))
          #expect(try await socket.text() == "[\(Self.event)]")
          #expect(try await socket.text() == "[\(Self.published)]")
        }
        #expect(try await mirror.post(mirror.publish("1")).body == "[\(Self.published)]")
      }
    }

    @Test(arguments: [1, 2])
    func `the newest WebSocket of a session stays`(loops: Int) async throws {
      try await withMirror(loops: loops) { front in
        let mirror = try await Mirror(front)
        let older = try await front.webSocket("/bayeux")
        try await older.sendText(mirror.publish("1"))
        _ = try await older.text()
        _ = try await older.text()
        let newer = try await front.webSocket("/bayeux")
        try await newer.sendText(mirror.publish("1"))
        #expect(try await newer.text() == "[\(Self.event)]")
        #expect(try await newer.text() == "[\(Self.published)]")
        #expect(try await older.closeCode() == 4003)
        try await older.close()
        try await newer.sendText(mirror.publish("2"))
        #expect(try await newer.text() == #"[{"channel":"/a","data":2}]"#)
      }
    }

    @Test func `a session outlives its WebSocket`() async throws {
      try await withMirror { front in
        let mirror = try await Mirror(front)
        let socket = try await front.webSocket("/bayeux")
        try await socket.sendText(mirror.publish("1"))
        _ = try await socket.text()
        try await socket.close()
        let again = try await front.webSocket("/bayeux")
        try await again.sendText(mirror.publish("1"))
        #expect(try await again.text() == "[\(Self.event)]")
        #expect(front.counters.sessions.value == 1)
      }
    }

    @Test func `a session that ends closes its WebSocket, and the client begins anew on another`() async throws {
      try await withMirror { front in
        let mirror = try await Mirror(front)
        let forgotten = try await front.webSocket("/bayeux")
        try await forgotten.sendText(mirror.publish("1", on: "/service/forget"))
        #expect(try await forgotten.closeCode() == 1011)
        #expect(front.counters.sessions.value == 0)
        let expelled = try await Mirror(front)
        let socket = try await front.webSocket("/bayeux")
        try await socket.sendText(expelled.publish("1", on: "/service/expel"))
        _ = try await socket.text()
        #expect(try await socket.text() == #"[{"channel":"/meta/disconnect","successful":true}]"#)
        #expect(try await socket.closeCode() == 1000)
      }
    }

    @Test(arguments: [("[{", 1002), ("5", 1002)])
    func `malformed text closes a WebSocket without a session`(text: String, code: Int) async throws {
      try await withMirror { front in
        let socket = try await front.webSocket("/bayeux")
        try await socket.sendText(text)
        #expect(try await socket.closeCode() == code)
      }
    }

    @Test func `a WebSocket that names no session is closed after a while`() async throws {
      try await withMirror(bayeux: { $0.socketPatience = .milliseconds(50) }) { front in
        let socket = try await front.webSocket("/bayeux")
        #expect(try await socket.closeCode() == 4504)
      }
    }

    @Test func `notices go straight to a WebSocket and into answers to requests`() async throws {
      try await withMirror { front in
        let feed = TestFeed(format: #"[{"channel":"/f","data":""#, #""}]"#)
        front.fanOut.feeds.add(feed)
        let polling = try await Mirror(front)
        _ = try await polling.post(polling.publish(#""eva""#, on: "/service/follow"))
        try await polling.client.request("POST", "/bayeux", body: polling.connect("1"))
        let joined = try await Mirror(front)
        let socket = try await front.webSocket("/bayeux")
        try await socket.sendText(joined.publish(#""tom""#, on: "/service/follow"))
        _ = try await socket.text()
        front.fanOut.publish(feed.append([1, 2, 1]), of: feed.id)
        #expect(try await socket.text() == #"[{"channel":"/f","data":"tom 1 of 1"}]"#)
        #expect(try await socket.text() == #"[{"channel":"/f","data":"tom 3 of 1"}]"#)
        let own = #"{"channel":"/f","data":"eva 1 of 1"},{"channel":"/f","data":"eva 3 of 1"}"#
        #expect(try await polling.client.response().body == "[\(own),\(Self.connected("1"))]")
      }
    }

    // MARK: Who is who

    @Test func `an id counts only together with who it was given to`() async throws {
      try await withMirror { front in
        for name in ["eva", "slow"] {
          let mirror = try await Mirror(front, headers: ["authorization: \(name)"])
          #expect(try await mirror.post(mirror.publish("1")).body.contains(Self.unknown))
          let stolen = try await mirror.post(mirror.publish("1"), headers: ["authorization: tom"])
          #expect(stolen.body.contains(Self.unknown))
          let own = try await mirror.post(mirror.publish("1"), headers: ["authorization: \(name)"])
          #expect(own.body == "[\(Self.event),\(Self.published)]")
          let socket = try await front.webSocket("/bayeux")
          try await socket.sendText(mirror.publish("1"))
          #expect(try await socket.text().contains(Self.unknown))
        }
        let client = try await front.connect()
        try await client.request("POST", "/bayeux", headers: ["authorization: nobody"], body: Mirror.handshake)
        #expect(try await client.response().status == 401)
      }
    }

    @Test func `an id may count only together with the cookie of its handshake`() async throws {
      try await withMirror(bayeux: { $0.bindsClientsToBrowser = true }) { front in
        let client = try await front.connect()
        try await client.request("POST", "/bayeux", headers: ["cookie: BAYEUX_BROWSER=b"], body: Mirror.handshake)
        let id = try Mirror.clientID(in: try await client.response().body)
        for (cookie, isKnown) in [("BAYEUX_BROWSER=b", true), ("BAYEUX_BROWSER=c", false), ("x=y", false)] {
          try await client.request("POST", "/bayeux", headers: ["cookie: \(cookie)"], body: Mirror.publish("1", of: id))
          #expect(try await client.response().body.contains(Self.unknown) != isKnown)
        }
      }
    }

    @Test func `of two sessions of one browser only one holds a connect, until it ends`() async throws {
      try await withMirror { front in
        let cookie = ["cookie: BAYEUX_BROWSER=b"]
        let first = try await Mirror(front, headers: cookie)
        try await first.client.request("POST", "/bayeux", headers: cookie, body: first.connect("1"))
        let second = try await Mirror(front, headers: cookie)
        let told = #""advice":{"multiple-clients":true,"reconnect":"retry","interval":2000,"timeout":30000}"#
        #expect(try await second.post(second.connect("1"), headers: cookie).body.contains(told))
        let other = try await front.connect()
        try await other.request("POST", "/bayeux", body: first.publish("1", on: "/service/forget"))
        _ = try await other.response()
        _ = try await first.client.response()
        try await second.client.request("POST", "/bayeux", headers: cookie, body: second.connect("2"))
        try await other.request("POST", "/bayeux", body: second.publish("1"))
        _ = try await other.response()
        try await other.request("POST", "/bayeux", body: second.publish("1", on: "/service/expel"))
        #expect(try await second.client.response().body.contains(#""reconnect":"none""#))
      }
    }

    // MARK: Bounds

    @Test(arguments: ["sessions", "sessionsPerPeer", "unauthenticatedSessions"])
    func `a handshake past a bound of sessions is to come again later`(bound: String) async throws {
      let isKnown = bound != "unauthenticatedSessions"
      try await withMirror(bayeux: { settings in
        switch bound {
        case "sessions": settings.sessions = 1
        case "sessionsPerPeer": settings.sessionsPerPeer = 1
        default: settings.unauthenticatedSessions = 1
        }
      }) { front in
        let headers = isKnown ? ["authorization: eva"] : []
        let first = try await Mirror(front, headers: headers)
        let client = try await front.connect()
        try await client.request("POST", "/bayeux", headers: headers, body: Mirror.handshake)
        #expect(try await client.response().body.contains("403:too_many_sessions:Handshake denied"))
        if !isKnown {
          let socket = try await front.webSocket("/bayeux")
          try await socket.sendText(Mirror.handshake)
          #expect(try await socket.text().contains("403:too_many_sessions:Handshake denied"))
          _ = try await Mirror(front, headers: ["authorization: eva"])
        }
        let bye = #"[{"id":"9","channel":"/meta/disconnect","clientId":"\#(first.id)"}]"#
        _ = try await first.post(bye, headers: headers)
        _ = try await Mirror(front, headers: headers)
      }
    }

    @Test func `the front's own bounds hold for WebSockets that shake hands`() async throws {
      try await withMirror(settings: { $0.exchangeSessions = 1 }) { front in
        _ = try await Mirror(front)
        let socket = try await front.webSocket("/bayeux")
        try await socket.sendText(Mirror.handshake)
        #expect(try await socket.text().contains("403:too_many_sessions:Handshake denied"))
      }
      try await withMirror(settings: { $0.sessionsPerAccount = 1 }) { front in
        _ = try await Mirror(front)
        let socket = try await front.webSocket("/bayeux")
        try await socket.sendText(Mirror.handshake)
        #expect(try await socket.text().contains("403:too_many_sessions:Handshake denied"))
      }
    }

    @Test func `a client that stays away is forgotten by everybody`() async throws {
      try await withMirror(bayeux: { $0.maxInterval = .milliseconds(60) }) { front in
        _ = try await Mirror(front)
        await eventually { front.counters.sessions.value == 0 }
      }
    }
  }
}

extension String {
  /// Everything but letters and digits encoded.
  fileprivate var addingPercentEncoding: String {
    utf8.map { byte in
      let character = Character(Unicode.Scalar(byte))
      return character.isASCII && (character.isLetter || character.isNumber)
        ? String(character) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    .joined()
  }
}
