// SPDX-License-Identifier: Apache-2.0

/// Whose credential it is.
public enum CredentialSubject: Hashable, Sendable {
  /// A person or bot with a password.
  case agent(AgentID)
  /// A program with a secret.
  case client(ClientID)
}
