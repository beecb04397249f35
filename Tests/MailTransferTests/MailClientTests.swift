// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Testing

@testable import MailTransfer

/// The client's end step by step.
@Suite struct MailClientTests {
  // MARK: Greeting, encryption, authentication

  @Test func `a client greets, encrypts, says who it is and is ready`() {
    var bench = ClientBench {
      $0.encryption = .required
      $0.credentials = MailCredentials(name: "jo", password: "secret")
    }
    bench.hear("220-relay\r\n220 ESMTP")
    #expect(bench.takeLog() == ["EHLO centre.example"])
    bench.hear("250-relay\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS")
    #expect(bench.takeLog() == ["STARTTLS"])
    bench.hear("220 go\r\n250-evil\r\n250 AUTH PLAIN")
    #expect(bench.takeLog() == ["[TLS]"])
    bench.hear("535 evil, before the encryption")
    #expect(bench.takeLog() == [])
    bench.perform { $0.encrypted(at: $1) }
    #expect(bench.takeLog() == ["EHLO centre.example"])
    bench.hear("250-relay\r\n250 AUTH LOGIN PLAIN")
    #expect(bench.takeLog() == ["AUTH PLAIN AGpvAHNlY3JldA=="])
    bench.hear("235 2.7.0 hello")
    #expect(bench.takeLog() == ["[ready]"])
    bench.perform { $0.quit(at: $1) }
    bench.hear("221 bye")
    #expect(bench.takeLog() == ["QUIT", "[close]"])
  }

  @Test func `LOGIN is for those who have nothing else`() {
    var bench = ClientBench {
      $0.encryption = .implicit
      $0.credentials = MailCredentials(name: "jo", password: "secret")
    }
    bench.hear("220 relay")
    bench.hear("250-relay\r\n250 AUTH=LOGIN")
    bench.hear("334 VXNlcm5hbWU6")
    bench.hear("334 UGFzc3dvcmQ6")
    #expect(bench.takeLog() == ["EHLO centre.example", "AUTH LOGIN", "am8=", "c2VjcmV0"])
    bench.hear("535 5.7.8 no")
    #expect(bench.takeLog() == ["[failed the mail server refuses the name and password: 535 5.7.8 no]", "[close]"])
  }

  @Test func `a password is not said where others hear it, and encryption is not given up silently`() {
    var plain = ClientBench { $0.credentials = MailCredentials(name: "jo", password: "secret") }
    plain.hear("220 relay")
    plain.hear("250-relay\r\n250 AUTH PLAIN")
    #expect(plain.log.suffix(2) == ["[failed \(MailClientFailure.noAuthentication)]", "[close]"])
    var allowed = ClientBench {
      $0.credentials = MailCredentials(name: "jo", password: "secret")
      $0.allowsPlainPassword = true
    }
    allowed.hear("220 relay")
    allowed.hear("250-relay\r\n250 AUTH PLAIN")
    #expect(allowed.log.last == "AUTH PLAIN AGpvAHNlY3JldA==")
    for answer in ["250 relay", "502 no", "421 gone"] {
      var required = ClientBench { $0.encryption = .required }
      required.hear("220 relay")
      required.hear(answer)
      #expect(required.log.last == "[close]" && !required.log.contains("[ready]"), "\(answer)")
    }
    var refused = ClientBench { $0.encryption = .required }
    refused.hear("220 relay")
    refused.hear("250-relay\r\n250 STARTTLS")
    refused.hear("454 4.7.0 not now")
    #expect(refused.log.suffix(2) == ["[failed \(MailClientFailure.noEncryption)]", "[close]"])
    var optional = ClientBench { $0.encryption = .optional }
    optional.hear("220 relay")
    optional.hear("250-relay\r\n250 STARTTLS")
    optional.hear("454 4.7.0 not now")
    #expect(optional.log.last == "[ready]")
    #expect("\(MailCredentials(name: "jo", password: "secret"))" == "jo")
  }

  @Test func `a server from before extensions is greeted in the old way`() {
    var bench = ClientBench()
    bench.hear("220 relay")
    bench.hear("502 what")
    bench.hear("250 relay")
    #expect(bench.takeLog() == ["EHLO centre.example", "HELO centre.example", "[ready]"])
  }

  @Test(arguments: ["554 no", "421 busy", "xyz", "2", "250", "999 x", "2200 x", "220_x", "220-a\r\n221 b"])
  func `what is no greeting ends the connection, and no message`(line: String) {
    var bench = ClientBench()
    bench.hear(line)
    if line == "250" {
      #expect(bench.log == ["EHLO centre.example"])
    } else {
      #expect(bench.log.last == "[close]", "\(bench.log)")
      #expect(bench.log.first?.hasPrefix("[failed") == true)
    }
  }

  @Test func `a server cannot talk without end`() {
    var line = ClientBench { $0.lineBytes = 50 }
    line.hear("220 " + String(repeating: "x", count: 60))
    #expect(line.log == ["[failed the mail server said what makes no sense: a line of more than 50 bytes]", "[close]"])
    var lines = ClientBench()
    lines.hear((0...200).map { _ in "220-x" }.joined(separator: "\r\n"))
    #expect(lines.log == ["[failed the mail server said what makes no sense: a line that is no answer]", "[close]"])
    var bare = ClientBench()
    bare.perform { session, now in session.receive(Array("220 a\n".utf8), at: now) }
    #expect(bare.log.last == "[close]")
    var silent = ClientBench()
    silent.now = Timestamp(milliseconds: 300_000)
    silent.perform { $0.timeOut(at: $1) }
    #expect(silent.log == ["[failed \(MailClientFailure.timedOut)]", "[close]"])
    var idle = ClientBench.ready()
    idle.now = Timestamp(milliseconds: 300_000)
    idle.perform { $0.timeOut(at: $1) }
    #expect(idle.log == ["QUIT"])
  }

  // MARK: Messages

  @Test func `a message goes step by step where nothing may be said ahead`() {
    var bench = ClientBench.ready()
    bench.send(.sample(to: "a", "b"))
    #expect(bench.takeLog() == ["MAIL FROM:<help@centre.example>"])
    bench.hear("250 ok")
    #expect(bench.takeLog() == ["RCPT TO:<a@x.example>"])
    bench.hear("250 ok")
    bench.hear("550 5.1.1 nobody")
    #expect(bench.takeLog() == ["RCPT TO:<b@x.example>", "DATA"])
    bench.hear("354 go")
    #expect(bench.takeLog() == ["Subject: x", "Hi", "."])
    bench.hear("250 2.0.0 queued as 7")
    #expect(
      bench.takeLog() == ["[finished a@x.example 250 2.0.0 queued as 7, b@x.example 550 5.1.1 nobody]", "[ready]"]
    )
    bench.send(.sample(to: "c"))
    #expect(bench.takeLog() == ["MAIL FROM:<help@centre.example>"], "one connection takes several messages")
  }

  @Test func `where it may, everything is said ahead`() {
    var bench = ClientBench.ready("PIPELINING", "SIZE 1000", "8BITMIME")
    bench.send(.sample(to: "a", "b", text: "ä\r\n"))
    #expect(
      bench.takeLog() == [
        "MAIL FROM:<help@centre.example> SIZE=4 BODY=8BITMIME", "RCPT TO:<a@x.example>", "RCPT TO:<b@x.example>",
        "DATA",
      ]
    )
    bench.hear("250 ok\r\n250 ok\r\n450 4.2.1 later\r\n354 go")
    bench.hear("250 queued")
    #expect(bench.takeLog() == ["ä", ".", "[finished a@x.example 250 queued, b@x.example 450 4.2.1 later]", "[ready]"])
  }

  @Test(arguments: [
    ("550 5.1.1 a|550 5.1.1 b|354 go|554 none", ["."], "a@x.example 550 5.1.1 a, b@x.example 550 5.1.1 b"),
    ("550 5.1.1 a|450 4.2.1 b|554 none|250 forgotten", ["RSET"], "a@x.example 550 5.1.1 a, b@x.example 450 4.2.1 b"),
    ("250 a|250 b|250 2.0.0 yes|250 forgotten", ["RSET"], "a@x.example 451 4.5.0 yes, b@x.example 451 4.5.0 yes"),
    ("250 a|250 b|451 4.3.0 full|250 forgotten", ["RSET"], "a@x.example 451 4.3.0 full, b@x.example 451 4.3.0 full"),
    (
      "250 a|250 b|354 go|554 5.7.1 spam", ["Subject: x", "Hi", "."],
      "a@x.example 554 5.7.1 spam, b@x.example 554 5.7.1 spam"
    ),
    (
      "250 a|250 b|354 go|354 what", ["Subject: x", "Hi", "."], "a@x.example 451 4.5.0 what, b@x.example 451 4.5.0 what"
    ),
  ])
  func `what becomes of it is known for each recipient`(answers: String, said: [String], outcome: String) {
    var bench = ClientBench.ready("PIPELINING")
    bench.send(.sample(to: "a", "b"))
    bench.log = []
    bench.hear("250 ok\r\n" + answers.replacing("|", with: "\r\n"))
    #expect(bench.takeLog() == said + ["[finished \(outcome)]", "[ready]"])
  }

  @Test func `a sender that is refused is everybody's answer`() {
    var bench = ClientBench.ready()
    bench.send(.sample(to: "a", "b"))
    bench.hear("553 5.1.8 not you")
    bench.hear("250 forgotten")
    #expect(
      bench.log.suffix(3) == [
        "RSET", "[finished a@x.example 553 5.1.8 not you, b@x.example 553 5.1.8 not you]", "[ready]",
      ]
    )
    var ahead = ClientBench.ready("PIPELINING")
    ahead.send(.sample(to: "a"))
    ahead.hear("452 4.3.1 full\r\n503 5.5.1 order\r\n503 5.5.1 order\r\n250 forgotten")
    #expect(ahead.log.suffix(2) == ["[finished a@x.example 452 4.3.1 full]", "[ready]"])
  }

  @Test func `what the server cannot take is not sent`() throws {
    var size = ClientBench.ready("SIZE 5")
    size.send(.sample(to: "a"))
    #expect(
      size.log == ["[finished a@x.example 552 5.3.4 the mail server takes messages of at most 5 bytes]", "[ready]"]
    )
    var eight = ClientBench.ready("SIZE 0")
    eight.send(.sample(to: "a", text: "ä"))
    #expect(
      eight.log == ["[finished a@x.example 554 5.6.3 the mail server takes no messages with 8-bit bytes]", "[ready]"]
    )
    var some = ClientBench.ready()
    some.send(.sample(to: "ä", "b"))
    for answer in ["250 ok", "250 ok", "354 go", "250 queued"] { some.hear(answer) }
    #expect(some.log.contains("RCPT TO:<b@x.example>") && !some.log.contains("RCPT TO:<ä@x.example>"))
    #expect(some.log.first == "MAIL FROM:<help@centre.example>")
    #expect(some.log.dropLast().last?.contains("ä@x.example 553 5.6.7") == true, "\(some.log)")
    #expect(some.log.dropLast().last?.contains("b@x.example 250 queued") == true, "\(some.log)")
    let mail = OutgoingMail(sender: .nobody, recipients: [try #require(EnvelopePath("ä@x.example"))], content: [])
    var utf8 = ClientBench.ready("8BITMIME")
    utf8.send(mail)
    #expect(utf8.log.last == "[ready]" && utf8.log.first?.contains("553 5.6.7") == true)
    var able = ClientBench.ready("SMTPUTF8")
    able.send(mail)
    #expect(able.log == ["MAIL FROM:<> SMTPUTF8"])
    var nobody = ClientBench.ready()
    nobody.send(OutgoingMail(sender: .nobody, recipients: [], content: []))
    #expect(nobody.log == ["[finished ]", "[ready]"])
  }

  @Test func `a connection that ends leaves the message to be tried again`() {
    for answers in [[], ["250 ok"], ["250 ok", "250 ok"], ["250 ok", "250 ok", "354 go"]] {
      var bench = ClientBench.ready()
      bench.send(.sample(to: "a"))
      for answer in answers { bench.hear(answer) }
      bench.log = []
      bench.perform { session, _ in session.closed() }
      #expect(bench.takeLog() == ["[failed \(MailClientFailure.closed)]", "[close]"])
      bench.perform { session, _ in session.closed() }
      bench.hear("250 late")
      #expect(bench.takeLog() == [])
    }
    var gone = ClientBench.ready()
    gone.send(.sample(to: "a"))
    gone.log = []
    gone.hear("421 4.3.2 closing")
    #expect(gone.log == ["[failed the mail server refuses the connection: 421 4.3.2 closing]", "[close]"])
    var unasked = ClientBench.ready()
    unasked.hear("250 what")
    #expect(unasked.log.last == "[close]")
  }

  @Test func `the answer to a message may take longer`() {
    var bench = ClientBench.ready("PIPELINING")
    bench.send(.sample(to: "a"))
    bench.hear("250 ok\r\n250 ok\r\n354 go")
    bench.log = []
    bench.now = Timestamp(milliseconds: 599_999)
    bench.perform { $0.timeOut(at: $1) }
    #expect(bench.log == [])
    bench.now = Timestamp(milliseconds: 600_000)
    bench.perform { $0.timeOut(at: $1) }
    #expect(bench.log == ["[failed \(MailClientFailure.timedOut)]", "[close]"])
  }

  // MARK: Parts

  @Test func `no path makes a command of its own`() {
    for address in [
      "", "a", "a@", "@b", "a b@x", "a@x\r\nRCPT TO:<evil@x>", "a\u{0}@x", "a>@x", "<a@x>", "\"a@x", "a@x> SIZE=1",
      "a\u{7F}@x",
      String(repeating: "a", count: 65) + "@x", "a@" + String(repeating: "x", count: 260), "\"a\\\"@x",
    ] {
      #expect(EnvelopePath(address) == nil, "\(address.debugDescription)")
    }
    for address in ["a@x", "\"a b\"@x", "\"a>\\\"\"@x", "Postmaster", "a@[192.0.2.1]", "ä@x.example"] {
      #expect(EnvelopePath(address)?.address == address)
    }
  }

  @Test func `content is written so that nothing in it ends it`() {
    for (content, written) in [
      ("", ".\r\n"), ("a", "a\r\n.\r\n"), (".", "..\r\n.\r\n"), ("a\n.\nb", "a\r\n..\r\nb\r\n.\r\n"),
      ("a\r.\rb", "a\r\n..\r\nb\r\n.\r\n"),
      ("\r\n.\r\n", "\r\n..\r\n.\r\n"), ("\n\r", "\r\n\r\n.\r\n"),
    ] {
      #expect(
        String(decoding: DotOutput.encode(Array(content.utf8)), as: UTF8.self) == written,
        "\(content.debugDescription)"
      )
    }
  }

  @Test func `tries come later and later, never all at once, and end`() {
    var schedule = MailRetrySchedule()
    schedule.delays = [.seconds(60), .seconds(600)]
    schedule.patience = .seconds(3_600)
    func next(_ tries: Int, _ now: Int64, _ chance: Double = 0.5) -> Int64? {
      schedule.next(
        afterTries: tries,
        since: Timestamp(milliseconds: 0),
        at: Timestamp(milliseconds: now * 1_000),
        chance: chance
      ).map { $0.milliseconds / 1_000 }
    }
    #expect(next(1, 0) == 60)
    #expect(next(1, 0, 0) == 48)
    #expect(next(1, 0, 1) == 72)
    #expect(next(2, 60) == 660)
    #expect(next(9, 660) == 1_260)
    #expect(next(9, 3_300) == 3_600, "the last try is at the end")
    #expect(next(9, 3_600) == nil)
    #expect(next(0, 0) == 600)
    #expect(next(1, 0, 99) == 72)
    schedule.delays = []
    #expect(next(1, 0) == nil)
  }
}
