// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CordboardServer

/// Forms with files, in pieces of any size.
@Suite struct MultipartParserTests {
  private static let type = "multipart/form-data; boundary=----X"
  private static let form =
    "preamble\r\n------X\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n------X\r\n"
    + "Content-Disposition: form-data; name=\"file\"; filename=\"a b.png\"\r\nContent-Type: image/png\r\n\r\n"
    + "one\r\n------Y\r\n--two\r\n------X\r\n\r\nbare\r\n------X\r\nA: 1\r\n\r\n\r\n------X--\r\nepilogue"

  private func parse(_ text: String, by size: Int) throws -> [MultipartParser.Element] {
    var parser = try #require(MultipartParser(contentType: Self.type))
    var found: [MultipartParser.Element] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      for element in try parser.take(bytes[start..<min(start + size, bytes.count)]) {
        if case .content(let new) = element, case .content(let old)? = found.last {
          found[found.count - 1] = .content(old + new)
        } else {
          found.append(element)
        }
      }
    }
    #expect(parser.isOver)
    return found
  }

  @Test(arguments: [1, 2, 3, 5, 7, 11, 64, 10_000])
  func `a form is taken apart, however it is cut`(size: Int) throws {
    #expect(
      try parse(Self.form, by: size) == [
        .part(["content-disposition": #"form-data; name="note""#]), .content(Array("hello".utf8)),
        .part(["content-disposition": #"form-data; name="file"; filename="a b.png""#, "content-type": "image/png"]),
        .content(Array("one\r\n------Y\r\n--two".utf8)),
        .part([:]), .content(Array("bare".utf8)), .part(["a": "1"]),
      ]
    )
  }

  @Test func `no more of the content is kept than could begin a boundary`() throws {
    var parser = try #require(MultipartParser(contentType: Self.type))
    var handed = 0
    _ = try parser.take(Array("------X\r\n\r\n".utf8))
    for _ in 0..<100 {
      for case .content(let bytes) in try parser.take([UInt8](repeating: 7, count: 1_000)) { handed += bytes.count }
    }
    #expect(handed > 100_000 - 16)
  }

  @Test(arguments: [
    "------X?\r\n", "------X\r\nno colon\r\n\r\n", "------X\r\n" + String(repeating: "a", count: 9_000),
  ])
  func `what is no form is refused`(text: String) throws {
    var parser = try #require(MultipartParser(contentType: Self.type))
    #expect(throws: MultipartParser.Malformed.self) { _ = try parser.take(Array(text.utf8)) }
  }

  @Test(
    arguments: [
      nil, "", "application/json", "multipart/form-data", "multipart/form-data; boundary=",
      "multipart/mixed; boundary=x",
      "multipart/form-data; boundary=\(String(repeating: "b", count: 71))",
    ] as [String?]
  )
  func `a type without a boundary is none`(type: String?) {
    #expect(MultipartParser(contentType: type) == nil)
  }

  @Test(
    arguments: [
      (#"form-data; name="file"; filename="a; b.png""#, "filename", "a; b.png"),
      (#"form-data; name=file; filename=plain"#, "name", "file"), (#"form-data; Name="x""#, "name", "x"),
      (#"form-data; filename="a \" b""#, "filename", #"a " b"#), ("form-data", "name", nil),
      ("form-data; x", "name", nil),
      (nil, "name", nil),
    ] as [(String?, String, String?)]
  )
  func `a parameter of a header is found`(header: String?, name: String, value: String?) {
    #expect(MultipartParser.parameter(name, of: header) == value)
  }
}
