// SPDX-License-Identifier: Apache-2.0

/// What a session of a desk allows.
package struct DeskBounds: Hashable, Sendable {
  /// How long the desk may take to say that it shows a conversation.
  package var acknowledgementPatience: Duration
  /// The most events of a conversation that the desk is shown when it joins.
  package var topicEvents: Int
  /// The most bytes of events that the desk is shown when it connects, of all conversations together.
  package var topicBytes: Int
  /// The most requests of the desk's that wait for its mount.
  package var mostWaiting: Int

  /// Creates it from its parts.
  package init(
    acknowledgementPatience: Duration = .seconds(60),
    topicEvents: Int = 100,
    topicBytes: Int = .max,
    mostWaiting: Int = 100
  ) {
    self.acknowledgementPatience = acknowledgementPatience
    self.topicEvents = topicEvents
    self.topicBytes = topicBytes
    self.mostWaiting = mostWaiting
  }
}
