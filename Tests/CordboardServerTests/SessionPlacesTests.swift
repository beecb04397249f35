// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import Testing

@testable import CordboardServer

/// The places of sessions, and how much of a WebSocket is on its way between event loops.
@Suite struct SessionPlacesTests {
  private typealias Place = SessionPlaces.Place

  @Test func `strangers have places of their own, few from one address`() {
    var places = SessionPlaces(perAccount: 2, pending: 5, pendingPerAddress: 3)
    func admitted(_ place: Place, _ count: Int) -> Int {
      (0..<count).count { _ in places.admit(place) }
    }
    #expect(admitted(.ofAddress("192.0.2.1"), 10) == 3)
    #expect(admitted(.ofAddress("192.0.2.2"), 10) == 2)
    #expect(admitted(.ofAddress("192.0.2.3"), 10) == 0)
    #expect(admitted(.ofAccount("A"), 10) == 2)
    #expect(admitted(.ofAccount("B"), 10) == 2)
    places.release(.ofAddress("192.0.2.1"))
    #expect(admitted(.ofAddress("192.0.2.1"), 2) == 1)
    places.release(.ofAccount("A"))
    // The place was one of the account's.
    #expect(admitted(.ofAddress("192.0.2.1"), 1) == 0)
    #expect(admitted(.ofAccount("A"), 2) == 1)
  }

  @Test func `who is known and has not begun has few places of its account`() {
    var places = SessionPlaces(perAccount: 5, pending: 5, pendingPerAddress: 3)
    func admitted(_ place: Place, _ count: Int) -> Int {
      (0..<count).count { _ in places.admit(place, mostWaiting: 2) }
    }
    func isMoved(_ place: Place) -> Bool { places.move(from: place, to: .ofAccount("A")) }
    let alice = Place.ofActor(.agent("alice"), "A")
    #expect(admitted(alice, 10) == 2)
    // Another account's agent of the name is somebody else.
    #expect(admitted(.ofActor(.agent("alice"), "B"), 10) == 2)
    // Who begins takes its place along, and leaves one to begin with.
    #expect(isMoved(alice))
    #expect(admitted(alice, 10) == 1)
    #expect(admitted(.ofActor(.agent("bob"), "A"), 10) == 2)
    // The account is full, and one that begins needs no further place.
    #expect(admitted(.ofActor(.agent("carol"), "A"), 10) == 0)
    #expect(isMoved(alice))
    // A stranger does, and stays what it was.
    let stranger = Place.ofAddress("192.0.2.1")
    #expect(admitted(stranger, 3) == 3)
    #expect(!isMoved(stranger))
    #expect(admitted(stranger, 1) == 0)
  }

  @Test func `who is gone is forgotten, whatever came and went`() {
    var random = SeededRandom(seed: 7)
    var places = SessionPlaces(perAccount: 20, pending: 30, pendingPerAddress: 4)
    var open: [Place] = []
    func anyPlace() -> Place {
      let account: AccountID = Bool.random(using: &random) ? "A" : "B"
      switch Int.random(in: 0..<3, using: &random) {
      case 0: return .ofAccount(account)
      case 1: return .ofActor(.agent(AgentID(rawValue: "\(Int.random(in: 0..<5, using: &random))")), account)
      default: return .ofAddress("192.0.2.\(Int.random(in: 0..<50, using: &random))")
      }
    }
    for _ in 0..<20_000 {
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let place = anyPlace()
        if places.admit(place, mostWaiting: 3) { open.append(place) }
      case 2 where !open.isEmpty:
        let index = Int.random(in: open.indices, using: &random)
        let place = Place.ofAccount("A")
        if places.move(from: open[index], to: place) { open[index] = place }
      case _ where !open.isEmpty:
        places.release(open.remove(at: Int.random(in: open.indices, using: &random)))
      default: continue
      }
      var strangers = 0
      for place in open { if case .ofAddress = place { strangers += 1 } }
      #expect(strangers <= 30)
    }
    for place in open { places.release(place) }
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
