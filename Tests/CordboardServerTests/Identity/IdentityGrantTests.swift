// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DialectKit
import EventJournal
import Foundation
import Synchronization
import Testing

/// A request for tokens that is refused.
struct RefusedGrant: Sendable, CustomTestStringConvertible {
  let name: String
  let form: String
  var authorization: String?
  let status: Int
  let error: String

  init(_ name: String, _ form: String, _ status: Int, _ error: String, authorization: String? = nil) {
    self.name = name
    self.form = form
    self.status = status
    self.error = error
    self.authorization = authorization
  }

  var testDescription: String { name }
}

private func basic(_ credentials: String) -> String {
  "Basic " + Data(credentials.utf8).base64EncodedString()
}

@Suite struct IdentityGrantTests {
  @Test func `a password gives an agent a token that says who it is and what it may do`() async throws {
    let fixture = IssuerFixture()
    let reply = await fixture.token("grant_type=password&username=sam&password=demo")
    #expect(reply.header("cache-control") == "no-store")
    #expect(reply.header("content-type") == "application/json")
    let answer = try TokenAnswer(reply)
    #expect(answer.json["token_type"]?.stringValue == "Bearer")
    #expect(answer.json["expires_in"]?.integerValue == 900)
    #expect(answer.json["refresh_expires_in"]?.integerValue == 9_000)
    let token = try answer["access_token"]
    let header = try TokenText.part(0, of: token)
    #expect(header["alg"]?.stringValue == "ES256")
    let claims = try TokenText.part(1, of: token)
    let now = Int(fixture.clock.now().milliseconds / 1_000)
    #expect(claims["iss"]?.stringValue == "http://127.0.0.1:8080/realms/democo")
    #expect(claims["sub"]?.stringValue == "agent:sam")
    #expect(claims["aud"]?.stringValue == "cordboard")
    #expect(claims["iat"]?.integerValue == now)
    #expect(claims["exp"]?.integerValue == now + 900)
    #expect(claims["jti"]?.stringValue?.isEmpty == false)
    #expect(claims["account"]?.stringValue == "DEMOCO")
    #expect(claims["realm_access"]?["roles"] == .array([.string("supervisor")]))
    #expect(claims["preferred_username"]?.stringValue == "sam")
    let authentication = try await fixture.authenticator.authenticate(token)
    #expect(authentication.principal.actor == .agent("sam"))
    #expect(authentication.principal.account == "DEMOCO")
    #expect(authentication.principal.permissions == [.work, .supervise])
    #expect(authentication.expires == fixture.clock.now().advanced(by: .seconds(905)))
  }

  @Test(arguments: [
    ("grant_type=client_credentials&client_id=integration&client_secret=demo", nil),
    ("grant_type=client_credentials", basic("integration:demo")),
    ("grant_type=client_credentials&client_id=integration", basic("%69ntegration:demo")),
  ])
  func `a secret gives a client a token with its scopes`(form: String, authorization: String?) async throws {
    let fixture = IssuerFixture()
    let answer = try await fixture.tokens(form, authorization: authorization)
    #expect(try answer["scope"] == "conversations events")
    let claims = try TokenText.part(1, of: answer["access_token"])
    #expect(claims["sub"]?.stringValue == "client:integration")
    #expect(claims["azp"]?.stringValue == "integration")
    #expect(claims["preferred_username"]?.stringValue == "service-account-integration")
    let principal = try await fixture.authenticator.authenticate(answer["access_token"]).principal
    #expect(principal.actor == .client("integration"))
    #expect(principal.permissions == [.actForCustomers, .readEverything])
  }

  @Test func `a client may ask for less than it may have`() async throws {
    let fixture = IssuerFixture()
    let form = "grant_type=client_credentials&client_id=integration&client_secret=demo&scope=openid+events"
    let answer = try await fixture.tokens(form)
    #expect(try answer["scope"] == "openid events")
    #expect(
      try await fixture.authenticator.authenticate(answer["access_token"]).principal.permissions == .readEverything
    )
    let refresh = try answer["refresh_token"]
    let renewed = try await fixture.tokens(
      "grant_type=refresh_token&client_id=integration&client_secret=demo&refresh_token=\(refresh)"
    )
    #expect(try renewed["scope"] == "openid events")
  }

  @Test func `who asks for openid gets a token about who logged in`() async throws {
    let fixture = IssuerFixture()
    let answer = try await fixture.tokens(
      "grant_type=password&username=alice&password=demo&scope=openid&client_id=cordboard"
    )
    let claims = try TokenText.part(1, of: answer["id_token"])
    #expect(claims["aud"]?.stringValue == "cordboard")
    #expect(claims["name"]?.stringValue == "Alice Adams")
  }

  @Test func `a refresh token gives new tokens with what is allowed now`() async throws {
    let fixture = IssuerFixture()
    let first = try await fixture.tokens("grant_type=password&username=alice&password=demo")
    fixture.directory.state.withLock { $0.subjects[.agent("alice")]?.roles = [.administrator] }
    fixture.clock.advance(by: .seconds(8_999))
    let second = try await fixture.tokens("grant_type=refresh_token&refresh_token=\(first["refresh_token"])")
    #expect(try second["access_token"] != first["access_token"])
    let principal = try await fixture.authenticator.authenticate(second["access_token"]).principal
    #expect(principal.actor == .agent("alice"))
    #expect(principal.permissions == [.configure, .readEverything])
  }

  static let refused: [RefusedGrant] = [
    RefusedGrant("no grant type", "username=alice&password=demo", 400, "invalid_request"),
    RefusedGrant("an unknown grant type", "grant_type=implicit", 400, "unsupported_grant_type"),
    RefusedGrant("a parameter given twice", "grant_type=password&grant_type=password", 400, "invalid_request"),
    RefusedGrant("a form that cannot be decoded", "grant_type=%zz", 400, "invalid_request"),
    RefusedGrant("a form that is no UTF-8", "grant_type=%ff", 400, "invalid_request"),
    RefusedGrant("no password", "grant_type=password&username=alice", 400, "invalid_request"),
    RefusedGrant("an empty password", "grant_type=password&username=alice&password=", 400, "invalid_request"),
    RefusedGrant("a wrong password", "grant_type=password&username=alice&password=x", 400, "invalid_grant"),
    RefusedGrant("an unknown agent", "grant_type=password&username=nobody&password=demo", 400, "invalid_grant"),
    RefusedGrant("an agent that is no name", "grant_type=password&username=a+b&password=demo", 400, "invalid_grant"),
    RefusedGrant(
      "an agent without a password",
      "grant_type=password&username=mute&password=demo",
      400,
      "invalid_grant"
    ),
    RefusedGrant(
      "a client in the place of an agent",
      "grant_type=password&username=integration&password=demo",
      400,
      "invalid_grant"
    ),
    RefusedGrant(
      "an endless password",
      "grant_type=password&username=alice&password=" + String(repeating: "x", count: 2_000),
      400,
      "invalid_grant"
    ),
    RefusedGrant(
      "an agent that asks for a client's scope",
      "grant_type=password&username=alice&password=demo&scope=events",
      400,
      "invalid_scope"
    ),
    RefusedGrant(
      "a program that is not known",
      "grant_type=password&username=alice&password=demo&client_id=spy",
      401,
      "invalid_client"
    ),
    RefusedGrant(
      "a program that has a secret and does not give it",
      "grant_type=password&username=alice&password=demo&client_id=integration",
      401,
      "invalid_client"
    ),
    RefusedGrant(
      "a program with a wrong secret",
      "grant_type=password&username=alice&password=demo&client_id=integration&client_secret=x",
      401,
      "invalid_client"
    ),
    RefusedGrant("no client", "grant_type=client_credentials", 401, "invalid_client"),
    RefusedGrant(
      "a secret without a client",
      "grant_type=client_credentials&client_secret=demo",
      401,
      "invalid_client"
    ),
    RefusedGrant(
      "a client without a secret",
      "grant_type=client_credentials&client_id=cordboard",
      400,
      "unauthorized_client"
    ),
    RefusedGrant(
      "an unknown client",
      "grant_type=client_credentials&client_id=x&client_secret=demo",
      401,
      "invalid_client"
    ),
    RefusedGrant(
      "an agent in the place of a client",
      "grant_type=client_credentials&client_id=sam&client_secret=demo",
      401,
      "invalid_client"
    ),
    RefusedGrant(
      "a scope the client has not",
      "grant_type=client_credentials&client_id=integration&client_secret=demo&scope=configuration",
      400,
      "invalid_scope"
    ),
    RefusedGrant(
      "a scope that does not exist",
      "grant_type=client_credentials&client_id=integration&client_secret=demo&scope=root",
      400,
      "invalid_scope"
    ),
    RefusedGrant(
      "a wrong secret in the header",
      "grant_type=client_credentials",
      401,
      "invalid_client",
      authorization: basic("integration:x")
    ),
    RefusedGrant(
      "a header that is not Basic",
      "grant_type=client_credentials",
      401,
      "invalid_client",
      authorization: "Bearer abc"
    ),
    RefusedGrant(
      "a header that cannot be decoded",
      "grant_type=client_credentials",
      401,
      "invalid_client",
      authorization: "Basic !!!"
    ),
    RefusedGrant(
      "a secret in header and form",
      "grant_type=client_credentials&client_id=integration&client_secret=demo",
      400,
      "invalid_request",
      authorization: basic("integration:demo")
    ),
    RefusedGrant(
      "two clients",
      "grant_type=client_credentials&client_id=desk",
      400,
      "invalid_request",
      authorization: basic("integration:demo")
    ),
    RefusedGrant("no refresh token", "grant_type=refresh_token", 400, "invalid_request"),
    RefusedGrant("a refresh token that is none", "grant_type=refresh_token&refresh_token=abc", 400, "invalid_grant"),
  ]

  @Test(arguments: refused)
  func `a wrong request for tokens is refused in the words of RFC 6749`(refused: RefusedGrant) async throws {
    let reply = await IssuerFixture().token(refused.form, authorization: refused.authorization)
    #expect(reply.status == refused.status)
    let json = try #require(reply.json)
    #expect(json["error"]?.stringValue == refused.error)
    #expect(json["error_description"]?.stringValue?.isEmpty == false)
    #expect(json["access_token"] == nil)
    #expect(reply.header("cache-control") == "no-store")
    #expect((reply.header("www-authenticate") != nil) == (refused.status == 401))
  }

  @Test func `a request that is no form is refused`() async {
    let fixture = IssuerFixture()
    let message = HTTPMessage(
      method: "POST",
      path: "/",
      headers: [HTTPHeader("content-type", "application/json")],
      body: Array("{}".utf8)
    )
    let reply = await fixture.endpoint.token(message, realm: "democo", from: "x")
    #expect(reply.status == 400)
    #expect(reply.json?["error"]?.stringValue == "invalid_request")
  }

  @Test func `an unknown realm has no issuer`() async {
    let fixture = IssuerFixture()
    #expect(await fixture.token("grant_type=password", realm: "nowhere").status == 404)
    #expect(await fixture.endpoint.keys(realm: "nowhere").status == 404)
    #expect(await fixture.endpoint.discovery(realm: "nowhere").status == 404)
    #expect(fixture.journal.writes == 0)
  }

  @Test func `a refresh token is refused once its subject, its secret or its time is gone, or to another program`()
    async throws
  {
    let clientForm = "grant_type=client_credentials&client_id=integration&client_secret=demo"
    let agentForm = "grant_type=password&username=alice&password=demo"
    typealias Case = (form: String, program: String, change: @Sendable (IssuerFixture) -> Void)
    let cases: [Case] = [
      (agentForm, "", { fixture in fixture.directory.state.withLock { $0.subjects[.agent("alice")] = nil } }),
      (
        agentForm, "",
        { fixture in
          let other = PasswordHash(of: "demo", cost: IssuerFixture.cost)?.description
          fixture.directory.state.withLock { $0.subjects[.agent("alice")]?.verifier = other }
        }
      ),
      (agentForm, "", { $0.clock.advance(by: .seconds(9_006)) }),
      (agentForm, "&client_id=desk&client_secret=demo", { _ in }),
      (clientForm, "", { _ in }),
      (clientForm, "&client_id=desk&client_secret=demo", { _ in }),
      (
        clientForm, "&client_id=integration&client_secret=demo",
        { fixture in
          let other = PasswordHash(of: "demo", cost: IssuerFixture.cost)?.description
          fixture.directory.state.withLock { $0.subjects[.client("integration")]?.verifier = other }
        }
      ),
    ]
    for (index, entry) in cases.enumerated() {
      let fixture = IssuerFixture()
      let refresh = try await fixture.tokens(entry.form)["refresh_token"]
      entry.change(fixture)
      let reply = await fixture.token("grant_type=refresh_token&refresh_token=\(refresh)\(entry.program)")
      #expect(reply.json?["error"]?.stringValue == "invalid_grant", "case \(index)")
      #expect(reply.status == 400, "case \(index)")
    }
  }

  @Test func `an access token is no refresh token, and another realm's refresh token is none here`() async throws {
    let fixture = IssuerFixture()
    let access = try await fixture.accessToken()
    let misused = await fixture.token("grant_type=refresh_token&refresh_token=\(access)")
    #expect(misused.json?["error"]?.stringValue == "invalid_grant")
    let other = try await fixture.tokens("grant_type=password&username=alice&password=demo", realm: "otherco")
    let foreign = try await fixture.token("grant_type=refresh_token&refresh_token=\(other["refresh_token"])")
    #expect(foreign.json?["error"]?.stringValue == "invalid_grant")
  }

  @Test func `what cannot be looked up is unavailable and never wrong`() async throws {
    let fixture = IssuerFixture()
    let token = try await fixture.accessToken()
    fixture.directory.state.withLock { $0.failure = .overloaded }
    let reply = await fixture.token("grant_type=password&username=alice&password=demo")
    #expect(reply.status == 503)
    #expect(reply.header("retry-after") == "1")
    await #expect(throws: AuthenticationFailure.unavailable) { try await fixture.authenticator.authenticate(token) }
    fixture.directory.state.withLock { $0.failure = nil }
    #expect(try await fixture.authenticator.authenticate(token).principal.actor == .agent("alice"))
  }

  @Test func `a journal that refuses makes the issuer unavailable until it works again`() async throws {
    let fixture = IssuerFixture()
    fixture.journal.fail(with: .storage("full"))
    #expect(await fixture.token("grant_type=password&username=alice&password=demo").status == 503)
    fixture.journal.fail(with: nil)
    #expect(await fixture.token("grant_type=password&username=alice&password=demo").status == 200)
  }
}
