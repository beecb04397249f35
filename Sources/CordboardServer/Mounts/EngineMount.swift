// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit
package import EngineIO

/// Where a dialect on Engine.IO meets the drivers: one path, whose requests are a handshake, polls and packets of a
/// session, or a WebSocket. It knows Engine.IO and no dialect.
///
/// A session that begins with a poll lives between requests, and a WebSocket may join it. One that begins on a
/// WebSocket lives and dies with that; its id is unknown to requests.
package struct EngineMount: Mount {
  /// A session about to begin.
  package struct Opening: Sendable {
    /// The lower half of the session.
    package let engine: EngineSession
    /// The request, for what it says of its peer.
    package let request: HTTPMessage
    /// When it came.
    package let time: Timestamp
    /// What was found out about the peer; nil if it said nothing that could be looked at.
    package let visitor: Visitor?
  }

  /// A peer that is known before it says who it is.
  package struct Visitor: Sendable {
    /// On whose behalf its session acts from the beginning.
    package let principal: Principal
    /// How many of its sessions may wait to be told on whose behalf they act, this one included.
    package let mostWaiting: Int
    /// Headers of the answer that begins the session.
    package let headers: [HTTPHeader]

    /// Creates a visitor.
    package init(principal: Principal, mostWaiting: Int, headers: [HTTPHeader] = []) {
      self.principal = principal
      self.mostWaiting = mostWaiting
      self.headers = headers
    }
  }

  /// Finds out who begins a session.
  package typealias Inquiry = @Sendable () async -> Visitor?

  /// Why a peer is not let in, in words for it.
  package struct Forbidden: Error {
    /// The words; nil for the usual ones.
    package let words: String?

    /// Creates a refusal.
    package init(words: String? = nil) {
      self.words = words
    }
  }

  private let path: String
  private var settings: EngineSettings
  private let inquire: @Sendable (HTTPMessage) -> Inquiry?
  private let start: @Sendable (Opening) throws(Forbidden) -> SessionStart

  /// Creates a mount.
  ///
  /// - Parameters:
  ///   - path: Its path, with or without a slash at the end: clients send both.
  ///   - settings: The bounds of its sessions.
  ///   - inquire: How to find out who a request that begins a session is of; nil where it says nothing of that.
  ///   - start: Makes a session, or does not let the peer in.
  package init(
    path: String,
    settings: EngineSettings,
    inquire: @escaping @Sendable (HTTPMessage) -> Inquiry? = { _ in nil },
    start: @escaping @Sendable (Opening) throws(Forbidden) -> SessionStart
  ) {
    self.path = path.hasSuffix("/") ? String(path.dropLast()) : path
    self.settings = settings
    self.inquire = inquire
    self.start = start
  }

  /// Whether it is the mount's path.
  package func claims(path: String) -> Bool {
    path.hasPrefix(self.path) && (path.utf8.count == self.path.utf8.count || path.dropFirst(self.path.count) == "/")
  }

  /// Tells clients of no larger messages than the front takes.
  package func fitted(to front: FrontSettings) -> Self {
    var mount = self
    mount.settings.maxPayload = min(settings.maxPayload, front.messageBytes, front.bodyBytes)
    return mount
  }

  /// Decides at once, unless it must find out first who begins a session.
  package func openAtOnce(_ request: MountRequest) -> MountDecision? {
    decide(request, visitor: nil, mayInquire: true)
  }

  /// Decides.
  package func open(_ request: MountRequest) async -> MountDecision {
    let visitor = await inquire(request.message)?()
    return decide(request, visitor: visitor, mayInquire: false) ?? .pass
  }

  private func decide(_ request: MountRequest, visitor: Visitor?, mayInquire: Bool) -> MountDecision? {
    let message = request.message
    switch settings.admit(message, wantsWebSocket: request.wantsWebSocket) {
    case .reply(let reply): return .reply(reply)
    case .session(let id):
      let settings = settings
      return .exchange(key: key(id), start: nil) { settings.refusal(.unknownSession, of: message) }
    case .attach(let id):
      let missing = settings.refusal(.unknownSession, of: message, wantsWebSocket: true)
      return .attach(key: key(id), missing: missing)
    case .handshake(let carrier):
      return mayInquire && inquire(message) != nil ? nil : begin(carrier, request, visitor)
    }
  }

  private func begin(_ carrier: EngineCarrier, _ request: MountRequest, _ visitor: Visitor?) -> MountDecision {
    let message = request.message
    let id = UnguessableID.make()
    var engine = EngineSession(id: id, carrier: carrier, settings: settings)
    engine.furtherGreetingHeaders = visitor?.headers ?? []
    do throws(Forbidden) {
      var start = try start(Opening(engine: engine, request: message, time: request.time, visitor: visitor))
      // The session itself knows when its client is gone; the lease must only never be shorter than that takes.
      start.lease = settings.longestSilence + .seconds(5)
      switch carrier {
      case .webSocket: return .webSocket(start, headers: engine.greetingHeaders)
      case .polling: return .exchange(key: key(id), start: start)
      }
    } catch {
      let isUpgrade = request.wantsWebSocket
      return .reply(settings.refusal(.forbidden, of: message, wantsWebSocket: isUpgrade, words: error.words))
    }
  }

  /// Sessions of different paths and dialects do not know each other.
  private func key(_ id: String) -> String { "\(path)#\(id)" }
}

/// Ids that say who somebody is.
package enum UnguessableID {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// Makes an id: 20 characters with 120 bits of the system's randomness.
  package static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    let text = (0..<2).flatMap { _ in
      let bits = generator.next()
      return (0..<10).map { place in digits[Int(bits >> UInt64(6 * place) & 63)] }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
