// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// How many sessions there are of each account, and how many that have not said yet who they are: those take no place
/// of any account, and have few from one address.
struct SessionPlaces {
  let perAccount: Int
  let pending: Int
  let pendingPerAddress: Int
  private var accounts: [AccountID: Int] = [:]
  private var addresses: [String: Int] = [:]

  init(perAccount: Int, pending: Int, pendingPerAddress: Int) {
    self.perAccount = perAccount
    self.pending = pending
    self.pendingPerAddress = pendingPerAddress
  }

  /// Takes a place of an account, or one of nobody's for an address; false if there is none.
  mutating func admit(_ account: AccountID, from address: String) -> Bool {
    let isPending = account == Principal.nobody.account
    guard accounts[account, default: 0] < (isPending ? pending : perAccount) else { return false }
    if isPending {
      guard addresses[address, default: 0] < pendingPerAddress else { return false }
      addresses[address, default: 0] += 1
    }
    accounts[account, default: 0] += 1
    return true
  }

  /// Gives a place back that was taken.
  mutating func release(_ account: AccountID, from address: String) {
    Self.release(account, in: &accounts)
    if account == Principal.nobody.account { Self.release(address, in: &addresses) }
  }

  private static func release<Key>(_ key: Key, in counts: inout [Key: Int]) {
    let count = counts[key, default: 1] - 1
    counts[key] = count == 0 ? nil : count
  }

  /// Of how many accounts and addresses something is remembered.
  var count: Int { accounts.count + addresses.count }
}
