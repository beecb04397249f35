// SPDX-License-Identifier: Apache-2.0

import ContactEngine
package import ContactModel
package import EventJournal
import InternetMessage
package import Logging
package import MailTransfer
import Synchronization

/// Sends what is said to customers who are reached by mail, in the order of the log: a task for each account reads the log
/// after a cursor, writes down what is to be sent, and only then moves the cursor. What is written down is struck off when
/// the relay has it. So the end of the process loses nothing; a mail whose answer was lost is sent again under the same
/// identifier, by which receivers know it.
///
/// The lock guards the tasks.
package final class OutboundMail: Sendable {
  /// Hands a mail to the relay.
  package typealias Send = @Sendable (OutgoingMail) async -> Result<[MailOutcome], MailClientFailure>

  let gateway: any CommandGateway
  let journal: any Journal
  let files: FileService
  let hostName: String
  let schedule: MailRetrySchedule
  let clock: any WallClock
  let logger: Logger
  let send: Send
  private let tasks = Mutex<[Task<Void, Never>]>([])
  let sent: Counter
  let failed: Counter
  let retried: Counter
  /// Facts that are read at a time.
  private static let page = 256
  /// How long to wait after the journal could not be read.
  private static let trouble = Duration.seconds(10)

  /// Creates the service. Nothing happens before it is started.
  package init(
    gateway: any CommandGateway,
    journal: any Journal,
    files: FileService,
    hostName: String,
    schedule: MailRetrySchedule = MailRetrySchedule(),
    clock: any WallClock,
    metrics: Metrics = Metrics(),
    logger: Logger,
    send: @escaping Send
  ) {
    self.gateway = gateway
    self.journal = journal
    self.files = files
    self.hostName = hostName
    self.schedule = schedule
    self.clock = clock
    self.logger = logger
    self.send = send
    sent = metrics.counter("cordboard_mail_sent_total", help: "Mails that the relay took for everybody.")
    failed = metrics.counter("cordboard_mail_failed_total", help: "Mails that were given up for somebody.")
    retried = metrics.counter("cordboard_mail_retries_total", help: "Mails that are to be tried again.")
  }

  /// Begins to send what is said in some accounts.
  package func start(_ accounts: [AccountID]) {
    tasks.withLock { tasks in
      tasks += accounts.map { account in Task { await self.run(account) } }
    }
  }

  /// Stops sending. What is under way is sent again after the next start, if the relay does not have it.
  package func stop() async {
    let tasks = tasks.withLock { tasks in
      defer { tasks = [] }
      return tasks
    }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }

  // MARK: One account

  static func cursorName(_ account: AccountID) -> String { "mail.cursor.\(account)" }
  static func pendingPrefix(_ account: AccountID) -> String { "mail.pending.\(account)/" }
  static func pendingName(_ account: AccountID, _ offset: UInt64) -> String { pendingPrefix(account) + "\(offset)" }

  private func run(_ account: AccountID) async {
    while !Task.isCancelled {
      do {
        var line = try await OutboundLine(account, self)
        while !Task.isCancelled {
          try await line.collect()
          let next = try await line.sendDue()
          try await wait(account, after: line.cursor, until: next)
        }
      } catch {
        guard !Task.isCancelled else { return }
        logger.error(
          "mail cannot be sent at the moment",
          metadata: ["account": "\(account)", "why": "\(error)"]
        )
        try? await Task.sleep(for: Self.trouble)
      }
    }
  }

  /// Waits for a fact, or until a time.
  private func wait(_ account: AccountID, after cursor: UInt64, until next: Timestamp?) async throws {
    let patience = next.map { max(.milliseconds(10), $0.since(clock.now())) } ?? .seconds(3_600)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { [journal] in try await journal.waitForFacts(account, after: cursor) }
      group.addTask { try await Task.sleep(for: patience) }
      try await group.next()
      group.cancelAll()
    }
  }

  var pageSize: Int { Self.page }
}
