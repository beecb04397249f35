// SPDX-License-Identifier: Apache-2.0

/// A message of an application: what Engine.IO carries.
public enum EngineMessage: Hashable, Sendable {
  /// Text in UTF-8.
  case text([UInt8])
  /// Bytes.
  case binary([UInt8])

  /// How many bytes it has.
  public var count: Int {
    switch self {
    case .text(let bytes), .binary(let bytes): bytes.count
    }
  }
}

/// One packet of Engine.IO, protocol 4: a digit for its kind and the data.
///
/// A binary message has no digit: a WebSocket carries it as a binary frame, a polling payload as `b` and base64.
public enum EnginePacket: Hashable, Sendable {
  /// 0: a session begins; JSON of an ``EngineHandshake``.
  case open([UInt8])
  /// 1: the session ends.
  case close
  /// 2: the server asks whether the client is there; `probe` on a WebSocket that wants to take over.
  case ping([UInt8])
  /// 3: the answer to a ping, with its data.
  case pong([UInt8])
  /// 4: a message.
  case message(EngineMessage)
  /// 5: the WebSocket takes over.
  case upgrade
  /// 6: nothing; ends a poll.
  case noop
}

/// What does not decode.
public enum EnginePacketError: Error, Hashable, Sendable {
  /// There is no such kind of packet, or none at all.
  case unknownKind
  /// The text is not UTF-8.
  case notText
  /// The base64 of a binary message is malformed.
  case malformedBase64
  /// A payload has more packets than allowed.
  case tooManyPackets
}

extension EnginePacket {
  /// What separates the packets of a polling payload.
  static let separator: UInt8 = 0x1e

  /// Reads the text of one packet, as a WebSocket carries it.
  public init(text: some Collection<UInt8>) throws(EnginePacketError) {
    let data = Array(text.dropFirst())
    guard let kind = text.first else { throw .unknownKind }
    guard String(validating: data, as: UTF8.self) != nil else { throw .notText }
    switch kind {
    case UInt8(ascii: "0"): self = .open(data)
    case UInt8(ascii: "1"): self = .close
    case UInt8(ascii: "2"): self = .ping(data)
    case UInt8(ascii: "3"): self = .pong(data)
    case UInt8(ascii: "4"): self = .message(.text(data))
    case UInt8(ascii: "5"): self = .upgrade
    case UInt8(ascii: "6"): self = .noop
    default: throw .unknownKind
    }
  }

  /// Reads one part of a polling payload.
  public init(part: some Collection<UInt8>) throws(EnginePacketError) {
    if part.first == UInt8(ascii: "b") {
      guard let bytes = Base64.decode(part.dropFirst()) else { throw .malformedBase64 }
      self = .message(.binary(bytes))
    } else {
      try self.init(text: part)
    }
  }

  /// The packet as a message of a WebSocket: text, or binary for a binary message.
  public var frame: EngineMessage {
    if case .message(.binary(let bytes)) = self { return .binary(bytes) }
    return .text(text)
  }

  /// The packet as a part of a polling payload, which for all but binary messages is the text of a WebSocket too.
  public var text: [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(size)
    append(to: &text)
    return text
  }

  /// Appends the packet as a part of a polling payload.
  public func append(to payload: inout [UInt8]) {
    switch self {
    case .open(let data): payload.append(UInt8(ascii: "0"), data)
    case .close: payload.append(UInt8(ascii: "1"))
    case .ping(let data): payload.append(UInt8(ascii: "2"), data)
    case .pong(let data): payload.append(UInt8(ascii: "3"), data)
    case .message(.text(let data)): payload.append(UInt8(ascii: "4"), data)
    case .message(.binary(let bytes)):
      payload.append(UInt8(ascii: "b"))
      Base64.append(bytes, to: &payload)
    case .upgrade: payload.append(UInt8(ascii: "5"))
    case .noop: payload.append(UInt8(ascii: "6"))
    }
  }

  /// How many bytes it holds, for what is counted while it waits.
  var size: Int {
    switch self {
    case .open(let data), .ping(let data), .pong(let data): data.count + 1
    case .message(let message): message.count + 1
    case .close, .upgrade, .noop: 1
    }
  }
}

extension [UInt8] {
  fileprivate mutating func append(_ kind: UInt8, _ data: [UInt8]) {
    append(kind)
    append(contentsOf: data)
  }
}

/// The packets of one polling request or response, joined.
public enum EnginePayload {
  /// Joins packets.
  public static func encode(_ packets: [EnginePacket]) -> [UInt8] {
    var payload: [UInt8] = []
    payload.reserveCapacity(packets.reduce(0) { $0 + $1.size + 1 })
    for (index, packet) in packets.enumerated() {
      if index > 0 { payload.append(EnginePacket.separator) }
      packet.append(to: &payload)
    }
    return payload
  }

  /// Takes a payload apart: the packets up to the first malformed one, and what is wrong with that.
  ///
  /// - Parameter limit: The most packets in one payload.
  public static func decode(_ payload: [UInt8], limit: Int) -> (packets: [EnginePacket], error: EnginePacketError?) {
    var packets: [EnginePacket] = []
    var start = payload.startIndex
    while true {
      let end = payload[start...].firstIndex(of: EnginePacket.separator) ?? payload.endIndex
      guard packets.count < limit else { return (packets, .tooManyPackets) }
      do {
        packets.append(try EnginePacket(part: payload[start..<end]))
      } catch {
        return (packets, error)
      }
      guard end < payload.endIndex else { return (packets, nil) }
      start = end + 1
    }
  }
}
