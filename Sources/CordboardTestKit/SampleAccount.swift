// SPDX-License-Identifier: Apache-2.0

package import ContactEngine
package import ContactModel

/// A small contact centre for tests: three agents in two teams, a supervisor, a bot, three queues, four channels.
package enum SampleAccount {
  /// Its configuration, in an order in which it can be given.
  package static func changes(settings: AccountSettings = settings()) -> [ConfigurationChange] {
    [
      .account(settings),
      .mediaRoutingDomain(MediaRoutingDomain(id: "chat", name: "Chat", maxRequests: 2, interruptible: true)),
      .mediaRoutingDomain(MediaRoutingDomain(id: "voice", name: "Voice", maxRequests: 1, interruptible: false)),
      .team(Team(id: "green", name: "Green")),
      .team(Team(id: "blue", name: "Blue")),
      .agent(agent("alice", teams: ["green"])),
      .agent(agent("bob", teams: ["green", "blue"])),
      .agent(agent("carol", teams: ["blue"])),
      .agent(
        Agent(
          id: "sam",
          firstName: "Sam",
          lastName: "Vane",
          roles: [.supervisor],
          teams: [],
          supervisedTeams: ["green"],
          capacities: []
        )
      ),
      .client(
        APIClient(id: "integration", name: "Integration", scopes: [.conversations, .events, .agents, .configuration])
      ),
      .client(APIClient(id: "helper", name: "Helper", scopes: [.bots])),
      .reasonCode(ReasonCode(id: "lunch", label: "Lunch", kind: .notReady)),
      .reasonCode(ReasonCode(id: "home", label: "End of shift", kind: .logout)),
      .wrapUpCode(WrapUpCode(id: "solved", category: "result", label: "Solved")),
      .pullList(PullList(id: "callbacks", name: "Callbacks", description: "Customers who asked to be called back")),
      .queue(queue("support", domain: "chat", members: QueueMembers(everyone: true, teams: ["green"], agents: []))),
      .queue(
        queue(
          "sales",
          domain: "chat",
          members: QueueMembers(everyone: false, teams: ["blue"], agents: ["alice"]),
          timeLimit: .seconds(120),
          wrapUp: nil
        )
      ),
      .queue(queue("voice", domain: "voice", members: QueueMembers(everyone: true, teams: [], agents: []))),
      .channel(channel("web", .chat, "1212", "chat", .push(queue: "support", priority: 5))),
      .channel(channel("shop", .chat, "1414", "chat", .push(queue: "sales", priority: 5))),
      .channel(channel("web-pull", .chat, "1313", "chat", .pull(list: "callbacks"))),
      .channel(channel("phone", .voice, "8001", "voice", .push(queue: "voice", priority: 5))),
    ]
  }

  /// Its settings: a lease of 30 s, another 60 s until work is requeued.
  package static func settings(readyAllMedia: Bool = false, logoutPolicy: LogoutPolicy = .requeue) -> AccountSettings {
    AccountSettings(
      name: "Test centre",
      realm: "test",
      disconnectLease: .seconds(30),
      requeueAfterLease: .seconds(60),
      rejectHold: .seconds(30),
      logoutPolicy: logoutPolicy,
      readyAllMedia: readyAllMedia,
      limits: AccountLimits(
        openConversations: 10_000,
        messagesPerConversation: 200,
        messageBytes: 4_096,
        attributesPerConversation: 10,
        attributeBytes: 256,
        rememberedCommands: 500
      )
    )
  }

  /// An agent who works.
  package static func agent(_ id: AgentID, teams: [TeamID], capacities: [Capacity] = []) -> Agent {
    Agent(
      id: id,
      firstName: id.rawValue,
      lastName: "Test",
      roles: [.agent],
      teams: teams,
      supervisedTeams: [],
      capacities: capacities
    )
  }

  /// A supervisor of some teams.
  package static func supervisor(_ id: AgentID, of teams: [TeamID]) -> Agent {
    Agent(
      id: id,
      firstName: id.rawValue,
      lastName: "Test",
      roles: [.supervisor],
      teams: [],
      supervisedTeams: teams,
      capacities: []
    )
  }

  /// A queue with an offer deadline of 20 s and, unless told otherwise, 60 s of wrap-up.
  package static func queue(
    _ id: QueueID,
    domain: MediaRoutingDomainID,
    members: QueueMembers,
    timeLimit: Duration? = nil,
    wrapUp: WrapUpRule? = WrapUpRule(limit: .seconds(60)),
    maxWaiting: Int? = nil
  ) -> Queue {
    Queue(
      id: id,
      name: id.rawValue,
      mediaRoutingDomain: domain,
      members: members,
      strategy: .longestAvailable,
      offerDeadline: .seconds(20),
      timeLimit: timeLimit,
      wrapUp: wrapUp,
      maxWaiting: maxWaiting
    )
  }

  /// A channel.
  package static func channel(
    _ id: ChannelID,
    _ type: ChannelType,
    _ serviceIdentifier: String,
    _ domain: MediaRoutingDomainID,
    _ routing: ChannelRouting
  ) -> Channel {
    Channel(
      id: id,
      type: type,
      serviceIdentifier: serviceIdentifier,
      mediaRoutingDomain: domain,
      routing: routing
    )
  }

  /// The start of a conversation by a customer with a number.
  package static func start(_ number: Int, on channel: ChannelID = "web", saying text: String? = nil) -> Command {
    .startConversation(
      StartConversation(
        channel: channel,
        customer: Customer(
          id: CustomerID(rawValue: UInt128(number + 1)),
          identifier: "customer-\(number)",
          displayName: nil
        ),
        message: text.map { NewMessage(body: MessageBody(kind: "PLAIN", text: $0)) }
      )
    )
  }
}

extension EngineHarness {
  /// A harness with ``SampleAccount``.
  package static func configured(
    settings: AccountSettings = SampleAccount.settings(),
    seed: UInt64 = 1
  ) throws -> EngineHarness {
    var harness = EngineHarness(seed: seed)
    try harness.give(.configure(SampleAccount.changes(settings: settings)))
    return harness
  }

  /// Logs an agent in and makes it ready on some domains.
  package mutating func makeReady(_ agent: AgentID, on domains: [MediaRoutingDomainID] = ["chat"]) throws {
    try give(.logIn(agent))
    try give(.setAgentState(agent, ready: true, reason: nil))
    for domain in domains { try give(.setMediaState(agent, domain, ready: true)) }
  }

  /// The offer an agent has to answer.
  package func offer(to agent: AgentID) -> Offer? {
    centre.agents[agent]?.pendingOffer.flatMap { centre.offers[$0] }
  }
}
