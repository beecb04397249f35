// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
import Logging

extension WebhookLine {
  /// What lines share.
  struct Parts: Sendable {
    let journal: any Journal
    let post: any WebhookPost
    let permits: WebhookPermits
    let store: WebhookStore
    let settings: ServerSettings.WebhookSettings
    /// What is waited for; the time of signatures is the wall's.
    let clock: any WallClock
    let wall: any WallClock
    let counters: WebhookCounters
    let logger: Logger
    let pause: @Sendable (Duration) async throws -> Void
    let chance: @Sendable () -> Double
    /// Puts on record that an endpoint is given up.
    let note: @Sendable (WebhookChanged, AccountID) async -> Void
  }
}
