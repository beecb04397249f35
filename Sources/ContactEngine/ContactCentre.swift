// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// The state of one account: everything its facts add up to.
public struct ContactCentre: Sendable {
  /// The account.
  public let account: AccountID

  /// Creates the state of an account without facts.
  public init(account: AccountID) {
    self.account = account
  }
}
