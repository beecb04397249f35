// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import CordboardTestKit
import DialectKit
import Testing

@testable import CordboardServer

/// The configuration as a file, out and in.
@Suite(.timeLimit(.minutes(10))) struct APIConfigurationFileTests {
  private func export(_ api: TestAPI, secrets: Bool = false, as sender: TestAPI.Sender = .ada) async throws -> String {
    let answer = try await api.send("GET", "/configuration/export?secrets=\(secrets)", as: sender)
    #expect(answer.status == 200 && answer.header("Content-Type") == "application/yaml", "\(answer)")
    return String(decoding: answer.bytes, as: UTF8.self)
  }

  private func bringIn(
    _ api: TestAPI,
    _ text: String,
    _ query: String = "",
    as sender: TestAPI.Sender = .ada
  ) async throws -> TestAPI.Answer {
    let yaml = ["Content-Type": "application/yaml"]
    return try await api.send("POST", "/configuration/import\(query)", text, as: sender, headers: yaml)
  }

  private func configuration(_ api: TestAPI) async throws -> ContactEngine.AccountConfiguration {
    try await api.partition.query("DEMOCO") { centre, _ in centre.configuration }
  }

  @Test func `what is exported and imported again changes nothing`() async throws {
    let api = try await TestAPI()
    let answer = try await bringIn(api, try await export(api), "?removeOthers=true")
    #expect(answer.status == 200 && answer["changes"]?.arrayValue?.isEmpty == true, "\(answer)")
  }

  /// The law of the file: any configuration, written and read into an account with any other, makes the two equal.
  @Test(arguments: 0..<25 as Range<UInt64>) func `an import makes the account what was exported`(seed: UInt64)
    async throws
  {
    var random = SeededRandom(seed: seed)
    let (left, right) = (try await TestAPI(), try await TestAPI())
    for api in [left, right] {
      let context = CommandContext(principal: .system("DEMOCO"))
      _ = try await api.partition.perform(.configure(RandomConfiguration.changes(&random)), in: context)
    }
    let text = try await export(left, secrets: true)
    let dry = try await bringIn(right, text, "?removeOthers=true&dryRun=true")
    let before = try await configuration(right)
    let done = try await bringIn(right, text, "?removeOthers=true")
    #expect(done.status == 200, "\(done)\n\(text)")
    #expect(dry["changes"] == done["changes"])
    let wanted = try await configuration(left)
    let found = try await configuration(right)
    #expect(found.isEqual(to: wanted), "seed \(seed):\n\(text)")
    #expect(before != found || dry["changes"]?.arrayValue?.isEmpty == true)
    #expect(try await bringIn(right, text, "?removeOthers=true")["changes"]?.arrayValue?.isEmpty == true)
  }

  @Test func `a dry run says what would change and changes nothing`() async throws {
    let api = try await TestAPI()
    var text = try await export(api)
    text = text.replacing("\"Support\"", with: "\"Help\"").replacing("\"Sales\"", with: "\"Sellers\"")
    let before = try await configuration(api)
    let answer = try await bringIn(api, text, "?dryRun=true")
    let changes = answer["changes"]?.arrayValue ?? []
    #expect(changes.compactMap { $0["action"]?.stringValue } == (changes.map { _ in "changed" }) && !changes.isEmpty)
    let queue = changes.first { $0["change"]?["queue"] != nil }
    #expect(queue?["before"]?["queue"]?["name"]?.stringValue == "Support")
    #expect(queue?["change"]?["queue"]?["name"]?.stringValue == "Help")
    #expect(try await configuration(api) == before)
  }

  @Test func `an import is all or nothing`() async throws {
    let api = try await TestAPI()
    let text = try await export(api).replacing("\"Sales\"", with: "\"Sellers\"")
      .replacing("openConversations: 100", with: "openConversations: 0")
    let before = try await configuration(api)
    let answer = try await bringIn(api, text)
    #expect(answer.problem == "invalidConfiguration")
    #expect(try await configuration(api) == before)
  }

  @Test func `what is wrong is said with its line and column`() async throws {
    let api = try await TestAPI()
    let text = """
      accounts:
        DEMOCO:
          realm: democo
          teams: {service: {name: Service}}
          agents:
            alice: {teams: [servise], passwordFile: /etc/hostname}
            bob: {password: secret}
          queuess: {}
      server: {port: 1}
      """
    let answer = try await bringIn(api, text)
    #expect(answer.status == 422 && answer.problem == "invalidConfiguration", "\(answer)")
    let places = (answer["errors"]?.arrayValue ?? []).map { place in
      "\(place["line"]?.integerValue ?? 0):\(place["column"]?.integerValue ?? 0) \(place["detail"]?.stringValue ?? "")"
    }
    #expect(places.contains { $0.hasPrefix("6:23 ") && $0.contains("there is no team servise") }, "\(places)")
    #expect(places.contains { $0.hasPrefix("6:") && $0.contains("give passwordHash") }, "\(places)")
    #expect(places.contains { $0.hasPrefix("7:") && $0.contains("give passwordHash") }, "\(places)")
    #expect(places.contains { $0.hasPrefix("8:5 ") && $0.contains("unknown setting") }, "\(places)")
    #expect(places.contains { $0.hasPrefix("9:1 ") && $0.contains("unknown setting") }, "\(places)")
  }

  @Test(arguments: [
    ("", "the text is empty"), ("accounts: {OTHER: {realm: other}}", "another account"),
    ("[", "the YAML cannot be read"),
    ("accounts: {}", "is missing"),
    ("accounts: {DEMOCO: {realm: democo, externalIssuer: {issuer: x}}}", "own configuration"),
    (
      "x: &a [1,1,1,1,1,1,1,1,1,1]\ny: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nz: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
        + "w: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]", "aliases"
    ),
  ])
  func `what is no file of this account is refused`(text: String, reason: String) async throws {
    let api = try await TestAPI()
    let answer = try await bringIn(api, text)
    #expect(answer.problem == "invalidConfiguration", "\(answer)")
    #expect("\(answer.json)".contains(reason), "\(answer.json)")
  }

  @Test func `who may export, import, and see secrets`() async throws {
    let api = try await TestAPI()
    let context = CommandContext(principal: .system("DEMOCO"))
    let hash = "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo"
    let credential = Credential(subject: .agent("alice"), verifier: hash)
    _ = try await api.partition.perform(.configure([.credential(credential)]), in: context)
    #expect(try await !export(api).contains("scrypt"))
    #expect(try await export(api, secrets: true).contains(hash))
    for sender in [TestAPI.Sender.alice, .sam, .integration, .reader, .desk] {
      #expect(try await api.send("GET", "/configuration/export", as: sender).status == 403)
      #expect(try await bringIn(api, "accounts: {}", as: sender).status == 403)
    }
    // A program may configure and gets no hashes.
    let program = try await api.raw("GET", "/api/v1/accounts/OTHER/configuration/export?secrets=true", as: .stranger)
    #expect(program.status == 403)
    #expect(try await api.raw("GET", "/api/v1/accounts/OTHER/configuration/export", as: .stranger).status == 200)
    #expect(try await api.send("POST", "/configuration/import", "{}", as: .ada).problem == "unsupportedMediaType")
  }

  @Test func `what the file does not name stays, or goes when asked`() async throws {
    let api = try await TestAPI()
    let text = "accounts: {DEMOCO: {name: Test, realm: democo, mediaRoutingDomains: {chat: {maxRequests: 2}}}}"
    #expect(try await bringIn(api, text).status == 200)
    #expect(try await !configuration(api).queues.isEmpty)
    let gone = try await bringIn(api, text, "?removeOthers=true")
    #expect(gone.status == 200, "\(gone)")
    let left = try await configuration(api)
    #expect(left.queues.isEmpty && left.channels.isEmpty && left.agents.isEmpty && left.mediaRoutingDomains.count == 1)
  }
}

extension ContactEngine.AccountConfiguration {
  /// Equal in everything an account is. Who has a password, and is not said to have none, keeps it.
  fileprivate func isEqual(to other: Self) -> Bool {
    settings == other.settings && mediaRoutingDomains == other.mediaRoutingDomains && teams == other.teams
      && agents == other.agents && clients == other.clients
      && other.credentials.allSatisfy { credentials[$0.key] == $0.value }
      && reasonCodes == other.reasonCodes && wrapUpCodes == other.wrapUpCodes && pullLists == other.pullLists
      && queues == other.queues && channels == other.channels
  }
}

/// Configurations with everything in them, absent or present at random.
private enum RandomConfiguration {
  static func changes(_ random: inout SeededRandom) -> [ConfigurationChange] {
    func text(_ random: inout SeededRandom) -> String {
      ["", "Plain", "null", "yes: no", "# 1", "a \"b\" 'c'", "Zeile\nzwei\t\u{1}", "~", "東京 ☎", " spaces "][
        Int.random(in: 0..<10, using: &random)
      ]
    }
    func duration(_ random: inout SeededRandom) -> Duration {
      .milliseconds(Int64.random(in: 1_000...500_000, using: &random))
    }
    func maybe<Value>(_ random: inout SeededRandom, _ value: (inout SeededRandom) -> Value) -> Value? {
      random.oneIn(2) ? value(&random) : nil
    }
    func some<Value>(_ all: [Value], _ random: inout SeededRandom) -> [Value] {
      all.shuffled(using: &random).filter { _ in random.oneIn(2) }
    }
    var settings = AccountSettings.initialForTests
    settings.name = text(&random)
    settings.requeueAfterLease = maybe(&random, duration)
    settings.conversationRetention = maybe(&random) { .seconds(86_400 * Int.random(in: 1...999, using: &$0)) }
    settings.readyAllMedia = random.oneIn(2)
    settings.logoutPolicy = random.oneIn(2) ? .requeue : .close
    settings.limits.messageBytes = Int.random(in: 256...100_000, using: &random)
    settings.limits.itemsPerWorkbin = Int.random(in: 1...9_999, using: &random)
    settings.limits.devicesPerAgent = Int.random(in: 1...99, using: &random)
    let domains: [MediaRoutingDomainID] = ["chat", "null", "a:b"]
    let teams: [TeamID] = ["service", "sales", "{x}"]
    var changes: [ConfigurationChange] = [.account(settings)]
    for id in domains {
      let domain = MediaRoutingDomain(
        id: id,
        name: text(&random),
        maxRequests: Int.random(in: 0...9, using: &random),
        interruptible: random.oneIn(2)
      )
      changes.append(.mediaRoutingDomain(domain))
    }
    changes += teams.map { .team(Team(id: $0, name: text(&random))) }
    changes.append(
      .reasonCode(
        ReasonCode(
          id: "lunch",
          label: text(&random),
          kind: ReasonCodeKind.allCases.randomElement(using: &random) ?? .notReady
        )
      )
    )
    changes.append(.wrapUpCode(WrapUpCode(id: "sold", category: text(&random), label: text(&random))))
    for id in some(["carol", "dave", "123", "true"] as [AgentID], &random) {
      let capacities = some(domains, &random).map {
        Capacity(mediaRoutingDomain: $0, maxRequests: Int.random(in: 0...9, using: &random))
      }
      changes.append(
        .agent(
          Agent(
            id: id,
            firstName: text(&random),
            lastName: text(&random),
            roles: some(Role.allCases, &random) + [.agent],
            teams: some(teams, &random),
            supervisedTeams: some(teams, &random),
            capacities: capacities,
            extension: maybe(&random) { "2#\(Int.random(in: 1...99, using: &$0))" }
          ).withDistinctRoles
        )
      )
      if random.oneIn(2) {
        let hash = "$scrypt$ln=10,r=8,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo"
        changes.append(.credential(Credential(subject: .agent(id), verifier: hash)))
      }
    }
    changes.append(.client(APIClient(id: "app", name: text(&random), scopes: some(Scope.allCases, &random))))
    changes.append(.pullList(PullList(id: "callbacks", name: text(&random), description: text(&random))))
    let response = { (random: inout SeededRandom) in
      ResponseRule(first: maybe(&random, duration), each: maybe(&random, duration))
    }
    for id in ["one", "two", "~"] as [QueueID] {
      changes.append(
        .queue(
          Queue(
            id: id,
            name: text(&random),
            mediaRoutingDomain: "chat",
            members: QueueMembers(
              everyone: random.oneIn(2),
              teams: some(teams, &random),
              agents: random.oneIn(2) ? ["alice"] : []
            ),
            strategy: .longestAvailable,
            offerDeadline: duration(&random),
            timeLimit: maybe(&random, duration),
            wrapUp: maybe(&random) { random in
              let limit = maybe(&random, duration)
              return WrapUpRule(
                limit: limit,
                longest: limit.flatMap { limit in maybe(&random) { limit + duration(&$0) } }
              )
            },
            maxWaiting: maybe(&random) { Int.random(in: 1...99, using: &$0) },
            response: maybe(&random, response)
          )
        )
      )
    }
    for id in some(["mail", "phone", "x#y"] as [ChannelID], &random) {
      let type = ChannelType.allCases.randomElement(using: &random) ?? .chat
      changes.append(
        .channel(
          Channel(
            id: id,
            type: type,
            serviceIdentifier: "\(id)@example",
            mediaRoutingDomain: "chat",
            routing: random.oneIn(2)
              ? .push(queue: "~", priority: Int.random(in: 0...9, using: &random)) : .pull(list: "callbacks"),
            response: maybe(&random, response),
            inactivity: maybe(&random) {
              InactivityRule(
                warnAfter: maybe(&$0) { _ in .milliseconds(1_500) },
                closeAfter: .seconds(2) + duration(&$0)
              )
            },
            survey: maybe(&random) {
              SurveyRule(questions: [SurveyQuestion(id: "q", text: "How?", kind: .rating)], limit: duration(&$0))
            },
            outbound: maybe(&random) { OutboundRule(answerLimit: maybe(&$0, duration)) },
            voice: type != .voice
              ? nil
              : maybe(&random) {
                VoiceRule(provider: "app", ringsOnOffer: $0.oneIn(2), answerLimit: duration(&$0))
              }
          )
        )
      )
    }
    return changes
  }
}

extension Agent {
  fileprivate var withDistinctRoles: Agent {
    var copy = self
    copy.roles = Role.allCases.filter(roles.contains)
    return copy
  }
}
