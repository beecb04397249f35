// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
package import EventJournal
import NativeDialect
import Synchronization

/// Where the live event streams of the native dialect are: `GET /api/v1/accounts/{account}/events`, as a WebSocket, as
/// server-sent events with `Accept: text/event-stream`, or held with `wait=SECONDS`. A plain request there is a page of
/// history, which the router answers.
///
/// Everything is checked before the connection becomes a stream; every refusal is a problem document.
package struct NativeMount: Mount {
  /// The bounds of the streams.
  package struct Limits: Sendable {
    /// The longest a poll is held, in seconds.
    package var pollSeconds = 60
    /// The most facts in the answer to a poll.
    package var pollFacts = 1_000

    /// Creates the default bounds.
    package init() {}
  }

  private enum Form {
    case webSocket
    case eventStream
    case poll
  }

  private let gateway: any CommandGateway
  private let journal: any Journal
  private let authenticator: any TokenAuthenticator
  private let limits: Limits
  private let polls: PollNumbers

  /// Creates the mount.
  package init(
    gateway: any CommandGateway,
    journal: any Journal,
    authenticator: any TokenAuthenticator,
    limits: Limits = Limits()
  ) {
    self.gateway = gateway
    self.journal = journal
    self.authenticator = authenticator
    self.limits = limits
    polls = PollNumbers()
  }

  /// Whether a path is `/api/v1/accounts/{account}/events`.
  package func claims(path: String) -> Bool {
    guard path.hasPrefix("/api/v1/accounts/"), path.hasSuffix("/events") else { return false }
    return path.utf8.count { $0 == UInt8(ascii: "/") } == 5
  }

  /// Decides without waiting when the token was seen before and the topics are the agent's own or anybody's who sees
  /// everything: the usual case.
  package func openAtOnce(_ request: MountRequest) -> MountDecision? {
    guard let form = form(of: request) else { return .pass }
    guard let token = token(of: request.message), let holder = authenticator.cached(token) else { return nil }
    do throws(Problem) {
      let asked = try read(request, form, holder)
      guard asked.stream.after == nil, isPlain(asked.stream.topics, for: holder.principal) else { return nil }
      return decide(asked, form, holder)
    } catch {
      return .reply(error.reply)
    }
  }

  /// Decides, after the token was checked and the core was asked whether the topics may be seen.
  package func open(_ request: MountRequest) async -> MountDecision {
    guard let form = form(of: request) else { return .pass }
    do throws(Problem) {
      let account = Self.account(of: request.message.path)
      let holder = try await authenticator.holder(of: token(of: request.message), in: account)
      let asked = try read(request, form, holder)
      _ = try await gateway.authorize(asked.stream, for: holder.principal)
      return decide(asked, form, holder)
    } catch {
      return .reply(error.reply)
    }
  }

  // MARK: The request

  private struct Asked {
    var stream: StreamRequest
    var device: DeviceID?
    var hold: Duration
    var limit: Int
  }

  /// How the stream is wanted; nil for a page of history.
  private func form(of request: MountRequest) -> Form? {
    if request.wantsWebSocket { return .webSocket }
    guard request.message.method == "GET" else { return nil }
    let accept = request.message.header("accept")?.lowercased() ?? ""
    if accept.split(separator: ",").contains(where: { $0.drop { $0 == " " }.hasPrefix("text/event-stream") }) {
      return .eventStream
    }
    return request.message.queryValue("wait") == nil ? nil : .poll
  }

  /// Browsers cannot give a WebSocket or an event stream a header, so the token may stand in the query there.
  private func token(of message: HTTPMessage) -> String? {
    message.header("authorization").flatMap(BearerToken.parse) ?? message.queryValue("access_token")
  }

  private static func account(of path: String) -> AccountID? {
    path.split(separator: "/").dropFirst(3).first.flatMap { AccountID($0) }
  }

  private func read(_ request: MountRequest, _ form: Form, _ holder: TokenHolder) throws(Problem) -> Asked {
    guard Self.account(of: request.message.path) == holder.principal.account else {
      throw Problem(AuthenticationFailure.otherAccount)
    }
    var query = try QueryReader(request.message.query)
    _ = query.take("access_token")
    var asked = Asked(
      stream: try StreamRequest(&query, for: holder.principal),
      device: try query.identifier("device"),
      hold: .zero,
      limit: limits.pollFacts
    )
    switch form {
    case .webSocket: break
    case .eventStream:
      // A browser that connects again sends where it was; that is later than where it began.
      if let last = request.message.header("last-event-id"), !last.isEmpty {
        guard let position = Position(last) else {
          throw Problem(400, "invalidCursor", "the header Last-Event-ID must be the id of an event of this stream")
        }
        asked.stream.after = position
      }
    case .poll:
      guard asked.device == nil else {
        throw .invalidQuery("device", "belongs to a lasting connection, a WebSocket or server-sent events")
      }
      asked.hold = .seconds(try query.integer("wait", default: 0, within: 0...limits.pollSeconds))
      asked.limit = try query.integer("limit", default: limits.pollFacts, within: 1...limits.pollFacts)
      guard !asked.stream.wantsSignals else {
        throw .invalidQuery("signals", "belongs to a lasting connection, a WebSocket or server-sent events")
      }
    }
    try query.finish()
    if let after = asked.stream.after, after.epoch != journal.epoch { throw .cursorRefused }
    if asked.device != nil {
      guard case .agent = holder.principal.actor else {
        throw .invalidQuery("device", "is for the token of an agent; a client uses PUT .../agents/ID/devices/DEVICE")
      }
    }
    return asked
  }

  /// Whether topics need no look at the state: one's own, or anything for who sees everything.
  private func isPlain(_ topics: [Topic], for principal: Principal) -> Bool {
    if principal.permissions.contains(.readEverything) { return !topics.contains(.audit) }
    guard case .agent(let agent) = principal.actor else { return false }
    return topics == [.agent(agent)]
  }

  private func decide(_ asked: Asked, _ form: Form, _ holder: TokenHolder) -> MountDecision {
    let account = holder.principal.account
    func start(_ session: any DialectSession) -> SessionStart {
      SessionStart(session: session, principal: holder.principal, expires: holder.expires, device: asked.device)
    }
    switch form {
    case .webSocket:
      let session = NativeStreamSession(form: .webSocket, account: account, request: asked.stream)
      return .webSocket(start(session), headers: [])
    case .eventStream:
      let session = NativeStreamSession(form: .serverSentEvents, account: account, request: asked.stream)
      let headers = [
        HTTPHeader("Content-Type", "text/event-stream"), HTTPHeader("Cache-Control", "no-store"),
        HTTPHeader("X-Accel-Buffering", "no"),
      ]
      return .eventStream(start(session), headers: headers)
    case .poll:
      let session = NativePollSession(account: account, request: asked.stream, hold: asked.hold, limit: asked.limit)
      return .exchange(key: polls.next(), start: start(session))
    }
  }
}

/// Numbers polls, each of which is a session of one request. The counter is atomic.
private final class PollNumbers: Sendable {
  private let count = Atomic<UInt64>(0)

  func next() -> String {
    "native-poll-\(count.wrappingAdd(1, ordering: .relaxed).newValue)"
  }
}
