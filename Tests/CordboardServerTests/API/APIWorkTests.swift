// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@testable import CordboardServer

/// Workbins, work that is sent elsewhere, and forced presence over the API.
@Suite struct APIWorkTests {
  /// Alice serves a chat.
  private static func arrange() async throws -> (TestAPI, item: String, conversation: String) {
    let api = try await TestAPI()
    let chat = try await api.serveChat()
    let items = try await api.send("GET", "/work-items")
    return (api, items["workItems"]?.arrayValue?.first?["id"]?.stringValue ?? "none", chat)
  }

  private func items(_ answer: TestAPI.Answer) -> [String] {
    (answer["workItems"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
  }

  @Test func `work is put aside, listed, and taken again`() async throws {
    let (api, item, chat) = try await Self.arrange()
    #expect(try await api.send("POST", "/work-items/\(item)/workbin").status == 204)
    let own = try await api.send("GET", "/workbins/agents/alice/items")
    #expect(items(own) == [item])
    let first = try #require(own["workItems"]?.arrayValue?.first)
    #expect(first["state"] == .string("inWorkbin") && first["placedBy"] == .string("alice"))
    #expect(first["workbin"]?["agent"] == .string("alice") && first["placedAt"] != nil)
    #expect(items(try await api.send("GET", "/work-items?state=inWorkbin")) == [item])
    #expect(try await api.send("GET", "/conversations/\(chat)").status == 200)
    #expect(items(try await api.send("GET", "/workbins/agents/alice/items", as: .sam)) == [item])
    #expect(try await api.send("GET", "/workbins/agents/alice/items", as: .bob).problem == "notPermitted")
    #expect(try await api.send("GET", "/workbins/agents/nobody/items", as: .desk).problem == "unknownAgent")
    #expect(try await api.send("GET", "/workbins/teams/service/items", as: .bob).problem == "notPermitted")
    #expect(try await api.send("GET", "/workbins/teams/nowhere/items", as: .desk).problem == "unknownTeam")
    let taken = try await api.send("POST", "/work-items/\(item)/workbin/take")
    #expect(taken["conversation"]?["id"] == .string(chat))
    #expect(try await api.send("POST", "/work-items/\(item)/workbin/take").problem == "notInWorkbin")
    let placed = try await api.send("POST", "/work-items/\(item)/workbin", #"{"workbin":{"team":"service"}}"#)
    #expect(placed.status == 204)
    #expect(items(try await api.send("GET", "/workbins/teams/service/items")) == [item])
    for body in [#"{"workbin":{}}"#, #"{"workbin":{"team":"service","agent":"alice"}}"#, #"{"workbin":"mine"}"#] {
      #expect(try await api.send("POST", "/work-items/\(item)/workbin", body).status == 422)
    }
  }

  @Test func `a workbin is read in pages`() async throws {
    let (api, first, _) = try await Self.arrange()
    var all = [first]
    try await api.send("POST", "/work-items/\(first)/workbin")
    for number in 1...4 {
      _ = try await api.startChat("customer-\(number)")
      try await api.send("POST", "/offers/\(try await api.offer(to: .alice))/accept")
      let item = items(try await api.send("GET", "/work-items?state=active")).first ?? "none"
      try await api.send("POST", "/work-items/\(item)/workbin")
      all.append(item)
    }
    var seen: [String] = []
    var next = ""
    for _ in 0..<3 {
      let page = try await api.send("GET", "/workbins/agents/alice/items?limit=2\(next)")
      seen += items(page)
      next = "&after=\(page["next"]?.stringValue ?? "")"
    }
    #expect(seen == all.sorted())
    #expect(try await api.send("GET", "/workbins/agents/alice/items?after=x").problem == "invalidQuery")
  }

  @Test func `a supervisor sends work elsewhere`() async throws {
    let (api, item, chat) = try await Self.arrange()
    #expect(try await api.send("POST", "/work-items/\(item)/reassign").problem == "notPermitted")
    let busy = try await api.send("POST", "/work-items/\(item)/reassign", #"{"target":{"agent":"bob"}}"#, as: .sam)
    #expect(busy.problem == "agentUnavailable" && busy.status == 409)
    try await api.makeReady(.bob)
    let target = #"{"target":{"agent":"bob"}}"#
    #expect(try await api.send("POST", "/work-items/\(item)/reassign", target, as: .sam).status == 204)
    let accepted = try await api.send("POST", "/offers/\(try await api.offer(to: .bob))/accept", as: .bob)
    #expect(accepted["conversation"]?["id"] == .string(chat))
    #expect(try await api.send("POST", "/work-items/\(item)/reassign", as: .sam).problem == "workNotSupervised")
    for body in [#"{"target":{}}"#, #"{"target":{"queue":"support","agent":"bob"}}"#] {
      #expect(try await api.send("POST", "/work-items/\(item)/reassign", body, as: .sam).status == 422)
    }
    let unnamed = try await api.send("POST", "/work-items/\(item)/reassign", as: .desk)
    #expect(unnamed.status == 422 && unnamed.pointer == "/supervisor")
  }

  @Test func `a supervisor forces the presence of its agents`() async throws {
    let (api, _, chat) = try await Self.arrange()
    let forced = try await api.send(
      "POST",
      "/agents/alice/force-state",
      #"{"state":"NOT_READY","reason":"lunch"}"#,
      as: .sam
    )
    #expect(forced["agent"]?["state"] == .string("NOT_READY") && forced["agent"]?["cause"] == .string("supervisor"))
    #expect(try await api.send("POST", "/agents/alice/force-logout").problem == "notPermitted")
    #expect(try await api.send("POST", "/agents/bob/force-logout", as: .sam).problem == "agentNotSupervised")
    try await api.send("PUT", "/agents/alice/devices/desk")
    let body = #"{"supervisor":"sam","work":"close"}"#
    let out = try await api.send("POST", "/agents/alice/force-logout", body, as: .desk)
    #expect(out["agent"]?["state"] == .string("LOGOUT") && out["agent"]?["devices"] == .array([]))
    let closed = try await api.send("GET", "/conversations/\(chat)", as: .reader)
    #expect(closed["conversation"]?["state"] == .string("closed"))
  }

  @Test func `after-contact work is extended, and ended by a supervisor`() async throws {
    let (api, item, chat) = try await Self.arrange()
    let queue = #"""
      {"name":"Support","mediaRoutingDomain":"chat","members":{"teams":["service"]},"offerDeadlineSeconds":20,
      "wrapUp":{"limitSeconds":60,"longestSeconds":100}}
      """#
    #expect(try await api.send("PUT", "/configuration/queues/support", queue, as: .ada).status == 200)
    try await api.send("POST", "/conversations/\(chat)/leave")
    let before = try await api.send("GET", "/work-items/\(item)")
    #expect(before["workItem"]?["extendableUntil"] != nil)
    #expect(try await api.send("POST", "/work-items/\(item)/wrap-up/extend", #"{"seconds":40}"#).status == 204)
    let refused = try await api.send("POST", "/work-items/\(item)/wrap-up/extend", #"{"seconds":1}"#)
    #expect(refused.problem == "wrapUpNotExtendable")
    let after = try await api.send("GET", "/work-items/\(item)")
    #expect(after["workItem"]?["wrapUpDeadline"] == before["workItem"]?["extendableUntil"])
    #expect(try await api.send("POST", "/work-items/\(item)/wrap-up/end").problem == "notPermitted")
    #expect(try await api.send("POST", "/work-items/\(item)/wrap-up/end", as: .sam).status == 204)
    #expect(try await api.send("GET", "/work-items/\(item)", as: .sam).problem == "unknownWorkItem")
  }

  @Test func `a queue with open work is removed in favour of another`() async throws {
    let (api, item, _) = try await Self.arrange()
    let spare = #"{"name":"Spare","mediaRoutingDomain":"chat","members":{},"offerDeadlineSeconds":20}"#
    try await api.send("PUT", "/configuration/queues/spare", spare, as: .ada)
    let channel = #"{"type":"chat","serviceIdentifier":"1212","mediaRoutingDomain":"chat","routing":{"queue":"spare"}}"#
    let type = try await api.send("GET", "/configuration/channels/web", as: .ada)["channel"]?["type"]?.stringValue ?? ""
    let body = channel.replacing(#""chat","service"#, with: "\"\(type)\",\"service")
    #expect(try await api.send("PUT", "/configuration/channels/web", body, as: .ada).status == 200)
    #expect(try await api.send("DELETE", "/configuration/queues/support", as: .ada).problem == "stillUsed")
    let moved = try await api.send("DELETE", "/configuration/queues/support?moveWorkTo=spare", as: .ada)
    #expect(moved.status == 204)
    #expect(try await api.send("GET", "/work-items/\(item)")["workItem"]?["queue"] == .string("spare"))
    #expect(try await api.send("DELETE", "/configuration/queues/spare?other=x", as: .ada).problem == "invalidQuery")
    let team = try await api.send("DELETE", "/configuration/teams/sales?moveWorkTo=service", as: .ada)
    #expect(team.problem == "invalidQuery")
    #expect(try await api.send("DELETE", "/configuration/queues/spare?moveWorkTo=x", as: .alice).status == 403)
  }
}
