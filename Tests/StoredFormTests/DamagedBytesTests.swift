// SPDX-License-Identifier: Apache-2.0

import ContactModel
import CordboardTestKit
import StoredForm
import Testing

@Suite struct DamagedBytesTests {
  @Test(arguments: Event.Kind.allCases)
  func `every beginning of a record that is not the whole is refused`(kind: Event.Kind) {
    for envelope in SampleEvents.envelopes(kind) {
      let bytes = envelope.stored
      for count in bytes.indices {
        #expect(throws: RecordError.self, "\(count) of \(bytes.count) bytes") {
          try envelope.reread(Array(bytes.prefix(count)))
        }
      }
    }
  }

  /// Ten seeds with 10,000 mutations each. A mutation may make another valid record; what it may not do is end the
  /// process, which would end this test, or read beyond the bytes.
  @Test(arguments: UInt64(1)...10)
  func `damaged records are read or refused and never crash`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let corpus = Event.Kind.allCases.flatMap { SampleEvents.envelopes($0) }.map { ($0, $0.stored) }
    var refused = 0
    for _ in 0..<10_000 {
      let (envelope, original) = corpus[Int.random(in: corpus.indices, using: &random)]
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) { damage(&bytes, &random) }
      do throws(RecordError) {
        let reread = try envelope.reread(bytes)
        // What could be read can be written and read again.
        #expect((try? envelope.reread(reread.stored)) == reread)
      } catch {
        refused += 1
        #expect(!error.description.isEmpty)
      }
    }
    #expect(refused > 1_000)
  }

  private func damage(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: bytes.indices, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[place] = .random(in: .min ... .max, using: &random)
    case 2: bytes.removeSubrange(place...)
    case 3: bytes.remove(at: place)
    case 4: bytes.insert(.random(in: .min ... .max, using: &random), at: place)
    default: bytes.insert(contentsOf: [UInt8](repeating: 0xff, count: 10), at: place)
    }
  }
}
