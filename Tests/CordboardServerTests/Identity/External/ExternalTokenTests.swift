// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DialectKit
import Synchronization
import Testing

/// A token that must not be taken, and why not.
struct BadToken: Sendable, CustomTestStringConvertible {
  let name: String
  let failure: AuthenticationFailure
  let make: @Sendable (ExternalFixture) throws -> String

  init(
    _ name: String,
    _ failure: AuthenticationFailure = .invalid,
    _ make: @escaping @Sendable (ExternalFixture) throws -> String
  ) {
    self.name = name
    self.failure = failure
    self.make = make
  }

  /// A token whose claims are wrong.
  init(_ name: String, _ failure: AuthenticationFailure = .invalid, claims: [String: JSONValue]) {
    self.init(name, failure) { try $0.issuer.token($0.claims(of: "alice", claims)) }
  }

  var testDescription: String { name }
}

@Suite struct ExternalTokenTests {
  static let badTokens: [BadToken] = [
    BadToken("a key of one's own under the right name") {
      try $0.issuer.token($0.claims(), key: .es256("one"))
    },
    BadToken("a key of one's own under its own name") {
      try $0.issuer.token($0.claims(), key: .es256("two"))
    },
    BadToken("a key of one's own in the header") {
      let own = IssuerKey.es256("one")
      return try $0.issuer.token($0.claims(), header: ["jwk": own.published()], key: own)
    },
    BadToken("the address of a key of one's own in the header") {
      let header: [String: JSONValue] = [
        "jku": .string("https://evil.example/certs"), "x5u": .string("https://evil.example/x"),
      ]
      return try $0.issuer.token($0.claims(), header: header, key: .es256("two"))
    },
    BadToken("changed claims") {
      let token = try $0.issuer.token($0.claims())
      let parts = token.split(separator: ".")
      let text = String(decoding: TokenText.decode(parts[1]), as: UTF8.self)
      return "\(parts[0]).\(TokenText.encode(text.replacing("alice", with: "sam").utf8)).\(parts[2])"
    },
    BadToken("no key named") { try $0.issuer.token($0.claims(), header: ["kid": .null]) },
    BadToken("no algorithm") {
      let token = try $0.issuer.token($0.claims(), header: ["alg": .string("none")])
      return token.split(separator: ".").prefix(2).joined(separator: ".") + "."
    },
    BadToken("no algorithm, with the signature kept") {
      try $0.issuer.token($0.claims(), header: ["alg": .string("none")])
    },
    BadToken("the public key as a shared secret") { fixture in
      let key = try #require(fixture.issuer.state.withLock { $0.keys.first })
      return try fixture.issuer.token(fixture.claims(), key: .confused(with: key, secret: key.published().bytes))
    },
    BadToken("an algorithm of another key type") {
      try $0.issuer.token($0.claims(), header: ["alg": .string("RS256")])
    },
    BadToken("an algorithm that is not taken") { fixture in
      let key = IssuerKey.es512("one")
      fixture.issuer.rotate(to: key)
      return try fixture.issuer.token(fixture.claims(), key: key)
    },
    BadToken("an extension that must be understood") {
      try $0.issuer.token($0.claims(), header: ["crit": .array([.string("b64")]), "b64": .bool(false)])
    },
    BadToken("something else than a token of access, says the header") {
      try $0.issuer.token($0.claims(), header: ["typ": .string("logout+jwt")])
    },
    BadToken("an issuer that is not configured", claims: ["iss": .string("https://evil.example/realms/demo")]),
    BadToken("the issuer with a slash", claims: ["iss": .string("https://sso.example.com/realms/demo/")]),
    BadToken("no issuer", claims: ["iss": .null]),
    BadToken("another audience", claims: ["aud": .string("account")]),
    BadToken("other audiences", claims: ["aud": .array([.string("account"), .string("CORDBOARD")])]),
    BadToken("no audience", claims: ["aud": .null]),
    BadToken("an identity token", claims: ["typ": .string("ID")]),
    BadToken("a refresh token", claims: ["typ": .string("Refresh")]),
    BadToken("a token bound to a key of its holder", claims: ["cnf": .object([JSONMember("jkt", .string("x"))])]),
    BadToken("no end", claims: ["exp": .null]),
    BadToken("an end that is no number", claims: ["exp": .string("9999999999")]),
    BadToken("an end beyond all bounds", claims: ["exp": .number("1e300")]),
    BadToken("an end before time began", claims: ["exp": .number("-1")]),
    BadToken("an end in the past", .expired, claims: ["exp": .number("1767603595")]),
    BadToken("a beginning in the future", claims: ["nbf": .number("1767603606")]),
    BadToken("a beginning that is none", claims: ["nbf": .string("soon")]),
    BadToken("issued in the future", claims: ["iat": .number("1767603606")]),
    BadToken("nobody", claims: ["preferred_username": .null]),
    BadToken("a number for a name", claims: ["preferred_username": .number("1")]),
    BadToken("an agent that does not exist", .subjectGone, claims: ["preferred_username": .string("mallory")]),
    BadToken("the name of a service account of another program", .subjectGone) {
      try $0.issuer.token($0.serviceClaims(["client_id": .null, "azp": .string("desktop")]))
    },
    BadToken("a person's token that came through a program and does not name the person") {
      try $0.issuer.token($0.claims(["preferred_username": .null, "azp": .string("integration")]))
    },
    BadToken("a program that does not exist", .subjectGone) {
      try $0.issuer.token($0.serviceClaims(of: "unknown"))
    },
  ]

  @Test(arguments: badTokens)
  func `a bad token is refused`(bad: BadToken) async throws {
    let external = ExternalFixture()
    let token = try bad.make(external)
    await #expect(throws: bad.failure) { try await external.authenticator.authenticate(token) }
    #expect(external.authenticator.cached(token) == nil)
    let asked = external.issuer.state.withLock { $0.questions }
    #expect(asked.allSatisfy { $0.hasPrefix(external.issuer.issuer) }, "\(asked)")
    external.issuer.rotate(to: .es256("fine"))
    external.clock.advance(by: .seconds(10))
    #expect(try await external.principal(external.claims()).actor == .agent("alice"))
  }

  @Test func `a token of another account's issuer is for that account alone`() async throws {
    let external = ExternalFixture()
    let token = try external.issuer.token(external.claims())
    #expect(try await external.authenticator.authenticate(token, for: "DEMOCO").principal.account == "DEMOCO")
    await #expect(throws: AuthenticationFailure.otherAccount) {
      try await external.authenticator.authenticate(token, for: "OTHERCO")
    }
  }

  @Test func `accounts that share an issuer are told apart by audience, and a token for both is for neither`()
    async throws
  {
    let issuer = TestIssuer()
    let external = ExternalFixture(
      issuer,
      accounts: ["OTHERCO": ExternalIssuerSettings(issuer: issuer.issuer, audience: "other")]
    )
    func account(_ audience: JSONValue) async throws -> AccountID {
      try await external.principal(external.claims(["aud": audience])).account
    }
    #expect(try await account(.string("cordboard")) == "DEMOCO")
    #expect(try await account(.string("other")) == "OTHERCO")
    await #expect(throws: AuthenticationFailure.invalid) {
      try await account(.array([.string("other"), .string("cordboard")]))
    }
  }

  @Test func `the built-in issuer works beside an external one, and can be turned off`() async throws {
    let both = ExternalFixture()
    let own = try await both.fixture.accessToken()
    #expect(try await both.authenticator.authenticate(own).principal.actor == .agent("alice"))
    let external = ExternalFixture(identity: { $0.issuer = false })
    let refused = try await external.fixture.accessToken()
    await #expect(throws: AuthenticationFailure.invalid) { try await external.authenticator.authenticate(refused) }
    #expect(try await external.principal(external.claims()).actor == .agent("alice"))
  }

  static func signatureKeys() throws -> [IssuerKey] {
    try [
      .rsa("k", "RS256"), .rsa("k", "RS384"), .rsa("k", "RS512"), .rsa("k", "PS256"), .es256("k"), .es384("k"),
      .edDSA("k"),
    ]
  }

  @Test func `every algorithm that is taken is checked`() async throws {
    for key in try Self.signatureKeys() {
      let external = ExternalFixture(TestIssuer(keys: [key]))
      let token = try external.issuer.token(external.claims())
      let principal = try? await external.authenticator.authenticate(token).principal
      #expect(principal?.actor == .agent("alice"), "\(key.algorithm)")
      var bytes = TokenText.decode(token.split(separator: ".")[2])
      bytes[bytes.count / 2] ^= 1
      let damaged = token.split(separator: ".").prefix(2).joined(separator: ".") + "." + TokenText.encode(bytes)
      await #expect(throws: AuthenticationFailure.invalid, "\(key.algorithm)") {
        try await external.authenticator.authenticate(damaged)
      }
    }
  }

  @Test func `a key serves for the algorithm it names, and a key that names none for those of its type`() async throws {
    let key = try IssuerKey.rsa("k", "RS512")
    let external = ExternalFixture(TestIssuer(keys: [key]))
    external.issuer.state.withLock { $0.published = [key.published(["alg": "RS256"])] }
    await #expect(throws: AuthenticationFailure.invalid) { try await external.principal(external.claims()) }
    var members = key.material
    members["kid"] = "k"
    let open = JSONValue.object(members.map { JSONMember($0.key, .string($0.value)) })
    external.issuer.state.withLock { $0.published = [open] }
    external.clock.advance(by: .seconds(3_600))
    #expect(try await external.principal(external.claims()).actor == .agent("alice"))
  }

  @Test func `times have the leeway for clocks`() async throws {
    let external = ExternalFixture()
    for changes: [String: JSONValue] in [
      ["exp": .number("1767603596")], ["nbf": .number("1767603605")], ["iat": .number("1767603605.0")],
      ["iat": .null, "nbf": .null],
    ] {
      let principal = try? await external.principal(external.claims(changes))
      #expect(principal?.actor == .agent("alice"), "\(changes)")
    }
    let token = try external.issuer.token(external.claims())
    _ = try await external.authenticator.authenticate(token)
    external.clock.advance(by: .seconds(305))
    #expect(external.authenticator.cached(token) == nil)
    await #expect(throws: AuthenticationFailure.expired) { try await external.authenticator.authenticate(token) }
  }

  @Test func `a token that is seen for the first time is a log-in, one that does not hold is not`() async throws {
    let external = ExternalFixture()
    let forged = try external.issuer.token(external.claims(), key: .es256("one"))
    await #expect(throws: AuthenticationFailure.invalid) { try await external.authenticator.authenticate(forged) }
    #expect(external.fixture.centre.commands == [])
    let token = try external.issuer.token(external.claims())
    for _ in 1...2 { _ = try await external.authenticator.authenticate(token) }
    let report = AccessReport(subject: .agent("alice"), count: 1, since: external.clock.now(), address: nil)
    #expect(external.fixture.centre.commands == [.noteAccess(report, isGranted: true)])
  }

  @Test func `a removed agent is refused at once`() async throws {
    let external = ExternalFixture()
    let token = try external.issuer.token(external.claims())
    _ = try await external.authenticator.authenticate(token)
    external.fixture.directory.state.withLock { $0.subjects[.agent("alice")] = nil }
    external.authenticator.note(.removed(.agent("alice")), in: "DEMOCO")
    #expect(external.authenticator.cached(token) == nil)
    await #expect(throws: AuthenticationFailure.subjectGone) { try await external.authenticator.authenticate(token) }
  }
}
