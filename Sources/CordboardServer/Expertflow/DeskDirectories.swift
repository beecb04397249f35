// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import ExpertflowDialect

/// What desks are told of accounts, one for all desks of an account: they share its storage.
struct DeskDirectories: Sendable {
  /// How long one counts at least: a directory that is synchronised changes thousands of times in a row.
  let pace: Duration
  /// Those that are known.
  var known: [AccountID: DeskDirectory] = [:]
  /// How often accounts were configured anew.
  fileprivate var changes: [AccountID: Int] = [:]
  /// The accounts whose directories are being replaced.
  fileprivate var replacing: Set<AccountID> = []

  init(pace: Duration) {
    self.pace = pace
  }
}

extension DeskOffice {
  /// What desks are told of an account.
  func directory(of account: AccountID) async throws(Rejection) -> DeskDirectory {
    while true {
      if let known = directories.known[account] { return known }
      let before = directories.changes[account]
      let found = try await take(account)
      // What changed meanwhile was told to nobody.
      if directories.known[account] == nil, directories.changes[account] == before {
        directories.known[account] = found
      }
    }
  }

  private func take(_ account: AccountID) async throws(Rejection) -> DeskDirectory {
    var directory = try await gateway.query(account) { centre, _ throws(Rejection) in DeskDirectory(centre) }
    directory.files = attachments.addresses(of: account)
    return directory
  }

  /// An account is configured in another way: its desks are told at once, and of what changes while they are, a moment
  /// later.
  func configurationChanged(_ account: AccountID) async {
    directories.changes[account, default: 0] += 1
    guard directories.known[account] != nil, directories.replacing.insert(account).inserted else { return }
    defer { directories.replacing.remove(account) }
    var told = 0
    while told != directories.changes[account] {
      told = directories.changes[account, default: 0]
      do throws(Rejection) {
        let directory = try await take(account)
        directories.known[account] = directory
        for (desk, binding) in bindings where binding.worker.account == account { tell(desk, .directory(directory)) }
      } catch {
        guard error.category == .unavailable, bindings.values.contains(where: { $0.worker.account == account }) else {
          directories.known[account] = nil
          return
        }
        // Desks go on with what they know, until the account can be asked again.
        told = -1
      }
      try? await Task.sleep(for: directories.pace)
    }
  }
}

extension ConfigurationChange {
  /// Whether desks are told of it.
  var isShownAtDesks: Bool {
    switch self {
    case .client, .credential, .removed(.client): false
    case .account, .mediaRoutingDomain, .team, .agent, .reasonCode, .wrapUpCode, .pullList, .queue, .channel, .removed:
      true
    }
  }
}
