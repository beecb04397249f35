// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Testing

@testable import CordboardServer

@Suite struct APIConfigurationTests {
  @Test(arguments: [
    ("media-routing-domains/email", "mediaRoutingDomain", #"{"name":"E-mail","maxRequests":3,"interruptible":false}"#),
    ("teams/night", "team", #"{"name":"Night"}"#),
    (
      "agents/dora", "agent",
      #"""
      {"id":"dora","firstName":"Dora","lastName":"T","roles":["agent"],"teams":["service"],
      "supervisedTeams":["sales"],"capacities":[{"mediaRoutingDomain":"chat","maxRequests":1}]}
      """#
    ),
    ("clients/bot", "client", #"{"name":"Bot","scopes":["events","agents"]}"#),
    ("reason-codes/break", "reasonCode", #"{"label":"Break","kind":"LOGOUT"}"#),
    ("wrap-up-codes/sale", "wrapUpCode", #"{"category":"Sales","label":"Sale"}"#),
    ("pull-lists/late", "pullList", #"{"name":"Late","description":"Later"}"#),
    (
      "queues/vip", "queue",
      #"""
      {"name":"VIP","mediaRoutingDomain":"chat","members":{"everyone":true,"teams":[],"agents":["alice"]},
      "strategy":"LONGEST_AVAILABLE","offerDeadlineSeconds":12.5,"timeLimitSeconds":600,"wrapUp":{"limitSeconds":5},
      "maxWaiting":10}
      """#
    ),
    (
      "channels/mail", "channel",
      #"""
      {"type":"chat","serviceIdentifier":"9","mediaRoutingDomain":"chat","routing":{"queue":"support","priority":3}}
      """#
    ),
    (
      "channels/list", "channel",
      #"{"type":"voice","serviceIdentifier":"9","mediaRoutingDomain":"chat","routing":{"pullList":"callbacks"}}"#
    ),
  ])
  func `what is defined is shown as it was given, and can be removed`(
    path: String,
    name: String,
    body: String
  ) async throws {
    let api = try await TestAPI()
    let defined = try await api.send("PUT", "/configuration/\(path)", body, as: .ada)
    #expect(defined.status == 200)
    let shown = try #require(try await api.send("GET", "/configuration/\(path)", as: .ada)[name])
    #expect(defined[name] == shown)
    let given = try JSONValue(parsing: Array(body.utf8))
    for member in given.objectValue ?? [] { #expect(shown[member.name] == member.value) }
    #expect(shown["id"]?.stringValue.map { path.hasSuffix("/\($0)") } == true)
    let sort = String(path.prefix { $0 != "/" })
    let list = try await api.send("GET", "/configuration/\(sort)", as: .ada)
    #expect(list.json.objectValue?.first?.value.arrayValue?.contains(shown) == true)
    #expect(try await api.send("DELETE", "/configuration/\(path)", as: .ada).status == 204)
    #expect(try await api.send("GET", "/configuration/\(path)", as: .ada).status == 404)
    #expect(try await api.send("DELETE", "/configuration/\(path)", as: .ada).problem == "notConfigured")
  }

  @Test func `settings are replaced whole`() async throws {
    let api = try await TestAPI()
    let before = try await api.send("GET", "/configuration/settings", as: .ada)
    let settings = try #require(before["settings"])
    #expect(settings["disconnectLeaseSeconds"] == .number("30"))
    var members = settings.objectValue?.map { $0.name == "name" ? JSONMember("name", .string("New")) : $0 } ?? []
    members.insert(JSONMember("conversationRetentionSeconds", .number("7776000")), at: members.count - 1)
    let body = String(decoding: JSONValue.object(members).bytes, as: UTF8.self)
    let after = try await api.send("PUT", "/configuration/settings", body, as: .ada)
    #expect(after["settings"] == .object(members))
    let short = body.replacing("7776000", with: "3600")
    let refused = try await api.send("PUT", "/configuration/settings", short, as: .ada)
    #expect(refused.status == 422, "\(refused)")
    let partial = try await api.send("PUT", "/configuration/settings", #"{"name":"x"}"#, as: .ada)
    #expect(partial.pointer == "/limits")
  }

  @Test func `passwords and secrets are set and never shown`() async throws {
    let api = try await TestAPI()
    let body = #"{"password":"correct horse"}"#
    #expect(try await api.send("PUT", "/configuration/agents/alice/password", body, as: .ada).status == 204)
    let secret = #"{"secret":"correct horse"}"#
    #expect(try await api.send("PUT", "/configuration/clients/integration/secret", secret, as: .ada).status == 204)
    #expect(
      try await api.send("PUT", "/configuration/agents/nobody/password", body, as: .ada).problem == "unknownAgent"
    )
    let facts = try await api.journal.read("DEMOCO", after: 0, limit: 1_000)
    let verifiers = facts.compactMap { envelope -> String? in
      guard case .configurationChanged(let fact) = envelope.event, case .credential(let value) = fact.change else {
        return nil
      }
      return value.verifier
    }
    #expect(verifiers == ["hash of 13 bytes", "hash of 13 bytes"])
    let events = try await api.send("GET", "/events?limit=1000", as: .reader)
    let text = String(decoding: events.json.bytes, as: UTF8.self)
    #expect(!text.contains("hash of"))
    #expect(!text.contains("correct horse"))
    #expect(text.contains(#""change":{"credential":{"agent":"alice"}}"#))
  }

  @Test func `who may read and change the configuration`() async throws {
    let api = try await TestAPI()
    for sender in [TestAPI.Sender.alice, .sam, .integration, .reader, .desk] {
      let body = #"{"name":"x"}"#
      #expect(try await api.send("PUT", "/configuration/teams/x", body, as: sender).problem == "notPermitted")
      #expect(try await api.send("DELETE", "/configuration/teams/sales", as: sender).problem == "notPermitted")
      let password = #"{"password":"x"}"#
      let answer = try await api.send("PUT", "/configuration/agents/alice/password", password, as: sender)
      #expect(answer.problem == "notPermitted")
    }
    #expect(try await api.send("GET", "/configuration/queues", as: .reader).status == 200)
    #expect(try await api.send("GET", "/configuration/queues", as: .alice).problem == "notPermitted")
    #expect(try await api.send("GET", "/configuration/reason-codes", as: .alice).status == 200)
    #expect(try await api.send("GET", "/configuration/reason-codes", as: .integration).problem == "notPermitted")
  }
}
