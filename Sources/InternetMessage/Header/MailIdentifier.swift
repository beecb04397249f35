// SPDX-License-Identifier: Apache-2.0

/// The identifier of a message, as Message-ID, In-Reply-To and References have it (RFC 5322, section 3.6.4).
public struct MailIdentifier: Hashable, Sendable {
  /// What is between the angle brackets.
  public let rawValue: String

  /// Creates an identifier; nil if it could not be written: it must be visible ASCII without angle brackets, at most 900
  /// bytes.
  public init?(_ rawValue: String) {
    guard !rawValue.isEmpty, rawValue.utf8.count <= 900,
      rawValue.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
    else { return nil }
    self.rawValue = rawValue
  }

  /// Makes the identifier of a new message out of something unique and the name of whoever it is unique for.
  public init?(unique: String, domain: String) {
    guard !unique.isEmpty, !unique.contains("@"), !domain.isEmpty else { return nil }
    self.init("\(unique)@\(domain)")
  }

  /// The identifier in its angle brackets.
  public var written: String { "<\(rawValue)>" }

  /// What is before the last `@`, if there is one.
  public var unique: String? {
    rawValue.lastIndex(of: "@").map { String(rawValue[..<$0]) }
  }

  /// Reads the identifiers of a field, in order and each once; words between them are ignored. Past the limit the first
  /// one and the last ones stay: they are the beginning of the thread and what was answered.
  static func read(_ value: String, limit: Int) -> [MailIdentifier] {
    var found: [MailIdentifier] = []
    var seen: Set<MailIdentifier> = []
    var content: [UInt8]?
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "<"): content = []
      case UInt8(ascii: ">"):
        if let bytes = content, let identifier = MailIdentifier(String(decoding: bytes, as: UTF8.self)),
          seen.insert(identifier).inserted
        {
          found.append(identifier)
        }
        content = nil
      default: if !byte.isBlank { content?.append(byte) }
      }
    }
    guard found.count > limit, limit > 0 else { return limit > 0 ? found : [] }
    return [found[0]] + found.suffix(limit - 1)
  }
}
