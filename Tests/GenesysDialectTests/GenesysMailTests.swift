// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import GenesysDialect
import InternetMessage
import Testing

/// What agents write in e-mails, as it is read from their requests and kept in messages.
@Suite struct GenesysMailTests {
  private func read(_ body: String) throws -> InteractionOperation { try InteractionOperation.read(Array(body.utf8)) }

  private func edit(_ body: String) throws -> MailEdit {
    guard case .send(_, let edit) = try read(#"{"operationName":"Send","email":\#(body)}"#) else {
      Issue.record("\(body) is not sent")
      return MailEdit()
    }
    return edit
  }

  @Test func `addresses are an array or a text, with names or without`() throws {
    let edit = try edit(#"{"to":["Jo Doe <jo@x.example>"],"cc":"b@x.example, c@x.example","bcc":[]}"#)
    #expect(edit.to?.map(\.text) == ["\"Jo Doe\" <jo@x.example>"])
    #expect(edit.cc?.map(\.text) == ["b@x.example", "c@x.example"])
    #expect(edit.bcc == [])
    let named = try self.edit(#"{"to":"\"Doe, Jane\" <j@x.example>, b@x.example,"}"#)
    #expect(named.to?.map(\.text) == ["\"Doe, Jane\" <j@x.example>", "b@x.example"])
    #expect(edit.subject == nil && edit.words == nil)
  }

  @Test(arguments: [
    #"{"to":"nobody"}"#, #"{"to":["a@x.example\r\nBcc: evil@x.example"]}"#, #"{"cc":["a@x.example, b@x.example"]}"#,
    #"{"subject":"s\r\nBcc: evil@x.example"}"#, #"{"bcc":["@x.example"]}"#,
  ])
  func `what is no address, or would be another field, is refused`(body: String) {
    let problem = #expect(throws: StatusProblem.self) { try edit(body) }
    #expect(problem?.code == .validation)
  }

  /// The body of a request, and the text and HTML that are kept.
  static let bodies: [(String, MailWords?)] = [
    ("{}", nil), (#"{"body":"t"}"#, MailWords(text: "t")), (#"{"bodyAsPlainText":"t"}"#, MailWords(text: "t")),
    (#"{"body":"<p>Hello <b>you</b></p>"}"#, MailWords(text: "Hello you", html: "<p>Hello <b>you</b></p>")),
    (#"{"body":"<3 > x","mime":"text/plain"}"#, MailWords(text: "<3 > x")),
    (#"{"body":"a <b>b</b>","mime":"text/html"}"#, MailWords(text: "a b", html: "a <b>b</b>")),
    (#"{"body":"<p>h</p>","bodyAsPlainText":"p"}"#, MailWords(text: "p", html: "<p>h</p>")),
  ]

  @Test(arguments: bodies)
  func `the body is HTML if it says so or looks so`(body: String, words: MailWords?) throws {
    #expect(try edit(body).words == words)
  }

  @Test(arguments: [
    ("indentCharacter", 16), ("replyToStartLine", 1_000), ("subjectPrefix", 100),
  ])
  func `what stands before a quoted line, or the whole, is short and one line`(member: String, most: Int) throws {
    func reply(_ text: String) throws -> InteractionOperation {
      try read(#"{"operationName":"Reply","quoteOriginal":true,"\#(member)":"\#(text)"}"#)
    }
    _ = try reply(String(repeating: "x", count: most))
    for text in [String(repeating: "x", count: most + 1), "a\\nb", "\\u0000"] {
      let problem = #expect(throws: StatusProblem.self) { try reply(text) }
      #expect(problem?.code == .validation)
    }
  }

  @Test func `an update without anything is refused`() {
    let problem = #expect(throws: StatusProblem.self) { try InteractionOperation.readUpdate(Array("{}".utf8)) }
    #expect(problem?.code == .parameterMissing)
  }

  @Test func `an e-mail is read as it was received`() throws {
    let content = #"""
      {"subject":"Größe","from":"\"Jo Doe\" <Jo@x.example>","replyTo":[],"recipientsTo":["help@centre.example"],
      "recipientsCc":["bo@x.example"],"receivingDate":"2020-02-13T14:47:13.000Z","htmlBody":"<p>Passt?</p>",
      "attachments":[{"mediaUrl":"/files/1","mimeType":"image/png","mediaName":"photo.png","size":70}],
      "additionalDetails":{"messageId":"1@x.example","contentType":"multipart/mixed"}}
      """#
    let mail = try #require(Mail(MessageBody(kind: "EMAIL", text: "Passt?", content: content)))
    #expect(mail.from?.name == "Jo Doe" && mail.from?.address.written == "Jo@x.example")
    #expect(mail.to.map(\.text) == ["help@centre.example"] && mail.cc.map(\.text) == ["bo@x.example"])
    #expect(mail.html == "<p>Passt?</p>" && mail.messageID == "1@x.example" && mail.contentType == "multipart/mixed")
    let file = try #require(mail.attachments.first)
    #expect(file.address == "/files/1" && file.name == "photo.png" && file.type == "image/png" && file.size == 70)
    #expect(Mail(MessageBody(kind: "PLAIN", text: "x")) == nil)
  }
}
