// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Files of the repository that tests hold to account.
enum RepositoryFiles {
  /// The path of a file from its path in the repository.
  static func path(_ name: String) -> String {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appending(path: name).path()
  }

  /// The content of a file.
  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// Whether goldens are to be written anew.
  static var updatesGoldens: Bool { ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" }
}
