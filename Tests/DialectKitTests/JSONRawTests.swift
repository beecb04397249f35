// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@Suite struct JSONRawTests {
  struct Sample: Sendable {
    let text: String
    let path: [String]
    let expected: String?

    init(_ text: String, _ path: [String], _ expected: String?) {
      self.text = text
      self.path = path
      self.expected = expected
    }
  }

  static let samples: [Sample] = [
    Sample(#"{"a":1}"#, ["a"], "1"),
    Sample(#"{"a":{"b": [1, {"c":"}"}] }}"#, ["a", "b"], #"[1, {"c":"}"}]"#),
    Sample(#" { "x" : "a\"b" , "y" : { } } "#, ["y"], "{ }"),
    Sample(#"{"x":"\\","y":-1.5e3}"#, ["y"], "-1.5e3"),
    Sample(#"{"\u0061":true}"#, ["a"], "true"),
    Sample(#"{"a":1,"a":2}"#, ["a"], "2"),
    Sample(#"{"a":null}"#, ["a"], "null"),
    Sample(#"{"a":1}"#, ["b"], nil),
    Sample(#"{"a":1}"#, ["a", "b"], nil),
    Sample("[1]", ["a"], nil),
    Sample("[1, 2]", [], "[1, 2]"),
  ]

  @Test(arguments: samples)
  func `a member is found as it was written`(sample: Sample) throws {
    _ = try JSONValue(parsing: Array(sample.text.utf8))
    let found = JSONValue.raw(at: sample.path, in: Array(sample.text.utf8))
    #expect(found.map { String(decoding: $0, as: UTF8.self) } == sample.expected)
  }

  @Test(arguments: ["", "{", "{\"a", "{\"a\":", "{\"a\\", "}", "\"\\"])
  func `text that is not JSON does no harm`(text: String) {
    _ = JSONValue.raw(at: ["a"], in: Array(text.utf8))
    _ = JSONValue.raw(at: [], in: Array(text.utf8))
  }
}
