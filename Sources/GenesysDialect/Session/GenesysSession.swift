// SPDX-License-Identifier: Apache-2.0

package import Bayeux
package import ContactModel
package import DialectKit

/// One client of an agent on Bayeux: it subscribes to the topics below `/v2/me`, is told how things stand for the agent
/// and then what happens. It asks for nothing here; that goes by requests of their own (reference A4).
///
/// It waits for a subscription, then for its mount's answer how things stand, and is live from then on until its end, or until
/// a WebSocket takes something along: then it begins anew. All subscriptions of a turn are confirmed before anything of them is
/// told. A client that comes back after the server forgot it subscribes anew and is told anew how things stand, and what ended
/// a while ago: nothing is lost between.
package struct GenesysSession: LayeredSession {
  private enum State {
    /// Nobody listens.
    case idle
    /// How things stand was asked for; these subscriptions wait for that.
    case starting([BayeuxTicket])
    case live(Desktop)
  }

  package var lower: BayeuxSession
  /// Nil for whoever is no agent, and is not let in.
  private let worker: GenesysWorker?
  private let settings: GenesysSettings
  private var state = State.idle
  /// Whether how things stand is to be told at the end of the turn, on topics that were not heard before.
  private var hearsMore = false
  /// How many questions were asked in all, whose answers may still come.
  private var questions = 0
  /// The newest configuration that came while how things stand was asked for, and as of which fact.
  private var newest: (directory: GenesysDirectory, offset: UInt64)?

  /// Creates a session on its lower half.
  ///
  /// - Parameter worker: Who the peer is, if it is an agent.
  package init(bayeux: BayeuxSession, worker: GenesysWorker?, settings: GenesysSettings) {
    self.lower = bayeux
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
    return actions + perform(lower.receive(input, at: now), now)
  }

  package mutating func turnEnded(at now: Timestamp) -> [SessionAction] {
    listenIfNeeded(now) + perform(desktop { $0.turnEnded() }, now) + perform(lower.turnEnded(at: now), now)
  }

  package mutating func committed(_ envelope: Envelope, epoch: UInt32, at now: Timestamp) -> [SessionAction] {
    perform(desktop { $0.committed(envelope) }, now)
  }

  package mutating func signalled(_ signal: Signal, at now: Timestamp) -> [SessionAction] {
    perform(desktop { $0.signalled(signal) }, now)
  }

  // MARK: From the client

  package mutating func hear(_ event: BayeuxEvent, _ now: Timestamp) -> [SessionAction] {
    switch event {
    case .handshakeRequested(let ticket, _):
      return perform(worker == nil ? lower.refuse(ticket, at: now) : lower.accept(ticket, at: now), now)
    case .subscribeRequested(let ticket, let channels): return subscribe(ticket, channels, now)
    // Agents ask for things by requests; nobody says anything here but the server.
    case .published(let ticket, _): return perform(lower.refuse(ticket, at: now), now)
    case .unsubscribed:
      let heard = topics
      return perform(
        desktop { desktop in
          desktop.unlisten(but: heard)
          return []
        },
        now
      )
    case .mayHaveMissed: return beginAnew()
    case .connected, .closed: return []
    }
  }

  /// The client may not have heard of everything: how things stand is asked for, and told, as for one that comes back.
  private mutating func beginAnew() -> [SessionAction] {
    guard case .live(let desktop) = state, let worker else { return [] }
    questions = desktop.questions
    state = .starting([])
    return [.unsubscribe, .ask(SessionMessage(GenesysQuestion.start(worker)))]
  }

  private mutating func subscribe(
    _ ticket: BayeuxTicket,
    _ channels: [BayeuxChannel],
    _ now: Timestamp
  ) -> [SessionAction] {
    let isKnown = channels.allSatisfy { channel in
      GenesysTopic.isKnown(channel) || GenesysTopic.allCases.contains { channel.matches($0.channel) }
    }
    guard isKnown else { return perform(lower.refuse(ticket, .denied(reason: "unknown_channel"), at: now), now) }
    switch state {
    case .idle:
      guard let worker else { return perform(lower.refuse(ticket, at: now), now) }
      state = .starting([ticket])
      return [.ask(SessionMessage(GenesysQuestion.start(worker)))]
    case .starting(let tickets):
      state = .starting(tickets + [ticket])
      return []
    case .live: return confirm([ticket], now)
    }
  }

  /// Confirms subscriptions. How things stand on the topics that were not heard before follows at the end of the turn: a batch
  /// may have more of them.
  private mutating func confirm(_ tickets: [BayeuxTicket], _ now: Timestamp) -> [SessionAction] {
    hearsMore = true
    var actions: [SessionAction] = []
    for ticket in tickets { actions += perform(lower.accept(ticket, at: now), now) }
    return actions
  }

  private mutating func listenIfNeeded(_ now: Timestamp) -> [SessionAction] {
    guard hearsMore else { return [] }
    hearsMore = false
    let heard = topics
    return perform(desktop { $0.listen(heard) }, now)
  }

  /// What the client listens to. A pattern means the topics of the first generation: who knows those of the second one as well
  /// would hear everything twice, and names them.
  private var topics: Set<GenesysTopic> {
    Set(
      GenesysTopic.allCases.filter { topic in
        lower.subscriptions.contains(topic.channel)
          || (GenesysTopic.first.contains(topic) && lower.isSubscribed(to: topic.channel))
      }
    )
  }

  // MARK: From the mount

  private mutating func hear(_ answer: GenesysAnswer, _ now: Timestamp) -> [SessionAction] {
    switch answer {
    case .started(let start): return begin(start, now)
    case .facts(let question, let facts): return perform(desktop { $0.read(question, facts) }, now)
    case .directory(let directory, let offset):
      if case .starting = state { newest = (directory, offset) }
      return perform(desktop { $0.configured(directory) }, now)
    case .repeatHistory(let conversation): return perform(desktop { $0.repeatHistory(conversation) }, now)
    case .unavailable: return perform(lower.end(.internalError, at: now), now)
    // What ended with the agent's session goes before that.
    case .removed: return perform(desktop { $0.turnEnded() }, now) + perform(lower.expel(at: now), now)
    }
  }

  private mutating func begin(_ start: DesktopStart, _ now: Timestamp) -> [SessionAction] {
    guard case .starting(let tickets) = state else { return [] }
    var start = start
    if let newest, newest.offset > start.position.offset { start.directory = newest.directory }
    newest = nil
    let desktop = Desktop(start, questions: questions, settings: settings)
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
      case .read(let question):
        guard let worker else { continue }
        actions.append(.ask(SessionMessage(GenesysQuestion.read(question, worker.account))))
      case .tell(let topic, let data, let key):
        guard lower.isSubscribed(to: topic.channel) else { continue }
        let frame = BayeuxFrame(topic.channel, json: data)
        let key = key.map { "\(topic.rawValue) \($0)" }
        actions += perform(lower.deliver(frame, replacing: key, at: now), now)
      }
    }
    return actions
  }
}
