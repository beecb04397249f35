// SPDX-License-Identifier: Apache-2.0

import ContactEngine
import ContactModel
import Foundation
import Yams

/// An account's configuration that somebody sends to a running server, read by the reader of configuration files. It is
/// data of a peer: nothing of the server's environment or disk is read for it.
struct ImportedAccount {
  /// The name of the text in messages.
  private static let file = "import"

  /// Everything the text defines, in an order in which nothing is named before it is defined.
  let changes: [ConfigurationChange]

  /// Reads the text about an account; throws all that is wrong at once.
  init(_ text: String, for account: AccountID) throws(ConfigurationErrors) {
    let report = ConfigurationReport(file: Self.file)
    guard let root = try CordboardConfiguration.parse(Self.file, text), root.mapping != nil else {
      throw .one(.wholeFile(Self.file), "the text is empty; send what an export of the account looks like")
    }
    var budget = text.utf8.count
    guard Self.isWithin(&budget, root) else {
      throw .one(.wholeFile(Self.file), "the aliases make more of the text than there is; write the values out")
    }
    let whole = ConfigurationSection(root, at: ConfigurationPlace(path: "", mark: root.mark), report: report)
    var read: ConfiguredAccount?
    whole.entries(SettingsFile.accountsName, ValueKind<AccountID>.identifier, placeholder: "ACCOUNT") { id, section in
      guard id == account else {
        return report.note("is another account than \(account), which the address names", at: section.place)
      }
      if section.has("externalIssuer") {
        report.note("comes from the server's own configuration file only", at: section.place(of: "externalIssuer"))
      }
      read = AccountReader(section, secrets: .ofPeer).read(id)
    }
    whole.finish()
    guard report.problems.isEmpty else { throw ConfigurationErrors(problems: report.problems) }
    guard let read else {
      throw .one(.wholeFile(Self.file), "\(SettingsFile.accountsName).\(account) is missing")
    }
    var changes = read.changes
    for credential in read.credentials {
      if case .verifier(let verifier) = credential.secret {
        changes.append(.credential(Credential(subject: credential.subject, verifier: verifier)))
      }
    }
    self.changes = changes
  }

  /// Whether a text has no more values than a budget. Every value that is written takes a byte: more come of aliases that
  /// repeat each other.
  private static func isWithin(_ budget: inout Int, _ node: Node) -> Bool {
    budget -= 1
    guard budget >= 0 else { return false }
    switch node {
    case .scalar, .alias: break
    case .sequence(let sequence):
      for element in sequence { guard isWithin(&budget, element) else { return false } }
    case .mapping(let mapping):
      for (key, value) in mapping { guard isWithin(&budget, key), isWithin(&budget, value) else { return false } }
    }
    return true
  }
}

/// What an import would do to an account.
struct ConfigurationDifference {
  /// What becomes of one thing.
  enum Action: String, CaseIterable, Named {
    case added, changed, removed

    var name: String { rawValue }
  }

  struct Entry {
    let action: Action
    /// What it is now; nil if it is not there, and for credentials, which are never shown.
    let before: ConfigurationChange?
    /// The change that is made.
    let change: ConfigurationChange
  }

  /// In the order in which the changes are made.
  let entries: [Entry]

  /// Compares what is wanted with what there is. Channels that go are taken out first, so that their addresses are free;
  /// everything else that goes, last, when nothing uses it any more.
  init(
    from present: ContactEngine.AccountConfiguration,
    to wanted: [ConfigurationChange],
    removesOthers: Bool
  ) {
    let kept = Set(wanted.compactMap(\.key))
    let surplus = removesOthers ? present.everything.filter { $0.key.map { !kept.contains($0) } ?? false } : []
    func removal(_ change: ConfigurationChange) -> Entry? {
      change.key.map { Entry(action: .removed, before: change, change: .removed($0)) }
    }
    let channels = surplus.filter(\.isChannel).compactMap(removal)
    let others = surplus.filter { !$0.isChannel }.reversed().compactMap(removal)
    let definitions = wanted.compactMap { change -> Entry? in
      let before = present.value(like: change)
      if before == change { return nil }
      if case .credential(let credential) = change {
        let isKnown = present.credentials[credential.subject] != nil
        return Entry(action: isKnown ? .changed : .added, before: nil, change: change)
      }
      return Entry(action: before == nil ? .added : .changed, before: before, change: change)
    }
    entries = channels + definitions + others
  }
}

extension ConfigurationChange {
  /// The key of what is defined; nil for the settings and for credentials, which are always there or go with others.
  fileprivate var key: ConfigurationKey? {
    switch self {
    case .account, .credential: nil
    case .mediaRoutingDomain(let value): .mediaRoutingDomain(value.id)
    case .team(let value): .team(value.id)
    case .agent(let value): .agent(value.id)
    case .client(let value): .client(value.id)
    case .reasonCode(let value): .reasonCode(value.id)
    case .wrapUpCode(let value): .wrapUpCode(value.id)
    case .pullList(let value): .pullList(value.id)
    case .queue(let value): .queue(value.id)
    case .channel(let value): .channel(value.id)
    case .removed(let key): key
    }
  }

  fileprivate var isChannel: Bool {
    if case .channel = self { true } else { false }
  }
}

extension ContactEngine.AccountConfiguration {
  /// Everything that is defined, in an order in which nothing is named before it is defined.
  fileprivate var everything: [ConfigurationChange] {
    func sorted<ID: NamedIdentifier, Value>(
      _ all: [ID: Value],
      _ change: (Value) -> ConfigurationChange
    ) -> [ConfigurationChange] {
      all.sorted { $0.key < $1.key }.map { change($0.value) }
    }
    return sorted(mediaRoutingDomains) { .mediaRoutingDomain($0) } + sorted(teams) { .team($0) }
      + sorted(reasonCodes) { .reasonCode($0) } + sorted(wrapUpCodes) { .wrapUpCode($0) }
      + sorted(agents) { .agent($0) } + sorted(clients) { .client($0) } + sorted(pullLists) { .pullList($0) }
      + sorted(queues) { .queue($0) } + sorted(channels) { .channel($0) }
  }

  /// What there is now in the place of a change.
  fileprivate func value(like change: ConfigurationChange) -> ConfigurationChange? {
    switch change {
    case .account: .account(settings)
    case .credential(let value): credentials[value.subject].map { .credential($0) }
    case .mediaRoutingDomain(let value): mediaRoutingDomains[value.id].map { .mediaRoutingDomain($0) }
    case .team(let value): teams[value.id].map { .team($0) }
    case .agent(let value): agents[value.id].map { .agent($0) }
    case .client(let value): clients[value.id].map { .client($0) }
    case .reasonCode(let value): reasonCodes[value.id].map { .reasonCode($0) }
    case .wrapUpCode(let value): wrapUpCodes[value.id].map { .wrapUpCode($0) }
    case .pullList(let value): pullLists[value.id].map { .pullList($0) }
    case .queue(let value): queues[value.id].map { .queue($0) }
    case .channel(let value): channels[value.id].map { .channel($0) }
    case .removed: nil
    }
  }
}
