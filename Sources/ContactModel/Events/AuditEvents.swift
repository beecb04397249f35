// SPDX-License-Identifier: Apache-2.0

/// Log-ins of one agent or API client, or attempts at them: one, or several in a row of one window of time. Of an external
/// issuer, each token that is seen for the first time is one.
///
/// Who tries names that do not exist is reported without a name: people type passwords into the wrong field.
public struct AccessReport: Hashable, Sendable {
  /// Who; nil for everybody who does not exist.
  public let subject: CredentialSubject?
  /// How many.
  public let count: Int
  /// When the first of them was.
  public let since: Timestamp
  /// From which address the last of them came, as the server saw it.
  public let address: String?

  /// Creates the value from its parts.
  public init(subject: CredentialSubject?, count: Int, since: Timestamp, address: String?) {
    self.subject = subject
    self.count = count
    self.since = since
    self.address = address
  }
}

/// The whole configuration of the account was exported.
public struct ConfigurationExported: Hashable, Sendable {
  /// Whether hashes of passwords and secrets were in it.
  public let withSecrets: Bool

  /// Creates the value from its parts.
  public init(withSecrets: Bool) {
    self.withSecrets = withSecrets
  }
}

/// A webhook of the account became another, or is delivered to no more.
public struct WebhookChanged: Hashable, Sendable {
  /// Which: its dialect and its id there, for instance `native/3f0c…`.
  public let webhook: String
  /// What happened to it.
  public let effect: WebhookEffect
  /// Why it is not delivered to any more, if that was not asked for.
  public let reason: String?

  /// Creates the value from its parts.
  public init(webhook: String, effect: WebhookEffect, reason: String? = nil) {
    self.webhook = webhook
    self.effect = effect
    self.reason = reason
  }
}

/// What happens to a webhook.
public enum WebhookEffect: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// It was not there before.
  case created = 1
  /// It was there, and is another now, or is switched on or off.
  case changed = 2
  /// It is gone.
  case removed = 3
  /// It has another secret.
  case secretReplaced = 4
  /// It takes nothing, so that nothing is delivered to it any more.
  case disabled = 5

  /// The name of the case on native wires.
  public var name: String {
    switch self {
    case .created: "created"
    case .changed: "changed"
    case .removed: "removed"
    case .secretReplaced: "secretReplaced"
    case .disabled: "disabled"
    }
  }
}

/// What a change does to one thing of the configuration.
public enum ConfigurationEffect: UInt8, CaseIterable, Hashable, Sendable, Named {
  /// It was not there before.
  case created = 1
  /// It was there, and is another now.
  case changed = 2
  /// It is gone.
  case removed = 3

  /// The name of the case on native wires and in configuration files.
  public var name: String {
    switch self {
    case .created: "created"
    case .changed: "changed"
    case .removed: "removed"
    }
  }
}

extension Event {
  /// Whether this is a record of who came in, which nobody but administrators may read: it is delivered under
  /// ``Topic/audit`` alone.
  public var isAccess: Bool {
    switch kind {
    case .accessGranted, .accessRefused: true
    default: false
    }
  }

  /// Whether administrators find this fact in their audit: what was configured, who came in, and where supervisors and
  /// administrators stepped in.
  public var isAudited: Bool {
    switch self {
    case .configurationChanged, .configurationExported, .accessGranted, .accessRefused, .supervisorJoined: true
    case .webhookChanged: true
    case .retentionApplied: true
    case .workReassigned: true
    case .participantLeft(let fact): fact.reason == .removed
    case .agentStateChanged(let fact): fact.cause == .supervisor
    case .agentLoggedOut(let fact): fact.cause == .supervisor
    case .conversationClosed(let fact): fact.reason == .supervisor
    default: false
    }
  }
}
