// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// What notifications say of an account besides its engagements: names of queues, media of channels, lines of agents. It
/// follows the facts about configuration.
package struct AvayaDirectory: Hashable, Sendable {
  /// The account.
  package let account: AccountID
  private(set) var queues: [QueueID: Queue] = [:]
  private(set) var channels: [ChannelID: Channel] = [:] {
    didSet { typesOfDomain = Self.types(of: channels.values) }
  }
  /// The types of channels that lead to each media routing domain: known, because every agent that becomes ready asks.
  private var typesOfDomain: [MediaRoutingDomainID: [ChannelType]] = [:]
  /// The telephones of agents who have one.
  private(set) var extensions: [AgentID: String] = [:]

  /// Creates a directory of an account, which follows its facts from now on.
  package init(account: AccountID, queues: [Queue] = [], channels: [Channel] = [], agents: [Agent] = []) {
    self.account = account
    for queue in queues { self.queues[queue.id] = queue }
    self.channels = Dictionary(channels.map { ($0.id, $0) }) { $1 }
    typesOfDomain = Self.types(of: channels)
    for agent in agents { extensions[agent.id] = agent.extension }
  }

  mutating func apply(_ change: ConfigurationChange) {
    switch change {
    case .queue(let queue): queues[queue.id] = queue
    case .channel(let channel): channels[channel.id] = channel
    case .agent(let agent): extensions[agent.id] = agent.extension
    case .removed(.queue(let id)): queues[id] = nil
    case .removed(.channel(let id)): channels[id] = nil
    case .removed(.agent(let id)): extensions[id] = nil
    case .account, .mediaRoutingDomain, .team, .client, .credential, .reasonCode, .wrapUpCode, .pullList, .removed:
      break
    }
  }

  /// The agent's id on this wire.
  func agentId(_ agent: AgentID) -> String {
    NamedUUID.make("agent", account.rawValue, agent.rawValue)
  }

  /// The medium of a type of channels, of which an account has one provider each.
  func medium(_ type: ChannelType) -> Medium {
    Medium(
      channelId: type.avayaName,
      channelProviderId: NamedUUID.make("provider", account.rawValue, type.avayaName)
    )
  }

  /// The types of channels that lead to a media routing domain, each once.
  func types(of domain: MediaRoutingDomainID) -> [ChannelType] { typesOfDomain[domain] ?? [] }

  private static func types(of channels: some Sequence<Channel>) -> [MediaRoutingDomainID: [ChannelType]] {
    let present = Dictionary(grouping: channels, by: \.mediaRoutingDomain).mapValues { Set($0.map(\.type)) }
    return present.mapValues { types in ChannelType.allCases.filter { types.contains($0) } }
  }
}

extension ChannelType {
  /// The values of `channelId` (D.3, 30: a stable set).
  var avayaName: String {
    switch self {
    case .chat: "Chat"
    case .email: "Email"
    case .voice: "Voice"
    }
  }
}
