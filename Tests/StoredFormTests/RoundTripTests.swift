// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import StoredForm
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: Event.Kind.allCases)
  func `every sample of a kind is read as it was written`(kind: Event.Kind) throws {
    let envelopes = SampleEvents.envelopes(kind)
    #expect(!envelopes.isEmpty)
    for envelope in envelopes {
      #expect(envelope.event.kind == kind)
      #expect(try envelope.reread(envelope.stored) == envelope)
      #expect(try envelope.reread(envelope.erased.stored) == envelope.erased)
    }
  }

  @Test(arguments: Event.Kind.allCases)
  func `samples of a kind differ from each other in their stored form`(kind: Event.Kind) {
    let forms = SampleEvents.envelopes(kind).map(\.stored)
    #expect(Set(forms).count == forms.count)
  }

  @Test(arguments: Event.Kind.allCases)
  func `fields of a later version are passed over`(kind: Event.Kind) throws {
    for event in SampleEvents.events(kind) {
      let expected = Envelope(account: "DEMOCO", offset: 9, time: Timestamp(milliseconds: 5), event: event)
      var writer = RecordWriter()
      writer.variable(Envelope.storedVersion)
      writer.timestamp(1, expected.time)
      writer.unsigned(10, UInt64(kind.rawValue))
      writer.nested(11) { content in
        event.write(to: &content)
        content.unsigned(90, .max)
        content.string(91, "later")
        content.nested(92) { $0.string(1, String(repeating: "later still ", count: 100)) }
      }
      writer.integer(13, -1)
      writer.string(5_000, "later")
      #expect(try expected.reread(writer.bytes) == expected)
    }
  }

  @Test func `a record of a later version is refused by name`() {
    let envelope = SampleEvents.envelopes(.agentLoggedIn)[0]
    var bytes = envelope.stored
    bytes[0] = 2
    #expect(throws: RecordError.unknown(field: 0, value: 2)) { try envelope.reread(bytes) }
  }

  @Test func `a kind of fact from a later version is refused by its number`() {
    let envelope = SampleEvents.envelopes(.agentLoggedIn)[0]
    var writer = RecordWriter()
    writer.variable(1)
    writer.timestamp(1, envelope.time)
    writer.unsigned(10, 9_999)
    writer.nested(11) { _ in }
    let error = #expect(throws: RecordError.self) { try envelope.reread(writer.bytes) }
    #expect(error == .unknown(field: 10, value: 9_999))
    #expect(error?.description == "field 10 has the unknown value 9999; a newer version wrote it")
  }

  @Test(arguments: [0, 1, 127, 128, 129, 16_383, 16_384, 2_097_151, 2_097_152])
  func `nested content of any length is read back`(length: Int) throws {
    var writer = RecordWriter()
    let text = [UInt8](repeating: 7, count: length)
    writer.nested(3) { for byte in text { $0.variable(UInt64(byte)) } }
    writer.unsigned(4, 11)
    writer.bytes.withUnsafeBytes { bytes in
      var reader = RecordReader(bytes)
      let nested = Result { () throws(RecordError) in try reader.optionalNested(3) }
      var count = 0
      if case .success(var content?) = nested {
        while (try? content.variable()) == 7 { count += 1 }
      }
      #expect(count == length)
      #expect((try? reader.unsigned(4)) == 11)
      #expect(reader.isAtEnd)
    }
  }

  @Test(arguments: [Int.min, -1, 0, 1, Int.max])
  func `integers of any size are read back`(value: Int) {
    var writer = RecordWriter()
    writer.integer(1, value)
    writer.bytes.withUnsafeBytes { bytes in
      var reader = RecordReader(bytes)
      #expect((try? reader.integer(1)) == value)
    }
  }
}
