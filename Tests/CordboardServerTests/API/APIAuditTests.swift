// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Testing

@testable import CordboardServer

@Suite struct APIAuditTests {
  /// What the audit says, one line for each entry.
  private static func lines(_ answer: TestAPI.Answer) -> [String] {
    (answer["entries"]?.arrayValue ?? []).map { entry in
      let event = entry["event"]
      let data = event?["data"]
      let change = data?["change"]?.objectValue?.first
      return [
        event?["type"]?.stringValue, event?["actor"]?.stringValue, data?["effect"]?.stringValue, change?.name,
        entry["request"]?.stringValue, data?["subject"]?["agent"]?.stringValue,
      ].map { $0 ?? "-" }.joined(separator: " ")
    }
  }

  private static func recent(_ api: TestAPI) async throws -> String {
    let accounts = try await api.journal.accounts()
    return "after=\(Position(epoch: api.journal.epoch, offset: accounts["DEMOCO"] ?? 0))"
  }

  @Test func `every change says who, what and from which request, and never a secret`() async throws {
    let api = try await TestAPI()
    let start = try await Self.recent(api)
    try await api.send(
      "PUT",
      "/configuration/teams/late",
      #"{"name":"Late"}"#,
      as: .ada,
      headers: ["Idempotency-Key": "k1"]
    )
    try await api.send("PUT", "/configuration/teams/late", #"{"name":"Later"}"#, as: .ada)
    try await api.send("PUT", "/configuration/agents/alice/password", #"{"password":"secret word"}"#, as: .ada)
    try await api.send("DELETE", "/configuration/teams/late", as: .ada, headers: ["Idempotency-Key": "k2"])
    let audit = try await api.send("GET", "/audit?\(start)", as: .ada)
    #expect(
      Self.lines(audit) == [
        "cordboard.configurationChanged agent:ada created team k1 -",
        "cordboard.configurationChanged agent:ada changed team - -",
        "cordboard.configurationChanged agent:ada created credential - -",
        "cordboard.configurationChanged agent:ada removed removed k2 -",
      ]
    )
    #expect(!"\(audit.json)".contains("secret word") && !"\(audit.json)".contains("hash of"))
  }

  @Test func `who logged in is for administrators, and under the topic audit alone`() async throws {
    let api = try await TestAPI()
    let start = try await Self.recent(api)
    for isGranted in [true, false] {
      let report = AccessReport(subject: .agent("alice"), count: 1, since: api.clock.now(), address: "192.0.2.1")
      let context = CommandContext(principal: .system("DEMOCO"))
      _ = try await api.partition.perform(.noteAccess(report, isGranted: isGranted), in: context)
    }
    let expected = ["cordboard.accessGranted system - - - alice", "cordboard.accessRefused system - - - alice"]
    #expect(Self.lines(try await api.send("GET", "/audit?\(start)", as: .ada)) == expected)
    #expect(Self.lines(try await api.send("GET", "/audit?\(start)&actor=agent:alice", as: .ada)) == expected)
    #expect(Self.lines(try await api.send("GET", "/audit?\(start)&actor=agent:bob", as: .ada)).isEmpty)
    let refused = try await api.send("GET", "/audit?\(start)&kinds=accessRefused", as: .ada)
    #expect(Self.lines(refused) == [expected[1]])
    let topic = try await api.send("GET", "/events?\(start)&topics=audit", as: .ada)
    #expect(topic["events"]?.arrayValue?.count == 2)
    for (sender, topics) in [(.reader, "account"), (.ada, "account")] as [(TestAPI.Sender, String)] {
      let events = try await api.send("GET", "/events?\(start)&topics=\(topics)", as: sender)
      #expect(events["events"]?.arrayValue?.isEmpty == true)
    }
    for sender in [.alice, .sam, .reader, .desk, .integration, .helper] as [TestAPI.Sender] {
      #expect(try await api.send("GET", "/audit", as: sender).problem == "notPermitted")
      #expect(try await api.send("GET", "/events?topics=audit", as: sender).problem == "notPermitted")
    }
  }

  @Test func `the audit is read page by page and by time`() async throws {
    let api = try await TestAPI()
    let start = try await Self.recent(api)
    for number in 0..<5 {
      api.clock.advance(by: .seconds(60))
      try await api.send("PUT", "/configuration/teams/t\(number)", #"{"name":"T"}"#, as: .ada)
    }
    let first = try await api.send("GET", "/audit?\(start)&limit=3", as: .ada)
    #expect(Self.lines(first).count == 3)
    let next = try #require(first["next"]?.stringValue)
    let second = try await api.send("GET", "/audit?after=\(next)", as: .ada)
    #expect(Self.lines(second).count == 2 && second["next"] == nil)
    let middle = try #require(first["entries"]?.arrayValue?[1]["event"]?["time"]?.stringValue)
    #expect(Self.lines(try await api.send("GET", "/audit?\(start)&from=\(middle)", as: .ada)).count == 4)
    #expect(Self.lines(try await api.send("GET", "/audit?\(start)&until=\(middle)", as: .ada)).count == 1)
    #expect(try await api.send("GET", "/audit?from=noon", as: .ada).problem == "invalidQuery")
    #expect(try await api.send("GET", "/audit?after=00000000-1", as: .ada).problem == "cursorRefused")
  }

  @Test func `who exports the configuration is on record, and not who was refused`() async throws {
    let api = try await TestAPI()
    let start = try await Self.recent(api)
    #expect(try await api.send("GET", "/configuration/export", as: .ada).status == 200)
    #expect(try await api.send("GET", "/configuration/export?secrets=true", as: .ada).status == 200)
    #expect(try await api.send("GET", "/configuration/export", as: .alice).status == 403)
    let audit = try await api.send("GET", "/audit?\(start)", as: .ada)
    #expect(Self.lines(audit) == Array(repeating: "cordboard.configurationExported agent:ada - - - -", count: 2))
    let secrets = audit["entries"]?.arrayValue?.map { $0["event"]?["data"]?["withSecrets"] }
    #expect(secrets == [.bool(false), .bool(true)])
  }

  @Test func `a supervisor who steps in is in the audit`() async throws {
    let api = try await TestAPI()
    let conversation = try await api.serveChat()
    try await api.send("POST", "/agents/sam/login", as: .sam)
    let start = try await Self.recent(api)
    try await api.send("POST", "/conversations/\(conversation)/supervise", #"{"role":"silentMonitor"}"#, as: .sam)
    #expect(
      Self.lines(try await api.send("GET", "/audit?\(start)", as: .ada)).first?.hasPrefix(
        "cordboard.supervisorJoined agent:sam"
      ) == true
    )
  }
}
