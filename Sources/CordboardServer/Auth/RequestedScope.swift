// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Crypto
import Foundation

/// What a request for a token asks for; nothing asks for everything the subject may have.
struct RequestedScope {
  /// Scopes that say something about the token and allow nothing.
  static let informative: Set<String> = ["openid", "profile", "email", "offline_access"]

  /// The scope as it was asked for.
  let text: String?
  private let names: [String]

  init(_ text: String?) {
    self.text = text
    names = (text ?? "").split(separator: " ").map(String.init)
  }

  /// Whether an identity token is asked for.
  var asksForIdentity: Bool { names.contains("openid") }

  /// What the subject gets: never more than it may have, and an error for a scope that exists but is not the client's,
  /// or does not exist. What an agent may do is said by its roles alone.
  func granted(to subject: IdentitySubject) throws(OAuthError) -> String {
    let wanted = names.filter { !Self.informative.contains($0) }
    let allowed = subject.scopes.map(\.name)
    if let wrong = wanted.first(where: { !allowed.contains($0) }) {
      let known = Scope(name: wrong) != nil
      throw OAuthError(
        .invalidScope,
        known ? "the scope \(wrong) is not granted to the client" : "a scope that was asked for does not exist"
      )
    }
    let granted = wanted.isEmpty ? allowed : allowed.filter { wanted.contains($0) }
    return (names.filter { Self.informative.contains($0) } + granted).joined(separator: " ")
  }
}

extension IdentitySubject {
  /// The name a subject is known by in tokens, as Keycloak forms it.
  var preferredUsername: String {
    switch subject {
    case .agent(let id): id.rawValue
    case .client(let id): "service-account-\(id)"
    }
  }

  /// Tells one credential from another without giving anything of it away: the salt makes it useless for guessing.
  var credentialFingerprint: String {
    SHA256.hash(data: Data((verifier ?? "").utf8)).prefix(16).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0\(digits)" : digits
    }.joined()
  }
}
