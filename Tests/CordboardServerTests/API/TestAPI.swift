// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

@testable import CordboardServer

/// The native API over a real partition and a journal in memory, reached through Hummingbird's router as in the server.
final class TestAPI: Sendable {
  /// Who sends a request in tests. The token is the name.
  enum Sender: String {
    case alice, bob, sam, ada, integration, reader, desk, helper, pbx, otherPBX, stranger
  }

  private struct Context: RequestContext {
    struct Source: RequestContextSource {
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    }

    var coreContext: CoreRequestContextStorage

    init(source: Source) {
      coreContext = .init(source: source)
    }
  }

  let partition: Partition
  let journal: MemoryJournal
  /// Where its facts go once somebody wants them.
  let sink = TestSink()
  let tokens = TestTokens()
  let clock: TestClock
  let files: FileService
  let retention: Retention
  /// Where its webhooks lead.
  let address = TestAddress()
  let webhooks: NativeWebhooks
  let api: NativeAPI
  private let responder: Hummingbird.RouterResponder<Context>
  private let task: Task<Void, Never>

  static var routes: [(method: String, path: String)] {
    let journal = MemoryJournal()
    let partition = Partition(
      journal: journal,
      sink: NoSink(),
      seed: 1,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    let files = FileService(store: journal)
    return NativeAPI(
      gateway: partition,
      journal: journal,
      authenticator: TestTokens(),
      files: files,
      retention: retention(journal, partition, TestClock()),
      webhooks: .test(TestAddress(), journal: journal, clock: TestClock())
    ) { $0 }.routes
  }

  init() async throws {
    journal = MemoryJournal()
    clock = TestClock()
    let partition = Partition(
      journal: journal,
      sink: sink,
      clock: clock,
      seed: 7,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    self.partition = partition
    let recovered = try await partition.recover()
    task = Task { await partition.run(recovered) }
    var limits = ServerSettings.FileSettings()
    (limits.fileBytes, limits.perConversation, limits.uploads) = (1 << 20, 4, 2)
    files = FileService(store: journal, settings: limits, baseURL: "", clock: clock)
    retention = Self.retention(journal, partition, clock)
    webhooks = .test(address, journal: journal, clock: clock)
    api = Self.api(partition, journal, tokens, files, retention, webhooks)
    let router = Router(context: Context.self)
    api.addRoutes(to: router, maximumBodyBytes: 20_000)
    responder = router.buildResponder()
    for account in ["DEMOCO", "OTHER"] as [AccountID] {
      let context = CommandContext(principal: .system(account))
      _ = try await partition.perform(.configure(Self.centre(account)), in: context)
    }
  }

  private static func api(
    _ partition: Partition,
    _ journal: any Journal & ConversationSearch,
    _ tokens: TestTokens,
    _ files: FileService,
    _ retention: Retention,
    _ webhooks: NativeWebhooks
  ) -> NativeAPI {
    NativeAPI(
      gateway: partition,
      journal: journal,
      authenticator: tokens,
      files: files,
      retention: retention,
      webhooks: webhooks
    ) { secret in
      "hash of \(secret.utf8.count) bytes"
    }
  }

  /// The API of the same centre, as it reads by way of another journal.
  func api(over journal: any Journal & ConversationSearch) -> NativeAPI {
    Self.api(partition, journal, tokens, files, retention, webhooks)
  }

  private static func retention(_ journal: MemoryJournal, _ partition: Partition, _ clock: TestClock) -> Retention {
    Retention(
      journal: journal,
      files: journal,
      partition: partition,
      clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
  }

  deinit {
    partition.close()
  }

  /// One answer, taken apart.
  struct Answer {
    let status: Int
    let headers: HTTPFields
    let json: JSONValue
    let bytes: [UInt8]

    subscript(_ name: String) -> JSONValue? { json[name] }

    func header(_ name: String) -> String? {
      HTTPField.Name(name).flatMap { headers[$0] }
    }

    /// The code of a problem, once it is clear that it is a whole one.
    var problem: String? {
      guard header("Content-Type") == "application/problem+json", json["status"]?.integerValue == status,
        json["title"]?.stringValue != nil, let detail = json["detail"]?.stringValue, !detail.isEmpty
      else { return nil }
      return json["code"]?.stringValue
    }

    var pointer: String? { json["errors"]?.arrayValue?.first?["pointer"]?.stringValue }
  }

  /// Sends a request to an address below the account's.
  @discardableResult
  func send(
    _ method: String,
    _ path: String,
    _ body: String? = nil,
    as sender: Sender = .alice,
    headers: [String: String] = [:]
  ) async throws -> Answer {
    try await raw(method, "/api/v1/accounts/DEMOCO\(path)", body.map { Array($0.utf8) }, as: sender, headers: headers)
  }

  /// Sends any request.
  func raw(
    _ method: String,
    _ path: String,
    _ body: [UInt8]? = nil,
    as sender: Sender? = .alice,
    headers: [String: String] = [:]
  ) async throws -> Answer {
    var fields = HTTPFields()
    if let sender { fields[.authorization] = "Bearer \(sender.rawValue)" }
    if body != nil { fields[.contentType] = "application/json" }
    for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value.isEmpty ? nil : value } }
    let request = Request(
      head: HTTPRequest(
        method: HTTPRequest.Method(method) ?? .get,
        scheme: "http",
        authority: "test",
        path: path,
        headerFields: fields
      ),
      body: RequestBody(buffer: ByteBuffer(bytes: body ?? []))
    )
    let response = try await responder.respond(to: request, context: Context(source: Context.Source()))
    let writer = CollectingWriter()
    try await response.body.write(writer)
    let bytes = writer.bytes.withLock { $0 }
    let isJSON = response.headers[.contentType]?.hasSuffix("json") ?? false
    return Answer(
      status: response.status.code,
      headers: response.headers,
      json: isJSON ? try JSONValue(parsing: bytes) : .string(String(decoding: bytes, as: UTF8.self)),
      bytes: bytes
    )
  }

  // MARK: The story so far

  /// Logs an agent in and makes it ready for chats.
  func makeReady(_ agent: Sender) async throws {
    try await send("POST", "/agents/\(agent.rawValue)/login", as: agent)
    try await send("PUT", "/agents/\(agent.rawValue)/state", #"{"state":"READY"}"#, as: agent)
    try await send("PUT", "/agents/\(agent.rawValue)/media/chat", #"{"state":"READY"}"#, as: agent)
  }

  /// A customer begins a chat; its conversation.
  func startChat(_ customer: String = "zoe", channel: String = "web") async throws -> String {
    let body = #"{"channel":"\#(channel)","customer":{"identifier":"\#(customer)"},"message":{"body":{"text":"Hi"}}}"#
    let answer = try await send("POST", "/conversations", body, as: .integration)
    return answer["conversation"]?["id"]?.stringValue ?? "none: \(answer)"
  }

  /// The only offer an agent has.
  func offer(to agent: Sender) async throws -> String {
    let answer = try await send("GET", "/offers", as: agent)
    return answer["offers"]?.arrayValue?.first?["id"]?.stringValue ?? "none: \(answer)"
  }

  /// An agent takes the chat of a customer; the conversation.
  func serveChat(_ customer: String = "zoe", by agent: Sender = .alice) async throws -> String {
    try await makeReady(agent)
    let conversation = try await startChat(customer)
    try await send("POST", "/offers/\(try await offer(to: agent))/accept", as: agent)
    return conversation
  }

  /// Closes a conversation, and its agent's after-contact work with it.
  func close(_ conversation: String, by agent: Sender = .alice) async throws {
    try await send("POST", "/conversations/\(conversation)/close", #"{"reason":"system"}"#, as: .integration)
    for item in try await send("GET", "/work-items", as: agent)["workItems"]?.arrayValue ?? [] {
      let id = item["id"]?.stringValue ?? ""
      try await send("POST", "/work-items/\(id)/wrap-up", "{}", as: agent)
    }
  }

  private static func centre(_ account: AccountID) -> [ConfigurationChange] {
    var settings = AccountSettings.initialForTests
    settings.realm = account.rawValue.lowercased()
    let queue = Queue(
      id: "support",
      name: "Support",
      mediaRoutingDomain: "chat",
      members: QueueMembers(everyone: false, teams: ["service"], agents: []),
      strategy: .longestAvailable,
      offerDeadline: .seconds(20),
      wrapUp: WrapUpRule(limit: .seconds(60))
    )
    func agent(_ id: AgentID, _ roles: [Role], _ teams: [TeamID], _ supervised: [TeamID] = []) -> ConfigurationChange {
      .agent(
        Agent(
          id: id,
          firstName: id.rawValue,
          lastName: "Test",
          roles: roles,
          teams: teams,
          supervisedTeams: supervised,
          capacities: []
        )
      )
    }
    return [
      .account(settings),
      .mediaRoutingDomain(MediaRoutingDomain(id: "chat", name: "Chat", maxRequests: 2, interruptible: true)),
      .team(Team(id: "service", name: "Service")), .team(Team(id: "sales", name: "Sales")),
      agent("alice", [.agent], ["service"]), agent("bob", [.agent], ["sales"]),
      agent("sam", [.supervisor], [], ["service"]), agent("ada", [.administrator], []),
      .client(APIClient(id: "integration", name: "Integration", scopes: [.conversations])),
      .client(APIClient(id: "helper", name: "Helper", scopes: [.bots])),
      .reasonCode(ReasonCode(id: "lunch", label: "Lunch", kind: .notReady)),
      .wrapUpCode(WrapUpCode(id: "refund", category: "Billing", label: "Refund")),
      .pullList(PullList(id: "callbacks", name: "Callbacks", description: "")), .queue(queue),
      .channel(
        Channel(
          id: "web",
          type: .chat,
          serviceIdentifier: "1212",
          mediaRoutingDomain: "chat",
          routing: .push(queue: "support", priority: 0)
        )
      ),
      .channel(
        Channel(
          id: "web-pull",
          type: .chat,
          serviceIdentifier: "1313",
          mediaRoutingDomain: "chat",
          routing: .pull(list: "callbacks")
        )
      ),
    ]
  }
}

/// Tokens that are the names of their holders.
final class TestTokens: TokenAuthenticator {
  func cached(_ token: String) -> TokenHolder? {
    guard let sender = TestAPI.Sender(rawValue: token) else { return nil }
    let account: AccountID = sender == .stranger ? "OTHER" : "DEMOCO"
    let (actor, permissions): (Actor, Permissions) =
      switch sender {
      case .alice, .bob: (.agent(AgentID(rawValue: token)), .work)
      case .sam: (.agent("sam"), Permissions(roles: [.supervisor]))
      case .ada: (.agent("ada"), Permissions(roles: [.administrator]))
      case .integration: (.client("integration"), Permissions(scopes: [.conversations]))
      case .reader: (.client("reader"), Permissions(scopes: [.events]))
      case .desk: (.client("desk"), Permissions(scopes: [.agents]))
      case .helper: (.client("helper"), Permissions(scopes: [.bots]))
      case .pbx, .otherPBX: (.client(ClientID(rawValue: token)), Permissions(scopes: [.calls]))
      case .stranger: (.client("stranger"), .all)
      }
    return TokenHolder(
      principal: Principal(actor: actor, account: account, permissions: permissions),
      expires: Timestamp(milliseconds: .max)
    )
  }

  func authenticate(_ token: String) async throws(Problem) -> TokenHolder {
    throw Problem(AuthenticationFailure.invalid)
  }
}

/// A clock that tests move. The lock guards the time.
final class TestClock: WallClock {
  private let clock = Mutex(ManualClock())

  func now() -> Timestamp { clock.withLock { $0.now } }

  func advance(by duration: Duration) {
    clock.withLock { $0.advance(by: duration) }
  }
}

/// Hands facts on to whoever is put in. The lock guards who that is.
final class TestSink: FactSink {
  let target = Mutex<(any FactSink)?>(nil)

  func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {
    target.withLock { $0 }?.publish(envelopes, account: account, epoch: epoch)
  }

  func publish(_ signal: Signal) {
    target.withLock { $0 }?.publish(signal)
  }
}

struct NoSink: FactSink {
  func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {}
  func publish(_ signal: Signal) {}
}

/// Collects a response's body. The lock guards the bytes.
private final class CollectingWriter: ResponseBodyWriter {
  let bytes = Mutex<[UInt8]>([])

  func write(_ buffer: ByteBuffer) async throws {
    bytes.withLock { $0 += Array(buffer: buffer) }
  }

  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension AccountSettings {
  static var initialForTests: AccountSettings {
    AccountSettings(
      name: "Test",
      realm: "test",
      disconnectLease: .seconds(30),
      requeueAfterLease: .seconds(60),
      rejectHold: .seconds(30),
      logoutPolicy: .requeue,
      readyAllMedia: false,
      limits: AccountLimits(
        openConversations: 100,
        messagesPerConversation: 100,
        messageBytes: 1_000,
        attributesPerConversation: 10,
        attributeBytes: 100,
        rememberedCommands: 100
      )
    )
  }
}
