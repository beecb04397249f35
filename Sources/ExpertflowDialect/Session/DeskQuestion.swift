// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// What a session asks its mount.
package enum DeskQuestion: Hashable, Sendable {
  /// Whether a login happened that the desk may be bound to, and how things stand for its agent.
  case connect(DeskClaim)
  /// The facts of a conversation, with all up to an offset at least.
  case read(ConversationID, after: UInt64)
  /// What a desk is told of work that a fact at this offset put on a list.
  case look(PullItemListed, after: UInt64)
  /// The agent follows a pull list, or follows it no more; under which number it is asked.
  case follow(PullListID, Bool, UInt64)
  /// Whether a message may name the files it names; under which number it is asked.
  case check(PostMessage, UInt64)
  /// The desk did not say in time that it shows a conversation.
  case unshown
}

/// What the mount tells a session.
package enum DeskAnswer: Hashable, Sendable {
  /// The desk is bound to a login.
  case connected(DeskStart)
  /// It is not, and why.
  case refused(DeskRefusal)
  /// The server cannot tell at the moment.
  case unavailable
  /// The facts of a conversation, in order.
  case facts(ConversationID, [Envelope])
  /// What a desk is told of work on a list; nil if it is there no more.
  case listed(PullItemListed, DeskEmission?)
  /// The pull lists the agent follows now, by the number it was asked under.
  case following(UInt64, DeskFollowing)
  /// The agent follows as many pull lists as it may.
  case listRefused(UInt64, limit: Int)
  /// The account is configured in another way.
  case directory(DeskDirectory)
  /// Whether a message may be said, by its number.
  case checked(UInt64, DeskCheck)
  /// Another desk of the same agent connected.
  case replaced
  /// The login ended, or its rights are others now.
  case removed
}

/// What became of a message that names files.
package enum DeskCheck: Hashable, Sendable {
  /// It may be said, with the files by the addresses they have for everybody.
  case passed(PostMessage)
  /// It may not, and why.
  case refused(String)
}

/// The pull lists an agent follows from now on. They are kept already.
package struct DeskFollowing: Hashable, Sendable {
  /// After which fact it is so.
  package var position: Position
  package var lists: [PullListID]
  /// What is on a list it began to follow.
  package var new: [DeskListedWork]
  /// A list it follows no more.
  package var gone: PullListID?

  package init(position: Position, lists: [PullListID], new: [DeskListedWork] = [], gone: PullListID? = nil) {
    self.position = position
    self.lists = lists
    self.new = new
    self.gone = gone
  }
}
