// SPDX-License-Identifier: Apache-2.0

import CallSimulation
import DialectKit
import Foundation

/// A telephone system without telephones, attached to a voice channel as any other: a peer of the public API.
actor CallSimulator {
  private let connection: APIConnection
  private let account: String
  private let channel: String
  private let token: @Sendable () async throws -> String
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private let stopAfter: Int
  private var telephones: SimulatedTelephones
  private var ended = 0
  private var wake: AsyncStream<Void>.Continuation?

  init(
    connection: APIConnection,
    account: String,
    channel: String,
    behaviour: SimulatedTelephones.Behaviour,
    seed: UInt64,
    stopAfter: Int = 0,
    token: @escaping @Sendable () async throws -> String
  ) {
    self.connection = connection
    self.account = account
    self.channel = channel
    self.stopAfter = stopAfter
    self.token = token
    start = clock.now
    telephones = SimulatedTelephones(behaviour, seed: seed, now: 0)
  }

  /// Carries calls until it is cancelled, has carried enough, or the server refuses.
  func run() async throws {
    // It has no calls yet: those of a run before are over.
    let answer = try await call("POST", "/channels/\(channel)/reconcile-calls", [JSONMember("calls", .array([]))])
    let position = answer["position"]?.stringValue
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.listen(after: position) }
      group.addTask { try await self.keepTime() }
      try await group.next()
      group.cancelAll()
    }
  }

  private var now: Int64 {
    let passed = start.duration(to: clock.now).components
    return passed.seconds * 1_000 + passed.attoseconds / 1_000_000_000_000_000
  }

  /// Does what the core says, from where it left off on.
  private nonisolated func listen(after position: String?) async throws {
    let stream = EventStream(
      connection: connection,
      account: account,
      query: "topics=channel:\(channel)&kinds=callInstructed",
      token: token
    )
    try await stream.read(after: position) { event in
      await self.take(event.value["data"] ?? .null)
      return Task.isCancelled
    }
  }

  private func take(_ data: JSONValue) async {
    guard let name = data["instruction"]?.stringValue, let conversation = data["conversation"]?.stringValue else {
      return
    }
    let told = SimulatedTelephones.Instruction(
      name,
      conversation: conversation,
      call: data["call"]?.stringValue,
      leg: data["leg"]?.stringValue,
      assistance: data["assistance"]?.stringValue
    )
    let reports = telephones.take(told, at: now)
    wake?.yield()
    for report in reports { await send(report) }
  }

  /// Reports what happens by itself, when it happens.
  private func keepTime() async throws {
    let (changes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    wake = continuation
    var iterator = changes.makeAsyncIterator()
    while !Task.isCancelled, stopAfter == 0 || ended < stopAfter {
      let pause = telephones.next - now
      if pause > 0 {
        let timer = Task {
          try? await Task.sleep(for: .milliseconds(pause))
          continuation.yield()
        }
        await iterator.next()
        timer.cancel()
      }
      for report in telephones.due(at: now) { await send(report) }
    }
  }

  private func send(_ report: SimulatedTelephones.Report) async {
    do {
      switch report {
      case .call(let id, let state, let number, let conversation, let reason):
        var members = [JSONMember("state", .string(state))]
        if let number { members.append(JSONMember("callingNumber", .string(number))) }
        if let conversation { members.append(JSONMember("conversation", .string(conversation))) }
        if let reason { members.append(JSONMember("reason", .string(reason))) }
        if state == "ended" || state == "transferred" { ended += 1 }
        try await call("PUT", "/channels/\(channel)/calls/\(id)", members)
      case .leg(let id, let state, let reason):
        var members = [JSONMember("state", .string(state)), JSONMember("providerLeg", .string("SIM/\(id.suffix(6))"))]
        if let reason { members.append(JSONMember("reason", .string(reason))) }
        try await call("PUT", "/channels/\(channel)/call-legs/\(id)", members)
      case .refusal(let conversation, let assistance):
        let members = [JSONMember("detail", .string("the address did not answer"))]
        try await call("POST", "/conversations/\(conversation)/transfers/\(assistance)/fail", members)
      }
    } catch let failure as APIConnection.Failure where [403, 404, 409, 410].contains(failure.status) {
      // Somebody or the clock was faster: that is what these answers are for.
    } catch is CancellationError {
    } catch {
      print("telephones: \(error)")
    }
  }

  @discardableResult
  private func call(_ method: String, _ path: String, _ members: [JSONMember]) async throws -> JSONValue {
    try await connection.call(
      method,
      "/api/v1/accounts/\(account)\(path)",
      token: try await token(),
      body: .object(members)
    )
  }
}
