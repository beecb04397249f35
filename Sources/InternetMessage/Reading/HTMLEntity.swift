// SPDX-License-Identifier: Apache-2.0

/// The character references of HTML: numbers, and the names that mail programs write.
enum HTMLEntity {
  private static let names: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "shy": "", "zwnj": "", "zwj": "",
    "ensp": " ", "emsp": " ", "thinsp": " ", "euro": "€", "pound": "£", "yen": "¥", "cent": "¢", "curren": "¤",
    "copy": "©", "reg": "®", "trade": "™", "deg": "°", "plusmn": "±", "micro": "µ", "para": "¶", "sect": "§",
    "middot": "·", "bull": "•", "hellip": "…", "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’", "sbquo": "‚",
    "ldquo": "“", "rdquo": "”", "bdquo": "„", "laquo": "«", "raquo": "»", "lsaquo": "‹", "rsaquo": "›", "times": "×",
    "divide": "÷", "frac12": "½", "frac14": "¼", "frac34": "¾", "sup1": "¹", "sup2": "²", "sup3": "³", "ordf": "ª",
    "ordm": "º", "iexcl": "¡", "iquest": "¿", "larr": "←", "rarr": "→", "uarr": "↑", "darr": "↓", "dagger": "†",
    "Agrave": "À", "Aacute": "Á", "Acirc": "Â", "Atilde": "Ã", "Auml": "Ä", "Aring": "Å", "AElig": "Æ", "Ccedil": "Ç",
    "Egrave": "È", "Eacute": "É", "Ecirc": "Ê", "Euml": "Ë", "Igrave": "Ì", "Iacute": "Í", "Icirc": "Î", "Iuml": "Ï",
    "Ntilde": "Ñ", "Ograve": "Ò", "Oacute": "Ó", "Ocirc": "Ô", "Otilde": "Õ", "Ouml": "Ö", "Oslash": "Ø", "Ugrave": "Ù",
    "Uacute": "Ú", "Ucirc": "Û", "Uuml": "Ü", "Yacute": "Ý", "agrave": "à", "aacute": "á", "acirc": "â", "atilde": "ã",
    "auml": "ä", "aring": "å", "aelig": "æ", "ccedil": "ç", "egrave": "è", "eacute": "é", "ecirc": "ê", "euml": "ë",
    "igrave": "ì", "iacute": "í", "icirc": "î", "iuml": "ï", "ntilde": "ñ", "ograve": "ò", "oacute": "ó", "ocirc": "ô",
    "otilde": "õ", "ouml": "ö", "oslash": "ø", "ugrave": "ù", "uacute": "ú", "ucirc": "û", "uuml": "ü", "yacute": "ý",
    "yuml": "ÿ", "szlig": "ß", "OElig": "Œ", "oelig": "œ", "Scaron": "Š", "scaron": "š", "Yuml": "Ÿ",
  ]

  /// Reads the reference that begins at an ampersand, and moves past it; without one, the ampersand alone.
  static func read(_ bytes: [UInt8], _ index: inout Int) -> String {
    let (text, end) = reference(in: bytes[index...])
    index = end
    return text
  }

  /// The text with its references replaced.
  static func decode(_ bytes: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "&") {
        let (text, end) = reference(in: bytes[index...])
        result += text.utf8
        index = end
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func reference(in bytes: ArraySlice<UInt8>) -> (text: String, end: Int) {
    let start = bytes.startIndex
    let name = bytes.dropFirst().prefix(32).prefix { $0.isLetterOrDigit || $0 == UInt8(ascii: "#") }
    let hasEnd = name.endIndex < bytes.endIndex && bytes[name.endIndex] == UInt8(ascii: ";")
    let end = hasEnd ? name.endIndex + 1 : name.endIndex
    let text = String(decoding: name, as: UTF8.self)
    if text.hasPrefix("#") {
      let digits = text.dropFirst()
      let isHexadecimal = digits.first == "x" || digits.first == "X"
      let number = isHexadecimal ? digits.dropFirst() : digits
      if !number.isEmpty, number.utf8.allSatisfy({ isHexadecimal ? $0.hexadecimalValue != nil : $0.isDigit }) {
        return (scalar(UInt32(number, radix: isHexadecimal ? 16 : 10) ?? .max), end)
      }
    } else if hasEnd, let character = names[text] {
      return (character, end)
    }
    return ("&", start + 1)
  }

  private static func scalar(_ number: UInt32) -> String {
    // Numbers of Windows-1252 are met where those of Unicode are meant.
    if (0x80..<0xA0).contains(number) {
      return Charsets().decode([UInt8(number)], named: "windows-1252").text
    }
    guard let scalar = Unicode.Scalar(number), !scalar.isControl || number == 9 || number == 10 else { return " " }
    return String(scalar)
  }
}
