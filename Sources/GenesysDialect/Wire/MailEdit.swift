// SPDX-License-Identifier: Apache-2.0

import DialectKit
package import InternetMessage

/// What an agent writes in an e-mail.
package struct MailWords: Hashable, Sendable {
  package var text: String
  /// The same as it is laid out; nil if it is not.
  package var html: String?

  package init(text: String, html: String? = nil) {
    self.text = text
    self.html = html
  }

  /// `bodyAsPlainText`, and `body`, which is HTML unless `mime` says otherwise, or it does not look like it: clients send
  /// plain text there, too. Of HTML alone, the text is what it says.
  init?(_ json: JSONValue) {
    let plain = json["bodyAsPlainText"]?.stringValue
    guard let body = json["body"]?.stringValue else {
      guard let plain else { return nil }
      self.init(text: plain)
      return
    }
    let looks = body.drop(while: \.isWhitespace).first == "<" && body.contains(">")
    guard json["mime"]?.stringValue.map({ $0.lowercased() != "text/plain" }) ?? looks else {
      self.init(text: plain ?? body)
      return
    }
    self.init(text: plain ?? HTMLText.text(of: body, limit: body.utf8.count), html: body)
  }
}

/// What an agent changes of an e-mail; nil for what stays.
package struct MailEdit: Hashable, Sendable {
  package var to: [Mailbox]?
  package var cc: [Mailbox]?
  package var bcc: [Mailbox]?
  package var subject: String?
  package var words: MailWords?

  /// Changes nothing.
  package init() {}

  init(_ json: JSONValue) throws(StatusProblem) {
    to = try Self.mailboxes(json["to"])
    cc = try Self.mailboxes(json["cc"])
    bcc = try Self.mailboxes(json["bcc"])
    subject = json["subject"]?.stringValue
    words = MailWords(json)
    let isOneLine = subject?.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } ?? true
    guard isOneLine else {
      throw StatusProblem(.validation, "the subject is one line, without control characters")
    }
  }

  /// Addresses: an array, or a text with commas between them.
  private static func mailboxes(_ json: JSONValue?) throws(StatusProblem) -> [Mailbox]? {
    guard let json else { return nil }
    let texts = json.arrayValue?.compactMap(\.stringValue) ?? json.stringValue.map { Mailbox.texts(inList: $0) }
    var mailboxes: [Mailbox] = []
    for text in texts ?? [] where !text.allSatisfy(\.isWhitespace) {
      guard let mailbox = Mailbox(text: text), text.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) else {
        throw StatusProblem(.validation, "\(text.debugDescription) is no address")
      }
      mailboxes.append(mailbox)
    }
    return mailboxes
  }

  func apply(to mail: inout Mail) {
    mail.to = to ?? mail.to
    mail.cc = cc ?? mail.cc
    mail.bcc = bcc ?? mail.bcc
    mail.subject = subject ?? mail.subject
    guard let words else { return }
    mail.text = words.text
    mail.html = words.html
  }
}

/// How an answer to an e-mail begins, or what is passed on.
package struct ReplyForm: Hashable, Sendable {
  /// What the subject begins with; nil for what is usual.
  package var subjectPrefix: String?
  package var quotes = false
  /// The line before what is quoted.
  package var startLine = ""
  /// What each quoted line begins with.
  package var mark = ">"
  package var body: MailWords?
  /// Who it goes to, where that is said at once.
  package var edit = MailEdit()

  /// An empty answer.
  package init() {}

  init(_ json: JSONValue) throws(StatusProblem) {
    subjectPrefix = try Self.text("subjectPrefix", of: json, most: 100)
    quotes = json["quoteOriginal"]?.boolValue ?? false
    startLine = try Self.text("replyToStartLine", of: json, most: 1_000) ?? ""
    mark = try Self.text("indentCharacter", of: json, most: 16) ?? mark
    body = MailWords(json)
    edit = try MailEdit(json)
    edit.words = nil
  }

  /// A short text: what stands before each line of a mail makes it that many times longer.
  private static func text(_ name: String, of json: JSONValue, most: Int) throws(StatusProblem) -> String? {
    guard let text = json[name]?.stringValue else { return nil }
    guard text.utf8.count <= most, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
      throw StatusProblem(.validation, "\(name) is a line of at most \(most) bytes, without control characters")
    }
    return text
  }
}
