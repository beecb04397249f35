// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// The transcripts a folder holds, one readable file for each. `UPDATE_GOLDENS=1` writes them anew, outside of CI.
package struct TranscriptGolden {
  /// Where the files are.
  package let folder: URL

  /// The files in the folder `Transcripts` beside a test's source file.
  package init(beside file: String = #filePath) {
    folder = URL(filePath: file).deletingLastPathComponent().appending(path: "Transcripts")
  }

  /// What differs between a story and its file; nil if nothing does.
  package func difference(_ transcript: Transcript, _ name: String) throws -> String? {
    try difference(transcript.text, name)
  }

  /// What differs between a text and its file; nil if nothing does.
  package func difference(_ text: String, _ name: String) throws -> String? {
    let environment = ProcessInfo.processInfo.environment
    let file = folder.appending(path: "\(name).txt")
    if environment["UPDATE_GOLDENS"] == "1", environment["CI"] != "true" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
      return "\(file.lastPathComponent) is missing; write it with UPDATE_GOLDENS=1 and read it before it is committed"
    }
    if expected == text { return nil }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).prefix { $0 == $1 }.count
    return """
      \(file.lastPathComponent) differs from line \(line + 1):
      - \(line < old.count ? old[line] : "(the end)")
      + \(line < new.count ? new[line] : "(the end)")
      """
  }
}
