// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DialectKit
import Foundation

/// Prints the live configuration of an account.
struct ExportConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export-config",
    abstract: "Print the live configuration of an account as YAML.",
    discussion: """
      What is printed is a configuration file: import-config takes it, and so does serve --config with the settings of a \
      server beside it. It has no passwords or secrets, and their hashes only with --secrets, for administrators.
      """
  )

  @OptionGroup var options: ConnectionOptions

  @Flag(help: "Also the hashes of passwords and secrets; keep the file as safe as the server.")
  var secrets = false

  func run() async throws {
    try await refusalsToStandardError {
      let token = try await options.makeToken(environment: ProcessInfo.processInfo.environment)
      let path = "/api/v1/accounts/\(options.account)/configuration/export?secrets=\(secrets)"
      print(try await options.connection().text("GET", path, token: token), terminator: "")
    }
  }
}

/// Makes an account what a file says.
struct ImportConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-config",
    abstract: "Make the configuration of an account what a YAML file says, all of it or nothing.",
    discussion: """
      The file is one that export-config printed, or one like it. With --dry-run it is only said what would change. What the \
      file does not name stays, unless --remove-others is given.
      """
  )

  @OptionGroup var options: ConnectionOptions

  @Argument(help: "The file; - is standard input.")
  var file: String

  @Flag(help: "Say what would change, and change nothing.")
  var dryRun = false

  @Flag(help: "Remove what the file does not name.")
  var removeOthers = false

  func run() async throws {
    let data =
      file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
    guard let data else { throw ValidationError("\(file) cannot be read") }
    try await refusalsToStandardError {
      let token = try await options.makeToken(environment: ProcessInfo.processInfo.environment)
      let path =
        "/api/v1/accounts/\(options.account)/configuration/import?dryRun=\(dryRun)&removeOthers=\(removeOthers)"
      let answer: JSONValue
      do {
        let text = try await options.connection().text("POST", path, token: token, body: Array(data))
        answer = try JSONValue(parsing: Array(text.utf8))
      } catch let failure as APIConnection.Failure {
        for place in failure.problem["errors"]?.arrayValue ?? [] {
          let at = [place["line"]?.integerValue, place["column"]?.integerValue].compactMap { $0.map { ":\($0)" } }
          write("\(file)\(at.joined()): \(place["detail"]?.stringValue ?? "")\n")
        }
        throw failure
      }
      let changes = answer["changes"]?.arrayValue ?? []
      for change in changes { print(Self.line(change)) }
      let end = dryRun ? "changes would be made" : "changes made"
      print(changes.isEmpty ? "nothing changes" : "\(changes.count) \(end)")
    }
  }

  /// One change as one line for people: `+ queue support`.
  private static func line(_ entry: JSONValue) -> String {
    let sign =
      switch entry["action"]?.stringValue {
      case "added": "+"
      case "removed": "-"
      default: "~"
      }
    guard let change = entry["change"]?.objectValue?.first else { return sign }
    if let key = change.value.objectValue?.first, ["removed", "credential"].contains(change.name) {
      let kind = change.name == "credential" ? "credential of \(key.name)" : key.name
      return "\(sign) \(kind) \(key.value.stringValue ?? "")"
    }
    let before = entry["before"]?.objectValue?.first?.value.objectValue ?? []
    let differing = (change.value.objectValue ?? []).filter { member in
      !before.contains { $0.name == member.name && $0.value == member.value }
    }.map(\.name)
    let names = sign == "~" ? ": \(differing.joined(separator: ", "))" : ""
    return "\(sign) \(change.name) \(change.value["id"]?.stringValue ?? "settings")\(names)"
  }
}

private func write(_ text: String) {
  FileHandle.standardError.write(Data(text.utf8))
}

/// Says what the server refused, and ends with a failure.
private func refusalsToStandardError(_ body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch let failure as APIConnection.Failure {
    write("the server refused: \(failure)\n")
    throw ExitCode.failure
  }
}
