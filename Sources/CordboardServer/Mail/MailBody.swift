// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import InternetMessage
import MailTransfer

/// A mail as the body of a message in a conversation: the kind EMAIL, with the members of Expertflow's message schema, which
/// has one, and what else is known of it under `additionalDetails`.
struct MailBody {
  static let kind = "EMAIL"

  /// A file of the mail that is kept.
  struct Attachment {
    var file: MailFile
    var address: String
    var contentID: String?
  }

  /// A file of the mail that is not, and why.
  struct LeftOut {
    var name: String
    var type: String
    var reason: String
  }

  private let letter: Letter
  private let attachments: [Attachment]
  private let leftOut: [LeftOut]
  /// The HTML that is kept in the message. It is what somebody sent: nothing may show it that does not make it safe.
  private let html: String?

  init(_ letter: Letter, attachments: [Attachment], leftOut: [LeftOut], html: String?) {
    self.letter = letter
    self.attachments = attachments
    self.leftOut = leftOut
    self.html = html
  }

  /// How many files a message lists whose account takes so many bytes: they have half of them.
  static func mostAttachments(limit: Int) -> Int { max(1, min(50, limit / 1_400)) }

  /// Whether the HTML is kept in a message whose account takes so many bytes: it has at most a quarter of them.
  static func keepsHTML(of content: MessageContent, limit: Int) -> Bool {
    guard let html = content.html else { return false }
    let written = html.utf8.reduce(0) { $0 + ($1 == 34 || $1 == 92 || $1 == 10 ? 2 : $1 < 32 ? 6 : 1) }
    return written <= limit / 4
  }

  /// The message; its text is cut so that everything together has no more bytes than there may be.
  func message() -> (body: MessageBody, isWhole: Bool) {
    let limit = letter.place.messageBytes
    var written = ""
    // What strangers wrote into the header gives way, not the text.
    for listed in [50, 5, 0] {
      written = content(listed)
      if written.utf8.count <= limit / 4 * 3 { break }
    }
    let text = letter.content.text
    let kept = text.prefix(utf8Bytes: max(0, limit - written.utf8.count))
    return (MessageBody(kind: Self.kind, text: kept, content: written), kept.utf8.count == text.utf8.count)
  }

  private static let textBytes = 300

  private func content(_ listed: Int) -> String {
    let message = letter.message
    func array(_ name: StaticString, _ mailboxes: [Mailbox], _ json: inout JSONWriter) {
      json.array(name, mailboxes.prefix(listed)) { $0.string($1.text(utf8Bytes: Self.textBytes)) }
    }
    let subject = message.subject.prefix(utf8Bytes: min(2_000, letter.place.messageBytes / 8))
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      json.member("subject", subject.isEmpty ? "(no subject)" : subject)
      json.member("from", message.author?.text(utf8Bytes: Self.textBytes))
      array("replyTo", Array(message.answerTo.prefix(20)), &json)
      array("recipientsTo", message.to, &json)
      array("recipientsCc", message.copies, &json)
      json.member("receivingDate", message.date)
      json.member("htmlBody", html)
      json.array("attachments", attachments) { json, attachment in
        json.object { json in
          json.member("mediaUrl", attachment.address)
          json.member("mimeType", attachment.file.type)
          json.member("mediaName", attachment.file.name)
          json.member("size", attachment.file.bytes)
          json.member("contentId", attachment.contentID.flatMap { $0.utf8.count <= Self.textBytes ? $0 : nil })
        }
      }
      json.key("additionalDetails")
      json.object { json in
        json.member("messageId", message.identifier?.rawValue)
        json.member("contentType", message.root.contentType.name.prefix(utf8Bytes: 100))
        json.array("references", message.ancestors.suffix(min(20, listed))) { $0.string($1.rawValue) }
        let sender = letter.mail.sender.address
        json.member("automation", MailAutomation(of: message, envelopeSender: sender).map { "\($0)" })
        json.member("mayBeAnsweredByProgram", message.mayBeAnsweredByProgram(envelopeSender: sender))
        json.array("attachmentsLeftOut", leftOut.prefix(listed)) { json, file in
          json.object { json in
            json.member("name", file.name)
            json.member("mimeType", file.type.prefix(utf8Bytes: 100))
            json.member("reason", file.reason)
          }
        }
        json.array("defects", (message.defects + letter.content.defects).prefix(min(20, listed))) { $0.string("\($1)") }
      }
    }
    return String(decoding: json.finish(), as: UTF8.self)
  }
}

extension Mailbox {
  /// The text, with a name only if it fits: an address is never cut.
  fileprivate func text(utf8Bytes limit: Int) -> String {
    text.utf8.count <= limit ? text : address.written
  }
}
