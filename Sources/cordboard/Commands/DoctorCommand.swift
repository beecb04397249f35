// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import AsyncHTTPClient
import CordboardServer
import DialectKit
import NIOCore
import NIOHTTP1

/// Says whether a server with a configuration could run here.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Look at what a server needs: port, clock, open files, disk, TLS, and WebSockets through a proxy.",
    discussion: """
      One line for each check: ok, warning or failed, and what to do. Nothing is changed; the server may be running. \
      The exit code is 0 unless a check failed (2) or the configuration is wrong (78). WebSockets are tried when \
      server.publicURL is set, which takes a running server.
      """
  )

  @OptionGroup var options: ServerOptions

  func run() async throws {
    let settings = try options.load().settings
    var checks = [DoctorCheck("configuration", .ok, "it is right")] + Doctor(settings).examine()
    if !settings.server.publicURL.isEmpty { checks.append(await Self.tryWebSocket(settings.server.publicURL)) }
    for check in checks { print(check) }
    if checks.contains(where: { $0.result == .failed }) { throw ExitCode(2) }
  }

  /// Asks for a WebSocket of a version nobody speaks. The server's own refusal of the version shows that the wish came
  /// through, without any token; a proxy that swallowed it leaves a plain request, which is refused for its missing token.
  private static func tryWebSocket(_ url: String) async -> DoctorCheck {
    var configuration = HTTPClient.Configuration()
    // HTTP/2 has no upgrades.
    configuration.httpVersion = .http1Only
    let client = HTTPClient(configuration: configuration)
    let check = await tryWebSocket(url, client)
    try? await client.shutdown()
    return check
  }

  private static func tryWebSocket(_ url: String, _ client: HTTPClient) async -> DoctorCheck {
    var request = HTTPClientRequest(url: "\(url)/api/v1/accounts/DOCTOR/events")
    request.headers.add(name: "Connection", value: "Upgrade")
    request.headers.add(name: "Upgrade", value: "websocket")
    request.headers.add(name: "Sec-WebSocket-Version", value: "12")
    request.headers.add(name: "Sec-WebSocket-Key", value: "dGhlIHNhbXBsZSBub25jZQ==")
    let status: Int
    let code: String?
    do {
      let response = try await client.execute(request, timeout: .seconds(10))
      status = Int(response.status.code)
      let body = try await response.body.collect(upTo: 1 << 20)
      code = (try? JSONValue(parsing: body.readableBytesView))?["code"]?.stringValue
    } catch {
      return DoctorCheck(
        "public address",
        .warning,
        "nobody answers at \(url) (\(error)); start the server, then look again"
      )
    }
    switch (status, code) {
    case (426, "otherWebSocketVersion"): return DoctorCheck("public address", .ok, "WebSockets come through \(url)")
    case (_, .some):
      return DoctorCheck(
        "public address",
        .failed,
        "\(url) reaches the server but takes the wish for a WebSocket away; let the proxy pass Upgrade and Connection "
          + "on over HTTP/1.1"
      )
    default:
      return DoctorCheck("public address", .failed, "\(url) is answered by something else (status \(status))")
    }
  }
}
