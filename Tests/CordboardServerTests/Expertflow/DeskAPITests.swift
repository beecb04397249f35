// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import CordboardServer

/// What the desk calls, and who is not answered.
@Suite struct DeskAPITests {
  /// The calls over a centre, with logins whose clock and directory tests move.
  struct Bench {
    let centre: TestAPI
    let identity = IssuerFixture { $0.publicClients.append(DeskLogins.program) }
    let api: DeskAPI
    let logins: DeskLogins

    let uploads: DeskUploads
    let files: DeskAttachments

    init(
      over known: TestAPI? = nil,
      origins: [String] = [],
      isSecure: Bool = true,
      native: NativeAPI? = nil,
      files service: FileService? = nil,
      pause: (@Sendable (Duration) async throws -> Void)? = nil,
      settings adjust: (inout ServerSettings.ExpertflowSettings) -> Void = { _ in }
    ) async throws {
      if let known { centre = known } else { centre = try await TestAPI() }
      var settings = ServerSettings()
      settings.expertflow.origins = origins
      adjust(&settings.expertflow)
      let service = service ?? centre.files
      let most = settings.expertflow.waitingFiles
      uploads =
        pause.map { DeskUploads(files: service, limit: most, pause: $0) } ?? DeskUploads(files: service, limit: most)
      files = DeskAttachments(gateway: centre.partition, files: service, uploads: uploads)
      logins = DeskLogins.test(
        issuer: identity.endpoint.issuer,
        accounts: { ["DEMOCO"] },
        isSecure: isSecure,
        isForOtherSites: !origins.isEmpty
      )
      api = DeskAPI(
        logins: logins,
        native: native ?? centre.api,
        memories: DeskMemories(journal: centre.journal),
        attachments: files,
        history: DeskHistory(mostEvents: settings.expertflow.historyEvents),
        settings: settings.expertflow,
        throttle: nil,
        origins: settings.deskOrigins,
        scheme: isSecure ? "https" : "http"
      )
    }

    func get(_ path: String, query: String? = nil, cookie: String? = nil, token: String? = nil) async throws
      -> HTTPReply
    {
      try await send("GET", path, query: query, cookie: cookie, token: token)
    }

    func principal(_ agent: AgentID) -> Principal {
      Principal(actor: .agent(agent), account: "DEMOCO", permissions: .work)
    }

    func send(
      _ method: String,
      _ path: String,
      query: String? = nil,
      cookie: String? = nil,
      token: String? = nil,
      headers: [HTTPHeader] = [HTTPHeader("content-type", "application/json")],
      body: String = ""
    ) async throws -> HTTPReply {
      var headers = headers
      if let cookie { headers.append(HTTPHeader("cookie", "other=1; \(cookie)")) }
      if let token { headers.append(HTTPHeader("authorization", "Bearer \(token)")) }
      let request = APIRequest(method: method, path: path, query: query, headers: headers, body: Array(body.utf8))
      let asked = try #require(request)
      let (body, peer) = (RequestBody(buffer: ByteBuffer()), "192.0.2.1")
      if let answer = await api.respondWithFile(to: asked, body, from: peer) { return answer.reply }
      return await api.respond(to: asked, from: peer)
    }

    func logIn(_ name: String = "alice", _ password: String = "demo") async throws -> HTTPReply {
      try await send(
        "POST",
        "/agent-manager/agent/login",
        body: #"{"username":"\#(name)","password":"\#(password)"}"#
      )
    }

    /// The cookie of a login, as a browser sends it back.
    func cookie(_ name: String = "alice") async throws -> String {
      let header = try #require(try await logIn(name).header("set-cookie"))
      for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] { #expect(header.contains("; \(part)")) }
      return String(header.prefix { $0 != ";" })
    }
  }

  static let paths = [
    "/unified-admin/locale-setting", "/unified-admin/reasons", "/unified-admin/pull-mode-list",
    "/unified-admin/forms/\(DeskAPI.wrapUpForm)", "/cim-customer/agentSetting", "/cim-customer/customerSchema",
    "/cim-customer/label", "/team-announcement/announcement/", "/routing-engine/precision-queues/available-agents",
    "/conversation-manager/customer-topics/customer/01900000-0000-7000-8000-000000000001/activities",
  ]

  @Test(arguments: paths)
  func `who logged in is answered, and nobody else`(path: String) async throws {
    let bench = try await Bench()
    let cookie = try await bench.cookie()
    // More than one character: the last ones of a signature hold few of its bits.
    let changed = cookie.dropLast(20) + String(repeating: "x", count: 20)
    #expect(try await bench.get(path, cookie: cookie).status == 200)
    #expect(try await bench.get(path, token: "alice").status == 200)
    for (cookie, token) in [
      (nil, nil), ("__Host-cordboard_desk=forged", nil), (String(changed), nil), (nil, "nonsense"),
      // A program is no agent, and who only configures does not work.
      (nil, "integration"), (nil, "ada"),
    ] as [(String?, String?)] {
      let reply = try await bench.get(path, cookie: cookie, token: token)
      #expect(reply.status == 401, "\(cookie ?? "-") \(token ?? "-")")
      #expect(reply.json?["statusCode"]?.integerValue == 401)
    }
  }

  @Test func `a login ends with its time, with a new password, and with the agent`() async throws {
    let path = "/unified-admin/reasons"
    let other = IssuerFixture.verifier
    for change in 0..<3 {
      let bench = try await Bench()
      let cookie = try await bench.cookie()
      #expect(try await bench.get(path, cookie: cookie).status == 200)
      switch change {
      case 0: bench.identity.clock.advance(by: .seconds(366 * 86_400))
      case 1:
        bench.identity.directory.state.withLock { state in
          state.subjects[.agent("alice")]?.verifier = PasswordHash(of: "new", cost: IssuerFixture.cost)?.description
          #expect(state.subjects[.agent("alice")]?.verifier != other)
        }
      default: bench.identity.directory.state.withLock { $0.subjects[.agent("alice")] = nil }
      }
      #expect(try await bench.get(path, cookie: cookie).status == 401, "change \(change)")
    }
  }

  @Test(arguments: [
    (#"{"username":"alice","password":"wrong"}"#, 401, 401), (#"{"username":"nobody","password":"demo"}"#, 401, 401),
    (#"{"username":"","password":"demo"}"#, 401, 401), (#"{"username":"mute","password":"demo"}"#, 401, 401),
    (#"{"username":"alice"}"#, 412, 412), ("", 412, 412), ("[]", 412, 412), (#"{"username":1,"password":2}"#, 412, 412),
  ])
  func `a login that is none is refused in the desk's form`(body: String, status: Int, code: Int) async throws {
    let bench = try await Bench()
    let reply = try await bench.send("POST", "/agent-manager/agent/login", body: body)
    #expect(reply.status == status)
    #expect(reply.json?["statusCode"]?.integerValue == code)
    #expect(reply.json?["msg"]?.stringValue?.isEmpty == false)
    #expect(reply.header("set-cookie") == nil)
  }

  @Test(arguments: [
    ("GET", "/unified-admin"), ("GET", "/unified-admin/nothing"), ("GET", "/unified-admin/reasons/x"),
    ("GET", "/unified-admin/forms/1"), ("GET", "/file-engine/api/downloadFileStream"), ("GET", "/ccm/x"),
    ("POST", "/unified-admin/reasons"), ("DELETE", "/cim-customer/label"), ("PUT", "/cim-customer/agentSetting/bob"),
    ("GET", "/conversation-manager/customer-topics/customer/x/activities"), ("GET", "/agent-manager/agent/login"),
  ])
  func `what is unknown, or another agent's, is not found and never an empty object`(
    method: String,
    path: String
  ) async throws {
    let bench = try await Bench()
    let reply = try await bench.send(method, path, token: "alice", body: #"{"theme":"dark"}"#)
    #expect(reply.status == 404)
    #expect(reply.json?["statusCode"]?.integerValue == 404)
  }

  /// The form of JSON: its members, and that of the first element of an array.
  private func form(_ json: JSONValue?) -> String {
    switch json {
    case nil: "nothing"
    case .null: "null"
    case .bool: "bool"
    case .number: "number"
    case .string: "text"
    case .array(let values): "[\(values.isEmpty ? "" : form(values.first))]"
    case .object(let members): "{\(members.map { "\($0.name): \(form($0.value))" }.joined(separator: ", "))}"
    }
  }

  /// What the desk reads, in the form in which it reads it: one of another form freezes it.
  @Test(arguments: [
    ("/unified-admin/locale-setting", "[{supportedLanguages: [{code: text, name: text, flag: text}]}]"),
    ("/unified-admin/reasons", "[{id: text, name: text, type: text}]"),
    ("/unified-admin/pull-mode-list", "[{id: text, name: text, description: text}]"),
    (
      "/unified-admin/forms/\(DeskAPI.wrapUpForm)",
      "{id: text, formTitle: text, attributes: [{categoryOptions: {isMultipleChoice: bool, categories: "
        + "[{categoryName: text, values: [text]}]}}]}"
    ),
    ("/cim-customer/agentSetting", "{theme: text, language: text}"),
    (
      "/cim-customer/customerSchema",
      "[{key: text, label: text, type: text, sortOrder: number, isChannelIdentifier: bool, channelTypes: [], isPii: bool}]"
    ),
    ("/cim-customer/label", "[]"), ("/team-announcement/announcement/", "[]"),
    (
      "/routing-engine/precision-queues/available-agents",
      "[{queueId: text, queueName: text, mrdId: text, totalAvailableAgents: number, availableAgents: []}]"
    ),
    ("/conversation-manager/customer-topics/customer/01900000-0000-7000-8000-000000000001/activities", "{docs: []}"),
    (
      "/unified-admin/agent-desk-settings",
      "[{isConversationParticipantsEnabled: bool, isFileSharingEnabled: bool, isEmojisEnabled: bool, "
        + "isMessageFormattingEnabled: bool, isOutboundSmsSendandClose: bool, isOutboundSmsEnabled: bool, "
        + "isAutoAnswerEnabled: bool, prefixCode: text}]"
    ),
  ])
  func `each answer has the form the desk reads`(path: String, expected: String) async throws {
    let reply = try await Bench().get(path, token: "alice")
    #expect(form(reply.json) == expected)
  }

  @Test func `the schema of customers has an address on each type of channels there is`() async throws {
    let fields = try await Bench().get("/cim-customer/customerSchema", token: "alice").json?.arrayValue ?? []
    #expect(fields.compactMap { $0["key"]?.stringValue } == ["firstName", "web"])
    #expect(fields.last?["channelTypes"] == .array([.string("WEB")]))
  }

  @Test(arguments: ["bob", "bob/alice", "alice/bob", "alice/alice"])
  func `settings of others are not to be changed`(path: String) async throws {
    let bench = try await Bench()
    let address = "/cim-customer/agentSetting/\(path)"
    #expect(try await bench.send("PUT", address, token: "alice", body: #"{"theme":"dark"}"#).status == 404)
  }

  @Test func `settings of a desk are kept`() async throws {
    let bench = try await Bench()
    _ = try await bench.send("PUT", "/cim-customer/agentSetting/alice", token: "alice", body: #"{"theme":"dark"}"#)
    let reply = try await bench.get("/cim-customer/agentSetting", token: "alice")
    #expect(reply.json?["theme"] == .string("dark"))
    #expect(try await bench.get("/cim-customer/agentSetting", token: "bob").json?["theme"] == .string("light"))
  }

  @Test func `the menus for transfers name as many agents of a queue as they may`() async throws {
    let bench = try await Bench()
    let context = CommandContext(principal: .system("DEMOCO"))
    let crowd = (0...DeskAPI.agentsPerQueue).map {
      SampleAccount.agent(AgentID(rawValue: "extra-\($0)"), teams: ["service"])
    }
    _ = try await bench.centre.partition.perform(.configure(crowd.map { .agent($0) }), in: context)
    for agent in crowd {
      _ = try await bench.centre.partition.perform(.logIn(agent.id), in: context)
      _ = try await bench.centre.partition.perform(.setAgentState(agent.id, ready: true, reason: nil), in: context)
      _ = try await bench.centre.partition.perform(.setMediaState(agent.id, "chat", ready: true), in: context)
    }
    let queues = try await bench.get("/routing-engine/precision-queues/available-agents", token: "bob").json
    #expect(queues?.arrayValue?.first?["totalAvailableAgents"]?.integerValue == 100)
    #expect(queues?.arrayValue?.first?["availableAgents"]?.arrayValue?.count == 100)
  }

  @Test func `the menus for transfers show who could take a conversation now`() async throws {
    let bench = try await Bench()
    let path = "/routing-engine/precision-queues/available-agents"
    func agents(as name: String) async throws -> [String] {
      let queues = try await bench.get(path, query: "conversationId=x&agentId=y", token: name).json?.arrayValue ?? []
      #expect(queues.count == 1)
      #expect(queues.first?["queueId"] == .string("support"))
      #expect(queues.first?["queueName"] == .string("Support"))
      let found = queues.first?["availableAgents"]?.arrayValue ?? []
      #expect(queues.first?["totalAvailableAgents"]?.integerValue == found.count)
      return found.compactMap { $0["id"]?.stringValue }
    }
    #expect(try await agents(as: "bob") == [])
    try await bench.centre.makeReady(.alice)
    #expect(try await agents(as: "bob") == ["alice"])
    // Nobody hands over to itself.
    #expect(try await agents(as: "alice") == [])
    try await bench.centre.send("PUT", "/agents/alice/state", #"{"state":"NOT_READY"}"#)
    #expect(try await agents(as: "bob") == [])
  }
}
