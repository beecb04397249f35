// SPDX-License-Identifier: Apache-2.0

/// What an API client may do.
public enum Scope: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// Act for channels: start conversations, post customers' messages, end sessions.
  case conversations = 1
  /// Read every event and every resource of the account.
  case events = 2
  /// Act for agents: presence, offers, messages.
  case agents = 3
  /// Change the configuration.
  case configuration = 4
  /// Take part in conversations as a bot.
  case bots = 5
  /// Report the calls of the voice channels it is the provider of, and be told what to do with them.
  case calls = 6

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .conversations: "conversations"
    case .events: "events"
    case .agents: "agents"
    case .configuration: "configuration"
    case .bots: "bots"
    case .calls: "calls"
    }
  }
}

/// A program that uses the API with client credentials.
public struct APIClient: Hashable, Sendable {
  /// Unique in the account.
  public var id: ClientID
  /// Shown to people.
  public var name: String
  /// What it may do.
  public var scopes: [Scope]

  /// Creates the value from its parts.
  public init(id: ClientID, name: String, scopes: [Scope]) {
    self.id = id
    self.name = name
    self.scopes = scopes
  }
}
