// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EngineIO
import Testing

@testable import SocketIO

/// Both halves together.
@Suite struct SocketIOSessionTests {
  private static let now = Timestamp(milliseconds: 0)

  private func session(_ carrier: EngineCarrier) -> SocketIOSession {
    let ids = CountedIDs()
    return SocketIOSession(
      engine: EngineSession(id: "sid", carrier: carrier, settings: EngineSettings()),
      connection: SocketConnection(settings: SocketSettings()) { ids.next() }
    )
  }

  private func joined(_ carrier: EngineCarrier) -> SocketIOSession {
    var session = session(carrier)
    _ = session.receive(.opened, at: Self.now)
    if carrier == .webSocket {
      _ = session.receive(.text(Array("40".utf8)), at: Self.now)
    } else {
      _ = poll(&session, 1)
      _ = session.turnEnded(at: Self.now)
      _ = post(&session, "40")
    }
    _ = session.accept("/", at: Self.now)
    return session
  }

  private func poll(_ session: inout SocketIOSession, _ id: UInt64) -> [SocketIOAction] {
    session.receive(.request(RequestID(rawValue: id), HTTPMessage(method: "GET", path: "/")), at: Self.now)
  }

  private func post(_ session: inout SocketIOSession, _ text: String) -> [SocketIOAction] {
    let message = HTTPMessage(method: "POST", path: "/", body: Array(text.utf8))
    return session.receive(.request(RequestID(rawValue: 99), message), at: Self.now)
  }

  @Test func `a message goes up and an answer comes down`() {
    var session = joined(.webSocket)
    let events = session.receive(.text(Array(#"421["m",2]"#.utf8)), at: Self.now)
    let message = SocketMessage(namespace: "/", name: "m", arguments: [.number("2")], attachments: nil, id: 1)
    #expect(events == [.event(.received(message))])
    #expect(session.acknowledge(1, [], at: Self.now) == [.perform(.send(Array("431[]".utf8)))])
  }

  @Test func `what breaks the protocol ends everything below, and a poll that waits takes what was said`() {
    var session = joined(.polling)
    _ = poll(&session, 2)
    let actions = post(&session, "42{}")
    #expect(actions.contains(.perform(.close(.protocolError))))
    #expect(actions.last == .event(.closed(.protocolError)))
    #expect(bodies(actions) == ["ok", "40{\"sid\":\"id1\"}"])
  }

  @Test func `no namespace in time ends everything below`() {
    var session = session(.webSocket)
    _ = session.receive(.opened, at: Self.now)
    let timer = SessionTimer(rawValue: EngineTimer.firstOfSocketIO)
    let actions = session.timerFired(timer, at: Self.now)
    #expect(actions == [.perform(.close(.heartbeatLost)), .event(.closed(.heartbeatLost))])
  }

  @Test func `what is fleeting is dropped when nothing waits for it`() {
    let emission = SocketEmission("m", isVolatile: true)
    var session = joined(.polling)
    #expect(session.emit(emission, at: Self.now) == [])
    _ = poll(&session, 2)
    _ = session.emit(emission, at: Self.now)
    let answer = session.turnEnded(at: Self.now)
    guard case .perform(.reply(_, let reply)) = answer.first else {
      Issue.record("there is no answer")
      return
    }
    #expect(String(decoding: reply.body, as: UTF8.self).hasSuffix(#"42["m"]"#))
    session = joined(.webSocket)
    #expect(session.emit(emission, at: Self.now) == [.perform(.send(Array(#"42["m"]"#.utf8)))])
  }

  @Test func `who is sent out hears so in every namespace, and then it is over`() {
    var session = joined(.webSocket)
    let actions = session.expel(.replaced, at: Self.now)
    #expect(
      actions == [
        .perform(.send(Array("41".utf8))), .event(.disconnected(namespace: "/", .server, nil)),
        .perform(.close(.replaced)), .event(.closed(.replaced)),
      ]
    )
    session = joined(.polling)
    _ = session.expel(.replaced, at: Self.now)
    #expect(bodies(poll(&session, 2)) == ["40{\"sid\":\"id1\"}\u{1e}41"])
    #expect(bodies(poll(&session, 3)) == ["1"])
  }

  @Test func `a frame is what an emission sends, whichever way it goes`() {
    let emissions = [
      SocketEmission("m"), SocketEmission("€ \"m\"", [.string("a"), .array([.null])]),
      SocketEmission("7", json: [0x37]),
    ]
    for emission in emissions {
      var session = joined(.webSocket)
      #expect(session.emit(emission, at: Self.now) == [.perform(.send(emission.frame))])
      #expect(session.forward(emission.frame, at: Self.now) == [.perform(.send(emission.frame))])
      session = joined(.polling)
      _ = poll(&session, 2)
      _ = session.turnEnded(at: Self.now)
      _ = poll(&session, 3)
      _ = session.forward(emission.frame, at: Self.now)
      #expect(bodies(session.turnEnded(at: Self.now)) == [String(decoding: emission.frame, as: UTF8.self)])
    }
    var custom = SocketEmission("m", in: "/custom")
    custom.isVolatile = true
    #expect(custom.frame == Array(#"42/custom,["m"]"#.utf8))
    var session = joined(.webSocket)
    #expect(session.forward(custom.frame, in: "/custom", at: Self.now) == [])
  }

  private func bodies(_ actions: [SocketIOAction]) -> [String] {
    actions.compactMap { action in
      guard case .perform(.reply(_, let reply)) = action else { return nil }
      return String(decoding: reply.body, as: UTF8.self)
    }
  }

  @Test func `the server goes without a word in any namespace, so that clients come back`() {
    var session = joined(.webSocket)
    let actions = session.receive(.closed(.goingAway), at: Self.now)
    #expect(
      actions == [
        .perform(.close(.goingAway)),
        .event(.disconnected(namespace: "/", .connection(.goingAway), nil)), .event(.closed(.goingAway)),
      ]
    )
  }

  @Test(arguments: 1...100)
  func `no input crashes a session, and it ends once`(seed: Int) {
    var generator = Seeded(UInt64(seed) + 500)
    var session = session(seed % 2 == 0 ? .webSocket : .polling)
    var actions = session.receive(.opened, at: Self.now)
    let words = [
      "40", "41", #"42["m"]"#, #"421["m"]"#, "430[]", #"451-["m",{"_placeholder":true,"num":0}]"#, "bAQI=", "2probe",
      "5",
      "3", "40/custom", "40\u{1e}42[\"m\"]", "44{}", "4", "1",
    ]
    var ends = 0
    for number in 0..<200 {
      let bytes = Array((words.randomElement(using: &generator) ?? "").utf8)
      let request = RequestID(rawValue: UInt64(number))
      switch Int.random(in: 0...9, using: &generator) {
      case 0: actions = session.receive(.request(request, HTTPMessage(method: "GET", path: "/")), at: Self.now)
      case 1:
        actions = session.receive(.request(request, HTTPMessage(method: "POST", path: "/", body: bytes)), at: Self.now)
      case 2...4: actions = session.receive(.text(bytes), at: Self.now)
      case 5: actions = session.receive(.binary(bytes), at: Self.now)
      case 6: actions = session.accept("/", at: Self.now)
      case 7: actions = session.emit(SocketEmission("m", tag: Bool.random(using: &generator) ? 1 : nil), at: Self.now)
      case 8: actions = session.socketAttached(at: Self.now)
      default: actions = session.turnEnded(at: Self.now)
      }
      ends += actions.count { if case .event(.closed) = $0 { true } else { false } }
    }
    #expect(ends <= 1)
  }
}
