// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import Logging
import Synchronization
import Testing

@testable import CordboardServer

extension FrontTests {
  /// How the socket of a desk begins and ends: with a login's cookie, for strangers, and when either side has enough.
  struct ExpertflowConnections {
    /// Tokens that are the names of agents, and end when a test says so. The lock guards that.
    private final class MortalTokens: TokenAuthenticator {
      let end = Mutex(Timestamp(milliseconds: .max))

      func cached(_ token: String) -> TokenHolder? {
        let principal = Principal(actor: .agent(AgentID(rawValue: token)), account: "DEMOCO", permissions: .work)
        return TokenHolder(principal: principal, expires: end.withLock { $0 })
      }

      func authenticate(_ token: String) async throws(Problem) -> TokenHolder {
        throw Problem(AuthenticationFailure.invalid)
      }
    }

    private struct Office {
      let front: FrontHarness
      let centre: TestAPI
      let tokens: MortalTokens
      let identity: IssuerFixture

      /// The cookie of alice's login.
      func cookie() async throws -> String {
        let logins = Self.logins(identity, tokens)
        let login = try await logins.logIn("alice", "demo", from: "192.0.2.1")
        return String(login.cookie.value.prefix { $0 != ";" })
      }

      static func logins(_ identity: IssuerFixture, _ tokens: MortalTokens) -> DeskLogins {
        DeskLogins.test(issuer: identity.endpoint.issuer, tokens: tokens, accounts: { ["DEMOCO"] })
      }

      /// How many devices of alice's the core knows.
      func devices() async throws -> Int {
        try await centre.partition.query("DEMOCO") { centre, _ throws(Rejection) in
          centre.agents["alice"]?.devices.count ?? 0
        }
      }

      /// A desk with a token that was let in.
      func desk(_ way: Desk.Way) async throws -> Desk {
        let desk = try await Desk(front, way)
        try await desk.send(#"40{"agent":"alice","token":"alice"}"#)
        #expect(try await desk.next().hasPrefix("40{"))
        return desk
      }

      /// Begins a session by a poll; the answer.
      func poll(cookie: String? = nil) async throws -> FrontResponse {
        let client = try await front.connect()
        let headers = cookie.map { ["cookie: a=b; \($0)"] } ?? []
        try await client.request("GET", "/socket.io/?EIO=4&transport=polling", headers: headers)
        return try await client.response()
      }

      /// Begins a session on a WebSocket; the connection and the head of the answer.
      func webSocket(cookie: String) async throws -> (FrontClient, String) {
        let client = try await front.connect()
        let request = FrontClient.handshake("/socket.io/?EIO=4&transport=websocket")
        try await client.send(request.replacing("host: test\r\n", with: "host: test\r\ncookie: \(cookie)\r\n"))
        return (client, try await client.receive(through: "\r\n\r\n"))
      }
    }

    private func withOffice(
      settings adjust: (inout ServerSettings) -> Void = { _ in },
      front adjustFront: (inout FrontSettings) -> Void = { _ in },
      _ body: (Office) async throws -> Void
    ) async throws {
      let centre = try await TestAPI()
      let tokens = MortalTokens()
      let identity = IssuerFixture { $0.clockLeeway = .zero }
      // Sessions end by the front's clock.
      identity.clock.advance(by: SystemWallClock().now().since(identity.clock.now()))
      var settings = ServerSettings()
      adjust(&settings)
      let service = ExpertflowService(
        settings,
        gateway: centre.partition,
        journal: centre.journal,
        logins: Office.logins(identity, tokens),
        native: centre.api,
        throttle: nil,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      )
      try await withFront(mounts: service.mounts, over: centre, settings: adjustFront) { front in
        try await body(Office(front: front, centre: centre, tokens: tokens, identity: identity))
      }
    }

    // MARK: Logins

    @Test func `the answer that begins a session renews a login that is past half of its life`() async throws {
      try await withOffice { office in
        let cookie = try await office.cookie()
        #expect(try await !office.poll(cookie: cookie).head.contains("set-cookie"))
        #expect(try await !office.webSocket(cookie: cookie).1.lowercased().contains("set-cookie"))
        office.identity.clock.advance(by: .seconds(22_000))
        let polled = try await office.poll(cookie: cookie)
        #expect(polled.status == 200 && polled.head.contains("set-cookie: cordboard_desk="), "\(polled.head)")
        let upgraded = try await office.webSocket(cookie: cookie).1.lowercased()
        #expect(upgraded.hasPrefix("http/1.1 101") && upgraded.contains("set-cookie: cordboard_desk="), "\(upgraded)")
        #expect(try await !office.poll(cookie: "cordboard_desk=forged").head.contains("set-cookie"))
      }
    }

    @Test func `a live desk ends with its login, and with its token, so that it comes back`() async throws {
      try await withOffice { office in
        let cookie = try await office.cookie()
        let age = Duration.seconds(43_200 - 4)
        office.identity.clock.advance(by: .zero - age)
        let old = try await office.cookie()
        office.identity.clock.advance(by: age)
        for (login, ends) in [(old, true), (cookie, false)] {
          let (client, _) = try await office.webSocket(cookie: login)
          _ = try await client.text()
          try await client.sendText(#"40{"agent":"alice"}"#)
          #expect(try await client.text().hasPrefix("40{"))
          if ends { #expect(try await client.closeCode() == 4002) }
        }
        office.tokens.end.withLock { $0 = SystemWallClock().now().advanced(by: .milliseconds(60)) }
        let desk = try await office.desk(.webSocket)
        #expect(try await desk.client.closeCode() == 4002)
      }
    }

    @Test func `a desk whose agent was logged out since its login does not log it in again`() async throws {
      try await withOffice { office in
        let cookie = try await office.cookie()
        let context = CommandContext(principal: .system("DEMOCO"))
        // The directory, which is the test's, does not know of it yet.
        for command in [.logIn("alice"), .logOut("alice", reason: nil)] as [Command] {
          _ = try await office.centre.partition.perform(command, in: context)
        }
        let (client, _) = try await office.webSocket(cookie: cookie)
        _ = try await client.text()
        try await client.sendText(#"40{"agent":"alice"}"#)
        #expect(try await client.text().contains("LOGIN_REQUIRED"))
      }
    }

    // MARK: Strangers

    @Test func `strangers take no place of those who logged in`() async throws {
      try await withOffice(
        settings: { $0.expertflow.connectTimeout = .seconds(600) },
        front: {
          $0.pendingSessions = 10
          $0.pendingSessionsPerAddress = 3
          $0.sessionsPerAccount = 2
        }
      ) { office in
        var statuses: [Int] = []
        for _ in 0..<8 { statuses.append(try await office.poll(cookie: "cordboard_desk=forged").status) }
        #expect(statuses == [200, 200, 200, 429, 429, 429, 429, 429])
        #expect(office.front.counters.refused.value == 5)
        // Who brings its login is known.
        let (client, head) = try await office.webSocket(cookie: try await office.cookie())
        #expect(head.hasPrefix("HTTP/1.1 101"))
        _ = try await client.text()
        try await client.sendText(#"40{"agent":"alice"}"#)
        #expect(try await client.text().hasPrefix("40{"))
      }
    }

    @Test func `a login begins only so many sessions that become no desk`() async throws {
      try await withOffice(settings: { $0.expertflow.connectTimeout = .seconds(600) }) { office in
        let cookie = try await office.cookie()
        let (client, _) = try await office.webSocket(cookie: cookie)
        _ = try await client.text()
        for _ in 1..<AccountLimits.usualDevicesPerAgent { #expect(try await office.poll(cookie: cookie).status == 200) }
        for _ in 0..<3 { #expect(try await office.poll(cookie: cookie).status == 429) }
        #expect(office.front.counters.refused.value == 3)
        // Strangers have their own places.
        #expect(try await office.poll().status == 200)
        // One that becomes a desk leaves its place to the next, and one that goes does.
        try await client.sendText(#"40{"agent":"alice"}"#)
        #expect(try await client.text().hasPrefix("40{"))
        let (second, _) = try await office.webSocket(cookie: cookie)
        _ = try await second.text()
        #expect(try await office.poll(cookie: cookie).status == 429)
        let before = office.front.counters.sessions.value
        try await second.close()
        await eventually { office.front.counters.sessions.value < before }
        #expect(try await office.poll(cookie: cookie).status == 200)
      }
    }

    @Test func `a stranger that does not say who it is is gone soon`() async throws {
      try await withOffice(
        settings: { $0.expertflow.connectTimeout = .milliseconds(100) },
        front: { $0.pendingSessionsPerAddress = 1 }
      ) { office in
        for _ in 0..<2 {
          let reply = try await office.poll()
          #expect(reply.status == 200)
          await eventually { office.front.counters.sessions.value == 0 }
        }
      }
    }

    // MARK: Leaving

    @Test(arguments: Desk.Way.allCases)
    func `a desk that leaves is gone at once, with its device`(way: Desk.Way) async throws {
      try await withOffice { office in
        let desk = try await office.desk(way)
        while try await office.devices() == 0 { await Task.yield() }
        try await desk.send("41")
        if way == .polling {
          try await desk.beginPoll()
          #expect(try await desk.client.response().body == #"{"code":1,"message":"Session ID unknown"}"#)
        } else {
          #expect(try await desk.client.closeCode() == 1000)
        }
        while try await office.devices() > 0 { await Task.yield() }
        #expect(office.front.counters.sessions.value == 0)
      }
    }

    @Test func `a desk that leaves before it is let in is gone, too`() async throws {
      try await withOffice { office in
        let desk = try await Desk(office.front, .webSocket)
        // In one piece, so that nothing is answered between.
        let packets = [#"40{"agent":"alice","token":"alice"}"#, "41"]
        try await desk.client.send(packets.flatMap { FrontClient.frame(1, Array($0.utf8)) })
        #expect(try await desk.client.closeCode() == 1000)
        #expect(office.front.counters.sessions.value == 0)
        #expect(try await office.devices() == 0)
      }
    }

    @Test(arguments: Desk.Way.allCases, [false, true])
    func `a desk whose agent is logged out is told so, and sent out`(way: Desk.Way, isForced: Bool) async throws {
      try await withOffice { office in
        let desk = try await office.desk(way)
        while try await !desk.next().contains(#""state":{"name":"NOT_READY""#) {}
        let before = office.front.counters.requests.value
        if isForced {
          if way == .polling {
            try await desk.beginPoll()
            await eventually { office.front.counters.requests.value > before }
          }
          let context = CommandContext(principal: .system("DEMOCO"))
          let command = Command.forceLogOut("alice", reason: nil, nil, by: "sam")
          _ = try await office.centre.partition.perform(command, in: context)
        } else {
          try await desk.send(#"42["changeAgentState",{"action":"agentState","state":{"name":"LOGOUT"}}]"#)
        }
        var told: [String] = []
        if way == .polling, isForced {
          told = try await desk.client.response().body.split(separator: "\u{1e}").map(String.init)
        } else {
          while told.last != "41" { told.append(try await desk.next()) }
        }
        let position = told.firstIndex { $0.contains(#""state":{"name":"LOGOUT""#) }
        #expect(position != nil, "\(told)")
        #expect(told.contains("41"), "\(told)")
        await eventually { office.front.counters.sessions.value == 0 }
      }
    }
  }
}
