// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Testing

@testable import MailTransfer

/// The server's end step by step.
@Suite struct MailServerTests {
  static let content = "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@c.example>\r\nDATA\r\n"

  @Test func `a client is told what there is`() {
    var bench = ServerBench { $0.messageBytes = 1_000 }
    #expect(bench.takeLog() == ["220 mx.example ESMTP Cordboard"])
    bench.say("EHLO client.example\r\n")
    #expect(
      bench.takeLog() == [
        "250-mx.example", "250-PIPELINING", "250-SIZE 1000", "250-8BITMIME", "250-SMTPUTF8", "250-CHUNKING",
        "250 ENHANCEDSTATUSCODES",
      ]
    )
    bench.say("helo x\r\n")
    #expect(bench.takeLog() == ["250 mx.example"])
    bench.say("LHLO x\r\n")
    #expect(bench.takeLog() == ["500 5.5.1 there is no such command"])
    var local = ServerBench(.lmtp)
    local.say("EHLO x\r\nHELO x\r\nLHLO x\r\n")
    #expect(
      local.takeLog().prefix(4) == [
        "220 mx.example LMTP Cordboard", "500 5.5.1 there is no such command", "500 5.5.1 there is no such command",
        "250-mx.example",
      ]
    )
  }

  @Test func `a message is taken, and acknowledged only when it is kept`() throws {
    var bench = ServerBench.greeted()
    bench.isAutomatic = false
    bench.say("MAIL FROM:<a@x.example> SIZE=10 BODY=8BITMIME\r\nRCPT TO:<b@c.example>\r\n")
    #expect(bench.takeLog() == ["250 2.1.0 sender noted", "[verify b@c.example]"])
    #expect(!bench.session.wantsInput)
    bench.answer(TransferReply(250, nil, "any"))
    bench.say("DATA\r\nSubject: x\r\n\r\n..dot\r\n.")
    #expect(
      bench.takeLog() == ["250 2.1.5 accepted", "354 send the message; end it with a line that has only a point"]
    )
    bench.say("\r\n")
    #expect(bench.takeLog() == ["[deliver 20]"])
    #expect(!bench.session.wantsInput)
    bench.say("QUIT\r\n")
    #expect(bench.takeLog() == [], "nothing is said before the message is kept")
    bench.answer(TransferReply(250, "2.6.0", "kept"))
    #expect(bench.takeLog() == ["250 2.6.0 kept", "221 2.0.0 mx.example closes the connection", "[close]"])
    let mail = try #require(bench.received.first)
    #expect(mail.text == "Subject: x\r\n\r\n.dot\r\n")
    #expect(mail.sender.address == "a@x.example" && mail.clientName == "client.example" && !mail.isUTF8)
  }

  @Test func `over LMTP each recipient has an answer; over SMTP all have one`() {
    var local = ServerBench.greeted(.lmtp)
    local.isAutomatic = false
    local.say("MAIL FROM:<>\r\nRCPT TO:<a@c.example>\r\n")
    local.answer(TransferReply(250, nil, ""))
    local.say("RCPT TO:<b@c.example>\r\n")
    local.answer(TransferReply(250, nil, ""))
    local.say("RCPT TO:<c@c.example>\r\n")
    local.answer(TransferReply(550, "5.1.1", "nobody"))
    local.say("DATA\r\nx\r\n.\r\n")
    local.log = []
    local.answer(TransferReply(250, "2.0.0", "one"), TransferReply(452, "4.2.2", "full"))
    #expect(local.takeLog() == ["250 2.0.0 one", "452 4.2.2 full"])
    #expect(local.received.first?.sender == .nobody)

    for (replies, expected) in [
      ([TransferReply(250, nil, "a"), TransferReply(250, nil, "b")], "250 a"),
      ([TransferReply(250, nil, "a"), TransferReply(550, nil, "no")], "550 no"),
      ([TransferReply(550, nil, "no"), TransferReply(451, nil, "later")], "451 later"),
      ([TransferReply(250, nil, "a")], "451 4.3.0 try again later"), ([], "451 4.3.0 try again later"),
    ] {
      var bench = ServerBench.greeted()
      bench.say("MAIL FROM:<>\r\nRCPT TO:<a@c.example>\r\nRCPT TO:<b@c.example>\r\n")
      bench.isAutomatic = false
      bench.say("DATA\r\nx\r\n.\r\n")
      bench.log = []
      _ = bench.session.answer(replies, at: bench.now).map { action in
        if case .send(let bytes) = action { bench.log.append(String(decoding: bytes.dropLast(2), as: UTF8.self)) }
      }
      #expect(bench.log == [expected])
    }
  }

  @Test(arguments: [
    ("MAIL FROM:<a@x.example>", "250 2.1.0"), ("mail from:<a@x.example>", "250 2.1.0"),
    ("MAIL FROM: <a@x.example>", "250 2.1.0"),
    ("MAIL FROM:<>", "250 2.1.0"), ("MAIL FROM:<@r.example:a@x.example>", "250 2.1.0"),
    ("MAIL FROM:<\"a b>\"@x.example>", "250 2.1.0"),
    ("MAIL FROM:a@x.example", "501 5.1.3"), ("MAIL FROM:<a@x.example", "501 5.1.3"), ("MAIL FROM:<a>", "501 5.1.3"),
    ("MAIL FROM:<a b@x.example>", "501 5.1.3"), ("MAIL FROM:<a@x.example>x", "501 5.1.3"), ("MAIL", "501 5.1.3"),
    ("MAIL FROM:<a@>", "501 5.1.3"), ("MAIL FROM:<@x.example>", "501 5.1.3"),
    ("MAIL FROM:<a\u{1}@x.example>", "501 5.1.3"),
    ("MAIL TO:<a@x.example>", "501 5.1.3"), ("MAIL FROM:<a@x.example> SIZE=2000", "552 5.3.4"),
    ("MAIL FROM:<a@x.example> SIZE=x", "501 5.5.4"), ("MAIL FROM:<a@x.example> SIZE=-1", "501 5.5.4"),
    ("MAIL FROM:<a@x.example> BODY=BINARYMIME", "555 5.5.4"), ("MAIL FROM:<a@x.example> RET=FULL", "555 5.5.4"),
    ("MAIL FROM:<a@x.example> SMTPUTF8 BODY=8BITMIME SIZE=1", "250 2.1.0"), ("MAIL FROM:<ä@x.example>", "553 5.6.7"),
    ("MAIL FROM:<ä@x.example> SMTPUTF8", "250 2.1.0"), ("RCPT TO:<a@x.example>", "503 5.5.1"), ("DATA", "503 5.5.1"),
    ("DATA x", "501 5.5.4"), ("RSET", "250 2.0.0"), ("NOOP x y", "250 2.0.0"), ("VRFY jo", "252 2.1.5"),
    ("EXPN l", "502 5.5.1"),
    ("HELP", "502 5.5.1"), ("AUTH PLAIN x", "502 5.5.1"), ("STARTTLS", "502 5.5.1"), ("EHLO", "501 5.5.4"),
    ("", "500 5.5.1"),
    ("X", "500 5.5.1"), (" MAIL FROM:<a@x.example>", "500 5.5.1"), ("GET / HTTP/1.1", "500 5.5.1"),
    ("ETRN x", "502 5.5.1"),
    ("BDAT x", "501 5.5.4"), ("BDAT", "501 5.5.4"), ("BDAT -1", "501 5.5.4"), ("BDAT 99999999999999", "501 5.5.4"),
    ("BDAT 5000 LAST", "552 5.3.4"), ("BDAT 0 LAST", "503 5.5.1"), ("BDAT 1 FIRST", "501 5.5.4"),
  ])
  func `commands are answered`(command: String, reply: String) {
    var bench = ServerBench.greeted { $0.messageBytes = 1_000 }
    bench.say("\(command)\r\n")
    #expect(bench.log.first?.hasPrefix(reply) == true, "\(bench.log)")
  }

  @Test func `a client says who it is first, and one message comes after the other`() {
    var bench = ServerBench()
    bench.log = []
    bench.say("MAIL FROM:<a@x.example>\r\n")
    #expect(bench.takeLog() == ["503 5.5.1 say EHLO first"])
    bench.say("EHLO x\r\nMAIL FROM:<a@x.example>\r\nMAIL FROM:<a@x.example>\r\nRSET\r\nMAIL FROM:<a@x.example>\r\n")
    #expect(
      bench.takeLog().suffix(4) == [
        "250 2.1.0 sender noted", "503 5.5.1 a message was begun; say RSET to forget it", "250 2.0.0 forgotten",
        "250 2.1.0 sender noted",
      ]
    )
    bench.say("EHLO x\r\nRCPT TO:<a@x.example>\r\n")
    #expect(bench.takeLog().last == "503 5.5.1 say MAIL FROM first", "EHLO forgets a message, too")
  }

  @Test(arguments: [
    ("RCPT TO:<b@c.example>", "250 2.1.5"), ("RCPT TO:<postmaster>", "250 2.1.5"), ("RCPT TO:<>", "501 5.1.3"),
    ("RCPT TO:<b@c.example> NOTIFY=NEVER", "555 5.5.4"), ("RCPT TO:<ö@c.example>", "553 5.6.7"),
    ("RCPT b@c.example", "501 5.1.3"),
    ("DATA", "554 5.5.1"), ("BDAT 0 LAST", "554 5.5.1"),
  ])
  func `recipients are answered`(command: String, reply: String) {
    var bench = ServerBench.greeted()
    bench.say("MAIL FROM:<a@x.example>\r\n")
    bench.log = []
    bench.say("\(command)\r\n")
    #expect(bench.log.first?.hasPrefix(reply) == true, "\(bench.log)")
  }

  // MARK: The end of a message

  /// What other servers took for the end of a message, or of a line, and what could be hidden behind it.
  @Test(arguments: [
    "\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n", "\n\n.\r\r\n", "\r\n.\r\r\n", "\r\r\n.\n",
  ])
  func `only CR LF, a point and CR LF end a message`(end: String) {
    var bench = ServerBench.greeted()
    bench.say(Self.content + "one\(end)MAIL FROM:<evil@x.example>\r\nRCPT TO:<b@c.example>\r\nDATA\r\ntwo\r\n.\r\n")
    #expect(bench.received.isEmpty)
    #expect(bench.log.last == "550 5.6.0 lines of a message end with CR LF; a CR or LF alone is refused")
    #expect(bench.log.count == 4, "\(bench.log)")
  }

  @Test func `points at the beginning of lines are what the sender had`() {
    for (sent, text) in [
      ("..\r\n.\r\n", ".\r\n"), ("...\r\n.\r\n", "..\r\n"), (".a\r\n.\r\n", "a\r\n"), (".\r\n", ""),
      ("a.\r\n.\r\n", "a.\r\n"),
      ("\r\n.\r\n", "\r\n"), ("a\r\n..\r\n.\r\n", "a\r\n.\r\n"),
    ] {
      var bench = ServerBench.greeted()
      bench.say(Self.content + sent + "NOOP\r\n")
      #expect(bench.received.map(\.text) == [text], "\(sent.debugDescription)")
      #expect(bench.log.last == "250 2.0.0 nothing done")
    }
  }

  @Test func `a message that is cut anywhere is the same`() {
    let whole = Array((Self.content + "a\r\n..b\r\n\r\n.c\r\n.\r\nQUIT\r\n").utf8)
    for cut in 1..<whole.count {
      var bench = ServerBench.greeted()
      bench.say(Array(whole[..<cut]))
      bench.say(Array(whole[cut...]))
      #expect(bench.received.map(\.text) == ["a\r\n.b\r\n\r\nc\r\n"])
      #expect(bench.log.last == "[close]")
    }
  }

  @Test func `a message in pieces is put together, whatever is in them`() {
    var bench = ServerBench.greeted()
    bench.say(
      "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@c.example>\r\nBDAT 5\r\na\n.\r\nBDAT 0\r\nBDAT 4 LAST\r\nb\r\n.NOOP\r\n"
    )
    #expect(bench.received.map(\.text) == ["a\n.\r\nb\r\n."])
    #expect(
      bench.log.suffix(4) == [
        "250 2.0.0 taken", "250 2.0.0 taken", "250 2.0.0 kept for b@c.example", "250 2.0.0 nothing done",
      ]
    )
    bench.log = []
    bench.say("MAIL FROM:<a@x.example>\r\nRCPT TO:<b@c.example>\r\nBDAT 1\r\nxDATA\r\nRCPT TO:<c@c.example>\r\n")
    #expect(bench.log.suffix(2) == ["503 5.5.1 say MAIL FROM and RCPT TO first", "503 5.5.1 say MAIL FROM first"])
  }

  @Test func `pieces that are refused are read all the same`() {
    var bench = ServerBench.greeted { $0.messageBytes = 10 }
    bench.say("BDAT 6\r\nQUIT\r\nNOOP\r\n")
    #expect(bench.takeLog() == ["503 5.5.1 say MAIL FROM and RCPT TO first", "250 2.0.0 nothing done"])
    bench.say("MAIL FROM:<a@x.example>\r\nRCPT TO:<b@c.example>\r\nBDAT 6\r\n123456BDAT 6 LAST\r\nQUIT\r\nNOOP\r\n")
    #expect(
      bench.takeLog().suffix(3) == [
        "250 2.0.0 taken", "552 5.3.4 a message has at most 10 bytes", "250 2.0.0 nothing done",
      ]
    )
    #expect(bench.received.isEmpty)
  }

  // MARK: Encryption

  @Test func `what was sent along with STARTTLS counts for nothing, and the client begins anew`() {
    var bench = ServerBench.greeted { $0.offersTLS = true }
    bench.say("MAIL FROM:<a@x.example>\r\nSTARTTLS\r\nRCPT TO:<evil@x.example>\r\n")
    #expect(bench.takeLog() == ["250 2.1.0 sender noted", "220 2.0.0 go on encrypted", "[TLS]"])
    bench.say("RCPT TO:<evil@x.example>\r\n")
    #expect(bench.takeLog() == [])
    _ = bench.session.encrypted(at: bench.now)
    bench.say("MAIL FROM:<a@x.example>\r\nEHLO x\r\nSTARTTLS\r\n")
    let log = bench.takeLog()
    #expect(log.first == "503 5.5.1 say EHLO first")
    #expect(!log.contains("250-STARTTLS") && !log.contains("250 STARTTLS"))
    #expect(log.last == "503 5.5.1 the connection is encrypted already")
  }

  @Test func `where encryption is required nothing is taken before`() {
    var bench = ServerBench.greeted {
      $0.offersTLS = true
      $0.requiresTLS = true
    }
    bench.say("MAIL FROM:<a@x.example>\r\nSTARTTLS x\r\n")
    #expect(bench.takeLog() == ["530 5.7.0 say STARTTLS first", "501 5.5.4 STARTTLS takes no argument"])
    var encrypted = ServerBench(isEncrypted: true) { $0.requiresTLS = true }
    encrypted.say("EHLO x\r\n" + Self.content + "x\r\n.\r\n")
    #expect(encrypted.received.first?.isEncrypted == true)
  }

  // MARK: Bounds

  @Test func `lines, recipients, messages, commands and errors have their bounds`() {
    var line = ServerBench.greeted { $0.commandBytes = 20 }
    line.say("NOOP 1234567890\r\n")
    line.say("NOOP 123456789012345678")
    #expect(line.takeLog() == ["250 2.0.0 nothing done", "500 5.5.6 the command is longer than 20 bytes", "[close]"])

    var recipients = ServerBench.greeted { $0.recipients = 2 }
    recipients.say("MAIL FROM:<>\r\n" + (1...3).map { "RCPT TO:<\($0)@c.example>\r\n" }.joined())
    #expect(recipients.log.last == "452 4.5.3 at most 2 recipients; send another copy for the others")

    var size = ServerBench.greeted { $0.messageBytes = 10 }
    size.say(Self.content + "12345678\r\n.\r\n" + Self.content + "123456789\r\n.\r\nNOOP\r\n")
    #expect(size.received.count == 1)
    #expect(size.log.suffix(2) == ["552 5.3.4 a message has at most 10 bytes", "250 2.0.0 nothing done"])
    size.say(Self.content + String(repeating: "x", count: 30))
    #expect(size.log.suffix(2) == ["552 5.3.4 a message has at most 10 bytes", "[close]"])

    var messages = ServerBench.greeted { $0.messages = 1 }
    messages.say(Self.content + "x\r\n.\r\nMAIL FROM:<>\r\n")
    #expect(
      messages.log.suffix(2) == ["421 4.7.0 1 messages are enough for a connection; open another one", "[close]"]
    )

    var commands = ServerBench.greeted { $0.commands = 3 }
    commands.say("NOOP\r\nNOOP\r\nNOOP\r\n")
    #expect(commands.log.suffix(2) == ["421 4.7.0 too many commands without a message", "[close]"])

    var forgiven = ServerBench.greeted { $0.errors = 2 }
    for _ in 0..<3 { forgiven.say("X\r\n" + Self.content + "x\r\n.\r\n") }
    #expect(forgiven.received.count == 3, "a message that was taken makes up for errors")

    var errors = ServerBench.greeted { $0.errors = 2 }
    errors.say("X\r\nY\r\nNOOP\r\n")
    #expect(
      errors.log == [
        "500 5.5.1 there is no such command", "500 5.5.1 there is no such command", "421 4.7.0 too many errors",
        "[close]",
      ]
    )
  }

  @Test func `a command that does not end with CR LF ends the connection`() {
    for text in ["NOOP\n", "NO\rOP\r\n", "\n"] {
      var bench = ServerBench.greeted()
      bench.say(text)
      #expect(bench.takeLog() == ["500 5.5.2 a command ends with CR LF", "[close]"], "\(text.debugDescription)")
    }
  }

  @Test func `nobody is waited for without end`() {
    var idle = ServerBench.greeted()
    idle.wait(.seconds(299))
    idle.say("NOOP\r\n")
    idle.wait(.seconds(299))
    #expect(idle.takeLog() == ["250 2.0.0 nothing done"])
    idle.wait(.seconds(1))
    #expect(idle.takeLog() == ["421 4.4.2 mx.example waited long enough", "[close]"])
    idle.say("NOOP\r\n")
    idle.wait(.seconds(1_000))
    #expect(idle.takeLog() == [])

    var slow = ServerBench.greeted { $0.contentTime = .seconds(400) }
    slow.say(Self.content)
    slow.log = []
    for _ in 0..<5 {
      slow.wait(.seconds(99))
      slow.say("x")
    }
    #expect(
      slow.takeLog() == ["421 4.4.2 mx.example waited long enough", "[close]"],
      "a byte now and then is not enough"
    )

    var application = ServerBench.greeted()
    application.isAutomatic = false
    application.say("MAIL FROM:<>\r\nRCPT TO:<a@c.example>\r\n")
    application.log = []
    application.wait(.seconds(240))
    #expect(application.takeLog() == ["451 4.3.0 mx.example is too busy; try again", "[close]"])
    application.answer(TransferReply(250, nil, "late"))
    #expect(application.takeLog() == [])
  }

  @Test func `a server that goes away says so once`() {
    var bench = ServerBench.greeted()
    let actions = bench.session.shutDown()
    #expect(actions.last == .close && actions.count == 2)
    #expect(bench.session.shutDown() == [])
    bench.say("NOOP\r\n")
    #expect(bench.log == [])
  }

  @Test func `no reply has a line end in its text`() {
    let reply = TransferReply(550, "5.1.1", "a\r\n250 b\u{0}")
    #expect(String(decoding: reply.written, as: UTF8.self) == "550 5.1.1 a  250 b \r\n")
    var bench = ServerBench.greeted()
    bench.say("MAIL FROM:<a@x.example> \u{1B}[31mX=1\r\n")
    #expect(bench.log.first?.utf8.allSatisfy { $0 >= 32 } == true)
  }
}
