// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// An e-mail in a conversation: a message of the kind `EMAIL`, whose content has these members beside its text
/// (docs/decisions/0021).
package struct Mail: Hashable, Sendable {
  /// The kinds of messages that hold e-mails and drafts of them.
  package static let kind = "EMAIL"
  package static let draftKind = "EMAIL_DRAFT"

  /// A file that came or goes with it.
  package struct Attachment: Hashable, Sendable {
    package var name: String
    package var size: Int
  }

  package var text = ""
  package var subject = ""
  package var from: String?
  package var fromName: String?
  package var replyTo: String?
  package var to: [String] = []
  package var cc: [String] = []
  package var bcc: [String] = []
  package var date: String?
  package var messageID: String?
  package var contentType: String?
  package var attachments: [Attachment] = []
  /// The draft it was, or is.
  package var draft: MessageID?
  /// Whether the draft is thrown away.
  package var isDiscarded = false

  /// Creates an empty one.
  package init() {}

  /// Reads a message; nil if it is no e-mail and no draft.
  package init?(_ body: MessageBody) {
    guard body.kind == Self.kind || body.kind == Self.draftKind else { return nil }
    let content = body.content.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
    text = body.text ?? content?["text"]?.stringValue ?? ""
    subject = content?["subject"]?.stringValue ?? ""
    from = content?["from"]?.stringValue
    fromName = content?["fromName"]?.stringValue
    replyTo = content?["replyTo"]?.stringValue
    to = Self.addresses(content?["to"])
    cc = Self.addresses(content?["cc"])
    bcc = Self.addresses(content?["bcc"])
    date = content?["date"]?.stringValue
    messageID = content?["messageId"]?.stringValue
    contentType = content?["contentType"]?.stringValue
    for attachment in content?["attachments"]?.arrayValue ?? [] {
      attachments.append(
        Attachment(name: attachment["name"]?.stringValue ?? "", size: attachment["size"]?.integerValue ?? 0)
      )
    }
    draft = content?["draft"]?.stringValue.flatMap { MessageID($0) }
    isDiscarded = content?["discarded"]?.boolValue ?? false
  }

  /// One address, or an array of them.
  static func addresses(_ json: JSONValue?) -> [String] {
    switch json {
    case .string(let text):
      text.split(separator: ",").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
    case .array(let values): values.compactMap(\.stringValue)
    default: []
    }
  }

  /// As a message of a conversation.
  func body(_ kind: String) -> MessageBody {
    var json = JSONWriter()
    json.object { json in
      json.member("subject", subject)
      json.member("from", from)
      if !to.isEmpty { json.array("to", to) { $0.string($1) } }
      if !cc.isEmpty { json.array("cc", cc) { $0.string($1) } }
      if !bcc.isEmpty { json.array("bcc", bcc) { $0.string($1) } }
      json.member("draft", draft)
      if isDiscarded { json.member("discarded", true) }
    }
    return MessageBody(
      kind: kind,
      text: text.isEmpty ? nil : text,
      content: String(decoding: json.finish(), as: UTF8.self)
    )
  }

  /// An answer to it, to its sender, or to everybody it went to but the mailbox.
  ///
  /// - Parameter mailbox: The address it came to.
  func answer(toAll: Bool, from mailbox: String, prefix: String, quotes: Bool, indent: String) -> Mail {
    var answer = Mail()
    answer.from = mailbox
    answer.to = [replyTo ?? from ?? ""].filter { !$0.isEmpty }
    if toAll {
      let known = Set((answer.to + [mailbox]).map { $0.lowercased() })
      answer.cc = (to + cc).filter { !known.contains($0.lowercased()) }
    }
    answer.subject = subject.lowercased().hasPrefix(prefix.lowercased()) ? subject : prefix + subject
    if quotes {
      answer.text = text.split(separator: "\n", omittingEmptySubsequences: false).map { indent + $0 }
        .joined(separator: "\n")
    }
    return answer
  }

  /// As agents read it.
  func shown(customer: Customer, mailbox: String) -> EmailContent {
    EmailContent(
      text: text,
      from: from ?? customer.identifier,
      to: to.isEmpty ? [mailbox] : to,
      cc: cc,
      bcc: bcc,
      subject: subject
    )
  }
}
