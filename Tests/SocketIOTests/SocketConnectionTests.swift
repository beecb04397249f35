// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import SocketIO

/// The connection step by step, with a clock in the test's hand.
@Suite struct SocketConnectionTests {
  // MARK: Joining

  @Test func `a client joins when the application accepts, and is told its id`() {
    var bench = SocketBench()
    bench.text(#"0{"token":"123"}"#)
    #expect(bench.takeLog() == [#"wish / {"token":"123"}"#])
    bench.perform(bench.connection.accept("/"))
    #expect(bench.takeLog() == [#"send 0{"sid":"id1"}"#])
    bench.text("0/custom")
    bench.perform(bench.connection.accept("/custom"))
    #expect(bench.takeLog() == ["wish /custom -", #"send 0/custom,{"sid":"id2"}"#])
    #expect(bench.connection.namespaces == ["/", "/custom"])
  }

  @Test func `a client that is refused is told why, and may try again`() {
    var bench = SocketBench()
    bench.text("0")
    let data = JSONValue.object([JSONMember("content", .object([JSONMember("msg", .string("no"))]))])
    bench.perform(bench.connection.refuse("/", message: "login-failed", data: data))
    #expect(bench.takeLog() == ["wish / -", #"send 4{"message":"login-failed","data":{"content":{"msg":"no"}}}"#])
    bench.text("0")
    #expect(bench.takeLog() == ["wish / -"])
  }

  @Test func `an unknown namespace is refused and the connection stays`() {
    var bench = SocketBench.joined()
    bench.text("0/random")
    #expect(bench.takeLog() == [#"send 4/random,{"message":"Invalid namespace"}"#])
    bench.text(#"2["m"]"#)
    #expect(bench.takeLog() == ["/ m []"])
  }

  @Test func `a connection joins no more namespaces than allowed`() {
    var bench = SocketBench.joined { $0.joinedNamespaces = 2 }
    bench.text("0/custom")
    bench.text("0/third")
    #expect(
      bench.takeLog() == ["wish /custom -", #"send 4/third,{"message":"Too many namespaces on one connection"}"#]
    )
    bench.text("1/custom,")
    bench.text("0/third")
    #expect(bench.takeLog() == ["left /custom client", "wish /third -"])
  }

  @Test func `a client that joins nothing in time is closed`() {
    var bench = SocketBench()
    bench.text("0/random")
    bench.log = []
    bench.pass(44_999)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["close heartbeatLost"])
  }

  @Test func `a client that joined and left is not closed`() {
    var bench = SocketBench.joined()
    bench.text("1")
    bench.pass(100_000)
    #expect(bench.takeLog() == ["left / client"])
  }

  @Test func `an answer that comes too late does nothing`() {
    var bench = SocketBench()
    bench.text("0")
    bench.text("1")
    bench.log = []
    bench.perform(bench.connection.accept("/"))
    bench.perform(bench.connection.refuse("/", message: "no"))
    #expect(bench.takeLog() == [])
  }

  // MARK: Breaking the protocol

  static let breaches = ["abc", "", "2{}", #"2abc["m"]"#, #"2["disconnect"]"#, #"4{"message":"no"}"#, "0", "0null"]

  @Test(arguments: breaches)
  func `what breaks the protocol ends the connection`(text: String) {
    var bench = SocketBench.joined()
    bench.text(text)
    #expect(bench.takeLog() == ["close protocolError"])
  }

  static let strange = [#"2/custom,["m"]"#, "3/custom,1[]", "1/custom,", #"2["m"]"#, "31[]", "1"]

  @Test(arguments: strange)
  func `so does what is said in a namespace that was not joined`(text: String) {
    var bench = SocketBench()
    bench.text(text)
    #expect(bench.takeLog() == ["close protocolError"])
  }

  @Test func `so does a second wish while the first waits`() {
    var bench = SocketBench()
    bench.text("0")
    bench.text("0")
    #expect(bench.takeLog() == ["wish / -", "close protocolError"])
  }

  @Test func `a packet that is too large ends the connection as such`() {
    var bench = SocketBench.joined { $0.packetBytes = 10 }
    bench.text(#"2["m","12345"]"#)
    #expect(bench.takeLog() == ["close messageTooBig"])
  }

  // MARK: Events

  @Test func `an event comes with its arguments, its number and its bytes`() {
    var bench = SocketBench.joined()
    bench.text(#"2["m",1,"2",{"3":[true]}]"#)
    bench.text(#"27["m"]"#)
    bench.text(#"52-["m",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]"#)
    bench.binary([1])
    #expect(bench.takeLog() == [#"/ m [1,"2",{"3":[true]}]"#, "/ m [] #7"])
    bench.binary([2])
    #expect(
      bench.takeLog() == [#"/ m [{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}] [[1], [2]]"#]
    )
  }

  @Test func `an event is told in its namespace only to who joined it`() {
    var bench = SocketBench.joined()
    bench.perform(bench.connection.emit(SocketEmission("m", [.number("1"), .string("x")])))
    bench.perform(bench.connection.emit(SocketEmission("m", in: "/custom")))
    #expect(bench.takeLog() == [#"send 2["m",1,"x"]"#])
    bench.text("0/custom")
    bench.perform(bench.connection.accept("/custom"))
    bench.log = []
    let attachment = SocketEmission("m", [.attachment(0)], in: "/custom", attachments: [[1, 2]])
    bench.perform(bench.connection.emit(attachment))
    #expect(bench.takeLog() == [#"send 51-/custom,["m",{"_placeholder":true,"num":0}]"#, "send [1, 2]"])
  }

  @Test func `an event is acknowledged once`() {
    var bench = SocketBench.joined()
    bench.text(#"2456["m"]"#)
    bench.log = []
    bench.perform(bench.connection.acknowledge(456, [.string("a")]))
    bench.perform(bench.connection.acknowledge(456, [.string("b")]))
    bench.perform(bench.connection.acknowledge(457, []))
    bench.perform(bench.connection.acknowledge(456, in: "/custom", []))
    #expect(bench.takeLog() == [#"send 3456["a"]"#])
  }

  @Test func `bytes acknowledge too`() {
    var bench = SocketBench.joined()
    bench.text(#"2789["m"]"#)
    bench.log = []
    bench.perform(bench.connection.acknowledge(789, [.attachment(0)], attachments: [[7]]))
    #expect(bench.takeLog() == [#"send 61-789[{"_placeholder":true,"num":0}]"#, "send [7]"])
  }

  @Test func `the client acknowledges, once, in the namespace, what was asked`() {
    var bench = SocketBench.joined()
    bench.perform(bench.connection.emit(SocketEmission("ask", tag: 70)))
    bench.perform(bench.connection.emit(SocketEmission("ask", tag: 71)))
    #expect(bench.takeLog() == [#"send 20["ask"]"#, #"send 21["ask"]"#])
    bench.text(#"31["yes"]"#)
    bench.text(#"31["again"]"#)
    bench.text("399[]")
    bench.text("3[]")
    #expect(bench.takeLog() == [#"/ acknowledged 71 ["yes"]"#])
  }

  @Test func `events that wait to be acknowledged are bounded both ways`() {
    var bench = SocketBench.joined { $0.unansweredEvents = 2 }
    for id in 0..<2 { bench.text("2\(id)[\"m\"]") }
    bench.perform(bench.connection.acknowledge(0, []))
    bench.text(#"25["m"]"#)
    bench.log = []
    bench.text(#"26["m"]"#)
    #expect(bench.takeLog() == ["close slowConsumer"])

    bench = SocketBench.joined { $0.unacknowledgedEvents = 1 }
    bench.perform(bench.connection.emit(SocketEmission("ask", tag: 1)))
    bench.log = []
    bench.perform(bench.connection.emit(SocketEmission("ask", tag: 2)))
    #expect(bench.takeLog() == ["close slowConsumer"])
  }

  @Test func `an acknowledgement that does not come in time is missed, and ignored when it comes`() {
    var bench = SocketBench.joined()
    bench.pass(60_000)
    for (tag, patience) in [(70, 500), (71, 300), (72, 300), (73, nil)] as [(UInt64, Int64?)] {
      var emission = SocketEmission("ask", tag: tag)
      emission.deadline = patience.map { bench.now.advanced(by: .milliseconds($0)) }
      bench.perform(bench.connection.emit(emission))
    }
    bench.text("31[]")
    bench.log = []
    bench.pass(299)
    #expect(bench.takeLog() == [])
    bench.pass(1)
    #expect(bench.takeLog() == ["/ missed 72"])
    bench.text("32[]")
    bench.pass(200)
    #expect(bench.takeLog() == ["/ missed 70"])
    bench.text("33[]")
    #expect(bench.takeLog() == ["/ acknowledged 73 []"])
    #expect(bench.timers.isEmpty)
  }

  @Test(arguments: 1...100)
  func `whatever is asked is acknowledged or missed, once, unless the client leaves`(seed: Int) {
    var generator = Seeded(UInt64(seed) + 40)
    var bench = SocketBench.joined()
    var asked: UInt64 = 0
    for _ in 0..<100 {
      switch Int.random(in: 0...2, using: &generator) {
      case 0:
        var emission = SocketEmission("ask", tag: asked)
        emission.deadline = bench.now.advanced(by: .milliseconds(Int64.random(in: 1...50, using: &generator)))
        bench.perform(bench.connection.emit(emission))
        asked += 1
      case 1: bench.text("3\(UInt64.random(in: 0...asked, using: &generator))[]")
      default: bench.pass(Int64.random(in: 0...20, using: &generator))
      }
    }
    bench.pass(50)
    let ends = bench.log.filter { $0.contains("missed") || $0.contains("acknowledged") }
    let tags = ends.compactMap { $0.split(separator: " ").dropFirst(2).first.flatMap { UInt64($0) } }
    #expect(tags.sorted() == Array(0..<asked))
    #expect(bench.connection.unacknowledged.isEmpty)
  }

  // MARK: Leaving

  @Test func `a client leaves a namespace, forgets what it owed, and may come back`() {
    var bench = SocketBench.joined { $0.unacknowledgedEvents = 1 }
    bench.perform(bench.connection.emit(SocketEmission("ask", tag: 1)))
    bench.text(#"21["m"]"#)
    bench.log = []
    bench.text("1")
    bench.perform(bench.connection.acknowledge(1, []))
    bench.perform(bench.connection.emit(SocketEmission("m")))
    bench.text("0")
    bench.perform(bench.connection.accept("/"))
    bench.perform(bench.connection.emit(SocketEmission("ask", tag: 2)))
    #expect(bench.takeLog() == ["left / client", "wish / -", #"send 0{"sid":"id2"}"#, #"send 21["ask"]"#])
  }

  @Test func `the application sends a client out of a namespace`() {
    var bench = SocketBench.joined()
    bench.perform(bench.connection.disconnect("/"))
    bench.perform(bench.connection.disconnect("/"))
    #expect(bench.takeLog() == ["send 1", "left / server"])
  }

  @Test func `a connection that ends leaves every namespace and says nothing more`() {
    var bench = SocketBench.joined()
    bench.text("0/custom")
    bench.log = []
    bench.perform(bench.connection.closed(.peerClosed))
    #expect(
      bench.takeLog() == [
        "left / connection(DialectKit.ConnectionCloseReason.peerClosed)",
        "left /custom connection(DialectKit.ConnectionCloseReason.peerClosed)", "closed peerClosed",
      ]
    )
    bench.text(#"2["m"]"#)
    bench.perform(bench.connection.emit(SocketEmission("m")))
    bench.perform(bench.connection.accept("/custom"))
    bench.perform(bench.connection.closed(.peerClosed))
    #expect(bench.takeLog() == [])
  }
}
