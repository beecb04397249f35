// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What is routed: one search for somebody who serves a conversation, and the work that follows.
package struct WorkItem: Hashable, Sendable {
  package let id: WorkItemID
  package let conversation: ConversationID
  package let domain: MediaRoutingDomainID
  /// Where it waits or came from; nil for work from a pull list.
  package internal(set) var queue: QueueID?
  /// The pull list it came from; nil for work from a queue.
  package internal(set) var list: PullListID?
  package let priority: Int
  /// When it first began to wait: its place among equals, kept when it has to wait again.
  package let enqueuedAt: Timestamp
  /// The offset of the fact that created it: breaks ties, first come first.
  package let serial: UInt64
  /// When the search for an agent ends; nil for never and once an agent took it.
  package internal(set) var deadline: Timestamp?
  package internal(set) var state: State
  /// Agents who rejected it and until when they are not offered it again.
  package internal(set) var holds: [Hold] = []
  /// How many offers were made.
  package internal(set) var offers = 0
  /// The request for assistance it answers, as long as that is under way.
  package internal(set) var assistance: AssistanceID?
  /// The one agent who is asked; nil for work that waits in line, and once an agent took it.
  package internal(set) var target: AgentID?
  /// Agents who are not asked: those who took part in the conversation when it began to wait, and since.
  package internal(set) var excluded: [AgentID] = []
  /// Why the one agent who was asked did not take it. It lasts from an offer's end to what follows from it.
  var unanswered: AssistanceFailure?

  /// Where a work item stands.
  package enum State: Hashable, Sendable {
    /// In its queue, waiting for an agent.
    case waiting
    /// On its pull list, waiting to be taken.
    case listed
    /// An agent is asked.
    case offered(OfferID)
    /// An agent works on it.
    case active(AgentID)
    /// An agent does after-contact work until the deadline.
    case wrapping(AgentID, until: Timestamp?)
    /// Put aside. Behind a reference, because it is rare and holds much.
    indirect case inWorkbin(Kept)

    /// The name on native wires.
    package var name: String {
      switch self {
      case .waiting: "waiting"
      case .listed: "listed"
      case .offered: "offered"
      case .active: "active"
      case .wrapping: "wrapping"
      case .inWorkbin: "inWorkbin"
      }
    }
  }

  /// Where work is put aside, by whom and since when.
  package struct Kept: Hashable, Sendable {
    package let workbin: Workbin
    package let by: AgentID
    package let since: Timestamp
  }

  /// The workbin it is in.
  package var workbin: Workbin? {
    if case .inWorkbin(let kept) = state { kept.workbin } else { nil }
  }

  /// Where it waits when nobody else is named.
  var origin: WorkDestination? {
    queue.map { .queue($0) } ?? list.map { .pullList($0) }
  }

  /// An agent who is not asked again for a while.
  package struct Hold: Hashable, Sendable {
    package let agent: AgentID
    package let until: Timestamp
  }

  /// Its place in its queue.
  var waitingKey: WaitingKey {
    WaitingKey(priority: priority, enqueuedAt: enqueuedAt, serial: serial, workItem: id)
  }

  /// Waits in line, whatever it was before.
  mutating func waitAgain(_ state: State) {
    self.state = state
    target = nil
    assistance = nil
    excluded = []
    unanswered = nil
  }

  /// Whether an agent is not asked, for a while or at all.
  func isHeld(for agent: AgentID) -> Bool {
    !holds.isEmpty && holds.contains { $0.agent == agent } || !excluded.isEmpty && excluded.contains(agent)
  }

  /// Whether it waits in the line of its queue.
  var isInLine: Bool { state == .waiting && target == nil }
}

/// A reservation of an agent for a work item. Only pending offers are kept; what became of the others is history.
package struct Offer: Hashable, Sendable {
  package let id: OfferID
  package let workItem: WorkItemID
  package let conversation: ConversationID
  package let queue: QueueID?
  package let agent: AgentID
  package let madeAt: Timestamp
  package let deadline: Timestamp
  /// What it is for, if somebody asked for assistance.
  package internal(set) var purpose: AssistanceKind?
  /// Which request that is.
  package internal(set) var assistance: AssistanceID?
  /// Which agent asks.
  package internal(set) var requestedBy: AgentID?
  /// For whoever is asked.
  package internal(set) var note: String?
}

/// The one order of waiting work: higher priority first, then who came first.
struct WaitingKey: Comparable, Hashable, Sendable {
  var priority: Int
  var enqueuedAt: Timestamp
  var serial: UInt64
  var workItem: WorkItemID

  static func < (left: WaitingKey, right: WaitingKey) -> Bool {
    if left.priority != right.priority { return left.priority > right.priority }
    if left.enqueuedAt != right.enqueuedAt { return left.enqueuedAt < right.enqueuedAt }
    return left.serial < right.serial
  }
}

/// How many work items there are, by where they stand.
package struct WorkCounts: Hashable, Sendable {
  package internal(set) var created = 0
  package internal(set) var waiting = 0
  package internal(set) var listed = 0
  package internal(set) var offered = 0
  package internal(set) var active = 0
  package internal(set) var wrapping = 0
  package internal(set) var inWorkbin = 0
  package internal(set) var ended = 0

  /// Whether every work item that was created stands somewhere (I6).
  package var isBalanced: Bool {
    created == waiting + listed + offered + active + wrapping + inWorkbin + ended
  }

  mutating func add(_ state: WorkItem.State, _ change: Int) {
    switch state {
    case .waiting: waiting += change
    case .listed: listed += change
    case .offered: offered += change
    case .active: active += change
    case .wrapping: wrapping += change
    case .inWorkbin: inWorkbin += change
    }
  }
}
