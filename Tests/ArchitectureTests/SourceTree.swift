// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The sources of the package as text.
enum SourceTree {
  struct File {
    /// The path below the package, for instance `Sources/ContactModel/Position.swift`.
    let path: String
    let lines: [String]

    /// The folder below `Sources` or `Tests`: the target.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// The modules it imports.
    var imports: [String] {
      lines.compactMap { line in
        let words = line.split(separator: " ").filter { !$0.hasPrefix("@") }
        guard let index = words.firstIndex(of: "import"), index <= 1, words.count > index + 1 else { return nil }
        return words[index + 1].split(separator: ".").first.map(String.init)
      }
    }

    /// Its lines without comments and string literals, with their numbers.
    var code: [(number: Int, text: String)] {
      lines.enumerated().compactMap { index, line in
        let text = line.trimmingCharacters(in: .whitespaces)
        if text.hasPrefix("//") { return nil }
        let withoutStrings = text.replacing(#/"(\\.|[^"\\])*"/#, with: "\"\"")
        return (index + 1, String(withoutStrings.split(separator: "//", maxSplits: 1).first ?? ""))
      }
    }
  }

  static let root: URL = {
    var url = URL(filePath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  static func files(below folder: String) throws -> [File] {
    let base = root.appending(path: folder)
    guard let found = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { return [] }
    var files: [File] = []
    for case let url as URL in found where url.pathExtension == "swift" {
      let text = try String(contentsOf: url, encoding: .utf8)
      files.append(
        File(
          path: String(url.standardizedFileURL.path.dropFirst(root.standardizedFileURL.path.count + 1)),
          lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        )
      )
    }
    return files.sorted { $0.path < $1.path }
  }
}
