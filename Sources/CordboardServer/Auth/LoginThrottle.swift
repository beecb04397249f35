// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import Synchronization

/// Delays those who try passwords: after some wrong ones in a row, each further one doubles the time until the next may
/// be tried.
///
/// Three counts run: of a subject from an address, and, allowed ten times as many, of an address and of a subject. So
/// a stranger cannot lock a person out who logs in from elsewhere, unless by so much guessing that it must be stopped.
/// What is remembered is bounded and guarded by a mutex.
package final class LoginThrottle: Sendable {
  private enum Key: Hashable {
    case attempt(AccountID, CredentialSubject, address: String)
    case subject(AccountID, CredentialSubject)
    case address(String)
  }

  private struct Record {
    var failures: Int
    var last: Timestamp
    var blockedUntil: Timestamp
  }

  /// After how long without a wrong password the counting begins anew.
  private let memory: Duration
  private let attempts: Int
  private let delayLimit: Duration
  private let records: Mutex<GenerationalCache<Key, Record>>

  /// Creates a throttle that has seen nothing.
  package init(settings: ServerSettings.IdentitySettings) {
    attempts = settings.loginAttempts
    delayLimit = settings.loginDelayLimit
    memory = max(settings.loginWindow, settings.loginDelayLimit)
    records = Mutex(GenerationalCache(limit: settings.loginRecords))
  }

  /// How long somebody must wait before a password is looked at; nil when it is looked at now.
  package func delay(
    of subject: CredentialSubject,
    in account: AccountID,
    from address: String,
    now: Timestamp
  ) -> Duration? {
    records.withLock { records in
      keys(subject, account, address)
        .compactMap { key, _ in records.use(key)?.blockedUntil }
        .max()
        .flatMap { $0 > now ? $0.since(now) : nil }
    }
  }

  /// Counts a wrong password.
  package func countFailure(
    of subject: CredentialSubject,
    in account: AccountID,
    from address: String,
    now: Timestamp
  ) {
    records.withLock { records in
      for (key, allowed) in keys(subject, account, address) {
        var record = records.use(key) ?? Record(failures: 0, last: now, blockedUntil: now)
        if now.since(record.last) > memory { record.failures = 0 }
        record.failures += 1
        record.last = now
        if record.failures >= allowed {
          let seconds = 1 << min(record.failures - allowed, 20)
          record.blockedUntil = now.advanced(by: min(.seconds(seconds), delayLimit))
        }
        records.insert(record, for: key)
      }
    }
  }

  /// Forgets the wrong passwords of a subject from an address, because the right one came.
  package func countSuccess(of subject: CredentialSubject, in account: AccountID, from address: String) {
    records.withLock { $0.remove(.attempt(account, subject, address: address)) }
  }

  /// How many counts are remembered.
  package var count: Int { records.withLock { $0.count } }

  private func keys(
    _ subject: CredentialSubject,
    _ account: AccountID,
    _ address: String
  ) -> [(key: Key, allowed: Int)] {
    [
      (.attempt(account, subject, address: address), attempts),
      (.subject(account, subject), attempts * 10),
      (.address(address), attempts * 10),
    ]
  }
}
