// SPDX-License-Identifier: Apache-2.0

import AvayaDialect
import ContactModel
import DialectKit
import Logging
import Synchronization

/// Posts notifications to webhooks: one lane per subscription, in order, each notification tried again until it is taken or
/// patience is over. So many requests are under way at once, and accounts take turns.
///
/// What waits is kept in memory: a restart loses it. A delivery engine that reads the journal from a stored cursor can take
/// its place behind `begin`, `end` and `publish`.
actor AvayaWebhooks {
  /// What the partition's task leaves for the actor.
  private struct Inbox {
    struct Arrivals {
      var notices: [SharedNotice] = []
      /// Whether there were more than may wait.
      var isOverrun = false
    }

    /// The accounts that have a lane.
    var accounts: Set<AccountID> = []
    var arrivals: [AccountID: Arrivals] = [:]
  }

  /// The first notification of a lane, in one of its lives.
  private struct Turn {
    let id: String
    let life: Int
  }

  private let post: any WebhookPost
  private let settings: ServerSettings.AvayaSettings
  private let clock: any WallClock
  private let logger: Logger
  private let counters: WebhookCounters
  /// Waits between two attempts.
  private let pause: @Sendable (Duration) async throws -> Void
  /// Makes a subscription inactive whose address takes nothing.
  private var deactivate: (@Sendable (Subscription, AccountID) async -> Void)?
  private var lanes: [String: WebhookLane] = [:]
  private var lanesOfAccount: [AccountID: Set<String>] = [:]
  private var lives = 0
  private var turns = FairTurns<AccountID, Turn>()
  private var requests = 0
  private var isOver = false
  private var reader: Task<Void, Never>?

  /// The lock guards what comes, which the partition's task leaves there.
  private nonisolated let inbox = Mutex(Inbox())
  private nonisolated let wake: AsyncStream<Void>.Continuation
  private let wakes: AsyncStream<Void>

  init(
    post: any WebhookPost,
    settings: ServerSettings.AvayaSettings,
    clock: any WallClock,
    metrics: Metrics,
    logger: Logger,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.post = post
    self.settings = settings
    self.clock = clock
    self.logger = logger
    self.pause = pause
    counters = WebhookCounters(metrics)
    (wakes, wake) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// Begins to deliver what is published.
  ///
  /// - Parameter deactivate: Told of a subscription, as it was then, whose webhook is given up.
  func start(deactivate: @escaping @Sendable (Subscription, AccountID) async -> Void) {
    self.deactivate = deactivate
    reader = Task { [wakes] in
      for await _ in wakes {
        self.takeArrivals()
        self.startRequests()
      }
    }
  }

  /// Ends every delivery; no subscription is changed by it.
  func shutDown() async {
    isOver = true
    let tasks = lanes.values.compactMap(\.task)
    lanes = [:]
    lanesOfAccount = [:]
    wake.finish()
    reader?.cancel()
    for task in tasks { task.cancel() }
    await post.shutDown()
  }

  // MARK: What is to be delivered

  /// Notices of an account, in order. Called by the partition's task.
  nonisolated func publish(_ notices: [SharedNotice], of account: AccountID) {
    let isFirst = inbox.withLock { inbox in
      guard inbox.accounts.contains(account) else { return false }
      let isFirst = inbox.arrivals.isEmpty
      if inbox.arrivals[account, default: Inbox.Arrivals()].notices.count + notices.count > settings.webhookInbox {
        inbox.arrivals[account] = Inbox.Arrivals(isOverrun: true)
      } else if inbox.arrivals[account]?.isOverrun != true {
        inbox.arrivals[account, default: Inbox.Arrivals()].notices += notices
      }
      return isFirst
    }
    if isFirst { wake.yield() }
  }

  /// Delivers to a subscription from now on, as it is now. One of another transport is none of this.
  func begin(_ subscription: Subscription, of account: AccountID, feed: AvayaFeed) {
    guard case .webhook = subscription.transport, !isOver else { return }
    if lanes[subscription.id] != nil {
      lanes[subscription.id]?.subscription = subscription
      return
    }
    inbox.withLock { _ = $0.accounts.insert(account) }
    var notices = subscription.notices(of: feed.id)
    notices.wantsState = false
    lives += 1
    lanes[subscription.id] = WebhookLane(
      subscription,
      of: account,
      notices: notices,
      join: feed.join(notices),
      life: lives
    )
    lanesOfAccount[account, default: []].insert(subscription.id)
  }

  /// Delivers nothing more.
  func end(_ id: String) {
    guard let lane = lanes.removeValue(forKey: id) else { return }
    lane.task?.cancel()
    lose(lane.waiting.count)
    lanesOfAccount[lane.account]?.remove(id)
    guard lanesOfAccount[lane.account]?.isEmpty == true else { return }
    lanesOfAccount[lane.account] = nil
    inbox.withLock { inbox in
      inbox.accounts.remove(lane.account)
      inbox.arrivals[lane.account] = nil
    }
  }

  /// Lets go of what waits, because some facts lost their content in the journal. Numbers go on behind it.
  func forget() {
    takeArrivals()
    for (id, lane) in lanes where !lane.waiting.isEmpty {
      logger.info("what waited for a webhook was erased", metadata: metadata(lane, ["count": "\(lane.waiting.count)"]))
      lane.task?.cancel()
      lose(lane.waiting.count)
      lives += 1
      lanes[id]?.forget(life: lives)
    }
  }

  private func lose(_ count: Int) {
    counters.lost.add(count)
    counters.waiting.add(-count)
  }

  private func takeArrivals() {
    let arrivals = inbox.withLock { inbox in
      defer { inbox.arrivals = [:] }
      return inbox.arrivals
    }
    let now = clock.now()
    for (account, arrivals) in arrivals {
      for id in lanesOfAccount[account] ?? [] {
        if arrivals.isOverrun {
          giveUp(id, .inbox)
        } else if lanes[id]?.subscription.status(at: now) != .active {
          end(id)
        } else {
          deliver(arrivals.notices, to: id)
        }
      }
    }
  }

  private func deliver(_ notices: [SharedNotice], to id: String) {
    let before = lanes[id]?.waiting.count ?? 0
    let fits = lanes[id]?.take(notices, limit: settings.webhookQueue) ?? true
    counters.waiting.add((lanes[id]?.waiting.count ?? 0) - before)
    if fits { queue(id) } else { giveUp(id, .queue) }
  }

  // MARK: Requests

  /// The first notification of a lane waits for its turn.
  private func queue(_ id: String) {
    guard let lane = lanes[id], !lane.isBusy, !lane.waiting.isEmpty else { return }
    lanes[id]?.isBusy = true
    turns.append(Turn(id: id, life: lane.life), of: lane.account)
  }

  private func startRequests() {
    while requests < settings.webhookConnections, let turn = turns.next() {
      guard let subscription = lanes[turn.id]?.subscription, lanes[turn.id]?.life == turn.life,
        case .webhook(let webhook) = subscription.transport
      else { continue }
      let now = clock.now()
      guard subscription.status(at: now) == .active, let body = lanes[turn.id]?.send(at: now) else {
        end(turn.id)
        continue
      }
      requests += 1
      lanes[turn.id]?.task = Task { await request(turn, body, webhook) }
    }
  }

  private func request(_ turn: Turn, _ body: [UInt8], _ webhook: SubscriptionTransport.Webhook) async {
    let answer = await post.post(body, to: webhook)
    requests -= 1
    // Of a lane that ended or began anew meanwhile, and of a server that stops, nothing follows from it.
    if lanes[turn.id]?.life == turn.life { settle(turn, answer) }
    startRequests()
  }

  private func settle(_ turn: Turn, _ answer: WebhookAnswer) {
    switch answer {
    case .status(200...299):
      counters.delivered.add()
      counters.waiting.add(-1)
      lanes[turn.id]?.succeed()
      queue(turn.id)
    case .status(410):
      counters.failed.add()
      giveUp(turn.id, .gone)
    case .privateAddress:
      counters.failed.add()
      giveUp(turn.id, .privateAddress)
    case .status(let status): tryAgain(turn, "it answered \(status)")
    case .none(let reason): tryAgain(turn, reason)
    }
  }

  private func tryAgain(_ turn: Turn, _ failure: String) {
    guard let lane = lanes[turn.id] else { return }
    counters.failed.add()
    logger.info("a webhook takes nothing", metadata: metadata(lane, ["reason": "\(failure)"]))
    let now = clock.now()
    // One that ran out is inactive by itself.
    guard lane.subscription.status(at: now) == .active else { return end(turn.id) }
    guard let delay = lanes[turn.id]?.fail(at: now, patience: settings.webhookPatience) else {
      return giveUp(turn.id, .patience, failure)
    }
    lanes[turn.id]?.task = Task { [pause] in
      guard (try? await pause(delay)) != nil, lanes[turn.id]?.life == turn.life else { return }
      turns.append(turn, of: lane.account)
      startRequests()
    }
  }

  private func giveUp(_ id: String, _ reason: WebhookCounters.Reason, _ failure: String? = nil) {
    guard let lane = lanes[id] else { return }
    var more: Logger.Metadata = ["reason": "\(reason.text)"]
    if let failure { more["failure"] = "\(failure)" }
    logger.warning("a webhook is given up; its subscription is inactive", metadata: metadata(lane, more))
    counters.givenUp(reason)?.add()
    end(id)
    Task { [deactivate] in await deactivate?(lane.subscription, lane.account) }
  }

  private func metadata(_ lane: WebhookLane, _ more: Logger.Metadata) -> Logger.Metadata {
    more.merging(["account": "\(lane.account)", "subscription": "\(lane.subscription.id)"]) { first, _ in first }
  }
}
