// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Testing

@testable import EventDelivery

struct CatchUpTests {
  private func begin(_ cursor: UInt64?, epoch: UInt32 = 1, published: UInt64?) -> CatchUp.Step {
    CatchUp.begin(after: cursor.map { Position(epoch: epoch, offset: $0) }, epoch: 1, published: published).step
  }

  @Test func `the first step depends on the cursor and on what the loop knows`() {
    #expect(begin(nil, published: 5) == .live(after: 5))
    #expect(begin(nil, published: nil) == .askHead)
    #expect(begin(3, published: 5) == .read(after: 3))
    #expect(begin(5, published: 5) == .live(after: 5))
    #expect(begin(6, published: 5) == .askHead)
    #expect(begin(0, published: nil) == .askHead)
    #expect(begin(3, epoch: 2, published: 5) == .refused)
  }

  @Test func `a cursor ahead of the log is refused`() {
    var (state, _) = CatchUp.begin(after: Position(epoch: 1, offset: 9), epoch: 1, published: 5)
    #expect(state.head(8, published: 5) == .refused)
    (state, _) = CatchUp.begin(after: Position(epoch: 1, offset: 9), epoch: 1, published: 5)
    #expect(state.head(8, published: 9) == .live(after: 9))
  }

  @Test func `a full page never makes a subscriber live`() {
    var (state, _) = CatchUp.begin(after: Position(epoch: 1, offset: 0), epoch: 1, published: nil)
    #expect(state.head(1_000, published: nil) == .read(after: 0))
    #expect(state.page(last: 100, isFull: true, published: nil) == .read(after: 100))
    #expect(state.page(last: 110, isFull: false, published: 111) == .read(after: 110))
    #expect(state.page(last: 112, isFull: false, published: 111) == .live(after: 112))
  }

  @Test func `a journal that lacks published facts is found out`() {
    var (state, _) = CatchUp.begin(after: Position(epoch: 1, offset: 1), epoch: 1, published: 5)
    #expect(state.page(last: nil, isFull: false, published: 5) == .read(after: 1))
    #expect(state.page(last: nil, isFull: false, published: 5) == .read(after: 1))
    #expect(state.page(last: nil, isFull: false, published: 5) == .broken)
  }

  @Test func `a paused subscriber goes on where it stopped`() {
    var (state, _) = CatchUp.begin(after: Position(epoch: 1, offset: 1), epoch: 1, published: 50)
    state.paused(after: 20)
    #expect(state.resume() == .read(after: 20))
  }

  /// A subscriber of the model below.
  private struct Peer {
    let topics: Set<Topic>
    let slot: Int
    var start: UInt64
    var state: CatchUp?
    var liveAfter = UInt64.max
    var received: [UInt64] = []
    var page: (facts: [Envelope], isFull: Bool)?
    var head: UInt64?
    var wantsResume = false
  }

  /// A log whose facts are committed, then published to a loop later, while pages are read at one time and arrive at
  /// another: everything a real loop sees, in any order the seed makes up.
  private struct Model {
    var random: SeededGenerator
    var log: [Envelope] = []
    var unpublished: [[Envelope]] = []
    var published: UInt64?
    var registry = SubscriptionRegistry()
    var recent: RecentFacts<[Envelope]>
    var peers: [Peer] = []
    let pageLimit: Int

    init(seed: UInt64) {
      random = SeededGenerator(seed: seed)
      pageLimit = Int.random(in: 1...6, using: &random)
      recent = RecentFacts(limit: Int.random(in: 0...12, using: &random))
      for _ in 0..<Int.random(in: 0...20, using: &random) { commit() }
      // What was there before the loop began is never published to it.
      unpublished = []
    }

    mutating func commit() {
      let agents: [AgentID] = ["a", "b", "c"]
      let batch = (0..<Int.random(in: 1...4, using: &random)).map { index in
        fact(UInt64(log.count + index + 1), agent: agents.randomElement(using: &random) ?? "a")
      }
      log += batch
      unpublished.append(batch)
    }

    mutating func publishNext() {
      guard !unpublished.isEmpty else { return }
      let batch = unpublished.removeFirst()
      published = batch[batch.count - 1].offset
      recent.append(batch, account: "one", first: batch[0].offset, last: batch[batch.count - 1].offset)
      for envelope in batch {
        var slots: [Int] = []
        registry.match(envelope, into: &slots)
        for index in peers.indices where slots.contains(peers[index].slot) && envelope.offset > peers[index].liveAfter {
          peers[index].received.append(envelope.offset)
        }
      }
    }

    mutating func subscribe() {
      let everything: [Topic] = [.agent("a"), .agent("b"), .account]
      let topics = everything.filter { _ in Bool.random(using: &random) }
      let cursor: UInt64? =
        Bool.random(using: &random) ? nil : UInt64.random(in: 0...UInt64(log.count), using: &random)
      let slot = registry.add(account: "one", topics: topics)
      let (state, step) = CatchUp.begin(
        after: cursor.map { Position(epoch: 1, offset: $0) },
        epoch: 1,
        published: published
      )
      peers.append(Peer(topics: Set(topics), slot: slot, start: cursor ?? .max, state: state))
      follow(peers.count - 1, step)
    }

    mutating func follow(_ index: Int, _ first: CatchUp.Step) {
      var next: CatchUp.Step? = first
      while let step = next {
        next = nil
        switch step {
        case .live(let offset):
          peers[index].liveAfter = offset
          peers[index].state = nil
          if peers[index].start == .max { peers[index].start = offset }
        case .askHead: peers[index].head = UInt64(log.count)
        case .read(let offset):
          if peers[index].start == .max { peers[index].start = offset }
          if let batches = recent.batches("one", after: offset) {
            guard deliver(index, batches.flatMap { $0 }.filter { $0.offset > offset }) else { return }
            next = peers[index].state?.page(last: published, isFull: false, published: published)
          } else {
            let facts = Array(log.dropFirst(Int(offset)).prefix(pageLimit))
            peers[index].page = (facts, facts.count == pageLimit)
          }
        case .refused, .broken: Issue.record("a good cursor led to \(step)")
        }
      }
    }

    mutating func deliver(_ index: Int, _ facts: [Envelope]) -> Bool {
      for envelope in facts where registry.matches(peers[index].slot, envelope) {
        if Int.random(in: 0..<5, using: &random) == 0 {
          peers[index].state?.paused(after: envelope.offset - 1)
          peers[index].wantsResume = true
          return false
        }
        peers[index].received.append(envelope.offset)
      }
      return true
    }

    /// Lets one thing that is under way for a peer arrive.
    mutating func advance(_ index: Int) {
      if let head = peers[index].head {
        peers[index].head = nil
        if let step = peers[index].state?.head(head, published: published) { follow(index, step) }
      } else if let page = peers[index].page {
        peers[index].page = nil
        guard deliver(index, page.facts) else { return }
        let step = peers[index].state?.page(last: page.facts.last?.offset, isFull: page.isFull, published: published)
        if let step { follow(index, step) }
      } else if peers[index].wantsResume {
        peers[index].wantsResume = false
        if let step = peers[index].state?.resume() { follow(index, step) }
      }
    }

    mutating func run() {
      for _ in 0..<300 {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2: commit()
        case 3...5: publishNext()
        case 6 where peers.count < 12: subscribe()
        default: if let index = peers.indices.randomElement(using: &random) { advance(index) }
        }
      }
      while !unpublished.isEmpty { publishNext() }
      for index in peers.indices {
        while peers[index].state != nil { advance(index) }
      }
    }
  }

  @Test(arguments: 1...400)
  func `each subscriber gets exactly the matching facts after its cursor, once and in order`(seed: UInt64) {
    var model = Model(seed: seed)
    model.run()
    for peer in model.peers {
      let expected = model.log.filter { envelope in
        var matches = false
        envelope.forEachTopic { matches = matches || peer.topics.contains($0) }
        return matches && envelope.offset > peer.start
      }
      #expect(peer.received == expected.map(\.offset))
    }
  }
}
