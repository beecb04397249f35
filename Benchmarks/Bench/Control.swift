// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardServer
import DialectKit
import NativeDialect
import Synchronization

/// Makes the server say something about an agent: by a fact that is put into the fan-out and nowhere else, or by a
/// command that goes the whole way. A server is used for one of the two, because injected facts have offsets of their
/// own.
final class Control: Sendable {
  private struct State {
    var gateway: (any CommandGateway)?
    var fanOut: FanOut?
    var nextOffset: UInt64 = 1 << 32
    /// The conversation of each agent.
    var conversations: [ConversationID] = []
  }

  static let account: AccountID = "DEMOCO"
  static let client = Principal(actor: .client("integration"), account: account, permissions: .all)

  private let state = Mutex(State())
  private let text: String
  private let notice: Notice

  /// Creates a control whose events have so many bytes on the wire.
  init(size: Int) {
    var bytes: [UInt8] = []
    let empty = Control.envelope(agent: 0, in: nil, offset: 1 << 32, text: "")
    _ = CloudEventEncoder().encode(empty, epoch: 1, into: &bytes)
    text = String(repeating: "x", count: max(0, size - bytes.count))
    // A notification of the same size, with a place for the 36 characters of a subscription's id.
    notice = Notice(
      head: Array(#"{"correlationId":"fdbec917-e76e-4645-8120-4eac46f29487","subscriptionId":""#.utf8),
      body: Array(repeating: UInt8(ascii: "x"), count: max(0, size - 115)),
      numberLabel: [],
      end: Array("\"}".utf8)
    )
  }

  func connect(_ gateway: any CommandGateway, _ fanOut: FanOut) {
    state.withLock { state in
      state.gateway = gateway
      state.fanOut = fanOut
    }
  }

  /// Puts a fact for an agent into the fan-out.
  func inject(_ agent: Int) {
    let (fanOut, offset, conversation) = state.withLock { state in
      state.nextOffset += 1
      let known = state.conversations.indices.contains(agent) ? state.conversations[agent] : nil
      return (state.fanOut, state.nextOffset, known)
    }
    let envelope = Self.envelope(agent: agent, in: conversation, offset: offset, text: text)
    fanOut?.publish([envelope], account: Self.account, epoch: 1)
  }

  /// Puts a notification into the fan-out, for every subscription of Avaya's.
  func notify() {
    let (fanOut, serial) = state.withLock { state in
      state.nextOffset += 1
      return (state.fanOut, state.nextOffset)
    }
    let shared = SharedNotice(serial: serial, kind: 1) { [notice] in notice }
    fanOut?.publish([shared], of: NoticeFeedID(name: "avaya", account: Self.account.rawValue))
  }

  /// The command by which the customer of an agent says something.
  func command(_ agent: Int) -> Command? {
    let conversation = state.withLock { state in
      state.conversations.indices.contains(agent) ? state.conversations[agent] : nil
    }
    guard let conversation else { return nil }
    let message = NewMessage(body: MessageBody(kind: "PLAIN", text: text))
    return .postMessage(PostMessage(conversation: conversation, speaker: .customer, message: message))
  }

  /// A message of an agent's customer: in a conversation, or in one that nobody knows.
  private static func envelope(
    agent: Int,
    in conversation: ConversationID?,
    offset: UInt64,
    text: String
  ) -> Envelope {
    let sender = ParticipantID(rawValue: 7)
    let message = Message(
      id: "0192d3a4-5b6c-7d8e-9fa0-b1c2d3e4f506",
      sender: sender,
      senderKind: .customer,
      body: MessageBody(kind: "PLAIN", text: text),
      audience: .everyone
    )
    let fact = MessagePosted(
      conversation: conversation ?? ConversationID(rawValue: UInt128(agent) << 64 | 5),
      dialog: DialogID(rawValue: 6),
      message: message
    )
    return Envelope(
      account: account,
      offset: offset,
      time: SystemWallClock().now(),
      conversationSequence: offset,
      audience: [AgentID(rawValue: "agent-\(agent)")],
      actor: .client("integration"),
      event: .messagePosted(fact)
    )
  }

  /// Defines agents with a password, logs them in, and gives each the conversation of a customer.
  func prepare(agents: Int) async throws {
    guard agents > 0, let gateway = state.withLock({ $0.gateway }) else { return }
    // As little work as can be: what a login costs is not measured.
    let cost = PasswordHash.Cost(exponent: 4, parallelism: 1)
    guard let verifier = PasswordHash(of: "desk", cost: cost)?.description else { fail("no password") }
    let system = CommandContext(principal: .system(Self.account))
    let everybody = (0..<agents).map { AgentID(rawValue: "agent-\($0)") }
    for start in stride(from: 0, to: agents, by: 500) {
      let changes = everybody[start..<min(start + 500, agents)].flatMap { id in
        [
          ConfigurationChange.agent(
            Agent(
              id: id,
              firstName: "Agent",
              lastName: id.rawValue,
              roles: [.agent],
              teams: [],
              supervisedTeams: [],
              capacities: []
            )
          ),
          .credential(Credential(subject: .agent(id), verifier: verifier)),
        ]
      }
      _ = try await gateway.perform(.configure(changes), in: system)
    }
    var conversations: [ConversationID] = []
    for start in stride(from: 0, to: agents, by: 100) {
      // A hundred at a time share what the journal's syncs cost.
      let begun = try await withThrowingTaskGroup(of: (Int, ConversationID).self) { group in
        for number in start..<min(start + 100, agents) {
          group.addTask { (number, try await Self.begin(everybody[number], number, gateway)) }
        }
        return try await group.reduce(into: [Int: ConversationID]()) { $0[$1.0] = $1.1 }
      }
      conversations += begun.sorted { $0.key < $1.key }.map(\.value)
    }
    state.withLock { [conversations] in $0.conversations = conversations }
  }

  /// Logs an agent in and has it take the conversation of a customer.
  private static func begin(
    _ agent: AgentID,
    _ number: Int,
    _ gateway: any CommandGateway
  ) async throws -> ConversationID {
    let system = CommandContext(principal: .system(account))
    _ = try await gateway.perform(.logIn(agent), in: system)
    let content = StartConversation(
      channel: "web-pull",
      customer: Customer(
        id: CustomerID(rawValue: UInt128(number + 1)),
        identifier: "customer-\(number)",
        displayName: nil
      )
    )
    let outcome = try await gateway.perform(.startConversation(content), in: system)
    guard let conversation = outcome.conversation else { fail("a conversation did not start") }
    let item = try await gateway.query(account) { centre, _ in
      centre.conversations[conversation]?.workItems.first
    }
    if let item { _ = try await gateway.perform(.takePullItem(agent, item), in: system) }
    return conversation
  }
}

/// Where the load client's publisher connects.
struct ControlMount: Mount {
  let control: Control

  func claims(path: String) -> Bool { path == "/bench/control" }

  func open(_ request: MountRequest) async -> MountDecision {
    .webSocket(SessionStart(session: ControlSession(control: control), principal: Control.client), headers: [])
  }

  func openAtOnce(_ request: MountRequest) -> MountDecision? {
    .webSocket(SessionStart(session: ControlSession(control: control), principal: Control.client), headers: [])
  }
}

/// Takes `I n`, `C n` and `A`, each without the space.
struct ControlSession: DialectSession {
  let control: Control

  mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    guard case .text(let bytes) = input, let letter = bytes.first else { return [] }
    var agent = 0
    for digit in bytes.dropFirst() { agent = agent * 10 + Int(digit) - 48 }
    if letter == UInt8(ascii: "C") {
      return control.command(agent).map { [.submit($0, correlation: 0)] } ?? [.close(.badRequest)]
    }
    if letter == UInt8(ascii: "A") { control.notify() } else { control.inject(agent) }
    return []
  }
}
