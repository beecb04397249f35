// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import InternetMessage
import MailTransfer
import Testing

@testable import CordboardServer

/// Where answers go.
@Suite(.timeLimit(.minutes(10))) struct MailThreadTests {
  /// The thread of the conversation that was begun first, as it is now.
  private func thread(_ bench: MailBench) async throws -> MailThread {
    let address = try #require(MailAddress("help@centre.example"))
    var thread = MailThread(channels: ["help": address], hostName: MailBench.host)
    let first = try #require(try await bench.messages().first?.conversation)
    for envelope in try await bench.facts() where envelope.event.subject.conversation == first { thread.take(envelope) }
    return thread
  }

  private static func mail(_ number: Int, _ fields: String) -> String {
    "Message-ID: <\(number)@x.example>\nSubject: Re: lamp \(number)\n\(fields)\n\nwords\n"
  }

  @Test(arguments: [
    // The first mail, the second one in the same conversation, and who answers go to then.
    ("From: jo@x.example", "From: jo@x.example", "jo@x.example"),
    ("From: jo@x.example\nReply-To: desk@x.example", "From: jo@x.example", "jo@x.example"),
    (
      "From: jo@x.example\nReply-To: desk@x.example", "From: jo@x.example\nReply-To: Desk@x.example", "Desk@x.example"
    ),
    ("From: jo@x.example", "From: jo@x.example\nReply-To: evil@y.example", "jo@x.example"),
    ("From: jo@x.example", "From: jo@x.example\nReply-To: jo@x.example, evil@y.example", "jo@x.example"),
    ("From: jo@x.example", "From: bo@y.example\nReply-To: evil@y.example", "jo@x.example"),
    ("From: jo@x.example", "From: mailer-daemon@x.example\nPrecedence: bulk", "jo@x.example"),
    ("From: jo@x.example", "From: jo@x.example\nReply-To: bot@x.example\nAuto-Submitted: auto-replied", "jo@x.example"),
  ])
  func `nobody turns the customer's answer to himself`(first: String, second: String, to: String) async throws {
    let bench = try await MailBench()
    _ = await bench.receive(Self.mail(1, first), to: "help@centre.example")
    try await bench.serve()
    let conversation = try #require(try await bench.messages().first?.conversation)
    try await bench.post(MessageBody(kind: "PLAIN", text: "answer"), in: conversation)
    let offset = try #require(try await bench.messages().last?.offset)
    let token = MailToken(conversation: conversation, offset: offset)
    let identifier = try #require(token.identifier(hostName: MailBench.host)?.written)
    _ = await bench.receive(Self.mail(2, "\(second)\nIn-Reply-To: \(identifier)"), to: "help@centre.example")
    #expect(try await bench.messages().last?.conversation == conversation)
    let thread = try await thread(bench)
    #expect(thread.answerTo.map(\.address.written) == [to])
    let isCustomer = second.hasPrefix("From: jo") && !second.contains("Auto")
    #expect(thread.subject == "Re: lamp \(isCustomer ? 2 : 1)")
    // What is answered is the customer's own; what others wrote is in the thread.
    let message = try #require(try await bench.messages().first { $0.message.senderKind == .agent }?.message)
    let draft = try #require(thread.draft(of: message, token: token, at: Timestamp(milliseconds: 0))).draft
    #expect(draft.answered?.rawValue == "\(isCustomer ? 2 : 1)@x.example")
    #expect(draft.ancestors.map(\.rawValue).contains("2@x.example"))
  }

  @Test func `a customer who goes on by chat gets no mail of it, but the mails that are written to it`() async throws {
    let bench = try await MailBench()
    _ = await bench.receive(InboundMailTests.mail, to: "help@centre.example")
    try await bench.serve()
    let conversation = try #require(try await bench.messages().first?.conversation)
    let id = CustomerID(identifier: "jo-chat", on: .chat, in: MailBench.account)
    let customer = Customer(id: id, identifier: "jo-chat", displayName: nil)
    try await bench.give(.startChannelSession(conversation, "web", customer))
    var line = try await bench.line()
    try await bench.post(MessageBody(kind: "PLAIN", text: "by chat"), in: conversation)
    try await bench.post(MessageBody(kind: "EMAIL", text: "by mail", content: #"{"subject":"s"}"#), in: conversation)
    try await line.collect()
    _ = try await line.sendDue()
    #expect(bench.sent.map { MessageReader().read($0.content).content().text } == ["by mail"])
    // A mail of the customer's is said on its own channel, and answered there again.
    let again = "From: jo@x.example\nMessage-ID: <2@x.example>\n\nI write again\n"
    _ = await bench.receive(again, to: "help@centre.example")
    let senders = try await bench.messages().filter { $0.message.senderKind == .customer }.map(\.message.sender)
    #expect(senders.count == 2 && Set(senders).count == 1)
    try await bench.post(MessageBody(kind: "PLAIN", text: "by mail again"), in: conversation)
    try await line.collect()
    _ = try await line.sendDue()
    #expect(bench.sent.last.map { MessageReader().read($0.content).content().text } == "by mail again")
  }

  @Test func `two programs do not answer each other for ever`() async throws {
    let bench = try await MailBench()
    _ = await bench.receive(InboundMailTests.mail, to: "help@centre.example")
    try await bench.serve()
    let conversation = try #require(try await bench.messages().first?.conversation)
    var line = try await bench.line()
    for number in 1...7 {
      try await bench.postAsBot("I am a bot \(number)", in: conversation)
      let answer = "From: jo@x.example\nMessage-ID: <r\(number)@x.example>\n\nSo am I \(number)\n"
      _ = await bench.receive(answer, to: "help@centre.example")
    }
    try await line.collect()
    _ = try await line.sendDue()
    #expect(bench.sent.count == 4)
    try await bench.post(MessageBody(kind: "PLAIN", text: "I am none"), in: conversation)
    try await bench.postAsBot("Again I", in: conversation)
    try await line.collect()
    _ = try await line.sendDue()
    #expect(bench.sent.count == 6)
  }

  @Test func `what was never mailed is in no thread, and what is passed on begins one`() async throws {
    let bench = try await MailBench()
    _ = await bench.receive(InboundMailTests.mail, to: "help@centre.example")
    try await bench.serve()
    let conversation = try #require(try await bench.messages().first?.conversation)
    try await bench.post(MessageBody(kind: "WRAPUP", content: #"{"wrapups":[]}"#), in: conversation)
    let forward = #"{"subject":"Fwd: s","recipientsTo":["ann@y.example"],"additionalDetails":{"forwarded":true}}"#
    var line = try await bench.line()
    try await bench.post(MessageBody(kind: "EMAIL", text: "look", content: forward), in: conversation)
    try await bench.post(MessageBody(kind: "PLAIN", text: "answer"), in: conversation)
    try await line.collect()
    _ = try await line.sendDue()
    let messages = bench.sent.map { MessageReader().read($0.content) }
    #expect(messages.map(\.ancestors) == [[], [try #require(MailIdentifier("1@x.example"))]])
  }
}
