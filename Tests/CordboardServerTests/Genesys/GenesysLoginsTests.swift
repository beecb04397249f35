// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation
import GenesysDialect
import Testing

@testable import CordboardServer

/// How long a login of a desktop is good, and which of several proofs counts.
@Suite struct GenesysLoginsTests {
  private typealias Bench = GenesysAPITests.Bench

  @Test func `a cookie that somebody else left counts for nobody who gives a name`() async throws {
    let bench = try await Bench()
    let cookie = try await bench.logIn("alice")
    func user(_ cookie: String?, _ basic: String?, _ token: String? = nil) async throws -> (JSONValue?, HTTPReply) {
      let reply = try await bench.get("/me", cookie: cookie, basic: basic, token: token)
      return (reply.json?["user"]?["userName"], reply)
    }
    // The second time it is remembered who that is.
    for _ in 0..<2 {
      let (name, reply) = try await user(cookie, "sam:demo")
      #expect(name == .string("sam"))
      let new = try #require(Bench.cookie(of: reply))
      #expect(try await user(new, "sam:demo").0 == .string("sam"))
      #expect(try await user(new, nil).0 == .string("sam"))
      #expect(try await user(cookie, nil, "bob").0 == .string("bob"))
    }
    #expect(try await user(cookie, "sam:wrong").1.status == 401)
    #expect(try await user(cookie, nil, "nonsense").1.status == 401)
    #expect(try await user(cookie, "nonsense").1.status == 401)
    // With its own, nobody's password is looked at.
    let (name, reply) = try await user(cookie, "alice:whatever")
    #expect(name == .string("alice") && Bench.cookie(of: reply) == nil)
  }

  @Test func `at once, too, a cookie of somebody else is none`() async throws {
    let bench = try await Bench()
    let cookie = HTTPHeader("cookie", "JSESSIONID=\(try await bench.logIn("alice"))")
    let sam = HTTPHeader("authorization", "Basic \(Data("sam:demo".utf8).base64EncodedString())")
    #expect(bench.logins.callerAtOnce([cookie])?.agent == "alice")
    #expect(bench.logins.callerAtOnce([cookie, sam]) == nil)
    #expect(try await bench.logins.caller([cookie, sam], from: "192.0.2.1").agent == "sam")
    #expect(bench.logins.callerAtOnce([cookie, sam])?.agent != "alice")
  }

  @Test func `a login that is used lasts for as many shifts as that, with its token and its device`() async throws {
    let bench = try await Bench(csrf: true)
    var cookie = try await bench.logIn()
    let token = try #require(try await bench.get("/me", cookie: cookie).header("x-csrf-token"))
    func device() async throws -> DeviceID {
      try await bench.logins.caller([HTTPHeader("cookie", "JSESSIONID=\(cookie)")], from: "192.0.2.1").device
    }
    let first = try await device()
    for hour in 1...48 {
      bench.identity.clock.advance(by: .seconds(3_600))
      let reply = try await bench.get("/me", cookie: cookie)
      #expect(reply.status == 200, "after \(hour) hours")
      #expect(reply.header("x-csrf-token") == token)
      let new = Bench.cookie(of: reply)
      #expect((new != nil) == hour.isMultiple(of: 6), "after \(hour) hours")
      cookie = new ?? cookie
    }
    #expect(try await device() == first)
    bench.identity.clock.advance(by: .seconds(43_300))
    #expect(try await bench.get("/me", cookie: cookie).status == 401)
  }

  @Test func `what ends a login ends those that renewed it`() async throws {
    let bench = try await Bench()
    let cookie = try await bench.logIn()
    bench.identity.clock.advance(by: .seconds(30_000))
    let renewed = try #require(Bench.cookie(of: try await bench.get("/me", cookie: cookie)))
    #expect(renewed != cookie)
    // The agent has begun no session: nothing but this server's memory ends its login.
    let body = #"{"operationName":"EndContactCenterSession"}"#
    #expect(bench.code(try await bench.send("POST", "/me", cookie: cookie, body: body)) == 0)
    for ended in [cookie, renewed] { #expect(try await bench.get("/me", cookie: ended).status == 401) }
  }

  @Test func `the channels that were begun stay with a login that is renewed`() async throws {
    let bench = try await Bench()
    let cookie = try await bench.logIn()
    func caller(_ cookie: String) async throws -> GenesysLogins.Caller {
      try await bench.logins.caller([HTTPHeader("cookie", "JSESSIONID=\(cookie)")], from: "192.0.2.1")
    }
    bench.logins.begin(try await caller(cookie), on: ["chat"])
    bench.identity.clock.advance(by: .seconds(30_000))
    let renewed = try #require(Bench.cookie(of: try await bench.get("/me", cookie: cookie)))
    #expect(bench.logins.begun(try await caller(renewed)) == ["chat"])
    #expect(bench.logins.begun(try await caller(try await bench.logIn())) == nil)
  }
}
