// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import CordboardTestKit
import DialectKit
import EventJournal
import Foundation
import Synchronization

/// A clock that tests move.
final class SharedClock: WallClock {
  private let clock = Mutex(ManualClock())

  func now() -> Timestamp { clock.withLock { $0.now } }

  func advance(by duration: Duration) { clock.withLock { $0.advance(by: duration) } }
}

/// Who there is, as tests say it.
final class TableDirectory: SubjectDirectory {
  struct State {
    var realms: [String: AccountID] = ["democo": "DEMOCO", "otherco": "OTHERCO"]
    var subjects: [CredentialSubject: IdentitySubject] = [:]
    var failure: Rejection?
    var questions = 0
  }

  let state = Mutex(State())

  func account(ofRealm realm: String) async throws(Rejection) -> AccountID? {
    try answer { $0.realms[realm] }
  }

  func realm(of account: AccountID) async throws(Rejection) -> String? {
    try answer { state in state.realms.first { $0.value == account }?.key }
  }

  func subject(_ subject: CredentialSubject, in account: AccountID) async throws(Rejection) -> IdentitySubject? {
    try answer { $0.realms.values.contains(account) ? $0.subjects[subject] : nil }
  }

  private func answer<Answer>(_ body: (inout State) -> Answer?) throws(Rejection) -> Answer? {
    let result: Result<Answer?, Rejection> = state.withLock { state in
      state.questions += 1
      if let failure = state.failure { return .failure(failure) }
      return .success(body(&state))
    }
    return try result.get()
  }
}

/// A journal in memory that counts what is written and can be made to fail.
final class FragileJournal: ForwardingJournal {
  private struct State {
    var writes = 0
    var failure: JournalError?
  }

  let base: any Journal = MemoryJournal()
  private let state = Mutex(State())

  /// How many values were written.
  var writes: Int { state.withLock { $0.writes } }

  /// Makes every later use of values fail, or work again.
  func fail(with failure: JournalError?) { state.withLock { $0.failure = failure } }

  func value(_ name: String) async throws(JournalError) -> [UInt8]? {
    if let failure = state.withLock({ $0.failure }) { throw failure }
    return try await base.value(name)
  }

  func setValue(_ value: [UInt8]?, for name: String) async throws(JournalError) {
    if let failure = state.withLock({ $0.failure }) { throw failure }
    state.withLock { $0.writes += 1 }
    try await base.setValue(value, for: name)
  }
}

/// An issuer with an authenticator over a directory and a clock that tests control.
final class IssuerFixture: Sendable {
  static let baseURL = "http://127.0.0.1:8080"
  /// Scrypt at its cheapest: tests are about who gets in, not about how long guessing takes.
  static let cost = PasswordHash.Cost(exponent: 4, parallelism: 1)

  let clock: SharedClock
  let directory: TableDirectory
  let journal: FragileJournal
  let throttle: LoginThrottle
  let authenticator: Authenticator
  let endpoint: IssuerEndpoint
  let passwords: PasswordVerifier
  /// What was recorded of who came in.
  let centre = TestCentre()

  init(
    directory: TableDirectory = TableDirectory(),
    journal: FragileJournal = FragileJournal(),
    clock: SharedClock = SharedClock(),
    change: (inout ServerSettings.IdentitySettings) -> Void = { _ in },
    externalIssuers: (ServerSettings.IdentitySettings, SharedClock) -> ExternalIssuers = { _, _ in .none }
  ) {
    var settings = ServerSettings().identity
    settings.passwordCost = Self.cost.exponent
    settings.passwordParallelism = Self.cost.parallelism
    settings.passwordThreads = 1
    change(&settings)
    self.directory = directory
    self.journal = journal
    self.clock = clock
    passwords = PasswordVerifier(settings: settings)
    throttle = LoginThrottle(settings: settings)
    let keys = SigningKeys(journal: journal)
    let audit = AccessAudit(settings: settings, gateway: centre, clock: clock)
    authenticator = Authenticator(
      baseURL: Self.baseURL,
      settings: settings,
      directory: directory,
      keys: keys,
      externalIssuers: externalIssuers(settings, clock),
      audit: audit,
      clock: clock
    )
    endpoint = IssuerEndpoint(
      issuer: Issuer(
        baseURL: Self.baseURL,
        settings: settings,
        directory: directory,
        keys: keys,
        credentials: CredentialChecker(
          directory: directory,
          passwords: passwords,
          throttle: throttle,
          clock: clock,
          audit: audit
        ),
        authenticator: authenticator,
        clock: clock
      )
    )
    directory.state.withLock { state in
      guard state.subjects.isEmpty else { return }
      for (agent, verifier) in Self.agents {
        state.subjects[.agent(agent.id)] = IdentitySubject(agent, verifier: verifier)
      }
      for (client, verifier) in Self.clients {
        state.subjects[.client(client.id)] = IdentitySubject(client, verifier: verifier)
      }
    }
  }

  deinit {
    let passwords = passwords
    Task { await passwords.shutDown() }
  }

  private static func agent(_ id: AgentID, _ roles: [Role]) -> Agent {
    Agent(id: id, firstName: "Alice", lastName: "Adams", roles: roles, teams: [], supervisedTeams: [], capacities: [])
  }

  static let verifier = PasswordHash(of: "demo", cost: cost)?.description

  private static let agents: [(Agent, String?)] = [
    (agent("alice", [.agent]), verifier), (agent("sam", [.supervisor]), verifier), (agent("mute", [.agent]), nil),
  ]

  private static let clients: [(APIClient, String?)] = [
    (APIClient(id: "integration", name: "Integration", scopes: [.conversations, .events]), verifier),
    (APIClient(id: "desk", name: "Desk", scopes: []), verifier),
    // A client of the name of an agent is somebody else.
    (APIClient(id: "alice", name: "Not Alice", scopes: [.configuration]), verifier),
  ]

  /// Sends a form to the token endpoint.
  func token(
    _ form: String,
    realm: String = "democo",
    authorization: String? = nil,
    from address: String = "192.0.2.1"
  ) async -> HTTPReply {
    var message = HTTPMessage(method: "POST", path: "/", body: Array(form.utf8))
    message.headers = [HTTPHeader("content-type", "application/x-www-form-urlencoded; charset=utf-8")]
    if let authorization { message.headers.append(HTTPHeader("authorization", authorization)) }
    return await endpoint.token(message, realm: realm, from: address)
  }

  /// The access token of somebody with the password `demo`.
  func accessToken(of name: String = "alice", realm: String = "democo") async throws -> String {
    try await tokens("grant_type=password&username=\(name)&password=demo", realm: realm)["access_token"]
  }

  /// The answer of the token endpoint, which must be a success.
  func tokens(_ form: String, realm: String = "democo", authorization: String? = nil) async throws -> TokenAnswer {
    try TokenAnswer(await token(form, realm: realm, authorization: authorization))
  }
}

/// A successful answer of the token endpoint.
struct TokenAnswer {
  let json: JSONValue

  init(_ reply: HTTPReply) throws {
    json = try JSONValue(parsing: reply.body)
    guard reply.status == 200 else { throw UnexpectedReply(reply: String(decoding: reply.body, as: UTF8.self)) }
  }

  subscript(_ name: String) -> String {
    get throws {
      guard let value = json[name]?.stringValue else { throw UnexpectedReply(reply: "no \(name)") }
      return value
    }
  }
}

struct UnexpectedReply: Error {
  let reply: String
}

/// The parts of tokens, taken apart and put together by hand.
enum TokenText {
  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  static func decode(_ text: some StringProtocol) -> [UInt8] {
    var padded = String(text).replacing("-", with: "+").replacing("_", with: "/")
    while padded.count % 4 != 0 { padded += "=" }
    return Data(base64Encoded: padded).map { Array($0) } ?? []
  }

  /// What the header or the payload of a token says.
  static func part(_ index: Int, of token: String) throws -> JSONValue {
    try JSONValue(parsing: decode(token.split(separator: ".", omittingEmptySubsequences: false)[index]))
  }
}

extension HTTPReply {
  /// The first header with a name in any letter case.
  func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The body as JSON.
  var json: JSONValue? { try? JSONValue(parsing: body) }
}
