// SPDX-License-Identifier: Apache-2.0

import Hummingbird
import NIOCore

/// What the routes know of a request besides its content: where it came from.
struct ServerRequestContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The peer's network address, without its port.
  let peerAddress: String

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    peerAddress = source.channel.remoteAddress?.ipAddress ?? "unknown"
  }
}
