// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// A folder for the files of one test; it is deleted with the last reference to it.
package final class TemporaryFolder: Sendable {
  /// Where it is.
  package let url: URL

  /// Creates a folder that nobody else uses.
  package init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "cordboard-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// The path of a file in it.
  package func path(_ name: String) -> String {
    url.appending(path: name).path
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }
}
