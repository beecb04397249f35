// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation
package import Logging

/// Structured logs: a constant message with sorted metadata, one line each.
package struct LogLineHandler: LogHandler {
  /// Where finished lines go, each with its line end. Called from any thread.
  package typealias Sink = @Sendable ([UInt8]) -> Void

  /// What every line of this logger carries.
  package var metadata: Logger.Metadata = [:]
  /// What the task adds to every line.
  package var metadataProvider: Logger.MetadataProvider?
  /// The least important level that is logged.
  package var logLevel: Logger.Level

  private let label: String
  private let format: LogFormat
  private let clock: any WallClock
  private let sink: Sink

  /// Creates the handler of a logger.
  package init(
    label: String,
    settings: ServerSettings.LoggingSettings,
    clock: any WallClock = SystemWallClock(),
    sink: @escaping Sink = LogLineHandler.standardError
  ) {
    self.label = label
    self.format = settings.format
    self.logLevel = settings.level.loggerLevel
    self.clock = clock
    self.sink = sink
  }

  /// Makes these handlers those of every logger of the process. May be called once.
  package static func bootstrap(_ settings: ServerSettings.LoggingSettings) {
    LoggingSystem.bootstrap { LogLineHandler(label: $0, settings: settings) }
  }

  /// Writes a line to the standard error stream, whole.
  package static func standardError(_ line: [UInt8]) {
    // One write for a line, so that lines of several threads do not mix. Nothing can be done about a failure.
    try? FileHandle.standardError.write(contentsOf: Data(line))
  }

  /// One value of the metadata.
  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes a line.
  package func log(event: LogEvent) {
    var all = metadata
    if let metadataProvider { all.merge(metadataProvider.get()) { _, new in new } }
    if let own = event.metadata { all.merge(own) { _, new in new } }
    if let error = event.error, all["error"] == nil { all["error"] = "\(error)" }
    let sorted = all.sorted { $0.key < $1.key }
    switch format {
    case .text: sink(textLine(event, sorted))
    case .json: sink(jsonLine(event, sorted))
    }
  }

  private func textLine(_ event: LogEvent, _ metadata: [(key: String, value: Logger.MetadataValue)]) -> [UInt8] {
    var line: [UInt8] = []
    clock.now().writeRFC3339(to: &line)
    let level = event.level.rawValue
    line += " \(level)\(String(repeating: " ", count: max(0, 8 - level.count))) \(label): ".utf8
    line += Self.oneLine(event.message.description).utf8
    for (key, value) in metadata {
      let text = value.description
      let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x22 && $0 != 0x3d && $0 != 0x7f }
      line += " \(Self.oneLine(key))=".utf8
      line += isPlain ? Array(text.utf8) : JSONValue.string(text).bytes
    }
    line.append(UInt8(ascii: "\n"))
    return line
  }

  private func jsonLine(_ event: LogEvent, _ metadata: [(key: String, value: Logger.MetadataValue)]) -> [UInt8] {
    var json = JSONWriter()
    let now = clock.now()
    json.object { json in
      json.member("time", now)
      json.member("level", event.level.rawValue)
      json.member("label", label)
      json.member("message", event.message.description)
      if !metadata.isEmpty {
        json.key("metadata")
        json.value(.object(metadata.map { JSONMember($0.key, JSONValue($0.value)) }))
      }
    }
    return json.finish() + [UInt8(ascii: "\n")]
  }

  /// The text without anything that could pretend to be another line or move a terminal's cursor.
  private static func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? " " : $0 }))
  }
}

extension JSONValue {
  fileprivate init(_ value: Logger.MetadataValue) {
    switch value {
    case .string(let text): self = .string(text)
    case .stringConvertible(let value): self = .string(value.description)
    case .array(let values): self = .array(values.map { JSONValue($0) })
    case .dictionary(let members):
      self = .object(members.sorted { $0.key < $1.key }.map { JSONMember($0.key, JSONValue($0.value)) })
    @unknown default: self = .string("\(value)")
    }
  }
}

extension LogLevel {
  /// The level in the words of swift-log.
  package var loggerLevel: Logger.Level {
    switch self {
    case .trace: .trace
    case .debug: .debug
    case .info: .info
    case .notice: .notice
    case .warning: .warning
    case .error: .error
    case .critical: .critical
    }
  }
}
