// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// The contact centre of one account as the file describes it.
package struct ConfiguredAccount: Hashable, Sendable {
  /// The account.
  package let account: AccountID
  /// Everything but credentials, in an order in which nothing is named before it is defined.
  package let changes: [ConfigurationChange]
  /// How subjects prove who they are.
  package let credentials: [ConfiguredCredential]
  /// From where else than the built-in issuer tokens may come; nil for nowhere.
  package let externalIssuer: ExternalIssuerSettings?

  /// Creates the value from its parts.
  package init(
    account: AccountID,
    changes: [ConfigurationChange],
    credentials: [ConfiguredCredential],
    externalIssuer: ExternalIssuerSettings? = nil
  ) {
    self.account = account
    self.changes = changes
    self.credentials = credentials
    self.externalIssuer = externalIssuer
  }

  /// Every change with credentials as verifiers. A plain secret is hashed only when it is not the one of the present
  /// verifier, so that starting again with the same file changes nothing and refresh tokens stay valid. Hashing is done
  /// on the threads of the password verifier.
  package func allChanges(
    passwords: PasswordVerifier,
    presentVerifier: (CredentialSubject) -> String?
  ) async throws(PasswordVerifier.Failure) -> [ConfigurationChange] {
    var result = changes
    for credential in credentials {
      let verifier: String
      switch credential.secret {
      case .verifier(let text): verifier = text
      case .plain(let secret):
        if let present = presentVerifier(credential.subject), try await passwords.matches(secret, verifier: present) {
          verifier = present
        } else {
          verifier = try await passwords.hash(secret)
        }
      }
      result.append(.credential(Credential(subject: credential.subject, verifier: verifier)))
    }
    return result
  }
}

/// How one subject proves who it is, as the configuration says it.
package struct ConfiguredCredential: Hashable, Sendable {
  /// Whose it is.
  package let subject: CredentialSubject
  /// The secret or its hash.
  package let secret: ConfiguredSecret
}

/// A secret from the configuration. Its description never shows it.
package enum ConfiguredSecret: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The secret itself: from a demonstration's file, from the environment or from a file of its own.
  case plain(String)
  /// Its hash.
  case verifier(String)

  /// Which kind it is, and nothing of its content.
  package var description: String {
    switch self {
    case .plain: "plain secret"
    case .verifier: "verifier"
    }
  }

  /// Nothing of the content, also in dumps.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
