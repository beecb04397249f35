// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// A contact centre of any size for measurements.
///
/// Agents are in teams of at most 50. Half of the teams serve *busy* queues, in which work waits; the others serve
/// *idle* ones, where an agent is always free. Each team has a queue of its own, and five busy teams share one more. One
/// agent in ten is logged out and one in ten takes a break.
struct BenchAccount {
  static let id: AccountID = "BENCH"
  static let domains: [MediaRoutingDomainID] = ["chat", "email", "voice"]

  let agentCount: Int
  let teamCount: Int
  private let chatCapacity: Int

  init(agents: Int, chatCapacity: Int = 5) {
    agentCount = agents
    teamCount = max(2, (agents + 49) / 50)
    self.chatCapacity = chatCapacity
  }

  enum Side: Int {
    case busy = 0
    case idle = 1
  }

  func agent(_ number: Int) -> AgentID { AgentID(rawValue: "agent-\(number)") }

  func team(of number: Int) -> Int { number % teamCount }

  func side(ofTeam team: Int) -> Side { team % 2 == 0 ? .busy : .idle }

  func isLoggedIn(_ number: Int) -> Bool { number / teamCount % 10 != 3 }

  func isReady(_ number: Int) -> Bool { isLoggedIn(number) && number / teamCount % 10 != 4 }

  /// The channels of one side.
  func channels(_ side: Side) -> [ChannelID] {
    var found: [ChannelID] = []
    for team in 0..<teamCount where self.side(ofTeam: team) == side { found.append(channel("team-\(team)")) }
    if side == .busy {
      for region in 0..<regionCount { found.append(channel("region-\(region)")) }
    }
    return found
  }

  private var regionCount: Int { (teamCount + 9) / 10 }

  private func channel(_ queue: String) -> ChannelID { ChannelID(rawValue: "web-" + queue) }

  /// The configuration, in an order in which it can be given.
  var changes: [ConfigurationChange] {
    let capacities = [chatCapacity, 3, 1]
    var changes: [ConfigurationChange] = [.account(settings)]
    for (domain, capacity) in zip(Self.domains, capacities) {
      let isVoice = domain == "voice"
      changes.append(
        .mediaRoutingDomain(
          MediaRoutingDomain(id: domain, name: domain.rawValue, maxRequests: capacity, interruptible: !isVoice)
        )
      )
    }
    for team in 0..<teamCount { changes.append(.team(Team(id: teamID(team), name: "Team \(team)"))) }
    for number in 0..<agentCount {
      changes.append(
        .agent(
          Agent(
            id: agent(number),
            firstName: "Agent",
            lastName: "\(number)",
            roles: [.agent],
            teams: [teamID(team(of: number))],
            supervisedTeams: [],
            capacities: []
          )
        )
      )
    }
    changes.append(.wrapUpCode(WrapUpCode(id: "solved", category: "result", label: "Solved")))
    for team in 0..<teamCount { changes += queue("team-\(team)", teams: [teamID(team)]) }
    for region in 0..<regionCount {
      let teams = stride(from: region * 10, to: min(teamCount, region * 10 + 10), by: 2).map(teamID)
      changes += queue("region-\(region)", teams: teams)
    }
    return changes
  }

  private func teamID(_ team: Int) -> TeamID { TeamID(rawValue: "team-\(team)") }

  private func queue(_ name: String, teams: [TeamID]) -> [ConfigurationChange] {
    let queue = Queue(
      id: QueueID(rawValue: name),
      name: name,
      mediaRoutingDomain: "chat",
      members: QueueMembers(everyone: false, teams: teams, agents: []),
      strategy: .longestAvailable,
      offerDeadline: .seconds(20),
      timeLimit: .seconds(86_400),
      wrapUp: WrapUpRule(limit: .seconds(60)),
      maxWaiting: nil
    )
    let channel = Channel(
      id: channel(name),
      type: .chat,
      serviceIdentifier: name,
      mediaRoutingDomain: "chat",
      routing: .push(queue: queue.id, priority: 5)
    )
    return [.queue(queue), .channel(channel)]
  }

  private var settings: AccountSettings {
    AccountSettings(
      name: "Bench",
      realm: "bench",
      disconnectLease: .seconds(30),
      requeueAfterLease: .seconds(60),
      rejectHold: .seconds(30),
      logoutPolicy: .requeue,
      readyAllMedia: false,
      limits: AccountLimits(
        openConversations: 1_000_000,
        messagesPerConversation: 10_000,
        messageBytes: 65_536,
        attributesPerConversation: 100,
        attributeBytes: 4_096,
        rememberedCommands: 100_000
      )
    )
  }
}
