// SPDX-License-Identifier: Apache-2.0

public import ContactModel
public import DialectKit

/// The server's end of one Bayeux session as a value: long polling, callback polling, a WebSocket, or the one and then
/// the other. It takes what the driver brings and the time, and answers with actions. It knows no socket and no clock.
///
/// New: the handshake is being answered; can become handshaken, or over when the client is not let in. Handshaken: the
/// client has not connected. Connected: it has; a connect is held, or the client is awaited for as long as its interval
/// allows. Leaving: the client said good-bye, and what it said before is still being answered; over when it was.
/// Expelled: the application ends the session, and the next connect is told so; over then, or when patience ends. Over:
/// every request is refused as of an unknown client.
///
/// Tolerated without a word: a second answer of the application to one message; messages beside a handshake; answers of
/// the mount nobody waits for.
public struct BayeuxSession: ProtocolSession {
  enum Phase {
    case new, handshaken, connected, leaving, expelled, over
  }

  /// What is known of the browser's other sessions.
  enum BrowserSlot {
    case unknown, asked, granted, refused
  }

  /// The id, which the client names in every message. Whoever knows it, and is who the mount says, speaks for the
  /// client.
  public let id: String
  let settings: BayeuxSettings
  let peer: String?
  /// Headers of the answer that begins the session.
  let greeting: [HTTPHeader]
  var phase = Phase.new
  /// What the client subscribed to.
  public internal(set) var subscriptions: Set<BayeuxChannel> = []
  /// Requests and messages that were not answered in whole.
  var exchanges: [BayeuxExchange] = []
  var exchangeCount: UInt64 = 0
  var unsettled: [BayeuxTicket: UnsettledMessage] = [:]
  var held: HeldConnect?
  var queue = BayeuxQueue()
  /// Whether a WebSocket belongs to the session.
  public internal(set) var isOnWebSocket = false
  /// Whether the client confirms what it is sent.
  public internal(set) var acknowledges = false
  /// Whether events went by the WebSocket that is there.
  var hasSentEvents = false
  /// Whether events may have been lost with a WebSocket, of which the application was not told.
  var mayHaveMissed = false
  /// Whether finished bytes may go straight to a WebSocket.
  var wantsPassThrough = false
  var isPassing = false
  var browserSlot = BrowserSlot.unknown
  /// What the client asked for as its interval.
  var ownInterval = Duration.zero
  /// When the session ends if nothing is heard; stands still while a connect is held.
  var expires: Timestamp
  /// When lazy messages have waited long enough.
  var lazyDeadline: Timestamp?
  var timerTime: Timestamp?
  /// The exchange in which the client said good-bye, or was not let in: the session ends when everything is answered.
  var lastExchange: UInt64?

  /// Creates a session whose driver tells it ``SessionInput/opened`` next, and then its handshake.
  ///
  /// - Parameters:
  ///   - id: An id nobody can guess and no other session has.
  ///   - settings: Its bounds.
  ///   - peer: Who the peer is, the same for all of its sessions; nil if nobody knows.
  ///   - greeting: Headers of the answer that begins the session.
  ///   - now: The time.
  public init(
    id: String,
    settings: BayeuxSettings,
    peer: String? = nil,
    greeting: [HTTPHeader] = [],
    at now: Timestamp
  ) {
    self.id = id
    self.settings = settings
    self.peer = peer
    self.greeting = greeting
    expires = now
  }

  /// Whether events wait for the answer to a connect.
  var deliversOnConnectOnly: Bool { acknowledges || settings.deliversOnConnectOnly }

  /// Whether the client hears what is said on a channel.
  public func isSubscribed(to channel: BayeuxChannel) -> Bool {
    subscriptions.contains(channel) || subscriptions.contains { $0.matches(channel) }
  }

  /// Takes what the driver brings; what is told by others than the mount of Bayeux is ignored.
  public mutating func receive(_ input: SessionInput, at now: Timestamp) -> [BayeuxAction] {
    switch input {
    case .opened:
      restartLife(now)
      return [.perform(.ask(SessionMessage(BayeuxQuestion.arrived(peer: peer))))] + arm()
    case .request(let id, let message): return request(id, message, at: now)
    case .requestAborted(let id): return requestAborted(id, at: now)
    case .text(let bytes): return text(bytes, at: now)
    case .binary: return sendSocketAway(.protocolError, at: now)
    case .told(let message):
      guard case .browserSlot(let isGranted) = message.content as? BayeuxAnswer else { return [] }
      return browserSlotAnswered(isGranted, at: now)
    case .closed(let reason): return end(reason, at: now)
    case .caughtUp, .following, .followedUp: return []
    }
  }

  // MARK: The application's answers

  /// The application says yes.
  public mutating func accept(_ ticket: BayeuxTicket, at now: Timestamp) -> [BayeuxAction] {
    guard phase != .over, let unsettled = unsettled.removeValue(forKey: ticket) else { return [] }
    switch unsettled.kind {
    case .handshake: acceptHandshake(unsettled, ticket, now)
    case .subscribe(let channels):
      subscriptions.formUnion(channels)
      fill(ticket, metaReply(unsettled, now) { BayeuxSettings.subscription(of: unsettled.message, to: &$0) })
    case .publish: fill(ticket, settings.reply(to: unsettled.message))
    }
    return finishIfComplete(ticket.exchange, now) + arm()
  }

  /// The application says no.
  ///
  /// - Parameter advice: What a client that was not let in is to do; nil to stop.
  public mutating func refuse(
    _ ticket: BayeuxTicket,
    _ denial: BayeuxDenial = .denied(),
    advice: BayeuxAdvice? = nil,
    at now: Timestamp
  ) -> [BayeuxAction] {
    guard phase != .over, let unsettled = unsettled.removeValue(forKey: ticket) else { return [] }
    let error = error(denial, for: unsettled)
    if unsettled.kind == .handshake {
      let advice = advice ?? settings.advice(.none)
      fill(ticket, metaReply(unsettled, now, error: error, advice: advice), isHandshake: true)
      lastExchange = ticket.exchange
    } else {
      let message = unsettled.message
      fill(ticket, metaReply(unsettled, now, error: error) { BayeuxSettings.subscription(of: message, to: &$0) })
    }
    return finishIfComplete(ticket.exchange, now) + arm()
  }

  private func error(_ denial: BayeuxDenial, for unsettled: UnsettledMessage) -> BayeuxError {
    switch denial {
    case .deleted: .messageDeleted
    case .createDenied(let reason): .createDenied(reason: reason)
    case .denied(let reason):
      switch unsettled.kind {
      case .handshake: .handshakeDenied(reason: reason)
      case .subscribe: .subscribeDenied(reason: reason)
      case .publish: .publishDenied(reason: reason)
      }
    }
  }

  // MARK: The end

  /// The application ends the session: the client is told at once if it can be, or with its next connect, and does not
  /// come back by itself.
  public mutating func expel(at now: Timestamp) -> [BayeuxAction] {
    guard phase == .handshaken || phase == .connected else { return [] }
    phase = .expelled
    // The answer to a connect ends the session.
    if let held { return answer(held, .none, now) }
    guard isOnWebSocket else { return arm() }
    let frames = queue.take() + [.disconnect]
    return [.perform(.send(BayeuxBatch.join(frames.map(\.message))))] + end(.finished, at: now)
  }

  /// Ends the session at once: a connect that is held takes what waits for it.
  public mutating func end(_ reason: ConnectionCloseReason, at now: Timestamp) -> [BayeuxAction] {
    guard phase != .over else { return [] }
    let actions = held.map { answer($0, .handshake, now) } ?? []
    guard phase != .over else { return actions }
    phase = .over
    held = nil
    unsettled = [:]
    exchanges = []
    return actions + [.perform(.close(reason)), .event(.closed(reason))]
  }

  /// The last answers have nobody left to hear them; the end comes nevertheless.
  mutating func endIfUnheard(_ now: Timestamp) -> [BayeuxAction] {
    guard lastExchange != nil, exchanges.isEmpty else { return [] }
    return end(.peerClosed, at: now)
  }
}
