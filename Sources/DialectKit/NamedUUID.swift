// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// UUIDs made of names, for wires on which something has a UUID that has a name in the core: the same name always has the
/// same one.
package enum NamedUUID {
  /// Version 8 (RFC 9562, section 5.8), of the names' number.
  package static func make(_ parts: String...) -> String {
    var number = number(of: parts)
    number = number & ~(0xf << 76) | 0x8 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return ConversationID(rawValue: number).description
  }

  /// The 128-bit FNV-1a hash of the names' UTF-8.
  package static func number(of parts: [String]) -> UInt128 {
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
}
