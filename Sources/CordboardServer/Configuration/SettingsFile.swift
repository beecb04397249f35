// SPDX-License-Identifier: Apache-2.0

import Yams

/// Reads the part of a file that is about the server.
struct SettingsFile {
  /// The member of the root that holds contact centres, which others read.
  static let accountsName = "accounts"

  private let settings: [String: Setting]
  private let report: ConfigurationReport

  init(report: ConfigurationReport) {
    settings = Dictionary(uniqueKeysWithValues: ServerSettings.description.map { ($0.path, $0) })
    self.report = report
  }

  /// Puts the values of a file into the settings, except what stands under `accounts`.
  func read(_ root: Node, into result: inout ServerSettings) {
    readMembers(of: root, under: "", into: &result)
  }

  private func readMembers(of node: Node, under path: String, into result: inout ServerSettings) {
    if node.isNothing { return }
    guard let mapping = node.mapping else {
      let place = ConfigurationPlace(path: path, mark: node.mark)
      return report.note("expected names with values, found \(node.kindName)", at: place)
    }
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        let place = ConfigurationPlace(path: path, mark: key.mark)
        report.note("expected a name, found \(key.kindName)", at: place)
        continue
      }
      if path.isEmpty, name == Self.accountsName { continue }
      let member = path.isEmpty ? name : "\(path).\(name)"
      if let setting = settings[member] {
        readValue(value, of: setting, into: &result)
      } else if settings.keys.contains(where: { $0.hasPrefix("\(member).") }) {
        readMembers(of: value, under: member, into: &result)
      } else {
        let place = ConfigurationPlace(path: member, mark: key.mark)
        report.note("unknown setting" + suggestion(for: name, under: path), at: place)
      }
    }
  }

  private func readValue(_ node: Node, of setting: Setting, into result: inout ServerSettings) {
    let place = ConfigurationPlace(path: setting.path, mark: node.mark)
    let text: String
    if let scalar = node.scalar, !node.isNothing {
      text = scalar.string
    } else if let sequence = node.sequence, !sequence.isEmpty, setting.takesList,
      sequence.allSatisfy({ $0.scalar != nil && !$0.isNothing })
    {
      text = sequence.compactMap { $0.scalar?.string }.joined(separator: ",")
    } else {
      return report.note("expected \(setting.kind), found \(node.kindName)", at: place)
    }
    do {
      try setting.apply(text, &result)
    } catch {
      report.note(error.reason, at: place)
    }
  }

  /// The nearest name at the same place, or else the full path of a setting whose last name it is.
  private func suggestion(for name: String, under path: String) -> String {
    var siblings: Set<String> = path.isEmpty ? [Self.accountsName] : []
    let prefix = path.isEmpty ? "" : "\(path)."
    for other in settings.keys where other.hasPrefix(prefix) {
      if let sibling = other.dropFirst(prefix.count).split(separator: ".").first { siblings.insert(String(sibling)) }
    }
    if let nearest = NearestName.find(name, among: siblings.sorted()) {
      return "; did you mean \"\(nearest)\"?"
    }
    // Of several, the one that is said shortest.
    let elsewhere = settings.keys.filter { $0.hasSuffix(".\(name)") }.min { ($0.count, $0) < ($1.count, $1) }
    return elsewhere.map { "; did you mean \"\($0)\"?" } ?? ""
  }
}
