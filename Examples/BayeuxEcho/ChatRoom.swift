// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactModel
import CordboardServer
import DialectKit
import Synchronization

/// What sessions tell the room.
enum ChatQuestion: Hashable, Sendable {
  case subscribe([BayeuxChannel])
  case unsubscribe([BayeuxChannel])
  case publish(BayeuxChannel, JSONValue)
}

/// What the room tells sessions. The frame is made once and shared by all of them.
struct ChatEvent: Hashable, Sendable {
  let frame: BayeuxFrame
  let isLazy: Bool
}

/// Who subscribed to what, for all event loops. The lock guards the index.
final class ChatRoom: SessionOffice {
  private let index = Mutex(ChannelIndex<SessionHandle>())

  func ask(_ message: SessionMessage, from session: SessionHandle) {
    switch message.content as? ChatQuestion {
    case .subscribe(let channels):
      index.withLock { index in
        for channel in channels { index.insert(session, for: channel) }
      }
    case .unsubscribe(let channels):
      index.withLock { index in
        for channel in channels { index.remove(session, from: channel) }
      }
    case .publish(let channel, let data):
      // Told under the lock, so that everybody hears everything in one order.
      index.withLock { index in
        let sessions = index.subscribers(of: channel)
        guard !sessions.isEmpty else { return }
        let isLazy = channel.name.hasPrefix("/lazy/")
        let event = SessionMessage(ChatEvent(frame: BayeuxFrame(channel, data), isLazy: isLazy))
        for session in sessions { session.tell(event) }
      }
    case nil: return
    }
  }

  func ended(_ session: SessionHandle) {
    index.withLock { $0.remove(session) }
  }
}

/// Lets everybody in. Whoever sends `Authorization: Basic` is taken for who they say, unless they say `mallory`.
struct ChatReception: BayeuxReception {
  func identifyAtOnce(_ request: HTTPMessage, at now: Timestamp) -> BayeuxVisitor? {
    guard let authorization = request.header("authorization") else { return .anonymous }
    // "mallory:" in base64.
    guard !authorization.contains("bWFsbG9yeT") else {
      return .refused(HTTPReply(status: 401, headers: [HTTPHeader("WWW-Authenticate", "Basic")]))
    }
    return .known(BayeuxIdentity(binding: authorization, principal: .system("ECHO")))
  }

  func begin(_ opening: BayeuxMount.Opening) -> SessionStart {
    SessionStart(session: ChatSession(lower: opening.session), principal: .system("ECHO"))
  }
}
