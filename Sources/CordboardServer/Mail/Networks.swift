// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Networks of addresses, as `10.0.0.0/8`, `fd00::/8` or one address.
package struct Networks: Hashable, Sendable {
  private struct Network: Hashable {
    var bytes: [UInt8]
    var bits: Int
  }

  private let networks: [Network]

  /// Reads networks; nil if a text is none.
  package init?(_ texts: [String]) {
    var networks: [Network] = []
    for text in texts {
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard let bytes = Self.bytes(String(parts[0])), parts.count <= 2 else { return nil }
      var bits = bytes.count * 8
      if parts.count == 2 {
        guard let given = Int(parts[1]), (0...bits).contains(given) else { return nil }
        bits = given
      }
      networks.append(Network(bytes: bytes, bits: bits))
    }
    self.networks = networks
  }

  /// Whether one of them has an address.
  package func contains(_ address: String) -> Bool {
    Self.bytes(address).map { contains($0) } ?? false
  }

  /// Whether one of them has the address of these 4 or 16 bytes.
  package func contains(_ address: [UInt8]) -> Bool {
    var bytes = address
    // An address of version 4 on a socket of version 6.
    if bytes.starts(with: Array(repeating: 0, count: 10) + [0xff, 0xff]) { bytes = Array(bytes.dropFirst(12)) }
    return networks.contains { network in
      network.bytes.count == bytes.count
        && (0..<network.bits).allSatisfy { bit in
          let mask = UInt8(0x80) >> UInt8(bit % 8)
          return (network.bytes[bit / 8] ^ bytes[bit / 8]) & mask == 0
        }
    }
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 16)
    // A scope names an interface of this machine and is no part of the address.
    let plain = String(text.prefix { $0 != "%" })
    if inet_pton(AF_INET, plain, &bytes) == 1 { return Array(bytes[..<4]) }
    return inet_pton(AF_INET6, plain, &bytes) == 1 ? bytes : nil
  }
}
