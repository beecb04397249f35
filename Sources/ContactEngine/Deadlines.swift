// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What a deadline is about.
package enum DeadlineSubject: Hashable, Sendable {
  /// An offer that was not answered.
  case offer(OfferID)
  /// After-contact work that was not completed.
  case wrapUp(WorkItemID)
  /// The search for an agent.
  case search(WorkItemID)
  /// The time in which an agent who rejected a work item is not offered it again.
  case hold(WorkItemID, AgentID)
  /// The lease of an agent without a device.
  case lease(AgentID)
  /// The time after an expired lease until the agent's work is requeued.
  case requeue(AgentID)
  /// A transfer to an automation or an external address that nobody confirmed.
  case assistance(ConversationID, AssistanceID)
  /// The first hold in a conversation that ends by itself.
  case participantHold(ConversationID)
  /// A response a customer waits for.
  case response(ConversationID)
  /// An answer of a customer that the centre waits for.
  case inactivity(ConversationID)
  /// A survey that is open.
  case survey(ConversationID)
  /// A customer who is to be reached.
  case answer(ConversationID)
  /// The first telephone of an agent that rings.
  case callLegs(ConversationID)
}

/// Every deadline of an account in order of time. Derived: each entry repeats a time that stands in an offer, a work
/// item or a presence, so that replaying the journal arms them all again.
package struct Deadlines: Sendable, Equatable {
  struct Entry: Comparable, Sendable {
    var time: Timestamp
    var subject: DeadlineSubject

    static func < (left: Entry, right: Entry) -> Bool {
      if left.time != right.time { return left.time < right.time }
      return left.subject.order < right.subject.order
    }
  }

  private(set) var entries = SortedList<Entry>()

  /// The earliest deadline.
  package var next: Timestamp? { entries.first?.time }

  package var count: Int { entries.count }

  mutating func arm(_ subject: DeadlineSubject, at time: Timestamp) {
    entries.insert(Entry(time: time, subject: subject))
  }

  /// Takes a deadline back; nil times are ignored, so that optional ones need no test.
  mutating func disarm(_ subject: DeadlineSubject, at time: Timestamp?) {
    guard let time else { return }
    entries.remove(Entry(time: time, subject: subject))
  }

  /// The earliest deadline that is due.
  package func due(at now: Timestamp) -> DeadlineSubject? {
    guard let first = entries.first, first.time <= now else { return nil }
    return first.subject
  }
}

extension DeadlineSubject {
  /// A total order among deadlines of one moment: by what they are about, then by identifier.
  fileprivate var order: Order {
    switch self {
    case .offer(let id): Order(rank: 0, bits: id.rawValue, text: "")
    case .wrapUp(let id): Order(rank: 1, bits: id.rawValue, text: "")
    case .search(let id): Order(rank: 2, bits: id.rawValue, text: "")
    case .hold(let id, let agent): Order(rank: 3, bits: id.rawValue, text: agent.rawValue)
    case .lease(let agent): Order(rank: 4, bits: 0, text: agent.rawValue)
    case .requeue(let agent): Order(rank: 5, bits: 0, text: agent.rawValue)
    case .assistance(_, let id): Order(rank: 11, bits: id.rawValue, text: "")
    case .participantHold(let id): Order(rank: 6, bits: id.rawValue, text: "")
    case .response(let id): Order(rank: 7, bits: id.rawValue, text: "")
    case .inactivity(let id): Order(rank: 8, bits: id.rawValue, text: "")
    case .survey(let id): Order(rank: 9, bits: id.rawValue, text: "")
    case .answer(let id): Order(rank: 10, bits: id.rawValue, text: "")
    case .callLegs(let id): Order(rank: 20, bits: id.rawValue, text: "")
    }
  }

  fileprivate struct Order: Comparable {
    var rank: UInt8
    var bits: UInt128
    var text: String

    static func < (left: Order, right: Order) -> Bool {
      (left.rank, left.bits, left.text) < (right.rank, right.bits, right.text)
    }
  }
}

extension Deadlines {
  /// Whether a deadline is armed for a moment.
  func isArmed(_ subject: DeadlineSubject, at time: Timestamp) -> Bool {
    entries.contains(Entry(time: time, subject: subject))
  }
}
