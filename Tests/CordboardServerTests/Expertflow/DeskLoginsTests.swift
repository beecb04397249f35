// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import HTTPTypes
import Synchronization
import Testing

@testable import CordboardServer

/// How long a login at the desk is good, what ends it, and which pages may use it.
@Suite struct DeskLoginsTests {
  private typealias Bench = DeskAPITests.Bench
  private static let path = "/unified-admin/reasons"

  /// Asks for something with a login's cookie; whether it was good, and the cookie from then on.
  private func use(_ bench: Bench, _ cookie: String) async throws -> (isGood: Bool, cookie: String, isNew: Bool) {
    let reply = try await bench.get(Self.path, cookie: cookie)
    let new = reply.header("set-cookie").map { String($0.prefix { $0 != ";" }) }
    if new != nil { #expect(reply.header("cache-control") == "no-store") }
    return (reply.status == 200, new ?? cookie, new != nil)
  }

  @Test func `a login that is used lasts for as many shifts as that`() async throws {
    let bench = try await Bench()
    var cookie = try await bench.cookie()
    for hour in 1...48 {
      // Longer than tokens of the issuer live.
      bench.identity.clock.advance(by: .seconds(3_600))
      let used = try await use(bench, cookie)
      #expect(used.isGood, "after \(hour) hours")
      #expect(used.isNew == hour.isMultiple(of: 6), "after \(hour) hours")
      cookie = used.cookie
    }
  }

  @Test func `a login that is not used ends, and what it was renewed by does not save it`() async throws {
    let bench = try await Bench()
    let first = try await bench.cookie()
    bench.identity.clock.advance(by: .seconds(43_190))
    let used = try await use(bench, first)
    #expect(used.isGood && used.isNew)
    bench.identity.clock.advance(by: .seconds(20))
    #expect(try await !use(bench, first).isGood)
    #expect(try await use(bench, used.cookie).isGood)
    bench.identity.clock.advance(by: .seconds(43_200))
    #expect(try await !use(bench, used.cookie).isGood)
  }

  @Test func `logging out ends every login made before, also one that was renewed, and none made afterwards`()
    async throws
  {
    let bench = try await Bench()
    let other = try await bench.cookie()
    bench.identity.clock.advance(by: .seconds(22_000))
    let renewed = try await use(bench, try await use(bench, other).cookie)
    #expect(renewed.cookie != other)
    bench.identity.directory.state.withLock { $0.subjects[.agent("alice")]?.logOuts += 1 }
    for cookie in [other, renewed.cookie] { #expect(try await !use(bench, cookie).isGood) }
    #expect(try await use(bench, try await bench.cookie()).isGood)
  }

  @Test func `what the core counts is what the directory says`() async throws {
    let centre = try await TestAPI()
    let directory = PartitionDirectory(partition: centre.partition)
    for count in 0..<2 {
      #expect(try await directory.subject(.agent("alice"), in: "DEMOCO")?.logOuts == count)
      try await centre.send("POST", "/agents/alice/login")
      try await centre.send("POST", "/agents/alice/logout", "{}")
    }
  }

  @Test func `a login survives a restart of the server`() async throws {
    let bench = try await Bench()
    let cookie = try await bench.cookie()
    let again = IssuerFixture(directory: bench.identity.directory, journal: bench.identity.journal)
    let logins = DeskLogins.test(issuer: again.endpoint.issuer, accounts: { ["DEMOCO"] }, isSecure: true)
    let token = logins.login(in: [HTTPHeader("cookie", cookie)])
    #expect(try await logins.holder(login: token, token: nil)?.principal.actor == .agent("alice"))
  }

  @Test func `a login opens nothing else, and nothing else opens what it does`() async throws {
    let bench = try await Bench()
    let login = try #require(bench.logins.login(in: [HTTPHeader("cookie", try await bench.cookie())]))
    let issuer = bench.identity.endpoint.issuer
    await #expect(throws: AuthenticationFailure.invalid) { try await issuer.authenticator.authenticate(login) }
    await #expect(throws: AuthenticationFailure.invalid) {
      try await issuer.authenticator.verifiedClaims(login, use: .refresh)
    }
    let tokens = try await bench.identity.tokens("grant_type=password&username=alice&password=demo")
    for name in ["access_token", "refresh_token"] {
      let reply = try await bench.get(Self.path, cookie: "\(bench.logins.cookie)=\(try tokens[name])")
      #expect(reply.status == 401, "\(name)")
    }
    #expect(try await issuer.knownLogin(login, at: "another program") == nil)
    #expect(try await issuer.knownLogin(login, at: "agent-manager") != nil)
  }

  @Test func `who cannot be looked up at the moment is not told that it is logged out`() async throws {
    let bench = try await Bench()
    let cookie = try await bench.cookie()
    bench.identity.directory.state.withLock { $0.failure = .unavailable }
    #expect(try await bench.get(Self.path, cookie: cookie).status == 500)
  }

  // MARK: Pages

  private func login(_ bench: Bench, _ headers: [(String, String)]) async throws -> HTTPReply {
    try await bench.send(
      "POST",
      "/agent-manager/agent/login",
      headers: headers.map { HTTPHeader($0.0, $0.1) },
      body: #"{"username":"alice","password":"demo"}"#
    )
  }

  @Test(
    arguments: [
      (nil, 415), ("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("application/jsonp", 415),
      ("application/json", 200), ("application/json;charset=UTF-8", 200), ("Application/JSON", 200),
    ] as [(String?, Int)]
  )
  func `a form of another site logs nobody in`(type: String?, status: Int) async throws {
    let reply = try await login(try await Bench(), type.map { [("content-type", $0)] } ?? [])
    #expect(reply.status == status)
    #expect((reply.header("set-cookie") != nil) == (status == 200))
  }

  @Test(
    arguments: [
      (nil, true), ("https://desk.example", true), ("https://listed.example", true), ("https://other.example", false),
      ("http://desk.example", false), ("https://desk.example:8443", false),
      ("null", false),
    ] as [(String?, Bool)]
  )
  func `a page logs in where it may, and changes nothing elsewhere`(origin: String?, mayCall: Bool) async throws {
    let bench = try await Bench(origins: ["https://listed.example"])
    // The server is reached over TLS.
    var headers = [("host", "desk.example"), ("content-type", "application/json")]
    if let origin { headers.append(("origin", origin)) }
    let reply = try await login(bench, headers)
    #expect(reply.status == (mayCall ? 200 : 403))
    #expect((reply.header("set-cookie") != nil) == mayCall)
    let put = try await bench.send(
      "PUT",
      "/cim-customer/agentSetting/alice",
      token: "alice",
      headers: headers.map { HTTPHeader($0.0, $0.1) },
      body: #"{"theme":"dark"}"#
    )
    #expect(put.status == (mayCall ? 200 : 403))
  }

  @Test(arguments: [
    ([], true, "; SameSite=Strict; Secure"), ([], false, "; SameSite=Strict"),
    (["https://listed.example"], true, "; SameSite=None; Secure"),
    (["https://listed.example"], false, "; SameSite=Strict"),
  ])
  func `the cookie is for pages of other sites where there are any, which needs TLS`(
    origins: [String],
    isSecure: Bool,
    end: String
  ) async throws {
    let bench = try await Bench(origins: origins, isSecure: isSecure)
    let cookie = try #require(try await bench.logIn().header("set-cookie"))
    #expect(cookie.hasSuffix("; Path=/; Max-Age=43200; HttpOnly\(end)"), "\(cookie)")
    // What browsers demand of the prefix: TLS, all paths, and no domain.
    #expect(cookie.hasPrefix("__Host-cordboard_desk=") == isSecure && !cookie.contains("Domain"), "\(cookie)")
    #expect(cookie.hasPrefix("cordboard_desk=") != isSecure, "\(cookie)")
  }

  @Test func `of several cookies the first that is good counts, and no more than a few are looked at`() async throws {
    let bench = try await Bench()
    let name = bench.logins.cookie
    let good = try await bench.cookie()
    let forged = "\(name)=forged"
    let other = "cordboard_desk=\(good.drop { $0 != "=" }.dropFirst())"
    for (cookies, isGood) in [
      ([forged, good], true), ([good, forged], true), ([forged, forged, forged, good], true),
      ([forged, forged, forged, forged, good], false), ([forged], false), ([other], false), ([other, good], true),
    ] {
      let reply = try await bench.get(Self.path, cookie: cookies.joined(separator: "; "))
      #expect((reply.status == 200) == isGood, "\(cookies)")
      // In headers of their own, too.
      let headers = cookies.map { HTTPHeader("cookie", $0) }
      #expect(try await (bench.send("GET", Self.path, headers: headers).status == 200) == isGood, "\(cookies)")
    }
  }

  // MARK: Tokens of a login

  private func refresh(_ bench: Bench, _ token: String, _ program: String = "&client_id=agent-manager") async throws
    -> HTTPReply
  {
    await bench.identity.token("grant_type=refresh_token&refresh_token=\(token)\(program)")
  }

  @Test func `the refresh token of a login gives new tokens until the agent is logged out`() async throws {
    let bench = try await Bench()
    let data = try await bench.logIn().json?["data"]
    let token = try #require(data?["refresh_token"]?.stringValue)
    bench.identity.clock.advance(by: .seconds(8_000))
    let renewed = try TokenAnswer(try await refresh(bench, token))
    let holder = try await bench.identity.authenticator.authenticate(renewed["access_token"])
    #expect(holder.principal.actor == .agent("alice"))
    // For longer than one token of them lives.
    bench.identity.clock.advance(by: .seconds(8_000))
    let again = try TokenAnswer(try await refresh(bench, try renewed["refresh_token"]))
    // In no other name, and as no login.
    #expect(try await refresh(bench, try again["refresh_token"], "").status == 400)
    #expect(try await refresh(bench, try again["refresh_token"], "&client_id=cordboard").status == 400)
    let cookie = "\(bench.logins.cookie)=\(try again["refresh_token"])"
    #expect(try await bench.get(Self.path, cookie: cookie).status == 401)
    bench.identity.directory.state.withLock { $0.subjects[.agent("alice")]?.logOuts += 1 }
    for ended in [token, try renewed["refresh_token"], try again["refresh_token"]] {
      let reply = try await refresh(bench, ended)
      #expect(reply.status == 400 && reply.json?["error"] == .string("invalid_grant"))
    }
    let next = try #require(try await bench.logIn().json?["data"]?["refresh_token"]?.stringValue)
    #expect(try await refresh(bench, next).status == 200)
  }

  @Test func `logging out ends no token that another program was given`() async throws {
    let bench = try await Bench()
    let tokens = try await bench.identity.tokens("grant_type=password&username=alice&password=demo")
    bench.identity.directory.state.withLock { $0.subjects[.agent("alice")]?.logOuts += 1 }
    #expect(try await refresh(bench, try tokens["refresh_token"], "").status == 200)
  }

  @Test(arguments: [false, true])
  func `the program of logins may renew tokens where there are desks`(enabled: Bool) {
    var settings = ServerSettings()
    settings.expertflow.enabled = enabled
    #expect(settings.issuerIdentity.publicClients == ["cordboard"] + (enabled ? ["agent-manager"] : []))
  }

  @Test(arguments: [("https://listed.example", true), ("https://other.example", false)])
  func `a listed page may read answers and refusals with cookies, another may not`(
    origin: String,
    mayRead: Bool
  ) async throws {
    let bench = try await Bench(origins: ["https://listed.example"])
    let headers = [HTTPHeader("origin", origin), HTTPHeader("access-control-request-headers", "content-type")]
    for (method, path, status) in [
      ("OPTIONS", Self.path, 204), ("OPTIONS", "/agent-manager/agent/login", 204), ("GET", Self.path, 401),
      ("GET", "/unified-admin/agent-desk-settings", 200),
    ] {
      let reply = try await bench.send(method, path, headers: headers)
      #expect(reply.status == status)
      #expect(reply.header("access-control-allow-origin") == (mayRead ? origin : nil), "\(method) \(path)")
      #expect(reply.header("access-control-allow-credentials") == (mayRead ? "true" : nil))
      #expect(reply.header("vary") == "Origin")
      let isAsked = mayRead && method == "OPTIONS"
      #expect(reply.header("access-control-allow-headers") == (isAsked ? "content-type" : nil))
      #expect(reply.header("access-control-allow-methods")?.contains("PUT") == (isAsked ? true : nil))
    }
  }

  @Test(arguments: [("http://desk.example:8080", true), ("http://other.example", false)])
  func `a page of the server's own is known by its host, as the router hands it on`(origin: String, isOwn: Bool) {
    var request = HTTPRequest(method: .post, scheme: "http", authority: "desk.example:8080", path: "/")
    request.headerFields[.origin] = origin
    let message = HTTPMessage(method: "POST", path: "/", headers: request.plainHeaders)
    #expect(AllowedOrigins.none.admits(message, over: "http") == isOwn)
  }

  @Test(arguments: [
    ("", [], AllowedOrigins.none), ("", ["https://a.example"], .only(["https://a.example"])),
    ("https://Contact.Example.com:443/cordboard", [], .only(["https://contact.example.com"])),
    ("http://10.0.0.1:8080", ["https://a.example"], .only(["https://a.example", "http://10.0.0.1:8080"])),
  ])
  func `the page at the public address is one of the server's own`(
    publicURL: String,
    origins: [String],
    allowed: AllowedOrigins
  ) {
    var settings = ServerSettings()
    settings.server.publicURL = publicURL
    settings.expertflow.origins = origins
    #expect(settings.deskOrigins == allowed)
  }

  @Test(arguments: [
    ("", "", "http"), ("", "server.pem", "https"), ("https://contact.example.com", "", "https"),
    ("HTTPS://contact.example.com", "", "https"), ("http://contact.example.com", "server.pem", "http"),
  ])
  func `browsers reach the server as its public address says, or as it listens`(
    publicURL: String,
    certificate: String,
    scheme: String
  ) {
    var settings = ServerSettings()
    settings.server.publicURL = publicURL
    settings.server.certificate = certificate
    #expect(settings.browserScheme == scheme)
  }
}
