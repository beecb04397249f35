// SPDX-License-Identifier: Apache-2.0

public import DialectKit

/// What becomes of a request under the path of Bayeux, before any session has a say.
public enum BayeuxEntrance: Hashable, Sendable {
  /// A session begins with this request.
  case handshake
  /// The request is for the session of this client; without one, the answer is
  /// ``BayeuxSettings/unknownClient(_:)``.
  case client(String)
  /// The connection becomes a WebSocket; which session it belongs to is seen in its first message.
  case webSocket
  /// The answer.
  case reply(HTTPReply)
}

/// The same for a message on a WebSocket that belongs to no session yet.
public enum BayeuxSocketEntrance: Hashable, Sendable {
  /// A session begins with this message.
  case handshake
  /// The message is for the session of this client; without one, the answer is
  /// ``BayeuxSettings/unknownClient(text:)``.
  case client(String)
  /// The answer.
  case reply([UInt8])
  /// The WebSocket is closed.
  case close(ConnectionCloseReason)
}

extension BayeuxSettings {
  /// The longest id of a client that is looked up, in bytes.
  private static let clientIDBytes = 64
  private static let callbackBytes = 64

  /// Says what becomes of a request.
  public func admit(_ message: HTTPMessage, wantsWebSocket: Bool) -> BayeuxEntrance {
    if message.method == "OPTIONS" {
      return .reply(allowedOrigins.preflight(message, allowsCredentials: allowsCredentials))
    }
    do throws(BayeuxMalformed) {
      if wantsWebSocket {
        guard connectionTypes.contains(.webSocket) else { throw .unknownTransport }
        guard allowedOrigins.admits(message, over: scheme) else { throw .forbiddenOrigin }
        return .webSocket
      }
      let (texts, form) = try texts(of: message)
      switch glance(at: texts) {
      case .handshake: return .handshake
      case .client(let id) where id.utf8.count <= Self.clientIDBytes: return .client(id)
      case .client, .nobody: return .reply(form.reply(try unknownClients(in: texts)))
      }
    } catch {
      return .reply(refusal(error, of: message))
    }
  }

  /// Says what becomes of a message on a WebSocket that belongs to no session yet.
  public func admit(text: [UInt8]) -> BayeuxSocketEntrance {
    // Faye's clients ask in this way whether anybody is there.
    if text == Self.emptyBatch { return .reply(text) }
    switch BayeuxGlance(text) {
    case .handshake: return .handshake
    case .client(let id) where id.utf8.count <= Self.clientIDBytes: return .client(id)
    case .client, .nobody:
      guard let answer = unknownClient(text: text) else { return .close(.protocolError) }
      return .reply(answer)
    }
  }

  static let emptyBatch = Array("[]".utf8)

  /// The answer to a request for a session that is not there.
  public func unknownClient(_ message: HTTPMessage) -> HTTPReply {
    do throws(BayeuxMalformed) {
      let (texts, form) = try texts(of: message)
      return form.reply(try unknownClients(in: texts))
    } catch {
      return refusal(error, of: message)
    }
  }

  /// The answer to a message on a WebSocket for a session that is not there; nil if it is malformed.
  public func unknownClient(text: [UInt8]) -> [UInt8]? {
    guard let answers = try? unknownClients(in: [text]) else { return nil }
    return BayeuxBatch.join(answers)
  }

  /// The answer to a handshake that finds no room: the client is to try again later.
  public func noRoom(_ message: HTTPMessage) -> HTTPReply {
    do throws(BayeuxMalformed) {
      let (texts, form) = try texts(of: message)
      return form.reply(try noRoom(in: texts))
    } catch {
      return refusal(error, of: message)
    }
  }

  /// The same on a WebSocket; nil if the message is malformed.
  public func noRoom(text: [UInt8]) -> [UInt8]? {
    guard let answers = try? noRoom(in: [text]) else { return nil }
    return BayeuxBatch.join(answers)
  }

  private func noRoom(in texts: [[UInt8]]) throws(BayeuxMalformed) -> [ArraySlice<UInt8>] {
    var late = advice(.handshake)
    late.interval = maxInterval
    return try messages(in: texts).filter(\.isHandshake).map {
      reply(to: $0, error: .handshakeDenied(reason: "too_many_sessions"), advice: late)[...]
    }
  }

  private func unknownClients(in texts: [[UInt8]]) throws(BayeuxMalformed) -> [ArraySlice<UInt8>] {
    try messages(in: texts).map { unknownClientReply(to: $0)[...] }
  }

  func messages(in texts: [[UInt8]]) throws(BayeuxMalformed) -> [BayeuxMessage] {
    var all: [BayeuxMessage] = []
    for text in texts { all += try messages(in: text) }
    guard all.count <= batchMessages else { throw .tooManyMessages(limit: batchMessages) }
    return all
  }

  private func glance(at texts: [[UInt8]]) -> BayeuxGlance {
    var found = BayeuxGlance.nobody
    for text in texts {
      let glance = BayeuxGlance(text)
      if glance == .handshake { return glance }
      if found == .nobody { found = glance }
    }
    return found
  }

  /// The texts with messages in a request, and how it is answered.
  func texts(of message: HTTPMessage) throws(BayeuxMalformed) -> ([[UInt8]], BayeuxReplyForm) {
    let headers = originHeaders(for: message)
    switch message.method {
    case "POST":
      guard connectionTypes.contains(.longPolling), Self.isJSON(message) else { throw .unknownTransport }
      guard message.body.count <= batchBytes else { throw .tooLarge(limit: batchBytes) }
      return ([message.body], BayeuxReplyForm(callback: nil, headers: headers))
    case "GET":
      let texts = message.query.filter { $0.name == "message" }.map { Array($0.value.utf8) }
      guard connectionTypes.contains(.callbackPolling), !texts.isEmpty else { throw .unknownTransport }
      let callback = message.queryValue("jsonp") ?? "jsonpcallback"
      guard Self.isFunctionName(callback) else { throw .callbackInvalid }
      guard texts.reduce(0, { $0 + $1.count }) <= batchBytes else { throw .tooLarge(limit: batchBytes) }
      return (texts, BayeuxReplyForm(callback: callback, headers: headers))
    default: throw .unknownTransport
    }
  }

  /// Only types a page cannot send to another origin without asking. Pages may leave the type out, too, and then they
  /// say where they are from.
  private static func isJSON(_ message: HTTPMessage) -> Bool {
    guard let type = message.header("content-type") else { return message.header("origin") == nil }
    let name = type.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
    return name == "application/json" || name == "text/json"
  }

  private static func isFunctionName(_ name: String) -> Bool {
    (1...callbackBytes).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }

  private func originHeaders(for message: HTTPMessage) -> [HTTPHeader] {
    let headers = allowedOrigins.headers(for: message, allowsCredentials: allowsCredentials)
    guard !exposedHeaders.isEmpty, headers.contains(where: { $0.name == "Access-Control-Allow-Origin" }) else {
      return headers
    }
    return headers + [HTTPHeader("Access-Control-Expose-Headers", exposedHeaders.joined(separator: ","))]
  }

  /// The answer that says no, in words.
  public func refusal(_ malformed: BayeuxMalformed, of message: HTTPMessage) -> HTTPReply {
    HTTPReply(
      status: malformed.status,
      headers: originHeaders(for: message) + [
        HTTPHeader("Content-Type", "text/plain;charset=utf-8"), HTTPHeader("Cache-Control", "no-store"),
      ],
      body: Array(malformed.detail.utf8)
    )
  }
}
