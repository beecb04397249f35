// SPDX-License-Identifier: Apache-2.0

public import ContactModel
public import DialectKit
import EngineIO

/// What an application tells a client.
public struct SocketEmission: Hashable, Sendable {
  /// The namespace.
  public var namespace: String
  /// The name of the event; none that Socket.IO keeps for itself.
  public var name: String
  /// Its arguments as JSON, with commas between them: written once for all who get it.
  public var arguments: [UInt8]
  /// The bytes the arguments refer to by ``DialectKit/JSONValue/attachment(_:)``; nil for none.
  public var attachments: [[UInt8]]?
  /// What to call the acknowledgement that is asked for; nil to ask for none.
  public var tag: UInt64?
  /// When to give up waiting for it, which is told as ``SocketEvent/acknowledgementMissed(namespace:tag:)``; nil to wait
  /// until the client leaves.
  public var deadline: Timestamp?
  /// Whether it may be dropped when it cannot leave at once; it is not kept for a client that comes back either.
  public var isVolatile: Bool

  /// Creates an emission whose arguments are written already.
  public init(
    _ name: String,
    json arguments: [UInt8] = [],
    in namespace: String = SocketPacket.mainNamespace,
    attachments: [[UInt8]]? = nil,
    tag: UInt64? = nil,
    isVolatile: Bool = false
  ) {
    self.namespace = namespace
    self.name = name
    self.arguments = arguments
    self.attachments = attachments
    self.tag = tag
    self.isVolatile = isVolatile
  }

  /// Creates an emission.
  public init(
    _ name: String,
    _ arguments: [JSONValue],
    in namespace: String = SocketPacket.mainNamespace,
    attachments: [[UInt8]]? = nil,
    tag: UInt64? = nil,
    isVolatile: Bool = false
  ) {
    self.init(
      name,
      json: Self.join(arguments),
      in: namespace,
      attachments: attachments,
      tag: tag,
      isVolatile: isVolatile
    )
  }

  /// The emission as a finished text message of a WebSocket, which is the same for everybody: what a dialect's encoder
  /// makes for drivers to write. Only for what has no attachments and asks for no acknowledgement, and without recovery,
  /// which gives each client an offset of its own.
  public var frame: [UInt8] {
    var json = JSONWriter(capacity: arguments.count + name.utf8.count + 8)
    json.array { json in
      json.string(name)
      if !arguments.isEmpty { json.raw(arguments) }
    }
    return EnginePacket.message(.text(SocketPacket.text(.event, namespace: namespace, json: json.finish()))).text
  }

  static func join(_ arguments: [JSONValue]) -> [UInt8] {
    Array(arguments.map(\.bytes).joined(separator: [UInt8(ascii: ",")]))
  }
}

extension SocketConnection {
  /// Tells the client something in a namespace it joined; does nothing if it left.
  public mutating func emit(_ emission: SocketEmission) -> [SocketAction] {
    let namespace = emission.namespace
    guard !isClosed, joined[namespace] != nil else { return [] }
    var id: UInt64?
    var actions: [SocketAction] = []
    if let tag = emission.tag {
      guard unacknowledged.count < settings.unacknowledgedEvents else { return [.close(.slowConsumer)] }
      id = nextID
      unacknowledged[nextID] = Unacknowledged(namespace: namespace, tag: tag, deadline: emission.deadline)
      nextID += 1
      if let deadline = emission.deadline { actions = wait(until: deadline) }
    }
    // Clients remember the last argument of what asks for no acknowledgement, if it is a string.
    let isKept = emission.tag == nil && !emission.isVolatile
    let offset = isKept ? joined[namespace]?.recovery?.nextOffset : nil
    let head = SocketPacket.text(.event, namespace: namespace, id: id, attachments: emission.attachments?.count)
    var text = JSONWriter(head, capacity: head.count + emission.arguments.count + emission.name.utf8.count + 48)
    text.array { json in
      json.string(emission.name)
      if !emission.arguments.isEmpty { json.raw(emission.arguments) }
      if let offset { json.string(offset) }
    }
    let messages = [.text(text.finish())] + (emission.attachments ?? []).map { EngineMessage.binary($0) }
    if offset != nil, let limit = settings.recovery { joined[namespace]?.recovery?.append(messages, limit: limit) }
    return actions + messages.map { .send($0) }
  }

  /// Acknowledges an event of the client's. Does nothing the second time, or when the client left.
  public mutating func acknowledge(
    _ id: UInt64,
    in namespace: String = SocketPacket.mainNamespace,
    _ arguments: [JSONValue],
    attachments: [[UInt8]]? = nil
  ) -> [SocketAction] {
    guard !isClosed, joined[namespace]?.unanswered.remove(id) != nil else { return [] }
    let packet = SocketPacket(
      .acknowledgement,
      namespace: namespace,
      id: id,
      data: .array(arguments),
      attachments: attachments
    )
    return packet.messages.map { .send($0) }
  }

  /// Notes what the application wants to find again if the client comes back.
  public mutating func setContext(_ context: [UInt8], in namespace: String = SocketPacket.mainNamespace) {
    joined[namespace]?.recovery?.context = context
  }
}
