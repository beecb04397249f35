// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation

/// Waits for the process to be told to stop.
package enum TerminationSignal {
  /// Returns at the first SIGINT or SIGTERM, which end the process no more.
  package static func wait() async {
    let (stream, continuation) = AsyncStream<Void>.makeStream()
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { continuation.yield() }
      source.resume()
      return source
    }
    for await _ in stream { break }
    for source in sources { source.cancel() }
  }
}
