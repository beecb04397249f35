// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Looks where a name leads, and judges it: what is connected to is one of the addresses that were found allowed, and nothing
/// else. The lock guards what was looked up lately, and who waits for what.
final class NameGuard: Sendable {
  /// The addresses of a name; nil if there are none.
  typealias LookUp = @Sendable (String) async -> [SocketAddress]?

  /// What may be done with a host.
  enum Verdict: Hashable, Sendable {
    /// Its addresses may be connected to.
    case allowed([SocketAddress])
    /// One of its addresses may not be connected to.
    case refused
    /// It has no address, or none was found in time.
    case unknown
  }

  private struct Known {
    let verdict: Verdict
    let until: NIODeadline
  }

  private struct State {
    var known: [String: Known] = [:]
    /// Who waits for a look-up that is under way, by ticket.
    var waiting: [String: [UInt64: CheckedContinuation<Verdict, Never>]] = [:]
    var tickets: UInt64 = 0
  }

  private let addresses: AddressGuard
  private let lookUp: LookUp
  /// For how long an answer serves.
  private static let memory = TimeAmount.seconds(10)
  private static let limit = 10_000
  private let state = Mutex(State())

  init(_ addresses: AddressGuard, lookUp: @escaping LookUp) {
    self.addresses = addresses
    self.lookUp = lookUp
  }

  /// What may be done with a host, as it is written in an address. A name is looked up once for everybody who asks; whoever
  /// has waited until the deadline learns that it is unknown.
  nonisolated(nonsending) func verdict(on host: String, by deadline: NIODeadline) async -> Verdict {
    await withCheckedContinuation { continuation in
      let (known, ticket, isFirst) = state.withLock { state in
        if let known = state.known[host], known.until > .now() { return (known.verdict as Verdict?, UInt64(0), false) }
        state.tickets += 1
        let isFirst = state.waiting[host] == nil
        state.waiting[host, default: [:]][state.tickets] = continuation
        return (nil, state.tickets, isFirst)
      }
      if let known { return continuation.resume(returning: known) }
      MultiThreadedEventLoopGroup.singleton.any().scheduleTask(deadline: deadline) { [self] in
        state.withLock { $0.waiting[host]?.removeValue(forKey: ticket) }?.resume(returning: .unknown)
      }
      guard isFirst else { return }
      Task { settle(host, await judge(host)) }
    }
  }

  private func settle(_ host: String, _ verdict: Verdict) {
    let waiting = state.withLock { state in
      if state.known.count >= Self.limit { state.known.removeAll() }
      state.known[host] = Known(verdict: verdict, until: .now() + Self.memory)
      return state.waiting.removeValue(forKey: host) ?? [:]
    }
    for continuation in waiting.values { continuation.resume(returning: verdict) }
  }

  private func judge(_ host: String) async -> Verdict {
    let isTrusted = addresses.trusts(host)
    if !isTrusted, addresses.refuses(host) { return .refused }
    guard let found = await lookUp(host), !found.isEmpty else { return .unknown }
    return isTrusted || found.allSatisfy { addresses.allows($0) } ? .allowed(found) : .refused
  }

  /// Threads of our own: a name server that does not answer keeps them for long, and nobody else may wait for it.
  private static let threads: NIOThreadPool = {
    let pool = NIOThreadPool(numberOfThreads: 8)
    pool.start()
    return pool
  }()

  /// Asks the system, on a thread that may wait.
  static let systemLookUp: LookUp = { host in
    try? await threads.runIfActive { resolve(host) }
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
