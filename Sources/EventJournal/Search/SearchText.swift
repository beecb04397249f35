// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Words that are searched for. A word of the asker that is several words here (`order-123`) must be found as they stand.
public struct SearchText: Hashable, Sendable {
  /// How many words may be asked for at once.
  public static let maximumWords = 32

  /// Words that must stand next to each other, in one message.
  public let phrases: [[String]]

  /// Takes a text apart; nil if it has no words, or too many.
  public init?(_ text: String) {
    phrases = text.split(whereSeparator: \.isWhitespace).map { Self.words(of: String($0)) }.filter { !$0.isEmpty }
    guard !phrases.isEmpty, phrases.reduce(0, { $0 + $1.count }) <= Self.maximumWords else { return nil }
  }

  /// The most of one message that is searched, in bytes.
  static let maximumBytes = 64 << 10
  /// The most of one word that counts, in characters.
  private static let maximumLength = 64

  /// The words of a text as they are compared: letters and digits, without case, accents or widths. Ideographs and kana,
  /// between which nobody writes spaces, are a word each.
  static func words(of text: String) -> [String] {
    var text = text
    if text.utf8.count > maximumBytes { text = String(decoding: text.utf8.prefix(maximumBytes), as: UTF8.self) }
    let isPlain = text.utf8.allSatisfy { $0 < 0x80 }
    let folded =
      isPlain
      ? text.lowercased()
      : text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    var words: [String] = []
    var word = String.UnicodeScalarView()
    // Counted, as counting a string's scalars takes as long as they are many.
    var length = 0
    func end() {
      if !word.isEmpty { words.append(String(word)) }
      word = String.UnicodeScalarView()
      length = 0
    }
    for scalar in folded.unicodeScalars {
      if scalar.standsAlone {
        end()
        words.append(String(scalar))
      } else if scalar.isInWords {
        if length < maximumLength {
          word.append(scalar)
          length += 1
        }
      } else {
        end()
      }
    }
    end()
    return words
  }

  /// Whether every phrase is somewhere in the words of one message.
  func isFound(in words: [String]) -> Bool {
    phrases.allSatisfy { phrase in
      guard phrase.count <= words.count else { return false }
      return (0...words.count - phrase.count).contains { words[$0..<$0 + phrase.count].elementsEqual(phrase) }
    }
  }
}

extension Unicode.Scalar {
  fileprivate var standsAlone: Bool {
    guard value >= 0x3040 else { return false }
    return properties.isIdeographic || (0x3040...0x30ff).contains(value)
  }

  fileprivate var isInWords: Bool {
    if value < 0x80 {
      return (0x30...0x39).contains(value) || (0x41...0x5a).contains(value) || (0x61...0x7a).contains(value)
    }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
      return true
    default: return false
    }
  }
}
