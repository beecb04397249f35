// SPDX-License-Identifier: Apache-2.0

import ContactModel
import Yams

/// Where something stands in the file.
struct ConfigurationPlace {
  /// The setting.
  let path: String
  /// Its line and column; nil only while the description is written.
  let mark: Mark?
}

/// What reading a file has found so far: what is wrong, and which names are used before it is known whether they are
/// defined. It belongs to one reader on one task.
final class ConfigurationReport {
  /// The name of the file in messages.
  let file: String
  /// What is wrong, in the order in which it was found.
  private(set) var problems: [ConfigurationProblem] = []
  /// The documentation of the settings that were asked for; collected only while describing.
  private(set) var rows: [ConfigurationRow] = []
  /// Whether settings are described and not read.
  let isDescribing: Bool

  init(file: String, isDescribing: Bool = false) {
    self.file = file
    self.isDescribing = isDescribing
  }

  /// Notes what is wrong at a place.
  func note(_ reason: String, at place: ConfigurationPlace) {
    problems.append(
      ConfigurationProblem(
        source: .file(file, line: place.mark?.line ?? 1, column: place.mark?.column ?? 1),
        path: place.path,
        reason: reason
      )
    )
  }

  /// Notes the documentation of a setting.
  func describe(_ row: ConfigurationRow) {
    rows.append(row)
  }
}

/// The documentation of one setting of a contact centre.
struct ConfigurationRow {
  /// Where it stands.
  let path: String
  /// What a value is, with its bounds.
  let kind: String
  /// The value when none is given; nil when one must be given or nothing is a value of its own.
  let defaultText: String?
  /// Whether a value must be given.
  let isRequired: Bool
  /// What it does.
  let summary: String
}
