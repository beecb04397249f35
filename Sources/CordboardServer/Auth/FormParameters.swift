// SPDX-License-Identifier: Apache-2.0

/// The parameters of a form (`application/x-www-form-urlencoded`).
struct FormParameters {
  private var values: [String: String] = [:]

  /// Reads a form; nil when it is malformed or names a parameter twice, which RFC 6749 forbids. An empty value counts
  /// as none, as it does there.
  init?(_ body: some Sequence<UInt8>) {
    for pair in Array(body).split(separator: UInt8(ascii: "&")) {
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : []),
        !values.keys.contains(name)
      else { return nil }
      values[name] = value
    }
  }

  /// The value of a parameter; nil when it is missing or empty.
  subscript(_ name: String) -> String? {
    values[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Reads percent-encoded UTF-8 in which a plus sign is a space; nil when it is none.
  static func decode(_ text: some Collection<UInt8>) -> String? {
    var bytes: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else { return nil }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map { UInt8($0) }
  }
}
