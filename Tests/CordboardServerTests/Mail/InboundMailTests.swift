// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import InternetMessage
import MailTransfer
import Testing

@testable import CordboardServer

/// What becomes of mail that arrives.
@Suite(.timeLimit(.minutes(10))) struct InboundMailTests {
  static let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
  static let mail = """
    From: "Jo Doe" <Jo@x.example>
    To: help@centre.example
    Cc: bo@x.example
    Subject: =?utf-8?q?Gr=C3=B6=C3=9Fe?=
    Message-ID: <1@x.example>
    Date: Thu, 13 Feb 2020 15:47:13 +0100
    Content-Type: multipart/mixed; boundary=b

    --b
    Content-Type: text/plain; charset=iso-8859-1
    Content-Transfer-Encoding: quoted-printable

    Passt Gr=F6=DFe 5?
    --b
    Content-Type: image/png; name="../photo.png"
    Content-Transfer-Encoding: base64

    \(png)
    --b
    Content-Type: application/x-msdownload; name="virus.exe"
    Content-Transfer-Encoding: base64

    TVo=
    --b--

    """

  @Test func `a mail becomes what a customer says, with its files`() async throws {
    let bench = try await MailBench()
    #expect(await bench.receive(Self.mail, to: "HELP@centre.example") == ["250 2.0.0"])
    #expect(try await bench.said() == ["started jo@x.example Größe", "customer EMAIL: Passt Größe 5?"])
    let posted = try #require(try await bench.messages().first)
    let content = try #require(posted.message.body.json)
    #expect(content["subject"]?.stringValue == "Größe")
    #expect(content["from"]?.stringValue == "\"Jo Doe\" <Jo@x.example>")
    #expect(content["recipientsTo"]?.arrayValue == [.string("help@centre.example")])
    #expect(content["recipientsCc"]?.arrayValue == [.string("bo@x.example")])
    #expect(content["additionalDetails"]?["messageId"]?.stringValue == "1@x.example")
    let file = try #require(content["attachments"]?.arrayValue?.first)
    #expect(file["mediaName"]?.stringValue == "photo.png" && file["mimeType"]?.stringValue == "image/png")
    let id = try #require(bench.files.file(at: file["mediaUrl"]?.stringValue ?? "", in: MailBench.account))
    let stored = try #require(try await bench.journal.file(MailBench.account, id))
    #expect(stored.bytes == file["size"]?.integerValue && stored.description.conversation == posted.conversation)
    let left = try #require(content["additionalDetails"]?["attachmentsLeftOut"]?.arrayValue?.first)
    #expect(left["name"]?.stringValue == "virus.exe")
    #expect(left["reason"]?.stringValue == "files of this type are not taken")
  }

  @Test func `the same mail again is the same mail`() async throws {
    let bench = try await MailBench()
    for trace in ["", "Received: from a by b\n", "Delivered-To: help@centre.example\n"] {
      #expect(await bench.receive(trace + Self.mail, to: "help@centre.example") == ["250 2.0.0"])
    }
    #expect(try await bench.messages().count == 1)
    let conversation = try #require(try await bench.messages().first?.conversation)
    let usage = try await bench.journal.usage(MailBench.account, of: conversation)
    #expect(usage.conversationFiles == 2, "the photo, and the whole mail for what was left out")
  }

  @Test func `an answer finds its conversation, whoever writes it; other mail begins one`() async throws {
    let bench = try await MailBench()
    _ = await bench.receive(Self.mail, to: "help@centre.example")
    let first = try #require(try await bench.messages().first)
    let token = MailToken(conversation: first.conversation, offset: first.offset)
    let identifier = try #require(token.identifier(hostName: MailBench.host))
    let answer =
      "From: bo@x.example\nMessage-ID: <2@x.example>\nReferences: <9@x.example> \(identifier.written)\n\nI answer\n"
    #expect(await bench.receive(answer, to: "help@centre.example") == ["250 2.0.0"])
    _ = await bench.receive("From: bo@x.example\nMessage-ID: <3@x.example>\n\nNew\n", to: "help@centre.example")
    #expect(
      try await bench.said() == [
        "started jo@x.example Größe", "customer EMAIL: Passt Größe 5?", "customer EMAIL: I answer",
        "started bo@x.example -", "customer EMAIL: New",
      ]
    )
    try await bench.give(.closeConversation(first.conversation, .system))
    let late = "From: jo@x.example\nMessage-ID: <4@x.example>\nIn-Reply-To: \(identifier.written)\n\nLate\n"
    #expect(await bench.receive(late, to: "help@centre.example") == ["250 2.0.0"])
    #expect(try await bench.said().suffix(3) == ["closed", "started jo@x.example -", "customer EMAIL: Late"])
  }

  @Test func `mail that is for nobody, from nobody or in a loop is refused`() async throws {
    let bench = try await MailBench()
    let inbound = bench.inbound()
    for (recipient, code) in [("help@centre.example", 250), ("nobody@centre.example", 550), ("1212@web", 550)] {
      let path = try #require(EnvelopePath(recipient))
      #expect(await inbound.verify(sender: .nobody, recipient: path).code == code, "\(recipient)")
    }
    #expect(await bench.receive("Subject: x\n\nx\n", to: "help@centre.example", from: "") == ["550 5.6.0"])
    #expect(await bench.receive("From: help@centre.example\n\nx\n", to: "help@centre.example") == ["554 5.4.6"])
    let hops = String(repeating: "Received: from a by b\n", count: 101)
    #expect(await bench.receive("\(hops)From: jo@x.example\n\nx\n", to: "help@centre.example") == ["554 5.4.6"])
    #expect(
      await bench.receive("Subject: x\n\nx\n", to: "help@centre.example", "other@centre.example") == [
        "250 2.0.0", "550 5.1.1",
      ]
    )
    try await bench.configure("OTHER", address: "Help@centre.example")
    #expect(await bench.receive("Subject: y\n\nx\n", to: "help@centre.example") == ["451 4.3.5"])
    #expect(try await bench.said("OTHER") == [])
  }

  @Test func `a report about a message says so at the message`() async throws {
    let bench = try await MailBench()
    _ = await bench.receive(Self.mail, to: "help@centre.example")
    try await bench.serve()
    let conversation = try #require(try await bench.messages().first?.conversation)
    try await bench.post(MessageBody(kind: "PLAIN", text: "answer"), in: conversation)
    let first = try #require(try await bench.messages().last)
    let token = MailToken(conversation: first.conversation, offset: first.offset)
    let about = try #require(token.identifier(hostName: MailBench.host)?.written)
    func report(_ about: String, _ action: String) -> String {
      """
      From: MAILER-DAEMON@x.example
      Content-Type: multipart/report; boundary=b

      --b
      Content-Type: message/delivery-status

      Reporting-MTA: dns; x.example

      Final-Recipient: rfc822; jo@x.example
      Action: \(action)
      Status: 5.1.1
      Diagnostic-Code: smtp; 550 nobody

      --b
      Content-Type: text/rfc822-headers

      Message-ID: \(about)

      --b--

      """
    }
    #expect(await bench.receive(report(about, "delayed"), to: "help@centre.example", from: "") == ["250 2.0.0"])
    #expect(try await bench.said().count == 3)
    #expect(await bench.receive(report(about, "failed"), to: "help@centre.example", from: "") == ["250 2.0.0"])
    #expect(try await bench.said().last == "receipt failed: jo@x.example: 5.1.1 550 nobody")
    // What it says of nothing known, or of a conversation that is over, is for somebody to read.
    let unknown = about.replacing("\(first.offset).", with: "\(first.offset + 1).")
    #expect(await bench.receive(report(unknown, "failed"), to: "help@centre.example", from: "") == ["250 2.0.0"])
    #expect(try await bench.said().suffix(2).first == "started mailer-daemon@x.example -")
    try await bench.give(.closeConversation(conversation, .system))
    #expect(await bench.receive(report(about, "failed"), to: "help@centre.example", from: "") == ["250 2.0.0"])
    #expect(try await bench.said().last?.hasPrefix("customer EMAIL") == true)
  }

  @Test func `a notice that an answer was read says so at the answer, and is nobody's words`() async throws {
    let bench = try await MailBench()
    _ = await bench.receive(Self.mail, to: "help@centre.example")
    try await bench.serve()
    let conversation = try #require(try await bench.messages().first?.conversation)
    try await bench.post(MessageBody(kind: "PLAIN", text: "answer"), in: conversation)
    let answer = try #require(try await bench.messages().last)
    let token = MailToken(conversation: conversation, offset: answer.offset)
    let about = try #require(token.identifier(hostName: MailBench.host)?.written)
    let notice = """
      From: jo@x.example
      Content-Type: multipart/report; boundary=b

      --b
      Content-Type: message/disposition-notification

      Original-Message-ID: \(about)
      Disposition: manual-action/MDN-sent-manually; displayed

      --b--

      """
    #expect(await bench.receive(notice, to: "help@centre.example") == ["250 2.0.0"])
    #expect(try await bench.said().last == "receipt read: ")
    #expect(try await bench.messages().count == 2)
  }

  @Test func `a centre that takes nothing in says later, and never that nobody is there`() async throws {
    let bench = try await MailBench()
    bench.partition.close()
    let path = try #require(EnvelopePath("help@centre.example"))
    #expect(await bench.inbound().verify(sender: .nobody, recipient: path).code == 451)
    #expect(await bench.receive(Self.mail, to: "help@centre.example") == ["451 4.3.0"])
  }

  @Test func `a mail that comes again after its conversation is over changes nothing`() async throws {
    let bench = try await MailBench()
    _ = await bench.receive(Self.mail, to: "help@centre.example")
    try await bench.serve()
    let first = try #require(try await bench.messages().first?.conversation)
    try await bench.post(MessageBody(kind: "PLAIN", text: "answer"), in: first)
    let offset = try #require(try await bench.messages().last?.offset)
    let token = MailToken(conversation: first, offset: offset)
    let identifier = try #require(token.identifier(hostName: MailBench.host)?.written)
    let answer = "From: jo@x.example\nMessage-ID: <2@x.example>\nIn-Reply-To: \(identifier)\n\nThanks\n"
    _ = await bench.receive(answer, to: "help@centre.example")
    try await bench.give(.closeConversation(first, .system))
    let before = try await bench.said()
    for mail in [answer, Self.mail] {
      #expect(await bench.receive(mail, to: "help@centre.example") == ["250 2.0.0"])
    }
    #expect(try await bench.said() == before)
  }

  @Test func `words come with the conversation that they begin, and mails without a name are told apart`() async throws
  {
    let bench = try await MailBench()
    for subject in ["one", "two", "one"] {
      _ = await bench.receive("From: jo@x.example\nSubject: \(subject)\n\nsame\n", to: "help@centre.example")
    }
    let facts = try await bench.facts().map(\.event.kind)
    let start = try #require(facts.firstIndex(of: .conversationStarted))
    #expect(facts[start + 1] == .messagePosted)
    #expect(try await bench.messages().count == 2)
  }

  @Test func `the centre's own mail that comes back is taken and dropped`() async throws {
    let bench = try await MailBench()
    let token = MailToken(conversation: ConversationID(rawValue: 7), offset: 3)
    let identifier = try #require(token.identifier(hostName: MailBench.host)?.written)
    let own = "From: Help@centre.example\nMessage-ID: \(identifier)\n\nx\n"
    #expect(await bench.receive(own, to: "help@centre.example") == ["250 2.0.0"])
    #expect(try await bench.said() == [])
  }

  @Test func `a conversation that is full, or a mail that cannot be said, is refused for what it is`() async throws {
    let bench = try await MailBench()
    try await bench.configure(MailBench.account, address: "help@centre.example") {
      $0.limits.messagesPerConversation = 1
    }
    _ = await bench.receive(Self.mail, to: "help@centre.example")
    let second = "From: jo@x.example\nMessage-ID: <2@x.example>\n\nmore\n"
    #expect(await bench.receive(second, to: "help@centre.example") == ["452 4.2.2"])
    try await bench.configure(MailBench.account, address: "help@centre.example") { $0.limits.messageBytes = 60 }
    let other = "From: bo@x.example\nMessage-ID: <3@x.example>\n\nmore\n"
    #expect(await bench.receive(other, to: "help@centre.example") == ["554 5.6.0"])
    #expect(try await bench.said().count == 2, "and no empty conversation is begun")
  }

  @Test func `addresses are found again after the configuration changed`() async throws {
    let bench = try await MailBench()
    let directory = bench.directory()
    let old = try #require(MailAddress("help@centre.example"))
    let new = try #require(MailAddress("New@centre.example"))
    #expect(try await directory.places(of: old).count == 1)
    try await bench.configure(MailBench.account, address: "new@centre.example")
    #expect(try await directory.places(of: new).isEmpty, "it is not asked again for every recipient")
    directory.forget()
    #expect(try await directory.places(of: new).count == 1)
    #expect(try await directory.places(of: old).isEmpty)
  }

  @Test func `text that is too long for a message is cut there, and whole in a file`() async throws {
    let bench = try await MailBench()
    let text = String(repeating: "twelve bytes", count: 1_000)
    #expect(await bench.receive("From: jo@x.example\n\n\(text)\n", to: "help@centre.example") == ["250 2.0.0"])
    let body = try #require(try await bench.messages().first?.message.body)
    let size = (body.text?.utf8.count ?? 0) + (body.content?.utf8.count ?? 0)
    #expect(size <= 4_096 && body.text?.isEmpty == false)
    let file = try #require(body.json?["attachments"]?.arrayValue?.first)
    #expect(file["mediaName"]?.stringValue == "message.txt" && file["size"]?.integerValue == 12_000)
  }

  @Test func `charsets that only the system knows are read`() {
    #expect(SystemCharsets.decode([0xF0, 0xD2, 0xC9], named: "koi8-r") == "При")
    #expect(SystemCharsets.decode(Array("+AOk-".utf8), named: "utf-7") == "é")
    #expect(SystemCharsets.decode([0x93, 0xFA, 0x96, 0x7B], named: "shift_jis") == "日本")
    #expect(SystemCharsets.decode([0x41, 0x81], named: "shift_jis")?.hasPrefix("A") == true)
    #expect(SystemCharsets.decode([0x41], named: "koi8-r//TRANSLIT") == nil)
    // Letters that wait for an accent are not lost at the end.
    #expect(SystemCharsets.decode([0xF9, 0xEC, 0xE5, 0xED], named: "windows-1255") == "שלום")
    #expect(SystemCharsets.decode(Array("Xin chao".utf8), named: "windows-1258") == "Xin chao")
    for bytes in [[0x00, 0x61], [0xFE, 0xFF, 0x00, 0x61], [0xFF, 0xFE, 0x61, 0x00]] as [[UInt8]] {
      #expect(SystemCharsets.decode(bytes, named: "utf-16")?.drop { $0 == "\u{FEFF}" } == "a", "\(bytes)")
    }
    #expect(
      SystemCharsets.decode(Array(repeating: 0xF0, count: 100_000), named: "koi8-r")?.unicodeScalars.count == 100_000
    )
  }

  /// A mail of plain text and HTML, the HTML with so many more bytes.
  private static func alternatives(_ padding: Int) -> String {
    """
    From: jo@x.example
    Message-ID: <h@x.example>
    Subject: Hi
    Content-Type: multipart/alternative; boundary=b

    --b
    Content-Type: text/plain

    Hello you
    --b
    Content-Type: text/html

    <p>Hello <b>you</b></p>\(String(repeating: "<i>x</i>\n", count: padding))
    --b--

    """
  }

  @Test func `HTML is kept beside the text, and as a file if it is long`() async throws {
    let short = try await MailBench()
    _ = await short.receive(Self.alternatives(0), to: "help@centre.example")
    let body = try #require(try await short.messages().first?.message.body)
    #expect(body.text == "Hello you")
    #expect(body.json?["htmlBody"]?.stringValue == "<p>Hello <b>you</b></p>")
    let bench = try await MailBench(fileTypes: ["text/plain"])
    _ = await bench.receive(Self.alternatives(10_000), to: "help@centre.example")
    let content = try #require(try await bench.messages().first?.message.body.json)
    #expect(content["htmlBody"] == nil)
    #expect(content["attachments"]?.arrayValue?.map { $0["mediaName"] } == [.string("message.html")])
    #expect(content["additionalDetails"]?["attachmentsLeftOut"] == .array([]))
  }
}
