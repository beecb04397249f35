// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Reads calls with literals out of Swift sources, for pages that are written from them.
struct SourceText {
  private let text: Substring

  init(_ text: some StringProtocol) {
    self.text = Substring(text)
  }

  /// Every source file below a folder of the repository, in the order of their paths.
  static func files(below folder: String) throws -> [SourceText] {
    let root = RepositoryFiles.path(folder)
    let found = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return try found.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      SourceText(try String(contentsOfFile: root + "/" + name, encoding: .utf8))
    }
  }

  /// What comes after each occurrence of a text.
  func after(_ mark: String) -> [SourceText] {
    var found: [SourceText] = []
    var rest = text
    while let range = rest.range(of: mark) {
      rest = rest[range.upperBound...]
      found.append(SourceText(rest))
    }
    return found
  }

  /// What comes after a text at the beginning, white space aside; nil if another is there.
  func dropping(_ prefix: String) -> SourceText? {
    let rest = text.drop(while: \.isWhitespace)
    return rest.hasPrefix(prefix) ? SourceText(rest.dropFirst(prefix.count)) : nil
  }

  /// The same if the text is there, else this.
  func droppingIfThere(_ prefix: String) -> SourceText { dropping(prefix) ?? self }

  /// The number at the beginning.
  func number() -> (value: Int, rest: SourceText)? {
    let rest = text.drop(while: \.isWhitespace)
    let digits = rest.prefix(while: \.isNumber)
    return Int(digits).map { ($0, SourceText(rest.dropFirst(digits.count))) }
  }

  /// The name at the beginning.
  func name() -> (value: String, rest: SourceText)? {
    let rest = text.drop(while: \.isWhitespace)
    let letters = rest.prefix { $0.isLetter || $0.isNumber }
    return letters.isEmpty ? nil : (String(letters), SourceText(rest.dropFirst(letters.count)))
  }

  /// The string literal at the beginning, and those added to it; an ellipsis stands for what is put into it.
  func string() -> (value: String, rest: SourceText)? {
    guard var rest = dropping("\"")?.text else { return nil }
    var value = ""
    while let character = rest.popFirst(), character != "\"" {
      guard character == "\\" else {
        value.append(character)
        continue
      }
      guard let escaped = rest.popFirst() else { return nil }
      guard escaped == "(" else {
        value.append(escaped)
        continue
      }
      var depth = 1
      while depth > 0, let inner = rest.popFirst() { depth += inner == "(" ? 1 : inner == ")" ? -1 : 0 }
      value.append("…")
    }
    let end = SourceText(rest)
    if let more = end.dropping("+")?.string() { return (value + more.value, more.rest) }
    return (value, end)
  }
}
