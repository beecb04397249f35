// SPDX-License-Identifier: Apache-2.0

/// One thing that is wrong with the configuration, and where.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
  /// Where a setting came from.
  package enum Source: Hashable, Sendable {
    /// A place in a file; line and column count from 1.
    case file(String, line: Int, column: Int)
    /// A file as a whole.
    case wholeFile(String)
    /// An environment variable.
    case environment(String)
    /// A command-line flag, with its dashes.
    case flag(String)
    /// A combination of settings from different sources.
    case together
  }

  /// Where the wrong value came from.
  package let source: Source
  /// Which setting; empty when the whole file is wrong.
  package let path: String
  /// What is wrong and what was expected.
  package let reason: String

  /// One line: where, which setting, what is wrong with it.
  package var description: String {
    let setting = path.isEmpty ? reason : "\(path): \(reason)"
    return switch source {
    case .file(let name, let line, let column): "\(name):\(line):\(column): \(setting)"
    case .wholeFile(let name): "\(name): \(setting)"
    case .environment(let name): "\(name): \(setting)"
    case .flag(let name): "\(name): \(setting)"
    case .together: setting
    }
  }
}

/// The configuration is wrong: everything that is wrong with it, at once.
package struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// The problems; those of the file in its order, then the others.
  package let problems: [ConfigurationProblem]

  /// One line per problem.
  package var description: String {
    problems.map(\.description).joined(separator: "\n")
  }
}
