// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel
import DequeModule
import DialectKit
import Logging
import Synchronization

/// Posts notifications to webhooks: one lane per subscription, in order, each notification tried again until it is taken or
/// patience is over.
///
/// What waits is kept in memory: a restart loses it. A delivery engine that reads the journal from a stored cursor can take
/// its place behind `begin`, `end` and `publish`.
actor AvayaWebhooks {
  private struct Lane {
    let account: AccountID
    var subscription: Subscription
    var notices: NoticeSubscription
    var liveAfter: UInt64
    var number: UInt64
    var waiting: Deque<(SharedNotice, number: UInt64?)> = []
    /// Counts the lives of the lane, so that what is under way for an earlier one does no harm.
    var life: Int
    var isSending = false
  }

  private enum Verdict {
    case taken
    case gone
    case givenUp
  }

  private let post: any WebhookPost
  private let settings: ServerSettings.AvayaSettings
  private let clock: any WallClock
  private let logger: Logger
  /// Waits between two attempts.
  private let pause: @Sendable (Duration) async throws -> Void
  /// Makes a subscription inactive whose address takes nothing.
  private var deactivate: (@Sendable (String, AccountID) async -> Void)?
  private var lanes: [String: Lane] = [:]
  private var lives = 0
  private var tasks: [String: Task<Void, Never>] = [:]

  private nonisolated let inbox: AsyncStream<(AccountID, [SharedNotice])>.Continuation
  private let stream: AsyncStream<(AccountID, [SharedNotice])>
  private var reader: Task<Void, Never>?
  /// The accounts that have a lane; the lock guards the set, which the partition's task looks at.
  private nonisolated let concerned = Mutex<Set<AccountID>>([])

  init(
    post: any WebhookPost,
    settings: ServerSettings.AvayaSettings,
    clock: any WallClock,
    logger: Logger,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.post = post
    self.settings = settings
    self.clock = clock
    self.logger = logger
    self.pause = pause
    (stream, inbox) = AsyncStream.makeStream()
  }

  /// Begins to deliver what is published.
  func start(deactivate: @escaping @Sendable (String, AccountID) async -> Void) {
    self.deactivate = deactivate
    reader = Task { [stream] in
      for await (account, notices) in stream { self.deliver(notices, account) }
    }
  }

  /// Ends every delivery.
  func shutDown() async {
    inbox.finish()
    reader?.cancel()
    for task in tasks.values { task.cancel() }
    await post.shutDown()
  }

  /// Notices of an account, in order. Called by the partition's task.
  nonisolated func publish(_ notices: [SharedNotice], of account: AccountID) {
    guard concerned.withLock({ $0.contains(account) }) else { return }
    inbox.yield((account, notices))
  }

  /// Delivers to a subscription from now on, as it is now. One of another transport is none of this.
  func begin(_ subscription: Subscription, of account: AccountID, feed: AvayaFeed) {
    guard case .webhook = subscription.transport else { return }
    if lanes[subscription.id] != nil {
      lanes[subscription.id]?.subscription = subscription
      return
    }
    _ = concerned.withLock { $0.insert(account) }
    var notices = subscription.notices(of: feed.id)
    notices.wantsState = false
    let join = feed.join(notices)
    lives += 1
    lanes[subscription.id] = Lane(
      account: account,
      subscription: subscription,
      notices: notices,
      liveAfter: join.serial,
      number: join.start.cursor.number,
      life: lives
    )
  }

  /// Delivers nothing more.
  func end(_ id: String) {
    guard let lane = lanes.removeValue(forKey: id) else { return }
    tasks.removeValue(forKey: id)?.cancel()
    if !lanes.values.contains(where: { $0.account == lane.account }) {
      _ = concerned.withLock { $0.remove(lane.account) }
    }
  }

  private func deliver(_ notices: [SharedNotice], _ account: AccountID) {
    let now = clock.now()
    for (id, lane) in lanes where lane.account == account {
      guard lane.subscription.status(at: now) == .active else {
        end(id)
        continue
      }
      for notice in notices where notice.serial > lane.liveAfter && notice.kind & lane.notices.kinds != 0 {
        guard let count = lanes[id]?.waiting.count else { break }
        guard count < settings.webhookQueue else {
          giveUp(id, "more notifications wait than may")
          break
        }
        lanes[id]?.number += 1
        let number = lane.notices.isNumbered ? lanes[id]?.number : nil
        lanes[id]?.waiting.append((notice, number))
      }
      send(id)
    }
  }

  private func giveUp(_ id: String, _ reason: String) {
    guard let account = lanes[id]?.account else { return }
    logger.warning("a webhook is given up", metadata: ["subscription": "\(id)", "reason": "\(reason)"])
    end(id)
    Task { [deactivate] in await deactivate?(id, account) }
  }

  private func send(_ id: String) {
    guard let lane = lanes[id], !lane.isSending, !lane.waiting.isEmpty else { return }
    lanes[id]?.isSending = true
    tasks[id] = Task { await drain(id, lane.life) }
  }

  private func drain(_ id: String, _ life: Int) async {
    while let lane = lanes[id], lane.life == life, let (shared, number) = lane.waiting.first {
      let body = shared.notice.message(with: lane.notices.insert, number: number)
      let verdict = await attempt(body, id, life)
      guard lanes[id]?.life == life else { return }
      switch verdict {
      case .taken: _ = lanes[id]?.waiting.popFirst()
      case .gone: return giveUp(id, "the address answered 410")
      case .givenUp: return giveUp(id, "the address took nothing for as long as is tried")
      }
    }
    if lanes[id]?.life == life { lanes[id]?.isSending = false }
  }

  /// Posts until it is taken. A subscription that runs out meanwhile is given up, too.
  private func attempt(_ body: [UInt8], _ id: String, _ life: Int) async -> Verdict {
    let begun = clock.now()
    var delay = Duration.seconds(1)
    while let lane = lanes[id], lane.life == life, case .webhook(let webhook) = lane.subscription.transport {
      if let status = await post.post(body, to: webhook) {
        if (200...299).contains(status) { return .taken }
        if status == 410 { return .gone }
      }
      let now = clock.now()
      guard now.since(begun) + delay < settings.webhookPatience, lanes[id]?.subscription.status(at: now) == .active,
        (try? await pause(delay * Double.random(in: 0.5...1))) != nil
      else { return .givenUp }
      delay = min(delay * 2, .seconds(60))
    }
    return .givenUp
  }
}
