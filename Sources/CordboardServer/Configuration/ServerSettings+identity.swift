// SPDX-License-Identifier: Apache-2.0

extension ServerSettings {
  /// The settings of accounts, users and tokens.
  static let identitySettings: [Setting] = [
    Setting(
      "identity.issuer",
      \.identity.issuer,
      .boolean,
      "Whether the server issues tokens itself, under /realms/REALM; if not, it takes those of external issuers only."
    ),
    Setting(
      "identity.accessTokenLifetime",
      \.identity.accessTokenLifetime,
      .duration(.seconds(10) ... .seconds(86_400)),
      "How long an access token is valid; changed roles take effect when the old token ends."
    ),
    Setting(
      "identity.refreshTokenLifetime",
      \.identity.refreshTokenLifetime,
      .duration(.seconds(60) ... .seconds(30 * 86_400)),
      "How long a refresh token is valid."
    ),
    Setting(
      "identity.clockLeeway",
      \.identity.clockLeeway,
      .duration(.zero ... .seconds(300)),
      "How far the clocks of an issuer and of this server may differ."
    ),
    Setting(
      "identity.tokenCache",
      \.identity.tokenCache,
      .integer(2...10_000_000),
      unit: "tokens",
      "Verified access tokens remembered until they end, so that a peer that reconnects costs no signature."
    ),
    Setting(
      "identity.publicClients",
      \.identity.publicClients,
      .names,
      "Client ids that may use the password and refresh grants without a secret."
    ),
    Setting(
      "identity.passwordCost",
      \.identity.passwordCost,
      .integer(10...20),
      unit: "power of two",
      "Cost of scrypt for new verifiers: N is 2 to this power, and one check needs 1 KiB times N of memory."
    ),
    Setting(
      "identity.passwordParallelism",
      \.identity.passwordParallelism,
      .integer(1...16),
      "Parallelism of scrypt for new verifiers: how many times the work of one pass is done."
    ),
    Setting(
      "identity.passwordThreads",
      \.identity.passwordThreads,
      .integer(1...64),
      unit: "threads",
      "Passwords checked at the same time, away from the threads that serve connections."
    ),
    Setting(
      "identity.passwordQueue",
      \.identity.passwordQueue,
      .integer(1...100_000),
      unit: "checks",
      "Passwords that may wait to be checked; further ones are answered 503 with Retry-After."
    ),
    Setting(
      "identity.loginAttempts",
      \.identity.loginAttempts,
      .integer(1...1_000),
      unit: "attempts",
      "Wrong passwords in a row for one subject from one address before each further one doubles a delay, during which "
        + "answers are 429 with Retry-After; ten times as many from one address, or for one subject, do the same."
    ),
    Setting(
      "identity.loginWindow",
      \.identity.loginWindow,
      .duration(.seconds(1) ... .seconds(86_400)),
      "After how long without a wrong password the counting begins anew; at least the longest delay."
    ),
    Setting(
      "identity.loginDelayLimit",
      \.identity.loginDelayLimit,
      .duration(.seconds(1) ... .seconds(3_600)),
      "The longest delay after wrong passwords."
    ),
    Setting(
      "identity.loginRecords",
      \.identity.loginRecords,
      .integer(100...10_000_000),
      unit: "records",
      "Subjects and addresses with wrong passwords that are remembered; past it the oldest are forgotten."
    ),
  ]
}
