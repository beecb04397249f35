// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Testing

@testable import CordboardServer

/// Bodies of every kind: what several dialects know is checked, everything is kept as it came.
@Suite struct APIBodyTests {
  static let bodies: [(kind: String, content: String, missing: String)] = [
    (
      "IMAGE", #"{"caption":"a","attachment":{"mediaUrl":"https://x/1.png","mimeType":"image/png","size":3}}"#,
      "attachment"
    ),
    ("VIDEO", #"{"attachment":{"mediaUrl":"https://x/1.mp4"}}"#, "attachment"),
    ("AUDIO", #"{"attachment":{"mediaUrl":"https://x/1.mp3"}}"#, "attachment"),
    ("FILE", #"{"attachment":{"mediaUrl":"https://x/1.pdf"},"additionalDetails":{"fileName":"1.pdf"}}"#, "attachment"),
    ("MULTIMEDIA", #"{"attachment":{"mediaUrl":"https://x/1"}}"#, "attachment"),
    ("BUTTON", #"{"buttonMessageType":"QUICK_REPLIES","buttons":[{"type":"POSTBACK","title":"Yes"}]}"#, "buttons"),
    ("CAROUSEL", #"{"carouselMessageType":"MEDIA","elements":[]}"#, "elements"),
    ("CONTACT", #"{"contacts":[{"name":{"formattedName":"Zoë"}}]}"#, "contacts"),
    ("LOCATION", #"{"location":{"latitude":52.50,"longitude":-1e1}}"#, "location"),
    ("URL", #"{"mediaUrl":"https://x"}"#, "mediaUrl"),
    ("STICKER", #"{"mediaUrl":"https://x","stickerId":"7"}"#, "mediaUrl"),
    ("WRAPUP", #"{"wrapups":[{"categoryName":"a","value":"b"}],"note":""}"#, "wrapups"),
    ("DELIVERYNOTIFICATION", #"{"messageId":"m1","status":"FAILED","reasonCode":500}"#, "status"),
    ("DELETEDNOTIFICATION", #"{"messageId":"m1","timestamp":1}"#, "messageId"),
    ("NOTIFICATION", #"{"notificationType":"INFO"}"#, "notificationType"),
    ("COMMENT", #"{"postId":"p","itemType":"LIKE"}"#, "itemType"),
    ("EMAIL", #"{"subject":"Re: order","htmlBody":"<p>x</p>","recipientsTo":["a@example.org"]}"#, "subject"),
    ("TEMPLATE", #"{"namespace":"n","name":"t","components":[]}"#, "name"),
    ("VOICE", #"{"callId":"c","leg":"1","reasonCode":0}"#, "callId"), ("ACTION", #"{"name":"n","data":{}}"#, "name"),
    ("CUSTOM", #"{"jsonNode":{"a":null}}"#, ""), ("RECEIPT", "{}", ""),
    ("HOLOGRAM", "{ \"b\" : 1.0 ,\t\"a\":[ true , 1E+2, \"\\u00e9\\/\" ] }", ""),
  ]

  @Test func `every known kind has a sample here`() {
    #expect(Set(Self.bodies.map(\.kind)) == Set(KnownBodies.kinds + ["HOLOGRAM"]))
  }

  @Test func `every body is kept byte for byte`() async throws {
    let api = try await TestAPI()
    let id = try await api.serveChat("zoe")
    for (index, body) in Self.bodies.enumerated() {
      let post = #"{"id":"b\#(index)","body":{"type":"\#(body.kind)","content": \#(body.content) }}"#
      let answer = try await api.send("POST", "/conversations/\(id)/messages", post)
      #expect(answer.status == 201, "\(body.kind): \(answer)")
    }
    let start =
      #"{"channel":"web","customer":{"identifier":"new"},"message":{"body":{"content":{ "x": 1 },"type":"X"}}}"#
    let started = try await api.send("POST", "/conversations", start, as: .integration)
    #expect(started.status == 201)
    var kept: [String: String] = [:]
    for envelope in try await api.journal.read("DEMOCO", after: 0, limit: 10_000) {
      guard case .messagePosted(let fact) = envelope.event else { continue }
      kept[fact.message.body.kind] = fact.message.body.content
    }
    for body in Self.bodies { #expect(kept[body.kind] == body.content, "\(body.kind)") }
    #expect(kept["X"] == #"{ "x": 1 }"#)
  }

  @Test func `a known kind without what it needs is refused with the place`() async throws {
    let api = try await TestAPI()
    let id = try await api.serveChat("zoe")
    for body in Self.bodies where !body.missing.isEmpty {
      let post = #"{"body":{"type":"\#(body.kind)","content":{"other":1}}}"#
      let answer = try await api.send("POST", "/conversations/\(id)/messages", post)
      #expect(answer.status == 422, "\(body.kind)")
      #expect(answer["errors"]?.arrayValue?.first?["pointer"]?.stringValue?.hasPrefix("/body/content/") == true)
    }
    let wrong = #"{"body":{"type":"LOCATION","content":{"location":{"latitude":"x","longitude":1}}}}"#
    let answer = try await api.send("POST", "/conversations/\(id)/messages", wrong)
    #expect(answer["errors"]?.arrayValue?.first?["pointer"] == .string("/body/content/location/latitude"))
  }

  @Test func `messages are listed by audience`() async throws {
    let api = try await TestAPI()
    let id = try await api.serveChat("zoe")
    let messages = "/conversations/\(id)/messages"
    try await api.send("POST", messages, #"{"id":"all","body":{"text":"x"}}"#)
    try await api.send("POST", messages, #"{"id":"own","audience":"agentsAndManagers","body":{"text":"y"}}"#)
    func listed(_ query: String) async throws -> [String?]? {
      try await api.send("GET", messages + query)["messages"]?.arrayValue?.map { $0["id"]?.stringValue }.suffix(2)
    }
    #expect(try await listed("?audience=agentsAndManagers") == ["own"])
    #expect(try await listed("?audience=everyone")?.contains("own") == false)
    #expect(try await listed("") == ["all", "own"])
    #expect(try await api.send("GET", messages + "?audience=nobody").status == 400)
  }
}
