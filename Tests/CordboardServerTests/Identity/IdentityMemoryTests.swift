// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DialectKit
import Synchronization
import Testing

@Suite struct IdentityMemoryTests {
  @Test func `a verified token is remembered and asks nobody again`() async throws {
    let fixture = IssuerFixture()
    let token = try await fixture.accessToken()
    #expect(fixture.authenticator.cached(token) == nil)
    let first = try await fixture.authenticator.authenticate(token)
    let questions = fixture.directory.state.withLock { $0.questions }
    #expect(fixture.authenticator.cached(token) == first)
    #expect(try await fixture.authenticator.authenticate(token) == first)
    #expect(fixture.directory.state.withLock { $0.questions } == questions)
  }

  @Test func `what is remembered is bounded and keeps what is used`() async throws {
    let fixture = IssuerFixture { $0.tokenCache = 8 }
    let used = try await fixture.accessToken()
    _ = try await fixture.authenticator.authenticate(used)
    for _ in 0..<40 {
      _ = try await fixture.authenticator.authenticate(fixture.accessToken())
      #expect(fixture.authenticator.cachedCount <= 8)
      #expect(fixture.authenticator.cached(used) != nil)
    }
  }

  @Test func `a token of a removed agent is refused at once`() async throws {
    let fixture = IssuerFixture()
    let alice = try await fixture.accessToken()
    let sam = try await fixture.accessToken(of: "sam")
    let fresh = try await fixture.accessToken()
    for token in [alice, sam] { _ = try await fixture.authenticator.authenticate(token) }
    fixture.directory.state.withLock { $0.subjects[.agent("alice")] = nil }
    fixture.authenticator.note(.removed(.agent("alice")), in: "OTHERCO")
    #expect(fixture.authenticator.cached(alice) != nil)
    fixture.authenticator.note(.removed(.agent("alice")), in: "DEMOCO")
    #expect(fixture.authenticator.cached(alice) == nil)
    #expect(fixture.authenticator.cached(sam) != nil)
    for token in [alice, fresh] {
      await #expect(throws: AuthenticationFailure.subjectGone) { try await fixture.authenticator.authenticate(token) }
    }
  }

  @Test func `a token of a removed client is refused at once`() async throws {
    let fixture = IssuerFixture()
    let form = "grant_type=client_credentials&client_id=integration&client_secret=demo"
    let token = try await fixture.tokens(form)["access_token"]
    _ = try await fixture.authenticator.authenticate(token)
    fixture.directory.state.withLock { $0.subjects[.client("integration")] = nil }
    fixture.authenticator.note(.removed(.client("integration")), in: "DEMOCO")
    await #expect(throws: AuthenticationFailure.subjectGone) { try await fixture.authenticator.authenticate(token) }
  }

  @Test func `changed roles count from the next token on`() async throws {
    let fixture = IssuerFixture()
    let before = try await fixture.accessToken()
    fixture.directory.state.withLock { $0.subjects[.agent("alice")]?.roles = [.supervisor] }
    let after = try await fixture.accessToken()
    #expect(try await fixture.authenticator.authenticate(before).principal.permissions == .work)
    #expect(try await fixture.authenticator.authenticate(after).principal.permissions == [.work, .supervise])
  }

  @Test func `a client of an agent's name is not that agent`() async throws {
    let fixture = IssuerFixture()
    let form = "grant_type=client_credentials&client_id=alice&client_secret=demo"
    let principal = try await fixture.authenticator.authenticate(fixture.tokens(form)["access_token"]).principal
    #expect(principal.actor == .client("alice"))
    #expect(principal.permissions == .configure)
  }

  @Test func `the bearer token is found in its header`() {
    #expect(BearerToken.parse("Bearer abc") == "abc")
    #expect(BearerToken.parse("bearer  abc ") == "abc")
    #expect(BearerToken.parse("Basic abc") == nil)
    #expect(BearerToken.parse("Bearer ") == nil)
    #expect(BearerToken.parse("Bearer a b") == nil)
    #expect(BearerToken.parse("Bearer") == nil)
    #expect(BearerToken.parse("") == nil)
  }
}
