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
  ///   - privateNetworks: Networks whose addresses every host may have.
  init(privateHosts: [String], privateNetworks: Networks? = nil) {
    self.privateHosts = Set(privateHosts.map(Self.normalized))
    self.privateNetworks = privateNetworks
  }

  /// Whether a host may have any address.
  func trusts(_ host: String) -> Bool { privateHosts.contains(Self.normalized(host)) }

  /// Whether a host is refused as it is written: this machine by name, or an address nothing may be sent to. An address may be
  /// written in any way in which it can be connected to.
  func refuses(_ host: String) -> Bool {
    let host = Self.normalized(host)
    guard !privateHosts.contains(host) else { return false }
    if host == "localhost" || host.hasSuffix(".localhost") {
      return !allows([127, 0, 0, 1]) && !allows([UInt8](repeating: 0, count: 15) + [1])
    }
    guard let bytes = Self.bytes(host) else { return false }
    return !allows(bytes)
  }

  /// Whether something may be sent to an address, whatever host leads there: it is public, or in one of the networks.
  ///
  /// - Parameter address: Its 4 or 16 bytes.
  func allows(_ address: [UInt8]) -> Bool {
    if Self.isPublic(address) { return true }
    guard let privateNetworks, privateNetworks.contains(address) else { return false }
    // A network that translates to version 4 (RFC 6052) leads no further than that address may.
    return address.count == 16 && Self.translated.contains(address) ? allows(Array(address[12...])) : true
  }

  /// The same of the address of a connection.
  func allows(_ address: SocketAddress) -> Bool {
    address.ipAddress.flatMap(Self.bytes).map { allows($0) } ?? false
  }

  /// A host in one form: in lower case, without the brackets of an address and without the point of a full name.
  private static func normalized(_ host: String) -> String {
    let host = host.lowercased()
    if host.hasPrefix("["), host.hasSuffix("]") { return String(host.dropFirst().dropLast()) }
    return host.hasSuffix(".") ? String(host.dropLast()) : host
  }

  /// The 4 or 16 bytes of an address; nil for a name. Version 4 may have fewer parts, hexadecimal or octal ones, as the system's
  /// resolver takes them, and version 6 may name an interface.
  private static func bytes(_ host: String) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 16)
    if inet_pton(AF_INET6, String(host.prefix { $0 != "%" }), &bytes) == 1 { return bytes }
    bytes = [UInt8](repeating: 0, count: 4)
    // Nothing of `in_addr` is named but the type: which C module its members belong to depends on what else a build has read.
    let isAddress = bytes.withUnsafeMutableBytes { buffer in
      buffer.baseAddress.map { inet_aton(host, $0.assumingMemoryBound(to: in_addr.self)) != 0 } ?? false
    }
    return isAddress ? bytes : nil
  }

  /// Whether an address is one of the public Internet (IANA's registries of special-purpose addresses, RFC 6890).
  static func isPublic(_ address: SocketAddress) -> Bool {
    address.ipAddress.flatMap(bytes).map { isPublic($0) } ?? false
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

  /// Addresses of version 4 for networks that have version 6 only.
  private static let translated = Block([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], 96)

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
