// SPDX-License-Identifier: Apache-2.0

import WebhookDelivery

extension ServerSettings {
  /// How LivePerson's dialect is served.
  package struct LivePersonSettings: Hashable, Sendable {
    /// Whether it is.
    package var enabled = false
    /// Whether an installation's endpoints are delivered to together, as LivePerson does.
    package var strict = false
    /// Which hash signs.
    package var signature = "sha1"
    /// How the signature is written.
    package var signatureEncoding = "base64"
    /// Whether the headers of Standard Webhooks stand beside LivePerson's.
    package var standardHeaders = true
    /// How long an endpoint may take to answer.
    package var timeout: Duration = .seconds(5)
    /// Requests to one endpoint under way at once.
    package var connectionsPerEndpoint = 8
    /// Installations of one account.
    package var installationsPerAccount = 100
    /// Notifications of one installation that wait in memory, where its endpoints are delivered to together.
    package var strictStore = 10_000
    /// For how long somebody who writes is told of.
    package var typingPatience: Duration = .seconds(10)
    /// How long the tokens of applications and consumers are good.
    package var tokenLifetime: Duration = .seconds(3_600)
    /// The channel on which connectors bring customers, unless their installation names another; empty for none.
    package var channel = ""

    /// Which hash signs.
    var digest: WebhookDigest { signature == "sha256" ? .sha256 : .sha1 }

    /// How the signature is written.
    var signatureForm: LegacySignature.Form { signatureEncoding == "hex" ? .hexadecimal : .base64 }
  }

  /// The settings of LivePerson's dialect.
  static let livePersonSettings: [Setting] = [
    Setting(
      "livePerson.enabled",
      \.livePerson.enabled,
      .boolean,
      "Whether LivePerson's dialect is served: installations, their webhooks, and the Send API for connectors."
    ),
    Setting(
      "livePerson.strict",
      \.livePerson.strict,
      .boolean,
      "Whether all endpoints of an installation are delivered to together as LivePerson does: one that fails holds up the "
        + "others. Otherwise each conversation of each endpoint goes on by itself."
    ),
    Setting(
      "livePerson.signature",
      \.livePerson.signature,
      .text("one of sha1 and sha256") { ["sha1", "sha256"].contains($0) },
      "The hash of X-Liveperson-Signature."
    ),
    Setting(
      "livePerson.signatureEncoding",
      \.livePerson.signatureEncoding,
      .text("one of base64 and hex") { ["base64", "hex"].contains($0) },
      "How X-Liveperson-Signature is written."
    ),
    Setting(
      "livePerson.standardHeaders",
      \.livePerson.standardHeaders,
      .boolean,
      "Whether the headers of Standard Webhooks stand beside LivePerson's; their key is the client secret's text."
    ),
    Setting(
      "livePerson.timeout",
      \.livePerson.timeout,
      .duration(.milliseconds(100) ... .seconds(60)),
      "How long an endpoint of an installation may take to answer."
    ),
    Setting(
      "livePerson.connectionsPerEndpoint",
      \.livePerson.connectionsPerEndpoint,
      .integer(1...1_000),
      unit: "requests",
      "Requests to one endpoint of an installation under way at once."
    ),
    Setting(
      "livePerson.installationsPerAccount",
      \.livePerson.installationsPerAccount,
      .integer(0...10_000),
      unit: "installations",
      "Installations of one account; further ones are refused."
    ),
    Setting(
      "livePerson.strictStore",
      \.livePerson.strictStore,
      .integer(1...1_000_000),
      unit: "notifications",
      "Notifications of one installation that wait in memory where its endpoints are delivered to together; the rest waits "
        + "in the journal."
    ),
    Setting(
      "livePerson.typingPatience",
      \.livePerson.typingPatience,
      .duration(.milliseconds(100) ... .seconds(600)),
      "For how long it is worth telling that somebody writes."
    ),
    Setting(
      "livePerson.tokenLifetime",
      \.livePerson.tokenLifetime,
      .duration(.seconds(1) ... .seconds(86_400)),
      "How long the tokens of applications and consumers are good."
    ),
    Setting(
      "livePerson.channel",
      \.livePerson.channel,
      .textOrNothing,
      "The chat channel on which connectors bring customers, unless their installation names another in "
        + "capabilities.cordboard.channel; without one the Send API answers 403."
    ),
  ]
}
