// SPDX-License-Identifier: Apache-2.0

package import ContactModel
import DialectKit
package import Logging

/// The issuers elsewhere from which accounts take tokens. Which account a token is for is said by its issuer and its
/// audience together, so that accounts may share an issuer and never a token.
package struct ExternalIssuers: Sendable {
  private let issuers: [String: [ExternalIssuer]]

  /// None.
  package static let none = ExternalIssuers(issuers: [:])

  private init(issuers: [String: [ExternalIssuer]]) {
    self.issuers = issuers
  }

  /// Creates the issuers of accounts. Nobody is asked for anything before a token comes.
  package init(
    _ accounts: [AccountID: ExternalIssuerSettings],
    limits: ServerSettings.ExternalIssuerLimits,
    fetcher: any DocumentFetcher,
    clock: any WallClock,
    logger: Logger
  ) {
    let all = accounts.map { account, settings in
      ExternalIssuer(
        account: account,
        settings: settings,
        limits: limits,
        fetcher: fetcher,
        clock: clock,
        logger: logger
      )
    }
    issuers = Dictionary(grouping: all, by: \.settings.issuer)
  }

  /// What a token says, with everything about it proven but its times and that its subject exists; nil when it names no
  /// issuer of these.
  func verify(_ token: UnverifiedToken) async throws(AuthenticationFailure) -> Proof? {
    guard let name = token.claims["iss"]?.stringValue, let candidates = issuers[name] else { return nil }
    guard KeySet.allows(token.algorithm), Self.types.contains(token.type?.lowercased() ?? "jwt") else {
      throw .invalid
    }
    // Before anything is asked of the issuer: a token for others costs nothing. One for two accounts is for neither.
    let audiences = token.claims["aud"].map { $0.arrayValue ?? [$0] } ?? []
    let matching = candidates.filter { audiences.contains(.string($0.settings.audience)) }
    guard matching.count == 1, let issuer = matching.first else { throw .invalid }
    let key = try await issuer.key(token.keyIdentifier)
    guard key.isSigned(token), let claims = ExternalClaims(token.claims, issuer.settings) else { throw .invalid }
    return Proof(account: issuer.account, claims: claims, seal: Seal(issuer: issuer, key: key.identity))
  }

  /// What the header may say the token is (RFC 7519, 5.1; RFC 9068, 2.1).
  private static let types: Set<String> = ["jwt", "at+jwt", "application/at+jwt"]

  /// A token of an external issuer, proven.
  struct Proof {
    let account: AccountID
    let claims: ExternalClaims
    let seal: Seal
  }

  /// By which key a token was proven.
  struct Seal: Sendable {
    fileprivate let issuer: ExternalIssuer
    fileprivate let key: VerificationKey.Identity

    /// Whether the key is still the issuer's.
    var holds: Bool { issuer.has(key) }
  }
}
