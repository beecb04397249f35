// SPDX-License-Identifier: Apache-2.0

package import ContactModel
package import DialectKit
import NIOCore
import Synchronization

/// Hands committed facts and signals to every event loop of the front: one wake-up per loop, however many facts come.
package final class FanOut: FactSink {
  /// The encoders of every dialect that is served.
  package let encoders: EncoderTable
  /// The feeds of notices of every dialect that is served.
  package let feeds = NoticeFeeds()
  private let mailboxes = Mutex<[HubMailbox]>([])

  /// Creates a fan-out that nobody listens to yet; a ``Front`` attaches itself when it starts.
  package init(encoders: [any EventEncoder]) {
    self.encoders = EncoderTable(encoders)
  }

  /// Facts of one account that continue what was published before.
  package func publish(_ envelopes: [Envelope], account: AccountID, epoch: UInt32) {
    guard !envelopes.isEmpty else { return }
    let mailboxes = mailboxes.withLock { $0 }
    let facts = SharedFacts(envelopes, account: account, epoch: epoch, table: encoders)
    for mailbox in mailboxes { mailbox.post(.facts(facts)) }
  }

  /// A signal.
  package func publish(_ signal: Signal) {
    let mailboxes = mailboxes.withLock { $0 }
    let shared = SharedSignal(signal, table: encoders)
    for mailbox in mailboxes { mailbox.post(.signal(shared)) }
  }

  /// Notices of a feed that continue what was published before.
  package func publish(_ notices: [SharedNotice], of feed: NoticeFeedID) {
    let mailboxes = mailboxes.withLock { $0 }
    for mailbox in mailboxes { mailbox.post(.notices(notices, feed)) }
  }

  /// Ends the sessions of somebody who was removed, on every event loop. To be called after tokens of theirs are
  /// refused, so that no new session begins.
  package func revoke(_ actor: Actor, of account: AccountID) {
    let mailboxes = mailboxes.withLock { $0 }
    for mailbox in mailboxes { mailbox.post(.run { hub in hub.revoke(actor, of: account) }) }
  }

  /// Makes every event loop forget the facts it published: who asks for them from now on gets what the journal has.
  package func forget() {
    let mailboxes = mailboxes.withLock { $0 }
    for mailbox in mailboxes { mailbox.post(.run { hub in hub.forget() }) }
  }

  func attach(_ mailbox: HubMailbox) {
    mailboxes.withLock { $0.append(mailbox) }
  }

  func detach(_ mailbox: HubMailbox) {
    mailboxes.withLock { $0.removeAll { $0 === mailbox } }
  }
}

/// What another thread tells an event loop.
enum HubMessage: Sendable {
  case facts(SharedFacts)
  case signal(SharedSignal)
  case notices([SharedNotice], NoticeFeedID)
  case settled(NIOLoopBound<HostedSession>, correlation: UInt64, Result<Outcome, Rejection>)
  case run(@Sendable (EventLoopHub) -> Void)
}

/// Where other threads leave messages for the hub of an event loop. Only the first message of a batch wakes the loop;
/// the lock guards the waiting messages. After ``close()`` messages are dropped: the loop is gone.
final class HubMailbox: Sendable {
  private struct State {
    var messages: [HubMessage] = []
    var hub: NIOLoopBound<EventLoopHub>?
  }

  private let eventLoop: any EventLoop
  private let state: Mutex<State>

  init(eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
    state = Mutex(State())
  }

  /// Begins to deliver to a hub, which keeps the mailbox.
  func open(_ hub: EventLoopHub) {
    let hub = NIOLoopBound(hub, eventLoop: eventLoop)
    state.withLock { $0.hub = hub }
  }

  /// Ends delivery.
  func close() {
    state.withLock { $0 = State() }
  }

  func post(_ message: HubMessage) {
    let isFirst = state.withLock { state in
      guard state.hub != nil else { return false }
      state.messages.append(message)
      return state.messages.count == 1
    }
    guard isFirst else { return }
    eventLoop.execute { [self] in
      let (messages, hub) = state.withLock { state in
        let messages = state.messages
        state.messages = []
        return (messages, state.hub)
      }
      hub?.value.take(messages)
    }
  }
}
