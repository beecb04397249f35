// SPDX-License-Identifier: Apache-2.0

import CordboardTestKit
import NIOCore
import Testing

@testable import CordboardServer

struct TurnFramesTests {
  private func text(_ buffer: ByteBuffer) -> String { String(buffer: buffer) }

  @Test func `a run holds its messages in order`() {
    var frames = TurnFrames()
    let (a, b, c) = (
      frames.add(ByteBuffer(string: "a")), frames.add(ByteBuffer(string: "bb")), frames.add(ByteBuffer(string: "ccc"))
    )
    let run = frames.extend(frames.extend(a, by: c), by: b)
    #expect(text(frames.joined(run)) == "acccbb")
    #expect(frames.bytes(of: run) == 6)
    #expect(text(frames.joined(a)) == "a")
  }

  @Test func `peers with the same messages share one run, others do not`() {
    var frames = TurnFrames()
    let (a, b, c) = (
      frames.add(ByteBuffer(string: "a")), frames.add(ByteBuffer(string: "b")), frames.add(ByteBuffer(string: "c"))
    )
    let first = frames.extend(a, by: b)
    #expect(frames.extend(a, by: b) == first)
    let other = frames.extend(a, by: c)
    #expect(other != first)
    #expect(text(frames.joined(first)) == "ab" && text(frames.joined(other)) == "ac")
    #expect(text(frames.joined(frames.extend(first, by: c))) == "abc")
  }

  @Test func `any orders of many messages come out as they went in`() {
    var random = SeededRandom(seed: 5)
    var frames = TurnFrames()
    for turn in 0..<20 {
      var runs: [(run: TurnFrames.Run, text: String)] = []
      for number in 0..<30 {
        let word = "\(turn).\(number) "
        let message = frames.add(ByteBuffer(string: word))
        for index in runs.indices where random.next() % 3 > 0 {
          runs[index].run = frames.extend(runs[index].run, by: message)
          runs[index].text += word
        }
        runs.append((message, word))
      }
      for (run, expected) in runs {
        #expect(text(frames.joined(run)) == expected)
        #expect(frames.bytes(of: run) == expected.utf8.count)
      }
      frames.clear()
      #expect(frames.isEmpty)
    }
  }

  @Test func `many messages, or large ones, fill a turn until it is cleared`() {
    var frames = TurnFrames()
    for _ in 1..<TurnFrames.runLimit { _ = frames.add(ByteBuffer(string: "a")) }
    #expect(!frames.isFull)
    _ = frames.add(ByteBuffer(string: "a"))
    #expect(frames.isFull)
    frames.clear()
    #expect(!frames.isFull)
    let large = ByteBuffer(repeating: 1, count: TurnFrames.byteLimit / 4)
    let run = frames.extend(frames.add(large), by: frames.add(large))
    #expect(!frames.isFull)
    // The joined run is kept as well.
    _ = frames.joined(run)
    #expect(frames.isFull)
    frames.clear()
    #expect(!frames.isFull && frames.bytes == 0)
  }
}
