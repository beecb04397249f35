// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import Testing

@testable import CordboardServer

/// The places of sessions, and how much of a WebSocket is on its way between event loops.
@Suite struct SessionPlacesTests {
  private let nobody = Principal.nobody.account

  @Test func `strangers have places of their own, few from one address`() {
    var places = SessionPlaces(perAccount: 2, pending: 5, pendingPerAddress: 3)
    func admitted(_ account: AccountID, _ address: String, _ count: Int) -> Int {
      (0..<count).count { _ in places.admit(account, from: address) }
    }
    #expect(admitted(nobody, "192.0.2.1", 10) == 3)
    #expect(admitted(nobody, "192.0.2.2", 10) == 2)
    #expect(admitted(nobody, "192.0.2.3", 10) == 0)
    #expect(admitted("A", "192.0.2.1", 10) == 2)
    #expect(admitted("B", "", 10) == 2)
    places.release(nobody, from: "192.0.2.1")
    #expect(admitted(nobody, "192.0.2.1", 2) == 1)
    places.release("A", from: "192.0.2.1")
    // The place was one of the account's.
    #expect(admitted(nobody, "192.0.2.1", 1) == 0)
    #expect(admitted("A", "192.0.2.9", 2) == 1)
  }

  @Test func `who is gone is forgotten, whatever came and went`() {
    var random = SeededRandom(seed: 7)
    var places = SessionPlaces(perAccount: 20, pending: 30, pendingPerAddress: 4)
    var open: [(AccountID, String)] = []
    for _ in 0..<20_000 {
      if Bool.random(using: &random) || open.isEmpty {
        let account = ["A", "B", nobody].randomElement(using: &random) ?? nobody
        let address = "192.0.2.\(Int.random(in: 0..<50, using: &random))"
        if places.admit(account, from: address) { open.append((account, address)) }
      } else {
        let (account, address) = open.remove(at: Int.random(in: open.indices, using: &random))
        places.release(account, from: address)
      }
      #expect(open.count { $0.0 == nobody } <= 30)
    }
    for (account, address) in open { places.release(account, from: address) }
    #expect(places.count == 0)
  }

  @Test func `a WebSocket is paused once at the limit, and read again when half of it has arrived`() {
    let flow = SocketFlow(limit: 1_000)
    let size = SocketFlow.size(of: .text(Array(repeating: 0, count: 144)))
    #expect(size == 400)
    #expect([flow.add(size), flow.add(size), flow.add(size), flow.add(size)] == [false, false, true, false])
    #expect(
      [flow.remove(size), flow.remove(size), flow.remove(size), flow.remove(size)] == [false, false, true, false]
    )
    // One that is larger than the limit goes alone.
    #expect(flow.add(5_000))
    #expect(flow.remove(5_000))
  }
}
