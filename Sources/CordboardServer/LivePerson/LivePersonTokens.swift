// SPDX-License-Identifier: Apache-2.0

import ContactModel
import EventJournal
import Foundation
import JWTKit

/// What a token of LivePerson's dialect says: which application, or which of its consumers.
struct LivePersonClaims: JWTPayload, Hashable {
  /// The account.
  let iss: String
  /// The client of the application.
  let azp: String
  /// The consumer, by the application's own name; nil in a token of the application itself.
  let sub: String?
  /// Seconds since 1970.
  let iat: Int64
  let exp: Int64

  /// The time is looked at by ``LivePersonTokens``, whose clock can be set.
  func verify(using algorithm: some JWTAlgorithm) throws {}
}

/// Makes and reads the tokens of applications and consumers: JWTs under HS256, with one key of the server's that is kept beside
/// the journal and read once.
actor LivePersonTokens {
  private let journal: any Journal
  private let lifetime: Duration
  private let clock: any WallClock
  private var keys: Task<JWTKeyCollection, any Error>?
  private static let name = "livePerson.tokenKey"

  init(journal: any Journal, lifetime: Duration, clock: any WallClock) {
    self.journal = journal
    self.lifetime = lifetime
    self.clock = clock
  }

  /// A token of an application, or of one of its consumers.
  func make(_ account: AccountID, client: String, consumer: String?) async throws -> String {
    let now = clock.now().milliseconds / 1_000
    let claims = LivePersonClaims(
      iss: account.rawValue,
      azp: client,
      sub: consumer,
      iat: now,
      exp: now + lifetime.components.seconds
    )
    return try await key().sign(claims)
  }

  /// What a token says; nil if it is none of ours or its time is over. Throws if the key cannot be read.
  func read(_ token: String, of account: AccountID) async throws -> LivePersonClaims? {
    guard token.utf8.count <= 8_192 else { return nil }
    let keys = try await key()
    guard let claims = try? await keys.verify(token, as: LivePersonClaims.self), claims.iss == account.rawValue,
      claims.exp > clock.now().milliseconds / 1_000
    else { return nil }
    return claims
  }

  private func key() async throws -> JWTKeyCollection {
    let task = keys ?? Task { [journal] in try await Self.load(journal) }
    keys = task
    do {
      return try await task.value
    } catch {
      keys = nil
      throw error
    }
  }

  private static func load(_ journal: any Journal) async throws -> JWTKeyCollection {
    var bytes = try await journal.value(name) ?? []
    if bytes.count != 32 {
      var generator = SystemRandomNumberGenerator()
      bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      try await journal.setValue(bytes, for: name)
    }
    return await JWTKeyCollection().add(hmac: HMACKey(from: Data(bytes)), digestAlgorithm: .sha256)
  }
}
