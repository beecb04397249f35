// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import EngineIO

/// The session step by step, with a clock in the test's hand.
@Suite struct EngineSessionTests {
  static let unknown = #"400 {"code":1,"message":"Session ID unknown"}"#
  static let bad = #"400 {"code":3,"message":"Bad request"}"#

  @Test func `the first poll is told what a client must know`() {
    var bench = EngineBench(.polling)
    bench.get()
    bench.endTurn()
    let open = #"0{"sid":"sid","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}"#
    #expect(bench.log == ["reply 1 200 \(open)"])
  }

  @Test func `a WebSocket is told at once, and of no upgrade`() {
    let bench = EngineBench(.webSocket) { $0.maxPayload = 7 }
    let open = #"0{"sid":"sid","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":7}"#
    #expect(bench.log == ["send \(open)"])
  }

  @Test func `a poll carries text, is not stored, and may be read by every page`() throws {
    var session = EngineSession(id: "sid", carrier: .polling, settings: EngineSettings())
    let now = EngineBench().now
    _ = session.opened(at: now)
    _ = session.request(RequestID(rawValue: 1), HTTPMessage(method: "GET", path: "/"), at: now)
    guard case .perform(.reply(_, let reply)) = session.turnEnded().first else {
      Issue.record("there is no answer")
      return
    }
    #expect(
      reply.headers == [
        HTTPHeader("Access-Control-Allow-Origin", "*"), HTTPHeader("Content-Type", "text/plain; charset=UTF-8"),
        HTTPHeader("Cache-Control", "no-store"),
      ]
    )
  }

  // MARK: Polling

  @Test func `packets are taken, and what is said meanwhile goes to the next poll together`() {
    var bench = EngineBench.polling()
    bench.post("4a\u{1e}bAQI=\u{1e}4c")
    #expect(bench.takeLog() == ["reply 2 200 ok", "message a", "message [1, 2]", "message c"])
    bench.send("x")
    bench.send("y")
    bench.endTurn()
    #expect(bench.takeLog() == [])
    bench.get()
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 3 200 4x|4y"])
  }

  @Test func `a poll that waits is answered at the end of the turn`() {
    var bench = EngineBench.polling()
    bench.get()
    bench.endTurn()
    bench.send("x")
    bench.send("y")
    #expect(bench.takeLog() == [])
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 2 200 4x|4y"])
  }

  @Test func `a poll is answered with no more packets than clients take`() {
    var bench = EngineBench.polling { $0.packetsPerPoll = 2 }
    for text in ["a", "b", "c", "d", "e"] { bench.send(text) }
    bench.get()
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 2 200 4a|4b"])
    bench.close()
    for _ in 0..<3 { bench.get() }
    #expect(bench.takeLog() == ["reply 3 200 4c|4d", "reply 4 200 4e", "reply 5 200 1", "close", "closed finished"])
  }

  @Test func `two polls at once end the session`() {
    var bench = EngineBench.polling()
    bench.get()
    bench.get()
    #expect(bench.takeLog() == ["reply 3 \(Self.bad)", "reply 2 200 1", "close", "closed protocolError"])
    bench.get()
    #expect(bench.takeLog() == ["reply 4 \(Self.unknown)"])
  }

  @Test func `a poll that is broken off ends the session, packets that were taken do not`() {
    var bench = EngineBench.polling()
    let post = bench.post("4a")
    bench.abort(post)
    bench.log = []
    bench.abort(bench.get())
    #expect(bench.takeLog() == ["close", "closed peerClosed"])
  }

  static let malformed = ["abc", "", "4a\u{1e}", "9", "bA"]

  @Test(arguments: malformed)
  func `a malformed payload ends the session`(text: String) {
    var bench = EngineBench.polling()
    bench.post(text)
    let log = bench.takeLog().filter { !$0.hasPrefix("message") }
    #expect(log == ["reply 2 \(Self.bad)", "close", "closed protocolError"])
    bench.get()
    #expect(bench.takeLog() == ["reply 3 \(Self.unknown)"])
  }

  @Test(arguments: ["GET", "POST"])
  func `a request that names the other way is refused and nothing else`(method: String) {
    var bench = EngineBench.polling()
    bench.request(method, query: [QueryItem("transport", "websocket")])
    #expect(bench.takeLog() == ["reply 2 \(Self.bad)"])
    bench.post("4a")
    #expect(bench.takeLog() == ["reply 3 200 ok", "message a"])
  }

  @Test func `the answer that begins a session carries the cookie, if there is to be one, and no other does`() throws {
    var settings = EngineSettings()
    settings.cookie = EngineCookie()
    var session = EngineSession(id: "sid", carrier: .polling, settings: settings)
    let now = Timestamp(milliseconds: 0)
    var cookies: [String?] = []
    _ = session.opened(at: now)
    for number in 1...2 as ClosedRange<UInt64> {
      _ = session.request(RequestID(rawValue: number), HTTPMessage(method: "GET", path: "/"), at: now)
      for case .perform(.reply(_, let reply)) in session.turnEnded() {
        cookies.append(reply.headers.first { $0.name == "Set-Cookie" }?.value)
      }
      _ = session.send(.text([]))
      for case .perform(.reply(_, let reply)) in session.turnEnded() {
        cookies.append(reply.headers.first { $0.name == "Set-Cookie" }?.value)
      }
    }
    #expect(cookies == ["io=sid; Path=/; HttpOnly; SameSite=Lax", nil])
    settings.cookie?.name = "node"
    settings.cookie?.path = "/desk"
    settings.cookie?.isSecure = true
    let own = EngineSession(id: "sid", carrier: .webSocket, settings: settings)
    #expect(own.greetingHeaders == [HTTPHeader("Set-Cookie", "node=sid; Path=/desk; HttpOnly; SameSite=Lax; Secure")])
    #expect(EngineSession(id: "sid", carrier: .webSocket, settings: EngineSettings()).greetingHeaders == [])
  }

  @Test func `a body that says it is binary ends the session`() {
    var bench = EngineBench.polling()
    bench.request("POST", [4], headers: [HTTPHeader("content-type", "application/octet-stream")])
    #expect(bench.takeLog() == ["reply 2 \(Self.bad)", "close", "closed protocolError"])
  }

  @Test func `a body that is too large is refused and nothing else`() {
    var bench = EngineBench.polling { $0.maxPayload = 10 }
    bench.post("4" + String(repeating: "a", count: 10))
    #expect(bench.takeLog() == ["reply 2 413 "])
    bench.post("4" + String(repeating: "a", count: 9))
    #expect(bench.takeLog() == ["reply 3 200 ok", "message aaaaaaaaa"])
  }

  @Test func `a payload of too many packets ends the session`() {
    var bench = EngineBench.polling { $0.packetsPerPayload = 2 }
    bench.post("4a\u{1e}4b\u{1e}4c")
    #expect(bench.takeLog() == ["reply 2 \(Self.bad)", "message a", "message b", "close", "closed protocolError"])
  }

  @Test(arguments: ["PUT", "DELETE", "HEAD"])
  func `other methods are refused and nothing else`(method: String) {
    var bench = EngineBench.polling()
    bench.request(method)
    #expect(bench.takeLog() == ["reply 2 \(Self.bad)"])
    bench.post("4a")
    #expect(bench.takeLog() == ["reply 3 200 ok", "message a"])
  }

  @Test func `more than may wait for a poll ends the session`() {
    var bench = EngineBench.polling { $0.waitingPackets = 2 }
    for text in ["a", "b", "c"] { bench.send(text) }
    #expect(bench.takeLog() == ["close", "closed slowConsumer"])
    bench = EngineBench.polling { $0.waitingBytes = 200 }
    bench.send(String(repeating: "a", count: 199))
    #expect(bench.takeLog() == [])
    bench.send("")
    #expect(bench.takeLog() == ["close", "closed slowConsumer"])
  }

  @Test func `a packet that is larger than may wait finds room when nothing waits`() {
    var bench = EngineBench.polling { $0.waitingBytes = 200 }
    let long = String(repeating: "a", count: 1_000)
    bench.send(long)
    bench.get()
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 2 200 4\(long)"])
    bench.send(long)
    #expect(bench.takeLog() == [])
    bench.send("")
    #expect(bench.takeLog() == ["close", "closed slowConsumer"])
  }

  // MARK: Heartbeat

  @Test func `the server asks after the interval, and again after the answer`() {
    var bench = EngineBench.polling()
    bench.get()
    for request in 2...4 {
      bench.pass(24_999)
      #expect(bench.takeLog() == [])
      bench.pass(1)
      #expect(bench.takeLog() == ["reply \(request * 2 - 2) 200 2"])
      bench.pass(19_999)
      bench.post("3")
      bench.get()
      #expect(bench.takeLog() == ["reply \(request * 2 - 1) 200 ok"])
    }
  }

  @Test func `without an answer the session ends`() {
    var bench = EngineBench.webSocket()
    bench.pass(25_000)
    #expect(bench.takeLog() == ["send 2"])
    bench.pass(19_999)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["close", "closed heartbeatLost"])
  }

  @Test func `other packets are no answer`() {
    var bench = EngineBench.webSocket()
    bench.pass(25_000)
    bench.text("4a")
    bench.pass(20_000)
    #expect(bench.takeLog().last == "closed heartbeatLost")
  }

  @Test func `only the server asks`() {
    var bench = EngineBench.webSocket()
    bench.text("2")
    #expect(bench.takeLog() == ["close", "closed protocolError"])
    bench = EngineBench.polling()
    bench.post("2")
    #expect(bench.takeLog() == ["reply 2 200 ok", "close", "closed protocolError"])
  }

  @Test(arguments: ["0", "5", "6"])
  func `packets that mean nothing from a client are ignored`(text: String) {
    var bench = EngineBench.webSocket()
    bench.text(text)
    bench.text("4a")
    #expect(bench.takeLog() == ["message a"])
  }

  // MARK: The end

  @Test func `the client closes while it polls`() {
    var bench = EngineBench.polling()
    bench.get()
    bench.post("1\u{1e}4late")
    #expect(bench.takeLog() == ["reply 3 200 ok", "reply 2 200 6", "close", "closed peerClosed"])
    bench.get()
    #expect(bench.takeLog() == ["reply 4 \(Self.unknown)"])
  }

  @Test func `the client closes on a WebSocket`() {
    var bench = EngineBench.webSocket()
    bench.text("1")
    #expect(bench.takeLog() == ["close", "closed peerClosed"])
    bench.text("4late")
    bench.send("late")
    #expect(bench.takeLog() == [])
  }

  @Test func `the application closes, and what it said before arrives before the end does`() {
    var bench = EngineBench.polling()
    bench.send("last")
    bench.close()
    bench.send("late")
    bench.post("4late")
    #expect(bench.takeLog() == ["reply 2 200 ok"])
    bench.get()
    #expect(bench.takeLog() == ["reply 3 200 4last"])
    bench.get()
    #expect(bench.takeLog() == ["reply 4 200 1", "close", "closed finished"])
  }

  @Test func `a client that never polls again is not waited for longer than allowed`() {
    var bench = EngineBench.polling()
    bench.send("last")
    bench.close()
    bench.pass(29_999)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["close", "closed finished"])
  }

  @Test func `the application closes with more to say than one poll takes`() {
    var bench = EngineBench.polling { $0.packetsPerPoll = 2 }
    bench.get()
    for number in 0..<3 { bench.send("\(number)") }
    bench.close()
    #expect(bench.takeLog() == ["reply 2 200 40|41"])
    bench.get()
    bench.get()
    #expect(bench.takeLog() == ["reply 3 200 42", "reply 4 200 1", "close", "closed finished"])
  }

  @Test func `the application closes with nothing to say`() {
    var bench = EngineBench.polling()
    bench.close()
    #expect(bench.takeLog() == ["close", "closed finished"])
    bench = EngineBench.polling()
    bench.get()
    bench.close()
    #expect(bench.takeLog() == ["reply 2 200 1", "close", "closed finished"])
    bench = EngineBench.webSocket()
    bench.send("last")
    bench.close()
    #expect(bench.takeLog() == ["send 4last", "close", "closed finished"])
  }

  @Test func `the driver ends the session, and a poll that waits is let go so that the client comes back`() {
    var bench = EngineBench.polling()
    bench.get()
    bench.send("last")
    bench.shutDown()
    #expect(bench.takeLog() == ["reply 2 200 4last", "close", "closed goingAway"])
    bench.shutDown()
    #expect(bench.takeLog() == [])
    for (said, answer) in [("last", "4last"), (nil, "1")] {
      bench = EngineBench.polling()
      bench.get()
      if let said { bench.send(said) }
      bench.shutDown(.loggedOut)
      #expect(bench.takeLog() == ["reply 2 200 \(answer)", "close", "closed loggedOut"])
    }
    bench = EngineBench.polling()
    bench.get()
    bench.shutDown()
    #expect(bench.takeLog() == ["reply 2 200 6", "close", "closed goingAway"])
  }

  // MARK: WebSocket

  @Test func `messages come and go as they are`() {
    var bench = EngineBench.webSocket()
    bench.text("4hello")
    bench.binary([1, 2])
    bench.send("x")
    #expect(bench.takeLog() == ["message hello", "message [1, 2]", "send 4x"])
  }

  @Test(arguments: ["abc", "", "bAQI=", "7"])
  func `a malformed packet ends the session`(text: String) {
    var bench = EngineBench.webSocket()
    bench.text(text)
    #expect(bench.takeLog() == ["close", "closed protocolError"])
  }

  @Test func `a message that is too large ends the session`() {
    var bench = EngineBench.webSocket { $0.maxPayload = 3 }
    bench.text("4ab")
    #expect(bench.takeLog() == ["message ab"])
    bench.text("4abc")
    #expect(bench.takeLog() == ["close", "closed messageTooBig"])
    bench = EngineBench.webSocket { $0.maxPayload = 3 }
    bench.binary([1, 2, 3, 4])
    #expect(bench.takeLog() == ["close", "closed messageTooBig"])
  }

  @Test func `a WebSocket that breaks ends the session`() {
    var bench = EngineBench.webSocket()
    bench.leave()
    #expect(bench.takeLog() == ["close", "closed peerClosed"])
  }
}
