// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit
package import InternetMessage

/// An e-mail in a conversation: a message of the kind `EMAIL`, whose content has the members that mail is received and sent
/// with (docs/protocols/mail.md), and under `additionalDetails` what a draft has besides (docs/decisions/0021).
package struct Mail: Hashable, Sendable {
  /// The kinds of messages that hold e-mails and drafts of them.
  package static let kind = "EMAIL"
  package static let draftKind = "EMAIL_DRAFT"

  /// A file that came or goes with it.
  package struct Attachment: Hashable, Sendable {
    package var address: String
    package var name: String
    package var type: String
    package var size: Int

    package init(address: String, name: String, type: String, size: Int) {
      self.address = address
      self.name = name
      self.type = type
      self.size = size
    }
  }

  package var text = ""
  /// The same as its writer laid it out; whatever shows it must make it safe.
  package var html: String?
  package var subject = ""
  package var from: Mailbox?
  package var replyTo: [Mailbox] = []
  package var to: [Mailbox] = []
  package var cc: [Mailbox] = []
  package var bcc: [Mailbox] = []
  package var date: String?
  package var messageID: String?
  package var contentType: String?
  package var attachments: [Attachment] = []
  /// The draft it was, or is.
  package var draft: MessageID?
  /// Whether the draft is thrown away.
  package var isDiscarded = false
  /// Whether it passes on what the customer wrote, and answers nobody.
  package var isForwarded = false

  /// Creates an empty one.
  package init() {}

  /// Reads a message; nil if it is no e-mail and no draft.
  package init?(_ body: MessageBody) {
    guard body.kind == Self.kind || body.kind == Self.draftKind else { return nil }
    let content = body.content.flatMap { try? JSONValue(parsing: Array($0.utf8)) }
    text = body.text ?? content?["text"]?.stringValue ?? ""
    html = content?["htmlBody"]?.stringValue
    subject = content?["subject"]?.stringValue ?? ""
    from = content?["from"]?.stringValue.flatMap { Mailbox(text: $0) }
    replyTo = Self.mailboxes(content?["replyTo"])
    to = Self.mailboxes(content?["recipientsTo"])
    cc = Self.mailboxes(content?["recipientsCc"])
    bcc = Self.mailboxes(content?["recipientsBcc"])
    date = content?["receivingDate"]?.stringValue
    for attachment in content?["attachments"]?.arrayValue ?? [] {
      attachments.append(
        Attachment(
          address: attachment["mediaUrl"]?.stringValue ?? "",
          name: attachment["mediaName"]?.stringValue ?? "",
          type: attachment["mimeType"]?.stringValue ?? "application/octet-stream",
          size: attachment["size"]?.integerValue ?? 0
        )
      )
    }
    let details = content?["additionalDetails"]
    messageID = details?["messageId"]?.stringValue
    contentType = details?["contentType"]?.stringValue
    draft = details?["draft"]?.stringValue.flatMap { MessageID($0) }
    isDiscarded = details?["discarded"]?.boolValue ?? false
    isForwarded = details?["forwarded"]?.boolValue ?? false
  }

  /// One address or several; what is none is left out.
  private static func mailboxes(_ json: JSONValue?) -> [Mailbox] {
    let texts = json?.arrayValue?.compactMap(\.stringValue) ?? json?.stringValue.map { [$0] } ?? []
    return texts.compactMap { Mailbox(text: $0) }
  }

  /// As a message of a conversation.
  func body(_ kind: String) -> MessageBody {
    var json = JSONWriter()
    json.object { json in
      json.member("subject", subject)
      json.member("from", from?.text)
      if !to.isEmpty { json.array("recipientsTo", to) { $0.string($1.text) } }
      if !cc.isEmpty { json.array("recipientsCc", cc) { $0.string($1.text) } }
      if !bcc.isEmpty { json.array("recipientsBcc", bcc) { $0.string($1.text) } }
      json.member("htmlBody", html)
      if !attachments.isEmpty {
        json.array("attachments", attachments) { json, attachment in
          json.object { json in
            json.member("mediaUrl", attachment.address)
            json.member("mimeType", attachment.type)
            json.member("mediaName", attachment.name)
            json.member("size", attachment.size)
          }
        }
      }
      json.key("additionalDetails")
      json.object { json in
        json.member("draft", draft)
        if isForwarded { json.member("forwarded", true) }
        if isDiscarded { json.member("discarded", true) }
      }
    }
    return MessageBody(
      kind: kind,
      text: text.isEmpty ? nil : text,
      content: String(decoding: json.finish(), as: UTF8.self)
    )
  }

  // MARK: What is made of it

  /// An answer to it, to its sender, or to everybody it went to but the centre itself.
  ///
  /// - Parameters:
  ///   - mailbox: The address it came to.
  ///   - own: The addresses of the centre, in small letters.
  func answer(toAll: Bool, from mailbox: Mailbox?, own: Set<String>, _ form: ReplyForm) -> Mail {
    var answer = Mail()
    answer.from = mailbox
    var seen = own.union([mailbox?.address.key].compactMap { $0 })
    answer.to = (replyTo.isEmpty ? [from].compactMap { $0 } : replyTo).filter { seen.insert($0.address.key).inserted }
    if toAll { answer.cc = (to + cc).filter { seen.insert($0.address.key).inserted } }
    answer.subject = MailReply.subject(form.subjectPrefix ?? "Re: ", subject)
    let quoted = form.quotes ? MailReply.quote(text, attribution: form.startLine, mark: form.mark) : ""
    answer.begin(with: form, before: quoted)
    return answer
  }

  /// It, to be passed on to somebody else, with its files.
  func forward(from mailbox: Mailbox?, _ form: ReplyForm) -> Mail {
    var passed = Mail()
    passed.from = mailbox
    passed.subject = MailReply.subject(form.subjectPrefix ?? "Fwd: ", subject)
    passed.attachments = attachments
    passed.isForwarded = true
    let head = [
      ("From", from?.text ?? ""), ("Date", date ?? ""), ("Subject", subject),
      ("To", to.map(\.text).joined(separator: ", ")),
    ]
    let lines = head.filter { !$0.1.isEmpty }.map { "\($0): \($1)" }
    passed.begin(
      with: form,
      before: (["---------- Forwarded message ----------"] + lines + ["", text]).joined(separator: "\n")
    )
    return passed
  }

  private mutating func begin(with form: ReplyForm, before quoted: String) {
    let own = form.body?.text ?? ""
    text = own.isEmpty ? quoted : quoted.isEmpty ? own : "\(own)\n\(quoted)"
    // What is quoted is plain text: beside it, HTML would say something else.
    if quoted.isEmpty { html = form.body?.html }
  }

  /// As agents read it.
  func shown(customer: Customer, mailbox: String) -> EmailContent {
    EmailContent(
      text: text,
      html: html,
      from: from?.address.written ?? customer.identifier,
      // A draft may be for nobody yet; what a customer wrote is for whom it came to.
      to: to.isEmpty && draft == nil ? [mailbox] : to.map(\.address.written),
      cc: cc.map(\.address.written),
      bcc: bcc.map(\.address.written),
      subject: subject,
      attachments: attachments
    )
  }
}
