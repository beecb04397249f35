// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import NIOHTTP1

/// A client's wish to turn a connection into a WebSocket (RFC 6455, section 4.2).
enum WebSocketHandshake {
  /// The request asks for nothing of the kind.
  case none
  /// It does, and this proves that the answer is an answer to it.
  case valid(accept: String)
  /// It asks for another version.
  case otherVersion
  /// It asks in a way that breaks the rules.
  case broken

  init(_ head: HTTPRequestHead) {
    guard head.headers[canonicalForm: "upgrade"].contains(where: { $0.lowercased() == "websocket" }) else {
      self = .none
      return
    }
    guard head.method == .GET, head.version == .http1_1,
      head.headers[canonicalForm: "connection"].contains(where: { $0.lowercased() == "upgrade" })
    else {
      self = .broken
      return
    }
    guard head.headers["sec-websocket-version"].first == "13" else {
      self = .otherVersion
      return
    }
    let keys = head.headers["sec-websocket-key"]
    // 16 bytes in base64.
    guard keys.count == 1, keys[0].utf8.count == 24, keys[0].hasSuffix("==") else {
      self = .broken
      return
    }
    let digest = Insecure.SHA1.hash(data: Array((keys[0] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
    self = .valid(accept: Data(digest).base64EncodedString())
  }
}
