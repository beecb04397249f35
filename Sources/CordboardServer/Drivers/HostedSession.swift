// SPDX-License-Identifier: Apache-2.0

import ContactModel
import DialectKit
import EventDelivery
import NIOCore

/// How the hub reaches the peer of a session: one driver's end of a connection, or of several.
protocol SessionLink: AnyObject {
  /// How finished bytes are put on the wire; nil if the session itself is handed them.
  var form: FrameForm? { get }

  /// Whether more may be sent without waiting for the peer; gives what was written to the system first if need be.
  var takesMore: Bool { get }

  /// Sends a message of the session's own.
  func send(_ bytes: [UInt8], isBinary: Bool)

  /// Sends messages that are the same for many but for what is put in. `number` is that of the first, if they have any.
  func send(_ notices: [Notice], insert: [UInt8], number: UInt64?)

  /// Sends a finished message of the turn.
  func deliver(_ message: TurnFrames.Run)

  /// Counts bytes that were handed to the session itself.
  func collected(_ size: Int)

  /// Answers a request.
  func reply(_ request: RequestID, _ reply: HTTPReply)

  /// Ends the WebSocket that joined the session, if one did.
  func detach(_ reason: ConnectionCloseReason)

  /// Hands finished bytes to the WebSocket that joined from now on, and no more to the session.
  func passThrough()

  /// Gives everything written in this turn to the system.
  func flush()

  /// Tells the peer why, and closes.
  func end(_ reason: ConnectionCloseReason)

  /// Tells the peer why in the dialect's own words, and closes.
  func end(_ close: SocketClose)
}

extension SessionLink {
  func send(_ notices: [Notice], insert: [UInt8], number: UInt64?) {
    for (index, notice) in notices.enumerated() {
      send(notice.message(with: insert, number: number.map { $0 + UInt64(index) }), isBinary: false)
    }
  }

  /// A wire of the session's own is handed them in any case.
  func passThrough() {}

  /// Wires without close codes have no such words.
  func end(_ close: SocketClose) { end(.finished) }
}

/// Whom a connection that has its channel to itself speaks to: a session, or the way to one of another event loop.
protocol SocketOwner: AnyObject {
  /// Whether nothing more can come of it.
  var isOver: Bool { get }

  /// Hands on what arrived.
  func receive(_ input: SessionInput)

  /// Ends it; ``SessionLink/end(_:)`` follows.
  func end(_ reason: ConnectionCloseReason)

  /// The peer has read enough to be sent more, or too little.
  func writabilityChanged(_ isWritable: Bool)

  /// Looks whether a patience is over.
  func sweep(_ now: NIODeadline)
}

extension SocketOwner {
  /// Has no patience of its own.
  func sweep(_ now: NIODeadline) {}
}

/// One device of an agent.
struct DeviceKey: Hashable {
  var account: AccountID
  var agent: AgentID
  var device: DeviceID
}

/// A session with everything the hub keeps about it. Lives on one event loop.
final class HostedSession: SocketOwner {
  /// The dialect's state.
  var session: any DialectSession
  /// On whose behalf it acts.
  var principal: Principal
  /// The place it takes among all sessions.
  var place: SessionPlaces.Place
  unowned let hub: EventLoopHub
  /// The driver; nil when the session is over.
  var link: (any SessionLink)?
  /// Its number in the registry while it is subscribed.
  var slot: SubscriptionRegistry.Slot?
  /// Counts subscriptions, so that answers for an earlier one are recognised.
  var subscription: UInt32 = 0
  /// Where it is between its cursor and the present; nil when live.
  var catchUp: CatchUp?
  /// Whether catching up waits for the peer.
  var isPaused = false
  /// Whether it waits for its turn to read the journal.
  var isQueuedToRead = false
  /// Whether the end of the turn must be told to it.
  var isTouched = false
  /// Whether it is being told of its end.
  var isEnding = false
  /// What it wants its peer to be told then.
  var farewell: SocketClose?
  var commandsInFlight = 0
  var timers: [HubTimer] = []
  var device: DevicePresence?
  /// Whose device it is.
  var deviceKey: DeviceKey?
  /// The feed it follows.
  var follower: NoticeFollower?
  /// Who answers what it asks.
  let office: (any SessionOffice)?
  /// How others reach it, once it asked something.
  var handle: SessionHandle?
  /// What it asked last, until it is told on whose behalf it acts, and how many removals the hub had seen then.
  var asked: (message: SessionMessage, revocations: Int)?

  init(_ start: SessionStart, link: any SessionLink, hub: EventLoopHub) {
    session = start.session
    principal = start.principal
    place = start.place
    office = start.office
    self.link = link
    self.hub = hub
  }

  /// Whether nothing more can come of it.
  var isOver: Bool { link == nil }

  /// Hands an input to the session and performs what it answers.
  func receive(_ input: SessionInput) {
    guard link != nil else { return }
    hub.perform(session.receive(input, at: hub.now), for: self)
    hub.touch(self)
  }

  func end(_ reason: ConnectionCloseReason) {
    hub.end(self, reason)
  }

  func writabilityChanged(_ isWritable: Bool) {
    if isWritable { hub.resumeSoon(self) }
  }

  func timer(_ purpose: HubTimer.Purpose) -> HubTimer? {
    timers.first { $0.purpose == purpose }
  }
}
