// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import DialectKit
import Foundation
import Logging
import Synchronization

/// An issuer of Keycloak's shape: discovery, keys that rotate, and tokens. It answers by itself or behind an
/// ``IssuerServer``, and counts what it is asked.
final class TestIssuer: DocumentFetcher {
  struct State {
    var keys: [IssuerKey]
    /// What is published instead of the keys as they are.
    var published: [JSONValue]?
    var isDown = false
    var questions: [String] = []
    /// Those who ask for keys wait here while the gate is closed.
    var waiting: [CheckedContinuation<Void, Never>]?
  }

  let issuer: String
  let state: Mutex<State>

  init(_ issuer: String = "https://sso.example.com/realms/demo", keys: [IssuerKey]? = nil) {
    self.issuer = issuer
    state = Mutex(State(keys: keys ?? [.es256("one")]))
  }

  /// How often it was asked for its keys.
  var keyQuestions: Int { state.withLock { $0.questions.count { $0.hasSuffix("/certs") } } }

  /// Takes other keys into use.
  func rotate(to keys: IssuerKey...) { state.withLock { $0.keys = keys } }

  /// Stops answering, or answers again.
  func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

  /// Lets those who ask for keys wait.
  func closeGate() { state.withLock { $0.waiting = [] } }

  /// How many wait for keys.
  var waitingCount: Int { state.withLock { $0.waiting?.count ?? 0 } }

  /// Lets them go on.
  func openGate() {
    let waiting = state.withLock { state in
      defer { state.waiting = nil }
      return state.waiting ?? []
    }
    for continuation in waiting { continuation.resume() }
  }

  func fetch(_ address: String) async throws(DocumentFailure) -> [UInt8] {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let mayGo = state.withLock { state in
        state.questions.append(address)
        guard address.hasSuffix("/certs"), state.waiting != nil else { return true }
        state.waiting?.append(continuation)
        return false
      }
      if mayGo { continuation.resume() }
    }
    guard let document = document(at: address) else { throw DocumentFailure(reason: "down") }
    return document.bytes
  }

  /// The document at an address; nil when there is none.
  func document(at address: String) -> JSONValue? {
    state.withLock { state in
      if state.isDown { return nil }
      switch address {
      case "\(issuer)/.well-known/openid-configuration":
        return .object([
          JSONMember("issuer", .string(issuer)),
          JSONMember("jwks_uri", .string("\(issuer)/protocol/openid-connect/certs")),
        ])
      case "\(issuer)/protocol/openid-connect/certs":
        return .object([JSONMember("keys", .array(state.published ?? state.keys.map { $0.published() }))])
      default: return nil
      }
    }
  }

  /// The claims of a person's token, as Keycloak writes them.
  func claims(of agent: String = "alice", now: Timestamp) -> [String: JSONValue] {
    let seconds = now.milliseconds / 1_000
    return [
      "iss": .string(issuer), "sub": .string("0f6b6ee2"), "typ": .string("Bearer"), "azp": .string("desktop"),
      "aud": .array([.string("account"), .string("cordboard")]), "iat": .number("\(seconds)"),
      "exp": .number("\(seconds + 300)"), "preferred_username": .string(agent), "name": .string("Alice Adams"),
      "realm_access": .object([JSONMember("roles", .array([.string("agent"), .string("offline_access")]))]),
      "scope": .string("profile email"),
    ]
  }

  /// The claims of the token of a program's service account, as Keycloak writes them.
  func serviceClaims(of client: String = "integration", now: Timestamp) -> [String: JSONValue] {
    claims(of: "service-account-\(client)", now: now).merging([
      "azp": .string(client), "client_id": .string(client), "scope": .string("profile conversations events agents"),
      "name": .null,
    ]) { $1 }
  }

  /// A token under the first key, or another one.
  func token(
    _ claims: [String: JSONValue],
    header: [String: JSONValue] = [:],
    key: IssuerKey? = nil
  ) throws -> String {
    guard let key = key ?? state.withLock({ $0.keys.first }) else { throw UnexpectedReply(reply: "no key") }
    let standard: [String: JSONValue] = [
      "alg": .string(key.algorithm), "typ": .string("JWT"), "kid": .string(key.identifier),
    ]
    let parts = [standard.merging(header) { $1 }, claims].map { part in
      TokenText.encode(
        JSONValue.object(part.filter { $0.value != .null }.map { JSONMember($0.key, $0.value) }).bytes
      )
    }
    let unsigned = parts.joined(separator: ".")
    return "\(unsigned).\(TokenText.encode(try key.sign(Array(unsigned.utf8))))"
  }
}

/// An authenticator that takes tokens of a test's own issuer for the account DEMOCO, beside those of the built-in one.
struct ExternalFixture {
  let issuer: TestIssuer
  let fixture: IssuerFixture
  var authenticator: Authenticator { fixture.authenticator }
  var clock: SharedClock { fixture.clock }

  init(
    _ issuer: TestIssuer = TestIssuer(),
    accounts: [AccountID: ExternalIssuerSettings] = [:],
    identity: (inout ServerSettings.IdentitySettings) -> Void = { _ in },
    change: (inout ExternalIssuerSettings) -> Void = { _ in }
  ) {
    self.issuer = issuer
    var settings = ExternalIssuerSettings(issuer: issuer.issuer)
    change(&settings)
    let all = accounts.merging(["DEMOCO": settings]) { $1 }
    fixture = IssuerFixture(
      change: identity,
      externalIssuers: { settings, clock in
        ExternalIssuers(
          all,
          limits: settings.external,
          fetcher: issuer,
          clock: clock,
          logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
      }
    )
  }

  /// The claims of a person, with changes; null takes one away.
  func claims(
    of agent: String = "alice",
    _ changes: [String: JSONValue] = [:]
  ) -> [String: JSONValue] {
    issuer.claims(of: agent, now: clock.now()).merging(changes) { $1 }
  }

  /// The claims of a program, with changes; null takes one away.
  func serviceClaims(
    of client: String = "integration",
    _ changes: [String: JSONValue] = [:]
  ) -> [String: JSONValue] {
    issuer.serviceClaims(of: client, now: clock.now()).merging(changes) { $1 }
  }

  /// Who a token with these claims stands for.
  func principal(_ claims: [String: JSONValue]) async throws -> Principal {
    try await authenticator.authenticate(issuer.token(claims)).principal
  }
}
