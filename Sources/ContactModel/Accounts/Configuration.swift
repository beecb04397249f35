// SPDX-License-Identifier: Apache-2.0

/// One change of an account's configuration. Defining what exists replaces it.
public enum ConfigurationChange: Hashable, Sendable {
  /// Sets the account's settings; the first change of every account.
  case account(AccountSettings)
  /// Defines a media routing domain.
  case mediaRoutingDomain(MediaRoutingDomain)
  /// Defines a team.
  case team(Team)
  /// Defines an agent.
  case agent(Agent)
  /// Defines an API client.
  case client(APIClient)
  /// Sets how a subject proves who it is. It is never shown on any wire.
  case credential(Credential)
  /// Defines a reason code.
  case reasonCode(ReasonCode)
  /// Defines a wrap-up code.
  case wrapUpCode(WrapUpCode)
  /// Defines a pull list.
  case pullList(PullList)
  /// Defines a queue.
  case queue(Queue)
  /// Defines a channel.
  case channel(Channel)
  /// Removes what was defined.
  case removed(ConfigurationKey)
}

/// Names one thing of an account's configuration.
public enum ConfigurationKey: Hashable, Sendable {
  /// A media routing domain.
  case mediaRoutingDomain(MediaRoutingDomainID)
  /// A team.
  case team(TeamID)
  /// An agent and its credential.
  case agent(AgentID)
  /// An API client and its credential.
  case client(ClientID)
  /// A reason code.
  case reasonCode(ReasonCodeID)
  /// A wrap-up code.
  case wrapUpCode(WrapUpCodeID)
  /// A pull list.
  case pullList(PullListID)
  /// A queue.
  case queue(QueueID)
  /// A channel.
  case channel(ChannelID)
}

extension ConfigurationKey: CustomStringConvertible {
  /// The kind and the identifier, for people.
  public var description: String {
    switch self {
    case .mediaRoutingDomain(let id): "media routing domain \(id)"
    case .team(let id): "team \(id)"
    case .agent(let id): "agent \(id)"
    case .client(let id): "API client \(id)"
    case .reasonCode(let id): "reason code \(id)"
    case .wrapUpCode(let id): "wrap-up code \(id)"
    case .pullList(let id): "pull list \(id)"
    case .queue(let id): "queue \(id)"
    case .channel(let id): "channel \(id)"
    }
  }
}
