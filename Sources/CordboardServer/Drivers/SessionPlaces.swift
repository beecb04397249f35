// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// How many sessions there are of each account, and how many that have not said yet who they are: those take no place
/// of any account, and have few from one address. Who showed who it is and has not begun yet takes a place of its account,
/// and has few of those, too.
struct SessionPlaces {
  /// Whose place a session takes.
  enum Place: Hashable {
    case ofAccount(AccountID)
    /// Of an account, by somebody whose session has not begun.
    case ofActor(Actor, AccountID)
    /// Of nobody's, by a peer at an address.
    case ofAddress(String)

    fileprivate var account: AccountID {
      switch self {
      case .ofAccount(let account), .ofActor(_, let account): account
      case .ofAddress: Principal.nobody.account
      }
    }
  }

  let perAccount: Int
  let pending: Int
  let pendingPerAddress: Int
  private var accounts: [AccountID: Int] = [:]
  /// Those of sessions that have not begun.
  private var waiting: [Place: Int] = [:]

  init(perAccount: Int, pending: Int, pendingPerAddress: Int) {
    self.perAccount = perAccount
    self.pending = pending
    self.pendingPerAddress = pendingPerAddress
  }

  /// Takes a place; false if there is none.
  ///
  /// - Parameter mostWaiting: How many an actor may have whose sessions have not begun.
  mutating func admit(_ place: Place, mostWaiting: Int? = nil) -> Bool {
    let most: (total: Int, waiting: Int) =
      switch place {
      case .ofAccount: (perAccount, .max)
      case .ofActor: (perAccount, mostWaiting ?? .max)
      case .ofAddress: (pending, pendingPerAddress)
      }
    guard accounts[place.account, default: 0] < most.total, waiting[place, default: 0] < most.waiting else {
      return false
    }
    count(place, by: 1)
    return true
  }

  /// Gives a place back that was taken.
  mutating func release(_ place: Place) { count(place, by: -1) }

  /// Changes a place for another one; false, and all as it was, if there is none.
  mutating func move(from old: Place, to new: Place) -> Bool {
    release(old)
    if admit(new) { return true }
    count(old, by: 1)
    return false
  }

  private mutating func count(_ place: Place, by change: Int) {
    Self.count(place.account, by: change, in: &accounts)
    if case .ofAccount = place { return }
    Self.count(place, by: change, in: &waiting)
  }

  private static func count<Key>(_ key: Key, by change: Int, in counts: inout [Key: Int]) {
    let count = counts[key, default: 0] + change
    counts[key] = count == 0 ? nil : count
  }

  /// Of how many accounts, actors and addresses something is remembered.
  var count: Int { accounts.count + waiting.count }
}
