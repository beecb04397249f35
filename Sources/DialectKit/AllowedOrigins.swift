// SPDX-License-Identifier: Apache-2.0

/// Which origins of web pages are let in (Cross-Origin Resource Sharing).
public enum AllowedOrigins: Hashable, Sendable {
  /// Any page.
  case any
  /// Pages of these origins; an origin is a scheme and a host, and a port if it is not the scheme's own.
  case only(Set<String>)
  /// No page of another origin.
  case none

  /// Whether a page may do what browsers keep no page from though they send cookies along: open a WebSocket, or post
  /// something. The server must ask whence it comes. A page of the server's own origin, which is that of the host it asks,
  /// always may, and so may who is no page.
  ///
  /// - Parameter scheme: How browsers reach the server, `http` or `https`; a message does not say.
  public func admits(_ message: HTTPMessage, over scheme: String) -> Bool {
    guard self != .any, let origin = message.header("origin") else { return true }
    if case .only(let origins) = self, origins.contains(origin) { return true }
    guard let host = message.header("host"), let own = WebOrigin.text(of: "\(scheme)://\(host)") else { return false }
    return WebOrigin.text(of: origin) == own
  }

  /// The headers that let the page that asks read the answer.
  ///
  /// - Parameter allowsCredentials: Whether a listed page may send cookies along; one of ``any`` never may.
  public func headers(for message: HTTPMessage, allowsCredentials: Bool) -> [HTTPHeader] {
    switch self {
    case .any: return [HTTPHeader("Access-Control-Allow-Origin", "*")]
    case .only(let origins):
      guard let origin = message.header("origin"), origins.contains(origin) else {
        return [HTTPHeader("Vary", "Origin")]
      }
      let headers = [HTTPHeader("Access-Control-Allow-Origin", origin), HTTPHeader("Vary", "Origin")]
      return allowsCredentials ? headers + [HTTPHeader("Access-Control-Allow-Credentials", "true")] : headers
    case .none: return []
    }
  }

  /// The answer to a browser that asks before it asks.
  public func preflight(_ message: HTTPMessage, allowsCredentials: Bool) -> HTTPReply {
    var headers = headers(for: message, allowsCredentials: allowsCredentials)
    if headers.contains(where: { $0.name == "Access-Control-Allow-Origin" }) {
      headers.append(HTTPHeader("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE"))
      if let asked = message.header("access-control-request-headers") {
        headers.append(HTTPHeader("Access-Control-Allow-Headers", asked))
      }
    }
    return HTTPReply(status: 204, headers: headers)
  }
}
