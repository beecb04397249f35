// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DialectKit
import Synchronization
import Testing

/// Keys that come, change and cannot be had.
@Suite struct ExternalKeyTests {
  private func isTaken(_ external: ExternalFixture, _ token: String) async throws -> Bool {
    try await external.authenticator.authenticate(token).principal.actor == .agent("alice")
  }

  @Test func `nobody is asked before a token comes, and once for many that come together`() async throws {
    let external = ExternalFixture()
    #expect(external.issuer.keyQuestions == 0)
    external.issuer.closeGate()
    try await withThrowingTaskGroup(of: Actor.self) { group in
      for number in 0..<20 {
        let token = try external.issuer.token(external.claims(["jti": .string("\(number)")]))
        group.addTask { try await external.authenticator.authenticate(token).principal.actor }
      }
      while external.issuer.waitingCount == 0 { await Task.yield() }
      external.issuer.openGate()
      for try await actor in group { #expect(actor == .agent("alice")) }
    }
    #expect(external.issuer.keyQuestions == 1)
  }

  @Test func `a new key is asked for once and taken, and the token of the old one ends when it is gone`() async throws {
    let external = ExternalFixture()
    let old = try external.issuer.token(external.claims())
    #expect(try await isTaken(external, old))
    external.clock.advance(by: .seconds(10))
    let first = try #require(external.issuer.state.withLock { $0.keys.first })
    external.issuer.rotate(to: .es256("two"), first)
    #expect(try await isTaken(external, external.issuer.token(external.claims())))
    #expect(external.issuer.keyQuestions == 2)
    #expect(external.authenticator.cached(old) != nil)
    external.clock.advance(by: .seconds(10))
    external.issuer.rotate(to: .es256("three"))
    #expect(try await isTaken(external, external.issuer.token(external.claims())))
    #expect(external.authenticator.cached(old) == nil)
    await #expect(throws: AuthenticationFailure.issuerUnavailable(retryAfter: .seconds(10))) {
      try await external.authenticator.authenticate(old)
    }
    external.clock.advance(by: .seconds(10))
    await #expect(throws: AuthenticationFailure.invalid) { try await external.authenticator.authenticate(old) }
  }

  @Test func `another key under the same name ends the tokens of the one before`() async throws {
    let external = ExternalFixture()
    let old = try external.issuer.token(external.claims())
    #expect(try await isTaken(external, old))
    external.issuer.rotate(to: .es256("one"))
    external.clock.advance(by: .seconds(10))
    await #expect(throws: AuthenticationFailure.invalid) {
      try await isTaken(external, external.issuer.token(external.claims(), key: .es256("two")))
    }
    #expect(external.authenticator.cached(old) == nil)
    await #expect(throws: AuthenticationFailure.invalid) { try await external.authenticator.authenticate(old) }
  }

  @Test func `unknown keys cause one question in a while and wait with an answer till the next`() async throws {
    let external = ExternalFixture()
    #expect(try await isTaken(external, external.issuer.token(external.claims())))
    external.clock.advance(by: .seconds(10))
    var invalid = 0
    for number in 0..<50 {
      let token = try external.issuer.token(external.claims(), key: .es256("unknown \(number)"))
      do {
        _ = try await external.authenticator.authenticate(token)
        Issue.record("was taken")
      } catch AuthenticationFailure.invalid {
        invalid += 1
      } catch {
        #expect(error == .issuerUnavailable(retryAfter: .seconds(10)))
      }
    }
    #expect(invalid == 1)
    #expect(external.issuer.keyQuestions == 2)
    // Those who have a known key are not touched.
    #expect(try await isTaken(external, external.issuer.token(external.claims())))
  }

  @Test func `keys are asked for again when they are old, and serve meanwhile`() async throws {
    let external = ExternalFixture()
    #expect(try await isTaken(external, external.issuer.token(external.claims())))
    external.clock.advance(by: .seconds(300))
    external.issuer.closeGate()
    #expect(try await isTaken(external, external.issuer.token(external.claims())))
    while external.issuer.waitingCount == 0 { await Task.yield() }
    #expect(try await isTaken(external, external.issuer.token(external.claims(["jti": .string("x")]))))
    #expect(external.issuer.keyQuestions == 2)
    external.issuer.openGate()
  }

  @Test func `known keys serve through an outage for a bounded time, and then tokens wait and are not refused`()
    async throws
  {
    // Nothing is asked in the background here, so that every attempt has its time.
    let external = ExternalFixture(identity: { $0.external.refreshInterval = .seconds(3_600) })
    let long: [String: JSONValue] = ["exp": .number("1767700000")]
    let remembered = try external.issuer.token(external.claims(long))
    #expect(try await isTaken(external, remembered))
    external.issuer.setDown(true)
    external.clock.advance(by: .seconds(3_599))
    #expect(try await isTaken(external, external.issuer.token(external.claims())))
    external.clock.advance(by: .seconds(30))
    let late = try external.issuer.token(external.claims())
    await #expect(throws: AuthenticationFailure.issuerUnavailable(retryAfter: .seconds(10))) {
      try await external.authenticator.authenticate(late)
    }
    external.clock.advance(by: .seconds(4))
    await #expect(throws: AuthenticationFailure.issuerUnavailable(retryAfter: .seconds(6))) {
      try await external.authenticator.authenticate(late)
    }
    // What was proven before stays proven until it ends.
    #expect(external.authenticator.cached(remembered) != nil)
    external.issuer.setDown(false)
    external.clock.advance(by: .seconds(6))
    #expect(try await isTaken(external, late))
  }

  @Test func `an issuer that was never reached is unavailable, and tokens for others cost it nothing`() async throws {
    let external = ExternalFixture()
    external.issuer.setDown(true)
    await #expect(throws: AuthenticationFailure.invalid) {
      try await external.principal(external.claims(["aud": .string("account")]))
    }
    #expect(external.issuer.state.withLock { $0.questions.isEmpty })
    await #expect(throws: AuthenticationFailure.issuerUnavailable(retryAfter: .seconds(10))) {
      try await external.principal(external.claims())
    }
    #expect(external.issuer.state.withLock { $0.questions.count } == 1)
    // The built-in issuer goes on.
    _ = try await external.authenticator.authenticate(external.fixture.accessToken())
  }

  @Test func `a clock that is set back does not stop the asking`() async throws {
    let external = ExternalFixture()
    #expect(try await isTaken(external, external.issuer.token(external.claims())))
    external.clock.advance(by: .seconds(-86_400))
    external.issuer.rotate(to: .es256("two"))
    #expect(try await isTaken(external, external.issuer.token(external.claims())))
  }

  @Test func `more keys than allowed are none`() async throws {
    let keys = (0..<4).map { IssuerKey.es256("key \($0)") }
    let enough = ExternalFixture(TestIssuer(keys: keys), identity: { $0.external.keys = 4 })
    #expect(try await isTaken(enough, enough.issuer.token(enough.claims(), key: keys[3])))
    let few = ExternalFixture(TestIssuer(keys: keys), identity: { $0.external.keys = 3 })
    await #expect(throws: AuthenticationFailure.issuerUnavailable(retryAfter: .seconds(10))) {
      try await few.principal(few.claims())
    }
  }

  @Test func `keys for other purposes and broken ones are left out and hinder nothing`() async throws {
    let external = ExternalFixture()
    let key = try #require(external.issuer.state.withLock { $0.keys.first })
    let encryption = try IssuerKey.rsa("encryption").published(["use": "enc", "alg": "RSA-OAEP"])
    external.issuer.state.withLock { state in
      state.published = [
        .null, .object([]), .string("key"), encryption, key.renamed("enc").published(["use": "enc"]),
        .object([JSONMember("kty", .string("oct")), JSONMember("kid", .string("s")), JSONMember("k", .string("AAAA"))]),
        IssuerKey.es256("broken").published(["x": "AAAA"]), IssuerKey.es512("large").published(), key.published(),
      ]
    }
    #expect(try await isTaken(external, external.issuer.token(external.claims())))
    external.clock.advance(by: .seconds(10))
    await #expect(throws: AuthenticationFailure.invalid) {
      try await isTaken(external, external.issuer.token(external.claims(), key: key.renamed("enc")))
    }
  }

  @Test func `verified tokens are remembered within the bound`() async throws {
    let external = ExternalFixture(identity: { $0.tokenCache = 8 })
    for number in 0..<40 {
      _ = try await external.principal(external.claims(["jti": .string("\(number)")]))
      #expect(external.authenticator.cachedCount <= 8)
    }
    #expect(external.issuer.keyQuestions == 1)
  }
}
