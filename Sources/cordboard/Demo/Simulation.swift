// SPDX-License-Identifier: Apache-2.0

import CallSimulation
import DialectKit
import Foundation
import Synchronization

/// Customers who write and agents who answer, all of them peers of the public API.
struct Simulation: Sendable {
  let connection: APIConnection
  let account: String
  let realm: String
  let conversationsPerMinute: Int
  let stopAfter: Int

  func run() async {
    let closed = ClosedConversations(limit: stopAfter)
    await withTaskGroup(of: Void.self) { group in
      for (index, name) in ["alice", "bob", "carol"].enumerated() {
        group.addTask {
          let agent = SimulatedAgent(simulation: self, name: name, tokens: tokens(.user(name, password: "demo")))
          await agent.work(seed: UInt64(index + 1))
        }
      }
      let customers = SimulatedCustomers(
        simulation: self,
        tokens: tokens(.client("integration", secret: "demo")),
        closed: closed
      )
      group.addTask { await customers.arrive() }
      group.addTask { await customers.answer() }
      group.addTask { await carryCalls() }
      // Ends when enough conversations have closed, or when it is cancelled.
      await group.waitUntil { await closed.wait() }
      group.cancelAll()
    }
  }

  /// The telephone system: calls come in at a low rate beside the other conversations.
  private func carryCalls() async {
    let source = tokens(.client("pbx", secret: "demo"))
    let simulator = CallSimulator(
      connection: connection,
      account: account,
      channel: "voice",
      behaviour: SimulatedTelephones.Behaviour(
        callsPerMinute: max(1, Double(conversationsPerMinute) / 5),
        callsAtOnce: 10,
        prefix: "demo-\(Int(Date().timeIntervalSince1970))"
      ),
      seed: 5
    ) {
      try await source.token()
    }
    do {
      try await simulator.run()
    } catch is CancellationError {
    } catch {
      print("telephones: \(error)")
    }
  }

  private func tokens(_ credentials: Credentials) -> TokenSource {
    TokenSource(connection: connection, realm: realm, credentials: credentials)
  }

  var path: String { "/api/v1/accounts/\(account)" }
}

extension TaskGroup<Void> {
  fileprivate mutating func waitUntil(_ condition: @Sendable @escaping () async -> Void) async {
    await condition()
  }
}

/// Tokens of one person or program, made anew before they run out.
actor TokenSource {
  private let make: @Sendable () async throws -> String
  private var current: (token: String, made: ContinuousClock.Instant)?

  init(connection: APIConnection, realm: String, credentials: Credentials) {
    make = { try await connection.token(realm: realm, credentials) }
  }

  init(make: @escaping @Sendable () async throws -> String) {
    self.make = make
  }

  func token() async throws -> String {
    if let current, current.made.duration(to: .now) < .seconds(600) { return current.token }
    let token = try await make()
    current = (token, .now)
    return token
  }
}

/// Counts closed conversations and lets one task wait for a number of them.
final class ClosedConversations: Sendable {
  private let limit: Int
  private let count = Mutex(0)
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init(limit: Int) {
    self.limit = limit
    (stream, continuation) = AsyncStream.makeStream()
  }

  func add() {
    let isEnough = count.withLock { count in
      count += 1
      return limit > 0 && count >= limit
    }
    if isEnough { continuation.finish() }
  }

  func wait() async {
    for await _ in stream {}
  }
}
