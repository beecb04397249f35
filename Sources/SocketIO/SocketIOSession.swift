// SPDX-License-Identifier: Apache-2.0

public import ContactModel
public import DialectKit
public import EngineIO

/// What a ``SocketIOSession`` wants done, in order.
public typealias SocketIOAction = ProtocolAction<SocketEvent>

/// Socket.IO on Engine.IO: what a dialect's session is built on. It takes what a ``DialectKit/DialectSession`` takes,
/// and answers with actions for the driver and events for the dialect, in order.
public struct SocketIOSession: ProtocolSession {
  /// The lower half.
  public private(set) var engine: EngineSession
  /// The upper half.
  public private(set) var connection: SocketConnection

  /// Creates a session.
  public init(engine: EngineSession, connection: SocketConnection) {
    self.engine = engine
    self.connection = connection
  }

  // MARK: From the driver

  /// Something arrived from the peer or from the driver.
  public mutating func receive(_ input: SessionInput, at now: Timestamp) -> [SocketIOAction] {
    switch input {
    case .opened: follow(engine.opened(at: now), now) + follow(connection.opened(at: now), now)
    case .text(let bytes): follow(engine.text(bytes, at: now), now)
    case .binary(let bytes): follow(engine.binary(bytes, at: now), now)
    case .request(let id, let message): follow(engine.request(id, message, at: now), now)
    case .requestAborted(let id): follow(engine.requestAborted(id), now)
    case .closed(let reason): follow(engine.end(reason), now)
    case .caughtUp, .told, .following, .followedUp: []
    }
  }

  /// A WebSocket came that wants to take over.
  public mutating func socketAttached(at now: Timestamp) -> [SocketIOAction] {
    follow(engine.socketAttached(at: now), now)
  }

  /// The WebSocket that came is gone.
  public mutating func socketDetached(_ reason: ConnectionCloseReason, at now: Timestamp) -> [SocketIOAction] {
    follow(engine.socketDetached(reason), now)
  }

  /// A timer is due; those of the application are ignored.
  public mutating func timerFired(_ timer: SessionTimer, at now: Timestamp) -> [SocketIOAction] {
    follow(engine.timerFired(timer, at: now), now) + follow(connection.timerFired(timer, at: now), now)
  }

  /// The driver handed over everything of this turn.
  public mutating func turnEnded(at now: Timestamp) -> [SocketIOAction] {
    follow(engine.turnEnded(), now)
  }

  // MARK: From the application

  /// Lets the client into a namespace; see ``SocketConnection/accept(_:recovering:offset:)``.
  public mutating func accept(
    _ namespace: String,
    recovering recovered: RecoverableSocket? = nil,
    offset: String? = nil,
    at now: Timestamp
  ) -> [SocketIOAction] {
    follow(connection.accept(namespace, recovering: recovered, offset: offset), now)
  }

  /// Does not let the client into a namespace; see ``SocketConnection/refuse(_:message:data:)``.
  public mutating func refuse(
    _ namespace: String,
    message: String,
    data: JSONValue? = nil,
    at now: Timestamp
  ) -> [SocketIOAction] {
    follow(connection.refuse(namespace, message: message, data: data), now)
  }

  /// Tells the client something; what is volatile only if it can leave at once.
  public mutating func emit(_ emission: SocketEmission, at now: Timestamp) -> [SocketIOAction] {
    guard !emission.isVolatile || engine.isWritable else { return [] }
    return follow(connection.emit(emission), now)
  }

  /// Acknowledges an event of the client's.
  public mutating func acknowledge(
    _ id: UInt64,
    in namespace: String = SocketPacket.mainNamespace,
    _ arguments: [JSONValue],
    attachments: [[UInt8]]? = nil,
    at now: Timestamp
  ) -> [SocketIOAction] {
    follow(connection.acknowledge(id, in: namespace, arguments, attachments: attachments), now)
  }

  /// Sends the client out of a namespace.
  public mutating func disconnect(_ namespace: String, at now: Timestamp) -> [SocketIOAction] {
    follow(connection.disconnect(namespace), now)
  }

  /// Sends a finished message of a namespace (see ``SocketEmission/frame``) that the driver handed to the session instead
  /// of writing it, because it goes by polls. Does nothing if the client is not there.
  public mutating func forward(
    _ frame: [UInt8],
    in namespace: String = SocketPacket.mainNamespace,
    at now: Timestamp
  ) -> [SocketIOAction] {
    guard connection.joined[namespace] != nil, !connection.isClosed else { return [] }
    return follow(engine.send(.text(Array(frame.dropFirst()))), now)
  }

  /// Sends the client out of every namespace it joined and ends the connection: clients do not come back by themselves.
  public mutating func expel(_ reason: ConnectionCloseReason, at now: Timestamp) -> [SocketIOAction] {
    var actions: [SocketIOAction] = []
    for namespace in connection.namespaces.sorted() { actions += disconnect(namespace, at: now) }
    return actions + close(reason, at: now)
  }

  /// Ends the connection without a word in any namespace, so that clients come back by themselves.
  public mutating func close(_ reason: ConnectionCloseReason, at now: Timestamp) -> [SocketIOAction] {
    follow(engine.close(reason, at: now), now)
  }

  /// Notes what the application wants to find again if the client comes back.
  public mutating func setContext(_ context: [UInt8], in namespace: String = SocketPacket.mainNamespace) {
    connection.setContext(context, in: namespace)
  }

  // MARK: Between the halves

  private mutating func follow(_ actions: [EngineAction], _ now: Timestamp) -> [SocketIOAction] {
    var result: [SocketIOAction] = []
    for action in actions {
      switch action {
      case .perform(let action): result.append(.perform(action))
      case .message(let message): result += follow(connection.receive(message, at: now), now)
      case .closed(let reason): result += follow(connection.closed(reason), now)
      }
    }
    return result
  }

  private mutating func follow(_ actions: [SocketAction], _ now: Timestamp) -> [SocketIOAction] {
    var result: [SocketIOAction] = []
    for action in actions {
      switch action {
      case .send(let message): result += follow(engine.send(message), now)
      case .perform(let action): result.append(.perform(action))
      case .event(let event): result.append(.event(event))
      case .close(let reason): result += follow(engine.end(reason), now)
      }
    }
    return result
  }
}
