// SPDX-License-Identifier: Apache-2.0

package import ContactModel

/// Where identity asks who there is. The server answers from the committed state of its partitions, so that a changed
/// configuration counts from the next question on.
///
/// Nothing is remembered on this side. A rejection other than for something unknown means that the state cannot be read
/// at the moment; identity then answers that it is unavailable and never that somebody does not exist.
package protocol SubjectDirectory: Sendable {
  /// The account of a realm; nil when there is none.
  func account(ofRealm realm: String) async throws(Rejection) -> AccountID?

  /// The realm of an account; nil when there is no such account.
  func realm(of account: AccountID) async throws(Rejection) -> String?

  /// An agent or an API client with what it may do now; nil when there is none.
  func subject(_ subject: CredentialSubject, in account: AccountID) async throws(Rejection) -> IdentitySubject?
}

/// An agent or an API client as identity sees it.
package struct IdentitySubject: Hashable, Sendable {
  /// Who it is.
  package var subject: CredentialSubject
  /// For people.
  package var name: String
  /// What a person may do.
  package var roles: [Role]
  /// What a program may do.
  package var scopes: [Scope]
  /// How it proves who it is; nil when it cannot.
  package var verifier: String?
  /// How often a person was logged out: a login from before the last time has ended.
  package var logOuts = 0

  /// An agent with its verifier.
  package init(_ agent: Agent, verifier: String?, logOuts: Int = 0) {
    self.logOuts = logOuts
    subject = .agent(agent.id)
    name = agent.lastName.isEmpty ? agent.firstName : "\(agent.firstName) \(agent.lastName)"
    roles = agent.roles
    scopes = []
    self.verifier = verifier
  }

  /// An API client with its verifier.
  package init(_ client: APIClient, verifier: String?) {
    subject = .client(client.id)
    name = client.name
    roles = []
    scopes = client.scopes
    self.verifier = verifier
  }
}

extension CredentialSubject {
  /// The subject in tokens: it says which kind it is, because an agent and a client may have the same name.
  var tokenText: String {
    switch self {
    case .agent(let id): "agent:\(id)"
    case .client(let id): "client:\(id)"
    }
  }

  /// Reads a subject from a token; nil for anything else.
  init?(tokenText: String) {
    guard let colon = tokenText.firstIndex(of: ":") else { return nil }
    let name = tokenText[tokenText.index(after: colon)...]
    switch tokenText[..<colon] {
    case "agent":
      guard let id = AgentID(name) else { return nil }
      self = .agent(id)
    case "client":
      guard let id = ClientID(name) else { return nil }
      self = .client(id)
    default: return nil
    }
  }

  /// Who acts when this subject does.
  var actor: Actor {
    switch self {
    case .agent(let id): .agent(id)
    case .client(let id): .client(id)
    }
  }
}

extension ConfigurationChange {
  /// The agent or client that is no more after this change.
  var removedSubject: CredentialSubject? {
    switch self {
    case .removed(.agent(let id)): .agent(id)
    case .removed(.client(let id)): .client(id)
    default: nil
    }
  }

  /// The agent who may have other rights after this change, or another password.
  var agentWithOtherRights: AgentID? {
    switch self {
    case .agent(let agent): agent.id
    case .credential(let credential): if case .agent(let id) = credential.subject { id } else { nil }
    case .removed(.agent(let id)): id
    default: nil
    }
  }
}
