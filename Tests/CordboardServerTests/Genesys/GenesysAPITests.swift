// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import DialectKit
import Foundation
import GenesysDialect
import Logging
import Synchronization
import Testing

@testable import CordboardServer

/// What desktops ask by REST, and who is not answered.
@Suite struct GenesysAPITests {
  /// The requests over a centre, with logins whose clock and directory tests move.
  struct Bench {
    private static var settings: GenesysSettings {
      var settings = GenesysSettings()
      settings.base = "https://example.com/api/v2"
      return settings
    }

    let centre: TestAPI
    let identity = IssuerFixture()
    let logins: GenesysLogins
    let api: GenesysAPI

    init(
      csrf: Bool = false,
      origins: AllowedOrigins = .none,
      throttle: RequestThrottle? = nil,
      customers: ServerSettings.GenesysSettings.CustomerChatSettings = .init()
    ) async throws {
      centre = try await TestAPI()
      let agents = AgentLogins(
        program: GenesysService.program,
        accountSetting: "genesys.account",
        issuer: identity.endpoint.issuer,
        tokens: TestTokens(),
        account: "",
        accounts: { ["DEMOCO"] },
        isSecure: true,
        lifetime: .seconds(43_200)
      )
      logins = GenesysLogins(agents, clock: identity.clock)
      let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      api = GenesysAPI(
        gateway: centre.partition,
        journal: centre.journal,
        logins: logins,
        office: GenesysOffice(gateway: centre.partition, journal: centre.journal, logger: logger),
        door: GenesysDoor(origins: origins, checksCSRF: csrf),
        settings: Self.settings,
        throttle: throttle,
        version: "1",
        customers: CustomerChats(
          gateway: centre.partition,
          journal: centre.journal,
          channel: "web",
          accounts: { ["DEMOCO"] },
          throttle: throttle,
          census: CustomerCensus(customers, clock: identity.clock)
        ),
        native: nil
      )
    }

    func get(
      _ path: String,
      query: String? = nil,
      cookie: String? = nil,
      basic: String? = nil,
      token: String? = nil,
      headers: [HTTPHeader] = []
    ) async throws -> HTTPReply {
      try await send("GET", path, query: query, cookie: cookie, basic: basic, token: token, headers: headers)
    }

    func send(
      _ method: String,
      _ path: String,
      query: String? = nil,
      cookie: String? = nil,
      basic: String? = nil,
      token: String? = nil,
      headers more: [HTTPHeader] = [],
      body: String = ""
    ) async throws -> HTTPReply {
      var headers = more
      if let cookie { headers.append(HTTPHeader("cookie", "other=1; JSESSIONID=\(cookie)")) }
      if let basic {
        headers.append(HTTPHeader("authorization", "Basic \(Data(basic.utf8).base64EncodedString())"))
      }
      if let token { headers.append(HTTPHeader("authorization", "Bearer \(token)")) }
      let request = APIRequest(
        method: method,
        path: "/api/v2\(path)",
        query: query,
        headers: headers,
        body: Array(body.utf8)
      )
      return await api.respond(to: try #require(request), from: "192.0.2.1")
    }

    /// What the cookie of a login holds.
    func logIn(_ name: String = "alice") async throws -> String {
      let header = try #require(try await get("/me", basic: "\(name):demo").header("set-cookie"))
      for part in ["HttpOnly", "Secure", "Path=/"] { #expect(header.contains("; \(part)")) }
      return String(header.dropFirst("JSESSIONID=".count).prefix { $0 != ";" })
    }

    /// What the cookie of an answer holds, if it sets one.
    static func cookie(of reply: HTTPReply) -> String? {
      reply.header("set-cookie").map { String($0.dropFirst("JSESSIONID=".count).prefix { $0 != ";" }) }
    }

    func code(_ reply: HTTPReply) -> Int? { reply.json?["statusCode"]?.integerValue }
  }

  @Test func `whoever gave a password is known by its cookie, and nobody else is`() async throws {
    let bench = try await Bench()
    let cookie = try await bench.logIn()
    let me = try await bench.get("/me", cookie: cookie)
    #expect(me.status == 200)
    #expect(me.json?["user"]?["userName"] == .string("alice"))
    #expect(me.header("set-cookie") == nil)
    #expect(try await bench.get("/me", token: "alice").status == 200)
    // A cookie that ended is no news beside a password.
    #expect(try await bench.get("/me", cookie: "old", basic: "alice:demo").status == 200)
    for (cookie, basic, token) in [
      (nil, nil, nil), ("forged", nil, nil), ("\(cookie.dropLast(2))xx", nil, nil), (nil, "alice:wrong", nil),
      (nil, "alice", nil), (nil, nil, "nonsense"), (nil, nil, "integration"), (nil, nil, "ada"),
      (String(repeating: "x", count: 9_000), nil, nil),
    ] as [(String?, String?, String?)] {
      let reply = try await bench.get("/me", cookie: cookie, basic: basic, token: token)
      #expect(reply.status == 401)
      #expect(bench.code(reply) == 20)
    }
  }

  @Test func `a login ends with its time, its password, its agent, and the session`() async throws {
    for change in 0..<5 {
      let bench = try await Bench()
      let cookie = try await bench.logIn()
      switch change {
      case 0: bench.identity.clock.advance(by: .seconds(366 * 86_400))
      case 1:
        bench.identity.directory.state.withLock { state in
          state.subjects[.agent("alice")]?.verifier = PasswordHash(of: "new", cost: IssuerFixture.cost)?.description
        }
        bench.logins.forget("alice", of: "DEMOCO")
      case 2:
        bench.identity.directory.state.withLock { $0.subjects[.agent("alice")] = nil }
        bench.logins.forget("alice", of: "DEMOCO")
      case 3:
        // What the core counts when somebody else logs the agent out.
        bench.identity.directory.state.withLock { $0.subjects[.agent("alice")]?.logOuts += 1 }
        bench.logins.forget("alice", of: "DEMOCO")
      default:
        let body = #"{"operationName":"EndContactCenterSession"}"#
        #expect(bench.code(try await bench.send("POST", "/me", cookie: cookie, body: body)) == 0)
      }
      #expect(try await bench.get("/me", cookie: cookie).status == 401, "change \(change)")
      if change >= 3 { #expect(try await bench.get("/me", basic: "alice:demo").status == 200) }
    }
  }

  @Test func `requests that change something repeat the token where that is set`() async throws {
    let bench = try await Bench(csrf: true)
    let cookie = try await bench.logIn()
    let me = try await bench.get("/me", cookie: cookie)
    #expect(me.header("x-csrf-header") == "X-CSRF-TOKEN")
    let token = try #require(me.header("x-csrf-token"))
    let body = #"{"operationName":"StartContactCenterSession"}"#
    for wrong in [nil, "x", String(token.dropLast())] {
      let headers = wrong.map { [HTTPHeader("x-csrf-token", $0)] } ?? []
      let reply = try await bench.send("POST", "/me", cookie: cookie, headers: headers, body: body)
      #expect(reply.status == 403)
      #expect(String(decoding: reply.body, as: UTF8.self).contains("Missing or invalid Csrf token"))
    }
    let right = [HTTPHeader("x-csrf-token", token)]
    #expect(try await bench.send("POST", "/me", cookie: cookie, headers: right, body: body).status == 200)
    // Another login's token is none.
    let other = try await bench.logIn("sam")
    #expect(try await bench.send("POST", "/me", cookie: other, headers: right, body: body).status == 403)
    #expect(try await bench.send("POST", "/me", token: "alice", body: body).status == 200)
  }

  @Test func `a listed page may ask with cookies and read the token`() async throws {
    let bench = try await Bench(origins: .only(["https://desk.example"]))
    let origin = [HTTPHeader("origin", "https://desk.example")]
    let reply = try await bench.get("/me", token: "alice", headers: origin)
    #expect(reply.header("access-control-allow-origin") == "https://desk.example")
    #expect(reply.header("access-control-expose-headers") == "X-CSRF-HEADER,X-CSRF-TOKEN")
    let asked = try await bench.send("OPTIONS", "/me", headers: origin)
    #expect(asked.header("access-control-allow-credentials") == "true")
    // What refuses can be read, too, and no browser asks for a password of its own accord.
    let refused = try await bench.get("/me", headers: origin)
    #expect(refused.status == 401)
    #expect(refused.header("access-control-allow-origin") == "https://desk.example")
    #expect(refused.header("www-authenticate") == nil)
  }

  @Test func `a page of another origin changes nothing in an agent's name`() async throws {
    let bench = try await Bench(origins: .only(["https://desk.example"]))
    let cookie = try await bench.logIn()
    let body = #"{"operationName":"StartContactCenterSession"}"#
    for (origin, status) in [
      ("https://evil.example", 403), ("https://desk.example", 200), ("http://own", 200), ("https://own", 403),
    ] {
      let headers = [HTTPHeader("origin", origin), HTTPHeader("host", "own")]
      #expect(try await bench.send("POST", "/me", cookie: cookie, headers: headers, body: body).status == status)
    }
  }

  @Test func `an interaction is worked on by its agent alone`() async throws {
    let bench = try await Bench()
    func ask(_ path: String, _ body: String, as name: String = "alice") async throws -> Int? {
      bench.code(try await bench.send("POST", path, token: name, body: body))
    }
    #expect(try await ask("/me", #"{"operationName":"StartContactCenterSession","channels":["chat"]}"#) == 0)
    #expect(try await ask("/me/channels/chat", #"{"operationName":"Ready"}"#) == 0)
    #expect(try await ask("/me/channels/fax", #"{"operationName":"Ready"}"#) == 6)
    let chat = try await bench.send("POST", "/chats", body: #"{"operationName":"RequestChat","nickname":"Chris"}"#)
    let name = try #require(chat.json?["id"]?.stringValue)
    let id = InteractionID(try #require(ConversationID(name))).description
    let listed = try await bench.get("/me/interactions", token: "alice")
    #expect(listed.json?["uris"] == .array([.string("https://example.com/api/v2/interactions/\(id)")]))
    #expect(try await ask("/me/interactions/\(id)", #"{"operationName":"Accept"}"#, as: "bob") == 6)
    #expect(try await ask("/me/interactions/\(id)", #"{"operationName":"Send","text":"x"}"#) == 2)
    #expect(try await ask("/me/chats/\(id)", #"{"operationName":"Accept"}"#) == 0)
    #expect(try await ask("/me/interactions/\(id)", #"{"operationName":"Send"}"#) == 1)
    #expect(try await ask("/me/interactions/\(id)", #"{"operationName":"SendStartTypingNotification"}"#) == 0)
    #expect(try await ask("/me/interactions/\(id)", #"{"operationName":"Send","text":"good day"}"#) == 0)
    let whole = try await bench.get("/me/interactions", query: "fields=*", token: "alice")
    let interaction = try #require(whole.json?["interactions"]?.arrayValue?.first)
    #expect(interaction["state"] == .string("Accepted"))
    #expect(interaction["content"]?["events"]?.arrayValue?.last?["text"] == .string("good day"))
    #expect(bench.code(try await bench.get("/interactions/\(id)", token: "bob")) == 6)
    #expect(bench.code(try await bench.get("/interactions/\(id)", token: "alice")) == 0)
    #expect(try await ask("/me/interactions/\(id)", #"{"operationName":"PlaceInWorkbin"}"#) == 0)
    #expect(try await ask("/workbins/me", #"{"operationName":"PullChat","id":"\#(id)"}"#, as: "bob") == 6)
    #expect(try await ask("/workbins/alice", #"{"operationName":"PullChat","id":"\#(id)"}"#) == 0)
    #expect(try await ask("/me/interactions/\(id)", #"{"operationName":"Complete"}"#) == 0)
    #expect(try await bench.get("/me/interactions", token: "alice").json?["uris"] == .array([]))
    let closed = try await bench.get("/chats/\(name)")
    #expect(closed.json?["chat"]?["state"] == .string("Completed"))
  }

  @Test func `the second generation has resources of its own, and numbers for requests`() async throws {
    let bench = try await Bench()
    func ask(_ path: String, _ body: String) async throws -> JSONValue? {
      try await bench.send("POST", path, token: "alice", body: body).json
    }
    _ = try await ask("/me", #"{"operationName":"StartContactCenterSession","channels":["chat"]}"#)
    _ = try await ask("/me/channels/chat", #"{"operationName":"Ready"}"#)
    let chat = try await bench.send("POST", "/chats", body: #"{"operationName":"RequestChat","nickname":"Chris"}"#)
    let name = try #require(chat.json?["id"]?.stringValue)
    let id = InteractionID(try #require(ConversationID(name))).description
    let uri = "https://example.com/api/v2/me/chats/\(id)"
    #expect(try await bench.get("/me/chats", token: "alice").json?["uris"] == .array([.string(uri)]))
    #expect(try await bench.get("/me/emails", token: "alice").json?["uris"] == .array([]))
    #expect(try await ask("/me/chats/\(id)", #"{"operationName":"Accept"}"#)?["referenceId"] == .number("1"))
    #expect(try await ask("/me/interactions/\(id)", #"{"operationName":"Send","text":"hi"}"#)?["referenceId"] == nil)
    let number = try await ask("/me/chats/\(id)", #"{"operationName":"SendMessage","text":"good day"}"#)
    #expect(number?["referenceId"] == .number("3"))
    let whole = try await bench.get("/me/chats", query: "fields=*", token: "alice")
    let listed = try #require(whole.json?["chats"]?.arrayValue?.first)
    #expect(listed["state"] == .string("Chatting") && listed["uri"] == .string(uri))
    #expect(listed["participants"]?.arrayValue?.compactMap { $0["type"]?.stringValue } == ["Customer", "Agent"])
    #expect(try await bench.get("/me/chats/\(id)", token: "alice").json?["chat"] == listed)
    #expect(bench.code(try await bench.get("/me/emails/\(id)", token: "alice")) == 6)
    let said = try await bench.get("/me/chats/\(id)/messages", token: "alice").json?["messages"]?.arrayValue ?? []
    #expect(said.compactMap { $0["text"]?.stringValue } == ["hi", "good day"])
    #expect(try await bench.get("/me/chats/\(id)/other", token: "alice").status == 404)
    // New values are put in the place of old ones.
    let update = #"{"userData":{"order":"7"}}"#
    #expect(bench.code(try await bench.send("PUT", "/me/chats/\(id)", token: "alice", body: update)) == 0)
    #expect(bench.code(try await bench.send("PUT", "/interactions/\(id)", token: "bob", body: update)) == 6)
    #expect(bench.code(try await bench.send("PUT", "/interactions/\(id)", token: "alice", body: "{}")) == 1)
    let changed = try await bench.get("/interactions", query: "fields=*", token: "alice")
    #expect(changed.json?["interactions"]?.arrayValue?.first?["userData"]?["order"] == .string("7"))
  }

  @Test func `an agent sees its workbins and what is in them`() async throws {
    let bench = try await Bench()
    func ask(_ path: String, _ body: String) async throws -> JSONValue? {
      try await bench.send("POST", path, token: "alice", body: body).json
    }
    _ = try await ask("/me", #"{"operationName":"StartContactCenterSession","channels":["chat"]}"#)
    _ = try await ask("/me/channels/chat", #"{"operationName":"Ready"}"#)
    let chat = try await bench.send("POST", "/chats", body: #"{"operationName":"RequestChat","nickname":"Chris"}"#)
    let name = try #require(chat.json?["id"]?.stringValue)
    let id = InteractionID(try #require(ConversationID(name))).description
    _ = try await ask("/me/chats/\(id)", #"{"operationName":"Accept"}"#)
    let placed = try await ask("/workbins/me", #"{"operationName":"AddChat","id":"\#(id)"}"#)
    #expect(placed?["statusCode"] == .number("0") && placed?["referenceId"]?.integerValue ?? 0 > 0)
    let all = try await bench.get("/me/workbins", query: "fields=*", token: "alice")
    let own = try #require(all.json?["workbins"]?.arrayValue?.first)
    #expect(own["id"] == .string("alice") && own["type"] == .string("Agent"))
    #expect(own["uri"] == .string("https://example.com/api/v2/workbins/alice"))
    let plain = try await bench.get("/workbins/alice", token: "alice").json?["workbin"]
    #expect(plain == own)
    let full = try await bench.get("/workbins/me", query: "subresources=*", token: "alice").json?["workbin"]
    let item = try #require(full?["chats"]?.arrayValue?.first)
    #expect(item["id"] == .string(id) && item["state"] == .string("InWorkbin"))
    #expect(item["capabilities"] == .array([]) && full?["emails"] == .array([]))
    // Nobody looks into another agent's.
    #expect(bench.code(try await bench.get("/workbins/alice", query: "subresources=*", token: "bob")) == 6)
    #expect(
      try await bench.get("/workbins", token: "bob").json?["workbins"]?.arrayValue?.first?["id"] == .string("bob")
    )
    #expect(bench.code(try await bench.get("/workbins/nobody", token: "alice")) == 6)
    let pulled = try await ask("/workbins/me", #"{"operationName":"PullChat","id":"\#(id)"}"#)
    #expect(pulled?["statusCode"] == .number("0"))
    let empty = try await bench.get("/workbins/me", query: "subresources=*", token: "alice").json?["workbin"]
    #expect(empty?["chats"] == .array([]))
  }

  @Test(arguments: [
    ("GET", "/chats/x"), ("GET", "/chats/01900000-0000-7000-8000-000000000001"), ("POST", "/chats/x"),
    ("DELETE", "/chats"),
  ])
  func `a chat that is none is not found`(method: String, path: String) async throws {
    let bench = try await Bench()
    let reply = try await bench.send(method, path, body: #"{"operationName":"Complete"}"#)
    #expect(bench.code(reply) == 6)
    let other = [HTTPHeader("contactcenterid", "OTHER")]
    #expect(bench.code(try await bench.send(method, path, headers: other)) == 6)
  }

  @Test func `what is refused after a part of it was done says so`() async throws {
    let bench = try await Bench()
    let caller = try await bench.logins.caller([HTTPHeader("authorization", "Bearer alice")], from: "192.0.2.1")
    let nonsense = OrderedCommand(.setMediaState("alice", "nonsense", ready: true))
    for (before, code) in [([], StatusCode.parameterInvalid), ([OrderedCommand(.logIn("alice"))], .partialSuccess)] {
      let problem = await #expect(throws: StatusProblem.self) {
        try await bench.api.perform(before + [nonsense], caller)
      }
      #expect(problem?.code == code)
    }
  }

  @Test func `a channel that is given no other state says so in both words`() async throws {
    let bench = try await Bench()
    let reply = try await bench.send("POST", "/me/channels/chat", token: "alice", body: #"{"operationName":"Ready"}"#)
    #expect(bench.code(reply) == 2 && reply.json?["status"] == .string("error"))
    #expect(reply.json?["errorDescription"] == reply.json?["statusMessage"])
  }

  @Test func `the address of a user shows it`() async throws {
    let bench = try await Bench()
    let me = try #require(try await bench.get("/me", token: "bob").json?["user"])
    let path = try #require(me["path"]?.stringValue)
    #expect(try await bench.get(path, token: "alice").json?["user"] == me)
    #expect(try await bench.get("/users/bob", token: "alice").json?["user"] == me)
    #expect(bench.code(try await bench.get("/users/nobody", token: "alice")) == 6)
  }

  @Test(arguments: [
    ("GET", "/nothing"), ("GET", "/"), ("PUT", "/me"), ("DELETE", "/me/interactions/1"), ("GET", "/me/calls"),
    ("POST", "/me/devices/1"), ("GET", "/users"),
  ])
  func `an address with nothing is not found`(method: String, path: String) async throws {
    let bench = try await Bench()
    let reply = try await bench.send(method, path, token: "alice")
    #expect(reply.status == 404)
    #expect(bench.code(reply) == 6)
  }

  @Test func `who asks too often is told so`() async throws {
    let throttle = RequestThrottle(perSecond: 1, burst: 2, clock: SharedClock())
    let bench = try await Bench(throttle: throttle)
    for _ in 0..<2 { #expect(try await bench.get("/me", token: "alice").status == 200) }
    #expect(try await bench.get("/me", token: "alice").status == 429)
    #expect(try await bench.get("/me", token: "bob").status == 200)
    for _ in 0..<2 { #expect(bench.code(try await bench.get("/chats/x")) == 6) }
    #expect(bench.code(try await bench.get("/chats/x")) == 3)
  }
}
