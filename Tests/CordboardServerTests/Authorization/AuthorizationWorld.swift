// SPDX-License-Identifier: Apache-2.0

import ContactEngine
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

/// Who calls, as the test says it: nothing here is asked of the product.
struct Caller: Hashable, Sendable, CustomStringConvertible {
  enum Kind: CaseIterable, Hashable, Sendable {
    case agent, supervisor, administrator
    // Programs by their scope; `unscoped` has none.
    case conversations, events, agents, configuration, bots, calls, unscoped
    /// No token, or one that proves nothing.
    case outsider
  }

  let name: String
  let kind: Kind
  let account: AccountID
  let token: String?

  var description: String { "\(name) (\(kind)) of \(account)" }

  /// Whether it supervises an agent.
  func supervises(_ agent: String) -> Bool {
    guard kind == .supervisor, let team = AuthorizationWorld.teams.first(where: { $0.lead == name }) else {
      return false
    }
    return team.agents.contains(agent)
  }

  /// The teams it works in.
  var teams: [String] {
    AuthorizationWorld.teams.filter { $0.agents.contains(name) }.map(\.id.rawValue)
  }

  /// Whether it supervises a team that serves a queue.
  func supervises(queue: String) -> Bool {
    kind == .supervisor && AuthorizationWorld.teams.contains { $0.lead == name && $0.queues.contains(queue) }
  }
}

/// Two accounts with the same names for everything, over the real partition, issuer, API and stream mount. Every free
/// word is a UUID that occurs nowhere else, so that whose it is can be told wherever it comes up.
final class AuthorizationWorld: Sendable {
  struct TeamSheet: Sendable {
    let id: TeamID
    let lead: String
    let agents: [String]
    let queues: [String]
  }

  static let accounts: [AccountID] = ["FIRSTCO", "OTHERCO"]
  static let teams = [
    TeamSheet(
      id: "red",
      lead: "red-lead",
      agents: ["red-1", "red-2", "red-lead"],
      queues: ["red-queue", "shared-queue"]
    ),
    TeamSheet(
      id: "blue",
      lead: "blue-lead",
      agents: ["blue-1", "blue-2", "blue-lead"],
      queues: ["blue-queue", "shared-queue"]
    ),
  ]
  static let agents = teams.flatMap(\.agents)
  static let queues = ["red-queue", "blue-queue", "shared-queue"]
  static let channels = ["red-web", "blue-web", "shared-web", "list-web"]
  static let programs: [(ClientID, Caller.Kind, [Scope])] = [
    ("channel", .conversations, [.conversations]), ("wallboard", .events, [.events]), ("desk", .agents, [.agents]),
    ("setup", .configuration, [.configuration]), ("bot-1", .bots, [.bots]), ("bot-2", .bots, [.bots]),
    ("phone-1", .calls, [.calls]), ("phone-2", .calls, [.calls]), ("nothing", .unscoped, []),
  ]
  /// The channel whose calls `phone-1` carries.
  static let voice = "shared-voice"
  /// What administrators define and remove in the run; nothing depends on them.
  static let spares = ["spare-1", "spare-2", "spare-3"]

  let partition: Partition
  let journal = MemoryJournal()
  let clock = TestClock()
  let api: NativeAPI
  let mount: NativeMount
  let callers: [Caller]
  /// The addresses of customers in each account.
  let customers: [AccountID: [String]]
  private let task: Task<Void, Never>

  init(seed: UInt64) async throws {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let clock = clock
    let relay = FactRelay()
    var habits = PartitionSettings()
    habits.tick = .seconds(3_600)
    habits.appendInterval = .zero
    let partition = Partition(journal: journal, sink: relay, clock: clock, settings: habits, seed: seed, logger: logger)
    self.partition = partition
    let recovered = try await partition.recover()
    task = Task { await partition.run(recovered) }

    var identity = ServerSettings().identity
    identity.passwordCost = IssuerFixture.cost.exponent
    identity.passwordParallelism = IssuerFixture.cost.parallelism
    identity.passwordThreads = 1
    identity.accessTokenLifetime = .seconds(30 * 86_400)
    let directory = PartitionDirectory(partition: partition)
    let keys = SigningKeys(journal: journal)
    let passwords = PasswordVerifier(settings: identity)
    let authenticator = Authenticator(
      baseURL: IssuerFixture.baseURL,
      settings: identity,
      directory: directory,
      keys: keys,
      clock: clock
    )
    relay.connect(FanOut(encoders: []), authenticator)
    let checker = CredentialChecker(
      directory: directory,
      passwords: passwords,
      throttle: LoginThrottle(settings: identity),
      clock: clock,
      audit: AccessAudit(settings: identity, gateway: partition, clock: clock)
    )
    let holder = IssuerTokens(authenticator: authenticator)
    let files = FileService(store: journal, clock: clock)
    let retention = Retention(
      journal: journal,
      files: journal,
      partition: partition,
      clock: clock,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    api = NativeAPI(
      gateway: partition,
      journal: journal,
      authenticator: holder,
      files: files,
      retention: retention,
      webhooks: .test(TestAddress(), journal: journal, clock: clock)
    ) { secret in
      "hash of \(secret.utf8.count) bytes"
    }
    mount = NativeMount(gateway: partition, journal: journal, authenticator: holder)

    var words = Words(seed: seed)
    var callers: [Caller] = []
    var customers: [AccountID: [String]] = [:]
    let verifier = IssuerFixture.verifier ?? ""
    for account in Self.accounts {
      customers[account] = (0..<6).map { _ in words.next() }
      let context = CommandContext(principal: .system(account))
      _ = try await partition.perform(.configure(Self.centre(account, verifier, &words)), in: context)
      func tokens(_ form: String, lifetime: Duration? = nil) async throws -> TokenAnswer {
        var settings = identity
        if let lifetime { settings.accessTokenLifetime = lifetime }
        let issuer = Issuer(
          baseURL: IssuerFixture.baseURL,
          settings: settings,
          directory: directory,
          keys: keys,
          credentials: checker,
          authenticator: authenticator,
          clock: clock
        )
        var message = HTTPMessage(method: "POST", path: "/", body: Array(form.utf8))
        message.headers = [HTTPHeader("content-type", "application/x-www-form-urlencoded")]
        let realm = account.rawValue.lowercased()
        return try TokenAnswer(await IssuerEndpoint(issuer: issuer).token(message, realm: realm, from: words.next()))
      }
      func person(_ name: String) -> String { "grant_type=password&username=\(name)&password=demo" }
      for name in Self.agents + ["chief"] {
        let kind: Caller.Kind = name == "chief" ? .administrator : name.hasSuffix("lead") ? .supervisor : .agent
        let token = try await tokens(person(name))["access_token"]
        callers.append(Caller(name: name, kind: kind, account: account, token: token))
      }
      for (id, kind, _) in Self.programs {
        let form = "grant_type=client_credentials&client_id=\(id)&client_secret=demo"
        let token = try await tokens(form)["access_token"]
        callers.append(Caller(name: id.rawValue, kind: kind, account: account, token: token))
      }
      func outsider(_ name: String, _ token: String?) {
        callers.append(Caller(name: name, kind: .outsider, account: account, token: token))
      }
      outsider("expired", try await tokens(person("chief"), lifetime: .seconds(1))["access_token"])
      outsider("refresh token", try await tokens(person("chief"))["refresh_token"])
      outsider("gone", try await tokens(person("gone"))["access_token"])
      outsider("no token", nil)
      outsider("forged", String(try await tokens(person("chief"))["access_token"].dropLast(8)) + "AAAAAAAA")
      _ = try await partition.perform(.configure([.removed(.agent("gone"))]), in: context)
    }
    self.callers = callers
    self.customers = customers
    clock.advance(by: .seconds(60))
    await passwords.shutDown()
  }

  deinit {
    partition.close()
  }

  /// Sends a request as the router would.
  func send(
    _ method: String,
    _ path: String,
    query: String? = nil,
    _ body: String? = nil,
    type: String = "application/json",
    token: String?,
    key: String? = nil
  ) async throws -> HTTPReply {
    var headers: [HTTPHeader] = []
    if let token { headers.append(HTTPHeader("authorization", "Bearer \(token)")) }
    if body != nil { headers.append(HTTPHeader("content-type", type)) }
    if let key { headers.append(HTTPHeader("idempotency-key", key)) }
    let bytes = Array((body ?? "").utf8)
    let isUpload = NativeAPI.isUpload(method, path)
    let request = APIRequest(
      method: method,
      path: path,
      query: query,
      headers: headers,
      body: isUpload ? [] : bytes
    )
    guard let request else { return Problem.malformedAddress.reply }
    let upload = isUpload ? RequestBody(buffer: ByteBuffer(bytes: bytes)) : nil
    let response = await api.respond(to: request, upload: upload)
    let writer = ReplyWriter()
    try await response.body.write(writer)
    return HTTPReply(
      status: response.status.code,
      headers: response.headers.map { HTTPHeader($0.name.canonicalName, $0.value) },
      body: writer.bytes.withLock { $0 }
    )
  }

  /// The state of an account, committed and whole.
  func state(of account: AccountID) async throws -> ContactCentre {
    try await partition.query(account) { centre, _ in copy centre }
  }

  private static func centre(
    _ account: AccountID,
    _ verifier: String,
    _ words: inout Words
  ) -> [ConfigurationChange] {
    var settings = AccountSettings.initialForTests
    settings.realm = account.rawValue.lowercased()
    settings.name = words.next()
    var changes: [ConfigurationChange] = [
      .account(settings),
      .mediaRoutingDomain(MediaRoutingDomain(id: "chat", name: words.next(), maxRequests: 3, interruptible: true)),
      .reasonCode(ReasonCode(id: "lunch", label: words.next(), kind: .notReady)),
      .wrapUpCode(WrapUpCode(id: "refund", category: "Billing", label: words.next())),
      .pullList(PullList(id: "list", name: words.next(), description: "")),
    ]
    for team in teams { changes.append(.team(Team(id: team.id, name: words.next()))) }
    func add(_ name: String, _ roles: [Role], teams: [TeamID] = [], supervised: [TeamID] = []) {
      let agent = Agent(
        id: AgentID(rawValue: name),
        firstName: words.next(),
        lastName: "",
        roles: roles,
        teams: teams,
        supervisedTeams: supervised,
        capacities: []
      )
      changes.append(.agent(agent))
      changes.append(.credential(Credential(subject: .agent(agent.id), verifier: verifier)))
    }
    for team in teams {
      for name in team.agents where name != team.lead { add(name, [.agent], teams: [team.id]) }
      add(team.lead, [.supervisor], teams: [team.id], supervised: [team.id])
    }
    add("chief", [.administrator])
    add("gone", [.administrator])
    for (id, _, scopes) in programs {
      changes.append(.client(APIClient(id: id, name: words.next(), scopes: scopes)))
      changes.append(.credential(Credential(subject: .client(id), verifier: verifier)))
    }
    for queue in queues {
      changes.append(
        .queue(
          Queue(
            id: QueueID(rawValue: queue),
            name: words.next(),
            mediaRoutingDomain: "chat",
            members: QueueMembers(
              everyone: false,
              teams: teams.filter { $0.queues.contains(queue) }.map(\.id),
              agents: []
            ),
            strategy: .longestAvailable,
            offerDeadline: .seconds(60),
            wrapUp: WrapUpRule(limit: .seconds(60), longest: .seconds(600))
          )
        )
      )
    }
    for channel in channels {
      let isPull = channel == "list-web"
      let queue = channel.replacing("-web", with: "-queue")
      changes.append(
        .channel(
          Channel(
            id: ChannelID(rawValue: channel),
            type: .chat,
            serviceIdentifier: words.next(),
            mediaRoutingDomain: "chat",
            routing: isPull ? .pull(list: "list") : .push(queue: QueueID(rawValue: queue), priority: 0),
            survey: channel == "red-web"
              ? SurveyRule(questions: [SurveyQuestion(id: "q", text: words.next(), kind: .text)], limit: .seconds(600))
              : nil,
            outbound: OutboundRule(answerLimit: .seconds(600))
          )
        )
      )
    }
    changes.append(
      .channel(
        Channel(
          id: ChannelID(rawValue: voice),
          type: .voice,
          serviceIdentifier: words.next(),
          mediaRoutingDomain: "chat",
          routing: .push(queue: "shared-queue", priority: 0),
          voice: VoiceRule(provider: "phone-1")
        )
      )
    )
    return changes
  }
}

/// Collects the body of an answer. The lock guards the bytes.
private final class ReplyWriter: ResponseBodyWriter {
  let bytes = Mutex<[UInt8]>([])

  func write(_ buffer: ByteBuffer) async throws {
    bytes.withLock { $0 += Array(buffer: buffer) }
  }

  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// Makes and finds words that occur nowhere else: UUIDs.
struct Words: Sendable {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed &+ 0x77) }

  mutating func next() -> String {
    let bits = UInt128(random.next()) << 64 | UInt128(random.next())
    return ConversationID(rawValue: bits).description
  }

  /// Every UUID in a text.
  static func found(in bytes: [UInt8]) -> Set<String> {
    var found: Set<String> = []
    var index = 8
    while index + 28 <= bytes.count {
      guard bytes[index] == 0x2d, isWord(bytes, from: index - 8) else {
        index += 1
        continue
      }
      found.insert(String(decoding: bytes[index - 8..<index + 28], as: UTF8.self))
      index += 36
    }
    return found
  }

  private static func isWord(_ bytes: [UInt8], from start: Int) -> Bool {
    for offset in 0..<36 {
      let byte = bytes[start + offset]
      switch offset {
      case 8, 13, 18, 23: if byte != 0x2d { return false }
      default: if !(0x30...0x39 ~= byte || 0x61...0x66 ~= byte) { return false }
      }
    }
    return true
  }
}
