// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AsyncHTTPClient
import DialectKit
import NIOCore
import NIOHTTP1

/// A peer of the public API: what the command line and the demo's customers and agents use, and nothing else.
struct APIConnection: Sendable {
  /// Why a request failed: what the server says, for people.
  struct Failure: Error, CustomStringConvertible {
    let status: Int
    let description: String
    /// The whole problem document, if there was one.
    var problem = JSONValue.null
  }

  let baseURL: String
  let client: HTTPClient

  init(baseURL: String, client: HTTPClient = .shared) {
    self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
    self.client = client
  }

  /// Asks a realm's issuer for an access token.
  func token(realm: String, _ credentials: Credentials) async throws -> String {
    var request = HTTPClientRequest(url: "\(baseURL)/realms/\(realm)/protocol/openid-connect/token")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    request.body = .bytes(ByteBuffer(string: credentials.form))
    let answer = try await send(request)
    guard let token = answer["access_token"]?.stringValue else {
      throw Failure(status: 200, description: "the server sent no token")
    }
    return token
  }

  /// Calls the API; the path begins after the base address.
  @discardableResult
  func call(
    _ method: String,
    _ path: String,
    token: String,
    body: JSONValue? = nil
  ) async throws -> JSONValue {
    var request = HTTPClientRequest(url: baseURL + path)
    request.method = .init(rawValue: method)
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    if let body {
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: body.bytes))
    }
    return try await send(request)
  }

  /// Calls the API with a YAML text, or for one, and returns the text of the answer.
  func text(_ method: String, _ path: String, token: String, body: [UInt8]? = nil) async throws -> String {
    var request = HTTPClientRequest(url: baseURL + path)
    request.method = .init(rawValue: method)
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    if let body {
      request.headers.add(name: "Content-Type", value: "application/yaml")
      request.body = .bytes(ByteBuffer(bytes: body))
    }
    let response = try await client.execute(request, timeout: .seconds(60))
    let answer = try await response.body.collect(upTo: 64 << 20)
    if (200..<300).contains(Int(response.status.code)) { return String(buffer: answer) }
    let problem = (try? JSONValue(parsing: answer.readableBytesView)) ?? .null
    throw Failure(
      status: Int(response.status.code),
      description: Self.explanation(of: problem, response.status.code),
      problem: problem
    )
  }

  private func send(_ request: HTTPClientRequest) async throws -> JSONValue {
    let response = try await client.execute(request, timeout: .seconds(30))
    let body = try await response.body.collect(upTo: 16 << 20)
    let value = body.readableBytes == 0 ? JSONValue.null : try JSONValue(parsing: body.readableBytesView)
    guard (200..<300).contains(Int(response.status.code)) else {
      throw Failure(status: Int(response.status.code), description: Self.explanation(of: value, response.status.code))
    }
    return value
  }

  static func explanation(of problem: JSONValue, _ status: UInt) -> String {
    let text =
      problem["detail"]?.stringValue ?? problem["error_description"]?.stringValue ?? problem["error"]?.stringValue
    return "\(status): \(text ?? "the server gave no reason")"
  }
}

/// How somebody proves who it is.
enum Credentials: Sendable {
  case user(String, password: String)
  case client(String, secret: String)

  var form: String {
    switch self {
    case .user(let name, let password):
      "grant_type=password&client_id=cordboard&username=\(name.formEncoded)&password=\(password.formEncoded)"
    case .client(let id, let secret):
      "grant_type=client_credentials&client_id=\(id.formEncoded)&client_secret=\(secret.formEncoded)"
    }
  }
}

extension String {
  /// The text as a value of a form.
  fileprivate var formEncoded: String {
    var encoded = ""
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return encoded
  }
}

/// Where the server is and who asks: what every command that talks to one understands.
struct ConnectionOptions: ParsableArguments {
  @Option(help: "The address of the server.")
  var url = "http://127.0.0.1:8080"

  @Option(help: "The account.")
  var account = "DEMOCO"

  @Option(help: "The realm; the account's name in lower case unless told otherwise.")
  var realm: String?

  @Option(help: "Log in as this person.")
  var user: String?

  @Option(help: "The person's password; better in CORDBOARD_PASSWORD.")
  var password: String?

  @Option(help: "Log in as this API client.")
  var client: String?

  @Option(help: "The client's secret; better in CORDBOARD_SECRET.")
  var secret: String?

  @Option(help: "An access token instead of logging in; better in CORDBOARD_TOKEN.")
  var token: String?

  func connection() -> APIConnection { APIConnection(baseURL: url) }

  /// A token: the one given, or a new one.
  func makeToken(environment: [String: String]) async throws -> String {
    if let token = token ?? environment["CORDBOARD_TOKEN"] { return token }
    let realm = realm ?? account.lowercased()
    if let user {
      guard let password = password ?? environment["CORDBOARD_PASSWORD"] else {
        throw ValidationError("--user needs --password or CORDBOARD_PASSWORD")
      }
      return try await connection().token(realm: realm, .user(user, password: password))
    }
    if let client {
      guard let secret = secret ?? environment["CORDBOARD_SECRET"] else {
        throw ValidationError("--client needs --secret or CORDBOARD_SECRET")
      }
      return try await connection().token(realm: realm, .client(client, secret: secret))
    }
    throw ValidationError("say who you are: --token, or --user and --password, or --client and --secret")
  }
}
