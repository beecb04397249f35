// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// The state of one account: everything its facts add up to.
///
/// A value without clock, randomness or input and output. `decide` says what a command would change and changes
/// nothing; `apply` changes the state by a fact and decides nothing; `handle` is their composition with the consequences
/// that follow at once (derived media states, offers, the end of a conversation). Replaying the facts with `apply`
/// gives the same state in every field.
public struct ContactCentre: Sendable, Equatable {
  /// The account.
  public let account: AccountID
  /// Which log the facts come from.
  public let epoch: UInt32
  /// The offset of the last fact.
  public internal(set) var offset: UInt64 = 0
  /// When the last fact was decided; the next is never earlier.
  public internal(set) var lastTime = Timestamp(milliseconds: 0)

  // What the facts say.
  package internal(set) var configuration = AccountConfiguration()
  package internal(set) var agents: [AgentID: AgentPresence] = [:]
  package internal(set) var conversations: ShardedDictionary<ConversationID, Conversation> = [:]
  package internal(set) var workItems: ShardedDictionary<WorkItemID, WorkItem> = [:]
  package internal(set) var offers: ShardedDictionary<OfferID, Offer> = [:]
  package internal(set) var counts = WorkCounts()
  package internal(set) var ledger = CommandLedger()
  /// The calls of conversations that have or had one.
  package internal(set) var calls: ShardedDictionary<ConversationID, Call> = [:]
  var endedCalls = EndedCalls()
  /// The number of the last fact about each agent that was removed: facts about one that is defined again, or that is
  /// still named by a hold, go on from it.
  package internal(set) var formerAgents: [AgentID: UInt64] = [:]
  /// Up to which offset closed conversations lost their content by age.
  package internal(set) var retainedThrough: UInt64 = 0
  /// Until when after-contact work may be extended, of the few work items where it may be.
  package internal(set) var wrapUpBounds: [WorkItemID: Timestamp] = [:]

  // Derived from the above, so that nothing has to be searched.
  var openSessions: [SessionKey: ConversationID] = [:]
  /// The open conversations a customer left on a channel, to which it may return.
  var leftSessions: [SessionKey: Set<ConversationID>] = [:]
  var listed: [PullListID: SortedList<WaitingKey>] = [:]
  /// What is in each workbin, in the order in which it came to the centre.
  var workbins: [Workbin: SortedList<WorkItemID>] = [:]
  /// What is put aside of each conversation.
  var keptWork: [ConversationID: Set<WorkItemID>] = [:]
  var openWork: [WorkDependency: Int] = [:]
  var routing = RoutingIndex()
  var callIndex = CallIndex()
  package internal(set) var deadlines = Deadlines()

  /// Creates the state of an account without facts.
  public init(account: AccountID, epoch: UInt32) {
    self.account = account
    self.epoch = epoch
  }

  /// Where the log stands.
  public var position: Position { Position(epoch: epoch, offset: offset) }

  /// How many work items wait in a queue.
  package func waitingCount(in queue: QueueID) -> Int {
    routing.queues[queue]?.waiting.count ?? 0
  }

  /// The work items that wait in a queue, first come first, at most `limit`.
  package func waitingWork(in queue: QueueID, limit: Int) -> [WorkItem] {
    found(in: routing.queues[queue]?.waiting, limit: limit)
  }

  /// The agents who could be offered work of a queue now, at most `limit`.
  package func availableAgents(in queue: QueueID, limit: Int) -> [AgentID] {
    routing.availableAgents(in: queue, limit: limit).sorted()
  }

  private func found(in line: SortedList<WaitingKey>?, limit: Int) -> [WorkItem] {
    var found: [WorkItem] = []
    _ = line?.first { key in
      if found.count >= limit { return true }
      if let item = workItems[key.workItem] { found.append(item) }
      return false
    }
    return found
  }

  /// A waiting work item's place in line, from 1; nil if it does not wait in a queue.
  package func placeInLine(_ item: WorkItem) -> Int? {
    guard item.isInLine, let queue = item.queue, let line = routing.queues[queue] else { return nil }
    return line.waiting.rank(of: item.waitingKey) + 1
  }

  /// The work items on a pull list, first come first, at most `limit`.
  package func listedWork(on list: PullListID, limit: Int) -> [WorkItem] {
    found(in: listed[list], limit: limit)
  }

  /// The open conversation of a customer on a channel.
  package func openConversation(on channel: ChannelID, of identifier: String) -> Conversation? {
    openSessions[SessionKey(channel: channel, identifier: identifier)].flatMap { conversations[$0] }
  }
}

/// One customer on one channel.
struct SessionKey: Hashable, Sendable {
  var channel: ChannelID
  var identifier: String
}

/// What open work depends on.
enum WorkDependency: Hashable, Sendable {
  case queue(QueueID)
  case list(PullListID)
  case domain(MediaRoutingDomainID)
  case workbin(Workbin)
}
