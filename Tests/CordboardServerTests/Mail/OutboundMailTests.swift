// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import InternetMessage
import MailTransfer
import Testing

@testable import CordboardServer

/// What becomes of what agents write.
@Suite(.timeLimit(.minutes(10))) struct OutboundMailTests {
  /// A customer wrote, and an agent serves it.
  private func served() async throws -> (bench: MailBench, conversation: ConversationID) {
    let bench = try await MailBench()
    _ = await bench.receive(InboundMailTests.mail, to: "help@centre.example")
    try await bench.serve()
    return (bench, try #require(try await bench.messages().first?.conversation))
  }

  /// Begins to send, and waits until everything before counts as history.
  private func started(_ bench: MailBench) async throws -> OutboundMail {
    let outbound = bench.outbound()
    _ = try await OutboundLine(MailBench.account, outbound)
    outbound.start([MailBench.account])
    return outbound
  }

  @Test func `an answer goes to the customer, in the thread; what was said before, or aside, does not`() async throws {
    let (bench, conversation) = try await served()
    try await bench.post(MessageBody(kind: "PLAIN", text: "before mail was switched on"), in: conversation)
    let outbound = try await started(bench)
    try await bench.post(MessageBody(kind: "PLAIN", text: "among us"), in: conversation, .agentsAndManagers)
    try await bench.post(MessageBody(kind: "PLAIN", text: "Ja, paßt.\n"), in: conversation)
    let (mail, message) = try await bench.nextMail()
    #expect(mail.sender.address == "help@centre.example" && mail.recipients.map(\.address) == ["Jo@x.example"])
    #expect(message.to.map(\.name) == ["Jo Doe"])
    #expect(message.subject == "Re: Größe")
    #expect(message.content().text == "Ja, paßt.")
    #expect(message.ancestors.first?.rawValue == "1@x.example")
    let token = try #require(message.identifier.flatMap { MailToken($0, hostName: MailBench.host) })
    let last = try #require(try await bench.messages().last)
    #expect(token == MailToken(conversation: conversation, offset: last.offset))
    await outbound.stop()
    #expect(bench.sent.count == 1)
  }

  @Test func `a body of the kind EMAIL says where it goes, and carries files`() async throws {
    let (bench, conversation) = try await served()
    let outbound = try await started(bench)
    let url = try #require(
      try await bench.messages().first?.message.body.json?["attachments"]?.arrayValue?.first?["mediaUrl"]?.stringValue
    )
    let content = """
      {"subject":"Other matter\\r\\nBcc: evil@x.example","recipientsTo":["Ann <ann@y.example>","nonsense"],\
      "recipientsCc":"cy@y.example","recipientsBcc":["bcc@y.example"],"htmlBody":"<p>Hi</p>",\
      "attachments":[{"mediaUrl":"\(url)","contentId":"a@b"},{"mediaUrl":"\(url)"}]}
      """
    try await bench.post(MessageBody(kind: "EMAIL", text: "Hi", content: content), in: conversation)
    let (mail, message) = try await bench.nextMail()
    #expect(mail.recipients.map(\.address) == ["ann@y.example", "cy@y.example", "bcc@y.example"])
    #expect(message.header["Bcc"] == nil && message.subject == "Other matter Bcc: evil@x.example")
    #expect(message.content().html == "<p>Hi</p>" && message.content().text == "Hi")
    #expect(message.content().attachments.map(\.name) == ["photo.png"])
    #expect(message.content().attachments.map(\.contentID) == ["a@b"])
    await outbound.stop()
    #expect(try await bench.said().last == #"receipt failed: "nonsense" is no mail address"#)
  }

  @Test func `a file of another conversation goes with no mail, and neither does the mail`() async throws {
    let (bench, _) = try await served()
    let url = try #require(
      try await bench.messages().first?.message.body.json?["attachments"]?.arrayValue?.first?["mediaUrl"]?.stringValue
    )
    _ = await bench.receive("From: bo@x.example\nMessage-ID: <3@x.example>\n\nNew\n", to: "help@centre.example")
    try await bench.accept()
    let other = try #require(try await bench.messages().last?.conversation)
    var line = try await bench.line()
    for address in [url, "https://elsewhere.example/x"] {
      let content = #"{"subject":"s","attachments":[{"mediaUrl":"\#(address)"}]}"#
      try await bench.post(MessageBody(kind: "EMAIL", text: "Look", content: content), in: other)
      try await line.collect()
      _ = try await line.sendDue()
      #expect(bench.sent.isEmpty)
      let said = try #require(try await bench.said().last)
      #expect(said.hasPrefix("receipt failed: ") && said.contains("file"), "\(said)")
    }
  }

  @Test func `a mail whose answer was lost is sent again under the same identifier, and no other one is`() async throws
  {
    let (bench, conversation) = try await served()
    let first = try await started(bench)
    try await bench.post(MessageBody(kind: "PLAIN", text: "one"), in: conversation)
    _ = try await bench.nextMail()
    bench.relayHangs(true)
    try await bench.post(MessageBody(kind: "PLAIN", text: "two"), in: conversation)
    let lost = try await bench.nextMail()
    // The process ends while the relay has the mail and has not said so.
    await first.stop()
    try await bench.post(MessageBody(kind: "PLAIN", text: "three"), in: conversation)
    bench.relayHangs(false)
    let second = try await started(bench)
    let again = try await bench.nextMail()
    #expect(again.mail == lost.mail && again.message.identifier != nil)
    #expect(try await bench.nextMail().message.content().text == "three")
    await second.stop()
    let third = try await started(bench)
    try await bench.post(MessageBody(kind: "PLAIN", text: "four"), in: conversation)
    #expect(try await bench.nextMail().message.content().text == "four")
    await third.stop()
    #expect(bench.sent.count == 5)
  }

  @Test func `what is not taken now is tried later, for those it was not taken for`() async throws {
    let (bench, conversation) = try await served()
    let outbound = try await started(bench)
    bench.relayAnswers(.failure(.timedOut))
    bench.relayAnswers(.success([250, 450, 550]))
    let content = #"{"subject":"s","recipientsTo":["a@y.example","b@y.example","c@y.example"]}"#
    try await bench.post(MessageBody(kind: "EMAIL", text: "x", content: content), in: conversation)
    let first = try await bench.nextMail()
    #expect(first.mail.recipients.count == 3)
    try await bench.waitForTries(1)
    // What comes meanwhile is not held up, and wakes the line.
    bench.clock.advance(by: .seconds(100))
    try await bench.post(MessageBody(kind: "PLAIN", text: "other"), in: conversation)
    var mails = [try await bench.nextMail(), try await bench.nextMail()]
    if mails[0].message.subject != "s" { mails.reverse() }
    #expect(mails[0].mail.recipients.count == 3 && mails[0].message.identifier == first.message.identifier)
    #expect(mails[1].message.content().text == "other")
    try await bench.waitForTries(2)
    bench.clock.advance(by: .seconds(1_000))
    try await bench.post(MessageBody(kind: "PLAIN", text: "third"), in: conversation)
    let last = [try await bench.nextMail(), try await bench.nextMail()]
    #expect(last.contains { $0.mail.recipients.map(\.address) == ["b@y.example"] })
    await outbound.stop()
    #expect(try await bench.said().contains("receipt failed: c@y.example: 550 5.0.0 so"))
  }

  @Test func `what cannot be delivered in time is given up, and the agent told`() async throws {
    let (bench, conversation) = try await served()
    let outbound = try await started(bench)
    bench.relayAnswers(.success([450]))
    bench.relayAnswers(.success([451]))
    try await bench.post(MessageBody(kind: "PLAIN", text: "x"), in: conversation)
    _ = try await bench.nextMail()
    try await bench.waitForTries(1)
    bench.clock.advance(by: .seconds(49 * 3_600))
    try await bench.post(MessageBody(kind: "PLAIN", text: "wake"), in: conversation)
    _ = try await bench.nextMail()
    _ = try await bench.nextMail()
    await outbound.stop()
    let said = try await bench.said()
    #expect(said.contains("receipt failed: Jo@x.example: given up after 2 tries: 451 4.0.0 so"), "\(said)")
  }

  @Test func `a program answers people, and says that it is one; it answers no program`() async throws {
    let (bench, conversation) = try await served()
    let outbound = try await started(bench)
    try await bench.postAsBot("I am a bot", in: conversation)
    let answer = try await bench.nextMail().message
    #expect(answer.content().text == "I am a bot" && MailAutomation(of: answer) == .answer)
    #expect(bench.sent.first?.sender == .nobody)
    let away = "From: jo@x.example\nMessage-ID: <away@x.example>\nAuto-Submitted: auto-replied\n\nI am away\n"
    #expect(await bench.receive(away, to: "help@centre.example") == ["250 2.0.0"])
    try await bench.postAsBot("So am I", in: conversation)
    try await bench.post(MessageBody(kind: "WRAPUP", content: #"{"wrapups":[]}"#), in: conversation)
    try await bench.post(MessageBody(kind: "PLAIN", text: "I am a person"), in: conversation)
    let next = try await bench.nextMail().message
    #expect(next.content().text == "I am a person" && MailAutomation(of: next) == nil)
    await outbound.stop()
  }

  @Test func `a pending mail is stored and read`() {
    var item = PendingMail(offset: 7, since: Timestamp(milliseconds: 5))
    #expect(PendingMail(item.stored) == item)
    item.tries = 3
    item.left = ["a@x.example"]
    item.failed = ["b: \"no\""]
    item.why = "451 full"
    #expect(PendingMail(item.stored) == item)
    for text in ["", "{}", "[]", #"{"offset":0,"since":1,"tries":0,"next":1}"#] {
      #expect(PendingMail(Array(text.utf8)) == nil)
    }
  }
}
