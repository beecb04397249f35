// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DialectKit
import Foundation

/// Shows facts as they happen.
struct TailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tail",
    abstract: "Show the facts of an account as they happen, and go on where a connection broke.",
    discussion: """
      Each line begins with the cursor of the fact; --after CURSOR shows everything later. Topics are account,
      queue:ID, team:ID, agent:ID, list:ID, channel:ID and conversation:ID.
      """
  )

  @OptionGroup var options: ConnectionOptions

  @Option(name: .customLong("topic"), help: "Only this topic; may be repeated.")
  var topics: [String] = []

  @Option(name: .customLong("kind"), help: "Only this kind of fact, for instance messagePosted; may be repeated.")
  var kinds: [String] = []

  @Option(help: "Begin after this cursor; without it, with what happens from now on.")
  var after: String?

  @Option(help: "Stop after this many facts.")
  var count: Int?

  @Flag(help: "Show each fact as one line of JSON.")
  var json = false

  @Flag(inversion: .prefixedNo, help: "Use colours; the default is when the output is a terminal.")
  var color: Bool?

  func run() async throws {
    let environment = ProcessInfo.processInfo.environment
    let options = options
    var query: [String] = ["signals=true"]
    if !topics.isEmpty { query.append("topics=" + topics.joined(separator: ",")) }
    if !kinds.isEmpty { query.append("kinds=" + kinds.joined(separator: ",")) }
    let stream = EventStream(
      connection: options.connection(),
      account: options.account,
      query: query.joined(separator: "&")
    ) {
      try await options.makeToken(environment: environment)
    }
    let line = FactLine(isColored: color ?? (isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR"] == nil))
    var shown = 0
    do {
      try await stream.read(after: after) { event in
        if json {
          print(String(decoding: event.value.bytes, as: UTF8.self))
        } else {
          print(line.text(of: event))
        }
        // Whoever reads this through a pipe sees each fact at once.
        fflush(nil)
        shown += 1
        return count.map { shown >= $0 } ?? false
      }
    } catch let failure as APIConnection.Failure {
      FileHandle.standardError.write(Data("the server refused: \(failure)\n".utf8))
      throw ExitCode.failure
    }
  }
}

/// One fact as one line for people.
struct FactLine {
  let isColored: Bool

  func text(of event: EventStream.Event) -> String {
    let value = event.value
    let type = value["type"]?.stringValue ?? ""
    let kind = type.hasPrefix("cordboard.") ? String(type.dropFirst(10)) : type
    let time = value["time"]?.stringValue.map { $0.dropFirst(11).dropLast(1) } ?? ""
    let cursor = event.cursor ?? "-"
    let details = Self.details(of: value["data"] ?? .null)
    return "\(paint(cursor, 90)) \(paint(String(time), 90)) \(paint(kind, Self.color(of: kind))) \(details)"
  }

  private func paint(_ text: String, _ code: Int) -> String {
    isColored ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }

  private static func color(of kind: String) -> Int {
    if kind.hasPrefix("agent") { return 36 }
    if kind.hasPrefix("offer") || kind.hasPrefix("reject") { return 33 }
    if kind.hasPrefix("work") || kind.hasPrefix("wrapUp") || kind.hasPrefix("pull") { return 35 }
    if kind.hasPrefix("message") { return 32 }
    if kind.hasPrefix("call") { return 31 }
    if kind.hasPrefix("signal") { return 90 }
    return 34
  }

  /// Who and what, without identifiers that say nothing to people.
  private static func details(of data: JSONValue) -> String {
    var parts: [String] = []
    for member in data.objectValue ?? [] {
      switch member.value {
      case .string(let text):
        parts.append("\(member.name)=\(isUUID(text) ? String(text.suffix(6)) : text)")
      case .number(let text): parts.append("\(member.name)=\(text)")
      case .bool(let value): parts.append("\(member.name)=\(value)")
      case .object:
        let inner = member.value
        if let text = inner["body"]?["text"]?.stringValue {
          let sender = [
            inner["senderKind"]?.stringValue, inner["senderAgent"]?.stringValue ?? inner["senderBot"]?.stringValue,
          ].compactMap { $0 }
          parts.append("\(sender.joined(separator: " ")): “\(text)”")
        } else if let text = inner["displayName"]?.stringValue ?? inner["identifier"]?.stringValue {
          parts.append("\(member.name)=\(text)")
        } else if let text = inner["channel"]?.stringValue {
          parts.append("channel=\(text)")
        }
      case .null, .array: continue
      }
    }
    return parts.joined(separator: " ")
  }

  private static func isUUID(_ text: String) -> Bool {
    text.utf8.count == 36 && text.utf8.filter { $0 == UInt8(ascii: "-") }.count == 4
  }
}

/// Prints an access token.
struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token",
    abstract: "Log in and print an access token."
  )

  @OptionGroup var options: ConnectionOptions

  func run() async throws {
    do {
      print(try await options.makeToken(environment: ProcessInfo.processInfo.environment))
    } catch let failure as APIConnection.Failure {
      FileHandle.standardError.write(Data("the server refused: \(failure)\n".utf8))
      throw ExitCode.failure
    }
  }
}
