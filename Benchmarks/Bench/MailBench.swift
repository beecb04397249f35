// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Foundation
import InternetMessage
import MailTransfer

/// Mail as values, without sockets and journal: what taking a message from a mail server and reading it cost, for usual ones
/// and for those that are made to be slow.
enum MailBench {
  private static let now = Timestamp(milliseconds: 0)

  static func run(_ options: Options) {
    let seconds = Double(options.number("milliseconds", 1_000)) / 1_000
    let bytes = options.number("bytes", 8 << 20)
    let text = line("Hello, where is my parcel? I ordered it on Thursday.", 2_000)
    measure("mail.text", message("text/plain; charset=utf-8", text), seconds)
    let file = Data(repeating: 0x5a, count: 200_000).base64EncodedString(options: .lineLength76Characters)
    let files =
      "--b\r\n\r\n\(text)\r\n--b\r\nContent-Type: application/pdf; name=offer.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
      + "\(file)\r\n--b--\r\n"
    measure("mail.file", message("multipart/mixed; boundary=b", files), seconds)
    // Parts in parts as deep as they are read, and everything in the innermost: each level looks at it once.
    var nested = line("", bytes)
    for depth in 0..<12 {
      nested =
        "Content-Type: multipart/mixed; boundary=b\(depth)x\r\n\r\n--b\(depth)x\r\n\(nested)\r\n--b\(depth)x--\r\n"
    }
    worst("mail.worst_nested", message(nested), bytes)
    worst("mail.worst_html", message("text/html", line("<a <b <!-- <p x='", bytes)), bytes)
  }

  private static func line(_ text: String, _ bytes: Int) -> String {
    String(repeating: "\(text)\r\n", count: max(1, bytes / (text.utf8.count + 2)))
  }

  private static func message(_ type: String, _ body: String) -> [UInt8] {
    message("MIME-Version: 1.0\r\nContent-Type: \(type)\r\n\r\n\(body)")
  }

  private static func message(_ rest: String) -> [UInt8] {
    Array(
      "From: Jo Doe <jo@x.example>\r\nTo: help@centre.example\r\nSubject: parcel\r\nMessage-ID: <1@x.example>\r\n\(rest)"
        .utf8
    )
  }

  /// Hands a message over, in pieces as they come from a socket, and reads it.
  private static func take(_ message: [UInt8]) {
    var settings = MailServerSettings(hostName: "mx.example")
    settings.messageBytes = 256 << 20
    var session = MailServerSession(settings: settings, at: now)
    _ = session.opened(at: now)
    _ = session.receive("EHLO x\r\nMAIL FROM:<jo@x.example>\r\nRCPT TO:<help@centre.example>\r\n".utf8, at: now)
    _ = session.answer([TransferReply(250, "2.1.5", "welcome")], at: now)
    _ = session.receive("DATA\r\n".utf8, at: now)
    var actions: [MailServerAction] = []
    for start in stride(from: 0, to: message.count, by: 65_536) {
      actions += session.receive(message[start..<min(start + 65_536, message.count)], at: now)
    }
    actions += session.receive("\r\n.\r\n".utf8, at: now)
    for case .deliver(let mail) in actions {
      let content = MessageReader().read(mail.content).content()
      for attachment in content.attachments { _ = attachment.bytes() }
      _ = session.answer([TransferReply(250, "2.0.0", "kept")], at: now)
      return
    }
    fail("a message of the benchmark was not taken")
  }

  private static func measure(_ name: String, _ message: [UInt8], _ seconds: Double) {
    take(message)
    var spent = Spent()
    let deadline = wallSeconds() + seconds
    while wallSeconds() < deadline { spent.measure(1) { take(message) } }
    result("\(name).per_cpu_second", Double(spent.operations) / spent.cpu)
  }

  private static func worst(_ name: String, _ message: [UInt8], _ bytes: Int) {
    var spent = Spent()
    spent.measure(1) { take(message) }
    result("\(name).ms_per_megabyte", spent.cpu * 1_000 / (Double(bytes) / 1_048_576))
  }
}
