// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// How the core's identifiers look on Avaya's wire. Clients treat all of them as opaque; each is a function of the core's
/// own, so it is the same after a restart, on every subscription and in a redelivery.
enum AvayaIdentifiers {
  /// A UUID made of a name: version 8 (RFC 9562, section 5.8), of the 128-bit FNV-1a hash of the name's UTF-8.
  ///
  /// Agents, providers and notifications have names in the core and UUIDs on this wire (seed 003, `AgentId`, `Id`).
  static func uuid(_ parts: String...) -> String {
    var bits = hash(parts)
    bits = bits & ~(0xf << 76) | 0x8 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return ConversationID(rawValue: bits).description
  }

  private static func hash(_ parts: [String]) -> UInt128 {
    var hash: UInt128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d
    for part in parts {
      for byte in part.utf8 {
        hash ^= UInt128(byte)
        hash = hash &* 0x0000_0000_0100_0000_0000_0000_0000_013b
      }
      // No name contains a null byte, so the parts cannot run into each other.
      hash = hash &* 0x0000_0000_0100_0000_0000_0000_0000_013b
    }
    return hash
  }

  /// Twenty decimal digits, as a universal call id has them (seed 003, `DialogId`).
  static func digits(_ id: some UniqueIdentifier) -> String { digits(id.rawValue) }

  /// Twenty decimal digits made of a name.
  static func digits(of parts: String...) -> String { digits(hash(parts)) }

  private static func digits(_ value: UInt128) -> String {
    let number = String(value % 100_000_000_000_000_000_000)
    return String(repeating: "0", count: 20 - number.utf8.count) + number
  }
}
