// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Looks where a name leads before anything is connected to, so that nobody learns by trying what is behind this server. The
/// address of the connection that is then made is looked at once more: see ``HTTPWebhookPost``.
final class NameGuard: Sendable {
  /// The addresses of a name; nil if there are none.
  typealias LookUp = @Sendable (String) async -> [SocketAddress]?

  /// What may be done with a host.
  enum Verdict: Hashable, Sendable {
    /// It may have any address.
    case trusted
    /// All its addresses may be connected to.
    case allowed
    /// One of its addresses may not be connected to.
    case refused
    /// It has no address.
    case unknown
  }

  private struct Known {
    let verdict: Verdict
    let until: NIODeadline
  }

  private let addresses: AddressGuard
  private let lookUp: LookUp
  /// For how long an answer serves.
  private let memory = TimeAmount.seconds(10)
  private let limit = 10_000
  /// The lock guards what was looked up lately.
  private let known = Mutex<[String: Known]>([:])

  init(_ addresses: AddressGuard, lookUp: @escaping LookUp) {
    self.addresses = addresses
    self.lookUp = lookUp
  }

  /// What may be done with a host, as it is written in an address.
  nonisolated(nonsending) func verdict(on host: String) async -> Verdict {
    if addresses.trusts(host) { return .trusted }
    if addresses.refuses(host) { return .refused }
    let now = NIODeadline.now()
    if let known = known.withLock({ $0[host] }), known.until > now { return known.verdict }
    let verdict = await judge(host)
    known.withLock { known in
      if known.count >= limit { known.removeAll() }
      known[host] = Known(verdict: verdict, until: now + memory)
    }
    return verdict
  }

  private func judge(_ host: String) async -> Verdict {
    guard let found = await lookUp(host), !found.isEmpty else { return .unknown }
    return found.allSatisfy { addresses.allows($0) } ? .allowed : .refused
  }

  /// Asks the system, on a thread that may wait.
  static let systemLookUp: LookUp = { host in
    try? await NIOThreadPool.singleton.runIfActive { resolve(host) }
  }

  private static func resolve(_ host: String) -> [SocketAddress]? {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    guard getaddrinfo(bare, nil, &hints, &first) == 0 else { return nil }
    defer { freeaddrinfo(first) }
    var found: [SocketAddress] = []
    var next = first
    while let entry = next?.pointee {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      if getnameinfo(entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0 {
        let length = text.firstIndex(of: 0) ?? text.count
        let address = String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if let parsed = try? SocketAddress(ipAddress: String(address.prefix { $0 != "%" }), port: 0) {
          found.append(parsed)
        }
      }
      next = entry.ai_next
    }
    return found
  }
}
