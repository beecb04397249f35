// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import EventJournal
import Testing

@testable import CordboardServer

/// A customer asks to be forgotten.
@Suite struct APIErasureTests {
  /// A served and closed conversation with everything in it that people say; it and its customer.
  private func told(_ api: TestAPI) async throws -> (conversation: String, customer: String, file: String) {
    try await api.makeReady(.alice)
    let body = #"""
      {"channel":"web","customer":{"identifier":"zoe@example.com","displayName":"Zoe Zebra"},"subject":"zebra crossing",
       "attributes":{"iban":"zebra-123"},"message":{"body":{"text":"My zebra is ill"}}}
      """#
    let answer = try await api.send("POST", "/conversations", body, as: .integration)
    let id = try #require(answer["conversation"]?["id"]?.stringValue, "\(answer)")
    let customer = try #require(answer["conversation"]?["customer"]?["id"]?.stringValue)
    try await api.send("POST", "/offers/\(try await api.offer(to: .alice))/accept")
    let uploaded = try await api.raw(
      "POST",
      "/api/v1/accounts/DEMOCO/conversations/\(id)/files?name=zebra.txt",
      Array("a zebra".utf8),
      headers: ["Content-Type": "text/plain"]
    )
    let file = try #require(uploaded["file"]?["id"]?.stringValue, "\(uploaded)")
    try await api.send("POST", "/conversations/\(id)/messages", #"{"body":{"text":"What a zebra"}}"#)
    try await api.send("POST", "/conversations/\(id)/close", #"{"reason":"system"}"#, as: .integration)
    for item in try await api.send("GET", "/work-items")["workItems"]?.arrayValue ?? [] {
      let wrapUp = #"{"note":"zebra again"}"#
      try await api.send("POST", "/work-items/\(item["id"]?.stringValue ?? "")/wrap-up", wrapUp)
    }
    return (id, customer, file)
  }

  private func everything(_ api: TestAPI) async throws -> [JSONValue] {
    try await api.send("GET", "/events?topics=account&limit=1000", as: .reader)["events"]?.arrayValue ?? []
  }

  @Test func `everything of a customer goes, and the facts stay in their places`() async throws {
    let api = try await TestAPI()
    let (id, customer, file) = try await told(api)
    let before = try await everything(api)
    let answer = try await api.send("DELETE", "/customers/\(customer)", as: .ada)
    #expect(answer.status == 200, "\(answer)")
    let receipt = try #require(answer["receipt"])
    #expect(receipt["cause"] == .string("request") && receipt["conversations"] == .number("1"))
    #expect(answer.header("Cordboard-Position") == answer["position"]?.stringValue)

    // Who replays the log sees every fact, in unbroken sequence, with its content gone.
    let after = try await everything(api)
    #expect(after.count == before.count + 1)
    #expect(after.dropLast().map { $0["position"] } == before.map { $0["position"] })
    #expect(after.dropLast().map { $0["type"] } == before.map { $0["type"] })
    #expect(!"\(after)".lowercased().contains("zebra") && !"\(after)".contains("zoe"))
    for event in after {
      let isOfIt = event["subject"]?.stringValue == "conversation/\(id)"
      #expect((event["erased"] == .bool(true)) == isOfIt, "\(event)")
    }
    #expect(after.last?["type"] == .string("cordboard.retentionApplied"))
    #expect(receipt["facts"]?.integerValue == after.count { $0["erased"] != nil })

    // No page shows it.
    let shown = try await api.send("GET", "/conversations/\(id)", as: .reader)["conversation"]
    #expect(shown?["erased"] == .bool(true) && shown?["state"] == .string("closed") && shown?["subject"] == nil)
    let messages = try await api.send("GET", "/conversations/\(id)/messages", as: .reader)["messages"]?.arrayValue
    #expect(messages?.count == 2 && messages?.allSatisfy { $0["erased"] == .bool(true) } == true)
    for path in [
      "/conversations/\(id)", "/conversations/\(id)/messages", "/conversations/\(id)/assistances",
      "/conversations/search", "/customers/\(customer)/conversations", "/conversations/\(id)/files",
    ] {
      let page = try await api.send("GET", path, as: .ada)
      #expect(page.status == 200, "\(path): \(page)")
      let text = String(decoding: page.bytes, as: UTF8.self)
      #expect(!text.lowercased().contains("zebra") && !text.contains("zoe@"), "\(path): \(text)")
    }
    for query in ["text=zebra", "customer=\(customer)"] {
      let found = try await api.send("GET", "/conversations/search?\(query)", as: .ada)
      #expect(found["conversations"]?.arrayValue?.isEmpty == true, "\(query)")
    }
    let found = try await api.send("GET", "/conversations/search?agent=alice", as: .ada)
    #expect(found["conversations"]?.arrayValue?.map { $0["id"]?.stringValue } == [id])
    let history = try await api.send("GET", "/customers/\(customer)/conversations", as: .ada)
    #expect(history["conversations"]?.arrayValue?.isEmpty == true)
    for path in ["/files/\(file)", "/files/\(file)/content"] {
      #expect(try await api.send("GET", path, as: .ada).problem == "unknownFile")
    }

    // It is on record, and asking again finds nothing.
    let audit = try await api.send("GET", "/audit?kinds=retentionApplied", as: .ada)["entries"]?.arrayValue
    #expect(audit?.count == 1 && audit?.first?["event"]?["actor"] == .string("agent:ada"))
    #expect(try await api.send("DELETE", "/customers/\(customer)", as: .ada).problem == "unknownCustomer")
  }

  @Test func `a customer with an open conversation is not erased`() async throws {
    let api = try await TestAPI()
    let (id, customer, _) = try await told(api)
    let open = try await api.send(
      "POST",
      "/conversations",
      #"{"channel":"web","customer":{"identifier":"zoe@example.com"}}"#,
      as: .integration
    )["conversation"]?["id"]?.stringValue
    let refused = try await api.send("DELETE", "/customers/\(customer)", as: .ada)
    #expect(refused.status == 409 && refused.problem == "customerHasOpenConversations")
    let detail = refused["detail"]?.stringValue ?? ""
    // The scope configuration sees no conversations.
    #expect(detail.contains("has 1 open") && !detail.contains(id) && !detail.contains(open ?? ""), "\(detail)")
    let shown = try await api.send("GET", "/conversations/\(id)", as: .reader)["conversation"]
    #expect(shown?["erased"] == nil && shown?["subject"] == .string("zebra crossing"))
  }

  @Test func `only those who configure the account may erase`() async throws {
    let api = try await TestAPI()
    let (_, customer, _) = try await told(api)
    for sender in [TestAPI.Sender.alice, .sam, .integration, .reader, .desk, .helper] {
      #expect(try await api.send("DELETE", "/customers/\(customer)", as: sender).status == 403, "\(sender)")
    }
    #expect(try await api.send("DELETE", "/customers/zoe", as: .ada).status == 404)
    #expect(try await api.send("DELETE", "/customers/\(customer)?all=1", as: .ada).status == 400)
    #expect(try await api.send("DELETE", "/customers/\(customer)", as: .ada).status == 200)
  }

  /// A member that is new must be put into the one list or the other.
  @Test(arguments: Event.Kind.allCases)
  func `what is left of a fact is in no member that holds what people say`(kind: Event.Kind) throws {
    // The configuration is no conversation, nor are webhooks.
    guard kind != .configurationChanged, kind != .webhookChanged else { return }
    // The questions of a survey are its channel's.
    for (path, text) in try ErasedMembers(kind).left where !path.hasPrefix("questions.") {
      let name = path.split(separator: ".").last.map(String.init) ?? path
      if let emptied = Self.emptied[name] {
        #expect(emptied.contains { text.hasPrefix($0) && ($0 != "" || text.isEmpty) }, "\(kind) keeps \(path): \(text)")
      } else {
        #expect(Self.kept.contains(name), "\(kind) keeps \(path): \(text); is that content? see Event+erased.swift")
      }
    }
  }

  /// The members that say where, when, who of the centre, and how, and never what.
  private static let kept: Set<String> = [
    "address", "agent", "answerBy", "asker", "assistance", "audience", "automation", "bot", "by", "byAgent", "call",
    "cause", "channel", "client", "code", "completion", "connection", "consultParticipant", "conversation",
    "conversations", "count", "deadline", "device", "dialog", "digest", "direction", "enqueuedAt", "excluded",
    "extendableUntil", "extension", "facts", "failure", "first", "heldUntil", "holds", "id", "initiator", "instruction",
    "kind", "last", "leaseDeadline", "leg", "list", "mainDialog", "mediaRoutingDomain", "message", "mode", "newest",
    "offer", "oldest", "participant", "participants", "previous", "priority", "providerLeg", "pullList", "purpose",
    "question", "questions", "queue", "reason", "replyTo", "requestedBy", "requeueDeadline", "response", "role",
    "sender", "senderAgent", "senderBot", "senderKind", "session", "since", "state", "status", "team", "through",
    "until", "wantsWork", "warnAt", "wasBreached", "watched", "watchedParticipant", "withSecrets", "workItem",
  ]

  /// The members that hold what people say, and the beginnings of what stands there instead.
  private static let emptied: [String: [String]] = [
    "answer": [""], "external": ["erased"], "identifier": ["erased-"], "text": [""],
    "type": ["ERASED"],
  ]
}
