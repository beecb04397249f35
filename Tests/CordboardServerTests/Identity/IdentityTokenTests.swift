// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import Crypto
import DialectKit
import Foundation
import Testing

/// How a token is forged from a right one.
struct Forgery: Sendable, CustomTestStringConvertible {
  let name: String
  let forge: @Sendable (IssuerFixture, String) async throws -> String

  init(_ name: String, _ forge: @escaping @Sendable (IssuerFixture, String) async throws -> String) {
    self.name = name
    self.forge = forge
  }

  var testDescription: String { name }
}

@Suite struct IdentityTokenTests {
  /// The token with another header, another payload, or another signature.
  private static func changed(
    _ token: String,
    header: (String) -> String = { $0 },
    payload: (String) -> String = { $0 },
    signature: (String) -> String = { $0 }
  ) -> String {
    let parts = token.split(separator: ".").map(String.init)
    let newHeader = TokenText.encode(header(String(decoding: TokenText.decode(parts[0]), as: UTF8.self)).utf8)
    let newPayload = TokenText.encode(payload(String(decoding: TokenText.decode(parts[1]), as: UTF8.self)).utf8)
    return "\(newHeader).\(newPayload).\(signature(parts[2]))"
  }

  /// A token with the claims of a right one, signed with a key of one's own.
  private static func resigned(_ token: String, header: (String) -> String = { $0 }) throws -> String {
    let unsigned = changed(token, header: header).split(separator: ".").prefix(2).joined(separator: ".")
    let signature = try P256.Signing.PrivateKey().signature(for: Data(unsigned.utf8))
    return "\(unsigned).\(TokenText.encode(signature.rawRepresentation))"
  }

  static let forgeries: [Forgery] = [
    Forgery("another subject") { _, token in
      changed(token, payload: { $0.replacing("agent:alice", with: "agent:sam") })
    },
    Forgery("another role") { _, token in
      changed(token, payload: { $0.replacing(#"["agent"]"#, with: #"["administrator"]"#) })
    },
    Forgery("another account") { _, token in
      changed(token, payload: { $0.replacing("DEMOCO", with: "OTHERCO").replacing("democo", with: "otherco") })
    },
    Forgery("another end") { _, token in
      changed(token, payload: { $0.replacing(#""exp":"#, with: #""exp":9"#) })
    },
    Forgery("no algorithm") { _, token in
      changed(token, header: { $0.replacing("ES256", with: "none") }, signature: { _ in "" })
    },
    Forgery("no algorithm, with the signature kept") { _, token in
      changed(token, header: { $0.replacing("ES256", with: "none") })
    },
    Forgery("the public key as a shared secret") { fixture, token in
      let keys = await fixture.endpoint.keys(realm: "democo")
      let unsigned = changed(token, header: { $0.replacing("ES256", with: "HS256") })
        .split(separator: ".").prefix(2).joined(separator: ".")
      let code = HMAC<SHA256>.authenticationCode(for: Data(unsigned.utf8), using: SymmetricKey(data: keys.body))
      return "\(unsigned).\(TokenText.encode(code))"
    },
    Forgery("a key of one's own under the right name") { _, token in
      try resigned(token)
    },
    Forgery("a key of one's own under its own name") { _, token in
      try resigned(token, header: { $0.replacing(#""kid":""#, with: #""kid":"x"#) })
    },
    Forgery("no key named") { _, token in
      changed(token, header: { $0.replacing(#""kid""#, with: #""kit""#) })
    },
    Forgery("an extension that must be understood") { _, token in
      changed(token, header: { $0.replacing("{", with: #"{"crit":["b64"],"b64":false,"#) })
    },
    Forgery("the key of another realm") { fixture, token in
      let other = try await fixture.accessToken(realm: "otherco")
      let header = other.split(separator: ".")[0]
      let payload = token.split(separator: ".")[1]
      return "\(header).\(payload).\(other.split(separator: ".")[2])"
    },
    Forgery("no signature") { _, token in changed(token, signature: { _ in "" }) },
    Forgery("a short signature") { _, token in changed(token, signature: { String($0.prefix(40)) }) },
    Forgery("zeroes as a signature") { _, token in
      changed(token, signature: { _ in TokenText.encode([UInt8](repeating: 0, count: 64)) })
    },
    Forgery("a refresh token") { fixture, _ in
      try await fixture.tokens("grant_type=password&username=alice&password=demo")["refresh_token"]
    },
    Forgery("a token about who logged in") { fixture, _ in
      try await fixture.tokens("grant_type=password&username=alice&password=demo&scope=openid")["id_token"]
    },
    Forgery("two parts") { _, token in token.split(separator: ".").prefix(2).joined(separator: ".") },
    Forgery("four parts") { _, token in token + ".x" },
    Forgery("nothing") { _, _ in "" },
    Forgery("dots") { _, _ in ".." },
    Forgery("no JSON") { _, _ in "e30.YWJj.YWJj" },
    Forgery("endless") { _, token in token + String(repeating: "A", count: 10_000) },
    Forgery("an account that does not exist") { _, token in
      changed(token, payload: { $0.replacing("DEMOCO", with: "NOBODY") })
    },
  ]

  @Test(arguments: forgeries)
  func `a forged token is refused`(forgery: Forgery) async throws {
    let fixture = IssuerFixture()
    let token = try await fixture.accessToken()
    let forged = try await forgery.forge(fixture, token)
    #expect(forged != token)
    await #expect(throws: AuthenticationFailure.invalid) { try await fixture.authenticator.authenticate(forged) }
    #expect(fixture.authenticator.cached(forged) == nil)
    #expect(try await fixture.authenticator.authenticate(token).principal.actor == .agent("alice"))
  }

  @Test func `a token of the other kind of signature form is refused`() async throws {
    let fixture = IssuerFixture()
    let parts = try await fixture.accessToken().split(separator: ".").map(String.init)
    let raw = try P256.Signing.ECDSASignature(rawRepresentation: TokenText.decode(parts[2]))
    let token = "\(parts[0]).\(parts[1]).\(TokenText.encode(raw.derRepresentation))"
    await #expect(throws: AuthenticationFailure.invalid) { try await fixture.authenticator.authenticate(token) }
  }

  @Test func `a token ends at its time and the leeway for clocks, remembered or not`() async throws {
    let fixture = IssuerFixture()
    let token = try await fixture.accessToken()
    fixture.clock.advance(by: .seconds(904))
    #expect(try await fixture.authenticator.authenticate(token).principal.actor == .agent("alice"))
    #expect(fixture.authenticator.cached(token) != nil)
    fixture.clock.advance(by: .seconds(1))
    #expect(fixture.authenticator.cached(token) == nil)
    await #expect(throws: AuthenticationFailure.expired) { try await fixture.authenticator.authenticate(token) }
  }

  @Test func `a token from the future is refused until the leeway covers it`() async throws {
    let fixture = IssuerFixture()
    let later = SharedClock()
    later.advance(by: .seconds(10))
    let ahead = IssuerFixture(directory: fixture.directory, journal: fixture.journal, clock: later)
    let token = try await ahead.accessToken()
    await #expect(throws: AuthenticationFailure.invalid) { try await fixture.authenticator.authenticate(token) }
    fixture.clock.advance(by: .seconds(5))
    #expect(try await fixture.authenticator.authenticate(token).principal.actor == .agent("alice"))
  }

  @Test func `a token belongs to one account`() async throws {
    let fixture = IssuerFixture()
    let token = try await fixture.accessToken()
    #expect(try await fixture.authenticator.authenticate(token, for: "DEMOCO").principal.account == "DEMOCO")
    await #expect(throws: AuthenticationFailure.otherAccount) {
      try await fixture.authenticator.authenticate(token, for: "OTHERCO")
    }
  }

  @Test func `the key is kept over a restart, and another journal has another key`() async throws {
    let fixture = IssuerFixture()
    let token = try await fixture.accessToken()
    let restarted = IssuerFixture(directory: fixture.directory, journal: fixture.journal, clock: fixture.clock)
    #expect(try await restarted.authenticator.authenticate(token).principal.actor == .agent("alice"))
    #expect(fixture.journal.writes == 1)
    let elsewhere = IssuerFixture(directory: fixture.directory, clock: fixture.clock)
    await #expect(throws: AuthenticationFailure.invalid) { try await elsewhere.authenticator.authenticate(token) }
  }

  @Test func `those who first need a key at the same time get the same one`() async throws {
    let fixture = IssuerFixture()
    let bodies = await withTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<20 { group.addTask { await fixture.endpoint.keys(realm: "democo").body } }
      return await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
    }
    #expect(bodies.count == 1)
    #expect(fixture.journal.writes == 1)
  }

  @Test func `a kept key that cannot be read is left alone`() async throws {
    let fixture = IssuerFixture()
    try await fixture.journal.setValue([1, 2, 3], for: SigningKeys.valueName(of: "DEMOCO"))
    #expect(await fixture.token("grant_type=password&username=alice&password=demo").status == 503)
    #expect(try await fixture.journal.value(SigningKeys.valueName(of: "DEMOCO")) == [1, 2, 3])
  }

  @Test func `anybody can check a token with the published key alone`() async throws {
    let fixture = IssuerFixture()
    let token = try await fixture.accessToken()
    let key = try #require(await fixture.endpoint.keys(realm: "democo").json?["keys"]?.arrayValue?.first)
    #expect(key["kid"] == (try TokenText.part(0, of: token))["kid"])
    #expect(key["alg"]?.stringValue == "ES256")
    #expect(key["d"] == nil)
    let x = TokenText.decode(try #require(key["x"]?.stringValue))
    let y = TokenText.decode(try #require(key["y"]?.stringValue))
    let parts = token.split(separator: ".")
    let signature = try P256.Signing.ECDSASignature(rawRepresentation: TokenText.decode(parts[2]))
    let publicKey = try P256.Signing.PublicKey(x963Representation: [4] + x + y)
    #expect(publicKey.isValidSignature(signature, for: Data("\(parts[0]).\(parts[1])".utf8)))
  }
}
