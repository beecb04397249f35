// SPDX-License-Identifier: Apache-2.0

public import ContactModel
public import DialectKit

/// The server's end of one Engine.IO session, protocol 4, as a value: polling, a WebSocket, or the one and then the
/// other. It takes what the driver brings and the time, and answers with actions. It knows no socket and no clock.
///
/// Open: packets go both ways. Can become closing when the application closes and a poll must say so, and over by
/// everything else that ends a session. Closing: nothing is taken any more; over with the next poll or when patience
/// ends. Over: every request is refused as of an unknown session.
///
/// While it polls, packets wait, bounded, for a poll and for the end of the driver's turn, so that what belongs
/// together goes together. Who sends faster than the client polls ends the session as a slow consumer.
public struct EngineSession: Sendable {
  enum Phase {
    case open, closing, over
  }

  /// How packets go at the moment.
  enum Way: Hashable {
    /// By polls.
    case polling
    /// By polls, while a WebSocket wants to take over; it has shown that it works once it was probed.
    case upgrading(isProbed: Bool)
    /// By the WebSocket, for good.
    case webSocket
  }

  /// A request that waits for packets.
  struct Poll {
    let id: RequestID
    let headers: [HTTPHeader]
  }

  /// The id, which the client names in every request. Whoever knows it speaks for the client.
  public let id: String
  let settings: EngineSettings
  var phase = Phase.open
  var way: Way
  var poll: Poll?
  var waiting: [EnginePacket] = []
  var waitingBytes = 0
  /// Whether a ping was sent and no pong has come.
  var awaitsPong = false
  /// Whether a poll was answered.
  private var hasGreeted = false
  /// What the application closes with once a poll has been told.
  var closeReason = ConnectionCloseReason.finished
  /// Further headers of the answer that begins the session, which are the application's.
  public var furtherGreetingHeaders: [HTTPHeader] = []

  /// Creates a session that is told ``opened(at:)`` next.
  ///
  /// - Parameters:
  ///   - id: An id nobody can guess and no other session has.
  ///   - carrier: How it begins.
  ///   - settings: Its bounds.
  public init(id: String, carrier: EngineCarrier, settings: EngineSettings) {
    self.id = id
    self.settings = settings
    way = carrier == .webSocket ? .webSocket : .polling
  }

  /// Whether packets go by a WebSocket.
  public var isOnWebSocket: Bool { way == .webSocket }

  /// Whether a message would leave at once.
  public var isWritable: Bool { phase == .open && (way == .webSocket || poll != nil) }

  /// The headers of the answer that begins the session, whichever way. A session that begins with a poll adds them by
  /// itself.
  public var greetingHeaders: [HTTPHeader] { (settings.cookie.map { [$0.header(id)] } ?? []) + furtherGreetingHeaders }

  /// Begins: tells the client what it must know.
  public mutating func opened(at now: Timestamp) -> [EngineAction] {
    let canUpgrade = way == .polling && settings.carriers.contains(.webSocket)
    var json = JSONWriter(capacity: 128)
    json.object { json in
      json.member("sid", id)
      json.key("upgrades")
      json.array { if canUpgrade { $0.string(EngineCarrier.webSocket.rawValue) } }
      json.member("pingInterval", settings.pingInterval.wholeMilliseconds)
      json.member("pingTimeout", settings.pingTimeout.wholeMilliseconds)
      json.member("maxPayload", settings.maxPayload)
    }
    return send(.open(json.finish())) + [schedulePing(now)]
  }

  /// Sends a message of the application's.
  public mutating func send(_ message: EngineMessage) -> [EngineAction] {
    guard phase == .open else { return [] }
    return send(.message(message))
  }

  /// Ends the session for the application. While it polls and something waits, polls take that first, and the end by itself:
  /// clients drop what comes in one answer with it.
  public mutating func close(_ reason: ConnectionCloseReason, at now: Timestamp) -> [EngineAction] {
    guard phase == .open else { return [] }
    guard way != .webSocket, !waiting.isEmpty else { return end(reason) }
    phase = .closing
    closeReason = reason
    return answerPoll() + [
      .perform(.cancel(EngineTimer.heartbeat)),
      .perform(.schedule(EngineTimer.close, at: now.advanced(by: settings.closeTimeout))),
    ]
  }

  /// A timer of the session's is due; other timers are ignored.
  public mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [EngineAction] {
    switch timer {
    case EngineTimer.heartbeat: return heartbeat(now)
    case EngineTimer.upgrade: return giveUpUpgrade()
    case EngineTimer.upgradePace: return pace(now)
    case EngineTimer.close: return phase == .closing ? end(closeReason) : []
    default: return []
    }
  }

  /// The driver handed over everything of this turn: a poll that waits takes what waits for it.
  public mutating func turnEnded() -> [EngineAction] {
    guard phase == .open, poll != nil, !waiting.isEmpty else { return [] }
    return answerPoll()
  }

  // MARK: Packets out

  mutating func send(_ packet: EnginePacket) -> [EngineAction] {
    if way == .webSocket { return [.perform(Self.action(packet))] }
    // One packet always finds room when nothing waits, however large it is: a client that polls is not slow.
    guard
      waiting.isEmpty
        || waiting.count < settings.waitingPackets && waitingBytes + packet.size <= settings.waitingBytes
    else { return end(.slowConsumer) }
    waiting.append(packet)
    waitingBytes += packet.size
    return []
  }

  /// Answers the poll that waits with the next of what waits for it, or with nothing in particular.
  mutating func answerPoll() -> [EngineAction] {
    guard poll != nil else { return [] }
    let packets = Array(waiting.prefix(settings.packetsPerPoll))
    waiting.removeFirst(packets.count)
    waitingBytes -= packets.reduce(0) { $0 + $1.size }
    return answerPoll(packets.isEmpty ? [.noop] : packets)
  }

  private mutating func answerPoll(_ packets: [EnginePacket]) -> [EngineAction] {
    guard let poll else { return [] }
    self.poll = nil
    let headers = hasGreeted ? poll.headers : poll.headers + greetingHeaders
    hasGreeted = true
    return [.perform(.reply(poll.id, Self.reply(packets, headers: headers)))]
  }

  mutating func takeWaiting() -> [EnginePacket] {
    defer {
      waiting = []
      waitingBytes = 0
    }
    return waiting
  }

  static func action(_ packet: EnginePacket) -> SessionAction {
    switch packet.frame {
    case .text(let bytes): .send(bytes)
    case .binary(let bytes): .sendBinary(bytes)
    }
  }

  static func reply(_ packets: [EnginePacket], headers: [HTTPHeader]) -> HTTPReply {
    HTTPReply(
      status: 200,
      headers: headers + [
        HTTPHeader("Content-Type", "text/plain; charset=UTF-8"), HTTPHeader("Cache-Control", "no-store"),
      ],
      body: EnginePayload.encode(packets)
    )
  }

  // MARK: Packets in

  /// Takes a packet of the client's that came by the way packets go.
  mutating func take(_ packet: EnginePacket, at now: Timestamp) -> [EngineAction] {
    guard phase == .open else { return [] }
    switch packet {
    case .message(let message): return [.message(message)]
    case .pong:
      awaitsPong = false
      return [schedulePing(now)]
    case .close: return end(.peerClosed)
    // Only the server asks, in this version of the protocol.
    case .ping: return end(.protocolError)
    case .open, .upgrade, .noop: return []
    }
  }

  // MARK: Heartbeat

  private func schedulePing(_ now: Timestamp) -> EngineAction {
    .perform(.schedule(EngineTimer.heartbeat, at: now.advanced(by: settings.pingInterval)))
  }

  private mutating func heartbeat(_ now: Timestamp) -> [EngineAction] {
    guard phase == .open else { return [] }
    if awaitsPong { return end(.heartbeatLost) }
    awaitsPong = true
    let deadline = now.advanced(by: settings.pingTimeout)
    return send(.ping([])) + [.perform(.schedule(EngineTimer.heartbeat, at: deadline))]
  }

  // MARK: The end

  /// Ends the session at once, for what breaks the protocol or when the driver says so.
  ///
  /// A poll that waits takes what waits for it. If nothing does, it is told of the end if somebody meant it: some clients
  /// come back by themselves after a break, and not after they were told.
  public mutating func end(_ reason: ConnectionCloseReason) -> [EngineAction] {
    guard phase != .over else { return [] }
    phase = .over
    let packets = takeWaiting()
    return answerPoll(packets.isEmpty ? [reason.isBreak ? .noop : .close] : packets) + [
      .perform(.close(reason)), .closed(reason),
    ]
  }
}
