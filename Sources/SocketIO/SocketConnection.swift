// SPDX-License-Identifier: Apache-2.0

public import ContactModel
public import DialectKit
public import EngineIO

/// The server's end of one Socket.IO connection, protocol 5, as a value: which namespaces a client joined, what waits to
/// be acknowledged, and what is wrong with what it says. It takes the messages of Engine.IO and the time, and answers
/// with actions.
///
/// A namespace is asked for, then joined, and may be left and joined again. Who breaks the protocol loses the whole
/// connection: see docs/protocols/socket.io.md for what counts as that.
public struct SocketConnection: Sendable {
  /// A namespace that was joined.
  struct Joined {
    /// Events of the client's that wait to be acknowledged.
    var unanswered: Set<UInt64> = []
    /// What is kept for a client that comes back; nil while recovery is off.
    var recovery: RecoverableSocket?
  }

  /// An event that waits for the client to acknowledge it.
  struct Unacknowledged {
    let namespace: String
    let tag: UInt64
    let deadline: Timestamp?
  }

  static let connectTimer = SessionTimer(rawValue: EngineTimer.firstOfSocketIO)
  static let acknowledgementTimer = SessionTimer(rawValue: EngineTimer.firstOfSocketIO + 1)

  let settings: SocketSettings
  private let makeID: @Sendable () -> String
  private var reader: SocketPacketReader
  private var isOver = false
  /// Namespaces that were asked for and neither joined nor refused.
  private var requested: Set<String> = []
  var joined: [String: Joined] = [:]
  var unacknowledged: [UInt64: Unacknowledged] = [:]
  var nextID: UInt64 = 0
  /// When the patience with the first of them ends, or earlier; nil if there is none.
  private var firstDeadline: Timestamp?

  /// Creates a connection that is told ``opened(at:)`` next.
  ///
  /// - Parameters:
  ///   - settings: Its bounds.
  ///   - makeID: Makes an id nobody can guess, for each namespace the client joins.
  public init(settings: SocketSettings, makeID: @escaping @Sendable () -> String) {
    self.settings = settings
    self.makeID = makeID
    reader = SocketPacketReader(settings: settings)
  }

  /// The namespaces the client joined.
  public var namespaces: Set<String> { Set(joined.keys) }

  /// Whether nothing more comes of it.
  public var isClosed: Bool { isOver }

  /// Begins.
  public mutating func opened(at now: Timestamp) -> [SocketAction] {
    [.perform(.schedule(Self.connectTimer, at: now.advanced(by: settings.connectTimeout)))]
  }

  /// A message of the client's came.
  public mutating func receive(_ message: EngineMessage, at now: Timestamp) -> [SocketAction] {
    guard !isOver else { return [] }
    do throws(SocketPacketError) {
      guard let packet = try reader.take(message) else { return [] }
      return take(packet)
    } catch {
      return [.close(error == .tooLarge ? .messageTooBig : .protocolError)]
    }
  }

  /// A timer is due; other timers are ignored.
  public mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SocketAction] {
    guard !isOver else { return [] }
    switch timer {
    case Self.connectTimer: return joined.isEmpty ? [.close(.heartbeatLost)] : []
    case Self.acknowledgementTimer: return loseAcknowledgements(now)
    default: return []
    }
  }

  /// Sees to it that the timer fires at a deadline.
  mutating func wait(until deadline: Timestamp) -> [SocketAction] {
    if let firstDeadline, firstDeadline <= deadline { return [] }
    firstDeadline = deadline
    return [.perform(.schedule(Self.acknowledgementTimer, at: deadline))]
  }

  private mutating func loseAcknowledgements(_ now: Timestamp) -> [SocketAction] {
    firstDeadline = nil
    let lost = unacknowledged.filter { $0.value.deadline.map { $0 <= now } ?? false }.sorted { $0.key < $1.key }
    for (id, _) in lost { unacknowledged[id] = nil }
    let next = unacknowledged.values.compactMap(\.deadline).min()
    return lost.map { .event(.acknowledgementMissed(namespace: $0.value.namespace, tag: $0.value.tag)) }
      + (next.map { wait(until: $0) } ?? [])
  }

  /// The Engine.IO session is over.
  public mutating func closed(_ reason: ConnectionCloseReason) -> [SocketAction] {
    guard !isOver else { return [] }
    isOver = true
    var actions: [SocketAction] = []
    for (namespace, state) in joined.sorted(by: { $0.key < $1.key }) {
      let kept = reason.isBreak ? state.recovery : nil
      actions.append(.event(.disconnected(namespace: namespace, .connection(reason), kept)))
    }
    for namespace in requested.sorted() {
      actions.append(.event(.disconnected(namespace: namespace, .connection(reason), nil)))
    }
    joined = [:]
    requested = []
    unacknowledged = [:]
    return actions + [.event(.closed(reason))]
  }

  // MARK: What the client says

  private mutating func take(_ packet: SocketPacket) -> [SocketAction] {
    switch packet.kind {
    case .connect: return connect(packet)
    case .disconnect: return disconnected(packet.namespace)
    case .event: return event(packet)
    case .acknowledgement: return acknowledgement(packet)
    // Only servers refuse.
    case .connectError: return [.close(.protocolError)]
    }
  }

  private mutating func connect(_ packet: SocketPacket) -> [SocketAction] {
    let namespace = packet.namespace
    guard joined[namespace] == nil, !requested.contains(namespace) else { return [.close(.protocolError)] }
    guard settings.namespaces.contains(namespace) else { return refusal(namespace, "Invalid namespace", nil) }
    guard joined.count + requested.count < settings.joinedNamespaces else {
      return refusal(namespace, "Too many namespaces on one connection", nil)
    }
    requested.insert(namespace)
    var resumption: SocketResumption?
    if settings.recovery != nil, let id = packet.data?["pid"]?.stringValue,
      let offset = packet.data?["offset"]?.stringValue
    {
      resumption = SocketResumption(privateID: id, offset: offset)
    }
    let wish = SocketConnect(namespace: namespace, authentication: packet.data, resumption: resumption)
    return [.event(.connectRequested(wish))]
  }

  private mutating func disconnected(_ namespace: String) -> [SocketAction] {
    guard leave(namespace) || requested.remove(namespace) != nil else { return [.close(.protocolError)] }
    return [.event(.disconnected(namespace: namespace, .client, nil))]
  }

  private mutating func leave(_ namespace: String) -> Bool {
    guard joined.removeValue(forKey: namespace) != nil else { return false }
    unacknowledged = unacknowledged.filter { $0.value.namespace != namespace }
    return true
  }

  private mutating func event(_ packet: SocketPacket) -> [SocketAction] {
    guard joined[packet.namespace] != nil, let values = packet.data?.arrayValue, let first = values.first else {
      return [.close(.protocolError)]
    }
    if let id = packet.id {
      joined[packet.namespace]?.unanswered.insert(id)
      guard joined.values.reduce(0, { $0 + $1.unanswered.count }) <= settings.unansweredEvents else {
        return [.close(.slowConsumer)]
      }
    }
    let name = if case .number(let text) = first { text } else { first.stringValue ?? "" }
    let message = SocketMessage(
      namespace: packet.namespace,
      name: name,
      arguments: Array(values.dropFirst()),
      attachments: packet.attachments,
      id: packet.id
    )
    return [.event(.received(message))]
  }

  private mutating func acknowledgement(_ packet: SocketPacket) -> [SocketAction] {
    guard joined[packet.namespace] != nil else { return [.close(.protocolError)] }
    guard let id = packet.id, let waiting = unacknowledged[id], waiting.namespace == packet.namespace else { return [] }
    unacknowledged[id] = nil
    let acknowledgement = SocketAcknowledgement(
      namespace: packet.namespace,
      tag: waiting.tag,
      arguments: packet.data?.arrayValue ?? [],
      attachments: packet.attachments
    )
    return [.event(.acknowledged(acknowledgement))]
  }

  // MARK: What the application answers

  /// Lets the client into a namespace it asked for. Does nothing if it does not ask any more.
  ///
  /// - Parameter recovered: What was kept for it; what it missed is sent first.
  public mutating func accept(
    _ namespace: String,
    recovering recovered: RecoverableSocket? = nil,
    offset: String? = nil
  ) -> [SocketAction] {
    guard !isOver, requested.remove(namespace) != nil else { return [] }
    var actions: [SocketAction] = [.perform(.cancel(Self.connectTimer))]
    var state = Joined()
    var answer = JSONWriter(capacity: 96)
    if let recovered, let offset, settings.recovery != nil, let missed = recovered.messages(after: offset) {
      state.recovery = recovered
      actions += missed.map { .send($0) }
    } else if settings.recovery != nil {
      state.recovery = RecoverableSocket(id: makeID(), privateID: makeID(), namespace: namespace)
    }
    let id = state.recovery?.id ?? makeID()
    answer.object { json in
      json.member("sid", id)
      json.member("pid", state.recovery?.privateID)
    }
    joined[namespace] = state
    return actions + [.send(.text(SocketPacket.text(.connect, namespace: namespace, json: answer.finish())))]
  }

  /// Does not let the client into a namespace it asked for.
  ///
  /// - Parameters:
  ///   - message: Why, for the client's program.
  ///   - data: What else there is to say.
  public mutating func refuse(_ namespace: String, message: String, data: JSONValue? = nil) -> [SocketAction] {
    guard !isOver, requested.remove(namespace) != nil else { return [] }
    return refusal(namespace, message, data)
  }

  private func refusal(_ namespace: String, _ message: String, _ data: JSONValue?) -> [SocketAction] {
    var json = JSONWriter()
    json.object { json in
      json.member("message", message)
      if let data {
        json.key("data")
        json.value(data)
      }
    }
    return [.send(.text(SocketPacket.text(.connectError, namespace: namespace, json: json.finish())))]
  }

  /// Sends the client out of a namespace. The connection stays; clients do not come back by themselves.
  public mutating func disconnect(_ namespace: String) -> [SocketAction] {
    guard !isOver, leave(namespace) else { return [] }
    return [
      .send(.text(SocketPacket.text(.disconnect, namespace: namespace))),
      .event(.disconnected(namespace: namespace, .server, nil)),
    ]
  }
}
