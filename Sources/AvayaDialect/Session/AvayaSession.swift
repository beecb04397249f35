// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// What the session asks its mount.
package enum AvayaQuestion: Hashable, Sendable {
  /// Whether a token may follow a subscription, and to take its place if it may. The account is that of the address, if
  /// it names one.
  case connect(subscription: String, token: String, account: String?)
  /// The client did not ping: its subscription becomes inactive, and then the connection ends.
  case deactivate(subscription: String)
}

/// What the mount tells the session.
package enum AvayaAnswer: Hashable, Sendable {
  /// The token may follow the subscription, until it runs out.
  case confirmed(NoticeSubscription, expires: Timestamp)
  /// The subscription was renewed.
  case renewed(expires: Timestamp)
  /// It may not.
  case refused(AuthenticationStatus)
  /// The subscription is none of this connection's any more.
  case ended(AvayaClose)
}

/// One client of the notification WebSocket (reference A.3): it authenticates first, then it is told what happens.
package struct AvayaSession: DialectSession {
  /// What an operator can set.
  package struct Settings: Hashable, Sendable {
    /// How long a client may take to authenticate.
    package var authenticationDeadline: Duration = .seconds(10)
    /// How often a client must ping at the least.
    package var pingInterval: Duration = .seconds(300)
    /// Whether what clients of other makers leave out is forgiven: the member `event` of an authentication, and pings that
    /// are the bare word.
    package var isLenient = false

    /// Creates the default settings.
    package init() {}
  }

  private enum State {
    case opened
    case connecting(subscription: String)
    /// The server agreed, and the feed is about to be followed.
    case joining(subscription: String, NoticeSubscription, expires: Timestamp)
    case confirmed(subscription: String)
    case over
  }

  private static let authenticationTimer = SessionTimer(rawValue: 1)
  private static let pingTimer = SessionTimer(rawValue: 2)
  private static let expiryTimer = SessionTimer(rawValue: 3)

  private let settings: Settings
  /// What the address names, if it is the long form.
  private let account: String?
  private let addressed: String?
  private var state = State.opened
  /// The last notification the client has, if it says so.
  private var cursor: NoticeCursor?
  private var tellsState = false
  /// The answer to pings that came before the confirmation. Nothing is said before that, and one answer is enough.
  private var owedPong: [UInt8]?

  /// Creates a session.
  ///
  /// - Parameters:
  ///   - account: The account in the address, if it names one.
  ///   - subscription: The subscription in the address, if it names one.
  package init(settings: Settings, account: String?, subscription: String?) {
    self.settings = settings
    self.account = account
    addressed = subscription
  }

  /// Takes what the client or the mount says.
  package mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    switch input {
    case .opened:
      return [.schedule(Self.authenticationTimer, at: now.advanced(by: settings.authenticationDeadline))]
    case .text(let bytes): return read(bytes, at: now)
    case .binary: return refuse("binary messages are not understood; send JSON as text")
    case .told(let message):
      guard let answer = message.content as? AvayaAnswer else { return [] }
      return hear(answer, at: now)
    case .following(let start): return join(start, at: now)
    case .followedUp: return followedUp()
    case .closed(let reason):
      // Its client was removed: what the subscription's own end says, too.
      if reason == .unauthorized, case .confirmed = state { return close(.notAuthenticated) }
      state = .over
      return []
    case .request, .requestAborted, .caughtUp: return []
    }
  }

  /// A patience is over.
  package mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SessionAction] {
    switch (timer, state) {
    case (Self.authenticationTimer, .opened), (Self.authenticationTimer, .connecting):
      return close(.notAuthenticated)
    case (Self.expiryTimer, .confirmed): return close(.subscriptionEnded)
    case (Self.pingTimer, .confirmed(let subscription)):
      return [.ask(SessionMessage(AvayaQuestion.deactivate(subscription: subscription)))]
    default: return []
    }
  }

  // MARK: What the client says

  private mutating func read(_ bytes: [UInt8], at now: Timestamp) -> [SessionAction] {
    if case .over = state { return [] }
    if settings.isLenient, bytes == Array("ping".utf8) { return ping(answer: Array("pong".utf8), at: now) }
    guard let message = try? JSONValue(parsing: bytes, maximumDepth: 4), message.objectValue != nil else {
      return refuse("a message must be a JSON object")
    }
    let event = message["event"]?.stringValue.map(Self.normalised)
    switch event {
    case "ping": return ping(answer: Self.pong, at: now)
    case "authentication": return authenticate(message)
    case nil where settings.isLenient && message["event"] == nil && message["token"] != nil:
      return authenticate(message)
    default: return refuse("the messages understood are authentication and ping")
    }
  }

  /// Names are compared without case and underscores: live servers and clients write them differently (D.3, 27).
  private static func normalised(_ name: String) -> String {
    name.lowercased().filter { $0 != "_" }
  }

  private mutating func authenticate(_ message: JSONValue) -> [SessionAction] {
    guard case .opened = state else { return refuse("the connection is authenticated; open another one") }
    guard let subscription = message["subscriptionId"]?.stringValue, let token = message["token"]?.stringValue,
      subscription.isUUID, !token.isEmpty
    else { return refuse("subscriptionId and token must be strings") }
    let id = subscription.lowercased()
    if let addressed, addressed.lowercased() != id {
      return refuse("subscriptionId is not the one in the address")
    }
    do throws(CursorFault) {
      cursor = try Self.cursor(message)
    } catch {
      return refuse(error.text)
    }
    state = .connecting(subscription: id)
    return [.ask(SessionMessage(AvayaQuestion.connect(subscription: id, token: token, account: account)))]
  }

  private struct CursorFault: Error {
    let text: String
  }

  /// Where a client that numbers its notifications wants to go on.
  private static func cursor(_ message: JSONValue) throws(CursorFault) -> NoticeCursor? {
    guard let after = message["after"], after != .null else { return nil }
    guard let number = after.integerValue.flatMap({ UInt64(exactly: $0) }),
      let generation = message["generation"]?.stringValue
    else { throw CursorFault(text: "after must be a sequence, and generation the one it was told with") }
    return NoticeCursor(generation: generation, number: number)
  }

  private mutating func ping(answer: [UInt8], at now: Timestamp) -> [SessionAction] {
    switch state {
    case .confirmed: return [.send(answer), .schedule(Self.pingTimer, at: now.advanced(by: settings.pingInterval))]
    case .connecting, .joining:
      owedPong = answer
      return []
    case .opened: return refuse("the first message must be authentication")
    case .over: return []
    }
  }

  /// A message that breaks the rules ends the connection: before it is confirmed with an answer, later with the reason in
  /// the close frame.
  private mutating func refuse(_ reason: String) -> [SessionAction] {
    switch state {
    case .opened, .connecting, .joining:
      [.send(response(.constraintViolation))] + close(.constraintViolation, reason)
    case .confirmed: close(.constraintViolation, reason)
    case .over: []
    }
  }

  // MARK: What the mount says

  private mutating func hear(_ answer: AvayaAnswer, at now: Timestamp) -> [SessionAction] {
    switch (answer, state) {
    case (.confirmed(var notices, let expires), .connecting(let subscription)):
      if notices.isNumbered { notices.after = cursor }
      state = .joining(subscription: subscription, notices, expires: expires)
      return [.cancel(Self.authenticationTimer), .follow(notices)]
    case (.refused(let status), .connecting(let subscription)):
      return [.send(response(status, subscription: subscription))] + (status.close.map { close($0) } ?? [])
    case (.renewed(let expires), .confirmed): return [.schedule(Self.expiryTimer, at: expires)]
    case (.renewed(let expires), .joining(let subscription, let notices, _)):
      state = .joining(subscription: subscription, notices, expires: expires)
      return []
    case (.ended(let reason), .confirmed), (.ended(let reason), .connecting), (.ended(let reason), .joining):
      return close(reason)
    default: return []
    }
  }

  /// The feed is followed from here on: only now is the client told so.
  private mutating func join(_ start: NoticeStart, at now: Timestamp) -> [SessionAction] {
    guard case .joining(let subscription, let notices, let expires) = state else { return [] }
    state = .confirmed(subscription: subscription)
    tellsState = start.tellsState
    let expiresIn = max(0, (expires.milliseconds - now.milliseconds) / 1_000)
    var actions: [SessionAction] = [
      .send(
        response(
          .confirmed,
          subscription: subscription,
          expiresIn: expiresIn,
          cursor: notices.isNumbered ? start.cursor : nil
        )
      ),
      .schedule(Self.pingTimer, at: now.advanced(by: settings.pingInterval)),
      .schedule(Self.expiryTimer, at: expires),
    ]
    if let gap = Self.gap(start) { actions.append(.send(gap)) }
    if let owedPong { actions.append(.send(owedPong)) }
    owedPong = nil
    return actions
  }

  /// What a client that wants to go on is told when that is not possible.
  private static func gap(_ start: NoticeStart) -> [UInt8]? {
    var json = JSONWriter(capacity: 100)
    switch start.missed {
    case .nothing: return nil
    case .numbers(let range):
      json.object { json in
        json.member("event", "gap")
        json.member("firstMissed", range.lowerBound)
        json.member("lastMissed", range.upperBound)
      }
    case .unknown: json.object { $0.member("event", "gap") }
    }
    return json.finish()
  }

  private func followedUp() -> [SessionAction] {
    guard case .confirmed = state, tellsState else { return [] }
    return [.send(Array(#"{"event":"snapshotComplete"}"#.utf8))]
  }

  private mutating func close(_ reason: AvayaClose, _ detail: String? = nil) -> [SessionAction] {
    state = .over
    return [.closeSocket(SocketClose(code: reason.code, reason: detail ?? reason.text))]
  }

  private static let pong = Array(#"{"event":"pong"}"#.utf8)

  private func response(
    _ status: AuthenticationStatus,
    subscription: String? = nil,
    expiresIn: Int64? = nil,
    cursor: NoticeCursor? = nil
  ) -> [UInt8] {
    var json = JSONWriter(capacity: 200)
    json.object { json in
      json.member("event", "authenticationResponse")
      json.member("status", status.rawValue)
      json.member("subscriptionId", subscription)
      if let expiresIn {
        json.member("pingInterval", settings.pingInterval.components.seconds)
        json.member("expiresInterval", expiresIn)
      }
      if let cursor {
        json.member("generation", cursor.generation)
        json.member("sequence", cursor.number)
      }
    }
    return json.finish()
  }
}

extension String {
  /// 8-4-4-4-12 hexadecimal digits.
  package var isUUID: Bool { ConversationID(self) != nil }
}
