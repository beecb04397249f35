// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Testing

@testable import CordboardServer

/// A centre that turns log-ins into facts: enough to publish, to answer commands and to keep a journal.
final class TestCentre: CommandGateway, Journal {
  private struct State {
    var envelopes: [Envelope] = []
    var commands: [Command] = []
    var refusals: [Rejection] = []
    var reads = 0
  }

  let epoch: UInt32 = 0xabcd_0123
  let account: AccountID = "TEST"
  let sink = Mutex<(any FactSink)?>(nil)
  private let state = Mutex(State())

  /// The commands that were given, in order.
  var commands: [Command] { state.withLock { $0.commands } }
  var offset: UInt64 { state.withLock { UInt64($0.envelopes.count) } }
  var reads: Int { state.withLock { $0.reads } }

  /// Refuses the next command.
  func refuseNext(_ rejection: Rejection) {
    state.withLock { $0.refusals.append(rejection) }
  }

  /// Commits a fact about each agent in one batch and publishes them.
  func publish(_ agents: [AgentID]) {
    state.withLock { state in
      var batch: [Envelope] = []
      for agent in agents {
        batch.append(
          Envelope(
            account: account,
            offset: UInt64(state.envelopes.count + batch.count + 1),
            time: Timestamp(milliseconds: 0),
            agentSequence: 1,
            event: .agentLoggedIn(AgentLoggedIn(agent: agent))
          )
        )
      }
      state.envelopes += batch
      // Under the lock, so that the order of publication is the order of the log.
      sink.withLock { $0 }?.publish(batch, account: account, epoch: epoch)
    }
  }

  /// Commits facts without telling anybody, as if they were from before the start.
  func commit(_ count: Int) {
    let sink = sink.withLock { sink in
      defer { sink = nil }
      return sink
    }
    publish(Array(repeating: "old", count: count))
    self.sink.withLock { $0 = sink }
  }

  func submit(
    _ command: Command,
    in context: CommandContext,
    settle: @escaping @Sendable (Result<Outcome, Rejection>) -> Void
  ) {
    let refusal = state.withLock { state in
      state.commands.append(command)
      return state.refusals.isEmpty ? nil : state.refusals.removeFirst()
    }
    if let refusal { return settle(.failure(refusal)) }
    if case .logIn(let agent) = command { publish([agent]) }
    settle(.success(Outcome(position: Position(epoch: epoch, offset: offset), changed: true)))
  }

  func signal(
    _ intent: SignalIntent,
    from principal: Principal,
    settle: @escaping @Sendable (Result<Void, Rejection>) -> Void
  ) {
    guard case .typing(let conversation, _, let isTyping) = intent else { return }
    sink.withLock { $0 }?.publish(
      Signal(
        account: principal.account,
        time: Timestamp(milliseconds: 0),
        audience: [],
        teams: [],
        content: .typing(
          conversation: conversation,
          participant: ParticipantID(rawValue: 1),
          kind: .customer,
          isTyping: isTyping
        )
      )
    )
    settle(.success(()))
  }

  func query<Answer: Sendable>(
    _ account: AccountID,
    _ body: @escaping @Sendable (borrowing ContactCentre, Position) throws(Rejection) -> Answer
  ) async throws(Rejection) -> Answer {
    try body(ContactCentre(account: account, epoch: epoch), Position(epoch: epoch, offset: offset))
  }

  func accounts() async throws(JournalError) -> [AccountID: UInt64] { [account: offset] }

  func append(_ batches: [JournalBatch]) async throws(JournalError) {}

  func read(_ account: AccountID, after offset: UInt64, limit: Int) async throws(JournalError) -> [Envelope] {
    state.withLock { state in
      state.reads += 1
      return Array(state.envelopes.dropFirst(Int(offset)).prefix(limit))
    }
  }

  func read(
    _ account: AccountID,
    conversation: ConversationID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] { [] }

  func read(
    _ account: AccountID,
    agent: AgentID,
    after sequence: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] { [] }

  func read(
    _ account: AccountID,
    customer: CustomerID,
    before offset: UInt64,
    limit: Int
  ) async throws(JournalError) -> [Envelope] { [] }

  func waitForFacts(_ account: AccountID, after offset: UInt64) async throws(JournalError) {}
  func saveSnapshot(_ snapshot: JournalSnapshot) async throws(JournalError) {}
  func latestSnapshot(_ account: AccountID) async throws(JournalError) -> JournalSnapshot? { nil }
  func value(_ name: String) async throws(JournalError) -> [UInt8]? { nil }
  func values(withPrefix prefix: String) async throws(JournalError) -> [String: [UInt8]] { [:] }
  func setValue(_ value: [UInt8]?, for name: String) async throws(JournalError) {}
  func close() async {}
}

/// Writes a fact as its offset and agent, padded to a size, and counts how often it is asked.
final class TestEncoder: EventEncoder {
  let id: EncodingID
  let padding: Int
  let isEventStream: Bool
  private let count = Mutex(0)

  init(_ id: String, padding: Int = 0, isEventStream: Bool = false) {
    self.id = EncodingID(id)
    self.padding = padding
    self.isEventStream = isEventStream
  }

  var encodedFacts: Int { count.withLock { $0 } }

  func encode(_ envelope: Envelope, epoch: UInt32, into bytes: inout [UInt8]) -> Bool {
    guard case .agentLoggedIn(let fact) = envelope.event, fact.agent != "hidden" else { return false }
    count.withLock { $0 += 1 }
    let text = "\(envelope.offset) \(fact.agent)" + String(repeating: ".", count: padding)
    bytes += Array((isEventStream ? "id: \(envelope.offset)\ndata: \(text)\n\n" : text).utf8)
    return true
  }

  func encode(_ signal: Signal, into bytes: inout [UInt8]) -> Bool {
    bytes += Array("typing".utf8)
    return true
  }
}

/// A dialect for tests. A text message is a word and its arguments:
/// `echo X`, `watch own|shared TOPIC [CURSOR]`, `logIn AGENT`, `timer MILLISECONDS`, `type`, `close`, `flood N`, `ask X`,
/// `follow INSERT KINDS [AFTER]`, `state INSERT KINDS`, `code N`.
struct TestSession: DialectSession {
  var encoding: String
  var held: [DialectKit.RequestID] = []
  var collected: [String] = []

  mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    switch input {
    case .opened: encoding == "stream" ? [watch(["shared", "account"])] : []
    case .text(let bytes): command(String(decoding: bytes, as: UTF8.self), now)
    case .binary(let bytes): [.sendBinary(bytes.reversed())]
    case .request(let id, let message): request(id, message, now)
    case .requestAborted(let id):
      {
        held.removeAll { $0 == id }
        collected.append("aborted")
        return []
      }()
    case .caughtUp(let position): [.send(Array("caught up \(position.offset)".utf8))]
    case .told(let message): [.send(Array("told \(message.content)".utf8))]
    case .following(let start):
      [.send(Array("following after \(start.cursor.number), missed \(start.missed)".utf8))]
    case .followedUp: [.send(Array("followed up".utf8))]
    case .closed(let reason):
      held.map { .reply($0, HTTPReply(status: 200, body: Array("closed \(reason.code)".utf8))) }
        + [.send(Array("bye \(reason.code)".utf8))]
    }
  }

  private mutating func command(_ text: String, _ now: Timestamp) -> [SessionAction] {
    let words = text.split(separator: " ").map(String.init)
    switch words.first {
    case "echo": return [.send(Array(text.dropFirst(5).utf8))]
    case "watch": return [watch(Array(words.dropFirst()))]
    case "logIn": return [.submit(.logIn(AgentID(rawValue: words[1])), correlation: 7)]
    case "timer": return [.schedule(SessionTimer(rawValue: 1), at: now.advanced(by: .milliseconds(Int(words[1]) ?? 0)))]
    case "type": return [.signal(.typing(ConversationID(rawValue: 9), .customer, isTyping: true))]
    case "flood": return Array(repeating: .submit(.passTime, correlation: 8), count: Int(words[1]) ?? 0)
    case "close": return [.close(.finished)]
    case "ask": return [.ask(SessionMessage(words[1]))]
    case "code": return [.closeSocket(SocketClose(code: UInt16(words[1]) ?? 0, reason: "as asked"))]
    case "follow", "state":
      var subscription = NoticeSubscription(
        feed: TestFeed.id,
        kinds: UInt64(words[2]) ?? 0,
        insert: Array(words[1].utf8)
      )
      subscription.wantsState = words[0] == "state"
      if words.count > 3 {
        subscription.isNumbered = true
        subscription.after = NoticeCursor(generation: "g", number: UInt64(words[3]) ?? 0)
      }
      return [.follow(subscription)]
    default: return []
    }
  }

  private func watch(_ words: [String]) -> SessionAction {
    .subscribe(
      EventSubscription(
        account: "TEST",
        topics: [Topic(words[1]) ?? .account],
        after: words.count > 2 ? Position(words[2]) : nil,
        delivery: words[0] == "own" ? .own : .shared(EncodingID(encoding)),
        wantsSignals: true
      )
    )
  }

  private mutating func request(_ id: DialectKit.RequestID, _ message: HTTPMessage, _ now: Timestamp) -> [SessionAction]
  {
    if message.method == "POST" {
      return [.reply(id, HTTPReply(status: 200, body: Array("taken".utf8)))]
        + command(String(decoding: message.body, as: UTF8.self), now)
    }
    held.append(id)
    return []
  }

  mutating func committed(_ envelope: Envelope, epoch: UInt32, at now: Timestamp) -> [SessionAction] {
    [.send(Array("own \(envelope.offset)".utf8))]
  }

  mutating func encoded(_ bytes: [UInt8], at position: Position, now: Timestamp) -> [SessionAction] {
    collected.append(String(decoding: bytes, as: UTF8.self))
    return []
  }

  mutating func signalled(_ signal: Signal, at now: Timestamp) -> [SessionAction] {
    [.send(Array("own typing".utf8))]
  }

  mutating func settled(
    _ correlation: UInt64,
    _ result: Result<Outcome, Rejection>,
    at now: Timestamp
  ) -> [SessionAction] {
    switch result {
    case .success(let outcome): [.send(Array("settled \(correlation) \(outcome.position.offset)".utf8))]
    case .failure(let rejection): [.send(Array("rejected \(correlation) \(rejection.code)".utf8))]
    }
  }

  mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SessionAction] {
    [.send(Array("timer \(timer.rawValue)".utf8))]
  }

  mutating func turnEnded(at now: Timestamp) -> [SessionAction] {
    guard !held.isEmpty, !collected.isEmpty else { return [] }
    let id = held.removeFirst()
    let body = collected.joined(separator: ",")
    collected = []
    return [.reply(id, HTTPReply(status: 200, body: Array(body.utf8)))]
  }
}

/// Answers `name` with a greeting, `move` by making the session one of another account, `wait` in the same way when a test
/// says so; notes who asked, who moved and who is over.
final class TestOffice: SessionOffice {
  struct Asked {
    weak var handle: SessionHandle?
  }

  let over = Mutex(0)
  let moved = Mutex(0)
  let asked = Mutex<[Asked]>([])

  /// The sessions that asked, as far as they are still there.
  var alive: [SessionHandle] { asked.withLock { $0.compactMap(\.handle) } }

  func move(_ session: SessionHandle) {
    session.tell(SessionMessage("moved"), as: .system("OTHER")) { self.moved.withLock { $0 += 1 } }
  }

  func ask(_ message: SessionMessage, from session: SessionHandle) {
    asked.withLock { $0.append(Asked(handle: session)) }
    switch message.content as? String {
    case "move": move(session)
    case "wait": return
    case let name?: session.tell(SessionMessage("hello \(name)"))
    case nil: return
    }
  }

  func ended(_ session: SessionHandle) {
    if session.isOver { over.withLock { $0 += 1 } }
  }
}

/// Notices of so many bytes, which say their serial and kind.
final class TestFeed: NoticeFeed {
  static let id = NoticeFeedID(name: "test", account: "TEST")
  private let ring = Mutex(NoticeRing(generation: "g", limit: 1_000))
  private let padding: Int
  /// How often a notice was made.
  let made = Mutex(0)

  init(padding: Int = 0) {
    self.padding = padding
  }

  var id: NoticeFeedID { Self.id }

  private func notice(_ text: String) -> Notice {
    made.withLock { $0 += 1 }
    let end = Array((" " + text + String(repeating: ".", count: padding)).utf8)
    return Notice(head: Array("for ".utf8), body: end, numberLabel: Array(" #".utf8), end: [])
  }

  func append(_ kinds: [UInt64]) -> [SharedNotice] {
    ring.withLock { ring in
      kinds.map { kind in
        let serial = ring.serial + 1
        return ring.append(kind: kind) { self.notice("\(serial) of \(kind)") }
      }
    }
  }

  func join(_ subscription: NoticeSubscription) -> NoticeJoin {
    ring.withLock { ring in
      let serial = ring.serial
      return ring.join(subscription) {
        NoticeSnapshot(
          serial: serial,
          notices: [1, 2].map { kind in SharedNotice(serial: 0, kind: kind) { self.notice("state of \(kind)") } }
        )
      }
    }
  }
}

/// Mounts the test dialect: `/ws`, `/later/ws` (decided by a task), `/device`, `/expiring`, `/events`, `/poll/KEY`,
/// `/known/KEY` (never makes a session), `/held/ws` (decided when the gate opens), `/nobody`, `/reply`, `/pass`.
struct TestMount: Mount {
  let gate: TestGate
  let office = TestOffice()

  func claims(path: String) -> Bool {
    ["/ws", "/later", "/device", "/expiring", "/events", "/poll", "/known", "/held", "/nobody", "/reply", "/pass"]
      .contains { path.hasPrefix($0) }
  }

  func openAtOnce(_ request: MountRequest) -> MountDecision? {
    let path = request.message.path
    var start = SessionStart(
      session: TestSession(encoding: "test"),
      principal: .system("TEST"),
      office: office
    )
    if path.hasPrefix("/later") || path.hasPrefix("/held") { return nil }
    if path.hasPrefix("/nobody") { start.principal = .nobody }
    if path.hasPrefix("/device") {
      start.principal = Principal(actor: .agent("alice"), account: "TEST", permissions: .work)
      start.device = DeviceID(rawValue: "phone")
    }
    if path.hasPrefix("/expiring") { start.expires = request.time.advanced(by: .milliseconds(20)) }
    if path.hasPrefix("/events") {
      start.session = TestSession(encoding: "stream")
      return .eventStream(start, headers: [HTTPHeader("content-type", "text/event-stream")])
    }
    if path.hasPrefix("/poll") { return .exchange(key: path, start: start) }
    if path.hasPrefix("/known") { return .exchange(key: "/poll" + path.dropFirst(6), start: nil) }
    if path.hasPrefix("/reply") {
      return .reply(HTTPReply(status: 200, body: Array("reply \(request.message.queryValue("q") ?? "-")".utf8)))
    }
    if path.hasPrefix("/pass") { return .pass }
    return .webSocket(start, headers: [])
  }

  func open(_ request: MountRequest) async -> MountDecision {
    await Task.yield()
    if request.message.path.hasPrefix("/held"), await gate.pass() > 1 {
      return .reply(HTTPReply(status: 401))
    }
    return .webSocket(SessionStart(session: TestSession(encoding: "test"), principal: .system("TEST")), headers: [])
  }
}

/// Holds decisions back until a test opens it. The lock guards who waits.
final class TestGate: Sendable {
  private struct State {
    var asked = 0
    var isOpen = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  /// How often it was asked to let somebody pass.
  var asked: Int { state.withLock { $0.asked } }

  /// Waits for the gate to open; the number of the one who passes.
  func pass() async -> Int {
    let number = state.withLock { state in
      state.asked += 1
      return state.asked
    }
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
    return number
  }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }
}

/// A running front with everything around it.
struct FrontHarness {
  let centre = TestCentre()
  let mount: TestMount
  let gate = TestGate()
  let fanOut: FanOut
  let metrics = Metrics()
  let encoder: TestEncoder
  let front: Front
  let counters: FrontCounters
  let address: SocketAddress

  init(
    loops: Int = 1,
    padding: Int = 0,
    settings adjust: (inout FrontSettings) -> Void = { _ in }
  ) async throws {
    var settings = FrontSettings()
    settings.sweep = .milliseconds(40)
    settings.closePatience = .milliseconds(300)
    // Only tests of that patience may run out of it, however busy the machine is.
    settings.headerPatience = .seconds(60)
    adjust(&settings)
    encoder = TestEncoder("test", padding: padding)
    let fanOut = FanOut(encoders: [encoder, TestEncoder("stream", isEventStream: true)])
    self.fanOut = fanOut
    counters = FrontCounters(metrics)
    let router = Router()
    router.get("hello") { _, _ in "hello" }
    router.post("length") { request, _ in
      var request = request
      return "\(try await request.collectBody(upTo: 1 << 22).readableBytes)"
    }
    router.get("long") { _, _ in
      Response(
        status: .ok,
        body: ResponseBody { writer in
          for _ in 0..<100 { try await writer.write(ByteBuffer(repeating: 0x61, count: 10_000)) }
          try await writer.finish(nil)
        }
      )
    }
    router.get("broken") { _, _ in
      Response(
        status: .ok,
        body: ResponseBody { writer in
          try await writer.write(ByteBuffer(repeating: 1, count: 100_000))
          throw CancellationError()
        }
      )
    }
    router.get("throwing") { _, _ -> String in throw CancellationError() }
    router.get("never") { _, _ in
      // SLEEP: a route that never answers; it is cancelled long before.
      try await Task.sleep(for: .seconds(600))
      return "late"
    }
    let responder = router.buildResponder()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    mount = TestMount(gate: gate)
    front = Front(
      settings: settings,
      mounts: [mount],
      router: { request, channel in
        let source = ApplicationRequestContextSource(channel: channel, logger: logger)
        return try await responder.respond(to: request, context: BasicRequestContext(source: source))
      },
      gateway: centre,
      journal: centre,
      fanOut: fanOut,
      counters: counters,
      logger: logger
    )
    centre.sink.withLock { $0 = fanOut }
    address = try await front.start(host: "127.0.0.1", port: 0, loops: loops)
  }

  /// A new connection.
  func connect() async throws -> FrontClient {
    try await FrontClient.connect(address)
  }

  /// A new WebSocket.
  func webSocket(_ path: String = "/ws") async throws -> FrontClient {
    let client = try await connect()
    try await client.upgrade(path)
    return client
  }

  /// Waits until something is so. Only for counters that other threads change; the test's time limit ends it.
  func eventually(_ condition: () -> Bool) async {
    while !condition() {
      guard !Task.isCancelled else {
        Issue.record("it did not come to pass in time")
        return
      }
      // SLEEP: counters of other threads cannot wake anybody; the condition decides, not the time.
      try? await Task.sleep(for: .milliseconds(2))
    }
  }
}

/// The tests of the network front. One after the other: they measure patience, and would steal it from each other.
@Suite(.serialized, .timeLimit(.minutes(2)))
enum FrontTests {}

/// Runs a test against a front and shuts it down in any case.
func withFront(
  loops: Int = 1,
  padding: Int = 0,
  settings: (inout FrontSettings) -> Void = { _ in },
  _ body: (FrontHarness) async throws -> Void
) async throws {
  let harness = try await FrontHarness(loops: loops, padding: padding, settings: settings)
  do {
    try await body(harness)
  } catch {
    try await harness.front.shutDown(gracePeriod: .zero)
    throw error
  }
  try await harness.front.shutDown(gracePeriod: .milliseconds(500))
  await harness.eventually { harness.counters.open.value == 0 }
}
