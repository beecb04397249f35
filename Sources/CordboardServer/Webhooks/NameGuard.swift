// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DequeModule
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

  /// A look-up: each account's are its own, so that none waits behind those of another.
  private struct Question: Hashable {
    let account: AccountID
    let host: String
  }

  private struct State {
    var known: [String: Known] = [:]
    /// Who waits for a look-up that is under way or has to wait, by ticket.
    var waiting: [Question: [UInt64: CheckedContinuation<Verdict, Never>]] = [:]
    /// How many look-ups of an account are under way.
    var underWay: [AccountID: Int] = [:]
    /// The look-ups that wait for others of their account.
    var later: [AccountID: Deque<Question>] = [:]
    var tickets: UInt64 = 0

    /// What is known of a host, if it is not too old.
    func verdict(on host: String) -> Verdict? {
      guard let known = known[host], known.until > .now() else { return nil }
      return known.verdict
    }

    /// Whether a look-up may begin; if not, it does so later.
    mutating func begin(_ question: Question, atOnce limit: Int) -> Bool {
      let count = underWay[question.account] ?? 0
      guard count < limit else {
        later[question.account, default: []].append(question)
        return false
      }
      underWay[question.account] = count + 1
      return true
    }

    /// One has ended; returns the next of the account that somebody still waits for.
    mutating func next(after question: Question) -> Question? {
      let account = question.account
      while let next = later[account]?.popFirst() {
        if waiting[next]?.isEmpty == false { return next }
        waiting[next] = nil
      }
      later[account] = nil
      let count = (underWay[account] ?? 1) - 1
      underWay[account] = count > 0 ? count : nil
      return nil
    }
  }

  private let addresses: AddressGuard
  private let lookUpsPerAccount: Int
  private let lookUp: LookUp
  /// For how long an answer serves.
  private static let memory = TimeAmount.seconds(10)
  private static let limit = 10_000
  private let state = Mutex(State())

  /// Knows nothing yet.
  ///
  /// - Parameter lookUpsPerAccount: How many look-ups of one account are under way at once: a name server that does not answer
  ///   keeps a thread for long.
  init(_ addresses: AddressGuard, lookUpsPerAccount: Int, lookUp: @escaping LookUp) {
    self.addresses = addresses
    self.lookUpsPerAccount = lookUpsPerAccount
    self.lookUp = lookUp
  }

  /// What may be done with a host, as it is written in an address. A name is looked up once for everybody of an account who
  /// asks, and only a few at once; whoever has waited until the deadline learns that it is unknown.
  nonisolated(nonsending) func verdict(
    on host: String,
    for account: AccountID,
    by deadline: NIODeadline
  ) async -> Verdict {
    let question = Question(account: account, host: host)
    return await withCheckedContinuation { continuation in
      let (known, ticket, begins) = state.withLock { state in
        if let known = state.verdict(on: host) { return (known as Verdict?, UInt64(0), false) }
        state.tickets += 1
        let isFirst = state.waiting[question] == nil
        state.waiting[question, default: [:]][state.tickets] = continuation
        return (nil, state.tickets, isFirst && state.begin(question, atOnce: lookUpsPerAccount))
      }
      if let known { return continuation.resume(returning: known) }
      MultiThreadedEventLoopGroup.singleton.any().scheduleTask(deadline: deadline) { [self] in
        state.withLock { $0.waiting[question]?.removeValue(forKey: ticket) }?.resume(returning: .unknown)
      }
      if begins { Task { await answer(question) } }
    }
  }

  /// Looks up a host, and then what waits for that.
  private func answer(_ first: Question) async {
    var question = first
    while true {
      let known = state.withLock { $0.verdict(on: question.host) }
      let verdict: Verdict
      if let known { verdict = known } else { verdict = await judge(question.host) }
      let (waiting, next) = state.withLock { state in
        if known == nil {
          if state.known.count >= Self.limit { state.known.removeAll() }
          state.known[question.host] = Known(verdict: verdict, until: .now() + Self.memory)
        }
        return (state.waiting.removeValue(forKey: question) ?? [:], state.next(after: question))
      }
      for continuation in waiting.values { continuation.resume(returning: verdict) }
      guard let next else { return }
      question = next
    }
  }

  private func judge(_ host: String) async -> Verdict {
    let isTrusted = addresses.trusts(host)
    if !isTrusted, addresses.refuses(host) { return .refused }
    guard let found = await lookUp(host), !found.isEmpty else { return .unknown }
    return isTrusted || found.allSatisfy { addresses.allows($0) } ? .allowed(found) : .refused
  }

  /// Threads of our own: a name server that does not answer keeps them for long, and nobody else may wait for it.
  private static let threads: NIOThreadPool = {
    let pool = NIOThreadPool(numberOfThreads: 16)
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
