// SPDX-License-Identifier: Apache-2.0

/// The address of a mailbox: what is before the last `@` and what is after it.
public struct MailAddress: Hashable, Sendable {
  /// The part that only the receiving host understands, without quotes.
  public let localPart: String
  /// The host, or an address in brackets; ASCII letters are small.
  public let domain: String

  /// Creates an address; nil if it could not be one: a part is missing, too long, or has characters that may not be there
  /// (RFC 5321, section 4.5.3.1; RFC 6531 allows what is not ASCII).
  public init?(localPart: String, domain: String) {
    guard !localPart.isEmpty, localPart.utf8.count <= 64, !domain.isEmpty, domain.utf8.count <= 255,
      localPart.unicodeScalars.allSatisfy({ !$0.isControl }), Self.isDomain(domain)
    else { return nil }
    self.localPart = localPart
    self.domain = domain.lowercasedASCII
  }

  /// Reads an address without a name, for instance `jo@example.com`; nil if it is none.
  public init?(_ text: String) {
    let entries = AddressReader.read(text, Charsets(), limit: 2)
    guard entries.count == 1, case .mailbox(let mailbox) = entries[0], mailbox.name.isEmpty else { return nil }
    self = mailbox.address
  }

  private static func isDomain(_ domain: String) -> Bool {
    if domain.utf8.first == UInt8(ascii: "[") {
      return domain.utf8.last == UInt8(ascii: "]")
        && domain.utf8.dropFirst().dropLast().allSatisfy {
          $0.isLetterOrDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":")
        }
    }
    guard domain.unicodeScalars.allSatisfy({ !$0.isControl }) else { return false }
    return domain.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
      !label.isEmpty
        && label.utf8.allSatisfy {
          $0.isLetterOrDigit || $0 == ASCII.hyphen || $0 == UInt8(ascii: "_") || $0 >= 0x80
        }
    }
  }

  /// The address as it is written, with quotes where they are needed.
  public var written: String {
    let isAtom = localPart.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty && atom.utf8.allSatisfy(\.isAtomText)
    }
    return (isAtom ? localPart : localPart.quoted) + "@" + domain
  }

  /// The address in small ASCII letters, by which two are compared: no host in use tells mailboxes apart by their case.
  public var key: String { written.lowercasedASCII }

  /// Whether it can be written without the SMTPUTF8 extension.
  public var isASCII: Bool { localPart.utf8.allSatisfy { $0 < 0x80 } && domain.utf8.allSatisfy { $0 < 0x80 } }
}

/// An address and the name of whoever it is of.
public struct Mailbox: Hashable, Sendable {
  /// The name as a person reads it; empty for none.
  public var name: String
  /// The address.
  public var address: MailAddress

  /// Creates the value from its parts.
  public init(name: String = "", address: MailAddress) {
    self.name = name
    self.address = address
  }
}

/// What a list of addresses is made of.
public enum MailAddressEntry: Hashable, Sendable {
  /// One mailbox.
  case mailbox(Mailbox)
  /// A named group, which may be empty, as `undisclosed-recipients:;` is.
  case group(name: String, [Mailbox])

  /// The mailboxes.
  public var mailboxes: [Mailbox] {
    switch self {
    case .mailbox(let mailbox): [mailbox]
    case .group(_, let mailboxes): mailboxes
    }
  }
}

extension String {
  /// The text as a quoted string.
  var quoted: String {
    var result = "\""
    for character in unicodeScalars {
      if character == "\"" || character == "\\" { result.unicodeScalars.append("\\") }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }
}
