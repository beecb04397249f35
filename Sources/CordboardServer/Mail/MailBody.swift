// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventJournal
import InternetMessage

/// A mail as the body of a message in a conversation: the kind EMAIL, with the members of Expertflow's message schema, which
/// has one, and what else is known of it under `additionalDetails`.
enum MailBody {
  static let kind = "EMAIL"

  /// A file of the mail that is kept.
  struct Attachment {
    var file: StoredFile
    var address: String
    var contentID: String?
  }

  /// A file of the mail that is not, and why.
  struct LeftOut {
    var name: String
    var type: String
    var reason: String
  }

  /// The HTML that is kept in a message whose account takes so many bytes; a longer one is a file, for which see
  /// ``InboundMail``. It is what somebody sent: nothing may show it that does not make it safe.
  static func html(of content: MessageContent, limit: Int) -> String? {
    content.html.flatMap { $0.utf8.count <= limit / 4 ? $0 : nil }
  }

  /// Makes the body; its text is cut so that both together have at most so many bytes.
  static func make(
    of message: InternetMessage,
    _ content: MessageContent,
    attachments: [Attachment],
    leftOut: [LeftOut],
    automation: MailAutomation?,
    mayBeAnsweredByProgram: Bool,
    limit: Int
  ) -> MessageBody {
    var json = JSONWriter(capacity: 1_024)
    json.object { json in
      json.member("subject", message.subject.isEmpty ? "(no subject)" : message.subject.bounded(2_000))
      json.member("from", message.author?.text)
      json.array("replyTo", message.answerTo.prefix(20)) { $0.string($1.text) }
      json.array("recipientsTo", message.to.prefix(50)) { $0.string($1.text) }
      json.array("recipientsCc", message.copies.prefix(50)) { $0.string($1.text) }
      json.member("receivingDate", message.date)
      json.member("htmlBody", html(of: content, limit: limit))
      json.array("attachments", attachments) { json, attachment in
        json.object { json in
          json.member("mediaUrl", attachment.address)
          json.member("mimeType", attachment.file.description.type)
          json.member("mediaName", attachment.file.description.name)
          json.member("size", attachment.file.bytes)
          json.member("contentId", attachment.contentID)
        }
      }
      json.key("additionalDetails")
      json.object { json in
        json.member("messageId", message.identifier?.rawValue)
        json.member("contentType", message.root.contentType.name.bounded(100))
        json.array("references", message.ancestors.suffix(20)) { $0.string($1.rawValue) }
        json.member("automation", automation.map { "\($0)" })
        json.member("mayBeAnsweredByProgram", mayBeAnsweredByProgram)
        json.array("attachmentsLeftOut", leftOut.prefix(50)) { json, file in
          json.object { json in
            json.member("name", file.name)
            json.member("mimeType", file.type)
            json.member("reason", file.reason)
          }
        }
        json.array("defects", (message.defects + content.defects).prefix(20)) { $0.string("\($1)") }
      }
    }
    let written = String(decoding: json.finish(), as: UTF8.self)
    return MessageBody(
      kind: kind,
      text: content.text.bounded(max(0, limit - written.utf8.count)),
      content: written
    )
  }
}

extension String {
  /// As many whole characters from the beginning as fit into a number of UTF-8 bytes.
  func bounded(_ limit: Int) -> String {
    guard utf8.count > limit else { return self }
    var end = utf8.index(utf8.startIndex, offsetBy: max(0, limit))
    while end > utf8.startIndex, utf8[end] & 0xC0 == 0x80 { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}
