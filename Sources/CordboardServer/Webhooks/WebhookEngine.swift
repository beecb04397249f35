// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
import Logging
import WebhookDelivery

/// Delivers to every endpoint of every dialect, each by a ``WebhookLine``. It keeps no queue: what is to be delivered follows
/// from the journal and from how far each endpoint has come.
actor WebhookEngine {
  /// Told when an endpoint is given up.
  typealias Ended = @Sendable (WebhookKey, WebhookEnd) async -> Void

  nonisolated let parts: WebhookLine.Parts
  private var lines: [WebhookKey: any DeliveringLine] = [:]
  /// The lines that want signals, by account, and for how long one is worth something.
  private var listeners: [AccountID: [WebhookKey: Duration]] = [:]
  private var tasks: [Task<Void, Never>] = []
  private nonisolated let signals: AsyncStream<Signal>.Continuation
  private let signalStream: AsyncStream<Signal>
  /// How often what was settled is kept.
  private static let interval = Duration.seconds(1)

  init(_ parts: WebhookLine.Parts) {
    self.parts = parts
    (signalStream, signals) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(parts.settings.waitingSignals))
  }

  /// Begins to keep how far endpoints have come, and to listen to signals.
  func start() {
    guard tasks.isEmpty else { return }
    tasks.append(
      Task { [parts] in
        while (try? await parts.pause(Self.interval)) != nil, !Task.isCancelled { await self.save() }
      }
    )
    tasks.append(
      Task { [signalStream] in
        for await signal in signalStream { await self.hand(signal) }
      }
    )
  }

  /// Ends every delivery. What is under way is delivered again after the next start.
  func shutDown() async {
    signals.finish()
    for task in tasks { task.cancel() }
    for line in lines.values {
      await line.save()
      await line.stop()
    }
    lines = [:]
    await parts.post.shutDown()
  }

  /// Keeps how far every endpoint has come.
  func save() async {
    for line in lines.values { await line.save() }
  }

  // MARK: Endpoints

  /// Delivers to an endpoint from now on, as it is now. One that is known goes on; one that was delivered to before goes on
  /// where it was; another begins.
  ///
  /// - Parameters:
  ///   - offset: The last fact that a new endpoint is not to be told of.
  ///   - fold: What is known of the account's lane after that fact, if anything is.
  ///   - ended: Told when it is given up.
  func begin(
    _ endpoint: WebhookEndpoint,
    after offset: UInt64,
    fold: (any WebhookFold)? = nil,
    ended: @escaping Ended
  ) async throws {
    let key = endpoint.key
    if await update(endpoint) { return }
    let progress = try await progress(of: key, after: offset)
    // Another call may have begun meanwhile.
    if await update(endpoint) { return }
    let isThere = progress.floor == offset
    let line = WebhookLine(endpoint, progress: progress, fold: isThere ? fold : nil, parts: parts) { end in
      await ended(key, end)
    }
    await begin(line, key, endpoint.translation.signalPatience)
  }

  /// Goes on with an endpoint that is delivered to; returns whether it is.
  private func update(_ endpoint: WebhookEndpoint) async -> Bool {
    guard let line = lines[endpoint.key] as? WebhookLine, await line.update(endpoint) else { return false }
    listen(endpoint.key, endpoint.translation.signalPatience)
    return true
  }

  private func listen(_ key: WebhookKey, _ patience: Duration?) {
    listeners[key.account, default: [:]][key] = patience
  }

  /// Delivers to an installation whose endpoints go together, as ``begin(_:after:fold:ended:)`` does to an endpoint.
  func begin(strict endpoint: StrictEndpoint, after offset: UInt64) async throws {
    let key = endpoint.key
    if let line = lines[key] as? StrictLine, await !line.isOver {
      listen(key, endpoint.translation.signalPatience)
      return await line.update(endpoint)
    }
    let progress = try await progress(of: key, after: offset)
    await begin(
      StrictLine(endpoint, progress: progress, parts: parts),
      key,
      endpoint.translation.signalPatience
    )
  }

  /// How far an endpoint was delivered to; of a new one that is kept first, so that it has a beginning.
  private func progress(of key: WebhookKey, after offset: UInt64) async throws -> DeliveryProgress {
    if let progress = try await parts.store.progress(of: key) { return progress }
    let new = DeliveryProgress(after: offset)
    try await parts.store.keep(new, of: key)
    return new
  }

  private func begin(_ line: any DeliveringLine, _ key: WebhookKey, _ patience: Duration?) async {
    lines[key] = line
    listen(key, patience)
    await line.start()
  }

  /// Notes from where on an endpoint is to be told, before it is delivered to.
  func prepare(_ key: WebhookKey, after offset: UInt64) async throws {
    _ = try await progress(of: key, after: offset)
  }

  /// Up to where all of some endpoints have been delivered to; nil if none ever was.
  func floor(of keys: [WebhookKey]) async throws -> UInt64? {
    var least: UInt64?
    for key in keys {
      if let line = lines[key] { await line.save() }
      guard let progress = try await parts.store.progress(of: key) else { continue }
      least = min(least ?? .max, progress.floor)
    }
    return least
  }

  /// Delivers nothing more to an endpoint.
  ///
  /// - Parameter forgetting: Whether it is gone for good, and not only for a while.
  func end(_ key: WebhookKey, forgetting: Bool) async throws {
    listeners[key.account]?[key] = nil
    if let line = lines.removeValue(forKey: key) {
      if !forgetting { await line.save() }
      await line.stop()
    }
    if forgetting { try await parts.store.forget(key) }
  }

  /// The line of an endpoint; nil if it is not delivered to.
  func line(_ key: WebhookKey) async -> WebhookLine? {
    guard let line = lines[key] as? WebhookLine, await !line.isOver else { return nil }
    return line
  }

  /// Lets go of everything that was read, because some facts lost their content in the journal.
  func forget() async {
    for line in lines.values { await line.forget() }
  }

  // MARK: Signals

  /// A signal. Called by the partition's task; past the limit the oldest are let go of.
  nonisolated func publish(_ signal: Signal) {
    if case .dropped = signals.yield(signal) { parts.counters.lostSignals.add() }
  }

  private func hand(_ signal: Signal) async {
    for (key, patience) in listeners[signal.account] ?? [:] {
      switch signal.content {
      case .typing(let conversation, let participant, _, _):
        await lines[key]?.take(signal, in: .conversation(conversation), for: patience) { other in
          guard case .typing(conversation, participant, _, _) = other.content else { return false }
          return true
        }
      }
    }
  }
}
