// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit

/// What a desk says of itself when it connects.
package struct DeskClaim: Hashable, Sendable {
  /// The login its browser remembers.
  package var login: String?
  /// A token it shows.
  package var token: String?
  /// The agent it says it is.
  package var agent: String?

  /// Creates it from its parts.
  package init(login: String?, token: String?, agent: String?) {
    self.login = login
    self.token = token
    self.agent = agent
  }
}

extension DeskClaim {
  /// `auth` of a desk: `agent` is its Keycloak user as JSON, written out or as a string.
  init(login: String?, authentication: JSONValue?) {
    var agent = authentication?["agent"]
    if case .string(let text) = agent {
      agent = (try? JSONValue(parsing: Array(text.utf8))) ?? .string(text)
    }
    self.init(
      login: login,
      token: authentication?["token"]?.stringValue,
      agent: agent?["id"]?.stringValue ?? agent?.stringValue
    )
  }
}

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

/// Why a desk is not let in, in the form it reads.
package enum DeskRefusal: Hashable, Sendable, CaseIterable {
  /// No login is known for it.
  case noLogin
  /// The login is another agent's.
  case otherAgent
  /// The login is of somebody who may not work.
  case noAgent

  var key: String {
    switch self {
    case .noLogin: "LOGIN_REQUIRED"
    case .otherAgent: "OTHER_AGENT"
    case .noAgent: "NOT_AN_AGENT"
    }
  }

  /// What happened and what to do.
  package var text: String {
    switch self {
    case .noLogin: "Log in first: the login is unknown here, or has ended."
    case .otherAgent: "You are logged in as somebody else; log in as this agent."
    case .noAgent: "You may not work as an agent; ask an administrator for the role."
    }
  }

  /// `data` of the refusal.
  var data: JSONValue {
    .object([
      JSONMember("content", .object([JSONMember("key", .string(key)), JSONMember("msg", .string(text))]))
    ])
  }
}
