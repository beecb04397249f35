// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DialectKit
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Testing

/// External issuers over real connections.
@Suite struct ExternalHTTPTests {
  private static func limits(
    _ change: (inout ServerSettings.ExternalIssuerLimits) -> Void = { _ in }
  ) -> ServerSettings.ExternalIssuerLimits {
    var limits = ServerSettings().identity.external
    limits.timeout = .seconds(30)
    change(&limits)
    return limits
  }

  /// Whether a token of an issuer behind a server is taken.
  private func isTaken(
    _ issuer: TestIssuer,
    limits: ServerSettings.ExternalIssuerLimits = ExternalHTTPTests.limits(),
    change: (inout ExternalIssuerSettings) -> Void = { _ in }
  ) async throws -> Bool {
    let fetcher = try HTTPDocumentFetcher(limits: limits)
    var settings = ExternalIssuerSettings(issuer: issuer.issuer)
    change(&settings)
    let configured = settings
    let fixture = IssuerFixture(externalIssuers: { _, clock in
      ExternalIssuers(
        ["DEMOCO": configured],
        limits: limits,
        fetcher: fetcher,
        clock: clock,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      )
    })
    do {
      let token = try issuer.token(issuer.claims(now: fixture.clock.now()))
      return try await fixture.authenticator.authenticate(token).principal.actor == .agent("alice")
    } catch AuthenticationFailure.issuerUnavailable {
      return false
    }
  }

  /// A server for an issuer, some of whose documents are another's.
  private func serve(
    _ other: @escaping @Sendable (String, TestIssuer) async -> Response? = { _, _ in nil }
  ) async throws -> (IssuerServer, TestIssuer) {
    var issuer = TestIssuer()
    let server = try await IssuerServer { address in
      let own = TestIssuer("\(address)/realms/demo")
      issuer = own
      return { path in
        if let response = await other(path, own) { return response }
        return own.document(at: address + path).map { Response.json($0) }
      }
    }
    return (server, issuer)
  }

  private static func isKeys(_ path: String) -> Bool { path.hasSuffix("/certs") }

  @Test func `keys are found by discovery`() async throws {
    let (server, issuer) = try await serve()
    defer { server.stop() }
    #expect(try await isTaken(issuer))
    #expect(server.requests == 2)
  }

  @Test func `keys are found at an address that is given`() async throws {
    let (server, issuer) = try await serve()
    defer { server.stop() }
    #expect(try await isTaken(issuer) { $0.keysURL = "\(issuer.issuer)/protocol/openid-connect/certs" })
    #expect(server.requests == 1)
  }

  @Test func `no redirect is followed`() async throws {
    let (elsewhere, _) = try await serve()
    defer { elsewhere.stop() }
    let target = elsewhere.address
    let (server, issuer) = try await serve { path, _ in
      Self.isKeys(path) ? Response(status: .found, headers: [.location: "\(target)\(path)"]) : nil
    }
    defer { server.stop() }
    #expect(try await !isTaken(issuer))
    #expect(elsewhere.requests == 0)
  }

  @Test func `keys at another host or port are not asked for unless they are configured`() async throws {
    let key = IssuerKey.es256("one")
    let elsewhere = try await IssuerServer { _ in
      { _ in .json(.object([JSONMember("keys", .array([key.published()]))])) }
    }
    defer { elsewhere.stop() }
    let target = "\(elsewhere.address)/certs"
    let (server, issuer) = try await serve { path, issuer in
      guard path.hasSuffix("openid-configuration") else { return nil }
      return .json(
        .object([JSONMember("issuer", .string(issuer.issuer)), JSONMember("jwks_uri", .string(target))])
      )
    }
    defer { server.stop() }
    issuer.rotate(to: key)
    #expect(try await !isTaken(issuer))
    #expect(elsewhere.requests == 0)
    #expect(try await isTaken(issuer) { $0.keysURL = target })
  }

  @Test func `a description of another issuer is not taken`() async throws {
    let (server, issuer) = try await serve { path, issuer in
      guard path.hasSuffix("openid-configuration") else { return nil }
      return .json(
        .object([
          JSONMember("issuer", .string("\(issuer.issuer)/other")),
          JSONMember("jwks_uri", .string("\(issuer.issuer)/protocol/openid-connect/certs")),
        ])
      )
    }
    defer { server.stop() }
    #expect(try await !isTaken(issuer))
  }

  @Test func `an answer has a bound`() async throws {
    let (server, issuer) = try await serve { path, issuer in
      guard Self.isKeys(path) else { return nil }
      let keys = issuer.state.withLock { $0.keys.map { $0.published() } }
      let padding = JSONValue.string(String(repeating: "x", count: 100_000))
      return .json(.object([JSONMember("keys", .array(keys)), JSONMember("padding", padding)]))
    }
    defer { server.stop() }
    #expect(try await isTaken(issuer))
    #expect(try await !isTaken(issuer, limits: Self.limits { $0.answerBytes = 100_000 }))
  }

  @Test(arguments: [false, true])
  func `an issuer has a bounded time to answer`(startsToAnswer: Bool) async throws {
    let (server, issuer) = try await serve { path, _ in
      guard Self.isKeys(path) else { return nil }
      if startsToAnswer {
        return Response(
          status: .ok,
          body: ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "{"))
            // SLEEP: an answer that never ends; the client goes away.
            try await Task.sleep(for: .seconds(3_600))
          }
        )
      }
      // SLEEP: an issuer that never answers; the client goes away.
      try? await Task.sleep(for: .seconds(3_600))
      return nil
    }
    defer { server.stop() }
    #expect(try await !isTaken(issuer, limits: Self.limits { $0.timeout = .milliseconds(300) }))
  }

  @Test(arguments: ["", "no JSON", "[]", #"{"keys":{}}"#, #"{"keys":"x"}"#])
  func `what is no key set is none`(text: String) async throws {
    let (server, issuer) = try await serve { path, _ in
      Self.isKeys(path) ? Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: text))) : nil
    }
    defer { server.stop() }
    #expect(try await !isTaken(issuer))
  }

  @Test func `an issuer that nobody serves cannot be reached`() async throws {
    // Port 1 of this machine has no server.
    #expect(try await !isTaken(TestIssuer("http://127.0.0.1:1/realms/demo")))
  }

  @Test func `certificates that cannot be read are found at the start`() {
    #expect(throws: (any Error).self) {
      try HTTPDocumentFetcher(limits: Self.limits { $0.certificates = "/does/not/exist.pem" })
    }
  }
}
