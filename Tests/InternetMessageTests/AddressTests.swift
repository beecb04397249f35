// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import InternetMessage

/// Lists of addresses as they are met, and fields with parameters.
@Suite(.timeLimit(.minutes(10))) struct AddressTests {
  static let lists: [(String, String)] = [
    ("jo@example.com", "jo@example.com"),
    ("Jo <jo@Example.COM>", "Jo <jo@example.com>"),
    ("\"Doe, Jo\" <jo@x.example>, b@x.example", "Doe, Jo <jo@x.example> | b@x.example"),
    ("Jo (the boss (of all)) Doe <jo@x.example>", "Jo Doe <jo@x.example>"),
    ("jo@x.example (Jo Doe)", "Jo Doe <jo@x.example>"),
    ("\"a\\\"b\\\\c\" <jo@x.example>", "a\"b\\c <jo@x.example>"),
    ("=?utf-8?q?J=C3=B6?= <jo@x.example>", "Jö <jo@x.example>"),
    ("\"=?utf-8?q?J=C3=B6?=\" <jo@x.example>", "Jö <jo@x.example>"),
    ("Team: a@x.example, B <b@x.example>; c@x.example", "Team: a@x.example, B <b@x.example>; | c@x.example"),
    ("undisclosed-recipients:;", "undisclosed-recipients: ;"),
    ("<@a.example,@b.example:jo@x.example>", "jo@x.example"),
    ("\"jo doe\"@x.example", "\"jo doe\"@x.example"),
    ("\"jo..doe\"@x.example", "\"jo..doe\"@x.example"),
    ("jo..doe@x.example", "\"jo..doe\"@x.example"),
    ("jo@[192.0.2.1]", "jo@[192.0.2.1]"),
    ("jo@[IPv6:2001:db8::1]", "jo@[ipv6:2001:db8::1]"),
    ("jo . doe @ x.example", "jo.doe@x.example"),
    ("Jo Doe jo@x.example", "Jo Doe <jo@x.example>"),
    ("boss@x.example <jo@y.example>", "boss@x.example <jo@y.example>"),
    ("jo@x.example <jo@x.example>", "jo@x.example"),
    ("<jo@x.example> and more <b@x.example>, c@x.example", "jo@x.example | b@x.example | c@x.example"),
    ("<jo@x.example", "jo@x.example"),
    ("<jo@x.example, b@x.example", "jo@x.example | b@x.example"),
    (",,, jo@x.example ,,", "jo@x.example"),
    ("a@b@c.example", "a@b"),
    ("<a@b@c.example>", "\"a@b\"@c.example"),
    ("jö@bücher.example", "jö@bücher.example"),
    ("jo@x.example.", "jo@x.example"),
    ("Jo <>", ""),
    ("Jo", ""),
    ("@", ""),
    ("<@>", ""),
    ("jo@", ""),
    ("jo@-..", ""),
    (":::::;;;;<<<<>>>>", ": ; | "),
    ("\"unfinished <jo@x.example>", ""),
    ("(unfinished jo@x.example", ""),
    ("Jo <jo@x.example\u{0}>", "Jo <jo@x.example>"),
    ("a@b..example", ""),
  ]

  @Test(arguments: lists)
  func `lists are read as people meant them`(value: String, expected: String) {
    let entries = AddressReader.read(value, Charsets(), limit: 100)
    let lines = entries.map { entry in
      switch entry {
      case .mailbox(let mailbox): mailbox.line
      case .group(let name, let mailboxes): "\(name): \(mailboxes.map(\.line).joined(separator: ", "));"
      }
    }
    if expected == ": ; | " {
      #expect(entries.allSatisfy { $0.mailboxes.isEmpty })
    } else {
      #expect(lines.joined(separator: " | ") == expected)
    }
  }

  @Test func `a list has as many mailboxes as it may`() {
    let list = (1...50).map { "a\($0)@x.example" }.joined(separator: ", ")
    #expect(AddressReader.read(list, Charsets(), limit: 7).count == 7)
    #expect(AddressReader.read("g:\(list);", Charsets(), limit: 7).flatMap(\.mailboxes).count == 7)
    var limits = MessageLimits()
    limits.addresses = 60
    #expect(read("To: \(list)\nTo: \(list)\n\n", limits).to.count == 60)
  }

  @Test func `no name has a line end in it, whatever was encoded`() {
    let entries = AddressReader.read("=?utf-8?q?Jo=0D=0ABcc:_a=40x?= <jo@x.example>", Charsets(), limit: 9)
    #expect(entries.first?.mailboxes.first?.name == "Jo  Bcc: a@x")
  }

  @Test func `two addresses that differ in their letters are one`() {
    #expect(MailAddress("Jo@X.example")?.key == MailAddress("jo@x.EXAMPLE")?.key)
    #expect(MailAddress("Jo <jo@x.example>") == nil)
    #expect(MailAddress("a@x.example, b@x.example") == nil)
    #expect(MailAddress(localPart: String(repeating: "a", count: 65), domain: "x") == nil)
    #expect(MailAddress(localPart: "a", domain: "x y") == nil)
    #expect(MailAddress(localPart: "a\n", domain: "x") == nil)
  }

  @Test(arguments: [
    ("jo@bücher.example", "jo@xn--bcher-kva.example"), ("jo@Ü.example", "jo@xn--tda.example"),
    ("jo@日本語.example", "jo@xn--wgv71a119e.example"), ("jö@bücher.example", "jö@bücher.example"),
    ("jo@x.example", "jo@x.example"), ("jo@\(String(repeating: "ü", count: 63)).example", nil),
    // RFC 3492, section 7.1: (A), (L).
    ("jo@ليهمابتكلموشعربي؟".replacing("؟", with: "\u{061F}"), "jo@xn--egbpdaj6bu4bxfgehfvwxn"),
    ("jo@3年b組金八先生", "jo@xn--3b-ww4c5e180e575a65lsy2b"),
  ])
  func `a host in other letters is written as every server knows it`(address: String, expected: String?) throws {
    let read = try #require(MailAddress(address))
    #expect(read.withASCIIDomain.written == expected ?? address)
  }

  @Test func `a list is cut at its commas, and at no others`() {
    #expect(Mailbox.texts(inList: #""Doe, Jane" <j@x>, b@y"#) == [#""Doe, Jane" <j@x>"#, " b@y"])
    #expect(Mailbox.texts(inList: #""a\", b" <j@x>,(c, d) e@z,"#) == [#""a\", b" <j@x>"#, "(c, d) e@z", ""])
    #expect(Mailbox.texts(inList: "") == [""])
  }

  @Test func `a message's own identifier may lack its brackets`() {
    #expect(read("Message-ID: 1@x.example\n\n").identifier?.rawValue == "1@x.example")
    #expect(read("Message-ID: (c) <2@x.example>\n\n").identifier?.rawValue == "2@x.example")
    #expect(read("Message-ID: two words\n\n").identifier == nil)
  }

  @Test func `a long list of nothing takes no long time`() {
    for piece in [". ", "a ", "(", "\"", "<", "@", "a@", "=?", ":", "a:", ";", "\\", "[", "<a@", ". @ "] {
      let value = String(repeating: piece, count: 512 * 1024 / piece.utf8.count)
      _ = AddressReader.read(value, Charsets(), limit: 500)
      _ = EncodedWord.decode(value, Charsets())
      _ = ParameterizedValue(value, Charsets())
      _ = MailIdentifier.read(value, limit: 100)
      _ = MailDate.read(value)
    }
  }

  // MARK: Parameters

  @Test(arguments: [
    ("text/plain; charset=UTF-8", "charset", "UTF-8"), ("a/b;x=\"1;2\" ; y=3", "x", "1;2"),
    ("a/b;x=\"1;2\" ; y=3", "y", "3"),
    ("a/b; name=\"a \\\"b\\\" c\"", "name", "a \"b\" c"),
    ("a/b; name=\"C:\\new\\file.txt\"", "name", "C:\\new\\file.txt"),
    ("a/b; name=my file (1).pdf", "name", "my file (1).pdf"), ("a/b; charset=us-ascii (plain)", "charset", "us-ascii"),
    ("a/b; filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf", "filename", "Grüße.pdf"),
    ("a/b; filename*=iso-8859-1'de'Gr%FC%DFe.pdf; filename=Gr__e.pdf", "filename", "Grüße.pdf"),
    ("a/b; filename*0=\"ab\"; filename*1=\"cd\"", "filename", "abcd"),
    ("a/b; filename*1*=%20b; filename*0*=UTF-8''a; filename*2=\" c%20\"", "filename", "a b c%20"),
    ("a/b; filename*0*=UTF-8''%C3; filename*1*=%A4", "filename", "ä"),
    ("a/b; filename*1=x", "filename", ""), ("a/b; filename*0=a; filename*2=c", "filename", "a"),
    ("a/b; filename*99999999999999999999=a", "filename", ""), ("a/b; filename*-1=a", "filename", ""),
    ("a/b; filename=\"=?utf-8?q?=C3=A4?=.txt\"", "filename", "ä.txt"), ("a/b; X=1; x=2", "x", "1"),
    ("a/b; ; ;=;x", "x", ""), ("a/b; x", "x", ""), ("a/b; x=\"open", "x", "open"),
    ("a/b; x*=UTF-8''%0D%0Aa", "x", "  a"), ("a/b; x*=%zz", "x", "%zz"),
  ])
  func `parameters are read as they are written`(value: String, name: String, expected: String) {
    #expect(ParameterizedValue(value, Charsets()).parameters[name, default: ""] == expected)
  }

  @Test func `a type that is none counts as plain text`() {
    for value in ["", "text", "text/", "/plain", "a/b/c", "te xt/plain", "text/pl@in"] {
      #expect(read("Content-Type: \(value)\n\nx\n").root.contentType.name == "text/plain", "\(value)")
    }
    #expect(read("Content-Type: TEXT/Html (page); charset=x\n\nx\n").root.contentType.name == "text/html")
  }
}
