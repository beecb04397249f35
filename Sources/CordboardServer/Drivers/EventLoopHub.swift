// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DequeModule
import DialectKit
import EventDelivery
import EventJournal
import NIOCore

/// Something that holds a socket on an event loop and loses patience without a timer of its own.
protocol LoopConnection: AnyObject {
  /// Its place in the hub's list; kept by the hub.
  var place: Int { get set }

  /// Looks whether a patience is over.
  func sweep(_ now: NIODeadline)

  /// The server shuts down: ends as soon as what is under way is answered.
  func drain()

  /// Closes the socket at once.
  func abort()
}

/// Everything real-time on one event loop: sessions, subscriptions, timers and connections.
///
/// It lives on its event loop and is touched nowhere else. What a turn of the loop brings a connection is written as it
/// comes and flushed once, when the turn ends: see ``endTurn()``.
final class EventLoopHub {
  let context: FrontContext
  let eventLoop: any EventLoop
  let mailbox: HubMailbox
  /// Makes the ids of requests unique in the process.
  let number: UInt64

  var registry = SubscriptionRegistry()
  /// What the hub keeps about subscribers, by slot.
  var subscribers: [Subscriber?] = []
  /// The offset up to which facts of an account were published to this loop.
  var published: [AccountID: UInt64] = [:]
  var recent: RecentFacts<SharedFacts>
  /// Reused for every fact.
  var matches: [SubscriptionRegistry.Slot] = []
  var frames: FrameCache
  /// What was handed to peers and not yet written.
  var turnFrames = TurnFrames()
  var readQueue: Deque<HostedSession> = []
  var readsUnderWay = 0
  /// Where the notices of one follower are put together; what is left in it belongs to nobody.
  var noticeBuffer = ByteBuffer()
  /// Who follows which feed of notices.
  var followers: [NoticeFeedID: [NoticeFollower]] = [:]
  /// The sessions between requests that are at home here, by key.
  var exchanges: [String: ExchangeDriver] = [:]

  /// Every session that is not over.
  var sessions: [ObjectIdentifier: HostedSession] = [:]
  /// Those of them that are devices of agents.
  var devices: [DeviceKey: [HostedSession]] = [:]
  /// Counts how often somebody was removed, so that what was decided before is not done afterwards.
  var revocations = 0

  private(set) var connections: [any LoopConnection] = []
  private(set) var isDraining = false
  private var emptied: [EventLoopPromise<Void>] = []
  private var sweepCursor = 0
  private var isDissolved = false

  private var timers = TimerHeap()
  private var wakeUp: Scheduled<Void>?
  private var wakeUpTime: Timestamp?

  private var touched: [HostedSession] = []
  private var dirty: [any SessionLink] = []
  private var isTurnEndDue = false
  var deliveries = 0
  /// Runs that the system took without the channel.
  var directSends = 0
  var bytesOut = 0
  private var requests: UInt64 = 0

  init(context: FrontContext, eventLoop: any EventLoop, number: Int) {
    self.context = context
    self.eventLoop = eventLoop
    self.number = UInt64(number)
    mailbox = HubMailbox(eventLoop: eventLoop)
    recent = RecentFacts(limit: context.settings.recentFacts)
    frames = FrameCache(encodings: context.encoders.encoders.count)
    mailbox.open(self)
    scheduleSweep()
  }

  /// The present moment.
  var now: Timestamp { context.clock.now() }

  /// A number for a request that no other request of the process has.
  func nextRequest() -> RequestID {
    requests += 1
    return RequestID(rawValue: number << 48 | requests)
  }

  /// Takes what other threads left. The notices of a feed are gathered, so that a follower is sent all of them at once;
  /// what is run finds them delivered.
  func take(_ messages: [HubMessage]) {
    var gathered: [NoticeFeedID: [SharedNotice]] = [:]
    for message in messages {
      switch message {
      case .facts(let facts):
        publish(facts)
        followDevices(facts.envelopes, of: facts.account)
      case .signal(let signal): publish(signal)
      case .notices(let notices, let feed): gathered[feed, default: []] += notices
      case .settled(let host, let correlation, let result): settled(host.value, correlation, result)
      case .run(let body):
        publish(&gathered)
        body(self)
      }
    }
    publish(&gathered)
  }

  private func publish(_ gathered: inout [NoticeFeedID: [SharedNotice]]) {
    for (feed, notices) in gathered { publish(notices, of: feed) }
    gathered.removeAll()
  }

  /// The session will be told of the end of the turn.
  func touch(_ host: HostedSession) {
    guard !host.isTouched else { return }
    host.isTouched = true
    touched.append(host)
    endTurnSoon()
  }

  /// The link has bytes to flush at the end of the turn. A link says so once a turn.
  func markDirty(_ link: any SessionLink) {
    dirty.append(link)
    endTurnSoon()
  }

  private func endTurnSoon() {
    guard !isTurnEndDue else { return }
    isTurnEndDue = true
    // Runs after everything that is queued on the loop already, and so sees all of it.
    eventLoop.assumeIsolated().execute { [self] in endTurn() }
  }

  private func endTurn() {
    isTurnEndDue = false
    let sessions = touched
    touched.removeAll()
    for host in sessions {
      host.isTouched = false
      guard !host.isOver else { continue }
      perform(host.session.turnEnded(at: now), for: host)
    }
    writeTurn()
    context.counters.deliveries.add(deliveries)
    context.counters.directSends.add(directSends)
    context.counters.bytesOut.add(bytesOut)
    deliveries = 0
    directSends = 0
    bytesOut = 0
  }

  /// Gives the system what was handed to links so far.
  private func writeTurn() {
    let links = dirty
    dirty.removeAll(keepingCapacity: true)
    for link in links { link.flush() }
    // A link that was handed something while the others were flushed takes it when the next turn ends.
    if dirty.isEmpty { turnFrames.clear() }
    context.counters.flushes.add(links.count)
  }

  /// Writes before the turn ends if much is kept for it, so that a turn which brings much costs no more memory than
  /// others. No run and no message of the turn may be held by the caller.
  func writeIfFull() {
    guard turnFrames.isFull else { return }
    frames.forget()
    writeTurn()
  }

  func arm(_ purpose: HubTimer.Purpose, of host: HostedSession, at deadline: Timestamp) {
    let timer: HubTimer
    if let known = host.timer(purpose) {
      timer = known
    } else {
      timer = HubTimer(purpose, owner: host, deadline: deadline)
      host.timers.append(timer)
    }
    timers.arm(timer, at: deadline)
    scheduleWakeUp()
  }

  func disarm(_ purpose: HubTimer.Purpose, of host: HostedSession) {
    guard let timer = host.timer(purpose) else { return }
    timers.disarm(timer)
    host.timers.removeAll { $0 === timer }
  }

  func disarmAll(of host: HostedSession) {
    for timer in host.timers { timers.disarm(timer) }
    host.timers = []
  }

  private func scheduleWakeUp() {
    guard let earliest = timers.earliest else { return }
    if let wakeUpTime, wakeUpTime <= earliest { return }
    wakeUp?.cancel()
    wakeUpTime = earliest
    // The wall clock may be set while we wait: look again after five seconds at the latest.
    let wait = min(max(0, earliest.milliseconds - now.milliseconds), 5_000)
    wakeUp = eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(wait)) { [self] in
      wakeUpTime = nil
      fireTimers()
    }
  }

  private func fireTimers() {
    let now = now
    while let timer = timers.popDue(now) {
      let host = timer.owner
      host.timers.removeAll { $0 === timer }
      guard !host.isOver else { continue }
      switch timer.purpose {
      case .session(let id):
        perform(host.session.timerFired(SessionTimer(rawValue: id), at: now), for: host)
        touch(host)
      case .expiry: end(host, .tokenExpired)
      case .lease: end(host, .heartbeatLost)
      }
    }
    scheduleWakeUp()
  }

  func add(_ connection: any LoopConnection) {
    connection.place = connections.count
    connections.append(connection)
  }

  func remove(_ connection: any LoopConnection) {
    let place = connection.place
    guard place >= 0 else { return }
    connection.place = -1
    let last = connections.removeLast()
    if place < connections.count {
      connections[place] = last
      last.place = place
    }
    finishIfEmpty()
  }

  func replace(_ connection: any LoopConnection, with other: any LoopConnection) {
    other.place = connection.place
    connections[connection.place] = other
    connection.place = -1
  }

  private func scheduleSweep() {
    let slices: Int64 = 20
    let tick = TimeAmount.nanoseconds(max(1_000_000, context.settings.sweep.nanoseconds / slices))
    eventLoop.assumeIsolated().scheduleTask(in: tick) { [self] in
      guard !isDissolved else { return }
      sweepSlice((connections.count + Int(slices) - 1) / Int(slices))
      scheduleSweep()
    }
  }

  private func sweepSlice(_ count: Int) {
    let now = NIODeadline.now()
    for _ in 0..<count {
      guard !connections.isEmpty else { return }
      if sweepCursor >= connections.count { sweepCursor = 0 }
      let connection = connections[sweepCursor]
      connection.sweep(now)
      // A connection that ended gave its place to the last one, which is looked at next.
      if sweepCursor < connections.count, connections[sweepCursor] === connection { sweepCursor += 1 }
    }
  }

  /// Ends every connection when what is under way is answered; the future succeeds when none is left.
  func drain() -> EventLoopFuture<Void> {
    isDraining = true
    let promise = eventLoop.makePromise(of: Void.self)
    emptied.append(promise)
    for driver in exchanges.values { driver.drain() }
    for connection in connections { connection.drain() }
    finishIfEmpty()
    return promise.futureResult
  }

  /// Closes every socket at once.
  func abort() {
    for connection in connections { connection.abort() }
  }

  /// Lets go of everything; the hub is of no use afterwards.
  func dissolve() {
    isDissolved = true
    wakeUp?.cancel()
    mailbox.close()
  }

  private func finishIfEmpty() {
    guard isDraining, connections.isEmpty else { return }
    let promises = emptied
    emptied = []
    for promise in promises { promise.succeed() }
  }
}
