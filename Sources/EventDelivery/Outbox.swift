// SPDX-License-Identifier: Apache-2.0

/// How much may wait for one peer.
///
/// It counts what is handed to the socket and asks what the socket still holds only when the count reaches the limit,
/// so that a peer that keeps up costs two additions per message.
package struct Outbox: Sendable {
  /// What becomes of a message.
  package enum Verdict: Hashable, Sendable {
    /// It may be sent.
    case admitted
    /// More is waiting than may: the peer reads too slowly and must be closed.
    case slowConsumer
  }

  /// The most that may wait.
  package struct Limit: Hashable, Sendable {
    /// In bytes.
    package var bytes: Int
    /// In messages.
    package var messages: Int

    /// Creates a limit.
    package init(bytes: Int, messages: Int) {
      self.bytes = bytes
      self.messages = messages
    }
  }

  private var bytes = 0
  private var messages = 0

  /// Creates an empty outbox.
  package init() {}

  /// Asks whether a message may be sent, and counts it if so. `waiting` tells how many bytes the socket has not yet
  /// taken; a message always finds room when that is none, however large it is.
  package mutating func admit(_ size: Int, limit: Limit, waiting: () -> Int) -> Verdict {
    if bytes + size > limit.bytes || messages + 1 > limit.messages {
      let waiting = waiting()
      // The socket counts bytes, not messages: what is left of them is taken to be of average size, at least one.
      messages = waiting == 0 || bytes == 0 ? 0 : max(1, messages * min(waiting, bytes) / bytes)
      bytes = waiting
      if waiting > 0, bytes + size > limit.bytes || messages + 1 > limit.messages { return .slowConsumer }
    }
    bytes += size
    messages += 1
    return .admitted
  }
}
