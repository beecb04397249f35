// SPDX-License-Identifier: Apache-2.0

import CordboardTestKit
import Testing

@testable import InternetMessage

/// Transfer encodings, charsets, parts, and what a person gets to see.
@Suite struct BodyTests {
  // MARK: Encodings

  @Test(arguments: [
    ("a=3Db", "a=b", true), ("a=\r\nb", "ab", true), ("a= \t\r\nb", "ab", true), ("a=\nb", "ab", true),
    ("a \t\r\nb", "a\r\nb", true),
    ("a=20\r\nb", "a \r\nb", true), ("a=", "a", true), ("a=Z1", "a=Z1", false), ("a=4", "a=4", false),
    ("=c3=a4", "ä", true),
    ("a\nb", "a\r\nb", true), ("", "", true), ("=", "", true), ("  ", "  ", true),
  ])
  func `quoted-printable is read, broken or not`(encoded: String, text: String, isExact: Bool) {
    let decoded = QuotedPrintable.decode(Array(encoded.utf8)[...])
    #expect(String(decoding: decoded.bytes, as: UTF8.self) == text)
    #expect(decoded.isExact == isExact)
  }

  @Test(arguments: [
    ("YWJj", "abc", true), ("YW\r\nJj", "abc", true), ("YWI=", "ab", true), ("YWI", "ab", true),
    ("YQ==YQ==", "aa", true),
    ("Y!W#I=", "ab", false), ("Y", "", false), ("", "", true), ("====", "", true),
  ])
  func `base64 is read, broken or not`(encoded: String, text: String, isExact: Bool) {
    let decoded = Base64.decode(encoded.utf8)
    #expect(String(decoding: decoded.bytes, as: UTF8.self) == text)
    #expect(decoded.isExact == isExact)
  }

  @Test func `what is encoded is decoded again, in short lines`() {
    var generator = SeededRandom(seed: 3)
    for length in 0..<400 {
      let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let base64 = Base64.encode(bytes, lines: true)
      #expect(Base64.decode(base64).bytes == bytes)
      #expect(base64.split(separator: 10).allSatisfy { $0.count <= 77 })
      // Text of short lines, and of ones that are folded.
      for lineEnds in [5, 251] {
        let text: [UInt8] = bytes.flatMap { byte -> [UInt8] in
          byte % UInt8(lineEnds) == 0 ? [13, 10] : byte % 3 == 0 ? Array(".-F".utf8) : [max(32, byte)]
        }
        let printable = QuotedPrintable.encode(text)
        #expect(QuotedPrintable.decode(printable[...]).bytes == text)
        #expect(
          printable.split(separator: 10).allSatisfy { line in
            line.count <= 77 && ![UInt8(ascii: "."), ASCII.hyphen, UInt8(ascii: "F")].contains(line.first)
          },
          "\(String(decoding: printable, as: UTF8.self))"
        )
        #expect(printable.allSatisfy { $0 < 128 })
      }
    }
  }

  @Test func `charsets are read by all their names; unknown ones are asked for, or shown as such`() {
    let charsets = Charsets { name, bytes in name == "koi8-r" ? "<\(bytes.count)>" : nil }
    func text(_ bytes: [UInt8], _ name: String?) -> String {
      let decoded = charsets.decode(bytes, named: name)
      return decoded.text + (decoded.isExact ? "" : "?")
    }
    #expect(text([0x80, 0xE4], "CP1252") == "€ä")
    #expect(text([0xA4, 0xE4], "latin1") == "¤ä")
    #expect(text([0xA4, 0xA6, 0xBE], "ISO-8859-15") == "€ŠŸ")
    #expect(text([0xC3, 0xA4], "utf8") == "ä")
    #expect(text([0xC3], "utf-8") == "\u{FFFD}?")
    #expect(text([0xEF, 0xBB, 0xBF, 0x61], "utf-8") == "a")
    #expect(text([0xC3, 0xA4], nil) == "ä")
    #expect(text([0xE4], "us-ascii") == "ä?")
    #expect(text([1, 2], "KOI8-R") == "<2>")
    #expect(text([0x61, 0xE4], "koi8-u") == "a\u{FFFD}?")
    // What is not in the list never reaches the function.
    #expect(text([0x61, 0xE4], "koi8-r//translit") == "a\u{FFFD}?")
    #expect(text([0x61], "x-none") == "a")
  }

  // MARK: Parts

  static let nested = """
    From: Jo <jo@x.example>
    Content-Type: multipart/mixed; boundary=outer

    not shown
    --outer
    Content-Type: multipart/alternative; boundary="outer 2"

    --outer 2
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    Gr=C3=BC=C3=9Fe
    --outer 2
    Content-Type: multipart/related; boundary=rel

    --rel
    Content-Type: text/html

    <p>Hi <img src="cid:logo@x" alt="logo"></p>
    --rel
    Content-Type: image/png
    Content-ID: <logo@x>
    Content-Transfer-Encoding: base64

    iVBORw0KGgo=
    --rel--
    --outer 2--
    --outer
    Content-Type: application/pdf; name="a/b\\..\\offer.pdf"
    Content-Disposition: attachment
    Content-Transfer-Encoding: base64

    JVBERi0=
    --outer
    Content-Type: message/rfc822

    Subject: inside/out

    deep
    --outer--
    not shown either
    """

  @Test func `text, alternatives, pictures in them, files and messages are found`() throws {
    let message = read(Self.nested)
    let content = message.content()
    #expect(content.text == "Grüße")
    #expect(content.html == "<p>Hi <img src=\"cid:logo@x\" alt=\"logo\"></p>")
    #expect(
      content.files == ["part-1.png image/png 8", "offer.pdf application/pdf 5", "inside out.eml message/rfc822 27"]
    )
    #expect(content.attachments.map(\.isInline) == [true, false, false])
    #expect(content.attachments.map(\.contentID) == ["logo@x", nil, nil])
    #expect(content.attachments.allSatisfy { $0.bytes().count <= $0.sizeLimit })
    #expect(message.defects == [] && content.defects == [])
    #expect(message.root.children[2].children[0].header["subject"] == "inside/out")
  }

  @Test func `of an HTML message the text is made; of alternatives without plain text, too`() {
    let page = read("Content-Type: text/html\n\n<p>Hi</p><p>there</p>\n").content()
    #expect(page.text == "Hi\n\nthere" && page.html != nil)
    let empty = read(
      "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n--b\nContent-Type: text/html\n\n<b>Hi</b>\n--b--\n"
    ).content()
    #expect(empty.text == "Hi")
  }

  @Test func `a file that is text is a file`() {
    let content = read(
      """
      Content-Type: multipart/mixed; boundary=b

      --b

      one
      --b
      Content-Type: text/plain; name=log.txt

      log
      --b
      Content-Disposition: attachment

      also
      --b

      two
      --b--
      """
    ).content()
    #expect(content.text == "one\n\ntwo")
    #expect(content.files == ["log.txt text/plain 3", "part-2.txt text/plain 4"])
  }

  @Test func `what a digest holds is messages`() {
    let content = read("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: one\n\nx\n--b--\n").content()
    #expect(content.files == ["one.eml message/rfc822 17"])
  }

  @Test func `broken multipart bodies are shown, and said`() {
    let none = read("Content-Type: multipart/mixed\n\nhello\n")
    #expect(none.content().text == "hello" && none.defects == [.boundaryMissing])
    let never = read("Content-Type: multipart/mixed; boundary=b\n\nhello\n")
    #expect(never.content().text == "hello" && never.defects == [.partsNotEnded])
    let open = read("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhello\n")
    #expect(open.content().text == "hello" && open.defects == [.partsNotEnded])
    let notOne = read("Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\n--bc\n --b\nb--b\n--b--\n")
    #expect(notOne.content().text == "a\n--bc\n --b\nb--b")
    let encoded = read(
      "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n--b\n\na\n--b--\n"
    )
    #expect(encoded.content().text == "a")
    let empty = read("Content-Type: multipart/mixed; boundary=b\n\n--b\n--b--\n")
    #expect(empty.content().text == "" && empty.root.children.count == 1)
  }

  @Test func `an inner message without an end does not take the outer one's parts`() {
    let content = read(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b2\n\n--b2\n\nin\n--b\n\nout\n--b--\n"
    ).content()
    #expect(content.text == "in\n\nout")
  }

  @Test func `parts that are too deep stay a file, and too many are left out`() {
    var deep = "deep\n"
    for level in (0..<30).reversed() {
      deep = "Content-Type: multipart/mixed; boundary=b\(level)x\n\n--b\(level)x\n\(deep)\n--b\(level)x--\n"
    }
    let message = read(deep)
    #expect(message.defects == [.tooDeep])
    #expect(message.content().files.count == 1)
    var limits = MessageLimits()
    limits.parts = 10
    let many = read(
      "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: 100) + "--b--\n",
      limits
    )
    #expect(many.root.children.count == 9 && many.defects == [.tooManyParts])
    limits.attachments = 2
    let files = String(repeating: "--b\nContent-Type: a/b\n\nx\n", count: 5)
    let attached = read("Content-Type: multipart/mixed; boundary=b\n\n\(files)--b--\n", limits).content()
    #expect(attached.attachments.count == 2 && attached.defects == [.tooManyAttachments])
  }

  @Test func `messages in messages are read as deep as parts are`() {
    let message = read(String(repeating: "Content-Type: message/rfc822\n\n", count: 50) + "x\n")
    #expect(message.defects == [.tooDeep])
    #expect(message.content().attachments.count == 1)
  }

  @Test func `text that is too long is cut between characters`() {
    var limits = MessageLimits()
    limits.textBytes = 10
    let content = read("Content-Type: text/plain; charset=utf-8\n\n" + String(repeating: "ä", count: 20) + "\n", limits)
      .content()
    #expect(content.text == "äääää" && content.defects == [.textCut])
    let two = read(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n12345678\n--b\n\nabcdef\n--b--\n",
      limits
    ).content()
    #expect(two.text == "12345678\n\nab" && two.defects == [.textCut])
  }

  @Test func `what could not be read as it should be is said`() {
    let content = read(
      "Content-Type: text/plain; charset=x-klingon\nContent-Transfer-Encoding: quoted-printable\n\n=FF=GG\n"
    ).content()
    #expect(content.text == "\u{FFFD}=GG")
    #expect(content.defects == [.badTransferEncoding, .badCharset("x-klingon")])
  }

  @Test(arguments: [
    ("offer.pdf", "offer.pdf"), ("../../etc/passwd", "passwd"), ("C:\\a\\b.txt", "b.txt"), ("..", nil), ("/", nil),
    ("", nil),
    ("a\u{202E}b.txt", "a\u{202E}b.txt"), (String(repeating: "ä", count: 200), String(repeating: "ä", count: 100)),
  ])
  func `names of files have no folders`(given: String, name: String?) {
    #expect(
      read("Content-Disposition: attachment; filename=\"\(given.replacing("\\", with: "\\\\"))\"\n\nx\n").root.fileName
        == name
    )
  }

  // MARK: Flowed text

  @Test func `flowed lines become paragraphs`() {
    let flowed = "Hello \nthere,\n\n> you \n> said\n>> this \n>> before\n > no quote\n-- \nJo \nDoe\n"
    let text = FlowedText.unfold(flowed, deletesSpace: false)
    #expect(text == "Hello there,\n\n> you said\n>> this before\n> no quote\n-- \nJo Doe\n")
    #expect(FlowedText.unfold("日 \n本", deletesSpace: true) == "日本")
    let message = read("Content-Type: text/plain; format=Flowed\n\na \nb\n")
    #expect(message.content().text == "a b")
  }
}
