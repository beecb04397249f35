// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// A message as it came (RFC 5322, RFC 2045 to 2049).
public struct InternetMessage: Sendable {
  /// Its header and its body.
  public let root: MessagePart
  /// What was not as it should be.
  public let defects: [MessageDefect]
  let reader: MessageReader

  /// The header of the whole message.
  public var header: MailHeader { root.header }

  /// The subject as a person reads it; empty for none.
  public var subject: String { header.text("Subject") ?? "" }

  /// When it was written, as its writer says; nil if it does not say.
  public var date: Timestamp? { header["Date"].flatMap(MailDate.read) }

  /// Who it is from: the first author.
  public var author: Mailbox? { mailboxes("From").first }

  /// Who an answer goes to: those the author names for it, or the author.
  public var answerTo: [Mailbox] {
    let named = mailboxes("Reply-To")
    return named.isEmpty ? mailboxes("From") : named
  }

  /// Everybody in the first line of receivers.
  public var to: [Mailbox] { mailboxes("To") }

  /// Everybody who got a copy.
  public var copies: [Mailbox] { mailboxes("Cc") }

  /// The mailboxes in all fields of a name, those in groups too.
  public func mailboxes(_ name: String) -> [Mailbox] {
    header.addresses(name, limit: reader.limits.addresses).flatMap(\.mailboxes)
  }

  /// Its identifier, if it has one.
  public var identifier: MailIdentifier? { header.messageIdentifier }

  /// The identifiers of the messages before it in its thread, the one that it answers last.
  public var ancestors: [MailIdentifier] {
    let references = header.identifiers("References", limit: reader.limits.identifiers)
    let answered = header.identifiers("In-Reply-To", limit: reader.limits.identifiers)
    // In-Reply-To of some programs has addresses and other words; what References has comes first in time.
    return references + answered.filter { !references.contains($0) }
  }
}
