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
    mounts: [any Mount] = [],
    encoders: [any EventEncoder] = [],
    over other: TestAPI? = nil,
    settings adjust: (inout FrontSettings) -> Void = { _ in }
  ) async throws {
    var settings = FrontSettings()
    settings.sweep = .milliseconds(40)
    settings.closePatience = .milliseconds(300)
    // Only tests of that patience may run out of it, however busy the machine is.
    settings.headerPatience = .seconds(60)
    settings.heartbeat = .seconds(600)
    adjust(&settings)
    encoder = TestEncoder("test", padding: padding)
    let fanOut = FanOut(encoders: [encoder, TestEncoder("stream", isEventStream: true)] + encoders)
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
      mounts: mounts + [mount],
      router: { request, channel in
        let source = ApplicationRequestContextSource(channel: channel, logger: logger)
        return try await responder.respond(to: request, context: BasicRequestContext(source: source))
      },
      gateway: other?.partition ?? centre,
      journal: other?.journal ?? centre,
      fanOut: fanOut,
      counters: counters,
      logger: logger
    )
    centre.sink.withLock { $0 = fanOut }
    other?.sink.target.withLock { $0 = fanOut }
    address = try await front.start(host: "127.0.0.1", port: 0, loops: loops)
  }

  /// Where a subscription goes on after a fact.
  func cursor(_ offset: UInt64) -> String {
    Position(epoch: centre.epoch, offset: offset).description
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

/// The tests of the network front. One after the other: they measure patience, and would steal it from each other.
@Suite(.serialized, .timeLimit(.minutes(10)))
enum FrontTests {}

/// Runs a test against a front and shuts it down in any case.
func withFront(
  loops: Int = 1,
  padding: Int = 0,
  mounts: [any Mount] = [],
  encoders: [any EventEncoder] = [],
  over centre: TestAPI? = nil,
  settings: (inout FrontSettings) -> Void = { _ in },
  _ body: (FrontHarness) async throws -> Void
) async throws {
  let harness = try await FrontHarness(
    loops: loops,
    padding: padding,
    mounts: mounts,
    encoders: encoders,
    over: centre,
    settings: settings
  )
  do {
    try await body(harness)
  } catch {
    try await harness.front.shutDown(gracePeriod: .zero)
    throw error
  }
  try await harness.front.shutDown(gracePeriod: .milliseconds(500))
  await eventually { harness.counters.open.value == 0 }
}
