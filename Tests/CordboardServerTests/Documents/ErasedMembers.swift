// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import NativeDialect

/// What erasing takes from the facts of a kind and what it leaves, by the JSON of every sample.
struct ErasedMembers {
  /// The members that are gone or have another value, by their paths.
  private(set) var taken: [String] = []
  /// The texts that are left, with their paths.
  private(set) var left: [(path: String, text: String)] = []
  /// The texts that were there before.
  private(set) var before: [(path: String, text: String)] = []

  init(_ kind: Event.Kind) throws {
    var paths: Set<String> = []
    for envelope in SampleEvents.envelopes(kind) {
      var (old, new): ([(path: String, text: String)], [(path: String, text: String)]) = ([], [])
      Self.leaves(try Self.json(envelope.event), "", &old)
      Self.leaves(try Self.json(envelope.erased.event), "", &new)
      before += old
      left += new
      let kept = Set(new.map { "\($0.path)=\($0.text)" })
      for leaf in old where !kept.contains("\(leaf.path)=\(leaf.text)") { paths.insert(leaf.path) }
    }
    taken = paths.sorted()
  }

  private static func json(_ event: Event) throws -> JSONValue {
    var json = JSONWriter()
    json.object { event.write(to: &$0) }
    return try JSONValue(parsing: json.finish())
  }

  private static func leaves(_ value: JSONValue, _ path: String, _ found: inout [(path: String, text: String)]) {
    if let members = value.objectValue {
      for member in members {
        // What is free in its form is one thing to the reader.
        let isOpen = ["attributes", "changed", "body.content"].contains { path.hasSuffix($0) }
        leaves(member.value, isOpen ? path : path.isEmpty ? member.name : "\(path).\(member.name)", &found)
      }
    } else if let items = value.arrayValue {
      for item in items { leaves(item, path, &found) }
    } else {
      found.append((path, value.stringValue ?? "\(value)"))
    }
  }
}
