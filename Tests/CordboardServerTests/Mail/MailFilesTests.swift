// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import Foundation
import InternetMessage
import Testing

@testable import CordboardServer

/// What becomes of the files of a mail: nothing that was acknowledged is lost.
@Suite(.timeLimit(.minutes(10))) struct MailFilesTests {
  private static func mail(_ type: String, _ name: String, _ bytes: [UInt8]) -> String {
    """
    From: jo@x.example
    Message-ID: <f@x.example>
    Content-Type: multipart/mixed; boundary=b

    --b

    see file
    --b
    Content-Type: \(type); name="\(name)"
    Content-Disposition: attachment; filename="\(name)"
    Content-Transfer-Encoding: base64

    \(Data(bytes).base64EncodedString())
    --b--

    """
  }

  private func files(_ bench: MailBench) async throws -> [(entry: JSONValue, bytes: [UInt8])] {
    let content = try #require(try await bench.messages().first?.message.body.json)
    var files: [(JSONValue, [UInt8])] = []
    for entry in content["attachments"]?.arrayValue ?? [] {
      let id = try #require(bench.files.file(at: entry["mediaUrl"]?.stringValue ?? "", in: MailBench.account))
      let stored = try #require(try await bench.journal.file(MailBench.account, id))
      #expect(stored.description.type == entry["mimeType"]?.stringValue)
      var bytes: [UInt8] = []
      var number = 0
      while bytes.count < stored.bytes {
        bytes += try #require(try await bench.journal.part(number, of: stored))
        number += 1
      }
      files.append((entry, bytes))
    }
    return files
  }

  private static let pdf = Array("%PDF-1.4\nx".utf8)

  @Test(
    arguments: [
      // What programs name wrongly is what it looks like.
      ("application/octet-stream", "offer.pdf", pdf, "application/pdf", pdf),
      ("application/x-pdf", "offer", pdf, "application/pdf", pdf),
      ("image/png", "offer.png", pdf, "application/pdf", pdf),
      (
        "application/octet-stream", "a.docx", [0x50, 0x4b, 3, 4, 0],
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", [0x50, 0x4b, 3, 4, 0]
      ),
      ("application/octet-stream", "a.csv", Array("a;b\n".utf8), "text/csv", Array("a;b\n".utf8)),
      ("message/rfc822", "a.eml", Array("Subject: x".utf8), "text/plain", Array("Subject: x".utf8)),
      ("text/calendar", "a.ics", Array("BEGIN:X".utf8), "text/plain", Array("BEGIN:X".utf8)),
      // Text is kept as UTF-8.
      ("text/csv; charset=iso-8859-1", "a.csv", [0x47, 0x72, 0xf6, 0xdf, 0x65], "text/csv", Array("Größe".utf8)),
      ("text/plain", "a.txt", [0xff, 0xfe, 0x61, 0x00, 0xe4, 0x00], "text/plain", Array("aä".utf8)),
    ] as [(String, String, [UInt8], String, [UInt8])]
  )
  func `a file is taken as what it is`(
    type: String,
    name: String,
    bytes: [UInt8],
    kept: String,
    content: [UInt8]
  ) async throws {
    let bench = try await MailBench()
    #expect(await bench.receive(Self.mail(type, name, bytes), to: "help@centre.example") == ["250 2.0.0"])
    let files = try await files(bench)
    #expect(files.map(\.entry["mimeType"]) == [.string(kept)])
    #expect(files.first?.bytes.filter { ![0xef, 0xbb, 0xbf].contains($0) } == content)
  }

  @Test(
    arguments: [
      ("application/octet-stream", "a.bat", Array("@echo off".utf8)),
      ("application/x-msdownload", "a.exe", Array("MZ".utf8)),
      ("text/csv", "a.csv", [0x47, 0x72, 0xf6, 0xdf, 0x65]), ("text/html", "a.html", Array("<html>".utf8)),
    ] as [(String, String, [UInt8])]
  )
  func `what is left out is in the whole mail, which is kept`(type: String, name: String, bytes: [UInt8]) async throws {
    let bench = try await MailBench()
    let mail = Self.mail(type, name, bytes)
    #expect(await bench.receive(mail, to: "help@centre.example") == ["250 2.0.0"])
    let files = try await files(bench)
    #expect(files.map(\.entry["mediaName"]) == [.string("message.eml")])
    #expect(files.first?.bytes == mail.utf8.flatMap { $0 == 10 ? [13, 10] : [$0] })
    let details = try await bench.messages().first?.message.body.json?["additionalDetails"]
    #expect(details?["attachmentsLeftOut"]?.arrayValue?.map { $0["name"] } == [.string(name)])
  }

  @Test func `an account without room for files takes the mail later, and begins nothing`() async throws {
    let bench = try await MailBench(accountBytes: 20)
    let mail = Self.mail("application/pdf", "a.pdf", Array("%PDF-1.4 larger than twenty".utf8))
    #expect(await bench.receive(mail, to: "help@centre.example") == ["452 4.2.2"])
    #expect(try await bench.said() == [])
    #expect(await bench.receive("From: jo@x.example\n\nno file\n", to: "help@centre.example") == ["250 2.0.0"])
    let first = try #require(try await bench.messages().first?.conversation)
    #expect(try await bench.journal.usage(MailBench.account, of: first).accountFiles == 0)
  }

  @Test func `a store that is gone loses nothing: the mail comes again`() async throws {
    let bench = try await MailBench()
    let mail = Self.mail("application/pdf", "a.pdf", Self.pdf)
    #expect(await bench.receive(mail, to: "help@centre.example") == ["250 2.0.0"])
    // The process ended between the words and the file: the same mail brings it.
    let conversation = try #require(try await bench.messages().first?.conversation)
    _ = try await bench.journal.removeFiles(MailBench.account, of: conversation)
    #expect(await bench.receive(mail, to: "help@centre.example") == ["250 2.0.0"])
    #expect(try await files(bench).map(\.bytes) == [Self.pdf])
    #expect(try await bench.messages().count == 1)
  }

  @Test func `two deliveries of one mail at once are one mail`() async throws {
    let bench = try await MailBench()
    let mail = Self.mail("application/pdf", "a.pdf", Self.pdf)
    let replies = await withTaskGroup(of: [String].self) { group in
      for _ in 0..<5 { group.addTask { await bench.receive(mail, to: "help@centre.example") } }
      return await group.reduce(into: [String]()) { $0 += $1 }
    }
    #expect(replies == Array(repeating: "250 2.0.0", count: 5))
    #expect(try await bench.messages().count == 1)
    #expect(try await files(bench).count == 1)
  }

  @Test func `a header as long as may be is kept, as far as a message has room`() async throws {
    let bench = try await MailBench()
    let name = String(repeating: "n", count: 900)
    let people = (1...60).map { "\"\(name)\" <a\($0)@x.example>" }.joined(separator: ",\n ")
    let files = (1...60).map { "--b\nContent-Type: application/pdf; name=\"\($0)\(name).pdf\"\n\n%PDF-1\($0)\n" }
      .joined()
    let mail =
      "From: \"\(name)\" <jo@x.example>\nTo: \(people)\nCc: \(people)\nReply-To: \(people)\n"
      + "Subject: \(name)\(name)\(name)\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n\(files)--b--\n"
    #expect(await bench.receive(mail, to: "help@centre.example") == ["250 2.0.0"])
    let body = try #require(try await bench.messages().first?.message.body)
    #expect(body.text == "words")
    let listed = try #require(body.json?["attachments"]?.arrayValue)
    #expect(listed.count == MailBody.mostAttachments(limit: 4_096) + 1)
    #expect(listed.last?["mediaName"] == .string("message.eml"), "which has the others")
    #expect((body.content?.utf8.count ?? 0) <= 4_096)
  }
}
