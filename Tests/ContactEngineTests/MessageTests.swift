// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import Testing

@Suite struct MessageTests {
  private func served() throws -> (EngineHarness, ConversationID) {
    var harness = try EngineHarness.configured()
    try harness.makeReady("alice")
    let conversation = try harness.serve(1, by: "alice")
    return (harness, conversation)
  }

  @Test func `a message carries who said it`() throws {
    var (harness, conversation) = try served()
    let asked = try harness.say("hello", in: conversation)
    let answered = try harness.say("hi", in: conversation, as: .agent("alice"), replyTo: asked)
    let posted = harness.log.map(\.event).of { if case .messagePosted(let fact) = $0 { fact.message } else { nil } }
    #expect(posted.map(\.id) == [asked, answered])
    #expect(posted.map(\.senderKind) == [.customer, .agent])
    #expect(posted.map(\.senderAgent) == [nil, "alice"])
    #expect(posted.map(\.replyTo) == [nil, asked])
  }

  @Test func `a repeated message id of the same sender is answered as before`() throws {
    var (harness, conversation) = try served()
    try harness.say("hello", in: conversation, id: "m1")
    let before = harness.centre.offset
    let post = PostMessage(
      conversation: conversation,
      speaker: .customer,
      message: NewMessage(id: "m1", body: MessageBody(kind: "PLAIN", text: "hello"))
    )
    let (outcome, facts) = try harness.giveWhole(.postMessage(post))
    #expect(facts.isEmpty && !outcome.changed)
    #expect(outcome.message == "m1" && outcome.conversation == conversation)
    #expect(harness.centre.offset == before)
    #expect(throws: Rejection.messageIDTaken("m1")) {
      try harness.say("mine", in: conversation, as: .agent("alice"), id: "m1")
    }
  }

  @Test func `what a sender writes beside a message is kept with it, and counts as part of it`() throws {
    var (harness, conversation) = try served()
    var message = NewMessage(body: MessageBody(kind: "PLAIN", text: "hi"), extras: .json(#"{"id":"e1"}"#))
    try harness.give(.postMessage(PostMessage(conversation: conversation, speaker: .customer, message: message)))
    guard case .messagePosted(let fact) = harness.log.last(where: { $0.event.kind == .messagePosted })?.event else {
      Issue.record("nothing was posted")
      return
    }
    #expect(fact.message.extras == .json(#"{"id":"e1"}"#))
    message.extras = .json(String(repeating: "x", count: 4_095))
    #expect(throws: Rejection.invalid("body", "has 4097 bytes, at most 4096 are allowed")) {
      try harness.give(.postMessage(PostMessage(conversation: conversation, speaker: .customer, message: message)))
    }
  }

  @Test func `a reply needs its message`() throws {
    var (harness, conversation) = try served()
    #expect(throws: Rejection.unknownMessage("none")) { try harness.say("?", in: conversation, replyTo: "none") }
    var start = StartConversation(channel: "shop", customer: Customer(id: CustomerID(rawValue: 9), identifier: "nine"))
    start.message = NewMessage(body: MessageBody(kind: "PLAIN", text: "?"), replyTo: "none")
    #expect(throws: Rejection.unknownMessage("none")) { try harness.give(.startConversation(start)) }
  }

  @Test func `a customer speaks to everyone and only participants speak`() throws {
    var (harness, conversation) = try served()
    #expect(throws: Rejection.invalid("audience", "a customer speaks to everyone")) {
      try harness.say("psst", in: conversation, audience: .agentsAndManagers)
    }
    try harness.say("psst", in: conversation, as: .agent("alice"), audience: .agentsAndManagers)
    #expect(throws: Rejection.notAParticipant(conversation)) {
      try harness.say("me too", in: conversation, as: .agent("bob"))
    }
    #expect(throws: Rejection.unknownConversation(ConversationID(rawValue: 5))) {
      try harness.say("hello", in: ConversationID(rawValue: 5))
    }
  }

  @Test(arguments: [nil, false, true] as [Bool?])
  func `what the centre says among itself does not exist for the customer`(fromSnapshot: Bool?) throws {
    var (harness, conversation) = try served()
    let hidden = try harness.say("psst", in: conversation, as: .agent("alice"), audience: .agentsAndManagers)
    let shown = try harness.say("hello", in: conversation, as: .agent("alice"))
    if let fromSnapshot { try harness.restart(fromSnapshot: fromSnapshot) }
    #expect(throws: Rejection.unknownMessage(hidden)) { try harness.say("what?", in: conversation, replyTo: hidden) }
    let reply = NewMessage(body: MessageBody(kind: "PLAIN", text: "what?"), replyTo: hidden)
    guard case .startConversation(var returning) = SampleAccount.start(1, on: "shop") else { return }
    returning.message = reply
    #expect(throws: Rejection.unknownMessage(hidden)) { try harness.give(.startConversation(returning)) }
    #expect(throws: Rejection.unknownMessage(hidden)) {
      try harness.give(.reportReceipt(conversation, hidden, by: .customer, .read, detail: nil))
    }
    try harness.say("well", in: conversation, replyTo: shown)
    try harness.give(.reportReceipt(conversation, shown, by: .customer, .read, detail: nil))
    try harness.say("as I said", in: conversation, as: .agent("alice"), replyTo: hidden)
  }

  @Test func `bodies are bounded in bytes and kinds are named`() throws {
    var (harness, conversation) = try served()
    func post(_ body: MessageBody) -> Command {
      .postMessage(PostMessage(conversation: conversation, speaker: .customer, message: NewMessage(body: body)))
    }
    let half = String(repeating: "é", count: 1_024)
    try harness.give(post(MessageBody(kind: "FILE", text: half, content: half)))
    #expect(throws: Rejection.invalid("body", "has 4097 bytes, at most 4096 are allowed")) {
      try harness.give(post(MessageBody(kind: "FILE", text: half, content: half + "x")))
    }
    for kind in ["", String(repeating: "K", count: 65)] {
      #expect(throws: Rejection.invalid("body.kind", "must have 1 to 64 bytes")) {
        try harness.give(post(MessageBody(kind: kind)))
      }
    }
  }

  @Test func `the number of messages is bounded`() throws {
    var settings = SampleAccount.settings()
    settings.limits.messagesPerConversation = 2
    var harness = try EngineHarness.configured(settings: settings)
    let conversation = try harness.begin(1)
    try harness.say("1", in: conversation, id: "m1")
    try harness.say("2", in: conversation)
    #expect(throws: Rejection.limitReached("messages in a conversation", 2)) { try harness.say("3", in: conversation) }
    // What was said before is still answered.
    #expect(try harness.say("1", in: conversation, id: "m1") == "m1")
  }

  // MARK: Receipts

  /// What is reported after what, and whether it changes anything.
  static func isNews(_ status: ReceiptStatus, after before: ReceiptStatus?) -> Bool {
    switch (before, status) {
    case (nil, _): true
    case (.delivered, .read): true
    case (.delivered, _), (.read, _), (.failed, _): false
    }
  }

  @Test(arguments: [nil] + ReceiptStatus.allCases.map(Optional.some), ReceiptStatus.allCases)
  func `a receipt never goes back`(before: ReceiptStatus?, status: ReceiptStatus) throws {
    var (harness, conversation) = try served()
    let message = try harness.say("hello", in: conversation)
    if let before { try harness.give(.reportReceipt(conversation, message, by: .agent("alice"), before, detail: nil)) }
    let events = try harness.give(.reportReceipt(conversation, message, by: .agent("alice"), status, detail: nil))
    #expect(events.kinds == (Self.isNews(status, after: before) ? [.receiptReported] : []))
  }

  @Test func `receipts are their receivers'`() throws {
    var (harness, conversation) = try served()
    let message = try harness.say("hello", in: conversation)
    #expect(throws: Rejection.invalid("message", "a sender does not receive its own message")) {
      try harness.give(.reportReceipt(conversation, message, by: .customer, .read, detail: nil))
    }
    #expect(throws: Rejection.notAParticipant(conversation)) {
      try harness.give(.reportReceipt(conversation, message, by: .agent("bob"), .read, detail: nil))
    }
    #expect(throws: Rejection.unknownMessage("none")) {
      try harness.give(.reportReceipt(conversation, "none", by: .agent("alice"), .read, detail: nil))
    }
    let long = String(repeating: "x", count: 257)
    #expect(throws: Rejection.invalid("detail", "is larger than 256 bytes")) {
      try harness.give(.reportReceipt(conversation, message, by: .agent("alice"), .failed, detail: long))
    }
  }

  @Test func `a failed receipt says why, in words and as a number`() throws {
    var (harness, conversation) = try served()
    let message = try harness.say("hello", in: conversation, as: .agent("alice"))
    for status in [ReceiptStatus.delivered, .read] {
      #expect(throws: Rejection.invalid("code", "is the number of a failure; leave it out")) {
        try harness.give(.reportReceipt(conversation, message, by: .customer, status, detail: nil, code: 500))
      }
    }
    let events = try harness.give(
      .reportReceipt(conversation, message, by: .customer, .failed, detail: "no such channel", code: 404)
    )
    guard case .receiptReported(let fact) = events.first else { throw EngineHarness.Broken(description: "no receipt") }
    #expect(fact.code == 404 && fact.detail == "no such channel")
  }

  // MARK: Attributes

  @Test func `attributes change by name and keep their order`() throws {
    var (harness, conversation) = try served()
    func attribute(_ name: String, _ value: String) -> Attribute { Attribute(name: name, value: value) }
    try harness.give(.setAttributes(conversation, changed: [attribute("a", "1"), attribute("b", "2")], removed: []))
    let same = try harness.give(.setAttributes(conversation, changed: [attribute("a", "1")], removed: []))
    #expect(same.isEmpty)
    try harness.give(.setAttributes(conversation, changed: [attribute("b", "3"), attribute("c", "4")], removed: ["a"]))
    let attributes = harness.centre.conversations[conversation]?.attributes
    #expect(attributes == [attribute("b", "3"), attribute("c", "4")])
  }

  @Test func `attributes are bounded however they are changed`() throws {
    var (harness, conversation) = try served()
    func numbered(_ range: ClosedRange<Int>) -> [Attribute] { range.map { Attribute(name: "n\($0)", value: "v") } }
    try harness.give(.setAttributes(conversation, changed: numbered(1...10), removed: []))
    let full = Rejection.limitReached("attributes in a conversation", 10)
    let refused: [([Attribute], [String], Rejection)] = [
      (numbered(11...11), [], full),
      (numbered(11...12), ["n1"], full),
      (numbered(11...13), ["n1", "n1", "n1"], .invalid("attributes.n1", "is there twice")),
      (numbered(1...1), ["n1"], .invalid("attributes.n1", "is there twice")),
      (numbered(11...11) + numbered(11...11), ["n1", "n2"], .invalid("attributes.n11", "is there twice")),
      ([], ["none"], .unknownAttribute("none")),
      ([Attribute(name: "", value: "v")], ["n1"], .invalid("attributes", "a name must not be empty")),
      (
        [Attribute(name: "n1", value: String(repeating: "x", count: 255))], [],
        .invalid("attributes.n1", "is larger than 256 bytes")
      ),
    ]
    for (changed, removed, rejection) in refused {
      #expect(throws: rejection) { try harness.give(.setAttributes(conversation, changed: changed, removed: removed)) }
    }
    try harness.give(.setAttributes(conversation, changed: numbered(11...11), removed: ["n1"]))
    #expect(harness.centre.conversations[conversation]?.attributes.count == 10)
  }

  @Test func `attributes given at the start are checked as well`() throws {
    var harness = try EngineHarness.configured()
    var start = StartConversation(channel: "shop", customer: Customer(id: CustomerID(rawValue: 9), identifier: "nine"))
    start.attributes = (1...11).map { Attribute(name: "n\($0)", value: "v") }
    #expect(throws: Rejection.limitReached("attributes in a conversation", 10)) {
      try harness.give(.startConversation(start))
    }
    start.attributes = [Attribute(name: "a", value: "1"), Attribute(name: "a", value: "2")]
    #expect(throws: Rejection.invalid("attributes.a", "is there twice")) { try harness.give(.startConversation(start)) }
  }
}
