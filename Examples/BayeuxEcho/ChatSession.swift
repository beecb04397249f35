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
struct ChatSession: LayeredSession {
  var lower: BayeuxSession

  mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction] {
    if case .told(let message) = input, let event = message.content as? ChatEvent {
      return perform(lower.deliver(event.frame, isLazy: event.isLazy, at: now), now)
    }
    return perform(lower.receive(input, at: now), now)
  }

  mutating func hear(_ event: BayeuxEvent, _ now: Timestamp) -> [SessionAction] {
    switch event {
    case .handshakeRequested(let ticket, let ext):
      let isAllowed = ext?["token"] == nil || ext?["token"]?.stringValue == "open"
      return perform(isAllowed ? lower.accept(ticket, at: now) : lower.refuse(ticket, at: now), now)
    case .connected, .mayHaveMissed, .closed: return []
    case .subscribeRequested(let ticket, let channels):
      guard !channels.contains(where: Self.isPrivate) else { return perform(lower.refuse(ticket, at: now), now) }
      return [.ask(SessionMessage(ChatQuestion.subscribe(channels)))] + perform(lower.accept(ticket, at: now), now)
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
    guard !Self.isPrivate(channel) else { return perform(lower.refuse(ticket, at: now), now) }
    var answer = perform(lower.accept(ticket, at: now), now)
    switch channel.name {
    case "/service/echo": return answer + perform(lower.deliver(BayeuxFrame(channel, publication.data), at: now), now)
    case "/service/burst":
      guard let echo = BayeuxChannel("/service/echo") else { return answer }
      for number in 0..<(publication.data.integerValue ?? 0) {
        answer += perform(lower.deliver(BayeuxFrame(echo, .number("\(number)")), at: now), now)
      }
      return answer
    case "/service/expel": return answer + perform(lower.expel(at: now), now)
    case "/service/forget": return answer + perform(lower.end(.internalError, at: now), now)
    default:
      guard channel.kind == .broadcast else { return answer }
      return answer + [.ask(SessionMessage(ChatQuestion.publish(channel, publication.data)))]
    }
  }
}
