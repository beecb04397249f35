// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Foundation
import LivePersonDialect
import Testing

extension JSONValue {
  /// A value from text in a test.
  init(_ text: String) throws { try self.init(parsing: Array(text.utf8)) }

  /// The names of the members, with those of objects inside, as paths.
  var paths: Set<String> {
    switch self {
    case .object(let members):
      members.reduce(into: []) { paths, member in
        paths.insert(member.name)
        for path in member.value.paths { paths.insert("\(member.name).\(path)") }
      }
    case .array(let values): values.reduce(into: []) { $0.formUnion($1.paths) }
    case .null, .bool, .number, .string: []
    }
  }
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

func moment(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

/// The files in the folder `Goldens`: one notification each, byte for byte. `UPDATE_GOLDENS=1` writes them anew.
struct Golden {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")

  static func check(_ name: String, _ bytes: [UInt8]) throws {
    let file = folder.appending(path: "\(name).json")
    let environment = ProcessInfo.processInfo.environment
    if environment["UPDATE_GOLDENS"] == "1", environment["CI"] != "true" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(bytes + [0x0a]).write(to: file)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text(bytes) + "\n" == expected, "\(name) is written otherwise than before")
  }
}
