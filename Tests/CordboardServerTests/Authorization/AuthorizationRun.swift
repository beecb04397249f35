// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import Testing

@testable import CordboardServer

/// A seeded random run: everybody tries everything, and after each request the oracle is asked.
struct AuthorizationRun {
  let world: AuthorizationWorld
  private let seed: UInt64
  private var random: SeededRandom
  var words: Words
  private var oracle = AuthorizationOracle()
  private var files: [String] = []
  private var webhooks: [String] = []
  private(set) var states: [AccountID: ContactCentre] = [:]
  private var offsets: [AccountID: UInt64] = [:]
  private var facts: [AccountID: [Envelope]] = [:]
  private(set) var calls = 0
  private(set) var appended = 0
  private(set) var succeeded: [String: Int] = [:]
  private(set) var problems: [String] = []
  /// The last refusal of each route to somebody who may.
  private var refusals: [String: String] = [:]

  /// Something that ought to be as it is not.
  mutating func complain(_ problem: String) { problems.append("seed \(seed), \(problem)") }

  init(seed: UInt64) async throws {
    self.seed = seed
    world = try await AuthorizationWorld(seed: seed)
    random = SeededRandom(seed: seed)
    words = Words(seed: seed &+ 1_000_000)
    _ = try await news()
    for account in AuthorizationWorld.accounts {
      for caller in world.callers where caller.account == account && AuthorizationWorld.agents.contains(caller.name) {
        let agent = "/api/v1/accounts/\(account)/agents/\(caller.name)"
        _ = try await world.send("POST", "\(agent)/login", token: caller.token)
        _ = try await world.send("PUT", "\(agent)/state", #"{"state":"READY"}"#, token: caller.token)
        _ = try await world.send("PUT", "\(agent)/media/chat", #"{"state":"READY"}"#, token: caller.token)
      }
    }
    for (account, new) in try await news() {
      #expect(!new.isEmpty, "nobody could log in to \(account)")
      for fact in new { oracle.take(fact) }
    }
  }

  /// Tries requests of all rows by their weights.
  mutating func run(_ count: Int) async throws {
    let rows = AuthorizationRow.all.flatMap { Array(repeating: $0, count: $0.weight) }
    for _ in 0..<count where problems.count < 5 {
      guard let row = rows.randomElement(using: &random) else { return }
      try await call(row)
    }
  }

  /// Tries what never succeeded until it does, so that the oracle had something to say about everything.
  mutating func insist(_ rounds: Int) async throws {
    for _ in 0..<rounds where problems.count < 5 {
      let missing = AuthorizationRow.all.filter { succeeded[$0.route] == nil }
      if missing.isEmpty { return }
      for row in missing { try await call(row) }
      try await run(20)
    }
  }

  /// The routes that never did what was asked, with their last refusal of somebody who may.
  var untried: [String] {
    AuthorizationRow.all.filter { succeeded[$0.route] == nil }.map {
      "\($0.route): \(refusals[$0.route] ?? "not tried")"
    }
  }

  private mutating func call(_ row: AuthorizationRow) async throws {
    calls += 1
    if calls % 25 == 0 { try await passTime() }
    if calls % 5 == 0 { try await watch() }
    var draw = AuthorizationDraw(
      &random,
      &words,
      callers: world.callers,
      row: row,
      states: states,
      closed: oracle.closed,
      customers: world.customers,
      files: files,
      webhooks: webhooks
    )
    let parts = row.route.split(separator: " ")
    let method = String(parts[0])
    var path = "/api/v1/accounts/\(draw.account)"
    for part in parts[1].split(separator: "/") {
      path += "/" + (part.first == "{" ? draw.parameter(String(part.dropFirst().dropLast()), row: row) : String(part))
    }
    let body = row.body.flatMap { $0(&draw) }
    let query = row.query.flatMap { $0(&draw) }
    random = draw.random
    words = draw.words
    let key = method != "GET" && random.oneIn(10) ? "key-\(Int.random(in: 0..<5, using: &random))" : nil
    let attempt = Attempt(
      row: row,
      caller: draw.caller,
      account: draw.account,
      conversation: draw.conversation,
      method: method,
      path: path,
      query: query,
      body: body,
      key: key,
      agents: [draw.namedAgent, draw.addressedAgent].compactMap(\.self)
    )
    _ = try await send(attempt)
  }

  /// One request, and what it is made of.
  struct Attempt {
    let row: AuthorizationRow
    let caller: Caller
    /// The account in the address.
    let account: AccountID
    /// The conversation it is about.
    let conversation: ConversationID
    let method: String
    let path: String
    var query: String?
    let body: String?
    var key: String?
    /// The agents the address and the body name.
    let agents: [String]
  }

  /// Sends a request, and asks the oracle about what came of it.
  mutating func send(_ attempt: Attempt) async throws -> HTTPReply {
    let (row, caller, method, path) = (attempt.row, attempt.caller, attempt.method, attempt.path)
    let (query, body, account) = (attempt.query, attempt.body, attempt.account)
    // SAFETY: the state of every account is kept.
    let before = states[account]!
    let reply = try await world.send(
      method,
      path,
      query: query,
      body,
      type: row.contentType,
      token: caller.token,
      key: attempt.key
    )
    let new = try await news()

    func note(_ what: String) -> String {
      """
      seed \(seed), request \(calls): \(caller): \(method) \(path)\(query.map { "?\($0)" } ?? "") \(body ?? "") \
      -> \(reply.status) \(String(decoding: reply.body.prefix(600), as: UTF8.self))
        \(what)
      """
    }
    var wrong: [String] = []
    let isDone = reply.status < 400
    if let trespass = oracle.trespass(new[account] ?? [], of: caller, before: before) { wrong.append(trespass) }
    for (other, new) in new {
      for fact in new { oracle.take(fact) }
      if !new.isEmpty, other != account { wrong.append("account \(other) changed") }
      if !new.isEmpty, !isDone { wrong.append("it was refused and appended \(new.map(\.event.kind))") }
    }
    if caller.account != account || caller.kind == .outsider, reply.status != 401, reply.status != 403 {
      wrong.append("who is not of the account is let in")
    }
    if isDone, !row.may.contains(caller.kind) { wrong.append("it may not do this at all") }
    if isDone, method != "GET" {
      for agent in attempt.agents
      where agent != caller.name && caller.kind != .agents
        && !(row.route.contains("force-") && caller.supervises(agent))
      {
        wrong.append("it acts for \(agent)")
      }
    }
    if reply.status >= 500 { wrong.append("the server failed") }
    let asked = Words.found(in: Array("\(path) \(query ?? "") \(body ?? "")".utf8))
    var shown = reply.body
    for header in reply.headers { shown += Array(" \(header.value)".utf8) }
    if isDone, method == "POST", path.hasSuffix("/files") {
      // Files are no facts: whose they are is known from here.
      let words = Words.found(in: shown).union(Words.found(in: Array("\(body ?? "") \(query ?? "")".utf8)))
      oracle.take(words, of: .conversation(account, attempt.conversation))
      if let file = JSONValue.id(of: "file", in: reply.body) { files.append(file) }
    }
    if isDone, row.route == "POST /webhooks" {
      // Nor are webhooks: who has them sees them, and nobody else.
      oracle.take(Words.found(in: shown).union(asked), of: .audit(account))
      if let webhook = JSONValue.id(of: "webhook", in: reply.body) { webhooks.append(webhook) }
    }
    if isDone, row.route == "DELETE /webhooks/{webhook}" { webhooks.removeAll { path.hasSuffix($0) } }
    if let leak = oracle.leak(Words.found(in: shown).subtracting(asked), to: caller, also: row.also) {
      wrong.append("it sees \(leak)")
    }
    let mayHaveHashes = row.route == "GET /configuration/export" && caller.kind == .administrator
    if !mayHaveHashes, String(decoding: shown, as: UTF8.self).contains("$scrypt") { wrong.append("it sees a hash") }
    if isDone { succeeded[row.route, default: 0] += 1 }
    if !isDone, row.may.contains(caller.kind), caller.account == account { refusals[row.route] = note("refused") }
    problems += wrong.map(note)
    return reply
  }

  /// The facts since the last time, and the states after them. What did not get a fact must be as it was, but for its
  /// index of deadlines, which forgets what is over when time passes.
  private mutating func news() async throws -> [AccountID: [Envelope]] {
    var found: [AccountID: [Envelope]] = [:]
    for account in AuthorizationWorld.accounts {
      let state = try await world.state(of: account)
      let new = try await world.journal.read(account, after: offsets[account] ?? 0, limit: 10_000)
      if new.isEmpty, let before = states[account], calls % 20 == 0 {
        if before.snapshot() != state.snapshot() {
          problems.append("seed \(seed), request \(calls): \(account) changed without a fact")
        }
      }
      if offsets[account] == nil { for fact in new { oracle.take(fact) } }
      offsets[account] = state.offset
      states[account] = state
      facts[account, default: []] += new
      appended += new.count
      found[account] = new
    }
    return found
  }

  private mutating func passTime() async throws {
    world.clock.advance(by: .seconds(5))
    world.partition.tick()
    for (_, new) in try await news() { for fact in new { oracle.take(fact) } }
  }

  // MARK: Streams

  /// Some topics, each of an account, as the parameter of a request.
  static func topics(_ draw: inout AuthorizationDraw) -> String {
    topics(&draw.random, conversation: draw.conversation, caller: draw.caller)
  }

  private static func topics(
    _ random: inout SeededRandom,
    conversation: ConversationID?,
    caller: Caller
  ) -> String {
    var topics: [String] = []
    for _ in 0...Int.random(in: 0...1, using: &random) {
      let agent = random.oneIn(2) ? caller.name : AuthorizationWorld.agents.randomElement(using: &random) ?? ""
      let all = [
        "account", "audit", "channel:\(AuthorizationWorld.voice)",
        "queue:\(AuthorizationWorld.queues.randomElement(using: &random) ?? "")",
        "team:\(AuthorizationWorld.teams.randomElement(using: &random)?.id.rawValue ?? "")", "agent:\(agent)",
        "agent:\(agent)", conversation.map { "conversation:\($0)" } ?? "account",
      ]
      if let topic = all.randomElement(using: &random), !topics.contains(topic) { topics.append(topic) }
    }
    return topics.joined(separator: ",")
  }

  /// Somebody opens a stream; everything that was ever delivered under its topics must be theirs to see.
  private mutating func watch() async throws {
    guard let caller = world.callers.randomElement(using: &random) else { return }
    let account = random.oneIn(6) ? AuthorizationWorld.accounts.randomElement(using: &random) ?? "" : caller.account
    let conversation = states[account]?.conversations.keys.sorted().randomElement(using: &random)
    let topics = Self.topics(&random, conversation: conversation, caller: caller)
    let message = HTTPMessage(
      method: "GET",
      path: "/api/v1/accounts/\(account)/events",
      query: [QueryItem("topics", topics)],
      headers: caller.token.map { [HTTPHeader("authorization", "Bearer \($0)")] } ?? []
    )
    let request = MountRequest(message: message, wantsWebSocket: true, time: world.clock.now())
    let decision: MountDecision
    if let atOnce = world.mount.openAtOnce(request) {
      decision = atOnce
    } else {
      decision = await world.mount.open(request)
    }
    guard case .webSocket(let start, _) = decision else { return }
    var session = start.session
    var watched: EventSubscription?
    for action in session.receive(.opened, at: world.clock.now()) {
      if case .subscribe(let subscription) = action { watched = subscription }
    }
    guard let watched else { return }
    succeeded["stream of \(caller.kind)", default: 0] += 1
    let wanted = Set(watched.topics)
    for fact in (facts[watched.account] ?? []).suffix(500) where fact.isUnder(wanted) {
      let seen = Words.found(in: AuthorizationOracle.text(fact))
      guard
        caller.account != watched.account || caller.kind == .outsider || oracle.leak(seen, to: caller, also: nil) != nil
      else { continue }
      problems.append(
        """
        seed \(seed), request \(calls): \(caller) watches \(topics) of \(account) and is sent \
        \(String(decoding: AuthorizationOracle.text(fact), as: UTF8.self))
          it sees \(oracle.leak(seen, to: caller, also: nil) ?? "another account")
        """
      )
      return
    }
  }
}

extension JSONValue {
  /// The id of a member of an answer.
  fileprivate static func id(of name: String, in body: [UInt8]) -> String? {
    (try? JSONValue(parsing: body))?[name]?["id"]?.stringValue
  }
}
