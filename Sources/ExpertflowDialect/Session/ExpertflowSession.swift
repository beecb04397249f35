// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit
package import SocketIO

/// One desk on its socket: it connects, is bound to a login that happened, is told how things stand and
/// then what happens, and asks for what its agent wants.
///
/// It waits to be asked for the namespace, then for its mount's answer, and is live from then on until its end. It sends
/// the client out of the namespace, which desks take for a logout, only when another desk took its place or its agent
/// was logged out.
package struct ExpertflowSession: LayeredSession {
  private enum State {
    case opened
    case connecting
    case live(Desk)
    case over
  }

  /// A request that is under way.
  private struct Pending {
    let event: String
    let acknowledgement: UInt64?
    /// What it asks about presence, if it does.
    let presence: DeskRequest?
  }

  private static let namespace = SocketPacket.mainNamespace

  package var lower: SocketIOSession
  /// The login its browser remembers.
  private let login: String?
  private let bounds: DeskBounds
  private var state = State.opened
  private var pending: [UInt64: Pending] = [:]
  /// The command that logs the agent in, while it is under way.
  private var logIn: UInt64?
  /// Whether the agent was logged out; the desk is told what it waits for, and sent away.
  private var isLoggedOut = false
  private var correlation: UInt64 = 0
  private var tag: UInt64 = 0
  /// How many questions about conversations and lists its mount has not answered.
  private var questions = 0
  /// The facts it is told, once it is live.
  private var subscription: DeskSubscription?
  /// How many events of presence were answers to requests, or are none any more.
  private var presencesAnswered = 0
  /// A message whose files are looked for, and what was asked since: what a desk says stays in its order.
  private var checking: UInt64?
  private var held: [SocketMessage] = []

  /// Creates a session on the two lower halves.
  package init(socket: SocketIOSession, login: String?, bounds: DeskBounds = DeskBounds()) {
    self.lower = socket
    self.login = login
    self.bounds = bounds
  }

  // MARK: From the driver

  package mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    if case .told(let message) = input {
      return (message.content as? DeskAnswer).map { hear($0, at: now) } ?? []
    }
    if case .caughtUp = input, let next = subscription?.caughtUp() { return [.subscribe(next)] }
    // What changed of the presence is said before the end: of a forced logout, too.
    var last: [SessionAction] = []
    if case .closed(let reason) = input {
      last = perform(desk { $0.turnEnded(at: now) }, now)
      // Without that word libraries come back by themselves.
      if reason == .loggedOut { last += perform(lower.expel(reason, at: now), now) }
    }
    return last + perform(lower.receive(input, at: now), now)
  }

  package mutating func turnEnded(at now: Timestamp) -> [SessionAction] {
    let isAsked = pending.values.contains { $0.presence != nil }
    var actions = perform(desk { $0.turnEnded(at: now, holdsPresence: isAsked) }, now)
    if isLoggedOut, pending.isEmpty { actions += perform(lower.expel(.loggedOut, at: now), now) }
    return actions + perform(lower.turnEnded(at: now), now)
  }

  package mutating func committed(_ envelope: Envelope, epoch: UInt32, at now: Timestamp) -> [SessionAction] {
    guard subscription?.take(envelope) ?? false else { return [] }
    if case .agentLoggedOut(let fact) = envelope.event, case .live(let desk) = state, fact.agent == desk.agent {
      isLoggedOut = true
    }
    return perform(desk { $0.committed(envelope) }, now)
  }

  package mutating func signalled(_ signal: Signal, at now: Timestamp) -> [SessionAction] {
    perform(desk { $0.signalled(signal) }, now)
  }

  package mutating func settled(
    _ correlation: UInt64,
    _ result: Result<Outcome, Rejection>,
    at now: Timestamp
  ) -> [SessionAction] {
    if correlation == logIn {
      logIn = nil
      return loggedIn(result, now)
    }
    guard let request = pending.removeValue(forKey: correlation) else { return [] }
    switch result {
    case .success(let outcome):
      var isShownOtherwise = false
      _ = desk { desk in
        if let presence = request.presence { isShownOtherwise = desk.granted(presence) }
        return []
      }
      return answerPresence(request, isChanged: outcome.changed || isShownOtherwise, now)
        + acknowledge(request.acknowledgement, nil, now)
    case .failure(let rejection):
      return refuse(request.event, rejection.detail, request.acknowledgement, now)
        + answerPresence(request, isChanged: false, now)
    }
  }

  /// The agent was logged in, which a fact says, or was not.
  private mutating func loggedIn(_ result: Result<Outcome, Rejection>, _ now: Timestamp) -> [SessionAction] {
    guard case .failure(let rejection) = result else { return [] }
    // A desk that comes back tries again.
    guard rejection.category != .unavailable else { return close(.internalError, now) }
    return refuse("login", rejection.detail, nil, now) + perform(tellPresence(now), now)
  }

  // MARK: From the client

  package mutating func hear(_ event: SocketEvent, _ now: Timestamp) -> [SessionAction] {
    switch event {
    case .connectRequested(let wish): return connect(wish)
    case .received(let message): return receive(message, now)
    case .acknowledged: return []
    // A desk that fails to show a conversation leaves it by itself; nobody else would know why.
    case .acknowledgementMissed: return [.ask(SessionMessage(DeskQuestion.unshown))]
    case .disconnected(_, .client, _):
      // There is nothing else here that a desk could join, and its agent is not there without it.
      state = .over
      return [.unsubscribe] + perform(lower.receive(.closed(.finished), at: now), now)
    case .disconnected, .closed:
      state = .over
      return [.unsubscribe]
    }
  }

  private mutating func connect(_ wish: SocketConnect) -> [SessionAction] {
    guard case .opened = state else { return [] }
    state = .connecting
    let claim = DeskClaim(login: login, authentication: wish.authentication)
    return [.ask(SessionMessage(DeskQuestion.connect(claim)))]
  }

  private mutating func receive(_ message: SocketMessage, _ now: Timestamp) -> [SessionAction] {
    guard case .live(let desk) = state, !isLoggedOut else { return [] }
    if checking != nil {
      guard held.count < bounds.mostWaiting else { return refuse(message, Self.tooMany, now) }
      held.append(message)
      return []
    }
    do throws(CimProblem) {
      let asked = try DeskRequest.read(message.name, message.arguments.first)
      guard asked.agent == nil || asked.agent == desk.agent.rawValue else {
        throw CimProblem("agentId is not yours: you are \(desk.agent)")
      }
      return try follow(try desk.order(asked.request), asked.request, message, now)
    } catch {
      return refuse(message, error.text, now)
    }
  }

  private mutating func refuse(_ message: SocketMessage, _ text: String, _ now: Timestamp) -> [SessionAction] {
    let actions = refuse(message.name, text, message.id, now)
    // A desk keeps its toggles locked until a presence comes.
    return message.name == "changeAgentState" ? actions + perform(tellPresence(now), now) : actions
  }

  private mutating func follow(
    _ order: DeskOrder,
    _ request: DeskRequest,
    _ message: SocketMessage,
    _ now: Timestamp
  ) throws(CimProblem) -> [SessionAction] {
    switch order {
    case .command(let command):
      if !pending.values.contains(where: { $0.presence != nil }), case .live(let desk) = state {
        presencesAnswered = desk.presencesTold
      }
      correlation += 1
      pending[correlation] = Pending(
        event: message.name,
        acknowledgement: message.id,
        presence: request.isAboutPresence ? request : nil
      )
      if case .postMessage(let post) = command, post.message.mayNameFiles {
        checking = correlation
        return [ask(.check(post, correlation))]
      }
      return [.submit(command, correlation: correlation)]
    case .signal(let intent): return [.signal(intent)] + acknowledge(message.id, nil, now)
    case .follow(let list, let isWanted):
      guard questions < bounds.mostWaiting else { throw CimProblem(Self.tooMany) }
      correlation += 1
      pending[correlation] = Pending(event: message.name, acknowledgement: message.id, presence: nil)
      return [ask(.follow(list, isWanted, correlation))]
    case .tell(let emission): return perform([.tell(emission)], now) + acknowledge(message.id, nil, now)
    case .nothing: return acknowledge(message.id, nil, now)
    }
  }

  /// A message may be said or not, and what waited for that goes on.
  private mutating func hear(checked number: UInt64, _ check: DeskCheck, _ now: Timestamp) -> [SessionAction] {
    guard checking == number else { return [] }
    checking = nil
    var actions: [SessionAction] = []
    switch check {
    case .refused(let problem):
      let request = pending.removeValue(forKey: number)
      actions += refuse(request?.event ?? "publishCimEvent", problem, request?.acknowledgement, now)
    case .passed(let post): actions.append(.submit(.postMessage(post), correlation: number))
    }
    while checking == nil, !held.isEmpty { actions += receive(held.removeFirst(), now) }
    return actions
  }

  // MARK: From the mount

  private mutating func hear(_ answer: DeskAnswer, at now: Timestamp) -> [SessionAction] {
    switch answer {
    case .connected(let start): return live(start, now)
    case .refused(let refusal):
      guard case .connecting = state else { return [] }
      state = .opened
      return perform(
        lower.refuse(Self.namespace, message: "login-failed", data: refusal.data, at: now),
        now
      )
    case .unavailable:
      // Without a word in the namespace, so that the desk comes back.
      return close(.internalError, now)
    case .facts(let conversation, let facts):
      questions -= 1
      return perform(desk { $0.read(conversation, facts, at: now) }, now)
    case .listed(let item, let emission):
      questions -= 1
      return perform(desk { $0.list(item, emission) }, now)
    case .following(let number, let following): return hear(number, following, now)
    case .listRefused(let number, let limit):
      questions -= 1
      let text = "you follow \(limit) lists, which is as many as you may; follow another one no more first"
      guard let request = pending.removeValue(forKey: number) else { return [] }
      return refuse(request.event, text, request.acknowledgement, now)
    case .directory(let directory): return perform(desk { $0.know(directory, at: now) }, now)
    case .checked(let number, let check):
      questions -= 1
      return hear(checked: number, check, now)
    case .replaced:
      guard case .live(let desk) = state else { return close(.replaced, now) }
      let removed = DeskEmission.sessionRemoved(desk.agent)
      // The one case in which a desk is sent out of the namespace: one that came back by itself would take the place of
      // the desk that took its place, and so on for ever.
      return perform([.tell(removed)], now) + perform(lower.expel(.replaced, at: now), now)
    case .removed: return close(.unauthorized, now)
    }
  }

  private mutating func live(_ start: DeskStart, _ now: Timestamp) -> [SessionAction] {
    guard case .connecting = state else { return [] }
    state = .live(Desk(start, topicEvents: bounds.topicEvents, topicBytes: bounds.topicBytes))
    let subscription = DeskSubscription(
      account: start.directory.account,
      agent: start.presence.agent,
      lists: start.lists,
      after: start.position.offset
    )
    self.subscription = subscription
    var actions = perform(lower.accept(Self.namespace, at: now), now)
    actions += perform(desk { $0.begin(at: now) }, now)
    actions.append(.subscribe(subscription.subscription(after: start.position)))
    if start.presence.state == .loggedOut {
      correlation += 1
      logIn = correlation
      actions.append(.submit(.logIn(start.presence.agent), correlation: correlation))
    }
    return actions
  }

  /// The agent follows other lists from now on, which is kept.
  private mutating func hear(_ number: UInt64, _ following: DeskFollowing, _ now: Timestamp) -> [SessionAction] {
    questions -= 1
    var actions = perform(desk { $0.follow(following.lists, new: following.new, gone: following.gone) }, now)
    if let next = subscription?.follow(following.lists, after: following.position) { actions.append(.subscribe(next)) }
    guard let request = pending.removeValue(forKey: number) else { return actions }
    return actions + acknowledge(request.acknowledgement, nil, now)
  }

  // MARK: Saying

  private mutating func desk(_ body: (inout Desk) -> [DeskStep]) -> [DeskStep] {
    guard case .live(var desk) = state else { return [] }
    // So that there is one owner, and nothing is copied.
    state = .over
    let steps = body(&desk)
    state = .live(desk)
    return steps
  }

  private mutating func tellPresence(_ now: Timestamp) -> [DeskStep] {
    desk { [$0.tellPresence(at: now)] }
  }

  /// Each request about presence is answered by an event of presence, also one that changed nothing.
  private mutating func answerPresence(_ request: Pending, isChanged: Bool, _ now: Timestamp) -> [SessionAction] {
    guard request.presence != nil else { return [] }
    var steps = desk { $0.turnEnded(at: now) }
    guard case .live(let desk) = state else { return [] }
    if !isChanged || desk.presencesTold == presencesAnswered { steps += tellPresence(now) }
    presencesAnswered += 1
    return perform(steps, now)
  }

  private static let tooMany = "too many of your requests wait; try again"

  private mutating func ask(_ question: DeskQuestion) -> SessionAction {
    questions += 1
    return .ask(SessionMessage(question))
  }

  private mutating func refuse(
    _ event: String,
    _ text: String,
    _ acknowledgement: UInt64?,
    _ now: Timestamp
  ) -> [SessionAction] {
    perform([.tell(.refusal(of: event, text))], now) + acknowledge(acknowledgement, text, now)
  }

  private mutating func acknowledge(_ id: UInt64?, _ problem: String?, _ now: Timestamp) -> [SessionAction] {
    guard let id else { return [] }
    var members = [JSONMember("status", .string(problem == nil ? "ok" : "error"))]
    if let problem { members.append(JSONMember("msg", .string(problem))) }
    return perform(lower.acknowledge(id, [.object(members)], at: now), now)
  }

  private mutating func close(_ reason: ConnectionCloseReason, _ now: Timestamp) -> [SessionAction] {
    perform(lower.close(reason, at: now), now)
  }

  private mutating func perform(_ steps: [DeskStep], _ now: Timestamp) -> [SessionAction] {
    var actions: [SessionAction] = []
    for step in steps {
      switch step {
      case .read(let conversation): actions.append(ask(.read(conversation, after: subscription?.offset ?? 0)))
      case .look(let item): actions.append(ask(.look(item, after: subscription?.offset ?? 0)))
      case .tell(let emission):
        var told = SocketEmission(emission.event.rawValue, json: emission.argument)
        if emission.asksAcknowledgement {
          tag += 1
          told.tag = tag
          told.deadline = now.advanced(by: bounds.acknowledgementPatience)
        }
        actions += perform(lower.emit(told, at: now), now)
      }
    }
    return actions
  }
}
