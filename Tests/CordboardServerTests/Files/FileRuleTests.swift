// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import CordboardServer

/// The rules of files that need no server: names, types and ranges.
@Suite struct FileRuleTests {
  @Test(arguments: [
    ("photo.jpg", "photo.jpg"), ("../../etc/passwd", "passwd"), ("C:\\Windows\\evil.exe", "evil.exe"), ("", "file"),
    ("...", "file"), (".htaccess", "htaccess"), ("a\u{0}b\r\nc.txt", "abc.txt"), ("gpj.\u{202e}exe", "gpj.exe"),
    ("  spaces .txt ", "spaces .txt"), ("q\"uo<t>es|?*:.txt", "quotes.txt"), ("Grüße 文.pdf", "Grüße 文.pdf"),
    ("zero\u{200b}width\u{2066}.txt", "zerowidth.txt"), ("folder/", "file"),
  ])
  func `a name is made usable`(given: String, expected: String) {
    #expect(FileName(sanitising: given).text == expected)
  }

  @Test func `a name that is too long loses its middle and keeps its ending`() {
    let name = FileName(sanitising: String(repeating: "ü", count: 500) + ".jpeg").text
    #expect(name.utf8.count <= FileName.maximumBytes && name.hasSuffix("ü.jpeg"), "\(name)")
  }

  @Test func `the header with a name is ASCII and holds the whole name encoded`() {
    let header = FileName(sanitising: "Grüße 100%.pdf").disposition(isShown: false)
    #expect(
      header == "attachment; filename=\"Gr__e 100_.pdf\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20100%25.pdf"
    )
    #expect(FileName(sanitising: "a.png").disposition(isShown: true).hasPrefix("inline; "))
  }

  @Test(
    arguments: [
      ([0xff, 0xd8, 0xff, 0xe0], FileContent.jpeg), (Array("GIF89a".utf8), .gif), (Array("%PDF-1.7".utf8), .pdf),
      (Array("RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 ".utf8), .webp), (Array("RIFF\u{1}\u{2}\u{3}\u{4}WAVEfmt ".utf8), .wave),
      ([0, 0, 0, 0x20] + Array("ftypisom".utf8), .isoMedia), (Array("hello, Grüße".utf8), .text),
      (Array("\u{feff}  <!DOCTYPE html>".utf8), .markup), (Array("<svg onload=alert(1)>".utf8), .markup),
      (Array("MZ\u{90}".utf8), .program), (Array("#!/bin/sh".utf8), .program), ([0, 1, 2, 3], .unknown),
      ([0xff, 0xfb, 0x90, 0x44], .mp3), ([0x50, 0x4b, 0x03, 0x04, 0x14], .zip), ([0xc3, 0x28], .unknown),
    ] as [([UInt8], FileContent)]
  )
  func `the first bytes say what a file is`(bytes: [UInt8], content: FileContent) {
    #expect(FileContent(sniffing: bytes[...]) == content)
  }

  @Test func `text may end within a character where it is cut for looking`() {
    let bytes = Array(String(repeating: "x", count: FileContent.sniffedBytes - 1).utf8) + Array("ü and on".utf8)
    #expect(FileContent(sniffing: bytes[...]) == .text)
  }

  @Test(arguments: [
    ("image/png", FileContent.png, true), ("image/png", .jpeg, false), ("image/png", .markup, false),
    ("text/plain", .text, true), ("text/plain", .markup, false), ("text/plain", .program, false),
    ("application/zip", .zip, true), ("application/x-own", .unknown, true), ("application/x-own", .program, false),
    ("application/x-own", .markup, false),
  ])
  func `what a file is said to be must fit what it is`(type: String, content: FileContent, fits: Bool) {
    #expect(FileTypes.fits(type, content) == fits)
  }

  @Test func `every type that is taken by default is known by its first bytes`() {
    for type in ServerSettings().files.types {
      #expect(!FileTypes.fits(type, .program) && !FileTypes.fits(type, .unknown))
    }
  }

  @Test func `a declared type is compared without its parameters and its case`() {
    let types = FileTypes(["text/plain"])
    #expect(types.accepted("Text/Plain ; charset=utf-8") == "text/plain")
    #expect(types.accepted("text/html") == nil && types.accepted(nil) == nil && types.accepted("") == nil)
    #expect(!FileTypes.isShown("image/svg+xml") && FileTypes.isShown("image/png"))
  }

  @Test(
    arguments: [
      (nil, FileRange.whole), ("bytes=0-9", .part(0..<10)), ("bytes=5-", .part(5..<100)),
      ("bytes=-10", .part(90..<100)),
      ("bytes=-500", .part(0..<100)), ("bytes=90-500", .part(90..<100)), ("bytes=100-", .unsatisfiable),
      ("bytes=-0", .unsatisfiable), ("bytes=9-5", .whole), ("bytes=0-1,5-6", .whole), ("items=0-1", .whole),
      ("bytes=", .whole), ("bytes=-", .whole), ("bytes=x-5", .whole), ("BYTES=1-1", .part(1..<2)),
      ("bytes=99999999999999999999-", .unsatisfiable), ("bytes=0-99999999999999999999", .part(0..<100)),
    ] as [(String?, FileRange)]
  )
  func `a range is read as HTTP says`(header: String?, range: FileRange) {
    #expect(FileRange(header, of: 100) == range)
  }
}
