// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import NativeDialect
import Testing

@Suite struct NativeStreamSessionTests {
  typealias Form = NativeStreamSession.Form

  private let now = Timestamp(milliseconds: 1_000)
  private let request = StreamRequest(
    topics: [.agent("alice"), .queue("support")],
    kinds: [.offerMade],
    after: Position(epoch: 1, offset: 5),
    wantsSignals: true
  )

  private func session(_ form: Form) -> NativeStreamSession {
    NativeStreamSession(form: form, account: "DEMOCO", request: request)
  }

  @Test(arguments: [(Form.webSocket, "native.json"), (.serverSentEvents, "native.sse")])
  func `an opened stream subscribes to what was asked for, encoded for its wire`(form: Form, encoding: String) {
    var session = session(form)
    let subscription = EventSubscription(
      account: "DEMOCO",
      topics: [.agent("alice"), .queue("support")],
      kinds: [.offerMade],
      after: Position(epoch: 1, offset: 5),
      delivery: .shared(EncodingID(encoding)),
      wantsSignals: true
    )
    #expect(session.receive(.opened, at: now) == [.subscribe(subscription)])
  }

  @Test func `a ping is answered`() {
    var session = session(.webSocket)
    #expect(
      session.receive(.text(Array(#" {"type": "ping"} "#.utf8)), at: now)
        == [.send(Array(#"{"type":"pong"}"#.utf8))]
    )
  }

  @Test(arguments: [
    ("", "not JSON"), ("{", "not JSON"), ("null", "the only message"), ("[]", "the only message"),
    ("\"ping\"", "the only message"), (#"{"type":"Ping"}"#, "the only message"), (#"{"type":1}"#, "the only message"),
    (#"{"type":"subscribe"}"#, "the only message"), ("[[[[[[]]]]]]", "not JSON"), ("\u{1}", "not JSON"),
  ])
  func `anything but a ping is told what is wrong and ends the stream`(text: String, word: String) throws {
    var session = session(.webSocket)
    let actions = session.receive(.text(Array(text.utf8)), at: now)
    try #require(actions.count == 2)
    guard case .send(let bytes) = actions[0] else { throw Failure() }
    let message = try JSONValue(parsing: bytes)
    #expect(message["type"] == .string("cordboard.stream.closing"))
    #expect(message["code"]?.integerValue == 4_504)
    #expect(message["detail"]?.stringValue?.contains(word) == true)
    #expect(actions[1] == .close(.badRequest))
  }

  @Test func `binary messages end the stream`() {
    var session = session(.webSocket)
    #expect(session.receive(.binary([1]), at: now).last == .close(.badRequest))
  }

  @Test func `the end of history is said with its position`() {
    let position = Position(epoch: 0x2a, offset: 17)
    var socket = session(.webSocket)
    #expect(
      socket.receive(.caughtUp(position), at: now)
        == [.send(Array(#"{"type":"cordboard.stream.caughtUp","position":"0000002a-17"}"#.utf8))]
    )
    var stream = session(.serverSentEvents)
    let text = """
      id: 0000002a-17
      event: stream.caughtUp
      data: {"type":"cordboard.stream.caughtUp","position":"0000002a-17"}


      """
    #expect(stream.receive(.caughtUp(position), at: now) == [.send(Array(text.utf8))])
  }

  @Test(arguments: ConnectionCloseReason.allCases)
  func `server-sent events end with a word, as they have no close frame`(reason: ConnectionCloseReason) {
    var socket = session(.webSocket)
    #expect(socket.receive(.closed(reason), at: now).isEmpty)
    var stream = session(.serverSentEvents)
    let actions = stream.receive(.closed(reason), at: now)
    if reason == .peerClosed {
      #expect(actions.isEmpty)
    } else {
      guard case .send(let bytes)? = actions.first else {
        Issue.record("nothing was said")
        return
      }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(text.hasPrefix("event: stream.closing\ndata: {"))
      #expect(text.contains("\"code\":\(reason.code)"))
      #expect(text.hasSuffix("}\n\n"))
    }
  }
}

struct Failure: Error {}
