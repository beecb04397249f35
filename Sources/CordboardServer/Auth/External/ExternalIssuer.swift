// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Logging
import Synchronization

/// An issuer elsewhere with its keys, for one account. At most one request for keys is under way; a mutex guards what is
/// known. The addresses asked come from the configuration, and from the issuer's own description only if they are at its
/// own host and port: never from a token.
final class ExternalIssuer: Sendable {
  private struct State {
    var known: KnownKeys
    var fetch: Task<Bool, Never>?
  }

  private enum Step {
    case done(VerificationKey)
    case join(Task<Bool, Never>)
    case wait(Duration)
  }

  let account: AccountID
  let settings: ExternalIssuerSettings
  private let limits: ServerSettings.ExternalIssuerLimits
  private let fetcher: any DocumentFetcher
  private let clock: any WallClock
  private let logger: Logger
  private let state: Mutex<State>

  init(
    account: AccountID,
    settings: ExternalIssuerSettings,
    limits: ServerSettings.ExternalIssuerLimits,
    fetcher: any DocumentFetcher,
    clock: any WallClock,
    logger: Logger
  ) {
    self.account = account
    self.settings = settings
    self.limits = limits
    self.fetcher = fetcher
    self.clock = clock
    self.logger = logger
    state = Mutex(State(known: KnownKeys(limits: limits)))
  }

  /// The key with an identifier. Throws that the token is not valid when the issuer has no such key, and that the issuer
  /// is unavailable when that cannot be said at the moment.
  func key(_ identifier: String) async throws(AuthenticationFailure) -> VerificationKey {
    let now = clock.now()
    let step: Step = state.withLock { state in
      switch state.known.answer(for: identifier, now: now) {
      case .use(let key, let refresh):
        if refresh { _ = startFetch(&state, now: now) }
        return .done(key)
      case .fetch: return .join(startFetch(&state, now: now))
      case .wait(let pause): return state.fetch.map { Step.join($0) } ?? Step.wait(pause)
      }
    }
    switch step {
    case .done(let key): return key
    case .wait(let pause): throw .issuerUnavailable(retryAfter: pause)
    case .join(let fetch):
      let hasKeys = await fetch.value
      let later = clock.now()
      let (answer, pause) = state.withLock { state in
        (state.known.answer(for: identifier, now: later), state.known.pause(now: later))
      }
      if case .use(let key, _) = answer { return key }
      throw hasKeys
        ? AuthenticationFailure.invalid
        : AuthenticationFailure.issuerUnavailable(retryAfter: pause ?? limits.fetchInterval)
    }
  }

  /// Whether a key is still one of the issuer's, as far as is known. It takes a moment and may be called on an event loop.
  func has(_ key: VerificationKey.Identity) -> Bool {
    state.withLock { $0.known.has(key) }
  }

  private func startFetch(_ state: inout State, now: Timestamp) -> Task<Bool, Never> {
    if let fetch = state.fetch { return fetch }
    state.known.noteAttempt(now: now)
    let task = Task { await self.fetch() }
    state.fetch = task
    return task
  }

  private func fetch() async -> Bool {
    let result: Result<KeySet, DocumentFailure>
    do throws(DocumentFailure) {
      result = .success(try await fetchKeys())
    } catch {
      logger.warning(
        "the keys of an external issuer cannot be had",
        metadata: ["account": "\(account)", "issuer": "\(settings.issuer)", "reason": "\(error.reason)"]
      )
      result = .failure(error)
    }
    let now = clock.now()
    return state.withLock { state in
      state.fetch = nil
      guard case .success(let keys) = result else { return false }
      state.known.note(keys, now: now)
      return true
    }
  }

  private func fetchKeys() async throws(DocumentFailure) -> KeySet {
    let address: String
    if let given = settings.keysURL {
      address = given
    } else {
      address = try keysAddress(in: await document(settings.discoveryURL))
    }
    let keys = try await document(address)
    do throws(KeySet.Failure) {
      return try await KeySet(keys, limit: limits.keys)
    } catch {
      throw DocumentFailure(reason: error.reason)
    }
  }

  /// The address of the keys in an issuer's description. It must describe the very issuer it was asked about (OpenID
  /// Connect Discovery 1.0, section 4.3).
  private func keysAddress(in description: JSONValue) throws(DocumentFailure) -> String {
    guard description["issuer"]?.stringValue == settings.issuer else {
      throw DocumentFailure(reason: "discovery describes another issuer; check externalIssuer.issuer")
    }
    guard let address = description["jwks_uri"]?.stringValue, IssuerAddress.isAcceptable(address),
      IssuerAddress.haveSameOrigin(address, settings.issuer)
    else {
      throw DocumentFailure(
        reason: "jwks_uri is missing or not at the issuer's own host and port; give externalIssuer.keysURL"
      )
    }
    return address
  }

  private func document(_ address: String) async throws(DocumentFailure) -> JSONValue {
    let bytes = try await fetcher.fetch(address)
    guard let document = try? JSONValue(parsing: bytes, maximumDepth: 16) else {
      throw DocumentFailure(reason: "the answer of \(address) is no JSON")
    }
    return document
  }
}
