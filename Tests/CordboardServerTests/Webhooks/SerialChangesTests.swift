// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Testing

@testable import CordboardServer

/// Changes of an account come one after the other, and hold no other account.
@Suite(.timeLimit(.minutes(10))) struct SerialChangesTests {
  private struct Refused: Error {}

  private actor Owner {
    private var changes = SerialChanges()
    private(set) var done: [String] = []
    private(set) var begun = 0
    private var held: [CheckedContinuation<Void, Never>] = []

    var chains: Int { changes.count }

    func change(_ account: AccountID, _ name: String, isHeld: Bool = false, fails: Bool = false) async throws(Refused) {
      let task = changes.enqueue(account) { () async throws(Refused) -> String in
        await self.run(isHeld)
        if fails { throw Refused() }
        return name
      }
      defer { changes.ended(account) }
      let value = try await task.value.get()
      done.append(value)
    }

    private func run(_ isHeld: Bool) async {
      begun += 1
      if isHeld { await withCheckedContinuation { held.append($0) } }
    }

    func release() {
      for continuation in held { continuation.resume() }
      held = []
    }
  }

  @Test func `an account that takes long holds no other, and its own changes wait`() async throws {
    let owner = Owner()
    let slow = Task { try await owner.change("A", "slow", isHeld: true) }
    await until { await owner.begun == 1 }
    let next = Task { try await owner.change("A", "next") }
    try await owner.change("B", "other")
    #expect(await owner.done == ["other"])
    await owner.release()
    try await slow.value
    try await next.value
    #expect(await owner.done == ["other", "slow", "next"])
    #expect(await owner.chains == 0)
  }

  @Test func `a change that fails holds none behind it`() async throws {
    let owner = Owner()
    await #expect(throws: Refused.self) { try await owner.change("A", "first", fails: true) }
    try await owner.change("A", "second")
    #expect(await owner.done == ["second"])
    #expect(await owner.chains == 0)
  }
}
