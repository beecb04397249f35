// SPDX-License-Identifier: Apache-2.0

extension SignatureSearch {
  /// What people make of the text of a secret whose decoded bytes are the key.
  ///
  /// - Returns: The right key first, if the text has one; the same bytes once.
  static func standardKeys(_ text: String) -> [Variant] {
    let bare = trimmed(text)
    let digits = WebhookSecret.split(bare).digits
    var keys: [Variant] = []
    if let right = Base64Text.decode(digits), !right.isEmpty {
      keys.append(Variant(right, bare == text ? nil : .key(secret: 0, .trimmed)))
    }
    func add(_ bytes: [UInt8]?, _ mishap: SignatureFinding.KeyMishap) {
      guard let bytes, !bytes.isEmpty else { return }
      keys.append(Variant(bytes, .key(secret: 0, mishap)))
    }
    add(Array(bare.utf8), digits.count == bare.count ? .textBehindPrefix : .wholeText)
    add(Array(digits.utf8), .textBehindPrefix)
    add(Array((bare + "\n").utf8), .textWithLineBreak)
    add(Array((digits + "\n").utf8), .textWithLineBreak)
    if digits.count < bare.count {
      // Some decoders skip what is no digit, others take _ for the last one.
      add(Base64Text.decode(bare.filter { $0 != "_" && $0 != "=" }, isLoose: true), .prefixDecoded)
      let digits = String(bare.map { $0 == "_" ? "/" : $0 }.filter { $0 != "=" })
      add(Base64Text.decode(digits, isLoose: true), .prefixDecoded)
    }
    add(HexText.decode(digits), .hexadecimal)
    return unique(keys)
  }

  /// What people make of the text of a secret whose UTF-8 bytes are the key.
  static func legacyKeys(_ text: String) -> [Variant] {
    let bare = trimmed(text)
    let digits = WebhookSecret.split(bare).digits
    var keys = [Variant(Array(text.utf8))]
    func add(_ bytes: [UInt8]?, _ mishap: SignatureFinding.KeyMishap) {
      guard let bytes, !bytes.isEmpty else { return }
      keys.append(Variant(bytes, .key(secret: 0, mishap)))
    }
    add(Array(bare.utf8), .trimmed)
    add(Array(digits.utf8), .textBehindPrefix)
    add(Array((bare + "\n").utf8), .textWithLineBreak)
    add(Base64Text.decode(digits, isLoose: true), .decoded)
    add(HexText.decode(digits), .hexadecimal)
    return unique(keys)
  }

  /// A text without spaces and line breaks around it.
  static func trimmed(_ text: String) -> String {
    let isSpace: (Character) -> Bool = { $0.isWhitespace || $0.isNewline }
    let start = text.drop(while: isSpace)
    return String(start[..<(start.lastIndex { !isSpace($0) }.map { start.index(after: $0) } ?? start.startIndex)])
  }

  /// The same bytes once: as the first who has them.
  static func unique(_ variants: [Variant]) -> [Variant] {
    var seen: Set<[UInt8]> = []
    return variants.filter { seen.insert($0.bytes).inserted }
  }
}
