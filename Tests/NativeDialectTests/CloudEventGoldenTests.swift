// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import DialectKit
import Foundation
import NativeDialect
import Testing

/// The golden files show every kind of fact as subscribers get it: a JSON array with one CloudEvent per line.
@Suite struct CloudEventGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")
  private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1"
  private static let isCI = ProcessInfo.processInfo.environment["CI"] == "true"
  private static let epoch: UInt32 = 0x0000_2a17

  @Test func `goldens are not rewritten where they are checked`() {
    #expect(!(Self.isUpdating && Self.isCI), "UPDATE_GOLDENS is for a developer's machine; unset it")
  }

  @Test(arguments: Event.Kind.allCases)
  func `a fact of every kind is written as its golden says`(kind: Event.Kind) throws {
    let file = Self.folder.appending(path: "\(kind.name).json")
    let written = "[\n" + Self.samples(kind).map(Self.encode).joined(separator: ",\n") + "\n]\n"
    if Self.isUpdating, !Self.isCI { try written.write(to: file, atomically: true, encoding: .utf8) }
    #expect(try String(contentsOf: file, encoding: .utf8) == written)
  }

  @Test func `every golden belongs to a kind`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(names) == Set(Event.Kind.allCases.map { "\($0.name).json" }))
  }

  @Test(arguments: Event.Kind.allCases)
  func `a fact of every kind is a CloudEvent`(kind: Event.Kind) throws {
    for envelope in Self.samples(kind) {
      let value = try JSONValue(parsing: Array(Self.encode(envelope).utf8))
      let members = try #require(value.objectValue)
      #expect(Set(members.map(\.name)).count == members.count)
      #expect(value["specversion"] == .string("1.0"))
      #expect(value["type"] == .string("cordboard.\(kind.name)"))
      #expect(value["source"] == .string("/accounts/DEMOCO"))
      #expect(value["data"]?.objectValue != nil)
      let position = try #require(value["position"]?.stringValue.flatMap { Position($0) })
      #expect(position == Position(epoch: Self.epoch, offset: envelope.offset))
      #expect(value["id"] == .string("DEMOCO/\(position)"))
      for member in members {
        #expect(member.name.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) })
      }
    }
  }

  @Test func `no fact shows a credential`() throws {
    for envelope in Self.samples(.configurationChanged) {
      guard case .configurationChanged(let fact) = envelope.event, case .credential(let value) = fact.change else {
        continue
      }
      #expect(!Self.encode(envelope).contains(value.verifier))
      return
    }
    Issue.record("there is no sample of a credential")
  }

  @Test(arguments: Event.Kind.allCases)
  func `a server-sent event holds the same JSON on one line with its cursor and kind`(kind: Event.Kind) throws {
    for envelope in Self.samples(kind) {
      var bytes: [UInt8] = []
      #expect(ServerSentEventEncoder().encode(envelope, epoch: Self.epoch, into: &bytes))
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(
        lines == [
          "id: \(Position(epoch: Self.epoch, offset: envelope.offset))", "event: \(kind.name)",
          "data: \(Self.encode(envelope))", "", "",
        ]
      )
    }
  }

  @Test func `content with line breaks stays one line`() {
    let body = MessageBody(kind: "BUTTONS", text: "a\nb", content: "{\n  \"type\": \"BUTTONS\"\r\n}")
    var json = JSONWriter()
    json.object(body)
    #expect(
      String(decoding: json.finish(), as: UTF8.self)
        == "{\"type\":\"BUTTONS\",\"text\":\"a\\nb\",\"content\":{   \"type\": \"BUTTONS\"  }}"
    )
  }

  @Test func `encoders append`() {
    var bytes = Array("before".utf8)
    #expect(CloudEventEncoder().encode(Self.samples(.agentLoggedIn)[0], epoch: 1, into: &bytes))
    #expect(bytes.starts(with: "before{".utf8))
  }

  @Test func `typing is written without a position`() throws {
    let signal = Signal(
      account: "DEMOCO",
      time: Timestamp(milliseconds: 1_767_603_600_125),
      audience: ["alice"],
      teams: [],
      content: .typing(
        conversation: ConversationID(rawValue: 1),
        participant: ParticipantID(rawValue: 2),
        kind: .customer,
        isTyping: true
      )
    )
    var bytes: [UInt8] = []
    #expect(ServerSentEventEncoder().encode(signal, into: &bytes))
    let expected = """
      event: signal.typing
      data: {"specversion":"1.0","id":"typing/00000000-0000-0000-0000-000000000002/1767603600125/true",\
      "source":"/accounts/DEMOCO","type":"cordboard.signal.typing","time":"2026-01-05T09:00:00.125Z",\
      "subject":"conversation/00000000-0000-0000-0000-000000000001","datacontenttype":"application/json",\
      "data":{"conversation":"00000000-0000-0000-0000-000000000001",\
      "participant":"00000000-0000-0000-0000-000000000002","participantKind":"customer","isTyping":true}}


      """
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  private static func samples(_ kind: Event.Kind) -> [Envelope] {
    SampleEvents.events(kind).enumerated().map { index, event in
      let subject = event.subject
      return Envelope(
        account: "DEMOCO",
        offset: 4_711 + UInt64(index),
        time: Timestamp(milliseconds: 1_767_603_600_125),
        conversationSequence: subject.conversation.map { _ in 7 },
        agentSequence: subject.agent.map { _ in 3 },
        audience: ["alice"],
        teams: ["service"],
        actor: [.system, .agent("alice"), .client("integration")][index % 3],
        event: event
      )
    }
  }

  private static func encode(_ envelope: Envelope) -> String {
    var bytes: [UInt8] = []
    #expect(CloudEventEncoder().encode(envelope, epoch: epoch, into: &bytes))
    return String(decoding: bytes, as: UTF8.self)
  }
}
