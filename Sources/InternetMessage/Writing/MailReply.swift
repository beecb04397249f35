// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// What an answer to a message, or the forwarding of one, begins with.
public enum MailReply {
  /// Begins an answer: whom it goes to, what it is about and its place in the thread. The text is empty.
  ///
  /// - Parameters:
  ///   - message: The message that is answered.
  ///   - from: Whose answer it is.
  ///   - own: The centre's own addresses, which get no copy of what they sent.
  ///   - toAll: Whether everybody who got the message gets the answer.
  ///   - prefix: What the subject begins with, unless it does already.
  public static func draft(
    to message: InternetMessage,
    from: Mailbox,
    own: Set<MailAddress> = [],
    toAll: Bool = false,
    prefix: String = "Re: ",
    identifier: MailIdentifier,
    date: Timestamp
  ) -> MessageDraft {
    var draft = MessageDraft(from: from, identifier: identifier, date: date)
    var seen = Set((own.union([from.address])).map(\.key))
    draft.to = message.answerTo.filter { seen.insert($0.address.key).inserted }
    // Who answers their own message means those it went to.
    if draft.to.isEmpty { draft.to = message.to.filter { seen.insert($0.address.key).inserted } }
    if toAll { draft.copies = (message.to + message.copies).filter { seen.insert($0.address.key).inserted } }
    draft.subject = subject(prefix, message.subject)
    draft.answered = message.identifier
    draft.ancestors = message.ancestors.filter { $0 != message.identifier } + (message.identifier.map { [$0] } ?? [])
    return draft
  }

  /// A subject with a prefix in front, once.
  public static func subject(_ prefix: String, _ subject: String) -> String {
    let subject = subject.trimmed
    let begins = subject.lowercasedASCII.hasPrefix(prefix.trimmed.lowercasedASCII)
    return begins && !prefix.isEmpty ? subject : (prefix + subject).trimmed
  }

  /// Text with a mark before each line, after a line that says whose words they are.
  ///
  /// - Parameter mark: For instance `>`; an empty line gets no space after it, and neither does one that has the mark.
  public static func quote(_ text: String, attribution: String, mark: String = ">") -> String {
    var lines = attribution.isEmpty ? [] : [attribution.withoutControls]
    for line in text.withPlainLines.split(separator: "\n", omittingEmptySubsequences: false) {
      lines.append(line.isEmpty || line.hasPrefix(mark) ? mark + line : "\(mark) \(line)")
    }
    return lines.joined(separator: "\n")
  }
}
