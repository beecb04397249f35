// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// How things stand for an agent at one place of the log.
package struct DesktopStart: Hashable, Sendable {
  /// After which fact it is so.
  package var position: Position
  /// The number of the last fact about the agent.
  package var sequence: UInt64
  package var directory: GenesysDirectory
  package var channels: AgentChannels
  package var holdings: [Holding]
  /// Conversations that ended for the agent a while ago, and how: clients that were away have not heard of it.
  package private(set) var ends: [ConversationID: InteractionState] = [:]
  /// Since when clients may have been away; nil if that is not known, and then they are told of no ends.
  package private(set) var awaySince: Timestamp?

  package init(
    position: Position,
    sequence: UInt64 = 0,
    directory: GenesysDirectory,
    channels: AgentChannels,
    holdings: [Holding] = []
  ) {
    self.position = position
    self.sequence = sequence
    self.directory = directory
    self.channels = channels
    self.holdings = holdings
  }

  /// The conversation an id of the wire stands for, among the agent's own.
  package func holding(_ id: String) -> Holding? {
    holdings.first { $0.id.description == id }
  }

  /// Finds what ended for the agent since a time.
  ///
  /// - Parameter facts: The latest facts about the agent, in order.
  package mutating func addEnds(from facts: [Envelope], since: Timestamp) {
    awaySince = since
    for envelope in facts where envelope.time >= since && envelope.offset <= position.offset {
      guard let id = envelope.event.place, let state = envelope.event.ending(for: channels.agent) else { continue }
      ends[id] = state
    }
    for holding in holdings { ends[holding.conversation] = nil }
  }
}
