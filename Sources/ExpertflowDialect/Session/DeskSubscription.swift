// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit

/// The facts a desk is told: those of its agent, and those of the lists the agent follows.
///
/// A session has one subscription, which another one replaces when the agent follows other lists. The new one begins with
/// the fact after which the work on the list was told, which is a moment ago: neither does the desk read again what was long
/// before, nor do its messages and offers wait. What the one before told since is left out by its offset.
package struct DeskSubscription: Sendable {
  private let account: AccountID
  private let agent: AgentID
  private var lists: [PullListID]
  /// After which fact each list is followed: its work was told up to there.
  private var since: [PullListID: UInt64]
  /// The last fact the desk was told.
  package private(set) var offset: UInt64
  /// Whether everything was told up to what is known where the session lives.
  private var isCaughtUp = false
  /// What the subscription before told already: facts of the agent and of these lists, up to an offset.
  private var told: (lists: [PullListID], offset: UInt64)
  /// What to subscribe to next, once the facts that are still to come did.
  private var next: (lists: [PullListID], after: Position)?

  /// Begins after a fact.
  package init(account: AccountID, agent: AgentID, lists: [PullListID], after offset: UInt64) {
    self.account = account
    self.agent = agent
    self.lists = lists
    since = Dictionary(lists.map { ($0, offset) }) { first, _ in first }
    self.offset = offset
    told = (lists, offset)
  }

  /// The subscription itself, after a fact.
  package func subscription(after position: Position) -> EventSubscription {
    EventSubscription(
      account: account,
      topics: [.agent(agent)] + lists.map { .pullList($0) },
      after: position,
      delivery: .own,
      wantsSignals: true
    )
  }

  /// A fact came: whether the desk is to be told.
  package mutating func take(_ envelope: Envelope) -> Bool {
    guard isWanted(envelope) else { return false }
    offset = max(offset, envelope.offset)
    return true
  }

  /// The agent follows these lists since a fact. What to subscribe to, unless facts are still to come: then nothing, and
  /// ``caughtUp()`` says so later.
  package mutating func follow(_ lists: [PullListID], after position: Position) -> EventSubscription? {
    since = since.filter { lists.contains($0.key) }
    for list in lists where since[list] == nil { since[list] = position.offset }
    // Of several the first: nothing of its list was told since.
    next = (lists, next?.after ?? position)
    return isCaughtUp ? goOn() : nil
  }

  /// Everything was told up to now. What to subscribe to instead, if anything.
  package mutating func caughtUp() -> EventSubscription? {
    isCaughtUp = true
    return goOn()
  }

  private mutating func goOn() -> EventSubscription? {
    guard let next else { return nil }
    self.next = nil
    isCaughtUp = false
    told = (lists, offset)
    lists = next.lists
    return subscription(after: next.after)
  }

  private func isWanted(_ envelope: Envelope) -> Bool {
    let isOld = envelope.offset <= told.offset
    var isWanted = false
    var wasTold = false
    envelope.forEachTopic { topic in
      switch topic {
      case .agent(agent):
        isWanted = true
        wasTold = wasTold || isOld
      case .pullList(let list):
        if let since = since[list], envelope.offset > since { isWanted = true }
        wasTold = wasTold || isOld && told.lists.contains(list)
      default: break
      }
    }
    return isWanted && !wasTold
  }
}
