// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// Finds conversations, open and closed, by who and what was in them and by what was said.
///
/// The contract, held to by one test suite for every implementation:
///
/// - **Derived.** Everything is made from the facts of the log, and can be made again from them.
/// - **A little behind at most.** A search first brings in the facts committed before it, up to a bound; its page says
///   which facts it knows.
/// - **For its reader.** Nothing that a reader may not read has any part in a page: not in what is found, not in whether
///   there is more, not in where to go on.
/// - **In order.** The latest conversation comes first. A page goes on after a cursor, also when conversations begin
///   meanwhile.
public protocol ConversationSearch: Sendable {
  /// The conversations of an account that fit a query, a page at a time.
  func search(_ account: AccountID, _ query: ConversationQuery) async throws(JournalError) -> ConversationPage
}

/// Whose eyes a search is for.
public enum ConversationReader: Hashable, Sendable {
  /// Whoever may read every conversation. What agents and managers say among themselves is found or not.
  case everything(internalMessages: Bool)
  /// An agent: the conversations it took part in, and as a supervisor those in which anybody of some teams had part.
  case agent(AgentID, supervising: [TeamID])
}

/// What is searched for; everything that is given must fit.
public struct ConversationQuery: Hashable, Sendable {
  /// Whether conversations are open.
  public enum State: Hashable, Sendable, CaseIterable, Named {
    /// They are.
    case open
    /// They are closed.
    case closed

    /// The name of the case on native wires.
    public var name: String {
      switch self {
      case .open: "open"
      case .closed: "closed"
      }
    }
  }

  /// Whose eyes it is for.
  public var reader: ConversationReader
  /// The customer came to it.
  public var customer: CustomerID?
  /// The agent took part.
  public var agent: AgentID?
  /// Its work was in the queue.
  public var queue: QueueID?
  /// A customer came to it by the channel.
  public var channel: ChannelID?
  /// It is open, or closed.
  public var state: State?
  /// It began then or later.
  public var from: Timestamp?
  /// It began before.
  public var to: Timestamp?
  /// Messages of it have these words.
  public var text: SearchText?
  /// The page goes on after this place.
  public var after: ConversationCursor?
  /// How many conversations a page has at most; at least 1.
  public var limit: Int

  /// Creates a query that every conversation of a reader fits.
  public init(reader: ConversationReader, limit: Int) {
    self.reader = reader
    self.limit = max(1, limit)
  }
}

/// A place in the order of conversations: when one began, and which it is.
public struct ConversationCursor: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// When it began.
  public let startedAt: Timestamp
  /// Which.
  public let conversation: ConversationID

  /// Creates the place of a conversation.
  public init(startedAt: Timestamp, conversation: ConversationID) {
    self.startedAt = startedAt
    self.conversation = conversation
  }

  /// The text form: milliseconds since 1970, a dot, the identifier.
  public var description: String { "\(startedAt.milliseconds).\(conversation)" }

  /// Reads the text form; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let milliseconds = Int64(parts[0]), let id = ConversationID(parts[1]) else { return nil }
    self.init(startedAt: Timestamp(milliseconds: milliseconds), conversation: id)
  }

  /// Order of time, then of the identifier.
  public static func < (left: ConversationCursor, right: ConversationCursor) -> Bool {
    (left.startedAt.milliseconds, left.conversation) < (right.startedAt.milliseconds, right.conversation)
  }
}

/// What a search found.
public struct ConversationPage: Hashable, Sendable {
  /// The conversations, the latest first.
  public var conversations: [ConversationCursor]
  /// Where the next page goes on; nil if this is the last. A page may be short and yet not the last.
  public var next: ConversationCursor?
  /// The offset of the last fact the search knew.
  public var offset: UInt64

  /// Creates a page.
  public init(conversations: [ConversationCursor], next: ConversationCursor?, offset: UInt64) {
    self.conversations = conversations
    self.next = next
    self.offset = offset
  }
}
