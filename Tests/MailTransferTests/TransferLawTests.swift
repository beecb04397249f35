// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import Foundation
import Testing

@testable import MailTransfer

/// Seeded random runs: a client and a server that are cut and refused at will agree about every message, and no bytes trap,
/// hang or fill either of them.
@Suite(.timeLimit(.minutes(10))) struct TransferLawTests {
  /// How often each law is tried with other seeds; `make fuzz` does it for long.
  static let runs = ProcessInfo.processInfo.environment["RANDOM_RUNS"].flatMap(Int.init) ?? 1

  @Test(arguments: 1...(150 * runs))
  func `what a client hands over arrives once, as it was, whatever is refused`(seed: Int) {
    var generator = SeededRandom(seed: UInt64(seed))
    var settings = MailServerSettings(hostName: "mx.example")
    settings.errors = 1_000
    settings.messageBytes = 400
    let now = Timestamp(milliseconds: 0)
    var server = MailServerSession(settings: settings, at: now)
    var clientSettings = MailClientSettings(hostName: "centre.example")
    clientSettings.encryption = .none
    var client = MailClientSession(settings: clientSettings, at: now)
    var toClient: [UInt8] = []
    var toServer: [UInt8] = []
    var kept: [(recipients: [String], content: [UInt8])] = []
    var accepted: [(recipients: [String], content: [UInt8])] = []
    var under: OutgoingMail?
    var toSend = 12

    func mail() -> OutgoingMail {
      let pieces = ["a", ".", "\r\n", "..", "\r\n.\r\n", "\n", "\r", "QUIT\r\n", "long line ", "\u{0}"]
      let text = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }
      return OutgoingMail(
        sender: EnvelopePath("help@centre.example") ?? .nobody,
        recipients: (0..<Int.random(in: 1...5, using: &generator)).compactMap { EnvelopePath("r\($0)@x.example") },
        content: Array(text.joined().utf8)
      )
    }
    func plain(_ content: [UInt8]) -> [UInt8] {
      // What DATA makes of it: every line end is CR LF, and the last line has one.
      var lines = DotOutput.encode(content).split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
      lines.removeLast(2)
      return lines.flatMap { ($0.first == 46 ? Array($0.dropFirst()) : $0) + [10] }
    }
    func perform(_ actions: [MailServerAction]) {
      for action in actions {
        switch action {
        case .send(let bytes): toClient += bytes
        case .verify:
          let reply =
            Int.random(in: 0...3, using: &generator) == 0
            ? TransferReply(Bool.random(using: &generator) ? 550 : 450, nil, "no") : TransferReply(250, nil, "")
          perform(server.answer([reply], at: now))
        case .deliver(let mail):
          let isKept = Int.random(in: 0...3, using: &generator) > 0
          if isKept { kept.append((mail.recipients.map(\.address), mail.content)) }
          perform(server.answer(mail.recipients.map { _ in TransferReply(isKept ? 250 : 451, nil, "") }, at: now))
        case .startTLS, .close: break
        }
      }
    }
    func perform(_ actions: [MailClientAction]) {
      for action in actions {
        switch action {
        case .send(let bytes): toServer += bytes
        case .ready:
          guard toSend > 0 else { continue }
          toSend -= 1
          let next = mail()
          under = next
          perform(client.send(next, at: now))
        case .finished(let outcomes):
          #expect(outcomes.count == under?.recipients.count)
          let to = outcomes.filter(\.reply.isPositive).map(\.recipient.address)
          if !to.isEmpty { accepted.append((to, plain(under?.content ?? []))) }
          for outcome in outcomes {
            #expect(outcome.reply.isPositive || outcome.reply.isTemporary || outcome.reply.isPermanent)
          }
        case .failed(let failure): Issue.record("seed \(seed): \(failure)")
        case .startTLS, .close: break
        }
      }
    }
    perform(server.opened(at: now))
    var turns = 0
    while !toClient.isEmpty || !toServer.isEmpty, turns < 20_000 {
      turns += 1
      if !toServer.isEmpty, toClient.isEmpty || Bool.random(using: &generator) {
        let count = Int.random(in: 1...min(90, toServer.count), using: &generator)
        let bytes = Array(toServer.prefix(count))
        toServer.removeFirst(count)
        perform(server.receive(bytes, at: now))
      } else {
        let count = Int.random(in: 1...toClient.count, using: &generator)
        let bytes = Array(toClient.prefix(count))
        toClient.removeFirst(count)
        perform(client.receive(bytes, at: now))
      }
    }
    #expect(turns < 20_000 && toSend == 0, "seed \(seed): \(toSend) messages are left")
    #expect(kept.map(\.recipients) == accepted.map(\.recipients), "seed \(seed)")
    #expect(kept.map(\.content) == accepted.map(\.content), "seed \(seed)")
  }

  @Test(arguments: 1...(150 * runs))
  func `no bytes trap, hang or fill a server`(seed: Int) {
    var generator = SeededRandom(seed: UInt64(seed) + 1_000)
    var settings = MailServerSettings(hostName: "mx.example")
    settings.mailProtocol = seed % 2 == 0 ? .smtp : .lmtp
    settings.offersTLS = seed % 3 == 0
    settings.messageBytes = 500
    settings.commandBytes = 100
    settings.recipients = 5
    let scraps = [
      "EHLO x\r\n", "LHLO x\r\n", "MAIL FROM:<a@x.example>\r\n", "RCPT TO:<b@x.example>\r\n", "DATA\r\n", ".\r\n",
      "\r\n.\r\n", "\n",
      "\r", ".", "BDAT 5\r\n", "BDAT 9 LAST\r\n", "BDAT 0 LAST\r\n", "RSET\r\n", "STARTTLS\r\n", "text\r\n", "<",
      "\u{0}", "QUIT",
      String(repeating: "x", count: 90), " SIZE=1", "NOOP\r\n",
    ].map { Array($0.utf8) }
    var now = Timestamp(milliseconds: 0)
    var session = MailServerSession(settings: settings, at: now)
    var actions = session.opened(at: now)
    var closed = 0
    var asked = 0
    for _ in 0..<400 {
      now = now.advanced(by: .milliseconds(Int64.random(in: 0...500, using: &generator)))
      switch Int.random(in: 0...30, using: &generator) {
      case 0: actions = session.timeOut(at: now)
      case 1 where seed % 5 == 0: actions = session.shutDown()
      case 2: actions = session.encrypted(at: now)
      case 3...7:
        let replies = [TransferReply(250, nil, ""), TransferReply(450, nil, ""), TransferReply(550, nil, "")]
        actions = session.answer(
          (0..<Int.random(in: 0...6, using: &generator)).map { _ in
            replies.randomElement(using: &generator) ?? replies[0]
          },
          at: now
        )
      default:
        guard session.wantsInput else { continue }
        var bytes = scraps.randomElement(using: &generator) ?? []
        if Int.random(in: 0...9, using: &generator) == 0 { bytes.append(UInt8.random(in: 0...255, using: &generator)) }
        actions = session.receive(bytes, at: now)
      }
      for action in actions {
        if case .close = action { closed += 1 }
        if case .deliver(let mail) = action {
          asked += 1
          #expect(mail.content.count <= 500 && (1...5).contains(mail.recipients.count))
        }
      }
      #expect(session.input.count <= 4_000)
      #expect((session.dotInput?.content.count ?? 0) <= 500 && (session.transaction?.content.count ?? 0) <= 500)
      #expect(session.deadline <= now.advanced(by: .seconds(300)))
    }
    #expect(closed <= 1, "a session ends once")
  }

  @Test(arguments: 1...(100 * runs))
  func `no bytes trap or hang a client`(seed: Int) {
    var generator = SeededRandom(seed: UInt64(seed) + 2_000)
    var settings = MailClientSettings(hostName: "centre.example")
    settings.encryption = [.none, .optional, .required, .implicit][seed % 4]
    if seed % 3 == 0 { settings.credentials = MailCredentials(name: "a", password: "b") }
    let scraps = [
      "220 x\r\n", "250 x\r\n", "250-PIPELINING\r\n", "250-STARTTLS\r\n", "250 AUTH PLAIN LOGIN\r\n", "354 go\r\n",
      "550 no\r\n",
      "451 later\r\n", "334 x\r\n", "235 ok\r\n", "250-SIZE 9999999999999999999999\r\n", "221 bye\r\n", "\n", "250",
      "-",
      "250 5.1.1.1 x\r\n", "502 no\r\n",
    ].map { Array($0.utf8) }
    for _ in 0..<20 {
      let now = Timestamp(milliseconds: 0)
      var session = MailClientSession(settings: settings, at: now)
      var ended = 0
      var isReady = false
      for _ in 0..<60 {
        var actions: [MailClientAction]
        switch Int.random(in: 0...12, using: &generator) {
        case 0: actions = session.encrypted(at: now)
        case 1 where isReady:
          actions = session.send(.sample(to: "a", "b"), at: now)
          isReady = false
        case 2 where isReady: actions = session.quit(at: now)
        case 3 where Int.random(in: 0...5, using: &generator) == 0: actions = session.closed()
        default: actions = session.receive(scraps.randomElement(using: &generator) ?? [], at: now)
        }
        for action in actions {
          if case .close = action { ended += 1 }
          if case .ready = action { isReady = true }
          if case .finished(let outcomes) = action { #expect(outcomes.count == 2) }
        }
      }
      #expect(ended <= 1)
    }
  }
}
