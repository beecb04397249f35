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
/// and ends by its time, with the agent, its password, or when the agent is logged out. A password costs a computation that
/// is slow on purpose, so who was let in is remembered for a while, by a hash of what it showed; a mutex guards that.
final class GenesysLogins: Sendable {
  /// Who asks.
  struct Caller: Hashable, Sendable {
    let principal: Principal
    let agent: AgentID
    /// What the cookie holds; nil for whoever shows a token of its own.
    let login: String?
    /// When it ends; nil for a token without an end.
    let expires: Timestamp?
    /// Whether the cookie is to be set.
    var isNew = false

    var account: AccountID { principal.account }
    var worker: GenesysWorker { GenesysWorker(account: account, agent: agent) }

    /// What requests that change something repeat: made of the login, which no page can read.
    var csrfToken: String? {
      guard let login else { return nil }
      let digest = SHA256.hash(data: Data("csrf \(login)".utf8))
      let number = digest.prefix(16).reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
      return ConversationID(rawValue: number).description
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

  private let desks: DeskLogins
  /// Whether pages of other sites may send the cookie.
  private let isForOtherSites: Bool
  private let clock: any WallClock
  private let memory = Mutex(Memory())

  init(desks: DeskLogins, isForOtherSites: Bool = false, clock: any WallClock) {
    self.desks = desks
    self.isForOtherSites = isForOtherSites
    self.clock = clock
  }

  // MARK: Who asks

  /// What a request shows of who sends it, in the order in which it counts.
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

  private static func proofs(in headers: [HTTPHeader]) -> [Proof] {
    var proofs: [Proof] = []
    for header in headers where header.name == "cookie" {
      for pair in header.value.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == Self.cookie else { continue }
        proofs.append(.login(String(parts[1])))
      }
    }
    if let header = headers.first(where: { $0.name == "authorization" })?.value {
      if let token = BearerToken.parse(header) {
        proofs.append(.token(token))
      } else if header.prefix(6).lowercased() == "basic " {
        proofs.append(.password(String(header.dropFirst(6).drop { $0 == " " })))
      }
    }
    return proofs.filter { proof in
      switch proof {
      case .login(let text), .token(let text), .password(let text): text.utf8.count <= credentialBytes
      }
    }
  }

  /// Who sends a request, if that was found out a while ago. It takes microseconds.
  func callerAtOnce(_ headers: [HTTPHeader]) -> Caller? {
    guard let proof = Self.proofs(in: headers).first else { return nil }
    return remembered(proof)
  }

  private func remembered(_ proof: Proof) -> Caller? {
    let now = clock.now()
    let digest = proof.digest
    return memory.withLock { memory in
      guard let found = memory.callers.use(digest), now < found.until, memory.isGood(found),
        found.caller.login.map({ memory.ended.use(Proof.login($0).digest) == nil }) ?? true
      else { return nil }
      return found.caller
    }
  }

  /// Who sends a request. The address is the peer's.
  func caller(_ headers: [HTTPHeader], from address: String) async throws(DeskLogins.Failure) -> Caller {
    var failure = DeskLogins.Failure(status: 401, text: "Access denied")
    for proof in Self.proofs(in: headers) {
      if let known = remembered(proof) { return known }
      do throws(DeskLogins.Failure) {
        return try await check(proof, address)
      } catch {
        // What is said last counts most: a cookie that ended is no news beside a wrong password.
        failure = error
      }
    }
    throw failure
  }

  private func check(_ proof: Proof, _ address: String) async throws(DeskLogins.Failure) -> Caller {
    let generation = memory.withLock { $0.generation }
    var caller: Caller
    switch proof {
    case .login(let login):
      let digest = proof.digest
      guard memory.withLock({ $0.ended.use(digest) }) == nil else { throw Self.denied }
      caller = try await self.caller(login: login, token: nil)
    case .token(let token):
      caller = try await self.caller(login: nil, token: token)
    case .password(let text):
      guard let pair = Data(base64Encoded: text).flatMap({ String(validating: $0, as: UTF8.self) }),
        let colon = pair.firstIndex(of: ":")
      else {
        throw DeskLogins.Failure(status: 401, text: "the Authorization header is not Basic with name and password")
      }
      let login = try await desks.logIn(
        String(pair[..<colon]),
        String(pair[pair.index(after: colon)...]),
        from: address
      )
      caller = try await self.caller(login: login.token, token: nil)
      remember(caller, for: .login(login.token), generation)
      caller.isNew = true
    }
    remember(caller, for: proof, generation)
    return caller
  }

  private static let denied = DeskLogins.Failure(status: 401, text: "Access denied")

  private func caller(login: String?, token: String?) async throws(DeskLogins.Failure) -> Caller {
    let holder: DeskLogins.Holder?
    do {
      holder = try await desks.holder(login: login, token: token)
    } catch {
      throw DeskLogins.Failure(status: 500, text: "The server cannot check logins at the moment; try again.")
    }
    guard let holder, case .agent(let agent) = holder.principal.actor, holder.principal.permissions.contains(.work)
    else { throw Self.denied }
    return Caller(principal: holder.principal, agent: agent, login: login, expires: holder.expires)
  }

  private func remember(_ caller: Caller, for proof: Proof, _ generation: Int) {
    let later = clock.now().advanced(by: Self.lifetime)
    let until = caller.expires.map { min($0, later) } ?? later
    let digest = proof.digest
    let found = Remembered(caller: caller, until: until, generation: generation)
    memory.withLock { $0.callers.insert(found, for: digest) }
  }

  // MARK: Afterwards

  /// `Set-Cookie` for a login.
  func setCookie(_ login: String) -> HTTPHeader {
    // Browsers take one for other sites over HTTPS alone. Otherwise nothing is said of sites, which they take for Lax, and
    // over which Ruby's Faye stumbles.
    let site = isForOtherSites && desks.isSecure ? "; SameSite=None" : ""
    let secure = desks.isSecure ? "; Secure" : ""
    return HTTPHeader("Set-Cookie", "\(Self.cookie)=\(login); Path=/; HttpOnly\(site)\(secure)")
  }

  /// Ends a login before its time. Where the agent is logged out, too, that ends it for good.
  func end(_ caller: Caller) {
    guard let login = caller.login else { return }
    let digest = Proof.login(login).digest
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
    let digest = Self.digest(of: caller)
    return memory.withLock { $0.begun.use(digest) }
  }

  func begin(_ caller: Caller, on channels: [String]?) {
    let digest = Self.digest(of: caller)
    memory.withLock { memory in
      if let channels { memory.begun.insert(channels, for: digest) } else { memory.begun.remove(digest) }
    }
  }

  private static func digest(of caller: Caller) -> SHA256Digest {
    Proof.login(caller.login ?? "\(caller.account)/\(caller.agent)").digest
  }
}
