// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// Does a long piece of work on a thread of its own that yields to every other: on a machine with few processors
/// nobody who waits for an answer should share one with it.
func withLowPriority<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    Thread.detachNewThread {
      // On Linux 0 stands for the calling thread. A thread cannot take back its niceness, so it ends with the work.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
      continuation.resume(returning: work())
    }
  }
}
