// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import AvayaDialect

/// The protocol of the notification WebSocket, input by input.
@Suite struct SessionTests {
  private static let id = "fdbec917-e76e-4645-8120-4eac46f29487"
  private static let feed = NoticeFeedID(name: "avaya", account: "DEMOCO")
  private static let ask = #"{"event":"authentication","subscriptionId":"\#(id)","token":"t"}"#
  private let start = Timestamp(milliseconds: 1_000_000)

  private func session(isLenient: Bool = false, addressed: Bool = true) -> AvayaSession {
    var settings = AvayaSession.Settings()
    settings.isLenient = isLenient
    return AvayaSession(
      settings: settings,
      account: addressed ? "DEMOCO" : nil,
      subscription: addressed ? Self.id : nil
    )
  }

  private func notices(isNumbered: Bool = false) -> NoticeSubscription {
    var notices = NoticeSubscription(feed: Self.feed, kinds: 1, insert: Array(Self.id.utf8))
    notices.isNumbered = isNumbered
    return notices
  }

  private func confirmed(
    _ session: inout AvayaSession,
    missed: NoticeStart.Missed = .nothing,
    isNumbered: Bool = false,
    ask: String = ask
  ) -> [SessionAction] {
    _ = session.receive(.opened, at: start)
    _ = session.receive(.text(Array(ask.utf8)), at: start)
    let answer = AvayaAnswer.confirmed(notices(isNumbered: isNumbered), expires: start.advanced(by: .seconds(900)))
    var actions = session.receive(.told(SessionMessage(answer)), at: start)
    let cursor = NoticeCursor(generation: "g", number: 7)
    actions += session.receive(
      .following(NoticeStart(cursor: cursor, missed: missed, tellsState: false)),
      at: start
    )
    return actions
  }

  private func texts(_ actions: [SessionAction]) -> [String] {
    actions.compactMap { action in
      switch action {
      case .send(let bytes): String(decoding: bytes, as: UTF8.self)
      case .closeSocket(let close): "close \(close.code)"
      default: nil
      }
    }
  }

  @Test func `it asks its mount who comes, and confirms once it follows`() {
    var session = session()
    _ = session.receive(.opened, at: start)
    let asked = session.receive(.text(Array(Self.ask.utf8)), at: start)
    #expect(
      asked == [.ask(SessionMessage(AvayaQuestion.connect(subscription: Self.id, token: "t", account: "DEMOCO")))]
    )
    var other = self.session()
    let actions = confirmed(&other)
    #expect(
      texts(actions) == [
        #"{"event":"authenticationResponse","status":"CONNECTION_CONFIRMED","subscriptionId":"\#(Self.id)","pingInterval":300,"expiresInterval":900}"#
      ]
    )
    #expect(actions.contains(.follow(notices())))
  }

  @Test func `a client that numbers is told where it is, and of a gap`() {
    var session = session()
    let ask = #"{"event":"authentication","subscriptionId":"\#(Self.id)","token":"t","after":3,"generation":"g"}"#
    let actions = confirmed(&session, missed: .numbers(4...7), isNumbered: true, ask: ask)
    var followed = notices(isNumbered: true)
    followed.after = NoticeCursor(generation: "g", number: 3)
    #expect(actions.contains(.follow(followed)))
    #expect(texts(actions).first?.contains(#""generation":"g","sequence":7}"#) == true)
    #expect(texts(actions).last == #"{"event":"gap","firstMissed":4,"lastMissed":7}"#)
  }

  @Test(arguments: [
    #"{"event":"ping"}"#, "ping", "{", "[]", "{}", #"{"event":"authentication"}"#,
    #"{"event":"authentication","subscriptionId":"no","token":"t"}"#,
    #"{"event":"authentication","subscriptionId":"fdbec917-e76e-4645-8120-4eac46f29488","token":"t"}"#,
    #"{"event":"authentication","subscriptionId":"\#(id)","token":""}"#,
    #"{"subscriptionId":"\#(id)","token":"t"}"#,
    #"{"event":"authentication","subscriptionId":"\#(id)","token":"t","after":"x","generation":"g"}"#,
    #"{"event":"authentication","subscriptionId":"\#(id)","token":"t","after":1}"#,
  ])
  func `what is no authentication is answered and closed`(text: String) {
    var session = session()
    _ = session.receive(.opened, at: start)
    let told = texts(session.receive(.text(Array(text.utf8)), at: start))
    #expect(told.first?.contains("CONNECTION_FAILED_CONSTRAINT_VIOLATION") == true)
    #expect(told.last == "close 4400")
    #expect(session.receive(.text(Array(Self.ask.utf8)), at: start).isEmpty)
  }

  @Test(arguments: [
    (AuthenticationStatus.invalidToken, 4401), (.unknownSubscription, 4404), (.internalServerError, 1011),
  ])
  func `a refusal has its code`(status: AuthenticationStatus, code: Int) {
    var session = session()
    _ = session.receive(.opened, at: start)
    _ = session.receive(.text(Array(Self.ask.utf8)), at: start)
    let told = texts(session.receive(.told(SessionMessage(AvayaAnswer.refused(status))), at: start))
    #expect(told.first?.contains(status.rawValue) == true)
    #expect(told.last == "close \(code)")
  }

  @Test func `patience ends`() {
    var silent = session()
    _ = silent.receive(.opened, at: start)
    #expect(texts(silent.timerFired(SessionTimer(rawValue: 1), at: start)) == ["close 4401"])
    var session = session()
    _ = confirmed(&session)
    #expect(session.timerFired(SessionTimer(rawValue: 1), at: start).isEmpty)
    let missed = session.timerFired(SessionTimer(rawValue: 2), at: start)
    #expect(missed == [.ask(SessionMessage(AvayaQuestion.deactivate(subscription: Self.id)))])
    let inactive = session.receive(.told(SessionMessage(AvayaAnswer.ended(.pingMissed))), at: start)
    #expect(texts(inactive) == ["close 4408"])
    var over = self.session()
    _ = confirmed(&over)
    #expect(texts(over.timerFired(SessionTimer(rawValue: 3), at: start)) == ["close 4410"])
  }

  @Test func `a renewal moves the end`() {
    var session = session()
    _ = confirmed(&session)
    let later = start.advanced(by: .seconds(2_000))
    let told = session.receive(.told(SessionMessage(AvayaAnswer.renewed(expires: later))), at: start)
    #expect(told == [.schedule(SessionTimer(rawValue: 3), at: later)])
  }

  @Test(arguments: [AvayaClose.replaced, .subscriptionEnded, .notAuthenticated])
  func `the mount ends it`(reason: AvayaClose) {
    var session = session()
    _ = confirmed(&session)
    let told = session.receive(.told(SessionMessage(AvayaAnswer.ended(reason))), at: start)
    #expect(told == [.closeSocket(SocketClose(code: reason.code, reason: reason.text))])
  }

  @Test func `a client that is removed is told so in the dialect's words`() {
    var session = session()
    _ = confirmed(&session)
    #expect(texts(session.receive(.closed(.unauthorized), at: start)) == ["close 4401"])
    var other = self.session()
    _ = confirmed(&other)
    #expect(other.receive(.closed(.slowConsumer), at: start).isEmpty)
  }

  @Test func `codes are of the dialect and texts fit a close frame`() {
    let codes = AvayaClose.allCases.map(\.code)
    #expect(Set(codes).count == codes.count)
    for close in AvayaClose.allCases { #expect(close.text.utf8.count <= 123) }
  }

  @Test func `leniency forgives what is left out`() {
    var session = session(isLenient: true, addressed: false)
    _ = session.receive(.opened, at: start)
    let asked = session.receive(.text(Array(#"{"subscriptionId":"\#(Self.id)","token":"t"}"#.utf8)), at: start)
    #expect(asked == [.ask(SessionMessage(AvayaQuestion.connect(subscription: Self.id, token: "t", account: nil)))])
    _ = session.receive(.text(Array("ping".utf8)), at: start)
    let answer = AvayaAnswer.confirmed(notices(), expires: start.advanced(by: .seconds(900)))
    _ = session.receive(.told(SessionMessage(answer)), at: start)
    let begun = NoticeStart(cursor: NoticeCursor(generation: "g", number: 0), missed: .nothing, tellsState: false)
    #expect(texts(session.receive(.following(begun), at: start)).last == "pong")
    #expect(texts(session.receive(.text(Array("ping".utf8)), at: start)) == ["pong"])
  }

  @Test func `names are read without case and underscores`() {
    var session = session()
    _ = session.receive(.opened, at: start)
    let text = Self.ask.replacing("authentication", with: "AUTHENTICATION")
    #expect(session.receive(.text(Array(text.utf8)), at: start).count == 1)
    var other = self.session()
    _ = confirmed(&other)
    #expect(texts(other.receive(.text(Array(#"{"event":"PI_NG"}"#.utf8)), at: start)) == [#"{"event":"pong"}"#])
  }

  @Test func `a ping that comes too early is answered after the confirmation`() {
    var session = session()
    _ = session.receive(.opened, at: start)
    _ = session.receive(.text(Array(Self.ask.utf8)), at: start)
    for _ in 0..<1_000 { #expect(session.receive(.text(Array(#"{"event":"ping"}"#.utf8)), at: start).isEmpty) }
    let answer = AvayaAnswer.confirmed(notices(), expires: start.advanced(by: .seconds(900)))
    #expect(texts(session.receive(.told(SessionMessage(answer)), at: start)).isEmpty)
    #expect(session.receive(.text(Array(#"{"event":"ping"}"#.utf8)), at: start).isEmpty)
    let cursor = NoticeCursor(generation: "g", number: 7)
    let told = session.receive(
      .following(NoticeStart(cursor: cursor, missed: .numbers(4...7), tellsState: false)),
      at: start
    )
    #expect(
      texts(told).map { $0.prefix(16) } == [#"{"event":"authen"#, #"{"event":"gap",""#, #"{"event":"pong"}"#],
      "nothing before the confirmation, and one answer for all"
    )
  }

  /// The page's own messages of a client (seed 003, `Message authentication` and `Message ping`).
  @Test func `the published messages are understood`() {
    let authentication = """
      {
      "event": "authentication",
      "subscriptionId": "fdbec917-e76e-4645-8120-4eac46f29487",
      "token": "7e0cd42a22b451701fg29c3bde214…"
      }
      """
    var session = session()
    _ = session.receive(.opened, at: start)
    let question = AvayaQuestion.connect(
      subscription: Self.id,
      token: "7e0cd42a22b451701fg29c3bde214…",
      account: "DEMOCO"
    )
    #expect(session.receive(.text(Array(authentication.utf8)), at: start) == [.ask(SessionMessage(question))])
    var other = self.session()
    _ = confirmed(&other)
    let pings = ["{\n\"event\": \"ping\"\n}", #"{"event": "ping", "subscriptionId": "\#(Self.id)"}"#]
    for ping in pings {
      #expect(texts(other.receive(.text(Array(ping.utf8)), at: start)) == [#"{"event":"pong"}"#])
    }
  }
}
