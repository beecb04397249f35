// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

extension JSONWriter {
  /// Writes a text, or null.
  mutating func nullable(_ name: StaticString, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// Writes a number, or null.
  mutating func nullable(_ name: StaticString, _ value: Int?) {
    key(name)
    if let value { integer(value) } else { null() }
  }

  /// Writes an object, or null.
  mutating func nullable(_ name: StaticString, _ value: (some JSONRepresentable)?) {
    key(name)
    if let value { object(value) } else { null() }
  }

  /// Writes a moment in milliseconds since 1970.
  mutating func milliseconds(_ name: StaticString, _ value: Timestamp?) {
    key(name)
    if let value { integer(value.milliseconds) } else { null() }
  }

  /// Writes a list of objects.
  mutating func objects(_ name: StaticString, _ values: [some JSONRepresentable]) {
    array(name, values) { $0.object($1) }
  }

  /// Writes a list of texts.
  mutating func texts(_ name: StaticString, _ values: [String]) {
    array(name, values) { $0.string($1) }
  }

  /// Writes what was kept as it came.
  mutating func members(_ members: [JSONMember]) {
    for member in members {
      key(member.name)
      value(member.value)
    }
  }
}
