// SPDX-License-Identifier: Apache-2.0

import DialectKit
import Synchronization

/// How much of what a WebSocket brought is on its way to a session of another event loop. Past a limit its loop reads no
/// more of it until half has arrived, so that a peer that sends faster than the session takes waits by itself.
///
/// The one loop adds, the other removes; the lock guards both counts. A message that is larger than the limit is let
/// through alone.
final class SocketFlow: Sendable {
  private struct State {
    var bytes = 0
    var isPaused = false
  }

  /// What a message costs on its way beside its bytes.
  static let messageBytes = 256
  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) {
    self.limit = limit
  }

  /// What a message counts for.
  static func size(of input: SessionInput) -> Int {
    switch input {
    case .text(let bytes), .binary(let bytes): bytes.count + messageBytes
    case .opened, .request, .requestAborted, .closed, .caughtUp, .told, .following, .followedUp: messageBytes
    }
  }

  /// A message sets out; true if no more is to be read now.
  func add(_ size: Int) -> Bool {
    state.withLock { state in
      state.bytes += size
      guard state.bytes >= limit, !state.isPaused else { return false }
      state.isPaused = true
      return true
    }
  }

  /// A message arrived; true if more is to be read now.
  func remove(_ size: Int) -> Bool {
    state.withLock { state in
      state.bytes -= size
      guard state.isPaused, state.bytes <= limit / 2 else { return false }
      state.isPaused = false
      return true
    }
  }
}
