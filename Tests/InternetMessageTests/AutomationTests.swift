// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import InternetMessage

/// Who wrote a message: a person or a program; and what became of one that was sent.
@Suite struct AutomationTests {
  @Test(
    arguments: [
      ("Subject: hi", nil), ("Auto-Submitted: no", nil), ("Auto-Submitted: auto-replied", .answer),
      ("Auto-Submitted: auto-replied; x=y", .answer), ("Auto-Submitted: auto-generated", .generated),
      ("Auto-Submitted: auto-notified", .generated), ("X-Autoreply: yes", .answer), ("X-Autorespond: x", .answer),
      ("Precedence: bulk", .bulk), ("Precedence: Junk", .bulk), ("Precedence: list", .list),
      ("Precedence: auto_reply", .answer), ("Precedence: first-class", nil), ("List-Id: <l.x.example>", .list),
      ("List-Unsubscribe: <https://x.example>", .list), ("Return-Path: <>", .report),
      ("Return-Path: <jo@x.example>", nil),
      ("Return-Path: <MAILER-DAEMON@x.example>", .report), ("Precedence: bulk\nReturn-Path: <>", .report),
      ("Content-Type: multipart/report; boundary=b", .report),
    ] as [(String, MailAutomation?)]
  )
  func `programs say so in many ways`(header: String, expected: MailAutomation?) {
    // A multipart type needs a body of parts to stay what it is.
    #expect(MailAutomation(of: read("\(header)\n\n--b\n\nx\n--b--\n")) == expected)
  }

  @Test func `the sender of the transfer counts more than the field`() {
    let message = read("Return-Path: <>\n\nx\n")
    #expect(MailAutomation(of: message, envelopeSender: "jo@x.example") == nil)
    #expect(MailAutomation(of: read("Subject: x\n\n"), envelopeSender: "") == .report)
  }

  @Test func `a program answers people who did not ask for silence`() {
    #expect(read("Subject: x\n\n").mayBeAnsweredByProgram())
    #expect(!read("Precedence: bulk\n\n").mayBeAnsweredByProgram())
    #expect(!read("Subject: x\n\n").mayBeAnsweredByProgram(envelopeSender: ""))
    for value in ["All", "OOF", "DR, AutoReply"] {
      #expect(!read("X-Auto-Response-Suppress: \(value)\n\n").mayBeAnsweredByProgram(), "\(value)")
    }
    #expect(read("X-Auto-Response-Suppress: DR\n\n").mayBeAnsweredByProgram())
  }

  @Test func `servers on the way are counted`() {
    #expect(read(String(repeating: "Received: from a by b\n", count: 101) + "\n").hops == 101)
  }

  static let report = """
    From: MAILER-DAEMON@mx.example
    Content-Type: multipart/report; report-type=delivery-status; boundary=b

    --b

    It did not work.
    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example

    Final-Recipient: rfc822; jo@x.example
    Action: Failed
    Status: 5.1.1 (no such user)
    Diagnostic-Code: smtp; 550 5.1.1 <jo@x.example>: unknown;
     try another

    Final-Recipient: rfc822;bo@x.example
    Action: delayed
    Status: 4.4.1

    --b
    Content-Type: text/rfc822-headers

    Subject: hello
    Message-ID: <7@centre.example>

    --b--
    """

  @Test func `a delivery report says who did not get what, and why`() throws {
    let report = try #require(read(Self.report).deliveryReport)
    #expect(report.about?.rawValue == "7@centre.example")
    #expect(report.receivers.map(\.address) == ["jo@x.example", "bo@x.example"])
    #expect(report.receivers.map(\.action) == ["failed", "delayed"])
    #expect(report.receivers.map(\.status) == ["5.1.1", "4.4.1"])
    #expect(report.receivers[0].diagnostic == "550 5.1.1 <jo@x.example>: unknown; try another")
    let whole = Self.report.replacing("text/rfc822-headers", with: "message/rfc822")
    #expect(read(whole).deliveryReport?.about?.rawValue == "7@centre.example")
    let global = whole.replacing("message/delivery-status", with: "message/global-delivery-status")
    #expect(read(global).deliveryReport?.about?.rawValue == "7@centre.example")
    #expect(read("Subject: x\n\n").deliveryReport == nil)
    #expect(read("Content-Type: multipart/report; boundary=b\n\n--b\n\nx\n--b--\n").deliveryReport == nil)
  }

  @Test(arguments: [
    ("displayed", true), ("deleted", false), ("dispatched", false),
  ])
  func `a notice that a message was read is none of its receiver's words`(word: String, isRead: Bool) throws {
    let text = """
      Content-Type: multipart/report; report-type=disposition-notification; boundary=b

      --b

      I have read it
      --b
      Content-Type: message/disposition-notification

      Final-Recipient: rfc822; jo@x.example
      Original-Message-ID: <7@centre.example>
      Disposition: manual-action/MDN-sent-manually; \(word)

      --b--

      """
    let notice = try #require(read(text).readingNotice)
    #expect(notice.about?.rawValue == "7@centre.example" && notice.isRead == isRead)
    #expect(read(Self.report).readingNotice == nil && read("Subject: x\n\n").readingNotice == nil)
  }
}
