// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Finished messages of one turn of an event loop, and the orders in which peers were handed them.
///
/// A peer that waits for the end of the turn holds a ``Run``: a number that stands for the messages it was handed, in
/// order. Peers that were handed the same messages hold the same run, and so share the one buffer in which these are
/// joined: sixteen messages cost each peer little more than one, and holding a run counts no references. The hub owns
/// the value and clears it when a turn ends and every peer has taken what was its.
struct TurnFrames {
  /// Some messages in order; good until the frames are cleared.
  struct Run: Hashable {
    fileprivate let index: Int32
    fileprivate let turn: UInt32
  }

  private struct Node {
    /// The last message of the run.
    let frame: ByteBuffer
    /// Which message that is: the index of the run that consists of it alone.
    let message: Int32
    /// The run without its last message; -1 if that is empty.
    let previous: Int32
    /// In all messages of the run.
    let bytes: Int
    /// The run that was last made of this one and one more message; -1 if there is none.
    var next: Int32 = -1
    var joined: ByteBuffer?
  }

  /// How many messages and runs are kept before a turn should be written early.
  static let runLimit = 4_096
  /// How many bytes are kept before a turn should be written early.
  static let byteLimit = 4_194_304

  private var nodes: [Node] = []
  private var turn: UInt32 = 0
  /// In all messages and joined runs.
  private(set) var bytes = 0

  /// Whether there is anything to clear.
  var isEmpty: Bool { nodes.isEmpty }

  /// Whether so much is kept that it should be written and forgotten before the turn ends.
  var isFull: Bool { nodes.count >= Self.runLimit || bytes >= Self.byteLimit }

  /// Takes in a message; the run consists of it alone.
  mutating func add(_ frame: ByteBuffer) -> Run {
    let index = Int32(nodes.count)
    nodes.append(Node(frame: frame, message: index, previous: -1, bytes: frame.readableBytes))
    bytes += frame.readableBytes
    return Run(index: index, turn: turn)
  }

  /// How many bytes a run has.
  func bytes(of run: Run) -> Int { nodes[index(run)].bytes }

  /// The run with one more message, itself given as a run.
  mutating func extend(_ run: Run, by message: Run) -> Run {
    let before = index(run)
    let added = index(message)
    let known = nodes[before].next
    if known >= 0, nodes[Int(known)].message == message.index { return Run(index: known, turn: turn) }
    let longer = Int32(nodes.count)
    nodes.append(
      Node(
        frame: nodes[added].frame,
        message: message.index,
        previous: run.index,
        bytes: nodes[before].bytes + nodes[added].bytes
      )
    )
    nodes[before].next = longer
    return Run(index: longer, turn: turn)
  }

  /// All messages of a run in one buffer, made when the first peer needs it.
  mutating func joined(_ run: Run) -> ByteBuffer {
    let last = index(run)
    if nodes[last].previous < 0 { return nodes[last].frame }
    if let joined = nodes[last].joined { return joined }
    var parts: [Int] = []
    var part = Int32(last)
    while part >= 0 {
      parts.append(Int(part))
      part = nodes[Int(part)].previous
    }
    var joined = ByteBufferAllocator().buffer(capacity: nodes[last].bytes)
    for part in parts.reversed() { joined.writeImmutableBuffer(nodes[part].frame) }
    nodes[last].joined = joined
    bytes += joined.readableBytes
    return joined
  }

  /// Forgets all messages; runs are of no use afterwards.
  mutating func clear() {
    nodes.removeAll(keepingCapacity: nodes.count <= Self.runLimit)
    bytes = 0
    turn &+= 1
  }

  private func index(_ run: Run) -> Int {
    precondition(run.turn == turn, "a run is taken in the turn in which it was made")
    return Int(run.index)
  }
}
