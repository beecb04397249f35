// SPDX-License-Identifier: Apache-2.0

import ContactModel

/// The reference of all settings, written from the same descriptions that read them.
package enum ConfigurationDocument {
  /// The content of `docs/config.md`.
  package static func markdown() -> String {
    [introduction, server(), contactCentres()].joined(separator: "\n")
  }

  private static let introduction = """
    # Configuration

    This page is written from the descriptions in `Sources/CordboardServer/Configuration`; `UPDATE_GOLDENS=1 swift test
    --filter Configuration` writes it anew.

    A setting comes from, the first that has it: the command line, the environment, the file, the default. The file is
    named by `--config FILE` or `\(CordboardConfiguration.fileVariable)`; it is YAML and may have up to \
    \(ByteSize.text(CordboardConfiguration.maximumBytes)). `cordboard check-config --config FILE`
    says everything that is wrong with a file, each with its line, column and reason. A name that is not known is wrong.

    Durations have a unit: `500ms`, `20s`, `5m`, `1h`, `7d`. So have sizes: `512B`, `64KiB`, `1MiB`, `2GiB`.

    """

  private static func server() -> String {
    var lines = ["## The server", ""]
    lines.append("| Setting | Environment, flag | Value | Default | What it does |")
    lines.append("|---|---|---|---|---|")
    for setting in ServerSettings.description {
      let names = ["`\(setting.environment)`"] + (setting.flag.map { ["`\($0)`"] } ?? [])
      let kind = setting.unit.map { "\(setting.kind), in \($0)" } ?? setting.kind
      lines.append(
        row([
          "`\(setting.path)`", names.joined(separator: ", "), kind, code(setting.defaultText), setting.summary,
        ])
      )
    }
    lines.append("")
    return lines.joined(separator: "\n")
  }

  private static func contactCentres() -> String {
    let report = ConfigurationReport(file: "", isDescribing: true)
    let section = ConfigurationSection(
      nil,
      at: ConfigurationPlace(path: "\(SettingsFile.accountsName).ACCOUNT", mark: nil),
      report: report
    )
    let secrets = SecretReader(allowsPlain: false, environment: [:], directory: ".")
    _ = AccountReader(section, secrets: secrets).read("ACCOUNT")
    var lines = ["## Contact centres", ""]
    lines.append(
      """
      Names in capitals are chosen by you and identify what they contain. Whatever one part names, another must define,
      in any order.

      """
    )
    lines.append("| Setting | Value | Default | What it is |")
    lines.append("|---|---|---|---|")
    for setting in report.rows {
      let standard = setting.isRequired ? "must be given" : setting.defaultText.map(code) ?? ""
      lines.append(row(["`\(setting.path)`", setting.kind, standard, setting.summary]))
    }
    lines.append("")
    return lines.joined(separator: "\n")
  }

  private static func code(_ text: String) -> String {
    text.isEmpty ? "" : "`\(text)`"
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }
}
