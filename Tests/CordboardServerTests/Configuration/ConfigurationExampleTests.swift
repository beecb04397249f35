// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardServer
import Testing

@Suite struct ConfigurationExampleTests {
  private func load(_ name: String) throws -> CordboardConfiguration {
    try CordboardConfiguration(ConfigurationSources(path: RepositoryFiles.path(name), environment: [:]))
  }

  @Test func `the demonstration listens on this machine only and says that it is one`() throws {
    let settings = try load("config/demo.yaml").settings
    #expect(settings.demo)
    #expect(settings.server.host == "127.0.0.1")
    #expect(settings.server.port == 8080)
  }

  @Test func `the demonstration has the names others rely on`() throws {
    let configuration = try load("config/demo.yaml")
    #expect(configuration.accounts.map(\.account) == ["DEMOCO"])
    let demo = try #require(configuration.accounts.first)
    var domains: [String] = []
    var agents: [String: [Role]] = [:]
    var channels: [String: Channel] = [:]
    var queues: [String: Queue] = [:]
    for change in demo.changes {
      switch change {
      case .account(let settings):
        #expect(settings.realm == "democo")
        #expect(settings.disconnectLease == .seconds(30))
      case .mediaRoutingDomain(let domain):
        domains.append("\(domain.id) \(domain.maxRequests) \(domain.interruptible)")
      case .agent(let agent): agents[agent.id.rawValue] = agent.roles
      case .client(let client):
        #expect(["integration", "pbx"].contains(client.id))
        #expect(Set(client.scopes) == (client.id == "pbx" ? [.calls] : Set(Scope.allCases)))
      case .channel(let channel): channels[channel.id.rawValue] = channel
      case .queue(let queue): queues[queue.id.rawValue] = queue
      default: break
      }
    }
    #expect(domains == ["chat 5 true", "email 3 true", "voice 1 false"])
    #expect(
      agents == [
        "alice": [.agent], "bob": [.agent], "carol": [.agent], "sam": [.supervisor], "ada": [.administrator],
      ]
    )
    #expect(Set(queues.keys).isSuperset(of: ["support", "sales", "voice"]))
    for queue in queues.values {
      #expect(queue.offerDeadline == .seconds(20))
      #expect(queue.wrapUp == WrapUpRule(limit: .seconds(60)))
    }
    #expect(channels["web"]?.serviceIdentifier == "1212")
    #expect(channels["web"]?.routing == .push(queue: "support", priority: 0))
    #expect(channels["web"]?.mediaRoutingDomain == "chat")
    #expect(channels["web-pull"]?.serviceIdentifier == "1313")
    #expect(channels["web-pull"]?.routing == .pull(list: "callbacks"))
    #expect(channels["email"]?.serviceIdentifier == "support@demo.example")
    #expect(channels["email"]?.mediaRoutingDomain == "email")
    #expect(channels["voice"]?.serviceIdentifier == "8001")
    #expect(channels["voice"]?.voice == VoiceRule(provider: "pbx"))
    #expect(channels.count == 4)
    #expect(demo.credentials.count == 7)
    #expect(demo.credentials.allSatisfy { $0.secret == .plain("demo") })
  }

  @Test func `the example for production is right and holds no secret`() throws {
    let configuration = try load("config/cordboard.example.yaml")
    #expect(!configuration.settings.demo)
    #expect(configuration.settings.server.publicURL == "https://contact.example.com")
    #expect(configuration.settings.identity.refreshTokenLifetime == .seconds(9_000))
    #expect(configuration.settings.identity.publicClients == ["cordboard", "agent-desktop"])
    let account = try #require(configuration.accounts.first)
    #expect(account.changes.count == 24)
    #expect(account.externalIssuer?.issuer == "https://sso.example.com/realms/example")
    #expect(account.externalIssuer?.roleNames[.supervisor] == ["contact-centre-lead"])
    for credential in account.credentials {
      guard case .verifier = credential.secret else {
        Issue.record("\(credential.subject) has a plain secret")
        continue
      }
    }
  }

  @Test func `the example shows the rules of a channel`() throws {
    let configuration = try load("config/cordboard.example.yaml")
    let changes = configuration.accounts.flatMap(\.changes)
    let website = changes.compactMap {
      if case .channel(let channel) = $0, channel.id == "website" { channel } else { nil }
    }
    let channel = try #require(website.first)
    #expect(channel.response == ResponseRule(first: .seconds(120), each: .seconds(300)))
    #expect(channel.inactivity == InactivityRule(warnAfter: .seconds(600), closeAfter: .seconds(900)))
    #expect(channel.outbound == OutboundRule(answerLimit: .seconds(1_800)))
    #expect(channel.survey?.questions.map(\.kind) == [.rating, .yesNo, .text])
    #expect(channel.survey?.limit == .seconds(600))
  }
}
