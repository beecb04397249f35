// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Crypto
import DialectKit
import Foundation
import GenesysDialect
import Synchronization

/// Logins of desktops of Genesys Web Services, and who is bound to one (reference A1).
///
/// A client says who it is by HTTP Basic, once or each time, or shows an access token. Whoever gave a password is given the
/// cookie JSESSIONID, which holds a login of the built-in issuer (docs/decisions/0019): it survives a restart of the server,
/// is renewed while it is used, and ends by its time, with the agent, its password, or when the agent is logged out. Beside a
/// name or a token a cookie counts only if it is of the same agent: somebody else may have left it in the browser. A password
/// costs a computation that is slow on purpose, so who was let in is remembered for a while, by a hash of what it showed; a
/// mutex guards that.
final class GenesysLogins: Sendable {
  /// Who asks.
  struct Caller: Hashable, Sendable {
    let principal: Principal
    let agent: AgentID
    /// What the cookie holds; nil for whoever shows a token of its own.
    let login: String?
    /// The same, proven.
    let known: KnownLogin?
    /// When it ends; nil for a token without an end.
    let expires: Timestamp?
    /// Whether the cookie is to be set.
    var isNew = false

    var account: AccountID { principal.account }
    var worker: GenesysWorker { GenesysWorker(account: account, agent: agent) }

    /// What requests that change something repeat: made of the login, which no page can read, and the same for those that
    /// renew it.
    var csrfToken: String? {
      guard let known else { return nil }
      return Self.text(SHA256.hash(data: Data("csrf \(known.identifier)".utf8)).prefix(16))
    }

    /// What the agent works on with this login: all of its clients together.
    var device: DeviceID { DeviceID(rawValue: "genesys-\(Self.text(digest.prefix(8)))") }

    private static func text(_ bytes: some Sequence<UInt8>) -> String {
      bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }

    /// The login, whatever renews it; the agent for whoever shows a token.
    fileprivate var digest: SHA256Digest {
      SHA256.hash(data: Data((known.map { "login \($0.identifier)" } ?? "agent \(account)/\(agent)").utf8))
    }
  }

  private struct Remembered {
    let caller: Caller
    let until: Timestamp
    /// How often something was forgotten when the caller was looked at.
    let generation: Int
  }

  private struct Memory {
    var callers = GenerationalCache<SHA256Digest, Remembered>(limit: 20_000)
    /// Logins that ended before their time.
    var ended = GenerationalCache<SHA256Digest, Bool>(limit: 100_000)
    /// The channels that agents began to work on.
    var begun = GenerationalCache<SHA256Digest, [String]>(limit: 20_000)
    /// Counts the times something was forgotten.
    var generation = 0
    /// When an agent was forgotten last: what was found out about it before is true no more.
    var forgotten: [GenesysWorker: Int] = [:]

    /// When everybody was forgotten last.
    var allForgotten = 0

    func isGood(_ found: Remembered) -> Bool {
      found.generation >= forgotten[found.caller.worker] ?? allForgotten
    }
  }

  /// The most agents whose last change is known by itself; past it everybody is looked at anew.
  private static let forgottenAgents = 100_000

  static let cookie = "JSESSIONID"
  private static let lifetime = Duration.seconds(300)
  /// The longest credentials that are looked at, in bytes.
  private static let credentialBytes = 8_192

  private let logins: AgentLogins
  /// Whether pages of other sites may send the cookie.
  private let isForOtherSites: Bool
  private let clock: any WallClock
  private let memory = Mutex(Memory())

  init(_ logins: AgentLogins, isForOtherSites: Bool = false, clock: any WallClock) {
    self.logins = logins
    self.isForOtherSites = isForOtherSites
    self.clock = clock
  }

  // MARK: Who asks

  /// What a request shows of who sends it.
  private enum Proof: Hashable {
    case login(String)
    case token(String)
    case password(String)

    var digest: SHA256Digest {
      switch self {
      case .login(let text): SHA256.hash(data: Data("login \(text)".utf8))
      case .token(let text): SHA256.hash(data: Data("token \(text)".utf8))
      case .password(let text): SHA256.hash(data: Data("password \(text)".utf8))
      }
    }
  }

  /// All that a request shows, in the order in which it counts, and who it says it is, if it says a name.
  private struct Claim {
    var proofs: [Proof] = []
    /// The name beside a password: logins of others do not count.
    var name: String?

    func isOf(_ caller: Caller) -> Bool { name == nil || name.flatMap { AgentID($0) } == caller.agent }
  }

  private static func claim(_ headers: [HTTPHeader]) -> Claim {
    var claim = Claim()
    let header = headers.first { $0.name == "authorization" }?.value
    // Whoever shows a token needs nothing else.
    if let token = header.flatMap(BearerToken.parse) {
      claim.proofs = [.token(token)]
    } else {
      claim.proofs = headers.cookies(named: cookie).prefix(AgentLogins.mostCookies).map { .login(String($0)) }
      if let header, header.prefix(6).lowercased() == "basic " {
        let text = String(header.dropFirst(6).drop { $0 == " " })
        claim.proofs.append(.password(text))
        claim.name = Self.pair(text)?.name ?? ""
      }
    }
    claim.proofs.removeAll { proof in
      switch proof {
      case .login(let text), .token(let text), .password(let text): text.utf8.count > credentialBytes
      }
    }
    return claim
  }

  /// The name and the password of HTTP Basic (RFC 7617).
  private static func pair(_ text: String) -> (name: String, password: String)? {
    guard text.utf8.count <= credentialBytes, let data = Data(base64Encoded: text),
      let pair = String(validating: data, as: UTF8.self), let colon = pair.firstIndex(of: ":")
    else { return nil }
    return (String(pair[..<colon]), String(pair[pair.index(after: colon)...]))
  }

  /// Who sends a request, if that was found out a while ago. It takes microseconds.
  func callerAtOnce(_ headers: [HTTPHeader]) -> Caller? {
    let claim = Self.claim(headers)
    guard let proof = claim.proofs.first, let caller = remembered(proof), claim.isOf(caller) else { return nil }
    return caller
  }

  private func remembered(_ proof: Proof) -> Caller? {
    let now = clock.now()
    let digest = proof.digest
    return memory.withLock { memory in
      guard let found = memory.callers.use(digest), now < found.until, memory.isGood(found),
        memory.ended.use(found.caller.digest) == nil
      else { return nil }
      return found.caller
    }
  }

  /// Who sends a request. The address is the peer's.
  func caller(_ headers: [HTTPHeader], from address: String) async throws(AgentLogins.Failure) -> Caller {
    var failure = AgentLogins.Failure(status: 401, text: "Access denied")
    let claim = Self.claim(headers)
    for proof in claim.proofs {
      do throws(AgentLogins.Failure) {
        var caller = remembered(proof)
        if caller == nil { caller = try await check(proof, address) }
        if let caller, claim.isOf(caller) { return caller }
      } catch {
        // What is said last counts most: a cookie that ended is no news beside a wrong password.
        failure = error
      }
    }
    throw failure
  }

  private func check(_ proof: Proof, _ address: String) async throws(AgentLogins.Failure) -> Caller {
    let generation = memory.withLock { $0.generation }
    var caller: Caller
    switch proof {
    case .login(let login):
      caller = try await self.caller(login: login, token: nil)
      let digest = caller.digest
      guard memory.withLock({ $0.ended.use(digest) }) == nil else { throw Self.denied }
    case .token(let token):
      caller = try await self.caller(login: nil, token: token)
    case .password(let text):
      guard let (name, password) = Self.pair(text) else {
        throw AgentLogins.Failure(status: 401, text: "the Authorization header is not Basic with name and password")
      }
      let login = try await logins.logIn(name, password, from: address)
      caller = try await self.caller(login: login.token, token: nil)
      remember(caller, for: .login(login.token), generation)
      caller.isNew = true
    }
    remember(caller, for: proof, generation)
    return caller
  }

  private static let denied = AgentLogins.Failure(status: 401, text: "Access denied")

  private func caller(login: String?, token: String?) async throws(AgentLogins.Failure) -> Caller {
    let holder: AgentLogins.Holder?
    do {
      holder = try await logins.holder(login: login, token: token)
    } catch {
      throw AgentLogins.Failure(status: 500, text: "The server cannot check logins at the moment; try again.")
    }
    guard let holder, case .agent(let agent) = holder.principal.actor, holder.principal.permissions.contains(.work)
    else { throw Self.denied }
    return Caller(
      principal: holder.principal,
      agent: agent,
      login: login,
      known: holder.login,
      expires: holder.expires
    )
  }

  private func remember(_ caller: Caller, for proof: Proof, _ generation: Int) {
    let later = clock.now().advanced(by: Self.lifetime)
    let until = caller.expires.map { min($0, later) } ?? later
    let digest = proof.digest
    let found = Remembered(caller: caller, until: until, generation: generation)
    memory.withLock { $0.callers.insert(found, for: digest) }
  }

  // MARK: Afterwards

  /// When browsers send cookies along from pages of others. They do so over HTTPS alone; otherwise nothing is said of it,
  /// which they take for Lax, and over which Ruby's Faye stumbles.
  var sameSite: String? { isForOtherSites && logins.isSecure ? "None" : nil }
  /// Whether browsers keep cookies for encrypted connections alone.
  var isSecure: Bool { logins.isSecure }

  /// `Set-Cookie` for a login.
  func setCookie(_ login: String) -> HTTPHeader {
    .setCookie(Self.cookie, login, sameSite: sameSite, isSecure: isSecure)
  }

  /// The cookies of an answer: of a login that just began, or that it is time to renew.
  func greeting(_ caller: Caller) async -> [HTTPHeader] {
    if caller.isNew, let login = caller.login { return [setCookie(login)] }
    guard let known = caller.known, let login = await logins.renewed(known) else { return [] }
    return [setCookie(login)]
  }

  /// Ends a login before its time. Where the agent is logged out, too, that ends it for good.
  func end(_ caller: Caller) {
    guard caller.known != nil else { return }
    let digest = caller.digest
    memory.withLock { memory in
      memory.ended.insert(true, for: digest)
      memory.begun.remove(digest)
    }
  }

  /// Somebody has other rights or another password, or was logged out: it is looked at anew.
  func forget(_ agent: AgentID, of account: AccountID) {
    memory.withLock { memory in
      memory.generation += 1
      if memory.forgotten.count >= Self.forgottenAgents {
        memory.forgotten = [:]
        memory.allForgotten = memory.generation
      }
      memory.forgotten[GenesysWorker(account: account, agent: agent)] = memory.generation
    }
  }

  /// The channels an agent began to work on with this login; nil if it named none, or the server began anew since.
  func begun(_ caller: Caller) -> [String]? {
    memory.withLock { $0.begun.use(caller.digest) }
  }

  func begin(_ caller: Caller, on channels: [String]?) {
    let digest = caller.digest
    memory.withLock { memory in
      if let channels { memory.begun.insert(channels, for: digest) } else { memory.begun.remove(digest) }
    }
  }
}
