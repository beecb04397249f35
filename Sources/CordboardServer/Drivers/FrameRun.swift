// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// A finished message on its way through one event loop to everybody who is handed it.
final class TurnFrame {
  let buffer: ByteBuffer
  /// Unlike that of any other message of the loop.
  fileprivate let number: UInt64
  /// What waits for a peer to whom this is the first message of a turn; the same for every such peer.
  fileprivate let run: FrameRun

  init(_ buffer: ByteBuffer, number: UInt64) {
    self.buffer = buffer
    self.number = number
    run = FrameRun(buffer, number: number, after: nil)
  }
}

/// Messages that wait for the end of the turn, in order. Peers that were handed the same messages share one run, and so
/// the one buffer in which they are joined: sixteen messages cost each of them little more than one.
private final class FrameRun {
  let bytes: Int
  private let buffer: ByteBuffer
  private let number: UInt64
  private let previous: FrameRun?
  /// The run with one more message, while a peer has it.
  private weak var next: FrameRun?
  private var whole: ByteBuffer?

  init(_ buffer: ByteBuffer, number: UInt64, after previous: FrameRun?) {
    self.buffer = buffer
    self.number = number
    self.previous = previous
    bytes = buffer.readableBytes + (previous?.bytes ?? 0)
  }

  /// The run with one more message.
  func followed(by frame: TurnFrame) -> FrameRun {
    if let next, next.number == frame.number { return next }
    let longer = FrameRun(frame.buffer, number: frame.number, after: self)
    next = longer
    return longer
  }

  /// All messages in one buffer, made when the first peer needs it.
  var joined: ByteBuffer {
    guard previous != nil else { return buffer }
    if let whole { return whole }
    var parts: [ByteBuffer] = []
    var run: FrameRun? = self
    while let part = run {
      parts.append(part.buffer)
      run = part.previous
    }
    var whole = ByteBufferAllocator().buffer(capacity: bytes)
    for part in parts.reversed() { whole.writeImmutableBuffer(part) }
    self.whole = whole
    return whole
  }
}

/// The messages that one peer was handed in this turn and that were not written yet.
struct PendingFrames {
  /// A run is written when it would grow longer than this, so that the socket's own measure of what waits stays true
  /// and no run is long.
  private static var limit: Int { 65_536 }

  private var run: FrameRun?

  /// Adds a message; returns what must be written before, if anything.
  mutating func add(_ frame: TurnFrame) -> ByteBuffer? {
    guard let run else {
      self.run = frame.run
      return nil
    }
    guard run.bytes + frame.buffer.readableBytes <= Self.limit else {
      self.run = frame.run
      return run.joined
    }
    self.run = run.followed(by: frame)
    return nil
  }

  /// Takes everything out to be written.
  mutating func take() -> ByteBuffer? {
    run.take()?.joined
  }
}
