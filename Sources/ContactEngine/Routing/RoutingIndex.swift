// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Finds the agent for a work item and the work item for an agent without looking at any other.
///
/// Agents stand in *pools*: everyone on a domain, a team on a domain, or the agents a queue names. A queue draws from
/// one or more pools, and each pool knows the heads of its queues in order. So one routed item costs a few searches in
/// sorted lists, however many agents are logged in and however many items wait. Everything here is derived from the
/// configuration, the presences and the work items; replaying the journal rebuilds it.
struct RoutingIndex: Sendable {
  private(set) var pools: [Pool] = []
  private var poolNumbers: [PoolKey: Int] = [:]
  /// The numbers of pools that are gone, to be given again.
  private var freeNumbers: [Int] = []
  private(set) var queues: [QueueID: QueueLine] = [:]
  private var memberships: [AgentID: [PoolMembership]] = [:]

  /// The agents of one pool who can be offered work now, and the queues that draw from it.
  struct Pool: Sendable {
    let key: PoolKey
    /// How many agents belong to it, whether they are available or not.
    var members = 0
    var available = SortedList<AvailableAgent>()
    var heads = SortedList<QueueHead>()
    /// The queues that draw from this pool.
    var drawing: Set<QueueID> = []
  }

  /// The waiting work items of one queue.
  struct QueueLine: Sendable {
    var pools: [Int]
    var waiting = SortedList<WaitingKey>()
  }

  /// The pools there are. ``pools`` also holds the places of those that are gone.
  var poolKeys: Set<PoolKey> { Set(poolNumbers.keys) }

  private mutating func makePool(_ key: PoolKey) -> Int {
    if let number = poolNumbers[key] { return number }
    let number = freeNumbers.popLast() ?? pools.count
    if number < pools.count { pools[number] = Pool(key: key) } else { pools.append(Pool(key: key)) }
    poolNumbers[key] = number
    return number
  }

  /// Removes a pool to which nobody belongs and from which no queue draws: its team, queue or domain may be gone.
  private mutating func removeIfUnused(_ number: Int) {
    let key = pools[number].key
    guard pools[number].members == 0, pools[number].drawing.isEmpty, poolNumbers[key] == number else { return }
    poolNumbers[key] = nil
    freeNumbers.append(number)
  }

  // MARK: Queues

  /// Sets from which pools a queue draws; its waiting items stay.
  mutating func define(_ queue: Queue) {
    var numbers: [Int] = []
    let domain = queue.mediaRoutingDomain
    if queue.members.everyone { numbers.append(makePool(.everyone(domain))) }
    for team in queue.members.teams { numbers.append(makePool(.team(team, domain))) }
    if !queue.members.agents.isEmpty { numbers.append(makePool(.queue(queue.id, domain))) }
    var line = queues[queue.id] ?? QueueLine(pools: [])
    let head = line.waiting.first.map { QueueHead(key: $0, queue: queue.id) }
    for number in line.pools {
      pools[number].drawing.remove(queue.id)
      if let head { pools[number].heads.remove(head) }
    }
    let before = line.pools
    line.pools = numbers
    for number in numbers {
      pools[number].drawing.insert(queue.id)
      if let head { pools[number].heads.insert(head) }
    }
    queues[queue.id] = line
    for number in before where !numbers.contains(number) { removeIfUnused(number) }
  }

  mutating func removeQueue(_ id: QueueID) {
    guard let line = queues.removeValue(forKey: id) else { return }
    for number in line.pools {
      pools[number].drawing.remove(id)
      removeIfUnused(number)
    }
  }

  // MARK: Waiting work

  mutating func enqueue(_ key: WaitingKey, in queue: QueueID) {
    changeLine(queue) { $0.waiting.insert(key) }
  }

  mutating func dequeue(_ key: WaitingKey, from queue: QueueID) {
    changeLine(queue) { $0.waiting.remove(key) }
  }

  /// Changes a queue's line and, when another item is first now, tells its pools.
  private mutating func changeLine(_ id: QueueID, _ change: (inout QueueLine) -> Void) {
    var first: (before: WaitingKey?, after: WaitingKey?) = (nil, nil)
    var told: [Int] = []
    queues.change(id) { line in
      first.before = line.waiting.first
      change(&line)
      first.after = line.waiting.first
      if first.before != first.after { told = line.pools }
    }
    let (before, after) = first
    for number in told {
      if let before { pools[number].heads.remove(QueueHead(key: before, queue: id)) }
      if let after { pools[number].heads.insert(QueueHead(key: after, queue: id)) }
    }
  }

  // MARK: Available agents

  /// Sets to which pools an agent belongs, by its teams and by the queues that name it. The agent must stand in none
  /// while this changes.
  mutating func setMemberships(of agent: Agent, in configuration: AccountConfiguration) {
    var found: [PoolMembership] = []
    for domain in configuration.mediaRoutingDomains.keys.sorted() {
      found.append(PoolMembership(pool: makePool(.everyone(domain)), domain: domain))
      for team in agent.teams {
        found.append(PoolMembership(pool: makePool(.team(team, domain)), domain: domain))
      }
    }
    for queue in configuration.queuesNaming[agent.id] ?? [] {
      guard let domain = configuration.queues[queue]?.mediaRoutingDomain else { continue }
      found.append(PoolMembership(pool: makePool(.queue(queue, domain)), domain: domain))
    }
    for membership in found { pools[membership.pool].members += 1 }
    removeMemberships(of: agent.id)
    memberships[agent.id] = found
  }

  /// The agent belongs to no pool any more. It must stand in none.
  mutating func removeMemberships(of agent: AgentID) {
    for membership in memberships.removeValue(forKey: agent) ?? [] {
      pools[membership.pool].members -= 1
      removeIfUnused(membership.pool)
    }
  }

  /// Puts an agent into its pools of a domain.
  mutating func setAvailable(_ agent: AvailableAgent, on domain: MediaRoutingDomainID) {
    for membership in memberships[agent.agent] ?? [] where membership.domain == domain {
      pools[membership.pool].available.insert(agent)
    }
  }

  /// Takes an agent out of its pools of a domain.
  mutating func setUnavailable(_ agent: AvailableAgent, on domain: MediaRoutingDomainID) {
    for membership in memberships[agent.agent] ?? [] where membership.domain == domain {
      pools[membership.pool].available.remove(agent)
    }
  }

  // MARK: Matching

  /// The agent who comes first for a waiting work item.
  func agent(for item: WorkItem, in queue: QueueID) -> AgentID? {
    guard let line = queues[queue] else { return nil }
    var best: AvailableAgent?
    for number in line.pools {
      guard let candidate = pools[number].available.first(where: { !item.isHeld(for: $0.agent) }) else { continue }
      if let known = best, known < candidate { continue }
      best = candidate
    }
    return best?.agent
  }

  /// The agents who could be offered work of a queue now, in no order, at most `limit`.
  func availableAgents(in queue: QueueID, limit: Int) -> Set<AgentID> {
    var found: Set<AgentID> = []
    for number in queues[queue]?.pools ?? [] {
      _ = pools[number].available.first { candidate in
        if found.count >= limit { return true }
        found.insert(candidate.agent)
        return false
      }
    }
    return found
  }

  /// The waiting work item that comes first for an agent on the domains where it stands in pools.
  func workItem(
    for agent: AgentID,
    on domains: [MediaRoutingDomainID],
    in items: ShardedDictionary<WorkItemID, WorkItem>
  ) -> WaitingKey? {
    var best: WaitingKey?
    for membership in memberships[agent] ?? [] where domains.contains(membership.domain) {
      _ = pools[membership.pool].heads.first { head in
        if let best, best < head.key { return true }
        let key = queues[head.queue]?.waiting.first { items[$0.workItem]?.isHeld(for: agent) == false }
        if let key, best.map({ key < $0 }) ?? true { best = key }
        return false
      }
    }
    return best
  }
}

/// Which agents a pool holds.
enum PoolKey: Hashable, Sendable {
  case everyone(MediaRoutingDomainID)
  case team(TeamID, MediaRoutingDomainID)
  case queue(QueueID, MediaRoutingDomainID)
}

/// That an agent belongs to a pool.
struct PoolMembership: Hashable, Sendable {
  var pool: Int
  var domain: MediaRoutingDomainID
}

/// An agent in the order of LONGEST_AVAILABLE: who has been idle for the longest time, then by identifier.
struct AvailableAgent: Comparable, Hashable, Sendable {
  var idleSince: Timestamp
  var agent: AgentID

  static func < (left: AvailableAgent, right: AvailableAgent) -> Bool {
    if left.idleSince != right.idleSince { return left.idleSince < right.idleSince }
    return left.agent < right.agent
  }
}

/// The first waiting item of a queue.
struct QueueHead: Comparable, Hashable, Sendable {
  var key: WaitingKey
  var queue: QueueID

  static func < (left: QueueHead, right: QueueHead) -> Bool {
    left.key < right.key
  }
}

extension RoutingIndex: Equatable {
  /// Equal when they find the same: pools are numbered in the order in which they were first needed, which may differ.
  static func == (left: RoutingIndex, right: RoutingIndex) -> Bool {
    left.content == right.content
  }

  private struct PoolContent: Equatable {
    var members: Int
    var available: [AvailableAgent]
    var heads: [QueueHead]
    var drawing: Set<QueueID>
  }

  private struct Content: Equatable {
    var pools: [PoolKey: PoolContent]
    var waiting: [QueueID: SortedList<WaitingKey>]
  }

  private var content: Content {
    var contents: [PoolKey: PoolContent] = [:]
    for number in poolNumbers.values {
      let pool = pools[number]
      contents[pool.key] = PoolContent(
        members: pool.members,
        available: pool.available.elements,
        heads: pool.heads.elements,
        drawing: pool.drawing
      )
    }
    return Content(pools: contents, waiting: queues.mapValues(\.waiting))
  }
}
