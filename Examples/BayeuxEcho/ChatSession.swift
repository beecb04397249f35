// SPDX-License-Identifier: Apache-2.0

import Bayeux
import ContactModel
import DialectKit

/// One client of the chat.
///
/// - `/private/…` can be neither subscribed to nor published on.
/// - `/lazy/…` is told lazily.
/// - `/service/echo` is told to whoever publishes there.
/// - `/service/burst` with a number is answered by as many events on `/service/echo`.
/// - `/service/expel` ends the session and says so; `/service/forget` ends it without a word.
/// - A handshake with `ext.token` is let in only if that is `open`.
struct ChatSession: DialectSession {
  var session: BayeuxSession

  mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    if case .told(let message) = input, let event = message.content as? ChatEvent {
      return perform(session.deliver(event.frame, isLazy: event.isLazy, at: now), now)
    }
    return perform(session.receive(input, at: now), now)
  }

  mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SessionAction] {
    perform(session.timerFired(timer, at: now), now)
  }

  mutating func turnEnded(at now: Timestamp) -> [SessionAction] { perform(session.turnEnded(at: now), now) }

  mutating func socketAttached(at now: Timestamp) -> [SessionAction] { perform(session.socketAttached(at: now), now) }

  mutating func socketDetached(_ reason: ConnectionCloseReason, at now: Timestamp) -> [SessionAction] {
    perform(session.socketDetached(reason, at: now), now)
  }

  private mutating func perform(_ actions: [BayeuxAction], _ now: Timestamp) -> [SessionAction] {
    var result: [SessionAction] = []
    for action in actions {
      switch action {
      case .perform(let action): result.append(action)
      case .event(let event): result += follow(event, now)
      }
    }
    return result
  }

  private mutating func follow(_ event: BayeuxEvent, _ now: Timestamp) -> [SessionAction] {
    switch event {
    case .handshakeRequested(let ticket, let ext):
      let isAllowed = ext?["token"] == nil || ext?["token"]?.stringValue == "open"
      return perform(isAllowed ? session.accept(ticket, at: now) : session.refuse(ticket, at: now), now)
    case .connected, .mayHaveMissed, .closed: return []
    case .subscribeRequested(let ticket, let channels):
      guard !channels.contains(where: Self.isPrivate) else { return perform(session.refuse(ticket, at: now), now) }
      return [.ask(SessionMessage(ChatQuestion.subscribe(channels)))] + perform(session.accept(ticket, at: now), now)
    case .unsubscribed(let channels): return [.ask(SessionMessage(ChatQuestion.unsubscribe(channels)))]
    case .published(let ticket, let publication): return publish(publication, ticket, now)
    }
  }

  private static func isPrivate(_ channel: BayeuxChannel) -> Bool { channel.name.hasPrefix("/private/") }

  private mutating func publish(
    _ publication: BayeuxPublication,
    _ ticket: BayeuxTicket,
    _ now: Timestamp
  ) -> [SessionAction] {
    let channel = publication.channel
    guard !Self.isPrivate(channel) else { return perform(session.refuse(ticket, at: now), now) }
    var answer = perform(session.accept(ticket, at: now), now)
    switch channel.name {
    case "/service/echo": return answer + perform(session.deliver(BayeuxFrame(channel, publication.data), at: now), now)
    case "/service/burst":
      guard let echo = BayeuxChannel("/service/echo") else { return answer }
      for number in 0..<(publication.data.integerValue ?? 0) {
        answer += perform(session.deliver(BayeuxFrame(echo, .number("\(number)")), at: now), now)
      }
      return answer
    case "/service/expel": return answer + perform(session.expel(at: now), now)
    case "/service/forget": return answer + perform(session.end(.internalError, at: now), now)
    default:
      guard channel.kind == .broadcast else { return answer }
      return answer + [.ask(SessionMessage(ChatQuestion.publish(channel, publication.data)))]
    }
  }
}
