// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Testing

@testable import InternetMessage

/// What is written, and that nothing else can be.
@Suite struct DraftTests {
  static func mailbox(_ name: String, _ address: String) throws -> Mailbox {
    Mailbox(name: name, address: try #require(MailAddress(address)))
  }

  static func draft() throws -> MessageDraft {
    var draft = MessageDraft(
      from: try mailbox("Help", "help@centre.example"),
      identifier: try #require(MailIdentifier("7@centre.example")),
      date: Timestamp(milliseconds: 1_581_605_233_000)
    )
    draft.to = [try mailbox("", "jo@x.example")]
    return draft
  }

  @Test func `a plain message is written to the letter`() throws {
    var draft = try Self.draft()
    draft.subject = "Your order"
    draft.text = "Hello Jo,\nit is on its way.\n"
    draft.answered = MailIdentifier("2@x.example")
    draft.ancestors = [try #require(MailIdentifier("1@x.example")), try #require(MailIdentifier("2@x.example"))]
    #expect(
      String(decoding: try draft.write(), as: UTF8.self)
        == """
        From: Help <help@centre.example>
        To: jo@x.example
        Subject: Your order
        Message-ID: <7@centre.example>
        Date: Thu, 13 Feb 2020 14:47:13 +0000
        In-Reply-To: <2@x.example>
        References: <1@x.example> <2@x.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 7bit

        Hello Jo,
        it is on its way.

        """.replacing("\n", with: "\r\n")
    )
  }

  @Test func `no value makes a line of its own`() throws {
    for text in ["a\nBcc: x@x.example", "a\r\nb", "a\rb", "a\u{0}b", "\n", "a\r\n\r\nbody"] {
      var draft = try Self.draft()
      draft.subject = text
      #expect(throws: MessageWritingError.lineBreak(field: "Subject")) { try draft.write() }
      draft = try Self.draft()
      draft.from.name = text
      #expect(throws: MessageWritingError.lineBreak(field: "From")) { try draft.write() }
      draft = try Self.draft()
      draft.attachments = [OutgoingAttachment(name: text, type: "a/b", bytes: [])]
      #expect(throws: MessageWritingError.lineBreak(field: "the name of an attachment")) { try draft.write() }
    }
    for type in ["", "a", "a/", "a/b\r\nX: y", "a/b; c=d", "multipart/mixed", "message/rfc822"] {
      var draft = try Self.draft()
      draft.attachments = [OutgoingAttachment(name: "a", type: type, bytes: [])]
      #expect(throws: MessageWritingError.badType(type)) { try draft.write() }
    }
    var draft = try Self.draft()
    draft.attachments = [OutgoingAttachment(name: "a", type: "a/b", contentID: "a>b", bytes: [])]
    #expect(throws: MessageWritingError.badContentID("a>b")) { try draft.write() }
  }

  @Test func `long and foreign fields are folded and encoded`() throws {
    var draft = try Self.draft()
    draft.from.name = "Größte, \"Hilfe\""
    draft.to = try (1...40).map { try Self.mailbox("Jo Doe, \($0)", "jo\($0)@x.example") }
    draft.subject = "Ihre Bestellung über 5 € vom Dienstag ist unterwegs und kommt am Donnerstag, versprochen"
    draft.attachments = [
      OutgoingAttachment(name: String(repeating: "Größe ", count: 20) + ".pdf", type: "a/b", bytes: [1])
    ]
    draft.ancestors = try (1...50).map { try #require(MailIdentifier("\($0)@x.example")) }
    let bytes = try draft.write()
    for line in bytes.split(separator: 10) { #expect(line.count <= 79, "\(String(decoding: line, as: UTF8.self))") }
    let message = MessageReader().read(bytes)
    #expect(message.author == draft.from)
    #expect(message.to == draft.to)
    #expect(message.subject == draft.subject)
    #expect(message.ancestors.map(\.unique) == ["1"] + (32...50).map { "\($0)" })
    #expect(message.content().attachments.first?.name == draft.attachments[0].name.trimmed)
  }

  @Test func `a word that cannot be folded is encoded, or refused`() throws {
    var draft = try Self.draft()
    draft.subject = String(repeating: "x", count: 3_000)
    #expect(MessageReader().read(try draft.write()).subject == draft.subject)
  }

  @Test func `text, HTML, its pictures and files nest as programs expect`() throws {
    var draft = try Self.draft()
    draft.text = "Hi"
    draft.html = "<p>Hi <img src='cid:a@b'></p>"
    draft.attachments = [
      OutgoingAttachment(name: "logo.png", type: "image/png", contentID: "a@b", bytes: [1, 2]),
      OutgoingAttachment(name: "offer.pdf", type: "application/pdf", bytes: Array(repeating: 7, count: 500)),
    ]
    let message = MessageReader().read(try draft.write())
    let root = message.root
    #expect(root.contentType.name == "multipart/mixed")
    #expect(root.children.map(\.contentType.name) == ["multipart/alternative", "application/pdf"])
    #expect(root.children[0].children.map(\.contentType.name) == ["text/plain", "multipart/related"])
    #expect(root.children[0].children[1].children.map(\.contentType.name) == ["text/html", "image/png"])
    let content = message.content()
    #expect(content.text == "Hi" && content.html == draft.html)
    #expect(content.files == ["logo.png image/png 2", "offer.pdf application/pdf 500"])
    #expect(message.defects == [] && content.defects == [])
  }

  @Test func `text arrives as it was written, whatever is in it`() throws {
    for text in [
      "", "a", "a\n", "--\nJo", "--=_0_x\n", ".\n..\n", "From here\n", "trailing \nblank\t\n", "tab\there",
      String(repeating: "long ", count: 300), "é", String(repeating: "日本語\n", count: 99), "\u{1}\u{7F}", "a\rb\r\nc",
      "=20",
    ] {
      var draft = try Self.draft()
      draft.text = text
      let bytes = try draft.write()
      #expect(bytes.allSatisfy { $0 < 128 })
      #expect(
        bytes.split(separator: 10, omittingEmptySubsequences: false).allSatisfy { $0.count < 999 && $0 != [46, 13] }
      )
      #expect(
        MessageReader().read(bytes).content().text == text.withPlainLines.withoutBlankEnds,
        "\(text.debugDescription)"
      )
    }
  }

  @Test func `a program's message says so, and an address without ASCII asks for more`() throws {
    var draft = try Self.draft()
    #expect(MailAutomation(of: MessageReader().read(try draft.write())) == nil)
    draft.isAutomatic = true
    #expect(MailAutomation(of: MessageReader().read(try draft.write())) == .answer)
    #expect(!draft.needsUTF8)
    draft.to.append(try Self.mailbox("", "jö@x.example"))
    #expect(draft.needsUTF8)
    #expect(MessageReader().read(try draft.write()).to == draft.to)
  }

  @Test func `a message to nobody in the open is still one`() throws {
    var draft = try Self.draft()
    draft.to = []
    #expect(MessageReader().read(try draft.write()).header["To"] == "undisclosed-recipients:;")
  }

  // MARK: Replies

  static let received = """
    From: Jo <jo@x.example>
    Reply-To: answers@x.example, Jo <JO@x.example>
    To: help@centre.example, Bo <bo@x.example>
    Cc: "Cy" <cy@x.example>, answers@x.example
    Subject: =?utf-8?q?Gr=C3=B6=C3=9Fe=0D=0A?=
    Message-ID: <3@x.example>
    References: <1@x.example> <2@x.example>

    > you
    asked

    """

  @Test func `subjects get a prefix once, and quotes a mark`() {
    #expect(MailReply.subject("Re: ", "hi") == "Re: hi")
    #expect(MailReply.subject("Re: ", "RE: hi") == "RE: hi")
    #expect(MailReply.subject("", " hi ") == "hi")
    #expect(MailReply.subject("Fwd: ", "Re: hi") == "Fwd: Re: hi")
    #expect(MailReply.quote("a\n\n> b\r\nc", attribution: "Jo wrote:") == "Jo wrote:\n> a\n>\n>> b\n> c")
    #expect(MailReply.quote("a", attribution: "", mark: "|") == "| a")
    let long = MailReply.quote(
      String(repeating: "\n", count: 999),
      attribution: "",
      mark: String(repeating: "x", count: 9_999)
    )
    #expect(long.utf8.count <= 1_000 * 17)
  }
}
