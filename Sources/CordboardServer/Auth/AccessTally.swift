// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Counts log-ins and failed ones, so that the log gets few facts of them, however many come.
///
/// Of each subject and outcome the first in a window of time is reported at once, so that an alarm need not wait; those that
/// follow are counted, and reported together when the window ends. Whoever does not exist counts as one nobody. So an account
/// gets at most four facts per subject and window, and an attacker cannot fill the log.
struct AccessTally {
  struct Key: Hashable {
    var account: AccountID
    /// Nil for whoever does not exist.
    var subject: CredentialSubject?
    var isGranted: Bool
  }

  struct Report: Hashable {
    var key: Key
    var content: AccessReport
  }

  private struct Window {
    var began: Timestamp
    var since: Timestamp
    var count = 0
    var address: String?
  }

  private let length: Duration
  private let limit: Int
  private var windows: [Key: Window] = [:]

  /// How many windows are open.
  var count: Int { windows.count }

  /// Creates a tally with a length of windows; past `limit` open ones, whoever has none counts as nobody.
  init(window: Duration, limit: Int) {
    length = window
    self.limit = limit
  }

  /// Counts one; what is to be reported at once.
  mutating func note(_ key: Key, from address: String?, at now: Timestamp) -> [Report] {
    var key = key
    if windows[key] == nil, windows.count >= limit { key.subject = nil }
    guard var window = windows[key], now.since(window.began) < length else {
      let ended = end(key)
      windows[key] = Window(began: now, since: now)
      return ended + [
        Report(key: key, content: AccessReport(subject: key.subject, count: 1, since: now, address: address))
      ]
    }
    if window.count == 0 { window.since = now }
    window.count += 1
    window.address = address
    windows[key] = window
    return []
  }

  /// Ends the windows that are over, or all; what is to be reported of them.
  mutating func end(at now: Timestamp, all: Bool = false) -> [Report] {
    let over = windows.filter { all || now.since($0.value.began) >= length || now < $0.value.began }
    return over.keys.flatMap { end($0) }
  }

  private mutating func end(_ key: Key) -> [Report] {
    guard let window = windows.removeValue(forKey: key), window.count > 0 else { return [] }
    let content = AccessReport(subject: key.subject, count: window.count, since: window.since, address: window.address)
    return [Report(key: key, content: content)]
  }
}
