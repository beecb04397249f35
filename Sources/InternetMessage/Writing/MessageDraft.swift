// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// A file that goes with a message.
public struct OutgoingAttachment: Hashable, Sendable {
  /// The name that the receiver sees.
  public var name: String
  /// What it is, for instance `image/png`.
  public var type: String
  /// The identifier by which the HTML names it, without angle brackets; nil if it stands beside the text.
  public var contentID: String?
  /// The content.
  public var bytes: [UInt8]

  /// Creates the value from its parts.
  public init(name: String, type: String, contentID: String? = nil, bytes: [UInt8]) {
    self.name = name
    self.type = type
    self.contentID = contentID
    self.bytes = bytes
  }
}

/// A message that is about to be written. The same draft gives the same bytes.
public struct MessageDraft: Hashable, Sendable {
  /// Who it is from.
  public var from: Mailbox
  /// Who it is to.
  public var to: [Mailbox] = []
  /// Who gets a copy. Who gets one in secret is named by the transfer alone.
  public var copies: [Mailbox] = []
  /// What it is about.
  public var subject = ""
  /// What it is called.
  public var identifier: MailIdentifier
  /// When it was written.
  public var date: Timestamp
  /// The message that it answers.
  public var answered: MailIdentifier?
  /// The messages before it in its thread, the answered one last.
  public var ancestors: [MailIdentifier] = []
  /// Whether a program wrote it as an answer.
  public var isAutomatic = false
  /// The text.
  public var text = ""
  /// The same as HTML, for those who can show it.
  public var html: String?
  /// The files.
  public var attachments: [OutgoingAttachment] = []

  /// Creates an empty message.
  ///
  /// - Parameters:
  ///   - identifier: Made of something unique that comes from outside; the same one if it is sent again.
  ///   - date: The time, which comes from outside, too.
  public init(from: Mailbox, identifier: MailIdentifier, date: Timestamp) {
    self.from = from
    self.identifier = identifier
    self.date = date
  }

  /// Whether an address in its header is not ASCII, so that it goes only where SMTPUTF8 is spoken.
  public var needsUTF8: Bool {
    !([from] + to + copies).allSatisfy(\.address.isASCII)
  }
}

/// Why a message cannot be written.
public enum MessageWritingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The value of a field has a line end or a NUL in it, with which it could make fields of its own.
  case lineBreak(field: String)
  /// The type of an attachment is none.
  case badType(String)
  /// The content of an attachment's identifier may not stand in angle brackets.
  case badContentID(String)
  /// A field has more than 998 bytes without a place to fold it.
  case lineTooLong(field: String)

  /// What to do about it.
  public var description: String {
    switch self {
    case .lineBreak(let field): "\(field) has a line end in it; take it out"
    case .badType(let type): "\(type.debugDescription) is no content type; use one like image/png"
    case .badContentID(let name): "\(name.debugDescription) is no content id; use visible ASCII without < and >"
    case .lineTooLong(let field): "\(field) has a word of more than 998 bytes; shorten it"
    }
  }
}
