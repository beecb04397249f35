// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Foundation
import Yams

/// Where settings come from: a flag beats the environment, the environment beats the file, the file beats the default.
package struct ConfigurationSources: Sendable {
  /// The path of the file, as it is shown in messages, and its content; nil for none.
  package var file: (path: String, text: String)?
  /// The process's environment.
  package var environment: [String: String]
  /// The values of the flags that were given, by their name with dashes.
  package var flags: [String: String]

  /// Creates sources from texts.
  package init(
    file: (path: String, text: String)? = nil,
    environment: [String: String] = [:],
    flags: [String: String] = [:]
  ) {
    self.file = file
    self.environment = environment
    self.flags = flags
  }

  /// Reads the file at a path; nil for none.
  package init(
    path: String?,
    environment: [String: String],
    flags: [String: String] = [:]
  ) throws(ConfigurationErrors) {
    self.init(environment: environment, flags: flags)
    guard let path else { return }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .one(.wholeFile(path), "the file cannot be read; check that it exists and may be read by the server")
    }
    guard data.count <= CordboardConfiguration.maximumBytes else {
      throw .one(.wholeFile(path), "the file has more than \(ByteSize.text(CordboardConfiguration.maximumBytes))")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw .one(.wholeFile(path), "the file is not UTF-8 text")
    }
    file = (path, text)
  }
}

/// Everything the server is told before it starts.
package struct CordboardConfiguration: Hashable, Sendable {
  /// The most bytes a file may have.
  package static let maximumBytes = 16 << 20
  /// The environment variable that names the file when the flag `--config` does not.
  package static let fileVariable = "CORDBOARD_CONFIG"

  /// The settings of the server.
  package var settings: ServerSettings
  /// The contact centres, in the order of the file.
  package var accounts: [ConfiguredAccount]

  /// Reads every source and checks everything; throws all that is wrong at once.
  package init(_ sources: ConfigurationSources) throws(ConfigurationErrors) {
    var settings = ServerSettings()
    var problems: [ConfigurationProblem] = []
    accounts = []
    let root = try sources.file.flatMap { path, text throws(ConfigurationErrors) in try Self.parse(path, text) }
    let report = ConfigurationReport(file: sources.file?.path ?? "")
    if let root {
      SettingsFile(report: report).read(root, into: &settings)
    }
    problems += Self.readEnvironment(sources.environment, into: &settings)
    problems += Self.readFlags(sources.flags, into: &settings)
    if let root {
      let directory = sources.file.map { ($0.path as NSString).deletingLastPathComponent } ?? ""
      let secrets = SecretReader(
        allowsPlain: settings.demo,
        environment: sources.environment,
        directory: directory.isEmpty ? "." : directory
      )
      accounts = Self.readAccounts(root, secrets: secrets, report: report)
    }
    problems += Self.checkTogether(settings)
    problems = report.problems.sorted { Self.precedes($0, $1) } + problems
    guard problems.isEmpty else { throw ConfigurationErrors(problems: problems) }
    self.settings = settings
  }

  static func parse(_ path: String, _ text: String) throws(ConfigurationErrors) -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw ConfigurationErrors(problems: [ConfigurationProblem(error, file: path)])
    } catch {
      throw .one(.wholeFile(path), "the YAML cannot be read: \(error)")
    }
  }

  private static func readEnvironment(
    _ environment: [String: String],
    into settings: inout ServerSettings
  ) -> [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    let known = Dictionary(uniqueKeysWithValues: ServerSettings.description.map { ($0.environment, $0) })
    let sections = Set(ServerSettings.description.filter { $0.path.contains(".") }.map(\.environmentPrefix))
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
      if let setting = known[name] {
        do {
          try setting.apply(value, &settings)
        } catch {
          problems.append(.init(source: .environment(name), path: setting.path, reason: error.reason))
        }
      } else if sections.contains(where: name.hasPrefix) {
        let reason = "unknown setting" + NearestName.suggestion(name, among: known.keys.sorted())
        problems.append(.init(source: .environment(name), path: "", reason: reason))
      }
    }
    return problems
  }

  private static func readFlags(
    _ flags: [String: String],
    into settings: inout ServerSettings
  ) -> [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    for (flag, value) in flags.sorted(by: { $0.key < $1.key }) {
      guard let setting = ServerSettings.description.first(where: { $0.flag == flag }) else {
        problems.append(.init(source: .flag(flag), path: "", reason: "unknown flag"))
        continue
      }
      do {
        try setting.apply(value, &settings)
      } catch {
        problems.append(.init(source: .flag(flag), path: setting.path, reason: error.reason))
      }
    }
    return problems
  }

  private static func readAccounts(
    _ root: Node,
    secrets: SecretReader,
    report: ConfigurationReport
  ) -> [ConfiguredAccount] {
    guard root.mapping != nil else { return [] }
    let whole = ConfigurationSection(root, at: ConfigurationPlace(path: "", mark: root.mark), report: report)
    var accounts: [ConfiguredAccount] = []
    var realms: [String: AccountID] = [:]
    var audiences: [[String]: AccountID] = [:]
    whole.entries(SettingsFile.accountsName, ValueKind<AccountID>.identifier, placeholder: "ACCOUNT") { id, section in
      guard let account = AccountReader(section, secrets: secrets).read(id) else { return }
      if case .account(let settings)? = account.changes.first,
        let other = realms.updateValue(id, forKey: settings.realm)
      {
        report.note(
          "\"\(settings.realm)\" is the realm of account \(other) already",
          at: section.place(of: "realm")
        )
      }
      if let external = account.externalIssuer,
        let other = audiences.updateValue(id, forKey: [external.issuer, external.audience])
      {
        report.note(
          "account \(other) takes tokens of the same issuer for the same audience; give each its own audience",
          at: section.place(of: "externalIssuer")
        )
      }
      accounts.append(account)
    }
    return accounts
  }

  private static func checkTogether(_ settings: ServerSettings) -> [ConfigurationProblem] {
    var problems: [ConfigurationProblem] = []
    if settings.server.certificate.isEmpty != settings.server.privateKey.isEmpty {
      let missing = settings.server.certificate.isEmpty ? "server.tls.certificate" : "server.tls.key"
      problems.append(
        .init(source: .together, path: missing, reason: "is missing; TLS needs a certificate and its key")
      )
    }
    if settings.identity.refreshTokenLifetime < settings.identity.accessTokenLifetime {
      problems.append(
        .init(
          source: .together,
          path: "identity.refreshTokenLifetime",
          reason: "must not be shorter than identity.accessTokenLifetime"
        )
      )
    }
    if settings.identity.external.outageLimit < settings.identity.external.refreshInterval {
      problems.append(
        .init(
          source: .together,
          path: "identity.external.outageLimit",
          reason: "must not be shorter than identity.external.refreshInterval"
        )
      )
    }
    return problems
  }

  private static func precedes(_ left: ConfigurationProblem, _ right: ConfigurationProblem) -> Bool {
    guard case .file(_, let leftLine, let leftColumn) = left.source,
      case .file(_, let rightLine, let rightColumn) = right.source
    else { return false }
    return (leftLine, leftColumn) < (rightLine, rightColumn)
  }
}

extension Setting {
  /// The start of the names of all environment variables of the setting's section.
  fileprivate var environmentPrefix: String {
    "CORDBOARD_\(path.prefix { $0 != "." }.uppercased())_"
  }
}

extension ConfigurationErrors {
  /// A single problem that is about no setting in particular.
  static func one(_ source: ConfigurationProblem.Source, _ reason: String) -> ConfigurationErrors {
    ConfigurationErrors(problems: [ConfigurationProblem(source: source, path: "", reason: reason)])
  }
}

extension ConfigurationProblem {
  /// What a YAML parser found.
  fileprivate init(_ error: YamlError, file: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(
        source: .file(file, line: mark.line, column: mark.column),
        path: "",
        reason: "the YAML cannot be read: \(problem)"
      )
    case .duplicatedKeysInMapping(let names, let context):
      self.init(
        source: .file(file, line: context.mark.line, column: context.mark.column),
        path: names.sorted().joined(separator: ", "),
        reason: "is given more than once in the same place"
      )
    case .reader(let problem, let offset, _, let yaml):
      let before = yaml.prefix(offset ?? 0)
      let line = before.count { $0 == "\n" } + 1
      let column = before.reversed().prefix { $0 != "\n" }.count + 1
      self.init(
        source: .file(file, line: line, column: column),
        path: "",
        reason: "the YAML cannot be read: \(problem)"
      )
    default:
      self.init(source: .wholeFile(file), path: "", reason: "the YAML cannot be read: \(error)")
    }
  }
}
