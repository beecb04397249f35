// SPDX-License-Identifier: Apache-2.0

extension ServerSettings {
  /// How every webhook is delivered, whatever its dialect.
  package struct WebhookSettings: Hashable, Sendable {
    /// Whether native webhooks are served.
    package var enabled = true
    /// Native webhooks of one account.
    package var endpointsPerAccount = 100
    /// Requests under way at once, in the whole process.
    package var connections = 256
    /// Names of one account's endpoints that are looked up at once.
    package var lookUpsPerAccount = 2
    /// Requests to one endpoint under way at once, at most.
    package var connectionsPerEndpoint = 16
    /// How long an endpoint may take to answer.
    package var timeout: Duration = .seconds(15)
    /// For how long a message is tried.
    package var patience: Duration = .seconds(3 * 86_400)
    /// For how long an endpoint may take nothing before it is disabled.
    package var disableAfter: Duration = .seconds(5 * 86_400)
    /// For how long a secret is good beside the one that took its place.
    package var secretOverlap: Duration = .seconds(86_400)
    /// Facts that may wait for one endpoint in memory; the rest wait in the journal.
    package var pending = 10_000
    /// Facts of those that are kept whole, and not read again.
    package var heldFacts = 1_000
    /// Conversations of an endpoint of which is remembered how they stand.
    package var folds = 1_000
    /// Lanes that are behind which are kept one by one.
    package var keptLanes = 200
    /// Signals that may wait for one endpoint.
    package var waitingSignals = 1_000
    /// Attempts of an endpoint that are remembered.
    package var attempts = 200
    /// Bytes of an answer that are remembered.
    package var answerBytes = 1_024
    /// Dead letters of an endpoint that are kept.
    package var deadLetters = 1_000
    /// Facts that one replay may send again.
    package var replayFacts = 10_000
    /// Hosts that may be called over plain HTTP.
    package var plainHosts: [String] = []
    /// Hosts that may have private addresses.
    package var privateHosts: [String] = []
    /// Private networks that may be called.
    package var privateNetworks: [String] = []
    /// A PEM file of certificates that are trusted beside the system's; empty for none.
    package var certificates = ""
  }

  /// The settings of webhooks.
  static let webhookSettings: [Setting] = [
    Setting(
      "webhooks.enabled",
      \.webhooks.enabled,
      .boolean,
      "Whether native webhooks are served; those of other dialects have switches of their own."
    ),
    Setting(
      "webhooks.endpointsPerAccount",
      \.webhooks.endpointsPerAccount,
      .integer(0...10_000),
      unit: "webhooks",
      "Native webhooks of one account; further ones are answered 409."
    ),
    Setting(
      "webhooks.connections",
      \.webhooks.connections,
      .integer(1...10_000),
      unit: "requests",
      "Requests to webhooks of every dialect under way at once; endpoints take turns."
    ),
    Setting(
      "webhooks.lookUpsPerAccount",
      \.webhooks.lookUpsPerAccount,
      .integer(1...16),
      unit: "names",
      "Names of one account's endpoints that are looked up at once: a name server that does not answer holds up the others "
        + "of the account, and no other account."
    ),
    Setting(
      "webhooks.connectionsPerEndpoint",
      \.webhooks.connectionsPerEndpoint,
      .integer(1...1_000),
      unit: "requests",
      "Requests to one endpoint under way at once; one that takes nothing has one."
    ),
    Setting(
      "webhooks.timeout",
      \.webhooks.timeout,
      .duration(.milliseconds(100) ... .seconds(60)),
      "How long an endpoint may take to answer."
    ),
    Setting(
      "webhooks.patience",
      \.webhooks.patience,
      .duration(.zero ... .seconds(30 * 86_400)),
      "For how long a message of a native webhook is tried; then it is a dead letter."
    ),
    Setting(
      "webhooks.disableAfter",
      \.webhooks.disableAfter,
      .duration(.seconds(1) ... .seconds(90 * 86_400)),
      "For how long a native webhook may take nothing before it is disabled."
    ),
    Setting(
      "webhooks.secretOverlap",
      \.webhooks.secretOverlap,
      .duration(.zero ... .seconds(30 * 86_400)),
      "For how long the old secret of a native webhook signs beside the new one."
    ),
    Setting(
      "webhooks.pending",
      \.webhooks.pending,
      .integer(1...1_000_000),
      unit: "facts",
      "Facts that may wait for one endpoint in memory; the rest wait in the journal."
    ),
    Setting(
      "webhooks.heldFacts",
      \.webhooks.heldFacts,
      .integer(0...1_000_000),
      unit: "facts",
      "How many facts that wait for an endpoint that fails are kept whole; the others are read again when their turn comes."
    ),
    Setting(
      "webhooks.folds",
      \.webhooks.folds,
      .integer(1...1_000_000),
      unit: "conversations",
      "Conversations of one endpoint of which is remembered how they stand; of others the history is read again."
    ),
    Setting(
      "webhooks.keptLanes",
      \.webhooks.keptLanes,
      .integer(0...10_000),
      unit: "conversations",
      "Conversations of one endpoint that are behind and kept one by one; with more, the end of the process makes some "
        + "messages come twice, with the same id."
    ),
    Setting(
      "webhooks.waitingSignals",
      \.webhooks.waitingSignals,
      .integer(0...1_000_000),
      unit: "signals",
      "Signals (typing) that may wait for one endpoint; further ones are let go of."
    ),
    Setting(
      "webhooks.attempts",
      \.webhooks.attempts,
      .integer(0...10_000),
      unit: "attempts",
      "Attempts of one endpoint that are remembered, in memory."
    ),
    Setting(
      "webhooks.answerBytes",
      \.webhooks.answerBytes,
      .bytes(0...1_024),
      "How much of an answer is remembered with an attempt."
    ),
    Setting(
      "webhooks.deadLetters",
      \.webhooks.deadLetters,
      .integer(0...100_000),
      unit: "letters",
      "Dead letters of one endpoint that are kept; past it the oldest go."
    ),
    Setting(
      "webhooks.replayFacts",
      \.webhooks.replayFacts,
      .integer(1...1_000_000),
      unit: "facts",
      "Facts that one replay may send again."
    ),
    Setting(
      "webhooks.plainHosts",
      \.webhooks.plainHosts,
      .names,
      "Hosts to which webhooks may go over plain HTTP; all others must have https addresses."
    ),
    Setting(
      "webhooks.privateHosts",
      \.webhooks.privateHosts,
      .names,
      "Hosts of webhooks that may have addresses of this machine or of private networks; all others must have public ones."
    ),
    Setting(
      "webhooks.privateNetworks",
      \.webhooks.privateNetworks,
      .names,
      "Private networks that webhooks may be in, for instance 10.1.0.0/16, whatever the name that led there."
    ),
    Setting(
      "webhooks.certificates",
      \.webhooks.certificates,
      .textOrNothing,
      "Path of a PEM file with certificates that are trusted of webhooks, beside those of the system."
    ),
  ]
}
