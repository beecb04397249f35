// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// Checks passwords of agents and secrets of API clients: for the grants of the issuer and for HTTP Basic.
package struct CredentialChecker: Sendable {
  /// Why somebody was not let in.
  package enum Failure: Error, Hashable, Sendable {
    /// There is no such subject, or the secret is not its own; which of the two is told to nobody.
    case wrong
    /// Too many wrong secrets; the next one is looked at after this time.
    case delayed(Duration)
    /// The server cannot check at the moment.
    case unavailable
  }

  private let directory: any SubjectDirectory
  private let passwords: PasswordVerifier
  private let throttle: LoginThrottle
  private let clock: any WallClock
  var audit: AccessAudit?

  /// Creates a checker; without an audit nothing of it is recorded.
  package init(
    directory: any SubjectDirectory,
    passwords: PasswordVerifier,
    throttle: LoginThrottle,
    clock: any WallClock,
    audit: AccessAudit? = nil
  ) {
    self.audit = audit
    self.directory = directory
    self.passwords = passwords
    self.throttle = throttle
    self.clock = clock
  }

  /// Returns who it is when the secret is the right one. The address is the peer's, for counting wrong secrets.
  package func check(
    _ subject: CredentialSubject,
    secret: String,
    in account: AccountID,
    from address: String
  ) async throws(Failure) -> IdentitySubject {
    if let delay = throttle.delay(of: subject, in: account, from: address, now: clock.now()) {
      let known = (try? await directory.subject(subject, in: account)) ?? nil
      audit?.note(known?.subject, in: account, from: address, isGranted: false)
      throw .delayed(delay)
    }
    let known: IdentitySubject?
    do {
      known = try await directory.subject(subject, in: account)
    } catch {
      throw .unavailable
    }
    let isRight: Bool
    do {
      isRight = try await passwords.matches(secret, verifier: known?.verifier)
    } catch {
      throw .unavailable
    }
    guard isRight, let known else {
      throttle.countFailure(of: subject, in: account, from: address, now: clock.now())
      audit?.note(known?.subject, in: account, from: address, isGranted: false)
      throw .wrong
    }
    throttle.countSuccess(of: subject, in: account, from: address)
    audit?.note(known.subject, in: account, from: address, isGranted: true)
    return known
  }
}
