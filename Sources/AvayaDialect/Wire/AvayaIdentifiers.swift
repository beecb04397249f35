// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit

/// How the core's identifiers look on Avaya's wire. Clients treat all of them as opaque; each is a function of the core's
/// own, so it is the same after a restart, on every subscription and in a redelivery.
enum AvayaIdentifiers {
  /// Twenty decimal digits, as a universal call id has them (seed 003, `DialogId`).
  static func digits(_ id: some UniqueIdentifier) -> String { digits(id.rawValue) }

  /// Twenty decimal digits made of a name.
  static func digits(of parts: String...) -> String { digits(NamedUUID.number(of: parts)) }

  private static func digits(_ value: UInt128) -> String {
    let number = String(value % 100_000_000_000_000_000_000)
    return String(repeating: "0", count: 20 - number.utf8.count) + number
  }
}
