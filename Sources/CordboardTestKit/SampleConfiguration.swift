// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// One sample, or two where fields may be absent, of every change of the configuration.
package enum SampleConfiguration {
  /// All samples. A new kind of change breaks the build of ``successors(of:)`` until it has one.
  package static var changes: [ConfigurationChange] {
    var found = [first]
    while let last = found.last {
      let next = successors(of: last)
      if next.isEmpty { break }
      found += next
    }
    return found + later
  }

  private static let firstScopes: [Scope] = [.conversations, .events, .agents, .configuration]

  private static let limits = AccountLimits(
    openConversations: 100_000,
    messagesPerConversation: 10_000,
    messageBytes: 65_536,
    attributesPerConversation: 64,
    attributeBytes: 4_096,
    rememberedCommands: 100_000
  )

  private static let first = ConfigurationChange.account(
    AccountSettings(
      name: "Democo & Söhne",
      realm: "democo",
      disconnectLease: .seconds(30),
      requeueAfterLease: .seconds(90),
      rejectHold: .milliseconds(1_500),
      logoutPolicy: .requeue,
      readyAllMedia: true,
      limits: limits
    )
  )

  private static let bareAccount = ConfigurationChange.account(
    AccountSettings(
      name: "",
      realm: "",
      disconnectLease: .zero,
      rejectHold: .zero,
      logoutPolicy: .close,
      readyAllMedia: false,
      limits: limits
    )
  )

  /// The samples of the kind that comes after the kind of a sample.
  private static func successors(of change: ConfigurationChange) -> [ConfigurationChange] {
    switch change {
    case .account:
      [
        bareAccount,
        .mediaRoutingDomain(MediaRoutingDomain(id: "chat", name: "Chat", maxRequests: 5, interruptible: true)),
      ]
    case .mediaRoutingDomain: [.team(Team(id: "service", name: "Kundendienst ☎"))]
    case .team: agents
    case .agent: [.client(APIClient(id: "integration", name: "Integration", scopes: firstScopes))]
    case .client:
      [
        .credential(Credential(subject: .agent("alice"), verifier: "scrypt$16384$8$1$c2FsdA$aGFzaA")),
        .credential(Credential(subject: .client("integration"), verifier: "")),
      ]
    case .credential: ReasonCodeKind.allCases.map { .reasonCode(ReasonCode(id: "lunch", label: "Lunch", kind: $0)) }
    case .reasonCode: [.wrapUpCode(WrapUpCode(id: "sold", category: "sales", label: "Sold"))]
    case .wrapUpCode: [.pullList(PullList(id: "callbacks", name: "Call-backs", description: "Call them back"))]
    case .pullList: queues
    case .queue: channels
    case .channel: keys.map { .removed($0) }
    case .removed: []
    }
  }

  /// Samples with fields that came later; they stand at the end, so that the golden records before them stay.
  private static let later: [ConfigurationChange] = [
    .channel(
      Channel(
        id: "web",
        type: .chat,
        serviceIdentifier: "1212",
        mediaRoutingDomain: "chat",
        routing: .push(queue: "support", priority: 0),
        response: ResponseRule(first: .seconds(30), each: .seconds(60)),
        inactivity: InactivityRule(warnAfter: .seconds(90), closeAfter: .seconds(120))
      )
    ),
    .queue(
      Queue(
        id: "sales",
        name: "Sales",
        mediaRoutingDomain: "chat",
        members: QueueMembers(everyone: true, teams: [], agents: []),
        strategy: .longestAvailable,
        offerDeadline: .seconds(20),
        response: ResponseRule()
      )
    ),
    .channel(
      Channel(
        id: "web",
        type: .chat,
        serviceIdentifier: "1212",
        mediaRoutingDomain: "chat",
        routing: .push(queue: "support", priority: 0),
        survey: SurveyRule(questions: SampleEvents.questions, limit: .seconds(600)),
        outbound: OutboundRule(answerLimit: .seconds(30))
      )
    ),
    .channel(
      Channel(
        id: "web",
        type: .chat,
        serviceIdentifier: "1212",
        mediaRoutingDomain: "chat",
        routing: .push(queue: "support", priority: 0),
        outbound: OutboundRule()
      )
    ),
    .account(
      AccountSettings(
        name: "",
        realm: "",
        disconnectLease: .zero,
        rejectHold: .zero,
        answerDeadline: .seconds(45),
        logoutPolicy: .close,
        readyAllMedia: false,
        limits: limits
      )
    ),
    .client(APIClient(id: "helper", name: "Helper", scopes: [.bots])),
    .account(settings(limitsOfAgents)),
    .queue(
      Queue(
        id: "sales",
        name: "Sales",
        mediaRoutingDomain: "chat",
        members: QueueMembers(everyone: true, teams: [], agents: []),
        strategy: .longestAvailable,
        offerDeadline: .seconds(20),
        wrapUp: WrapUpRule(limit: .seconds(60), longest: .seconds(180))
      )
    ),
    .client(APIClient(id: "pbx", name: "PBX", scopes: [.calls])),
    .channel(
      Channel(
        id: "phone",
        type: .voice,
        serviceIdentifier: "8001",
        mediaRoutingDomain: "voice",
        routing: .push(queue: "voice", priority: 0),
        voice: VoiceRule(provider: "pbx", ringsOnOffer: true, answerLimit: .seconds(15))
      )
    ),
    .agent(
      Agent(
        id: "bob",
        firstName: "",
        lastName: "",
        roles: [],
        teams: [],
        supervisedTeams: [],
        capacities: [],
        extension: "202"
      )
    ),
    .account(settings(limits, conversationRetention: .seconds(90 * 86_400))),
  ]

  private static func settings(
    _ limits: AccountLimits,
    conversationRetention: Duration? = nil
  ) -> AccountSettings {
    AccountSettings(
      name: "",
      realm: "",
      disconnectLease: .zero,
      rejectHold: .zero,
      logoutPolicy: .close,
      readyAllMedia: false,
      limits: limits,
      conversationRetention: conversationRetention
    )
  }

  private static let limitsOfAgents: AccountLimits = {
    var changed = limits
    changed.itemsPerWorkbin = 20
    changed.devicesPerAgent = 3
    return changed
  }()

  private static let agents: [ConfigurationChange] = [
    .agent(
      Agent(
        id: "bob",
        firstName: "",
        lastName: "",
        roles: [],
        teams: [],
        supervisedTeams: [],
        capacities: []
      )
    ),
    .agent(
      Agent(
        id: "alice",
        firstName: "Alice",
        lastName: "Åkesson",
        roles: Role.allCases,
        teams: ["service", "sales"],
        supervisedTeams: ["sales"],
        capacities: [
          Capacity(mediaRoutingDomain: "chat", maxRequests: 3), Capacity(mediaRoutingDomain: "voice", maxRequests: 0),
        ]
      )
    ),
  ]

  private static let queues: [ConfigurationChange] = [
    .queue(
      Queue(
        id: "sales",
        name: "Sales",
        mediaRoutingDomain: "chat",
        members: QueueMembers(everyone: true, teams: [], agents: []),
        strategy: .longestAvailable,
        offerDeadline: .seconds(20)
      )
    ),
    .queue(
      Queue(
        id: "support",
        name: "Support",
        mediaRoutingDomain: "chat",
        members: QueueMembers(everyone: false, teams: ["service"], agents: ["alice", "bob"]),
        strategy: .longestAvailable,
        offerDeadline: .seconds(20),
        timeLimit: .seconds(3_600),
        wrapUp: WrapUpRule(limit: .seconds(60)),
        maxWaiting: 10_000
      )
    ),
    .queue(
      Queue(
        id: "open-ended",
        name: "Wrap-up without limit",
        mediaRoutingDomain: "chat",
        members: QueueMembers(everyone: false, teams: [], agents: []),
        strategy: .longestAvailable,
        offerDeadline: .milliseconds(1),
        wrapUp: WrapUpRule()
      )
    ),
  ]

  private static let channels: [ConfigurationChange] = [
    .channel(
      Channel(
        id: "web",
        type: .chat,
        serviceIdentifier: "1212",
        mediaRoutingDomain: "chat",
        routing: .push(queue: "support", priority: -7)
      )
    ),
    .channel(
      Channel(
        id: "web-pull",
        type: .email,
        serviceIdentifier: "support@demo.example",
        mediaRoutingDomain: "email",
        routing: .pull(list: "callbacks")
      )
    ),
  ]

  /// One key of every kind. A new kind breaks the build of ``successor(of:)`` until it has one.
  private static var keys: [ConfigurationKey] {
    var found: [ConfigurationKey] = [.mediaRoutingDomain("chat")]
    while let last = found.last, let next = successor(of: last) { found.append(next) }
    return found
  }

  private static func successor(of key: ConfigurationKey) -> ConfigurationKey? {
    switch key {
    case .mediaRoutingDomain: .team("service")
    case .team: .agent("alice")
    case .agent: .client("integration")
    case .client: .reasonCode("lunch")
    case .reasonCode: .wrapUpCode("sold")
    case .wrapUpCode: .pullList("callbacks")
    case .pullList: .queue("support")
    case .queue: .channel("web")
    case .channel: nil
    }
  }
}
