// SPDX-License-Identifier: Apache-2.0

package import Bayeux
package import ContactModel
package import DialectKit

/// One client of an agent on Bayeux: it subscribes to the topics below `/v2/me`, is told how things stand for the agent
/// and then what happens. It asks for nothing here; that goes by requests of their own (reference A4).
///
/// It waits for a subscription, then for its mount's answer how things stand, and is live from then on until its end. The
/// subscription is confirmed before anything of it is told. A client that comes back after the server forgot it subscribes
/// anew and is told anew how things stand: nothing is lost between.
package struct GenesysSession: DialectSession {
  private enum State {
    /// Nobody listens.
    case idle
    /// How things stand was asked for; these subscriptions wait for that.
    case starting([BayeuxTicket])
    case live(Desktop)
  }

  private var bayeux: BayeuxSession
  /// Nil for whoever is no agent, and is not let in.
  private let worker: GenesysWorker?
  private let settings: GenesysSettings
  private var state = State.idle

  /// Creates a session on its lower half.
  ///
  /// - Parameter worker: Who the peer is, if it is an agent.
  package init(bayeux: BayeuxSession, worker: GenesysWorker?, settings: GenesysSettings) {
    self.bayeux = bayeux
    self.worker = worker
    self.settings = settings
  }

  // MARK: From the driver

  package mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    if case .told(let message) = input, let answer = message.content as? GenesysAnswer {
      return hear(answer, now)
    }
    var actions: [SessionAction] = []
    // What is to be told of this turn goes before the end.
    if case .closed = input { actions += perform(desktop { $0.turnEnded() }, now) }
    return actions + perform(bayeux.receive(input, at: now), now)
  }

  package mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SessionAction] {
    perform(bayeux.timerFired(timer, at: now), now)
  }

  package mutating func turnEnded(at now: Timestamp) -> [SessionAction] {
    perform(desktop { $0.turnEnded() }, now) + perform(bayeux.turnEnded(at: now), now)
  }

  package mutating func socketAttached(at now: Timestamp) -> [SessionAction] {
    perform(bayeux.socketAttached(at: now), now)
  }

  package mutating func socketDetached(_ reason: ConnectionCloseReason, at now: Timestamp) -> [SessionAction] {
    perform(bayeux.socketDetached(reason, at: now), now)
  }

  package mutating func committed(_ envelope: Envelope, epoch: UInt32, at now: Timestamp) -> [SessionAction] {
    perform(desktop { $0.committed(envelope) }, now)
  }

  package mutating func signalled(_ signal: Signal, at now: Timestamp) -> [SessionAction] {
    perform(desktop { $0.signalled(signal) }, now)
  }

  // MARK: From the client

  private mutating func hear(_ event: BayeuxEvent, _ now: Timestamp) -> [SessionAction] {
    switch event {
    case .handshakeRequested(let ticket, _):
      return perform(worker == nil ? bayeux.refuse(ticket, at: now) : bayeux.accept(ticket, at: now), now)
    case .subscribeRequested(let ticket, let channels): return subscribe(ticket, channels, now)
    // Agents ask for things by requests; nobody says anything here but the server.
    case .published(let ticket, _): return perform(bayeux.refuse(ticket, at: now), now)
    case .unsubscribed: return listen(now)
    case .connected, .closed: return []
    }
  }

  private mutating func subscribe(
    _ ticket: BayeuxTicket,
    _ channels: [BayeuxChannel],
    _ now: Timestamp
  ) -> [SessionAction] {
    let isKnown = channels.allSatisfy { channel in
      GenesysTopic.isKnown(channel) || GenesysTopic.allCases.contains { channel.matches($0.channel) }
    }
    guard isKnown else { return perform(bayeux.refuse(ticket, .denied(reason: "unknown_channel"), at: now), now) }
    switch state {
    case .idle:
      guard let worker else { return perform(bayeux.refuse(ticket, at: now), now) }
      state = .starting([ticket])
      return [.ask(SessionMessage(GenesysQuestion.start(worker)))]
    case .starting(let tickets):
      state = .starting(tickets + [ticket])
      return []
    case .live: return confirm([ticket], now)
    }
  }

  /// Confirms subscriptions, and then tells how things stand on the topics that were not heard before.
  private mutating func confirm(_ tickets: [BayeuxTicket], _ now: Timestamp) -> [SessionAction] {
    var actions: [SessionAction] = []
    for ticket in tickets { actions += perform(bayeux.accept(ticket, at: now), now) }
    return actions + listen(now)
  }

  private mutating func listen(_ now: Timestamp) -> [SessionAction] {
    let heard = topics
    return perform(desktop { $0.listen(heard) }, now)
  }

  /// What the client listens to.
  private var topics: Set<GenesysTopic> {
    Set(GenesysTopic.allCases.filter { bayeux.isSubscribed(to: $0.channel) })
  }

  // MARK: From the mount

  private mutating func hear(_ answer: GenesysAnswer, _ now: Timestamp) -> [SessionAction] {
    switch answer {
    case .started(let start): return begin(start, now)
    case .facts(let conversation, let facts): return perform(desktop { $0.read(conversation, facts) }, now)
    case .repeatHistory(let conversation): return perform(desktop { $0.repeatHistory(conversation) }, now)
    case .unavailable: return perform(bayeux.end(.internalError, at: now), now)
    case .removed:
      // What is to be told of this turn goes before the end.
      let last = perform(desktop { $0.turnEnded() }, now)
      return last + perform(bayeux.expel(at: now), now)
    }
  }

  private mutating func begin(_ start: DesktopStart, _ now: Timestamp) -> [SessionAction] {
    guard case .starting(let tickets) = state else { return [] }
    let desktop = Desktop(start, settings: settings)
    let reads = desktop.begin()
    state = .live(desktop)
    let subscription = EventSubscription(
      account: start.directory.account,
      topics: [.agent(desktop.agent)],
      after: start.position,
      delivery: .own,
      wantsSignals: true
    )
    return [.subscribe(subscription)] + confirm(tickets, now) + perform(reads, now)
  }

  // MARK: Doing

  private mutating func desktop(_ body: (inout Desktop) -> [DesktopStep]) -> [DesktopStep] {
    guard case .live(var desktop) = state else { return [] }
    // So that there is one owner, and nothing is copied.
    state = .idle
    let steps = body(&desktop)
    state = .live(desktop)
    return steps
  }

  private mutating func perform(_ steps: [DesktopStep], _ now: Timestamp) -> [SessionAction] {
    var actions: [SessionAction] = []
    for step in steps {
      switch step {
      case .read(let conversation):
        guard let worker else { continue }
        actions.append(.ask(SessionMessage(GenesysQuestion.read(conversation, worker.account))))
      case .tell(let topic, let data):
        guard bayeux.isSubscribed(to: topic.channel) else { continue }
        actions += perform(bayeux.deliver(BayeuxFrame(topic.channel, json: data), at: now), now)
      }
    }
    return actions
  }

  private mutating func perform(_ actions: [BayeuxAction], _ now: Timestamp) -> [SessionAction] {
    var result: [SessionAction] = []
    for action in actions {
      switch action {
      case .perform(let action): result.append(action)
      case .event(let event): result += hear(event, now)
      }
    }
    return result
  }
}
