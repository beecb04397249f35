// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// Reads the contact centre of one account. It belongs to one reader on one task; each part of the account has its own
/// extension.
final class AccountReader {
  let section: ConfigurationSection
  let secrets: SecretReader
  var report: ConfigurationReport { section.report }

  /// What was defined, by kind, so that a change is never before what it names.
  var domains: [MediaRoutingDomain] = []
  var teams: [Team] = []
  var agents: [Agent] = []
  var clients: [APIClient] = []
  var reasonCodes: [ReasonCode] = []
  var wrapUpCodes: [WrapUpCode] = []
  var pullLists: [PullList] = []
  var queues: [Queue] = []
  var channels: [ConfiguredChannel] = []
  var credentials: [ConfiguredCredential] = []

  private var references: [(key: ConfigurationKey, place: ConfigurationPlace)] = []

  init(_ section: ConfigurationSection, secrets: SecretReader) {
    self.section = section
    self.secrets = secrets
  }

  /// Reads the account; nil when it has no usable settings, which is then reported. What is wrong elsewhere is reported
  /// and left out.
  func read(_ account: AccountID) -> ConfiguredAccount? {
    let settings = readSettings(account)
    let externalIssuer = readExternalIssuer()
    readDomains()
    readTeams()
    readAgents()
    readClients()
    readCodes()
    readPullLists()
    readQueues()
    readChannels()
    section.finish()
    checkReferences()
    checkChannels()
    guard let settings else { return nil }
    var changes: [ConfigurationChange] = [.account(settings)]
    changes += domains.map { .mediaRoutingDomain($0) }
    changes += teams.map { .team($0) }
    changes += reasonCodes.map { .reasonCode($0) }
    changes += wrapUpCodes.map { .wrapUpCode($0) }
    changes += agents.map { .agent($0) }
    changes += clients.map { .client($0) }
    changes += pullLists.map { .pullList($0) }
    changes += queues.map { .queue($0) }
    changes += channels.map { .channel($0.channel) }
    return ConfiguredAccount(
      account: account,
      changes: changes,
      credentials: credentials,
      externalIssuer: externalIssuer
    )
  }

  /// Notes that something is named, to be checked once everything is known.
  func refer(to key: ConfigurationKey, at place: ConfigurationPlace) {
    references.append((key, place))
  }

  private func checkReferences() {
    if report.isDescribing { return }
    for (key, place) in references {
      let known = names(like: key)
      if !known.contains(key.name) {
        report.note("there is no \(key)" + NearestName.suggestion(key.name, among: known), at: place)
      }
    }
  }

  private func names(like key: ConfigurationKey) -> [String] {
    switch key {
    case .mediaRoutingDomain: domains.map(\.id.rawValue)
    case .team: teams.map(\.id.rawValue)
    case .agent: agents.map(\.id.rawValue)
    case .client: clients.map(\.id.rawValue)
    case .reasonCode: reasonCodes.map(\.id.rawValue)
    case .wrapUpCode: wrapUpCodes.map(\.id.rawValue)
    case .pullList: pullLists.map(\.id.rawValue)
    case .queue: queues.map(\.id.rawValue)
    case .channel: channels.map(\.channel.id.rawValue)
    }
  }

  private func readSettings(_ account: AccountID) -> AccountSettings? {
    let name = section.value(
      "name",
      .textOrNothing,
      default: account.rawValue,
      "Name of the account for people; without it, its identifier."
    )
    let realm = section.required("realm", .realm, "Identity realm: the name of the account in addresses of the issuer.")
    let lease = section.value(
      "disconnectLease",
      .duration(.zero ... .seconds(3_600)),
      default: .seconds(30),
      "How long an agent without any connected device keeps its state; then it becomes not ready."
    )
    let requeue = section.optional(
      "requeueAfterLease",
      .duration(.zero ... .seconds(86_400)),
      "How long after that the agent's work returns to its queue; without it, the work stays with the agent."
    )
    let hold = section.value(
      "rejectHold",
      .duration(.zero ... .seconds(3_600)),
      default: .seconds(10),
      "How long an agent who rejected a work item is not offered it again."
    )
    let answer = section.value(
      "answerDeadline",
      .duration(.milliseconds(1) ... .seconds(86_400)),
      default: .defaultAnswerDeadline,
      "How long an agent asked by name, a bot or an external address has to answer a transfer, consult or conference."
    )
    let policy = section.value(
      "logoutPolicy",
      ValueKind<LogoutPolicy>.choice,
      default: .requeue,
      "What happens to the work of an agent who logs out."
    )
    let readyAll = section.value(
      "readyAllMedia",
      .boolean,
      default: true,
      "Whether an agent who becomes ready is ready on every media routing domain."
    )
    let retention = section.optional(
      "conversationRetention",
      .duration(AccountSettings.retentionBounds),
      "How long closed conversations keep their content; then what people said, wrote and are called by is erased for good, "
        + "within a day. Without it nothing is erased."
    )
    let limits = readLimits()
    return realm.map {
      AccountSettings(
        name: name,
        realm: $0,
        disconnectLease: lease,
        requeueAfterLease: requeue,
        rejectHold: hold,
        answerDeadline: answer,
        logoutPolicy: policy,
        readyAllMedia: readyAll,
        limits: limits,
        conversationRetention: retention
      )
    }
  }

  private func readLimits() -> AccountLimits {
    let limits =
      section.section("limits")
      ?? ConfigurationSection(nil, at: section.place(of: "limits"), report: report)
    defer { limits.finish() }
    return AccountLimits(
      openConversations: limits.value(
        "openConversations",
        .integer(1...100_000_000),
        default: 200_000,
        "Conversations open at the same time."
      ),
      messagesPerConversation: limits.value(
        "messagesPerConversation",
        .integer(1...10_000_000),
        default: 10_000,
        "Messages in one conversation."
      ),
      messageBytes: limits.value(
        "messageBytes",
        .bytes(256...64 << 20),
        default: 32 << 10,
        "Size of one message body."
      ),
      attributesPerConversation: limits.value(
        "attributesPerConversation",
        .integer(0...10_000),
        default: 100,
        "Attributes of one conversation."
      ),
      attributeBytes: limits.value(
        "attributeBytes",
        .bytes(64...1 << 20),
        default: 4 << 10,
        "Size of one attribute's name and value together."
      ),
      rememberedCommands: limits.value(
        "rememberedCommands",
        .integer(1...100_000_000),
        default: 100_000,
        "Command ids remembered so that a repeated command is answered as before."
      ),
      sessionsPerConversation: limits.value(
        "sessionsPerConversation",
        .integer(1...10_000),
        default: AccountLimits.usualSessionsPerConversation,
        "How often customers may come to one conversation: their channel sessions, ended ones too."
      ),
      itemsPerWorkbin: limits.value(
        "itemsPerWorkbin",
        .integer(1...1_000_000),
        default: AccountLimits.usualItemsPerWorkbin,
        "Work items in one workbin, of an agent or of a team."
      ),
      devicesPerAgent: limits.value(
        "devicesPerAgent",
        .integer(1...1_000),
        default: AccountLimits.usualDevicesPerAgent,
        "Devices of one agent that are connected at the same time."
      )
    )
  }
}

extension ValueKind where Value == String {
  /// The name of a realm: it stands in addresses.
  fileprivate static var realm: ValueKind {
    text("a realm of 1 to 64 lower-case letters, digits and hyphens") { text in
      (1...64).contains(text.count)
        && text.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }
    }
  }
}

extension ConfigurationKey {
  /// The identifier alone.
  fileprivate var name: String {
    switch self {
    case .mediaRoutingDomain(let id): id.rawValue
    case .team(let id): id.rawValue
    case .agent(let id): id.rawValue
    case .client(let id): id.rawValue
    case .reasonCode(let id): id.rawValue
    case .wrapUpCode(let id): id.rawValue
    case .pullList(let id): id.rawValue
    case .queue(let id): id.rawValue
    case .channel(let id): id.rawValue
    }
  }
}
