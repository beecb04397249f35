// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import Testing

@Suite struct JSONWriterTests {
  private func written(_ body: (inout JSONWriter) -> Void) -> String {
    var json = JSONWriter()
    body(&json)
    return String(decoding: json.finish(), as: UTF8.self)
  }

  @Test(arguments: [
    ("", "\"\""), ("a", "\"a\""), ("\"\\/", #""\"\\/""#), ("\n\r\t\0\u{1f}", #""\n\r\t\u0000\u001f""#),
    ("é😀\u{2028}\u{7f}", "\"é😀\u{2028}\u{7f}\""),
  ])
  func `strings escape what must be and nothing else`(text: String, json: String) {
    #expect(written { $0.string(text) } == json)
  }

  @Test(arguments: ["", "plain", #"{"a":["b\n","\u0001",{"Ünder":"\"\\"}]}"#, "\u{1}\u{1f}\"\"\"\"\"\"\"\"\"", "日本\"語"])
  func `text at hand in UTF-8 becomes the string it is`(text: String) {
    var one = JSONWriter()
    one.object { json in
      json.member("before", 1)
      json.member("text", text: Array(text.utf8))
      json.member("after", 2)
    }
    var other = JSONWriter()
    other.object { json in
      json.member("before", 1)
      json.member("text", text)
      json.member("after", 2)
    }
    #expect(one.bytes == other.bytes)
    #expect((try? JSONValue(parsing: one.bytes))?["text"] == .string(text))
  }

  @Test func `a character that must be escaped is found wherever it stands`() {
    for length in [1, 7, 8, 9, 16, 23, 40] {
      for place in 0..<length {
        for (character, escaped) in [("\"", "\\\""), ("\\", "\\\\"), ("\u{1f}", "\\u001f"), ("\u{80}", "\u{80}")] {
          let before = String(repeating: "x", count: place)
          let after = String(repeating: "é", count: length - place - 1)
          let json = written { $0.string(before + character + after + character) }
          #expect(json == "\"\(before)\(escaped)\(after)\(escaped)\"")
        }
      }
    }
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (1.5, "1.5"), (-20, "-20"), (1e300, "1e+300"), (.infinity, "null"), (.nan, "null"),
    (9_007_199_254_740_991, "9007199254740991"), (0.1, "0.1"),
  ])
  func `numbers are what JSON can say`(number: Double, json: String) {
    #expect(written { $0.number(number) } == json)
  }

  @Test func `whole numbers of any size are written`() {
    let text = written { json in
      json.array { json in
        json.integer(Int64.min)
        json.integer(UInt64.max)
        json.integer(0)
        json.integer(UInt8(7))
      }
    }
    #expect(text == "[-9223372036854775808,18446744073709551615,0,7]")
  }

  @Test func `absent members are left out and commas stand between the others`() {
    let text = written { json in
      json.object { json in
        json.member("a", String?.none)
        json.member("b", 1)
        json.member("c", AgentID?.none)
        json.member("d", true)
        json.key("e")
        json.object { _ in }
        json.array("f", ["x", "y"]) { $0.string($1) }
        json.member("g", .milliseconds(1_500) as Duration?)
        json.key("h")
        json.null()
      }
    }
    #expect(text == #"{"b":1,"d":true,"e":{},"f":["x","y"],"g":1.5,"h":null}"#)
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
    (1_709_251_199_999, "2024-02-29T23:59:59.999Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
  ])
  func `moments are RFC 3339 in UTC`(milliseconds: Int64, text: String) {
    #expect(written { $0.timestamp(Timestamp(milliseconds: milliseconds)) } == "\"\(text)\"")
  }

  @Test(arguments: [Int64.min, .max])
  func `moments beyond four digits of years do not trap`(milliseconds: Int64) {
    #expect(written { $0.timestamp(Timestamp(milliseconds: milliseconds)) }.utf8.count == 26)
  }

  @Test func `values keep members and numbers as they were`() throws {
    let text = #"{"z":1.50,"a":[null,true,"\u0001"],"z":-0}"#
    let value = try JSONValue(parsing: Array(text.utf8))
    #expect(String(decoding: value.bytes, as: UTF8.self) == text)
  }
}
