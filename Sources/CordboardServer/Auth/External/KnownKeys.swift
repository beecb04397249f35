// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// What is known of an issuer's keys, and when to ask again: the rule alone, without clock or connection.
struct KnownKeys: Sendable {
  /// What to do about a token that names a key.
  enum Answer {
    /// Use a key; when it is time to, ask for the keys again meanwhile.
    case use(VerificationKey, refresh: Bool)
    /// Ask for the keys first.
    case fetch
    /// Nothing can be said before some time has passed.
    case wait(Duration)
  }

  private let limits: ServerSettings.ExternalIssuerLimits
  private var keys: KeySet?
  private var obtained: Timestamp?
  private var attempted: Timestamp?

  init(limits: ServerSettings.ExternalIssuerLimits) {
    self.limits = limits
  }

  /// What to do about a token that names a key.
  func answer(for identifier: String, now: Timestamp) -> Answer {
    let pause = pause(now: now)
    if let obtained, let key = keys?[identifier] {
      // A clock that was set back says nothing about the age: then it is time to ask.
      let age = now < obtained ? limits.refreshInterval : now.since(obtained)
      if age < limits.outageLimit { return .use(key, refresh: age >= limits.refreshInterval && pause == nil) }
    }
    return pause.map { .wait($0) } ?? .fetch
  }

  /// Notes that the keys are being asked for.
  mutating func noteAttempt(now: Timestamp) { attempted = now }

  /// Notes the keys that came.
  mutating func note(_ keys: KeySet, now: Timestamp) {
    self.keys = keys
    obtained = now
  }

  /// Whether a key is still one of the issuer's.
  func has(_ identity: VerificationKey.Identity) -> Bool { keys?[identity.identifier]?.identity == identity }

  /// How long until the keys may be asked for again; nil when they may be now.
  func pause(now: Timestamp) -> Duration? {
    guard let attempted, now >= attempted else { return nil }
    let rest = limits.fetchInterval - now.since(attempted)
    return rest > .zero ? rest : nil
  }
}
