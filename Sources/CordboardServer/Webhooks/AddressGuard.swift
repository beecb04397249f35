// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore

/// Where the server may be sent by others: only to public addresses, so that nobody reaches through it what is behind it
/// (server-side request forgery). Hosts the operator names are free of it.
///
/// A name may lead elsewhere every time it is looked up: what counts is the address of each connection that is made.
struct AddressGuard: Sendable {
  /// A connection led to an address that is not public.
  struct PrivateAddress: Error, Hashable {}

  private let privateHosts: Set<String>
  private let privateNetworks: Networks?

  /// Creates a guard.
  ///
  /// - Parameters:
  ///   - privateHosts: Hosts that may have any address.
  ///   - privateNetworks: Networks that may be called though they are not public.
  init(privateHosts: [String], privateNetworks: Networks? = nil) {
    self.privateHosts = Set(privateHosts.map { $0.lowercased() })
    self.privateNetworks = privateNetworks
  }

  /// Whether an address may be connected to.
  func allows(_ address: SocketAddress) -> Bool {
    Self.isPublic(address) || address.ipAddress.map { privateNetworks?.contains($0) ?? false } ?? false
  }

  /// Whether a host may have any address.
  func trusts(_ host: String) -> Bool { privateHosts.contains(host.lowercased()) }

  /// Whether a host is refused as it is written: this machine by name, or an address that is not public.
  func refuses(_ host: String) -> Bool {
    let host = host.lowercased()
    guard !trusts(host) else { return false }
    if host == "localhost" || host.hasSuffix(".localhost") { return true }
    let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    guard let address = try? SocketAddress(ipAddress: bare, port: 0) else { return false }
    return !allows(address)
  }

  /// Whether an address is one of the public Internet (IANA's registries of special-purpose addresses, RFC 6890).
  static func isPublic(_ address: SocketAddress) -> Bool {
    guard let text = address.ipAddress else { return false }
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET, text, &bytes) == 1 { return isPublic(Array(bytes[..<4])) }
    return inet_pton(AF_INET6, text, &bytes) == 1 && isPublic(bytes)
  }

  /// The same of the 4 or 16 bytes of an address.
  static func isPublic(_ bytes: [UInt8]) -> Bool {
    if bytes.count == 16 {
      // An address of version 4 in another form.
      if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]) { return isPublic(Array(bytes[12...])) }
      // 2000::/3 is all that is assigned to the public Internet.
      return bytes[0] & 0xe0 == 0x20 && !special6.contains { $0.contains(bytes) }
    }
    return bytes.count == 4 && !special4.contains { $0.contains(bytes) }
  }

  private struct Block {
    let prefix: [UInt8]
    let bits: Int

    init(_ prefix: [UInt8], _ bits: Int) {
      self.prefix = prefix
      self.bits = bits
    }

    func contains(_ address: [UInt8]) -> Bool {
      for (index, byte) in prefix.enumerated() {
        let mask = UInt8(truncatingIfNeeded: 0xff00 >> min(8, bits - index * 8))
        if (address[index] ^ byte) & mask != 0 { return false }
      }
      return true
    }
  }

  private static let special4 = [
    Block([0], 8), Block([10], 8), Block([100, 64], 10), Block([127], 8), Block([169, 254], 16), Block([172, 16], 12),
    Block([192, 0, 0], 24), Block([192, 0, 2], 24), Block([192, 88, 99], 24), Block([192, 168], 16),
    Block([198, 18], 15), Block([198, 51, 100], 24), Block([203, 0, 113], 24),
    // Multicast, reserved and broadcast.
    Block([224], 4), Block([240], 4),
  ]

  private static let special6 = [
    // Teredo, documentation (two of it), and 6to4.
    Block([0x20, 0x01, 0, 0], 32), Block([0x20, 0x01, 0x0d, 0xb8], 32), Block([0x3f, 0xff, 0], 20),
    Block([0x20, 0x02], 16),
  ]
}
