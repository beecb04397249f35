// SPDX-License-Identifier: Apache-2.0

import ContactEngine
package import ContactModel
import InternetMessage
import Synchronization

/// Which channels have which addresses for mail, in all accounts. It is asked for every recipient, so it is kept until a
/// configuration changes. The lock guards what is kept.
package final class MailDirectory: Sendable {
  /// What mail to an address is for.
  struct Place: Sendable {
    var account: AccountID
    var channel: ChannelID
    var address: MailAddress
    /// The account's bounds for a message and for a short text.
    var messageBytes: Int
    var attributeBytes: Int
  }

  private struct Kept {
    var places: [String: [Place]]?
    /// How often a configuration has changed.
    var changes = 0
  }

  private let gateway: any CommandGateway
  private let accounts: @Sendable () async throws(Rejection) -> [AccountID]
  private let kept = Mutex(Kept())

  /// Creates a directory of the channels of some accounts.
  package init(
    gateway: any CommandGateway,
    accounts: @escaping @Sendable () async throws(Rejection) -> [AccountID]
  ) {
    self.gateway = gateway
    self.accounts = accounts
  }

  /// The accounts there are.
  func allAccounts() async throws(Rejection) -> [AccountID] { try await accounts() }

  /// A configuration has changed.
  package func forget() {
    kept.withLock { kept in
      kept.places = nil
      kept.changes += 1
    }
  }

  /// The channels with an address; more than one only if accounts, or one account, are not configured well.
  func places(of address: MailAddress) async throws(Rejection) -> [Place] {
    let (known, changes) = kept.withLock { ($0.places, $0.changes) }
    if let known { return known[address.key] ?? [] }
    var places: [String: [Place]] = [:]
    for account in try await accounts() {
      let found: [Place] = try await gateway.query(account) { centre, _ throws(Rejection) in
        let limits = centre.configuration.settings.limits
        return centre.configuration.channels.values.sorted { $0.id < $1.id }.compactMap { channel in
          guard channel.type == .email, let address = MailAddress(channel.serviceIdentifier) else { return nil }
          return Place(
            account: account,
            channel: channel.id,
            address: address,
            messageBytes: limits.messageBytes,
            attributeBytes: limits.attributeBytes
          )
        }
      }
      for place in found { places[place.address.key, default: []].append(place) }
    }
    kept.withLock { kept in
      if kept.changes == changes { kept.places = places }
    }
    return places[address.key] ?? []
  }
}
