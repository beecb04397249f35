// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel

/// Who there is, from the committed state of the partition.
struct PartitionDirectory: SubjectDirectory {
  let partition: Partition

  func account(ofRealm realm: String) async throws(Rejection) -> AccountID? {
    try await partition.account(ofRealm: realm)
  }

  func realm(of account: AccountID) async throws(Rejection) -> String? {
    do {
      return try await partition.query(account) { centre, _ in centre.configuration.settings.realm }
    } catch .unknownAccount {
      return nil
    }
  }

  func subject(_ subject: CredentialSubject, in account: AccountID) async throws(Rejection) -> IdentitySubject? {
    do {
      return try await partition.query(account) { centre, _ in
        let verifier = centre.configuration.credentials[subject]?.verifier
        switch subject {
        case .agent(let id):
          let logOuts = centre.agents[id]?.logOuts ?? 0
          return centre.configuration.agents[id].map { IdentitySubject($0, verifier: verifier, logOuts: logOuts) }
        case .client(let id):
          return centre.configuration.clients[id].map { IdentitySubject($0, verifier: verifier) }
        }
      }
    } catch .unknownAccount {
      return nil
    }
  }
}
