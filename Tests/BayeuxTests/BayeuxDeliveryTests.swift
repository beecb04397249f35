// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@testable import Bayeux

@Suite struct BayeuxDeliveryTests {
  static func event(_ data: String) -> String { BayeuxConnectTests.event(data) }
  static func reply(_ id: String, ext: String = "") -> String {
    #"{"id":"\#(id)","channel":"/meta/connect","successful":true\#(ext),\#(Advice.retry)}"#
  }

  // MARK: Frames

  @Test func `an event is an array with one message, made of what was written before`() throws {
    let channel = try #require(BayeuxChannel("/a"))
    let frame = BayeuxFrame(channel, .object([JSONMember("n", .number("1.50"))]))
    #expect(String(decoding: frame.bytes, as: UTF8.self) == #"[{"channel":"/a","data":{"n":1.50}}]"#)
    #expect(BayeuxFrame(finished: frame.bytes) == frame)
    #expect(BayeuxFrame(channel, json: Array(#"{"n":1.50}"#.utf8)) == frame)
  }

  @Test func `a notice takes a subscriber's own bytes in the middle`() throws {
    let channel = try #require(BayeuxChannel("/a"))
    let notice = BayeuxFrame.notice(channel, head: #"{"me":"#.utf8, rest: #","all":1}"#.utf8)
    let bytes = notice.message(with: Array(#""eva""#.utf8))
    #expect(String(decoding: bytes, as: UTF8.self) == #"[{"channel":"/a","data":{"me":"eva","all":1}}]"#)
  }

  // MARK: Lazy messages

  @Test func `a lazy message goes with the next that is not`() {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("1"))
    bench.deliver("1", isLazy: true)
    bench.endTurn()
    bench.pass(4_999)
    #expect(bench.takeLog() == [])
    bench.deliver("2")
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.event("1")),\(Self.event("2")),\(Self.reply("1"))]"])
  }

  @Test func `or when it has waited long enough, with the connect that is there or the next`() {
    var bench = BayeuxBench.connected()
    bench.post(BayeuxBench.connect("1"))
    bench.deliver("1", isLazy: true)
    bench.pass(5_000)
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.event("1")),\(Self.reply("1"))]"])
    bench.deliver("2", isLazy: true)
    bench.pass(5_000)
    #expect(bench.takeLog() == [])
    bench.post(BayeuxBench.connect("2"))
    #expect(bench.takeLog() == ["reply 4 200 [\(Self.event("2")),\(Self.reply("2"))]"])
  }

  @Test func `or with the end of a connect, which it does not keep from being held`() {
    var bench = BayeuxBench.connected { $0.maxLazyTimeout = .seconds(50) }
    bench.deliver("1", isLazy: true)
    bench.post(BayeuxBench.connect("1"))
    bench.pass(29_999)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.event("1")),\(Self.reply("1"))]"])
  }

  @Test func `on a WebSocket too`() {
    var bench = BayeuxBench.onWebSocket()
    bench.deliver("1", isLazy: true)
    #expect(bench.takeLog() == [])
    bench.deliver("2")
    #expect(bench.takeLog() == ["send [\(Self.event("1"))]", "send [\(Self.event("2"))]"])
    bench.deliver("3", isLazy: true)
    bench.pass(5_000)
    #expect(bench.takeLog() == ["send [\(Self.event("3"))]"])
  }

  // MARK: Bounds

  @Test func `who is further behind than allowed loses the session`() {
    var bench = BayeuxBench.connected { $0.queuedMessages = 2 }
    bench.deliver("1")
    bench.deliver("2")
    #expect(bench.takeLog() == [])
    bench.deliver("3")
    #expect(bench.takeLog() == ["close slowConsumer"])
    bench = BayeuxBench.connected { $0.queuedBytes = 50 }
    bench.deliver("1")
    bench.deliver("2")
    #expect(bench.takeLog() == ["close slowConsumer"])
    bench = BayeuxBench.connected(ext: #""ack":true"#) { $0.queuedMessages = 2 }
    bench.deliver("1")
    bench.post(BayeuxBench.connect("1", ext: #""ext":{"ack":1}"#))
    bench.deliver("2")
    bench.log = []
    bench.deliver("3")
    #expect(bench.takeLog() == ["close slowConsumer"], "what is not confirmed counts")
  }

  @Test func `a message finds room when nothing waits, however large, and the next one does not`() {
    var bench = BayeuxBench.connected { $0.queuedBytes = 10 }
    let large = String(repeating: "1", count: 100)
    bench.deliver(large)
    bench.post(BayeuxBench.connect("1"))
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.event(large)),\(Self.reply("1"))]"])
    bench.deliver(large)
    bench.deliver("1")
    #expect(bench.takeLog() == ["close slowConsumer"])
  }

  @Test func `what says the whole of a thing takes the place of what said it before, and does not count`() {
    var bench = BayeuxBench.connected { $0.queuedBytes = 60 }
    bench.deliver("1")
    for number in 10..<30 {
      bench.deliver("\(number)", replacing: "thing")
      bench.deliver("\(number + 100)", replacing: "other")
    }
    #expect(bench.session.queue.count == 3)
    bench.post(BayeuxBench.connect("1"))
    let events = ["1", "29", "129"].map { Self.event($0) }.joined(separator: ",")
    #expect(bench.takeLog() == ["reply 3 200 [\(events),\(Self.reply("1"))]"])
    #expect(bench.session.queue.bytes == 0)
    bench = BayeuxBench.connected(ext: #""ack":true"#) { $0.queuedMessages = 3 }
    for number in 0..<9 {
      bench.deliver("\(number)", replacing: "thing")
      bench.post(BayeuxBench.connect("1", ext: Self.ack(1)))
    }
    #expect(bench.session.queue.count == 1, "what is not confirmed is replaced, too")
    #expect(bench.takeLog().last?.contains("[\(Self.event("8")),") == true)
  }

  @Test func `what was sent is no longer counted`() {
    var bench = BayeuxBench.connected { $0.queuedMessages = 1 }
    for number in 0..<10 {
      bench.deliver("\(number)")
      bench.post(BayeuxBench.connect("1"))
    }
    #expect(bench.takeLog().count == 10)
    #expect(bench.session.queue.bytes == 0)
  }

  // MARK: Acknowledgement

  static func ack(_ batch: Int) -> String { #""ext":{"ack":\#(batch)}"# }
  static func numbered(_ id: String, _ batch: Int) -> String { reply(id, ext: #","ext":{"ack":\#(batch)}"#) }

  @Test func `every answer to a connect has the next number, and what is not confirmed comes again`() {
    var bench = BayeuxBench.handshaken(ext: #""ack":true"#)
    bench.post(BayeuxBench.connect("1", ext: Self.ack(0)))
    #expect(bench.takeLog() == ["reply 2 200 [\(Self.numbered("1", 1))]"])
    bench.post(BayeuxBench.connect("2", ext: Self.ack(1)))
    bench.deliver("5")
    bench.endTurn()
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.event("5")),\(Self.numbered("2", 2))]"])
    bench.post(BayeuxBench.connect("3", ext: Self.ack(1)))
    #expect(bench.takeLog() == ["reply 4 200 [\(Self.event("5")),\(Self.numbered("3", 3))]"])
    bench.deliver("6")
    bench.post(BayeuxBench.connect("4", ext: Self.ack(1)))
    #expect(bench.takeLog() == ["reply 5 200 [\(Self.event("5")),\(Self.event("6")),\(Self.numbered("4", 4))]"])
    bench.post(BayeuxBench.connect("5", ext: Self.ack(4)))
    #expect(bench.takeLog() == [])
    #expect(bench.session.queue.count == 0)
    bench.pass(30_000)
    #expect(bench.takeLog() == ["reply 6 200 [\(Self.numbered("5", 5))]"])
  }

  @Test func `events wait for connects, on a WebSocket too`() {
    var bench = BayeuxBench.connected(ext: #""ack":true"#)
    bench.deliver("1")
    bench.post("[\(BayeuxBench.message("p", "/b", #""data":1"#))]")
    #expect(bench.takeLog().last == #"reply 3 200 [{"id":"p","channel":"/b","successful":true}]"#)
    bench.join()
    #expect(bench.takeLog() == [])
    bench.text(BayeuxBench.connect("1", type: "websocket", ext: Self.ack(1)))
    #expect(bench.takeLog() == ["send [\(Self.event("1")),\(Self.numbered("1", 2))]"])
    bench.text(BayeuxBench.connect("2", type: "websocket", ext: Self.ack(2)))
    bench.deliver("2")
    bench.endTurn()
    #expect(bench.takeLog() == ["send [\(Self.event("2")),\(Self.numbered("2", 3))]"])
    bench.passThrough()
    #expect(!bench.isPassing)
  }

  @Test func `a client that never confirms is not sent the same for ever`() {
    var bench = BayeuxBench.connected(ext: #""ack":true"#)
    bench.deliver("1")
    bench.post(BayeuxBench.connect("1"))
    bench.log = []
    bench.post(BayeuxBench.connect("2"))
    bench.endTurn()
    #expect(bench.takeLog() == [])
  }

  // MARK: Clocks

  static func asksForTime(_ id: String, timeout: Int, _ clock: String) -> String {
    BayeuxBench.connect(id, ext: #""advice":{"timeout":\#(timeout)},"ext":{"timesync":\#(clock)}"#)
  }

  @Test func `a client learns the difference between the clocks, and no more once it knows it`() {
    var bench = BayeuxBench.connected()
    bench.post(Self.asksForTime("1", timeout: 0, #"{"tc":999000,"l":0,"o":0}"#))
    let clock = #","ext":{"timesync":{"tc":999000,"ts":1000000,"p":0,"a":-1000}}"#
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.reply("1", ext: clock))]"])
    bench.post(Self.asksForTime("2", timeout: 0, #"{"tc":999000,"l":20,"o":990}"#))
    #expect(bench.takeLog() == ["reply 4 200 [\(Self.reply("2"))]"])
    bench.post(Self.asksForTime("3", timeout: 9, #"{"tc":999000,"l":20,"o":1005}"#))
    bench.pass(9)
    let off = #","ext":{"timesync":{"tc":999000,"ts":1000000,"p":9,"a":25}}"#
    #expect(bench.takeLog() == ["reply 5 200 [\(Self.reply("3", ext: off))]"])
  }

  @Test(arguments: ["1", "null", #"{"tc":"x"}"#, "{}", "[]"])
  func `nonsense about clocks is ignored`(text: String) {
    var bench = BayeuxBench.connected()
    bench.post(Self.asksForTime("1", timeout: 0, text))
    #expect(bench.takeLog() == ["reply 3 200 [\(Self.reply("1"))]"])
  }
}
