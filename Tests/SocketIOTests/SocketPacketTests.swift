// SPDX-License-Identifier: Apache-2.0

import DialectKit
import EngineIO
import Testing

@testable import SocketIO

/// The codec of packets.
@Suite struct SocketPacketTests {
  static let question: JSONValue = .array([.string("m"), .number("1")])
  static let attached: JSONValue = .array([.string("m"), .attachment(0), .object([JSONMember("a", .attachment(1))])])
  static let packets: [(SocketPacket, String)] = [
    (SocketPacket(.connect), "0"),
    (SocketPacket(.connect, data: .object([JSONMember("token", .string("123"))])), #"0{"token":"123"}"#),
    (SocketPacket(.connect, namespace: "/custom", data: .object([])), "0/custom,{}"),
    (SocketPacket(.disconnect), "1"),
    (SocketPacket(.disconnect, namespace: "/custom"), "1/custom,"),
    (SocketPacket(.event, data: question), #"2["m",1]"#),
    (SocketPacket(.event, namespace: "/admin", id: 12, data: question), #"2/admin,12["m",1]"#),
    (SocketPacket(.event, id: 0, data: question), #"20["m",1]"#),
    (SocketPacket(.acknowledgement, id: 456, data: .array([])), "3456[]"),
    (SocketPacket(.acknowledgement, namespace: "/admin", id: 1, data: question), #"3/admin,1["m",1]"#),
    (SocketPacket(.connectError, namespace: "/r", data: .string("no")), #"4/r,"no""#),
    (
      SocketPacket(.event, data: attached, attachments: [[1], [2, 3]]),
      #"52-["m",{"_placeholder":true,"num":0},{"a":{"_placeholder":true,"num":1}}]"#
    ),
    (
      SocketPacket(.acknowledgement, namespace: "/n", id: 15, data: .array([.attachment(0)]), attachments: [[]]),
      #"61-/n,15[{"_placeholder":true,"num":0}]"#
    ),
    (SocketPacket(.event, data: question, attachments: []), #"50-["m",1]"#),
  ]

  @Test(arguments: packets)
  func `a packet has one text and its attachments`(packet: SocketPacket, text: String) throws {
    let messages = packet.messages
    #expect(messages.first == .text(Array(text.utf8)))
    #expect(messages.count == 1 + (packet.attachments?.count ?? 0))
    var reader = SocketPacketReader(settings: SocketSettings())
    for message in messages.dropLast() { #expect(try reader.take(message) == nil) }
    #expect(try messages.last.flatMap { try reader.take($0) } == packet)
  }

  @Test func `a namespace needs no comma when nothing follows`() throws {
    #expect(try read("0/custom") == SocketPacket(.connect, namespace: "/custom"))
    #expect(try read("0/") == SocketPacket(.connect))
    #expect(try read(#"2/,["m",1]"#) == SocketPacket(.event, data: Self.question))
  }

  @Test func `an event may have a number for a name`() throws {
    #expect(try read("2[1]")?.data == .array([.number("1")]))
  }

  static let malformed: [(String, SocketPacketError)] = [
    ("", .unknownKind), ("abc", .unknownKind), ("7", .unknownKind), ("2", .unfitData), ("2{}", .unfitData),
    ("2[]", .unfitData), ("2[true]", .unfitData), ("2[null]", .unfitData), (#"2"m""#, .unfitData),
    (#"2["connect"]"#, .unfitData), (#"2["connect_error"]"#, .unfitData), (#"2["disconnect"]"#, .unfitData),
    (#"2["disconnecting"]"#, .unfitData), (#"2["newListener"]"#, .unfitData), (#"2["removeListener"]"#, .unfitData),
    (#"2abc["m"]"#, .malformedData), (#"2["m""#, .malformedData), ("0[]", .unfitData), ("0null", .unfitData),
    (#"0"a""#, .unfitData), ("1{}", .unfitData), ("1[]", .unfitData), ("30{}", .unfitData), ("30", .unfitData),
    ("4", .unfitData), ("4[]", .unfitData), ("5", .malformedAttachmentCount), (#"5["m"]"#, .malformedAttachmentCount),
    (#"5-["m"]"#, .malformedAttachmentCount), (#"51["m"]"#, .malformedAttachmentCount),
    (#"5a-["m"]"#, .malformedAttachmentCount), (#"599999999999999999999-["m"]"#, .malformedAttachmentCount),
    (#"511-["m"]"#, .tooManyAttachments), (#"51-["m",{"_placeholder":true,"num":1}]"#, .unknownAttachment),
    (#"51-["m",{"_placeholder":true,"num":-1}]"#, .unknownAttachment),
    (#"51-["m",{"_placeholder":true,"num":"0"}]"#, .unknownAttachment),
    (#"51-["m",{"_placeholder":true}]"#, .unknownAttachment),
    (#"50-["m",{"_placeholder":true,"num":0}]"#, .unknownAttachment),
    (#"29007199254740992["m"]"#, .idTooLarge), (#"299999999999999999999999["m"]"#, .idTooLarge),
    ("0/" + String(repeating: "a", count: 256), .namespaceTooLong),
    ("2[\"m\"," + String(repeating: "[", count: 64) + String(repeating: "]", count: 64) + "]", .malformedData),
  ]

  @Test(arguments: malformed)
  func `what is malformed is refused`(text: String, error: SocketPacketError) {
    #expect(throws: error) { try read(text) }
  }

  @Test func `text while attachments are due, and attachments of nothing, are refused`() throws {
    var reader = SocketPacketReader(settings: SocketSettings())
    #expect(throws: SocketPacketError.strayAttachment) { try reader.take(.binary([1])) }
    _ = try reader.take(.text(Array(#"51-["m",{"_placeholder":true,"num":0}]"#.utf8)))
    #expect(throws: SocketPacketError.attachmentMissing) { try reader.take(.text(Array(#"2["m"]"#.utf8))) }
  }

  @Test func `a packet with its attachments is no larger than allowed`() throws {
    var settings = SocketSettings()
    settings.packetBytes = 60
    var reader = SocketPacketReader(settings: settings)
    let head = Array(#"52-["m",{"_placeholder":true,"num":0}]"#.utf8)
    #expect(try reader.take(.text(head)) == nil)
    #expect(try reader.take(.binary(Array(repeating: 0, count: 60 - head.count))) == nil)
    #expect(throws: SocketPacketError.tooLarge) { try reader.take(.binary([0])) }
    reader = SocketPacketReader(settings: settings)
    #expect(throws: SocketPacketError.tooLarge) { try reader.take(.text(Array(repeating: 0x20, count: 61))) }
  }

  @Test func `what looks like a reference in a packet without attachments is data`() throws {
    let text = #"2["m",{"_placeholder":true,"num":7}]"#
    #expect(try read(text)?.messages == [.text(Array(text.utf8))])
  }

  @Test func `no bytes crash the reader or make it keep more than it may`() {
    var generator = Seeded(3)
    var settings = SocketSettings()
    settings.packetBytes = 200
    var reader = SocketPacketReader(settings: settings)
    let parts = [
      "5", "2", "1-", "10-", "/a,", "[\"m\"]", "{", "}", "7", "\"", "[", "]", "{\"_placeholder\":true,\"num\":0}", ",",
    ]
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 0...7, using: &generator)).map { _ in parts.randomElement(using: &generator) ?? ""
      }
      if Int.random(in: 0...3, using: &generator) == 0 {
        _ = try? reader.take(.binary(Array(repeating: 1, count: Int.random(in: 0...90, using: &generator))))
      } else {
        _ = try? reader.take(.text(Array(text.joined().utf8)))
      }
    }
  }

  private func read(_ text: String) throws(SocketPacketError) -> SocketPacket? {
    var reader = SocketPacketReader(settings: SocketSettings())
    return try reader.take(.text(Array(text.utf8)))
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
