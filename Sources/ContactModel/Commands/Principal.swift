// SPDX-License-Identifier: Apache-2.0

/// Who asks, proven by a token or by the process itself, and what that allows.
public struct Principal: Hashable, Sendable {
  /// Who it is.
  public var actor: Actor
  /// The account it belongs to.
  public var account: AccountID
  /// What its roles and scopes allow.
  public var permissions: Permissions

  /// Creates a principal.
  public init(actor: Actor, account: AccountID, permissions: Permissions) {
    self.actor = actor
    self.account = account
    self.permissions = permissions
  }

  /// The core itself in an account; it may do everything.
  public static func system(_ account: AccountID) -> Principal {
    Principal(actor: .system, account: account, permissions: .all)
  }
}

extension Principal {
  /// Whether it may read who configured what and who logged in: it sees everything and configures, as administrators do.
  public var mayAudit: Bool { permissions.isSuperset(of: [.readEverything, .configure]) }
}

/// What a principal may do. Roles and scopes are turned into these in one place, below.
public struct Permissions: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: UInt8

  /// Creates a set from its bits.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// Own presence, own offers, own conversations.
  public static let work = Permissions(rawValue: 1)
  /// See the presence and work of supervised teams.
  public static let supervise = Permissions(rawValue: 2)
  /// Change the configuration.
  public static let configure = Permissions(rawValue: 4)
  /// Act for channels and their customers.
  public static let actForCustomers = Permissions(rawValue: 8)
  /// Act for any agent.
  public static let actForAgents = Permissions(rawValue: 16)
  /// See everything of the account.
  public static let readEverything = Permissions(rawValue: 32)
  /// Take part in conversations as a bot.
  public static let actAsBot = Permissions(rawValue: 64)
  /// Report the calls of its own voice channels.
  public static let reportCalls = Permissions(rawValue: 128)
  /// Everything.
  public static let all = Permissions(rawValue: 255)

  /// What roles allow.
  public init(roles: some Sequence<Role>) {
    var permissions: Permissions = []
    for role in roles {
      switch role {
      case .agent: permissions.insert(.work)
      case .supervisor: permissions.formUnion([.work, .supervise])
      case .administrator: permissions.formUnion([.configure, .readEverything])
      }
    }
    self = permissions
  }

  /// What scopes allow.
  public init(scopes: some Sequence<Scope>) {
    var permissions: Permissions = []
    for scope in scopes {
      switch scope {
      case .conversations: permissions.insert(.actForCustomers)
      case .events: permissions.insert(.readEverything)
      case .agents: permissions.insert(.actForAgents)
      case .configuration: permissions.insert(.configure)
      case .bots: permissions.insert(.actAsBot)
      case .calls: permissions.insert(.reportCalls)
      }
    }
    self = permissions
  }
}

/// Who gave a command, and how a repetition of it is recognised.
public struct CommandContext: Hashable, Sendable {
  /// Who asks.
  public var principal: Principal
  /// The id its sender chose, with a hash of what was asked; nil when the sender never repeats.
  public var reference: CommandReference?

  /// Creates a context.
  public init(principal: Principal, reference: CommandReference? = nil) {
    self.principal = principal
    self.reference = reference
  }
}

/// What a command came to, once its facts are in the journal.
public struct Outcome: Hashable, Sendable {
  /// Where its first fact is; where the log stood when it made none.
  public var position: Position
  /// Whether it changed anything. False when everything was already as asked.
  public var changed: Bool
  /// Whether the command's id was seen before and this is the answer of that time.
  public var repeated: Bool
  /// The conversation that was started or found.
  public var conversation: ConversationID?
  /// Whether the conversation began with this command.
  public var startedConversation: Bool
  /// The message that was posted.
  public var message: MessageID?
  /// The request for assistance that was made.
  public var assistance: AssistanceID?

  /// Creates an outcome.
  public init(
    position: Position,
    changed: Bool,
    repeated: Bool = false,
    conversation: ConversationID? = nil,
    startedConversation: Bool = false,
    message: MessageID? = nil,
    assistance: AssistanceID? = nil
  ) {
    self.position = position
    self.changed = changed
    self.repeated = repeated
    self.conversation = conversation
    self.startedConversation = startedConversation
    self.message = message
    self.assistance = assistance
  }
}
