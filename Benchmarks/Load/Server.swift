// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The server and how it is spoken to.
final class Server {
  let port: Int
  let process: ServerProcess
  let account = "DEMOCO"
  var token = ""
  private var refreshToken = ""
  /// Where what connections read at the beginning is put first.
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

  init(_ options: LoadOptions) {
    port = options.number("port", 8_099)
    process = ServerProcess(identifier: options.number("pid", 0))
    guard !options.has("anonymous") else { return }
    logIn("grant_type=client_credentials&client_id=integration&client_secret=demo")
  }

  /// A request to become a WebSocket.
  ///
  /// - Parameter fields: Further header fields, each with the end of its line.
  func upgrade(_ path: String, token: String? = nil, fields: String = "") -> [UInt8] {
    // Whoever shows a cookie shows nothing else.
    let proof = fields.contains("Cookie: ") ? "" : "Authorization: Bearer \(token ?? self.token)\r\n"
    return Array(
      """
      GET \(path) HTTP/1.1\r
      Host: 127.0.0.1\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \(proof)\(fields)\r\n
      """.utf8
    )
  }

  /// Creates so many of Avaya's subscriptions; their ids.
  func subscribe(_ count: Int) -> [String] {
    let body = #"{"family":"AGENT_ENGAGEMENT","events":["ALL"],"transport":{"type":"WEBSOCKET"}}"#
    return (0..<count).map { _ in
      let answer = post("/api/notification/v1/accounts/\(account)/subscriptions", body, "application/json", token)
      guard let id = member("subscriptionId", of: answer) else { fail("no subscription: \(answer)") }
      return id
    }
  }

  /// Logs agents in as their desks do; what their browsers remember.
  func deskLogins(_ count: Int) -> [String] {
    var logins = [String](repeating: "", count: count)
    let login = Exchange(
      say: { opening in
        let body = #"{"username":"agent-\#(opening.number)","password":"desk"}"#
        return self.request("/agent-manager/agent/login", body, "application/json", nil)
      },
      hear: { opening in
        let answer = opening.body()
        let parts = opening.lastHead.split(separator: "cordboard_desk=", maxSplits: 1)
        guard parts.count == 2, let login = parts[1].split(separator: ";").first else { fail("no login: \(answer)") }
        logins[opening.number] = String(login)
      }
    )
    Dialect([login]).open(0..<count, of: self, atATime: 100) { $0.close() }
    return logins
  }

  /// Logs agents in as desktops for Genesys do; what their cookies hold.
  func desktopLogins(_ count: Int) -> [String] {
    var logins = [String](repeating: "", count: count)
    let login = Exchange(
      say: { opening in
        let credentials = Base64.text("agent-\(opening.number):desk")
        let head = "GET /api/v2/me HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic \(credentials)\r\n\r\n"
        return Array(head.utf8)
      },
      hear: { opening in
        let answer = opening.body()
        let parts = opening.lastHead.split(separator: "JSESSIONID=", maxSplits: 1)
        guard parts.count == 2, let login = parts[1].split(separator: ";").first else { fail("no login: \(answer)") }
        logins[opening.number] = String(login)
      }
    )
    Dialect([login]).open(0..<count, of: self, atATime: 100) { $0.close() }
    return logins
  }

  /// Another token for the same client: valid, and not seen by the server before.
  func freshToken() -> String {
    logIn("grant_type=refresh_token&client_id=integration&client_secret=demo&refresh_token=\(refreshToken)")
    return token
  }

  private func logIn(_ form: String) {
    let path = "/realms/democo/protocol/openid-connect/token"
    let answer = post(path, form, "application/x-www-form-urlencoded", nil)
    guard let access = member("access_token", of: answer), let refresh = member("refresh_token", of: answer) else {
      fail("no token: \(answer)")
    }
    token = access
    refreshToken = refresh
  }

  private func post(_ path: String, _ body: String, _ type: String, _ token: String?) -> String {
    let opening = Opening(self, number: 0)
    defer { opening.close() }
    opening.say(request(path, body, type, token))
    return opening.body()
  }

  private func request(_ path: String, _ body: String, _ type: String, _ token: String?) -> [UInt8] {
    let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
    let head = "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\(authorization)"
    let fields = "Content-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
    return Array((head + fields + body).utf8)
  }

  private func member(_ name: String, of answer: String) -> String? {
    let parts = answer.split(separator: "\"\(name)\":\"", maxSplits: 1)
    return parts.count == 2 ? parts[1].split(separator: "\"").first.map(String.init) : nil
  }
}

/// Base64, for HTTP Basic.
private enum Base64 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func text(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      let number = part.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - part.count))
      for place in 0..<4 {
        result.append(place <= part.count ? digits[number >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
