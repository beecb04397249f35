// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Yams

/// One mapping of the file under reading. Asking for a setting makes its name known; ``finish()`` reports every name
/// that nobody asked for. The same questions, asked of a section that describes, write the documentation.
final class ConfigurationSection {
  /// Where the mapping stands.
  let place: ConfigurationPlace
  /// Where findings go.
  let report: ConfigurationReport
  private var members: [(name: String, key: Mark?, value: Node)] = []
  private var known: [String] = []

  init(_ node: Node?, at place: ConfigurationPlace, report: ConfigurationReport) {
    self.place = place
    self.report = report
    guard let node, !node.isNothing else { return }
    guard let mapping = node.mapping else {
      report.note("expected names with values, found \(node.kindName)", at: place)
      return
    }
    for (key, value) in mapping {
      if let name = key.scalar?.string {
        members.append((name, key.mark, value))
      } else {
        report.note("expected a name, found \(key.kindName)", at: ConfigurationPlace(path: place.path, mark: key.mark))
      }
    }
  }

  /// Where a member stands, or the section when it is missing.
  func place(of name: String) -> ConfigurationPlace {
    ConfigurationPlace(
      path: place.path.isEmpty ? name : "\(place.path).\(name)",
      mark: members.first { $0.name == name }?.value.mark ?? place.mark
    )
  }

  /// Whether a member is there.
  func has(_ name: String) -> Bool {
    members.contains { $0.name == name }
  }

  /// The names of all members; a single placeholder while describing.
  func names(orWhenDescribing placeholder: String) -> [String] {
    report.isDescribing ? [placeholder] : members.map(\.name)
  }

  /// A setting with a default.
  func value<Value>(_ name: String, _ kind: ValueKind<Value>, default standard: Value, _ summary: String) -> Value {
    describe(name, kind.summary, standard: kind.format(standard), summary)
    return scalar(name, kind) ?? standard
  }

  /// A setting that need not be given and has no default.
  func optional<Value>(_ name: String, _ kind: ValueKind<Value>, _ summary: String) -> Value? {
    describe(name, kind.summary, summary)
    return scalar(name, kind)
  }

  /// A setting that must be given; nil when it is missing or wrong, which is then reported.
  func required<Value>(_ name: String, _ kind: ValueKind<Value>, _ summary: String) -> Value? {
    describe(name, kind.summary, isRequired: true, summary)
    if !has(name), !report.isDescribing {
      report.note("\(name) is missing; expected \(kind.noun)", at: place)
    }
    return scalar(name, kind)
  }

  /// Several values of a kind with their places; a single one may stand without brackets.
  func list<Value>(
    _ name: String,
    _ kind: ValueKind<Value>,
    _ summary: String
  ) -> [(value: Value, place: ConfigurationPlace)] {
    describe(name, "a list of: \(kind.summary)", summary)
    guard let node = take(name), !node.isNothing else { return [] }
    let place = place(of: name)
    guard let sequence = node.sequence else {
      return read(node, kind, at: place).map { [($0, place)] } ?? []
    }
    return sequence.enumerated().compactMap { index, element in
      let place = ConfigurationPlace(path: "\(place.path)[\(index)]", mark: element.mark)
      return read(element, kind, at: place).map { ($0, place) }
    }
  }

  /// A section inside this one; nil when it is missing.
  func section(_ name: String) -> ConfigurationSection? {
    let node = take(name)
    guard node != nil || report.isDescribing else { return nil }
    return ConfigurationSection(node, at: place(of: name), report: report)
  }

  /// Reads the members of a section that people name themselves.
  func entries<Key>(
    _ name: String,
    _ kind: ValueKind<Key>,
    placeholder: Key,
    body: (Key, ConfigurationSection) -> Void
  ) {
    guard let section = section(name) else { return }
    if report.isDescribing {
      let entry = ConfigurationSection(
        nil,
        at: ConfigurationPlace(path: "\(section.place.path).\(kind.format(placeholder))", mark: nil),
        report: report
      )
      return body(placeholder, entry)
    }
    for (name, mark, value) in section.members {
      let key = ConfigurationPlace(path: "\(section.place.path).\(name)", mark: mark)
      do {
        body(try kind.read(name), ConfigurationSection(value, at: key, report: report))
      } catch {
        report.note(error.reason, at: key)
      }
    }
  }

  /// Reports every member nobody asked for.
  func finish() {
    for member in members where !known.contains(member.name) {
      let path = place.path.isEmpty ? member.name : "\(place.path).\(member.name)"
      report.note(
        "unknown setting" + NearestName.suggestion(member.name, among: known),
        at: ConfigurationPlace(path: path, mark: member.key)
      )
    }
  }

  private func take(_ name: String) -> Node? {
    known.append(name)
    return members.first { $0.name == name }?.value
  }

  private func scalar<Value>(_ name: String, _ kind: ValueKind<Value>) -> Value? {
    take(name).flatMap { read($0, kind, at: place(of: name)) }
  }

  private func read<Value>(_ node: Node, _ kind: ValueKind<Value>, at place: ConfigurationPlace) -> Value? {
    guard let text = node.scalar?.string, !node.isNothing else {
      report.note("expected \(kind.noun), found \(node.kindName)", at: place)
      return nil
    }
    do {
      return try kind.read(text)
    } catch {
      report.note(error.reason, at: place)
      return nil
    }
  }

  private func describe(
    _ name: String,
    _ kind: String,
    standard: String? = nil,
    isRequired: Bool = false,
    _ summary: String
  ) {
    guard report.isDescribing else { return }
    let path = place(of: name).path
    report.describe(
      ConfigurationRow(path: path, kind: kind, defaultText: standard, isRequired: isRequired, summary: summary)
    )
  }
}

extension Node {
  /// Whether nothing was written: an empty value or null.
  var isNothing: Bool {
    guard case .scalar(let scalar) = self, scalar.style == .plain || scalar.style == .any else { return false }
    return ["", "~", "null"].contains(scalar.string)
  }

  /// What was written, for messages.
  var kindName: String {
    switch self {
    case .scalar(let scalar): isNothing ? "nothing" : "\"\(scalar.string)\""
    case .mapping: "names with values"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}
