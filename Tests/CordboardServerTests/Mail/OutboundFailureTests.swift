// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import InternetMessage
import MailTransfer
import Testing

@testable import CordboardServer

/// What becomes of mail that does not arrive. Nothing runs by itself here: the test looks at the log and sends.
@Suite(.timeLimit(.minutes(10))) struct OutboundFailureTests {
  private func served(mailBytes: Int = 1 << 20) async throws -> (MailBench, ConversationID, OutboundLine) {
    let bench = try await MailBench(mailBytes: mailBytes)
    _ = await bench.receive(InboundMailTests.mail, to: "help@centre.example")
    try await bench.serve()
    let line = try await bench.line()
    return (bench, try #require(try await bench.messages().first?.conversation), line)
  }

  private func turn(_ line: inout OutboundLine) async throws {
    try await line.collect()
    _ = try await line.sendDue()
  }

  private func mail(_ members: String) -> MessageBody {
    MessageBody(kind: "EMAIL", text: "x", content: "{\"subject\":\"s\",\(members)}")
  }

  @Test func `a receipt that cannot be written now is written later, and nobody gets the mail twice`() async throws {
    let (bench, conversation, _) = try await served()
    let gateway = BusyGateway(bench.partition, refusals: 2)
    bench.relayAnswers(.success([250, 550]))
    try await bench.post(mail(#""recipientsTo":["a@y.example","b@y.example"]"#), in: conversation)
    for _ in 0..<3 {
      // As after trouble, and after a restart: what is kept is all there is.
      var line = try await bench.line(gateway)
      do { try await turn(&line) } catch let rejection as Rejection { #expect(rejection == .overloaded) }
    }
    #expect(bench.sent.count == 1)
    #expect(try await bench.said().filter { $0.hasPrefix("receipt") } == ["receipt failed: b@y.example: 550 5.0.0 so"])
    #expect(try await bench.journal.values(withPrefix: OutboundMail.pendingPrefix(MailBench.account)).isEmpty)
  }

  @Test(arguments: [
    (#""recipientsTo":["nonsense"]"#, [], #""nonsense" is no mail address"#),
    (#""recipientsTo":[],"recipientsCc":"""#, [], "nobody: it names no receiver"),
    (
      #""recipientsBcc":["b@y.example",7,"c d"]"#, ["b@y.example"],
      #""7" is no mail address; "c d" is no mail address"#
    ),
    (#""recipientsTo":"a@bücher.example""#, ["a@xn--bcher-kva.example"], nil),
    (#""recipientsTo":null"#, ["Jo@x.example"], nil),
  ])
  func `whom a mail names is who it goes to, or is told that it does not`(
    members: String,
    recipients: [String],
    failure: String?
  ) async throws {
    var (bench, conversation, line) = try await served()
    try await bench.post(mail(members), in: conversation)
    try await turn(&line)
    #expect(bench.sent.flatMap(\.recipients).map(\.address) == recipients)
    let receipts = try await bench.said().filter { $0.hasPrefix("receipt") }
    #expect(receipts == (failure.map { ["receipt failed: \($0)"] } ?? []))
  }

  @Test func `an address that no server takes, and more than may be, are told`() async throws {
    var (bench, conversation, line) = try await served()
    let long = "\(String(repeating: "a", count: 60))@\(String(repeating: "b.", count: 100))example"
    let many = (1...201).map { "\"r\($0)@y.example\"" }.joined(separator: ",")
    try await bench.post(mail("\"recipientsTo\":[\"\(long)\"]"), in: conversation)
    try await turn(&line)
    #expect(bench.sent.isEmpty)
    #expect(try await bench.said().last?.contains("no mail server takes this address") == true)
    try await bench.give(.configure([.account(wide())]))
    try await bench.post(mail("\"recipientsTo\":[\(many)]"), in: conversation)
    try await turn(&line)
    #expect(bench.sent.first?.recipients.count == 200)
    #expect(try await bench.said().last == "receipt failed: r201@y.example: one mail has 200")
  }

  private func wide() -> AccountSettings {
    var settings = MailBench.settings(MailBench.account)
    settings.limits.messageBytes = 65_536
    return settings
  }

  @Test func `what fails after the conversation is over begins one that somebody reads`() async throws {
    var (bench, conversation, line) = try await served()
    bench.relayAnswers(.success([550]))
    try await bench.post(MessageBody(kind: "PLAIN", text: "bye"), in: conversation)
    try await bench.give(.closeConversation(conversation, .agent))
    try await turn(&line)
    let said = try await bench.said()
    #expect(said.suffix(2).first == "started mailer-daemon@centre.example Undelivered: Größe", "\(said)")
    #expect(said.last?.contains("\"Jo Doe\" <jo@x.example>") == true || said.last?.contains("jo@x.example") == true)
    #expect(said.last?.contains("550 5.0.0 so") == true)
    // A program does not answer it, and an answer of nobody's goes nowhere else.
    #expect(
      try await bench.messages().last?.message.body.json?["additionalDetails"]?["automation"] == .string("report")
    )
  }

  @Test func `a mail that is too large is not sent, and the server reads no file of it`() async throws {
    var (bench, conversation, line) = try await served(mailBytes: 1_000)
    let url = try #require(
      try await bench.messages().first?.message.body.json?["attachments"]?.arrayValue?.first?["mediaUrl"]?.stringValue
    )
    let entries = Array(repeating: "{\"mediaUrl\":\"\(url)\"}", count: 10).joined(separator: ",")
    try await bench.post(mail("\"attachments\":[\(entries)]"), in: conversation)
    try await turn(&line)
    #expect(bench.sent.count == 1, "one file is one file, however often it is named")
    let large = String(repeating: "long words ", count: 100)
    try await bench.post(MessageBody(kind: "PLAIN", text: large), in: conversation)
    try await turn(&line)
    #expect(bench.sent.count == 1)
    #expect(try await bench.said().last?.contains("mail.relay.messageBytes") == true)
    let eml = try #require(
      try await bench.messages().first?.message.body.json?["attachments"]?.arrayValue?.last?["mediaUrl"]?.stringValue
    )
    let body = mail("\"attachments\":[{\"mediaUrl\":\"\(url)\"},{\"mediaUrl\":\"\(eml)\"}]")
    await #expect(throws: Problem.self) {
      try await bench.files.check(NewMessage(body: body), in: conversation, of: MailBench.account)
    }
    let gone = body.content?.replacing(url, with: bench.files.address(of: FileID(rawValue: 9), in: MailBench.account))
    await #expect(throws: Problem.self) {
      let message = NewMessage(body: MessageBody(kind: "EMAIL", text: "x", content: gone))
      try await bench.files.check(message, in: conversation, of: MailBench.account)
    }
  }

  @Test func `a relay that is not there is asked once, not for each mail, and everything goes when it is back`()
    async throws
  {
    var (bench, conversation, line) = try await served()
    bench.relayAnswers(.failure(.authentication(TransferReply(535, "5.7.8", "no"))))
    for text in ["one", "two", "three"] {
      try await bench.post(MessageBody(kind: "PLAIN", text: text), in: conversation)
    }
    try await turn(&line)
    #expect(bench.sent.count == 1)
    try await turn(&line)
    #expect(bench.sent.count == 1)
    let kept = try await bench.journal.values(withPrefix: OutboundMail.pendingPrefix(MailBench.account))
    #expect(kept.compactMap { PendingMail($0.1)?.why }.contains { $0.contains("535 5.7.8 no") })
    bench.clock.advance(by: .seconds(80))
    try await turn(&line)
    #expect(bench.sent.count == 4)
    #expect(Set(bench.sent.map { MessageReader().read($0.content).content().text }) == ["one", "two", "three"])
  }

  @Test func `when a relay stays away too long, everything that waited is given up`() async throws {
    var (bench, conversation, line) = try await served()
    for text in ["one", "two"] { try await bench.post(MessageBody(kind: "PLAIN", text: text), in: conversation) }
    bench.relayAnswers(.failure(.timedOut))
    bench.relayAnswers(.failure(.timedOut))
    try await turn(&line)
    bench.clock.advance(by: .seconds(49 * 3_600))
    try await turn(&line)
    #expect(bench.sent.count == 2)
    let receipts = try await bench.said().filter { $0.hasPrefix("receipt") }
    #expect(receipts.count == 2 && receipts.allSatisfy { $0.contains("did not answer in time") }, "\(receipts)")
  }

  @Test func `an answer of HTML alone has text beside it`() async throws {
    var (bench, conversation, line) = try await served()
    let body = MessageBody(kind: "EMAIL", content: #"{"subject":"s","htmlBody":"<p>Hi <b>you</b></p>"}"#)
    try await bench.post(body, in: conversation)
    try await turn(&line)
    let message = MessageReader().read(try #require(bench.sent.first).content)
    #expect(message.content().text == "Hi you" && message.content().html == "<p>Hi <b>you</b></p>")
  }
}
