// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EngineIO

/// Sends every message of Engine.IO back.
struct EngineEcho: DialectSession {
  var engine: EngineSession

  mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    switch input {
    case .opened: perform(engine.opened(at: now))
    case .text(let bytes): perform(engine.text(bytes, at: now))
    case .binary(let bytes): perform(engine.binary(bytes, at: now))
    case .request(let id, let message): perform(engine.request(id, message, at: now))
    case .requestAborted(let id): perform(engine.requestAborted(id))
    case .closed(let reason): perform(engine.end(reason))
    case .caughtUp, .told, .following, .followedUp: []
    }
  }

  mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SessionAction] {
    perform(engine.timerFired(timer, at: now))
  }

  mutating func turnEnded(at now: Timestamp) -> [SessionAction] {
    perform(engine.turnEnded())
  }

  mutating func socketAttached(at now: Timestamp) -> [SessionAction] {
    perform(engine.socketAttached(at: now))
  }

  mutating func socketDetached(_ reason: ConnectionCloseReason, at now: Timestamp) -> [SessionAction] {
    perform(engine.socketDetached(reason))
  }

  private mutating func perform(_ actions: [EngineAction]) -> [SessionAction] {
    var result: [SessionAction] = []
    for action in actions {
      switch action {
      case .perform(let action): result.append(action)
      case .message(let message): result += perform(engine.send(message))
      case .closed: continue
      }
    }
    return result
  }
}
