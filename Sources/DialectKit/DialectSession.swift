// SPDX-License-Identifier: Apache-2.0

public import ContactModel

/// One dialect's protocol state for one peer: a value that takes an input and the time and answers with actions.
///
/// It knows no socket, clock or task. A driver owns it on one event loop, hands it what arrives and performs what it
/// answers, in order, before the next input. Sessions that are handed finished bytes (see
/// ``EventSubscription/Delivery/shared(_:)``) are not called at all for facts on a WebSocket or an event stream: the
/// driver writes the same bytes to every one of them.
public protocol DialectSession: Sendable {
  /// Something arrived from the peer or from the driver.
  mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SessionAction]

  /// A fact of a subscription with ``EventSubscription/Delivery/own``.
  mutating func committed(_ envelope: Envelope, epoch: UInt32, at now: Timestamp) -> [SessionAction]

  /// The finished bytes of a fact of a subscription with shared delivery; only for sessions driven by requests that no
  /// WebSocket has taken over.
  mutating func encoded(_ bytes: [UInt8], at position: Position, now: Timestamp) -> [SessionAction]

  /// The finished bytes of a notice, or of a signal of a subscription with shared delivery; only for sessions driven by
  /// requests that no WebSocket has taken over.
  mutating func noticed(_ bytes: [UInt8], at now: Timestamp) -> [SessionAction]

  /// A signal of a subscription with ``EventSubscription/Delivery/own``.
  mutating func signalled(_ signal: Signal, at now: Timestamp) -> [SessionAction]

  /// A submitted command was settled.
  mutating func settled(_ correlation: UInt64, _ result: Result<Outcome, Rejection>, at now: Timestamp)
    -> [SessionAction]

  /// A scheduled timer is due.
  mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SessionAction]

  /// The driver handed over everything it has for this turn of its event loop: the moment to answer a held request
  /// with all that was collected.
  mutating func turnEnded(at now: Timestamp) -> [SessionAction]

  /// A WebSocket joined a session between requests. What arrives on it comes as ``SessionInput/text(_:)`` and
  /// ``SessionInput/binary(_:)``, and what is sent goes to it; there is at most one at a time.
  mutating func socketAttached(at now: Timestamp) -> [SessionAction]

  /// The WebSocket that joined is gone, for another reason than ``SessionAction/detach(_:)`` or the session's end.
  mutating func socketDetached(_ reason: ConnectionCloseReason, at now: Timestamp) -> [SessionAction]
}

extension DialectSession {
  /// Does nothing.
  public mutating func committed(_ envelope: Envelope, epoch: UInt32, at now: Timestamp) -> [SessionAction] { [] }
  /// Does nothing.
  public mutating func encoded(_ bytes: [UInt8], at position: Position, now: Timestamp) -> [SessionAction] { [] }
  /// Does nothing.
  public mutating func noticed(_ bytes: [UInt8], at now: Timestamp) -> [SessionAction] { [] }
  /// Does nothing.
  public mutating func signalled(_ signal: Signal, at now: Timestamp) -> [SessionAction] { [] }
  /// Does nothing.
  public mutating func settled(
    _ correlation: UInt64,
    _ result: Result<Outcome, Rejection>,
    at now: Timestamp
  ) -> [SessionAction] { [] }
  /// Does nothing.
  public mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SessionAction] { [] }
  /// Does nothing.
  public mutating func turnEnded(at now: Timestamp) -> [SessionAction] { [] }
  /// Sends the WebSocket away.
  public mutating func socketAttached(at now: Timestamp) -> [SessionAction] { [.detach(.badRequest)] }
  /// Does nothing.
  public mutating func socketDetached(_ reason: ConnectionCloseReason, at now: Timestamp) -> [SessionAction] { [] }
}

/// What a session is told.
public enum SessionInput: Hashable, Sendable {
  /// The connection is ready to be written to.
  case opened
  /// A text message.
  case text([UInt8])
  /// A binary message.
  case binary([UInt8])
  /// A whole request, which the session answers now or later with ``SessionAction/reply(_:_:)``.
  case request(RequestID, HTTPMessage)
  /// The peer of a request went away before it was answered.
  case requestAborted(RequestID)
  /// The history asked for is complete up to the present; live facts follow.
  case caughtUp(Position)
  /// The mount answers a question, or tells something of its own accord.
  case told(SessionMessage)
  /// A feed of notices is followed from here on; those that are made up hitherto are delivered after this.
  case following(NoticeStart)
  /// What was to be delivered of the past was delivered; what is made from now on follows.
  case followedUp
  /// The connection ended, or the driver refused to go on.
  case closed(ConnectionCloseReason)
}

/// What a session wants done. Actions are plain values; they are performed in order.
public enum SessionAction: Hashable, Sendable {
  /// Sends a text message.
  case send([UInt8])
  /// Sends a binary message.
  case sendBinary([UInt8])
  /// Answers a request.
  case reply(RequestID, HTTPReply)
  /// Gives a command; its outcome comes back under the correlation.
  case submit(Command, correlation: UInt64)
  /// Gives a signal.
  case signal(SignalIntent)
  /// Starts delivering facts, after a position or from now on. A session has at most one subscription; a new one
  /// replaces it.
  case subscribe(EventSubscription)
  /// Stops delivering facts.
  case unsubscribe
  /// Sets a timer, or sets it anew.
  case schedule(SessionTimer, at: Timestamp)
  /// Takes a timer back.
  case cancel(SessionTimer)
  /// Asks the mount; what it answers comes back as ``SessionInput/told(_:)``.
  case ask(SessionMessage)
  /// Starts delivering notices; a session follows one feed at most, once.
  case follow(NoticeSubscription)
  /// Ends the WebSocket that joined a session between requests; the session goes on.
  case detach(ConnectionCloseReason)
  /// From now on finished bytes, of facts and notices, go straight to the WebSocket that joined, as to one that began a
  /// session; the session is not called for them any more.
  case passThrough
  /// Ends the connection and the session.
  case close(ConnectionCloseReason)
  /// Ends the connection with a code of the dialect, and the session. In answer to ``SessionInput/closed(_:)``, the
  /// code takes the place of the usual one.
  case closeSocket(SocketClose)
}

/// Identifies one request of a session while it is open. Made by the driver.
public struct RequestID: Hashable, Sendable {
  /// The number.
  public let rawValue: UInt64

  /// Creates an id.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// Identifies one timer of a session; the numbers belong to the dialect.
public struct SessionTimer: Hashable, Sendable {
  /// The number.
  public let rawValue: UInt16

  /// Creates an id.
  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }
}

/// Which facts a session wants, and in which form.
public struct EventSubscription: Hashable, Sendable {
  /// How facts reach the peer.
  public enum Delivery: Hashable, Sendable {
    /// Encoded once per fact for everybody and written by the driver.
    case shared(EncodingID)
    /// Handed to the session, which answers with its own bytes.
    case own
  }

  /// The account.
  public var account: AccountID
  /// Any of these topics.
  public var topics: [Topic]
  /// Only these kinds; nil for all.
  public var kinds: Set<Event.Kind>?
  /// After this position; nil for from now on.
  public var after: Position?
  /// How facts reach the peer.
  public var delivery: Delivery
  /// Whether signals are wanted too.
  public var wantsSignals: Bool
  /// Whether what agents and managers say among themselves is for the peer.
  public var showsInternal: Bool

  /// Creates a subscription.
  public init(
    account: AccountID,
    topics: [Topic],
    kinds: Set<Event.Kind>? = nil,
    after: Position? = nil,
    delivery: Delivery,
    wantsSignals: Bool = false,
    showsInternal: Bool = true
  ) {
    self.account = account
    self.topics = topics
    self.kinds = kinds
    self.after = after
    self.delivery = delivery
    self.wantsSignals = wantsSignals
    self.showsInternal = showsInternal
  }
}
