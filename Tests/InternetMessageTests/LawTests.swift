// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Foundation
import Testing

@testable import InternetMessage

/// Seeded random runs: no bytes make the reader trap, hang or say more than it may; what is written is read again.
@Suite(.timeLimit(.minutes(10))) struct MessageLawTests {
  static let corpus: [[UInt8]] =
    [BodyTests.nested, AutomationTests.report, DraftTests.received].map { mailBytes($0) } + NastyMessages.small

  /// Looks at everything that can be asked of a message.
  static func look(at message: InternetMessage, _ limits: MessageLimits) {
    let content = message.content()
    #expect(content.text.utf8.count <= limits.textBytes * 2 + 2)
    #expect(content.attachments.count <= limits.attachments)
    for attachment in content.attachments {
      #expect(
        attachment.bytes().count <= max(attachment.sizeLimit, attachment.bytes().isEmpty ? 0 : attachment.sizeLimit * 2)
      )
      #expect(!attachment.name.isEmpty && !attachment.name.contains("/") && !attachment.name.hasLineBreak)
    }
    for mailbox in message.mailboxes("From") + message.answerTo + message.to + message.copies {
      #expect(!mailbox.name.hasLineBreak && !mailbox.address.written.hasLineBreak)
    }
    #expect(!message.subject.hasLineBreak)
    #expect(message.ancestors.count <= limits.identifiers * 2)
    _ = (message.date, message.identifier, message.hops, message.deliveryReport, MailAutomation(of: message))
    #expect(count(message.root) <= limits.parts + 1)
  }

  static func count(_ part: MessagePart) -> Int { part.children.reduce(1) { $0 + count($1) } }

  /// How often each law is tried with other seeds; `make fuzz` does it for long.
  static let runs = ProcessInfo.processInfo.environment["RANDOM_RUNS"].flatMap(Int.init) ?? 1

  @Test(arguments: 1...(60 * runs))
  func `no bytes trap, hang or overflow the reader, and every reading can be answered`(seed: Int) throws {
    var generator = SeededRandom(seed: UInt64(seed))
    var limits = MessageLimits()
    limits.parts = 40
    limits.attachments = 10
    limits.textBytes = 5_000
    limits.depth = 6
    limits.identifiers = 20
    let reader = MessageReader(limits: limits)
    let scraps = [
      "\r\n", "\n", "\r", "--", "--outer", "--outer--", "=?", "?=", "=?utf-8?b?", "\"", "(", ")", "<", ">", ";", ":",
      "@",
      "Content-Type: multipart/mixed; boundary=outer\r\n", "Content-Transfer-Encoding: base64\r\n", "=", "=3D", "\u{0}",
      "Content-Type: message/rfc822\r\n\r\n", "Content-Type: text/html; charset=utf-7\r\n", "<a href=", "&#x", "<!--",
      "filename*0*=", "''", "%", "boundary=\"", "References: <", "\\", "ä", "From: ", "multipart/alternative",
    ].map { Array($0.utf8) }
    for _ in 0..<40 {
      var bytes = Self.corpus.randomElement(using: &generator) ?? []
      for _ in 0..<Int.random(in: 0...30, using: &generator) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0...4, using: &generator) {
        case 0: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
        case 1: if place < bytes.count { bytes.remove(at: place) }
        case 2: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
        case 3: bytes.insert(contentsOf: scraps.randomElement(using: &generator) ?? [], at: place)
        default:
          let end = min(bytes.count, place + Int.random(in: 0...300, using: &generator))
          let target = Int.random(in: 0...bytes.count, using: &generator)
          bytes.insert(contentsOf: Array(bytes[place..<end]), at: target)
        }
      }
      let message = reader.read(bytes)
      Self.look(at: message, limits)
      // Whatever came, an answer to it can be written: nothing of it makes a line of its own.
      var answer = try DraftTests.draft()
      answer.to = message.answerTo
      answer.copies = message.to + message.copies
      answer.subject = MailReply.subject("Re: ", message.subject)
      answer.answered = message.identifier
      answer.ancestors = message.ancestors
      answer.text = MailReply.quote(message.content().text, attribution: message.author?.text ?? "")
      let written = try answer.write()
      let again = MessageReader().read(written)
      #expect(again.to == answer.to || answer.to.isEmpty, "seed \(seed): \(String(decoding: written, as: UTF8.self))")
      #expect(again.header.fields.count <= 11, "seed \(seed): \(String(decoding: written, as: UTF8.self))")
    }
  }

  @Test(arguments: 1...(100 * runs))
  func `what is written is read again`(seed: Int) throws {
    var generator = SeededRandom(seed: UInt64(seed) + 500_000)
    let letters = Array("abc XYZ 019 ,;:<>@()[]\"\\.=?_-ÄÖß日本語€👍\u{A0}")
    func text(_ length: Int) -> String {
      String(
        (0..<Int.random(in: 0...length, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? "x" }
      )
    }
    var draft = try DraftTests.draft()
    draft.from.name = text(60).trimmed
    draft.subject = text(300).trimmed
    draft.to = try (0..<Int.random(in: 1...9, using: &generator)).map {
      try DraftTests.mailbox(text(30).trimmed, "a\($0)@x.example")
    }
    draft.text = (0..<Int.random(in: 0...20, using: &generator)).map { _ in text(120) }.joined(separator: "\n")
    if Bool.random(using: &generator) { draft.html = "<p>\(text(50))</p>" }
    draft.attachments = (0..<Int.random(in: 0...3, using: &generator)).map { number in
      OutgoingAttachment(
        name: "f\(text(90).replacing("/", with: "").replacing("\\", with: ""))x",
        type: "application/octet-stream",
        contentID: number == 1 ? "c\(number)@x" : nil,
        bytes: (0..<Int.random(in: 0...3_000, using: &generator)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
      )
    }
    let bytes = try draft.write()
    #expect(bytes == (try draft.write()), "the same draft gives the same bytes")
    #expect(bytes.split(separator: 10, omittingEmptySubsequences: false).allSatisfy { $0.count <= 999 })
    #expect(bytes.allSatisfy { $0 < 128 })
    let message = MessageReader().read(bytes)
    #expect(message.defects == [], "seed \(seed)")
    #expect(message.author == draft.from, "seed \(seed)")
    #expect(message.to == draft.to, "seed \(seed)")
    #expect(message.subject == draft.subject, "seed \(seed)")
    let content = message.content()
    if !draft.text.withoutBlankEnds.isEmpty { #expect(content.text == draft.text.withoutBlankEnds, "seed \(seed)") }
    #expect(content.attachments.count == draft.attachments.count)
    for attachment in draft.attachments {
      #expect(
        content.attachments.contains {
          $0.bytes() == attachment.bytes && $0.name == attachment.name.prefix(utf8Bytes: 200)
        },
        "seed \(seed): \(attachment.name)"
      )
    }
  }

  @Test func `every nasty message is read, and none takes long`() {
    for bytes in NastyMessages.all { Self.look(at: MessageReader().read(bytes), MessageLimits()) }
  }
}

/// Messages that break readers, written for this suite.
enum NastyMessages {
  static let all: [[UInt8]] = small + large

  static let small = [
    // A header alone; no header; nothing but ends of lines.
    "Subject: x", "x", "\n\n\n\n", ": \n\n", "Subject\n\n",
    // A type that says two things, and one that names itself.
    "Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n",
    "Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nx\n----\n",
    "Content-Type: multipart/mixed; boundary=\"--\"\n\n----\n\nx\n------\n",
    "Content-Type: multipart/mixed; boundary=\" \"\n\n--\n\nx\n--\n",
    // An inner part with the outer boundary.
    "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n--a--\n",
    // The end before the beginning; only the end.
    "Content-Type: multipart/mixed; boundary=a\n\n--a--\n--a\n\nx\n",
    "Content-Type: multipart/alternative; boundary=a\n\n--a--\n",
    // Encoded words that contain fields, boundaries and addresses.
    "From: =?utf-8?q?=22?= <a@x.example>\nSubject: =?utf-8?b?DQpCY2M6IGFAeC5leGFtcGxl?=\n\n",
    "From: =?utf-8?q?a=40x.example=3E=2C_b?= <c@x.example>\n\n",
    "From: \"a@x.example\" <b@x.example>, <c@x.example\n\n", "From: a@x.example <b@x.example\nTo: :;:;,,<>\n\n",
    // Names of files that lead elsewhere.
    "Content-Disposition: attachment; filename=\"../../../../etc/cron.d/x\"\n\nx\n",
    "Content-Disposition: attachment; filename*=UTF-8''..%2F..%2Fx%00.exe\n\nx\n",
    "Content-Disposition: attachment; filename*0*=UTF-8''a; filename*1000000=b; filename*=c; filename=d\n\nx\n",
    // Encodings of other things.
    "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKeA==\n",
    "Content-Type: text/html; charset=utf-7\n\n+ADw-script+AD4-alert(1)+ADw-/script+AD4-\n",
    "Content-Type: text/plain; charset=\"=?utf-8?q?utf-8?=\"\n\nx\n",
    "Content-Transfer-Encoding: uuencode\n\nbegin 644 x\n#86)C\n`\nend\n",
    // Dates and identifiers of another world.
    "Date: Mon, 99 Foo 99999 99:99:99 +99999\nMessage-ID: <>\nReferences: <<<>>> <a <b> c> <a@b\n\n",
    "Date: 1 Jan -5 00:00:00 -2359\n\n",
  ].map { mailBytes($0) }

  private static let large: [[UInt8]] = [
    // One line; one field; many fields; many blanks.
    Array(repeating: 97, count: 300_000), Array("Subject: ".utf8) + Array(repeating: 97, count: 300_000),
    mailBytes(String(repeating: "A: b\n", count: 20_000)),
    Array("Subject:".utf8) + Array(repeating: 32, count: 200_000),
    mailBytes("To: " + String(repeating: "a@b.example,\n ", count: 20_000)),
    mailBytes("To: " + String(repeating: "(", count: 200_000)),
    mailBytes("From: " + String(repeating: ":", count: 99_999)),
    mailBytes("Subject: " + String(repeating: "=?utf-8?q?a?= ", count: 15_000)),
    mailBytes("Content-Type: a/b" + String(repeating: ";x*0*=a", count: 20_000)),
    mailBytes("References: " + String(repeating: "<a@b>\n ", count: 30_000)),
    // Parts without end, and alternatives in alternatives.
    mailBytes("Content-Type: multipart/mixed; boundary=a\n\n" + String(repeating: "--a\n", count: 50_000)),
    mailBytes(
      (0..<40).map { "Content-Type: multipart/alternative; boundary=b\($0)x\n\n--b\($0)x\n" }.joined() + "\nx\n"
    ),
    mailBytes("Content-Type: text/plain; format=flowed\n\n" + String(repeating: "> \n>> \n", count: 20_000)),
    mailBytes(
      "Content-Type: text/html\n\n" + String(repeating: "<div><a href='https://x.example'>x</a>", count: 5_000)
    ),
    mailBytes("Content-Transfer-Encoding: quoted-printable\n\n" + String(repeating: "= ", count: 100_000)),
  ]
}
