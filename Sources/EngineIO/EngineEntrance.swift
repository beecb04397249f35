// SPDX-License-Identifier: Apache-2.0

public import DialectKit

/// What becomes of a request under the path of Engine.IO, before any session has a say.
public enum EngineEntrance: Hashable, Sendable {
  /// A session begins: on this WebSocket, or with this poll.
  case handshake(EngineCarrier)
  /// The request is for the session with this id; if there is none, the answer is ``EngineRefusal/unknownSession``.
  case session(String)
  /// The WebSocket belongs to the session with this id.
  case attach(String)
  /// The answer.
  case reply(HTTPReply)
}

/// Why a request is refused, with the number and words clients know.
public enum EngineRefusal: Int, Error, Hashable, Sendable, CaseIterable {
  /// The query names no way for packets that there is.
  case unknownTransport = 0
  /// There is no such session, or it has ended.
  case unknownSession = 1
  /// A session begins with a GET.
  case badMethod = 2
  /// The request does not fit: another way for packets than the session's, or an upgrade where none belongs.
  case badRequest = 3
  /// The application does not let the peer in.
  case forbidden = 4
  /// Only protocol 4 is spoken here.
  case unsupportedProtocol = 5

  /// The words clients know.
  public var message: String {
    switch self {
    case .unknownTransport: "Transport unknown"
    case .unknownSession: "Session ID unknown"
    case .badMethod: "Bad handshake method"
    case .badRequest: "Bad request"
    case .forbidden: "Forbidden"
    case .unsupportedProtocol: "Unsupported protocol version"
    }
  }
}

extension EngineSettings {
  /// The longest id of a session that is looked up, in bytes.
  private static let sessionIDBytes = 128

  /// Says what becomes of a request: the order of the checks is the reference server's.
  public func admit(_ message: HTTPMessage, wantsWebSocket: Bool) -> EngineEntrance {
    if message.method == "OPTIONS" {
      return .reply(allowedOrigins.preflight(message, allowsCredentials: allowsCredentials))
    }
    do throws(EngineRefusal) {
      return try entrance(message, wantsWebSocket)
    } catch {
      return .reply(refusal(error, of: message, wantsWebSocket: wantsWebSocket))
    }
  }

  private func entrance(_ message: HTTPMessage, _ wantsWebSocket: Bool) throws(EngineRefusal) -> EngineEntrance {
    guard let carrier = message.queryValue("transport").flatMap(EngineCarrier.init(rawValue:)),
      carriers.contains(carrier)
    else { throw .unknownTransport }
    if let origin = message.header("origin"), origin.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7f }) {
      throw .badRequest
    }
    guard !wantsWebSocket || carrier == .webSocket else { throw .badRequest }
    guard !wantsWebSocket || allowedOrigins.admits(message, over: scheme) else { throw .forbidden }
    if let id = message.queryValue("sid"), !id.isEmpty {
      guard id.utf8.count <= Self.sessionIDBytes else { throw .unknownSession }
      return wantsWebSocket ? .attach(id) : .session(id)
    }
    guard message.method == "GET" else { throw .badMethod }
    guard carrier == .polling || wantsWebSocket else { throw .badRequest }
    guard message.queryValue("EIO") == "4" else { throw .unsupportedProtocol }
    return .handshake(carrier)
  }

  /// The answer that says no.
  ///
  /// - Parameter words: What to say instead of the usual words.
  public func refusal(
    _ refusal: EngineRefusal,
    of message: HTTPMessage,
    wantsWebSocket: Bool = false,
    words: String? = nil
  ) -> HTTPReply {
    let text = words ?? refusal.message
    var headers = originHeaders(for: message)
    if wantsWebSocket {
      headers.append(HTTPHeader("Content-Type", "text/html"))
      return HTTPReply(status: 400, headers: headers, body: Array(text.utf8))
    }
    headers.append(HTTPHeader("Content-Type", "application/json"))
    var json = JSONWriter()
    json.object { json in
      json.member("code", refusal.rawValue)
      json.member("message", text)
    }
    return HTTPReply(status: refusal == .forbidden ? 403 : 400, headers: headers, body: json.finish())
  }
}
