// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Testing

@Suite struct JSONParserTests {
  @Test(arguments: [
    ("null", JSONValue.null), (" true ", .bool(true)), ("\t\r\n false", .bool(false)), ("0", .number("0")),
    ("-0", .number("-0")), ("12", .number("12")), ("-1.50", .number("-1.50")), ("1e9", .number("1e9")),
    ("1E+09", .number("1E+09")), ("0.1e-2", .number("0.1e-2")), ("\"\"", .string("")), ("\"é😀\"", .string("é😀")),
    (#""\" \\ \/ \b \f \n \r \t""#, .string("\" \\ / \u{8} \u{c} \n \r \t")), (#""\u0041\u00e9""#, .string("Aé")),
    (#""\uD83D\uDE00""#, .string("😀")), (#""\ud83d\ude00!""#, .string("😀!")), (#""\u0000""#, .string("\0")),
    ("\"\u{7f}\"", .string("\u{7f}")), ("[]", .array([])), ("[ ]", .array([])), ("{}", .object([])),
    ("[1,[2],{}]", .array([.number("1"), .array([.number("2")]), .object([])])),
    (#"{"b":1,"a":[true]}"#, .object([.init("b", .number("1")), .init("a", .array([.bool(true)]))])),
    (#"{ "a" : 1 , "a" : 2 }"#, .object([.init("a", .number("1")), .init("a", .number("2"))])),
    (#"{"":0}"#, .object([.init("", .number("0"))])), ("1234567890123456789012", .number("1234567890123456789012")),
  ])
  func `what RFC 8259 allows is read`(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: Array(text.utf8)) == value)
  }

  @Test(arguments: [
    ("", 0), (" ", 1), ("nul", 0), ("nulls", 4), ("True", 0), ("01", 2), ("-", 1), ("+1", 0), (".5", 0), ("1.", 2),
    ("1e", 2), ("1e+", 3), ("--1", 1), ("0x10", 1), ("NaN", 0), ("Infinity", 0), ("-Infinity", 1), ("\"", 1),
    ("\"a", 2), ("\"\n\"", 1), ("\"\\", 2), (#""\x""#, 3), (#""\u12""#, 5), (#""\u12g4""#, 5), (#""\ud83d""#, 7),
    (#""\ud83d\n""#, 8), (#""\ud83dA""#, 7), (#""\ude00""#, 7), (#""\ud83d\ud83d""#, 13), ("'a'", 0), ("[", 1),
    ("[1", 2), ("[1,", 3), ("[1,]", 3), ("[,1]", 1), ("[1 2]", 3), ("]", 0), ("{", 1), ("{\"a\"", 4), ("{\"a\":", 5),
    ("{\"a\":1", 6), ("{\"a\":1,", 7), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{1:1}", 1), ("{\"a\" 1}", 5), ("{,}", 1),
    ("[1}", 2), ("1 1", 2), ("// x\n1", 0), ("1 /* x */", 2), ("\u{feff}1", 0), ("\u{a0}1", 0),
  ])
  func `what RFC 8259 does not allow is refused at its byte`(text: String, offset: Int) {
    #expect {
      try JSONValue(parsing: Array(text.utf8))
    } throws: { error in
      (error as? JSONError)?.offset == offset
    }
  }

  @Test(
    arguments: [
      [0x22, 0x80, 0x22], [0x22, 0xc3, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
      [0x22, 0xf5, 0x80, 0x80, 0x80, 0x22], [0xff, 0xfe], [0x22, 0x5c, 0x6e, 0xff, 0x22], [0x22, 0xe2, 0x82],
    ] as [[UInt8]]
  )
  func `strings that are not UTF-8 are refused`(bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
  }

  @Test(arguments: [(1, true), (64, true), (65, false), (100_000, false)])
  func `nesting is bounded`(depth: Int, isAllowed: Bool) {
    let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    let objects = String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
    #expect(((try? JSONValue(parsing: Array(arrays.utf8))) != nil) == isAllowed)
    #expect(((try? JSONValue(parsing: Array(objects.utf8))) != nil) == isAllowed)
  }

  @Test func `input that is no contiguous buffer is read too`() throws {
    #expect(try JSONValue(parsing: "[1]".utf8.lazy.map { $0 }) == .array([.number("1")]))
  }

  @Test func `the last of several members with one name counts`() throws {
    #expect(try JSONValue(parsing: Array(#"{"a":1,"a":2}"#.utf8))["a"]?.integerValue == 2)
  }
}
