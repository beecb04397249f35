// SPDX-License-Identifier: Apache-2.0

/// An identifier made by the core while work is live: 128 bits, written as a UUID in lower case.
public protocol UniqueIdentifier: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible
where RawValue == UInt128 {
  /// Creates the identifier from its bits.
  init(rawValue: UInt128)
}

extension UniqueIdentifier {
  /// The identifier as a UUID in lower case.
  public var description: String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      writeText(into: buffer)
      return 36
    }
  }

  /// Writes the 36 characters of the UUID into a buffer that has room for them.
  public func writeText(into buffer: UnsafeMutableBufferPointer<UInt8>) {
    let digits: StaticString = "0123456789abcdef"
    let start = digits.utf8Start
    var bits = rawValue
    var index = 35
    while index >= 0 {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        buffer[index] = UInt8(ascii: "-")
      } else {
        buffer[index] = start[Int(truncatingIfNeeded: bits & 15)]
        bits >>= 4
      }
      index -= 1
    }
  }

  /// Reads a UUID in any letter case; nil for anything else.
  public init?(_ text: some StringProtocol) {
    var bits: UInt128 = 0
    var index = 0
    for byte in text.utf8 {
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
      } else {
        let digit: UInt8
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
        default: return nil
        }
        bits = bits << 4 | UInt128(digit)
      }
      index += 1
    }
    guard index == 36 else { return nil }
    self.init(rawValue: bits)
  }

  /// Order of the bits; identifiers made later are usually greater, but nothing may depend on it.
  @inlinable
  public static func < (left: Self, right: Self) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// An identifier chosen by people: 1 to 128 visible characters without spaces.
public protocol NamedIdentifier: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible,
  ExpressibleByStringLiteral
where RawValue == String {
  /// Creates the identifier from text that is known to be valid: read from the journal or from this code.
  init(rawValue: String)
}

extension NamedIdentifier {
  /// The most bytes an identifier may have.
  public static var maximumBytes: Int { 128 }

  /// Checks text from outside; nil unless it is 1 to 128 bytes of visible characters without spaces.
  public init?(_ text: some StringProtocol) {
    let bytes = text.utf8
    guard !bytes.isEmpty, bytes.count <= Self.maximumBytes, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
      return nil
    }
    self.init(rawValue: String(text))
  }

  /// Creates the identifier from a literal in code.
  public init(stringLiteral value: String) {
    self.init(rawValue: value)
  }

  /// The identifier itself.
  public var description: String { rawValue }

  /// Order of the text.
  @inlinable
  public static func < (left: Self, right: Self) -> Bool {
    left.rawValue < right.rawValue
  }
}
