// SPDX-License-Identifier: Apache-2.0

/// One setting of the server: its names, its kind, its documentation, and where its value goes.
package struct Setting: Sendable {
  /// Where it stands in the file: `server.port`.
  package let path: String
  /// The command-line flag with its dashes; nil when there is none.
  package let flag: String?
  /// What a value is, with its bounds.
  package let kind: String
  /// The unit of a bare number; nil when the value carries its own or has none.
  package let unit: String?
  /// The value when none is given, as it is written.
  package let defaultText: String
  /// What it does, in a sentence.
  package let summary: String
  /// Whether the file may give several values in brackets.
  let takesList: Bool
  /// Reads a value into the settings.
  let apply: @Sendable (String, inout ServerSettings) throws(ValueMismatch) -> Void

  /// The environment variable: the path in capitals behind `CORDBOARD_`.
  package var environment: String {
    var name = "CORDBOARD_"
    var previous: Character = "_"
    for character in path {
      if character == "." {
        name.append("_")
      } else {
        if character.isUppercase, previous.isLowercase { name.append("_") }
        name.append(contentsOf: character.uppercased())
      }
      previous = character
    }
    return name
  }

  /// Describes a setting.
  init<Value>(
    _ path: String,
    _ target: any WritableKeyPath<ServerSettings, Value> & Sendable,
    _ kind: ValueKind<Value>,
    flag: String? = nil,
    unit: String? = nil,
    _ summary: String
  ) {
    self.path = path
    self.flag = flag
    self.kind = kind.summary
    self.unit = unit
    self.takesList = Value.self == [String].self
    self.defaultText = kind.format(ServerSettings()[keyPath: target])
    self.summary = summary
    self.apply = { text, settings throws(ValueMismatch) in
      settings[keyPath: target] = try kind.read(text)
    }
  }
}
