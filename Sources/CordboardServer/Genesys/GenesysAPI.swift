// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import EventJournal
import GenesysDialect

/// What desktops ask by REST (docs/protocols/genesys.md): themselves, their channels and their interactions.
///
/// What a request means follows from how things stand for its agent in the core, asked anew for each; it needs no session
/// of Bayeux. What is wrong is said by `statusCode` in the body; the HTTP status is 200 unless the agent is not known, the
/// token is missing, or there is nothing at the address.
struct GenesysAPI: BrowserAPI {
  typealias Caller = GenesysLogins.Caller

  /// The first parts of the paths it answers.
  static let root = ["api", "v2"]

  let gateway: any CommandGateway
  let journal: any Journal
  let logins: GenesysLogins
  let office: GenesysOffice
  let door: GenesysDoor
  let settings: GenesysSettings
  let throttle: RequestThrottle?
  let version: String
  let customers: CustomerChats?
  /// What gives files out and takes them in; nil for nothing.
  let native: NativeAPI?
  let numbers = RequestNumbers()

  var base: String { settings.base }

  func refuse(_ reason: UnreadableRequest, _ request: HTTPMessage) -> HTTPReply {
    switch reason {
    case .address: door.reply(404, StatusProblem(.notFound, "the address cannot be read").body, to: request)
    case .body: door.reply(413, StatusProblem(.validation, "the body is too large").body, to: request)
    }
  }

  /// Answers a request. The address is the peer's.
  func respond(to request: APIRequest, from address: String) async -> HTTPReply {
    let message = request.head
    if request.method == "OPTIONS" { return door.origins.preflight(message, allowsCredentials: true) }
    let path = Array(request.segments.dropFirst(Self.root.count))
    if path == ["diagnostics", "version"], request.method == "GET" {
      return door.reply(200, ResourceBodies.version(version), to: message)
    }
    // Customers' chats have ids of their own; no agent names one here.
    if path.first == "chats", let customers {
      let answer = await customers.respond(to: request, Array(path.dropFirst()), from: address)
      return door.reply(answer.status, answer.body, to: message)
    }
    let caller: Caller
    do throws(AgentLogins.Failure) {
      caller = try await logins.caller(request.headers, from: address)
    } catch {
      return door.reply(error, to: message)
    }
    if let refusal = door.refusal(of: message, caller) { return refusal }
    var reply = await answer(request, path, caller, message)
    reply.headers += await logins.greeting(caller)
    if request.method == "GET" { reply.headers += door.csrfHeaders(caller) }
    return reply
  }

  private func answer(
    _ request: APIRequest,
    _ path: [String],
    _ caller: Caller,
    _ message: HTTPMessage
  ) async -> HTTPReply {
    do throws(Problem) {
      try throttle?.admit(caller.principal)
    } catch {
      var reply = door.reply(429, StatusProblem(.forbidden, error.detail).body, to: message)
      reply.headers.append(HTTPHeader("Retry-After", "1"))
      return reply
    }
    do throws(StatusProblem) {
      guard let body = try await body(request, path, caller) else {
        let problem = StatusProblem(.notFound, "there is nothing at this address, or not with this method")
        return door.reply(404, problem.body, to: message)
      }
      return door.reply(200, body, to: message)
    } catch {
      return door.reply(200, error.body, to: message)
    }
  }

  /// The answer; nil if there is nothing at the address.
  private func body(_ request: APIRequest, _ path: [String], _ caller: Caller) async throws(StatusProblem) -> [UInt8]? {
    let rest = path.dropFirst().joined(separator: "/")
    switch (request.method, path.first, rest) {
    case ("GET", "me", ""): return try await me(request, caller)
    case ("POST", "me", ""): return try await session(request, caller)
    case ("GET", "me", "channels"):
      let start = try await start(caller)
      return ResourceBodies.channels(start.channels.channels(start.directory))
    case ("GET", "me", "devices"):
      let start = try await start(caller)
      return ResourceBodies.devices(start.channels.devices(start.directory))
    case ("GET", "me", "interactions"), ("GET", "interactions", ""): return try await interactions(request, caller)
    case ("GET", "me", "chats"): return try await resources(.chat, request, caller)
    case ("GET", "me", "emails"): return try await resources(.email, request, caller)
    case ("GET", "workbins", ""), ("GET", "me", "workbins"): return try await workbins(caller)
    case ("GET", "settings", "agent-states"):
      return ResourceBodies.agentStates(try await start(caller).directory.notReadyReasons)
    default: return try await item(request, path, caller)
    }
  }

  /// What is about one thing.
  private func item(_ request: APIRequest, _ path: [String], _ caller: Caller) async throws(StatusProblem) -> [UInt8]? {
    guard let id = path.last, !id.isEmpty else { return nil }
    switch (request.method, path.dropLast().joined(separator: "/")) {
    case ("GET", "users"): return try await user(id, caller)
    case ("POST", "me/channels"): return await channel(id, request, caller)
    case ("GET", "me/devices"):
      let start = try await start(caller)
      let found = start.channels.devices(start.directory).filter { $0.id == id }
      guard !found.isEmpty else { throw StatusProblem(.notFound, "there is no such device") }
      return ResourceBodies.devices(found)
    case ("GET", "me/interactions"), ("GET", "interactions"):
      return ResourceBodies.interaction(try await interaction(id, nil, caller))
    case ("GET", "me/chats"): return ResourceBodies.resource(try await interaction(id, .chat, caller), base: base)
    case ("GET", "me/emails"): return ResourceBodies.resource(try await interaction(id, .email, caller), base: base)
    case ("POST", "me/interactions"), ("POST", "interactions"):
      return try await operate(try .read(request.body), on: id, caller) { _ in StatusReply.ok }
    case ("POST", "me/chats"), ("POST", "me/emails"):
      return try await operate(try .read(request.body), on: id, caller, StatusReply.referred)
    case ("PUT", "me/interactions"), ("PUT", "interactions"):
      return try await operate(try .readUpdate(request.body), on: id, caller) { _ in StatusReply.ok }
    case ("PUT", "me/chats"), ("PUT", "me/emails"):
      return try await operate(try .readUpdate(request.body), on: id, caller, StatusReply.referred)
    case ("GET", "workbins"), ("GET", "me/workbins"): return try await workbin(id, of: request, caller)
    case ("POST", "workbins"), ("POST", "me/workbins"): return try await operate(onWorkbin: id, request, caller)
    default: return try await part(id, of: Array(path.dropLast()), request, caller)
    }
  }

  /// What is within one chat or e-mail.
  private func part(
    _ name: String,
    of path: [String],
    _ request: APIRequest,
    _ caller: Caller
  ) async throws(StatusProblem) -> [UInt8]? {
    guard request.method == "GET", path.count == 3, path[0] == "me", path[1] == "chats", name == "messages" else {
      return nil
    }
    return ResourceBodies.messages(try await interaction(path[2], .chat, caller))
  }

  // MARK: The agent

  private func me(_ request: APIRequest, _ caller: Caller) async throws(StatusProblem) -> [UInt8] {
    let start = try await start(caller)
    guard let agent = start.directory.agents[caller.agent] else { throw Self.gone }
    let subresources = request.query.first { $0.name == "subresources" }?.value.split(separator: ",").map(String.init)
    let isWhole = subresources.map { $0.contains("*") || $0.contains("interactions") } ?? false
    let resource = UserResource(
      agent: agent,
      account: caller.account,
      base: base,
      channels: start.channels.channels(start.directory),
      devices: start.channels.devices(start.directory),
      interactions: isWhole ? try await messages(of: start, caller) : [],
      subresources: subresources
    )
    return resource.body
  }

  /// Another agent of the account, or the same, as its address says.
  private func user(_ id: String, _ caller: Caller) async throws(StatusProblem) -> [UInt8] {
    let directory = try await start(caller).directory
    guard let agent = directory.agent(id).flatMap({ directory.agents[$0] }) else {
      throw StatusProblem(.notFound, "there is no user \(id)")
    }
    return UserResource(agent: agent, account: caller.account, base: base).body
  }

  private func session(_ request: APIRequest, _ caller: Caller) async throws(StatusProblem) -> [UInt8] {
    let operation = try SessionOperation.read(request.body)
    let start = try await start(caller)
    var channels: [String]?
    if case .start(let named) = operation { channels = named }
    let problems = start.channels.problems(ofStarting: channels, start.directory)
    guard problems.isEmpty || problems.count < channels?.count ?? 0 else {
      return ResourceBodies.started(problems, of: problems.count)
    }
    let commands = try start.channels.order(operation, among: logins.begun(caller), start.directory)
    try await perform(commands.map { OrderedCommand($0) }, caller)
    switch operation {
    case .start(let channels):
      logins.begin(caller, on: channels)
      return ResourceBodies.started(problems, of: channels?.count ?? 0)
    case .end:
      logins.end(caller)
      office.tell(.removed, caller.agent, of: caller.account)
      return StatusReply.ok
    case .ready, .notReady: return StatusReply.ok
    }
  }

  private func channel(_ name: String, _ request: APIRequest, _ caller: Caller) async -> [UInt8] {
    do throws(StatusProblem) {
      let operation = try SessionOperation.readState(request.body)
      let start = try await start(caller)
      let begun = logins.begun(caller)
      let commands = try start.channels.order(operation, on: name, among: begun, start.directory)
      try await perform(commands.map { OrderedCommand($0) }, caller)
      if let problem = start.channels.shortfall(of: operation, on: name, among: begun, start.directory) {
        throw problem
      }
      return StatusReply.channelChanged
    } catch {
      return error.channelBody
    }
  }

  // MARK: The core

  private static let gone = StatusProblem(.notFound, "the agent does not exist any more")
  static let unavailable = StatusProblem(.internalError, "the server cannot answer at the moment; try again")

  func start(_ caller: Caller) async throws(StatusProblem) -> DesktopStart {
    let agent = caller.agent
    let start = try await query(caller) { centre, _ throws(Rejection) in DesktopStart(centre, agent: agent) }
    guard let start else { throw Self.gone }
    return start
  }

  func query<Answer: Sendable>(
    _ caller: Caller,
    _ body: @escaping @Sendable (borrowing ContactCentre, Position) throws(Rejection) -> Answer
  ) async throws(StatusProblem) -> Answer {
    do throws(Rejection) {
      return try await gateway.query(caller.account, body)
    } catch {
      throw StatusProblem(error)
    }
  }

  /// Gives commands one after the other. The first that is refused ends them; what was done before stays, and is said by
  /// code 7: after any other code nothing was changed (reference A2).
  func perform(
    _ commands: [OrderedCommand],
    _ caller: Caller,
    _ number: RequestNumber? = nil
  ) async throws(StatusProblem) {
    var done = 0
    for (index, ordered) in commands.enumerated() {
      let context = CommandContext(principal: caller.principal, reference: number?.reference(index))
      do throws(Rejection) {
        _ = try await gateway.perform(ordered.command, in: context)
        done += 1
      } catch {
        if ordered.isOptional { continue }
        guard done > 0 else { throw StatusProblem(error) }
        throw StatusProblem(.partialSuccess, "it was done in part, and then refused: \(error.detail)")
      }
    }
  }
}
