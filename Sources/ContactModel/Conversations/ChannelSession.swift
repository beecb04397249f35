// SPDX-License-Identifier: Apache-2.0

/// Why a customer's presence on a channel ended.
public enum SessionEndReason: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// The customer left.
  case customer = 1
  /// The last agent left or closed the conversation.
  case agent = 2
  /// The time limit of the queue ran out.
  case noAgentAvailable = 3
  /// The system or an integration ended it.
  case system = 4
  /// A supervisor closed the conversation.
  case supervisor = 5
  /// The customer was inactive for longer than the channel allows.
  case inactivity = 6
  /// The customer's connection was lost.
  case network = 7
  /// The customer, whom the centre wanted to reach, did not answer or could not be reached.
  case unreachable = 8
  /// The customer was handed over to an external address.
  case transferred = 20

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .customer: "customer"
    case .agent: "agent"
    case .noAgentAvailable: "noAgentAvailable"
    case .system: "system"
    case .transferred: "transferred"
    case .supervisor: "supervisor"
    case .inactivity: "inactivity"
    case .network: "network"
    case .unreachable: "unreachable"
    }
  }
}

/// Why a customer came to a conversation that was open already.
public enum SessionStartReason: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// It was there before on the same channel, and left.
  case returned = 1
  /// It is the same customer on another channel.
  case joined = 2

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .returned: "returned"
    case .joined: "joined"
    }
  }
}

/// One customer's presence on one channel inside a conversation.
public struct ChannelSession: Hashable, Sendable {
  /// Unique.
  public var id: ChannelSessionID
  /// The channel.
  public var channel: ChannelID
  /// The customer's participant in the main dialog.
  public var participant: ParticipantID
  /// This appearance of the customer.
  public var connection: ConnectionID

  /// Creates the value from its parts.
  public init(id: ChannelSessionID, channel: ChannelID, participant: ParticipantID, connection: ConnectionID) {
    self.id = id
    self.channel = channel
    self.participant = participant
    self.connection = connection
  }
}
