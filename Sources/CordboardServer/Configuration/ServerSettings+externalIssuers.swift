// SPDX-License-Identifier: Apache-2.0

extension ServerSettings {
  /// What is recorded of log-ins.
  static let auditSettings: [Setting] = [
    Setting(
      "identity.auditWindow",
      \.identity.auditWindow,
      .duration(.seconds(1) ... .seconds(86_400)),
      "For how long log-ins, and failed ones, of one agent or API client are counted together: the first is recorded at once, "
        + "the others as one fact when the time is over."
    )
  ]

  /// How external issuers are asked for their keys.
  static let externalIssuerSettings: [Setting] = [
    Setting(
      "identity.external.refreshInterval",
      \.identity.external.refreshInterval,
      .duration(.seconds(1) ... .seconds(86_400)),
      "After how long the keys of an external issuer are asked for again; known keys serve meanwhile."
    ),
    Setting(
      "identity.external.outageLimit",
      \.identity.external.outageLimit,
      .duration(.seconds(1) ... .seconds(7 * 86_400)),
      "How long known keys serve while their issuer cannot be reached; then tokens that were not seen before are "
        + "answered 503 with Retry-After. Not shorter than identity.external.refreshInterval."
    ),
    Setting(
      "identity.external.fetchInterval",
      \.identity.external.fetchInterval,
      .duration(.seconds(1) ... .seconds(3_600)),
      "The least time between two attempts to get the keys of one issuer; a token with an unknown key causes at most one "
        + "and is answered 503 with Retry-After until the next is due."
    ),
    Setting(
      "identity.external.timeout",
      \.identity.external.timeout,
      .duration(.milliseconds(100) ... .seconds(60)),
      "How long an external issuer may take to answer."
    ),
    Setting(
      "identity.external.answerBytes",
      \.identity.external.answerBytes,
      .bytes(1 << 10...16 << 20),
      "Size of one answer of an external issuer."
    ),
    Setting(
      "identity.external.keys",
      \.identity.external.keys,
      .integer(1...1_000),
      unit: "keys",
      "Signature keys one external issuer may have; a set with more is refused."
    ),
    Setting(
      "identity.external.certificates",
      \.identity.external.certificates,
      .textOrNothing,
      "Path of a PEM file with certificates to trust beside those of the system, for issuers inside a company."
    ),
  ]
}
