// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// How a kind of setting is written: one reader and one writer for files, environment, flags and documentation.
package struct ValueKind<Value: Sendable>: Sendable {
  /// What it is, with its article: “a duration”.
  let noun: String
  /// An example of it, as it is written.
  let example: String?
  /// Its bounds in words: “from 1s to 1h”; nil when there are none.
  let bounds: String?
  let parse: @Sendable (String) -> Value?
  let isAllowed: @Sendable (Value) -> Bool
  let format: @Sendable (Value) -> String
  /// Whether a value may stand in messages.
  var isSecret = false

  /// Reads a value as it is written in a file, a variable or a flag.
  func read(_ text: String) throws(ValueMismatch) -> Value {
    guard let value = parse(text) else {
      throw mismatch("expected \(noun)\(example.map { " such as \($0)" } ?? "")", text)
    }
    guard isAllowed(value) else {
      throw mismatch("expected \(summary)", text)
    }
    return value
  }

  private func mismatch(_ expectation: String, _ text: String) -> ValueMismatch {
    ValueMismatch(reason: isSecret ? expectation : "\(expectation), found \"\(text)\"")
  }

  /// The kind with its bounds, for documentation.
  var summary: String {
    bounds.map { "\(noun) \($0)" } ?? noun
  }
}

/// Why a text is no value of a kind.
struct ValueMismatch: Error {
  /// What was expected and what was found.
  let reason: String
}

extension ValueKind where Value == Int {
  /// A whole number within bounds.
  static func integer(_ range: ClosedRange<Int>) -> ValueKind {
    ValueKind(
      noun: "a whole number",
      example: nil,
      bounds: "from \(range.lowerBound) to \(range.upperBound)",
      parse: { Int($0) },
      isAllowed: { range.contains($0) },
      format: { String($0) }
    )
  }

  /// A number of bytes within bounds.
  static func bytes(_ range: ClosedRange<Int>) -> ValueKind {
    ValueKind(
      noun: "a size",
      example: "64KiB",
      bounds: "from \(ByteSize.text(range.lowerBound)) to \(ByteSize.text(range.upperBound))",
      parse: { ByteSize.parse($0) },
      isAllowed: { range.contains($0) },
      format: { ByteSize.text($0) }
    )
  }
}

extension ValueKind where Value == Duration {
  /// A duration within bounds.
  static func duration(_ range: ClosedRange<Duration>) -> ValueKind {
    ValueKind(
      noun: "a duration",
      example: "20s",
      bounds: "from \(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))",
      parse: { DurationText.parse($0) },
      isAllowed: { range.contains($0) },
      format: { DurationText.text($0) }
    )
  }
}

extension ValueKind where Value == Bool {
  /// True or false.
  static var boolean: ValueKind {
    ValueKind(
      noun: "true or false",
      example: nil,
      bounds: nil,
      parse: { $0 == "true" ? true : $0 == "false" ? false : nil },
      isAllowed: { _ in true },
      format: { String($0) }
    )
  }
}

extension ValueKind where Value == String {
  /// Any text but none.
  static var text: ValueKind {
    text("text that is not empty") { !$0.isEmpty }
  }

  /// Any text, also none.
  static var textOrNothing: ValueKind {
    text("text") { _ in true }
  }

  /// Text that passes a test.
  static func text(_ noun: String, where isValid: @escaping @Sendable (String) -> Bool) -> ValueKind {
    ValueKind(
      noun: noun,
      example: nil,
      bounds: nil,
      parse: { isValid($0) ? $0 : nil },
      isAllowed: { _ in true },
      format: { $0 }
    )
  }
}

extension ValueKind where Value == [String] {
  /// Several names, separated by commas where there is only one text.
  static var names: ValueKind {
    ValueKind(
      noun: "a list of names",
      example: "one,two",
      bounds: nil,
      parse: { text in
        let names = text.split(separator: ",").map { $0.trimmingSpaces() }
        return names.contains("") ? nil : names
      },
      isAllowed: { _ in true },
      format: { $0.joined(separator: ",") }
    )
  }
}

extension ValueKind where Value: Named {
  /// One of the names of a choice.
  static var choice: ValueKind {
    let names = Value.allCases.map(\.name)
    return ValueKind(
      noun: names.count == 1 ? names[0] : "one of \(names.joined(separator: ", "))",
      example: nil,
      bounds: nil,
      parse: { Value(name: $0) },
      isAllowed: { _ in true },
      format: { $0.name }
    )
  }
}

extension ValueKind where Value: NamedIdentifier {
  /// An identifier chosen by people.
  static var identifier: ValueKind {
    ValueKind(
      noun: "an identifier of 1 to \(Value.maximumBytes) bytes without spaces",
      example: nil,
      bounds: nil,
      parse: { Value($0) },
      isAllowed: { _ in true },
      format: { $0.rawValue }
    )
  }
}

extension StringProtocol {
  /// The text without spaces at its ends.
  func trimmingSpaces() -> String {
    var rest = Substring(self)
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
