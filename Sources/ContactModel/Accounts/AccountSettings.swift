// SPDX-License-Identifier: Apache-2.0

/// What happens to the work of an agent who logs out.
public enum LogoutPolicy: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// It returns to its queue with its original place.
  case requeue = 1
  /// It ends.
  case close = 2

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .requeue: "requeue"
    case .close: "close"
    }
  }
}

/// The settings of one account: its tenant-wide times, limits and policies.
public struct AccountSettings: Hashable, Sendable {
  /// Shown to people.
  public var name: String
  /// The identity realm of the account, lower case.
  public var realm: String
  /// How long an agent without any connected device keeps its state.
  public var disconnectLease: Duration
  /// How long after the lease its work stays with it; none keeps it for ever.
  public var requeueAfterLease: Duration?
  /// How long an agent who rejected a work item is not offered it again.
  public var rejectHold: Duration
  /// How long an agent asked by name, an automation or an external address has to answer a request for assistance.
  public var answerDeadline: Duration
  /// What happens to the work of an agent who logs out.
  public var logoutPolicy: LogoutPolicy
  /// Whether becoming READY makes every media routing domain READY too.
  public var readyAllMedia: Bool
  /// Bounds on what the account may hold.
  public var limits: AccountLimits
  /// How long closed conversations keep their content, within ``retentionBounds``; nil for ever.
  public var conversationRetention: Duration?

  /// How long conversations may be kept: a day to a hundred years.
  public static let retentionBounds: ClosedRange<Duration> = .seconds(86_400) ... .seconds(36_525 * 86_400)

  /// Creates the value from its parts.
  public init(
    name: String,
    realm: String,
    disconnectLease: Duration,
    requeueAfterLease: Duration? = nil,
    rejectHold: Duration,
    answerDeadline: Duration = .defaultAnswerDeadline,
    logoutPolicy: LogoutPolicy,
    readyAllMedia: Bool,
    limits: AccountLimits,
    conversationRetention: Duration? = nil
  ) {
    self.conversationRetention = conversationRetention
    self.name = name
    self.realm = realm
    self.disconnectLease = disconnectLease
    self.requeueAfterLease = requeueAfterLease
    self.rejectHold = rejectHold
    self.answerDeadline = answerDeadline
    self.logoutPolicy = logoutPolicy
    self.readyAllMedia = readyAllMedia
    self.limits = limits
  }
}

/// Bounds on what one account may hold. Past a bound a command is rejected and nothing is lost.
public struct AccountLimits: Hashable, Sendable {
  /// Conversations open at the same time.
  public var openConversations: Int
  /// Messages in one conversation.
  public var messagesPerConversation: Int
  /// Bytes of one message body.
  public var messageBytes: Int
  /// Attributes of one conversation.
  public var attributesPerConversation: Int
  /// Bytes of one attribute's name and value together.
  public var attributeBytes: Int
  /// How many command ids are remembered to answer a repeated command as before.
  public var rememberedCommands: Int
  /// How often customers may come to one conversation: their channel sessions, ended ones too.
  public var sessionsPerConversation: Int
  /// Work items in one workbin.
  public var itemsPerWorkbin: Int
  /// Devices of one agent that are connected at the same time.
  public var devicesPerAgent: Int

  /// The number of channel sessions where nothing else is said.
  public static let usualSessionsPerConversation = 100
  /// The number of work items in a workbin where nothing else is said.
  public static let usualItemsPerWorkbin = 1_000
  /// The number of devices where nothing else is said.
  public static let usualDevicesPerAgent = 32

  /// Creates the value from its parts.
  public init(
    openConversations: Int,
    messagesPerConversation: Int,
    messageBytes: Int,
    attributesPerConversation: Int,
    attributeBytes: Int,
    rememberedCommands: Int,
    sessionsPerConversation: Int = usualSessionsPerConversation,
    itemsPerWorkbin: Int = usualItemsPerWorkbin,
    devicesPerAgent: Int = usualDevicesPerAgent
  ) {
    self.openConversations = openConversations
    self.messagesPerConversation = messagesPerConversation
    self.messageBytes = messageBytes
    self.attributesPerConversation = attributesPerConversation
    self.attributeBytes = attributeBytes
    self.rememberedCommands = rememberedCommands
    self.sessionsPerConversation = sessionsPerConversation
    self.itemsPerWorkbin = itemsPerWorkbin
    self.devicesPerAgent = devicesPerAgent
  }
}

extension Duration {
  /// The ``AccountSettings/answerDeadline`` of accounts that do not say: 30 s.
  public static let defaultAnswerDeadline = Duration.seconds(30)
}
