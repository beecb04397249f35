// SPDX-License-Identifier: Apache-2.0

/// An address as the envelope of a message has it, without angle brackets (RFC 5321, section 4.1.2).
public struct EnvelopePath: Hashable, Sendable {
  /// The address; empty for the sender of reports, whom nobody answers.
  public let address: String

  /// The sender of what must not be answered.
  public static let nobody = EnvelopePath(unchecked: "")

  private init(unchecked address: String) {
    self.address = address
  }

  /// Creates a path; nil for what could not be written into a command: it has control characters, blanks or angle brackets
  /// outside quotes, no host (but `postmaster` needs none), or is too long (RFC 5321, section 4.5.3.1).
  public init?(_ address: String) {
    guard !address.isEmpty, address.utf8.count <= 254 else { return nil }
    var isQuoted = false
    var isEscaped = false
    var at: String.Index?
    for index in address.utf8.indices {
      let byte = address.utf8[index]
      if byte < 32 || byte == 127 { return nil }
      if isEscaped {
        isEscaped = false
      } else if isQuoted {
        if byte == 92 { isEscaped = true } else if byte == 34 { isQuoted = false }
      } else {
        switch byte {
        case 34: isQuoted = true
        case 32, 60, 62: return nil
        case 64: at = index
        default: break
        }
      }
    }
    guard !isQuoted, !isEscaped else { return nil }
    if let at {
      let local = address[..<at].utf8.count
      guard local > 0, local <= 64, address.index(after: at) < address.endIndex else { return nil }
    } else if address.lowercased() != "postmaster" {
      return nil
    }
    self.address = address
  }

  /// Whether it can be written without the SMTPUTF8 extension (RFC 6531).
  public var isASCII: Bool { address.utf8.allSatisfy { $0 < 0x80 } }
}

/// What stands after `MAIL FROM:` and `RCPT TO:`.
struct PathArgument {
  enum Problem: Error {
    case syntax
    case notUTF8
  }

  var path: EnvelopePath
  /// The parameters, with their names in capital letters.
  var parameters: [(name: String, value: String?)] = []

  /// Reads the argument that follows a word, for instance `FROM:`.
  init(_ argument: ArraySlice<UInt8>, after word: String) throws(Problem) {
    guard argument.count >= word.utf8.count,
      zip(argument, word.utf8).allSatisfy({ $0 == $1 || ($0 >= 97 && $0 <= 122 && $0 - 32 == $1) })
    else { throw .syntax }
    var rest = argument.dropFirst(word.utf8.count)
    // Blanks do not belong here, and many send them.
    while rest.first == 32 { rest = rest.dropFirst() }
    guard rest.first == 60, let end = Self.end(of: rest) else { throw .syntax }
    guard var text = String(validating: rest[(rest.startIndex + 1)..<end], as: UTF8.self) else { throw .notUTF8 }
    // A route is read and not followed (RFC 5321, appendix C).
    if text.hasPrefix("@"), let colon = text.firstIndex(of: ":") { text = String(text[text.index(after: colon)...]) }
    if text.isEmpty {
      path = .nobody
    } else if let read = EnvelopePath(text) {
      path = read
    } else {
      throw .syntax
    }
    rest = rest[(end + 1)...]
    guard rest.isEmpty || rest.first == 32 else { throw .syntax }
    for parameter in rest.split(separator: 32) {
      guard parameters.count < 20 else { throw .syntax }
      let parts = parameter.split(separator: 61, maxSplits: 1, omittingEmptySubsequences: false)
      parameters.append(
        (
          String(decoding: parts[0], as: UTF8.self).uppercased(),
          parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : nil
        )
      )
    }
  }

  /// Where the angle bracket is that closes the path: one in quotes does not.
  private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
    var isQuoted = false
    var isEscaped = false
    for (index, byte) in zip(bytes.indices, bytes) {
      if isEscaped {
        isEscaped = false
      } else if isQuoted {
        if byte == 92 { isEscaped = true } else if byte == 34 { isQuoted = false }
      } else if byte == 34 {
        isQuoted = true
      } else if byte == 62 {
        return index
      }
    }
    return nil
  }
}
