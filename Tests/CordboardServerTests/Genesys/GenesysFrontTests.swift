// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactEngine
import ContactModel
import DialectKit
import Foundation
import GenesysDialect
import Logging
import Synchronization
import Testing

@testable import CordboardServer

extension FrontTests {
  /// The notifications of Genesys Web Services on real sockets, over a centre whose facts reach them, as in the server.
  struct GenesysNotifications {
    struct Floor {
      let front: FrontHarness
      let centre: TestAPI
      let service: GenesysService

      /// An agent's request; what is answered.
      @discardableResult
      func ask(_ method: String, _ path: String, _ headers: [HTTPHeader], _ body: String = "") async throws -> HTTPReply
      {
        let request = APIRequest(
          method: method,
          path: "/api/v2\(path)",
          query: nil,
          headers: headers,
          body: Array(body.utf8)
        )
        return await service.api.respond(to: try #require(request), from: "192.0.2.1")
      }

      /// What the cookie of a login holds.
      func logIn(_ name: String = "alice") async throws -> String {
        let basic = HTTPHeader("authorization", "Basic \(Data("\(name):demo".utf8).base64EncodedString())")
        let reply = try await ask("GET", "/me", [basic])
        return try #require(GenesysAPITests.Bench.cookie(of: reply))
      }

      func devices() async throws -> Int {
        try await centre.partition.query("DEMOCO") { centre, _ throws(Rejection) in
          centre.agents["alice"]?.devices.count ?? 0
        }
      }
    }

    /// A client of the notifications on one connection.
    private struct Client {
      let connection: FrontClient
      let cookie: String
      var id = ""
      let greeting: FrontResponse

      init(_ floor: Floor, _ cookie: String) async throws {
        self.cookie = cookie
        connection = try await floor.front.connect()
        let headers = ["cookie: JSESSIONID=\(cookie)"]
        try await connection.request("POST", GenesysService.path, headers: headers, body: Mirror.handshake)
        greeting = try await connection.response()
        if let id = try? Mirror.clientID(in: greeting.body) { self.id = id }
      }

      func send(_ channel: String, _ more: String = "") async throws {
        let body = #"[{"id":"1","channel":"/meta/\#(channel)","clientId":"\#(id)"\#(more)}]"#
        try await connection.request("POST", GenesysService.path, headers: ["cookie: JSESSIONID=\(cookie)"], body: body)
      }

      func answer() async throws -> [JSONValue] {
        try JSONValue(parsing: Array(try await connection.response().body.utf8)).arrayValue ?? []
      }

      func post(_ channel: String, _ more: String = "") async throws -> [JSONValue] {
        try await send(channel, more)
        return try await answer()
      }

      static let connect = #","connectionType":"long-polling""#
    }

    private func withFloor(
      settings adjust: (inout ServerSettings) -> Void = { _ in },
      throttle: RequestThrottle? = nil,
      isSecure: Bool = false,
      _ body: (Floor) async throws -> Void
    ) async throws {
      let centre = try await TestAPI()
      let identity = IssuerFixture()
      // The front has the machine's clock, by which logins end.
      let behind = SystemWallClock().now().milliseconds - identity.clock.now().milliseconds
      identity.clock.advance(by: .milliseconds(behind))
      var settings = ServerSettings()
      adjust(&settings)
      let service = GenesysService(
        settings,
        gateway: centre.partition,
        journal: centre.journal,
        logins: AgentLogins(
          program: GenesysService.program,
          accountSetting: "genesys.account",
          issuer: identity.endpoint.issuer,
          tokens: TestTokens(),
          account: "",
          accounts: { ["DEMOCO"] },
          isSecure: isSecure,
          lifetime: .seconds(43_200)
        ),
        native: centre.api,
        throttle: throttle,
        baseURL: "http://test",
        clock: identity.clock,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      )
      let relay = FactRelay()
      try await withFront(mounts: [service.mount], over: centre) { front in
        relay.connect(front.fanOut, identity.authenticator)
        relay.connect(nil, service)
        centre.sink.target.withLock { $0 = relay }
        try await body(Floor(front: front, centre: centre, service: service))
      }
    }

    @Test(arguments: [true, false])
    func `a log-out is told, and then the client is sent away for good`(isOwn: Bool) async throws {
      try await withFloor { floor in
        let cookie = try await floor.logIn()
        let own = [HTTPHeader("cookie", "JSESSIONID=\(cookie)")]
        try await floor.ask("POST", "/me", own, #"{"operationName":"StartContactCenterSession"}"#)
        let client = try await Client(floor, cookie)
        _ = try await client.post("connect", Client.connect)
        _ = try await client.post("subscribe", #","subscription":"/v2/me/channels""#)
        let snapshot = try await client.post("connect", Client.connect)
        #expect(snapshot.first?["data"]?["channels"]?.arrayValue?.first?["userState"]?["state"] == .string("NotReady"))
        try await client.send("connect", Client.connect)
        if isOwn {
          try await floor.ask("POST", "/me", own, #"{"operationName":"EndContactCenterSession"}"#)
        } else {
          let context = CommandContext(principal: .system("DEMOCO"))
          _ = try await floor.centre.partition.perform(.logOut("alice", reason: nil), in: context)
        }
        var told = try await client.answer()
        // The fact may be told before what follows from it; that comes with the next connect.
        if told.last?["advice"]?["reconnect"] != .string("none") {
          told = told.dropLast() + (try await client.post("connect", Client.connect))
        }
        #expect(told.map { $0["channel"]?.stringValue } == ["/v2/me/channels", "/meta/disconnect", "/meta/connect"])
        let states = told.first?["data"]?["channels"]?.arrayValue ?? []
        #expect(states.map { $0["userState"]?["state"] } == states.map { _ in .string("LoggedOut") } && !states.isEmpty)
        #expect(told.last?["advice"]?["reconnect"] == .string("none"))
        // The cookie is nobody's any more where the agent itself ended its session.
        if isOwn { #expect(try await floor.ask("GET", "/me", own).status == 401) }
      }
    }

    @Test func `the clients of one login are one device`() async throws {
      try await withFloor { floor in
        let cookie = try await floor.logIn()
        let first = try await Client(floor, cookie)
        for _ in 0..<40 { _ = try await Client(floor, cookie) }
        #expect(try await floor.devices() == 1)
        _ = try await first.post("disconnect")
        // The others are still there, and say so.
        _ = try await Client(floor, cookie)
        #expect(try await floor.devices() == 1)
      }
    }

    @Test func `handshakes count as requests of their agent's`() async throws {
      // One to log in with, two to shake hands.
      let throttle = RequestThrottle(perSecond: 1, burst: 3, clock: SharedClock())
      try await withFloor(throttle: throttle) { floor in
        let cookie = try await floor.logIn()
        for _ in 0..<2 { #expect(try await !Client(floor, cookie).id.isEmpty) }
        let refused = try await Client(floor, cookie)
        #expect(refused.greeting.body.contains("403:too_many_sessions"))
        let client = try await floor.front.connect()
        let request = FrontClient.handshake(GenesysService.path)
        try await client.send(
          request.replacing("host: test\r\n", with: "host: test\r\ncookie: JSESSIONID=\(cookie)\r\n")
        )
        _ = try await client.receive(through: "\r\n\r\n")
        try await client.sendText(Mirror.handshake)
        #expect(try await client.text().contains("403:too_many_sessions"))
      }
    }

    @Test func `the cookies of browsers are as safe as those of logins`() async throws {
      let origin: (inout ServerSettings) -> Void = { $0.genesys.origins = ["https://desk.example"] }
      try await withFloor(settings: origin, isSecure: true) { floor in
        let client = try await Client(floor, try await floor.logIn())
        let cookies = client.greeting.head.split(separator: "\r\n").filter { $0.lowercased().hasPrefix("set-cookie:") }
        #expect(cookies.count == 2)
        for cookie in cookies { #expect(cookie.hasSuffix("; samesite=none; secure"), "\(cookie)") }
      }
    }
  }
}
