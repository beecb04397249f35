// SPDX-License-Identifier: Apache-2.0

import Bayeux
import DialectKit
import Synchronization

/// Answers what sessions of Bayeux ask about each other, and hands on what their dialect asks. The lock guards the
/// census.
///
/// Whether there is room is asked before a session begins, and the session counted when it does: with several event
/// loops there may be one more for each of them.
final class BayeuxOffice: SessionOffice {
  private let census: Mutex<BayeuxCensus<SessionHandle>>
  private let dialect: (any SessionOffice)?

  init(settings: BayeuxSettings, dialect: (any SessionOffice)?) {
    census = Mutex(BayeuxCensus(settings: settings))
    self.dialect = dialect
  }

  /// Whether one more session of a peer may begin.
  func hasRoom(for peer: String?) -> Bool {
    census.withLock { $0.hasRoom(for: peer) }
  }

  func ask(_ message: SessionMessage, from session: SessionHandle) {
    guard let question = message.content as? BayeuxQuestion else {
      dialect?.ask(message, from: session)
      return
    }
    switch question {
    case .arrived(let peer): census.withLock { $0.arrive(session, of: peer) }
    case .browserSlot(let browser):
      let isGranted = census.withLock { $0.takeSlot(session, of: browser) }
      session.tell(SessionMessage(BayeuxAnswer.browserSlot(isGranted: isGranted)))
    case .leaveBrowserSlot: census.withLock { $0.leaveSlot(session) }
    }
  }

  func ended(_ session: SessionHandle) {
    census.withLock { $0.leave(session) }
    dialect?.ended(session)
  }
}
