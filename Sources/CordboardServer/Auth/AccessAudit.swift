// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Synchronization

/// Records in each account's log who logged in and who was not let in. Refreshed tokens are not recorded: whoever has a
/// refresh token was let in before. Where people log in at an external issuer, a token that is seen for the first time counts
/// as a log-in; one that does not hold is nobody's, and is not recorded.
///
/// The tally is guarded by a mutex; facts are given to the partition and not waited for, so that nobody who logs in waits
/// for the log.
package final class AccessAudit: Sendable {
  /// Subjects with a window of their own.
  static let subjects = 100_000

  private let tally: Mutex<AccessTally>
  private let gateway: any CommandGateway
  private let clock: any WallClock
  private let window: Duration
  private let ending = Mutex<Task<Void, Never>?>(nil)

  /// Creates an audit that records through a gateway.
  package init(settings: ServerSettings.IdentitySettings, gateway: any CommandGateway, clock: any WallClock) {
    window = settings.auditWindow
    tally = Mutex(AccessTally(window: settings.auditWindow, limit: Self.subjects))
    self.gateway = gateway
    self.clock = clock
  }

  /// Begins to report windows as they end.
  package func start() {
    ending.withLock { ending in
      ending = Task { [weak self, window] in
        while !Task.isCancelled {
          try? await Task.sleep(for: window / 10)
          self?.report()
        }
      }
    }
  }

  /// Reports what is counted and stops.
  package func stop() {
    ending.withLock { $0?.cancel() }
    report(all: true)
  }

  /// Notes that somebody was let in, or not. The subject is nil when there is none of that name, the address when it is not
  /// known.
  func note(_ subject: CredentialSubject?, in account: AccountID, from address: String?, isGranted: Bool) {
    let key = AccessTally.Key(account: account, subject: subject, isGranted: isGranted)
    record(tally.withLock { $0.note(key, from: address, at: clock.now()) })
  }

  /// Reports the windows that are over, or all.
  package func report(all: Bool = false) {
    record(tally.withLock { $0.end(at: clock.now(), all: all) })
  }

  private func record(_ reports: [AccessTally.Report]) {
    for report in reports {
      gateway.submit(
        .noteAccess(report.content, isGranted: report.key.isGranted),
        in: CommandContext(principal: .system(report.key.account))
      ) { _ in }
    }
  }
}
