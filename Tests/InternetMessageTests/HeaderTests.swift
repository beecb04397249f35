// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Testing

@testable import InternetMessage

/// Fields, encoded words, identifiers and dates.
@Suite struct HeaderTests {
  // MARK: Fields

  @Test func `fields are unfolded and found in whatever letters; the first of a name counts`() {
    let message = read("SUBJECT: a\n b\n\tc\nX-One: 1\nx-one:2\nEmpty:\n\nbody\n")
    #expect(message.header["subject"] == "a b\tc".replacing("\t", with: " "))
    #expect(message.header.all("X-ONE") == ["1", "2"])
    #expect(message.header["empty"] == "")
    #expect(message.header["none"] == nil)
    #expect(message.content().text == "body")
    #expect(message.defects == [])
  }

  @Test func `lines may end with LF alone, and a mailbox's first line is no field`() {
    let message = MessageReader().read(Array("From jo Mon\nSubject: x\n\ntext\n".utf8))
    #expect(message.subject == "x")
    #expect(message.content().text == "text")
    #expect(message.defects == [])
  }

  @Test func `a line that is no field ends the header, and is said`() {
    let message = read("Subject: x\nthis is text\nTo: a@b.example\n")
    #expect(message.subject == "x")
    #expect(message.content().text == "this is text\nTo: a@b.example")
    #expect(message.defects == [.headerNotEnded])
  }

  @Test func `a message without anything is read`() {
    for text in ["", "\n", "\r", ":", "\n\n\n", "a", "a:", " a: b\n"] {
      let message = MessageReader().read(Array(text.utf8))
      #expect(message.author == nil && message.identifier == nil && message.date == nil && message.subject == "")
    }
  }

  @Test func `control characters and stray returns in a field become blanks`() {
    let message = MessageReader().read(Array("Subject: a\u{0}b\rc\u{7F}d\n\n".utf8))
    #expect(message.subject == "a b c d")
  }

  @Test func `letters that are not ASCII are read as UTF-8, or as Windows wrote them`() {
    #expect(MessageReader().read(Array("Subject: Grüße\n\n".utf8)).subject == "Grüße")
    #expect(MessageReader().read(Array("Subject: Gr".utf8) + [0xFC, 0xDF] + Array("e\n\n".utf8)).subject == "Grüße")
  }

  @Test func `a field that may be there once is said if it comes again`() {
    let message = read("From: a@x.example\nFrom: b@x.example\n\n")
    #expect(message.author?.line == "a@x.example")
    #expect(message.defects == [.repeatedField("from")])
  }

  @Test func `a header past its bounds is cut, and the body still found`() {
    var limits = MessageLimits()
    limits.headerBytes = 100
    let long = read(
      "Subject: x\nX-Long: \(String(repeating: "a", count: 200))\n more\nTo: a@b.example\n\nbody\n",
      limits
    )
    #expect(long.subject == "x")
    #expect(long.to == [])
    #expect(long.content().text == "body")
    #expect(long.defects == [.headerTooLong])
    limits = MessageLimits()
    limits.headerFields = 2
    let many = read("A: 1\nB: 2\nC: 3\n\nbody\n", limits)
    #expect(many.header.fields.map(\.name) == ["A", "B"])
    #expect(many.defects == [.headerTooLong])
  }

  // MARK: Encoded words

  @Test(arguments: [
    ("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"), ("=?iso-8859-1?q?Gr=FC=DFe?=", "Grüße"),
    ("=?ISO-8859-15?Q?=A4_5?=", "€ 5"), ("=?windows-1252?Q?=80?=", "€"), ("a =?us-ascii?Q?b?= c", "a b c"),
    ("=?utf-8?q?a?= =?utf-8?q?b?=", "ab"), ("=?utf-8?q?a?=  \t =?iso-8859-1?q?b?=", "ab"),
    ("=?utf-8?q?a?= x =?utf-8?q?b?=", "a x b"), ("=?utf-8*de?q?a?=", "a"), ("=?utf-8?Q?=C3?= =?utf-8?Q?=A4?=", "ä"),
    ("=?utf-8?x?a?=", "=?utf-8?x?a?="), ("=?utf-8?q?a", "=?utf-8?q?a"), ("=?", "=?"), ("=?=?=?", "=?=?=?"),
    ("=??q?a?=", "=??q?a?="), ("=?utf-8?q??=", ""), ("a=b", "a=b"), ("=?utf-8?q?a=0D=0ABcc:_x?=", "a  Bcc: x"),
    ("=?utf-8?q?a b?=", "a b"), ("=?utf-8?q?=ZZ=?=", "=ZZ="), ("=?x-none?q?=FF?=", "\u{FFFD}"),
  ])
  func `encoded words become what they say, and nothing else`(value: String, text: String) {
    #expect(EncodedWord.decode(value, Charsets()) == text)
  }

  @Test func `words that are written are read again, whole characters each`() {
    for text in ["Grüße aus Köln", "日本語の件名はとても長いので折り返されます。日本語の件名はとても長い", "€", "a=?b", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", " x "] {
      let words = EncodedWord.encode(text)
      #expect(words.allSatisfy { $0.utf8.count <= 60 }, "\(words)")
      #expect(EncodedWord.decode(words.joined(separator: " "), Charsets()) == text)
      for word in words { #expect(!EncodedWord.decode(word, Charsets()).contains("\u{FFFD}")) }
    }
  }

  // MARK: Identifiers

  @Test func `identifiers are found between other words, each once`() {
    let message = read(
      """
      Message-ID: <1@x.example>
      References: <a@x.example> <b@x.example>
      \t<a@x.example><c d@x.example>
      In-Reply-To: Your message of Monday <b@x.example> "jo" <e@x.example> <>

      """
    )
    #expect(message.identifier == MailIdentifier("1@x.example"))
    #expect(message.ancestors.map(\.rawValue) == ["a@x.example", "b@x.example", "cd@x.example", "e@x.example"])
  }

  @Test func `of too many identifiers the first and the last ones stay`() {
    var limits = MessageLimits()
    limits.identifiers = 3
    let list = (1...9).map { "<\($0)@x.example>" }.joined(separator: " ")
    #expect(read("References: \(list)\n\n", limits).ancestors.map(\.unique) == ["1", "8", "9"])
  }

  @Test func `what cannot be written is no identifier`() {
    for text in ["", "a b", "a<b", "a>b", "a\nb", "ä@x", String(repeating: "a", count: 901)] {
      #expect(MailIdentifier(text) == nil, "\(text.debugDescription)")
    }
    #expect(MailIdentifier(unique: "7", domain: "x.example")?.written == "<7@x.example>")
    #expect(MailIdentifier(unique: "a@b", domain: "x.example") == nil)
  }

  // MARK: Dates

  @Test(arguments: [
    ("Thu, 13 Feb 2020 15:47:13 +0100 (CET)", 1_581_605_233), ("13 Feb 2020 14:47:13 GMT", 1_581_605_233),
    ("Thu, 13 Feb 2020 14:47 -0000", 1_581_605_220), ("1 Jan 70 00:00:00 +0000", 0),
    ("1 Jan 1970 00:00:00 EST", 18_000),
    ("Fri, 29 Feb 2008 12:00:00 -0830", 1_204_317_000), ("31 Dec 1999 23:59:60 Z", 946_684_800),
    ("1 January 2001 0:0:0 +0000", 978_307_200), ("28 Oct 13 19:36:23", 1_382_988_983),
  ])
  func `dates of all kinds are read`(value: String, seconds: Int64) {
    #expect(MailDate.read(value) == Timestamp(milliseconds: seconds * 1_000))
  }

  @Test func `what is no date is none`() {
    for text in ["", "yesterday", "32 Jan 2020 00:00:00 +0000", "1 Foo 2020 00:00 +0000", "1 Jan 2020", "Mon, , , : :"]
    {
      #expect(MailDate.read(text) == nil, "\(text)")
    }
    #expect(MailDate.read("1 Jan 99999999999999999999 00:00") == nil)
  }

  @Test func `dates that are written are read again`() {
    #expect(MailDate.write(Timestamp(milliseconds: 1_581_605_233_999)) == "Thu, 13 Feb 2020 14:47:13 +0000")
    #expect(MailDate.write(Timestamp(milliseconds: 0)) == "Thu, 01 Jan 1970 00:00:00 +0000")
    #expect(MailDate.write(Timestamp(milliseconds: -1)) == "Wed, 31 Dec 1969 23:59:59 +0000")
    var generator = SeededRandom(seed: 1)
    for _ in 0..<2_000 {
      let seconds = Int64.random(in: -2_000_000_000...200_000_000_000, using: &generator)
      let moment = Timestamp(milliseconds: seconds * 1_000)
      #expect(MailDate.read(MailDate.write(moment)) == moment, "\(MailDate.write(moment))")
    }
  }
}
