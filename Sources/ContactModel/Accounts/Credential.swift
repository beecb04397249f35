// SPDX-License-Identifier: Apache-2.0

/// How a subject proves who it is. It is stored and never shown on any wire.
public struct Credential: Hashable, Sendable {
  /// Whose it is.
  public var subject: CredentialSubject
  /// The hash of the secret in its text form, with its parameters and salt.
  public var verifier: String

  /// Creates the value from its parts.
  public init(subject: CredentialSubject, verifier: String) {
    self.subject = subject
    self.verifier = verifier
  }
}
