// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import Bayeux

@Suite struct BayeuxConnectTests {
  static func reply(_ id: String, _ advice: String = Advice.retry) -> String {
    #"{"id":"\#(id)","channel":"/meta/connect","successful":true,\#(advice)}"#
  }

  static func event(_ data: String, on channel: String = "/a") -> String {
    #"{"channel":"\#(channel)","data":\#(data)}"#
  }

  @Test func `the first connect is answered at once and the next is held until time is up`() {
    var bench = BayeuxBench.handshaken()
    bench.post("[\(BayeuxBench.connect("1"))]")
    #expect(bench.takeLog() == ["reply 2 200 [\(Self.reply("1"))]"])
    bench.post("[\(BayeuxBench.connect("2"))]")
    bench.endTurn()
    bench.pass(29_999)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.reply("2"))]"])
  }

  @Test func `a single message need not be in an array`() {
    var bench = BayeuxBench.handshaken()
    bench.post(BayeuxBench.connect("1"))
    #expect(bench.takeLog() == ["reply 2 200 [\(Self.reply("1"))]"])
  }

  @Test func `events end the connect at the end of the turn and come before its answer, in order`() {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("1"))
    bench.deliver("1")
    bench.deliver("2")
    #expect(bench.takeLog() == [])
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.event("1")),\(Self.event("2")),\(Self.reply("1"))]"])
  }

  @Test func `events wait for the next connect, or for any other answer`() {
    var bench = BayeuxBench.connected()
    bench.deliver("1")
    bench.endTurn()
    bench.post(BayeuxBench.connect("1"))
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.event("1")),\(Self.reply("1"))]"])
    bench.deliver("2")
    bench.post("[\(BayeuxBench.message("p", "/b", #""data":1"#))]")
    let published = #"{"id":"p","channel":"/b","successful":true}"#
    #expect(bench.takeLog() == ["published /b 1", "reply 4 200 [\(Self.event("2")),\(published)]"])
  }

  @Test func `events wait for connects alone if that is told, and for scripts`() {
    var bench = BayeuxBench.connected { $0.deliversOnConnectOnly = true }
    bench.deliver("1")
    bench.post("[\(BayeuxBench.message("p", "/b", #""data":1"#))]")
    #expect(bench.takeLog().last == #"reply 3 200 [{"id":"p","channel":"/b","successful":true}]"#)
    bench = BayeuxBench.connected()
    bench.deliver("1")
    let publish = BayeuxBench.message("p", "/b", #""data":1"#)
    bench.call(publish)
    #expect(bench.takeLog().last == #"reply 3 200 f([{"id":"p","channel":"/b","successful":true}])"#)
    let connect = BayeuxBench.connect("2", type: "callback-polling")
    bench.call(connect)
    #expect(bench.takeLog() == ["reply 4 200 f([\(Self.event("1")),\(Self.reply("2"))])"])
  }

  @Test func `a connect that came with others is not held`() {
    var bench = BayeuxBench.connected()
    let subscribe = BayeuxBench.message("2", "/meta/subscribe", #""subscription":"/a""#)
    bench.post("[\(BayeuxBench.connect("1")),\(subscribe)]")
    let subscribed = #"{"id":"2","channel":"/meta/subscribe","successful":true,"subscription":"/a"}"#
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.reply("1")),\(subscribed)]"])
  }

  /// An advice of the client's and after how many milliseconds its connect is answered.
  static let advices: [(String, Int64)] = [
    (#"{"timeout":0}"#, 0), (#"{"timeout":1000}"#, 1_000), (#"{"timeout":-5}"#, 0), (#"{"timeout":1e300}"#, 120_000),
    (#"{"timeout":"x"}"#, 30_000), ("{}", 30_000), ("7", 30_000), (#"{"interval":5}"#, 30_000),
  ]

  @Test(arguments: advices)
  func `a client may ask for another timeout, within bounds`(advice: String, milliseconds: Int64) {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("1", ext: "\"advice\":\(advice)"))
    if milliseconds > 0 {
      bench.pass(milliseconds - 1)
      #expect(bench.takeLog() == [])
      bench.pass(1)
    }
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.reply("1"))]"])
  }

  @Test func `a session without a connect ends when its patience does; whatever is heard keeps it`() {
    var bench = BayeuxBench.connected { $0.interval = .seconds(1) }
    bench.pass(60_999)
    #expect(bench.takeLog() == [])
    bench.post("[\(BayeuxBench.message("p", "/b", #""data":1"#))]")
    bench.log = []
    bench.pass(60_999)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["close heartbeatLost"])
    bench.post(BayeuxBench.connect("1"))
    let unknown = #""successful":false,"error":"402::Unknown client",\#(Advice.handshake)"#
    #expect(bench.takeLog() == [#"reply 4 200 [{"id":"1","channel":"/meta/connect",\#(unknown)}]"#])
  }

  @Test func `the clock of a session stands still while a connect is held, and runs on after it`() {
    var bench = BayeuxBench.connected { $0.timeout = .seconds(100) }
    bench.post(BayeuxBench.connect("1"))
    bench.pass(100_000)
    #expect(bench.takeLog().count == 1)
    bench.pass(59_999)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["close heartbeatLost"])
  }

  @Test func `a client that asks for a longer interval is awaited for as long`() {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("1", ext: #""advice":{"timeout":0,"interval":30000}"#))
    bench.log = []
    bench.pass(89_999)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["close heartbeatLost"])
  }

  @Test func `of two connects the older one ends with an error and the newer one is held`() {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("1"))
    bench.post(BayeuxBench.connect("2"))
    #expect(bench.takeLog() == ["reply 3 500"])
    bench.deliver("1")
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 4 200 [\(Self.event("1")),\(Self.reply("2"))]"])
    bench = BayeuxBench.connected { $0.duplicateConnectStatus = 409 }
    bench.post(BayeuxBench.connect("1"))
    bench.post(BayeuxBench.connect("2"))
    #expect(bench.takeLog() == ["reply 3 409"])
  }

  @Test func `a connect whose place is taken is answered in its own form, and to its own page`() {
    let page = [HTTPHeader("origin", "https://desk.example"), HTTPHeader("content-type", "application/json")]
    let allowed = HTTPHeader("Access-Control-Allow-Origin", "https://desk.example")
    var bench = BayeuxBench.connected { $0.allowedOrigins = .only(["https://desk.example"]) }
    bench.post(BayeuxBench.connect("1"), headers: page)
    bench.post(BayeuxBench.connect("2"))
    #expect(bench.takeLog() == ["reply 3 500"])
    #expect(bench.headers.contains(allowed))
    bench.abort(RequestID(rawValue: 4))
    bench.post(BayeuxBench.connect("3"), headers: page)
    bench.join()
    bench.text(BayeuxBench.connect("4", type: "websocket"))
    #expect(bench.takeLog() == ["reply 5 200 [\(Self.reply("3"))]"])
    #expect(bench.headers.contains(allowed))
    bench = BayeuxBench.connected()
    bench.call(BayeuxBench.connect("1", type: "callback-polling"))
    bench.join()
    bench.text(BayeuxBench.connect("2", type: "websocket"))
    #expect(bench.takeLog() == ["reply 3 200 f([\(Self.reply("1"))])"])
  }

  @Test func `a thousand connects at once leave one`() {
    var bench = BayeuxBench.connected()
    for _ in 0..<1_000 { bench.post(BayeuxBench.connect("1")) }
    #expect(bench.takeLog().count == 999)
    #expect(bench.session.exchanges.count == 1)
  }

  @Test func `what waits is kept when the peer of a connect goes`() {
    var bench = BayeuxBench.connected()
    let request = bench.post(BayeuxBench.connect("1"))
    bench.deliver("1")
    bench.abort(request)
    bench.endTurn()
    #expect(bench.takeLog() == [])
    bench.post(BayeuxBench.connect("2"))
    #expect(bench.takeLog() == ["reply 4 200 [\(Self.event("1")),\(Self.reply("2"))]"])
    bench.abort(bench.post(BayeuxBench.connect("3")))
    bench.pass(60_000)
    #expect(bench.takeLog() == ["close heartbeatLost"])
  }

  @Test func `a message of another client is of an unknown one`() {
    var bench = BayeuxBench.connected()
    bench.post(#"[{"id":"1","channel":"/a","clientId":"c2","data":1},{"id":"2","channel":"/a","data":1}]"#)
    let error = #""successful":false,"error":"402::Unknown client""#
    let replies = #"{"id":"1","channel":"/a",\#(error)},{"id":"2","channel":"/a",\#(error)}"#
    #expect(bench.takeLog() == ["reply 3 200 [\(replies)]"])
  }

  // MARK: Several sessions of one browser

  static let cookie = [HTTPHeader("cookie", "BAYEUX_BROWSER=b")]

  @Test func `a second session of a browser is told to come back later`() {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("1"), headers: Self.cookie)
    #expect(bench.takeLog() == ["ask for b"])
    bench.answerSlot(false)
    let advice = #""advice":{"multiple-clients":true,"reconnect":"retry","interval":2000,"timeout":30000}"#
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.reply("1", advice))]"])
    bench.post(BayeuxBench.connect("2"), headers: Self.cookie)
    #expect(bench.takeLog() == ["ask for b"])
    bench.answerSlot(true)
    bench.pass(29_999)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    bench.log = []
    bench.post(BayeuxBench.connect("3"), headers: Self.cookie)
    #expect(bench.takeLog() == [], "who has the place keeps it")
    bench.pass(30_000)
    bench.log = []
    bench.join()
    bench.text(BayeuxBench.connect("4", type: "websocket"))
    #expect(bench.takeLog() == ["leave slot"])
  }

  @Test func `without a cookie, or without a bound, nobody is asked`() {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("1"))
    #expect(bench.takeLog() == [])
    bench = BayeuxBench.connected { $0.maxSessionsPerBrowser = nil }
    bench.post(BayeuxBench.connect("1"), headers: Self.cookie)
    #expect(bench.takeLog() == [])
  }

  @Test func `an answer about the browser that comes too late changes nothing`() {
    var bench = BayeuxBench.connected()
    bench.answerSlot(false)
    bench.post(BayeuxBench.connect("1"), headers: Self.cookie)
    bench.deliver("1")
    bench.endTurn()
    bench.log = []
    bench.answerSlot(false)
    #expect(bench.takeLog() == [])
  }

  @Test func `a census counts sessions and gives each browser its places`() {
    var settings = BayeuxSettings()
    settings.sessions = 3
    settings.sessionsPerPeer = 2
    settings.unauthenticatedSessions = 1
    var census = BayeuxCensus<Int>(settings: settings)
    census.arrive(1, of: nil)
    #expect(!census.hasRoom(for: nil))
    #expect(census.hasRoom(for: "eva"))
    census.arrive(2, of: "eva")
    census.arrive(3, of: "eva")
    #expect(!census.hasRoom(for: "eva"))
    #expect(census.takeSlot(1, of: "b") == true)
    #expect(census.takeSlot(1, of: "b") == true)
    #expect(census.takeSlot(2, of: "b") == false)
    #expect(census.takeSlot(2, of: "other") == true)
    #expect(census.takeSlot(9, of: "b") == false, "who never came has no place")
    census.leave(1)
    #expect(census.takeSlot(3, of: "b") == true)
    census.leaveSlot(3)
    #expect(census.takeSlot(2, of: "b") == true, "the place is free, and the other one given up")
    #expect(census.takeSlot(3, of: "other") == true)
    #expect(census.hasRoom(for: nil))
    #expect(!census.hasRoom(for: "eva") && census.hasRoom(for: "adam"), "each has its own bound")
    census.leave(2)
    #expect(census.hasRoom(for: "eva"))
    census.leave(3)
    census.leave(3)
    #expect(census.count == 0)
  }
}
