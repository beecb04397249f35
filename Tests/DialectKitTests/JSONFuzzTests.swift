// SPDX-License-Identifier: Apache-2.0

import CordboardTestKit
import DialectKit
import Testing

@Suite struct JSONFuzzTests {
  private static let seeds = [
    #"{"type":"ping"}"#, #"[1,-2.5e10,"a\u00e9\ud83d\ude00",null,true,false,{},[]]"#,
    #"{"customer":{"identifier":"+49 30 1234","displayName":"Zoë"},"attributes":{"a/b":"~"},"message":{"body":{}}}"#,
    "[[[[[[[[[[\"deep\"]]]]]]]]]]", "  \t\r\n 12345.678  ",
  ].map { Array($0.utf8) }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `damaged text never crashes, and what is read is written and read again as the same`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<25_000 {
      var bytes = Self.seeds.randomElement(using: &random)!  // SAFETY: the seeds are not empty.
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes[place] = .random(in: .min ... .max, using: &random)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2: bytes.insert(Array("{}[]\",:\\u0e-.tfn 9".utf8).randomElement(using: &random) ?? 0, at: place)
        case 3: bytes.removeSubrange(place...)
        default: bytes.insert(contentsOf: bytes.prefix(place), at: place)
        }
      }
      guard let value = try? JSONValue(parsing: bytes) else { continue }
      let again = value.bytes
      #expect(try JSONValue(parsing: again) == value)
      #expect(try JSONValue(parsing: again).bytes == again)
    }
  }
}
