// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import EngineIO

/// The codec of packets and payloads.
@Suite struct EnginePacketTests {
  static let texts: [(EnginePacket, String)] = [
    (.open(Array("{}".utf8)), "0{}"), (.close, "1"), (.ping([]), "2"), (.ping(Array("probe".utf8)), "2probe"),
    (.pong([]), "3"), (.pong(Array("probe".utf8)), "3probe"), (.message(.text([])), "4"),
    (.message(.text(Array("hello €😀".utf8))), "4hello €😀"), (.upgrade, "5"), (.noop, "6"),
  ]

  @Test(arguments: texts)
  func `a packet has one text`(packet: EnginePacket, text: String) throws {
    #expect(packet.frame == .text(Array(text.utf8)))
    #expect(try EnginePacket(text: Array(text.utf8)) == packet)
    #expect(EnginePayload.encode([packet]) == Array(text.utf8))
    #expect(try EnginePacket(part: Array(text.utf8)) == packet)
  }

  @Test func `a binary message is a frame without a digit, and base64 in a payload`() throws {
    let packet = EnginePacket.message(.binary([1, 2, 3, 4]))
    #expect(packet.frame == .binary([1, 2, 3, 4]))
    #expect(
      EnginePayload.encode([.message(.text(Array("hello".utf8))), packet]) == Array("4hello\u{1e}bAQIDBA==".utf8)
    )
    #expect(try EnginePacket(part: Array("bAQIDBA==".utf8)) == packet)
    #expect(try EnginePacket(part: Array("bAQIDBA".utf8)) == packet)
    #expect(try EnginePacket(part: Array("b".utf8)) == .message(.binary([])))
  }

  static let malformed: [(String, EnginePacketError)] = [
    ("", .unknownKind), ("abc", .unknownKind), ("7", .unknownKind), ("€", .notText), ("b!", .malformedBase64),
    ("bA", .malformedBase64), ("bAQ=", .malformedBase64), ("bAQI==", .malformedBase64), ("bAQ==AQ", .malformedBase64),
    ("bAQID=", .malformedBase64), ("b-_-_", .malformedBase64),
  ]

  @Test(arguments: malformed)
  func `what is malformed is refused`(text: String, error: EnginePacketError) {
    #expect(throws: error) { try EnginePacket(part: Array(text.utf8)) }
  }

  @Test func `text that is not UTF-8 is refused`() {
    #expect(throws: EnginePacketError.notText) { try EnginePacket(text: [UInt8(ascii: "4"), 0xff, 0xfe]) }
  }

  @Test func `a payload is read up to what is malformed`() {
    let read = EnginePayload.decode(Array("4a\u{1e}4b\u{1e}x\u{1e}4c".utf8), limit: 10)
    #expect(read.packets == [.message(.text([0x61])), .message(.text([0x62]))])
    #expect(read.error == .unknownKind)
    #expect(EnginePayload.decode([], limit: 10).error == .unknownKind)
    #expect(EnginePayload.decode(Array("4a\u{1e}".utf8), limit: 10).error == .unknownKind)
  }

  @Test func `a payload has no more packets than allowed`() {
    let payload = Array("4\u{1e}4\u{1e}4".utf8)
    #expect(EnginePayload.decode(payload, limit: 3).error == nil)
    let read = EnginePayload.decode(payload, limit: 2)
    #expect(read.packets.count == 2)
    #expect(read.error == .tooManyPackets)
  }

  @Test func `whatever is encoded is decoded`() {
    var generator = Seeded(1)
    for _ in 0..<500 {
      let packets = (0..<Int.random(in: 1...6, using: &generator)).map { _ -> EnginePacket in
        let bytes = (0..<Int.random(in: 0...40, using: &generator)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
        // No separator: JSON has none, and clients do not send it.
        let text = Array(String(decoding: bytes.map { $0 & 0x7f | 0x20 }, as: UTF8.self).utf8)
        switch Int.random(in: 0...7, using: &generator) {
        case 0: return .open(text)
        case 1: return .close
        case 2: return .ping(text)
        case 3: return .pong(text)
        case 4: return .message(.text(text))
        case 5: return .upgrade
        case 6: return .noop
        default: return .message(.binary(bytes))
        }
      }
      let read = EnginePayload.decode(EnginePayload.encode(packets), limit: 6)
      #expect(read.packets == packets)
      #expect(read.error == nil)
    }
  }

  @Test func `no bytes crash the decoder`() {
    var generator = Seeded(2)
    for _ in 0..<5_000 {
      let bytes = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
        Bool.random(using: &generator)
          ? UInt8.random(in: 0...255, using: &generator)
          : Array("0123456b=\u{1e}AZ".utf8).randomElement(using: &generator)!
      }
      _ = EnginePayload.decode(bytes, limit: 5)
    }
  }
}

/// Random numbers that are the same in every run.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) {
    state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
  }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_f491_4f6c_dd1d
  }
}
