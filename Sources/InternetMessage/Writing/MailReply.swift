// SPDX-License-Identifier: Apache-2.0

/// What an answer to a message, or the forwarding of one, begins with.
public enum MailReply {
  /// A subject with a prefix in front, once.
  public static func subject(_ prefix: String, _ subject: String) -> String {
    let subject = subject.trimmed
    let begins = subject.lowercasedASCII.hasPrefix(prefix.trimmed.lowercasedASCII)
    return begins && !prefix.isEmpty ? subject : (prefix + subject).trimmed
  }

  /// Text with a mark before each line, after a line that says whose words they are.
  ///
  /// - Parameter mark: At most 16 bytes, for instance `>`; an empty line gets no space after it, and neither does one that has the mark.
  public static func quote(_ text: String, attribution: String, mark: String = ">") -> String {
    // Each line gets it: a long one would make a mail without bounds.
    let mark = mark.prefix(utf8Bytes: 16)
    var lines = attribution.isEmpty ? [] : [attribution.withoutControls]
    for line in text.withPlainLines.split(separator: "\n", omittingEmptySubsequences: false) {
      lines.append(line.isEmpty || line.hasPrefix(mark) ? mark + line : "\(mark) \(line)")
    }
    return lines.joined(separator: "\n")
  }
}
