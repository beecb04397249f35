// SPDX-License-Identifier: Apache-2.0

extension Mailbox {
  /// `"Jo Doe" <jo@example.com>`, or the address alone, as ``init(text:)`` reads it.
  public var text: String { name.isEmpty ? address.written : "\(name.quoted) <\(address.written)>" }

  /// Reads what ``text`` wrote, and whatever else people write for one mailbox; nil if it is none, or several. Line ends
  /// are blanks: nothing that is read here can begin another field of a message.
  public init?(text: String) {
    let entries = AddressReader.read(text.withoutControls, Charsets(), limit: 2)
    guard entries.count == 1, case .mailbox(let mailbox) = entries[0] else { return nil }
    self = mailbox
  }

  /// The texts of a list of mailboxes: what is between its commas, but for those in quotes, comments and angle brackets.
  public static func texts(inList list: String) -> [String] {
    var texts = [""]
    var isQuoted = false
    var isEscaped = false
    var depth = 0
    for scalar in list.unicodeScalars {
      if scalar == ",", !isQuoted, depth == 0 {
        texts.append("")
        continue
      }
      texts[texts.count - 1].unicodeScalars.append(scalar)
      if isEscaped {
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else if scalar == "\"" {
        isQuoted.toggle()
      } else if !isQuoted {
        if scalar == "(" || scalar == "<" { depth += 1 }
        if scalar == ")" || scalar == ">" { depth = max(0, depth - 1) }
      }
    }
    return texts
  }
}
