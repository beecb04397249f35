// SPDX-License-Identifier: Apache-2.0

import DialectKit
public import EngineIO

/// What is wrong with a packet of a client's. Every one of these ends the connection.
public enum SocketPacketError: Error, Hashable, Sendable {
  /// There is no such kind of packet, or none at all.
  case unknownKind
  /// The number of attachments is malformed.
  case malformedAttachmentCount
  /// There are more attachments than allowed.
  case tooManyAttachments
  /// The namespace is longer than allowed.
  case namespaceTooLong
  /// The number of an event is larger than there may be.
  case idTooLarge
  /// The data is not JSON.
  case malformedData
  /// The data does not fit the kind of packet.
  case unfitData
  /// The data refers to an attachment that is not there.
  case unknownAttachment
  /// Text came while attachments were due.
  case attachmentMissing
  /// Bytes came that belong to no packet.
  case strayAttachment
  /// The packet with its attachments is larger than allowed.
  case tooLarge
}

/// Puts packets together from the messages of Engine.IO.
public struct SocketPacketReader: Sendable {
  private struct Unfinished {
    var packet: SocketPacket
    var missing: Int
    var bytes: Int
  }

  /// The names of events that Socket.IO keeps for itself.
  public static let reservedEvents: Set<String> = [
    "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener",
  ]

  private let settings: SocketSettings
  private var unfinished: Unfinished?

  /// Creates a reader.
  public init(settings: SocketSettings) {
    self.settings = settings
  }

  /// Takes a message: the packet it completes, or nil if attachments are still due.
  public mutating func take(_ message: EngineMessage) throws(SocketPacketError) -> SocketPacket? {
    switch message {
    case .text(let text): try begin(text)
    case .binary(let bytes): try attach(bytes)
    }
  }

  private mutating func begin(_ text: [UInt8]) throws(SocketPacketError) -> SocketPacket? {
    guard unfinished == nil else { throw .attachmentMissing }
    guard text.count <= settings.packetBytes else { throw .tooLarge }
    var head = try SocketPacketHead(text, settings)
    head.packet.data = try data(text[head.dataStart...])
    try check(head.packet, attachments: head.attachments)
    guard let attachments = head.attachments else { return head.packet }
    head.packet.attachments = []
    guard attachments > 0 else { return head.packet }
    unfinished = Unfinished(packet: head.packet, missing: attachments, bytes: text.count)
    return nil
  }

  private mutating func attach(_ bytes: [UInt8]) throws(SocketPacketError) -> SocketPacket? {
    guard unfinished != nil else { throw .strayAttachment }
    unfinished?.packet.attachments?.append(bytes)
    unfinished?.missing -= 1
    unfinished?.bytes += bytes.count
    guard let state = unfinished, state.bytes <= settings.packetBytes else { throw .tooLarge }
    guard state.missing == 0 else { return nil }
    unfinished = nil
    return state.packet
  }

  private func data(_ text: ArraySlice<UInt8>) throws(SocketPacketError) -> JSONValue? {
    guard !text.isEmpty else { return nil }
    do {
      return try JSONValue(parsing: text, maximumDepth: settings.dataDepth)
    } catch {
      throw .malformedData
    }
  }

  private func check(_ packet: SocketPacket, attachments: Int?) throws(SocketPacketError) {
    let fits =
      switch packet.kind {
      case .connect: packet.data == nil || packet.data?.objectValue != nil
      case .disconnect: packet.data == nil
      case .connectError: packet.data?.objectValue != nil || packet.data?.stringValue != nil
      case .acknowledgement: packet.data?.arrayValue != nil
      case .event: isEvent(packet.data)
      }
    guard fits else { throw .unfitData }
    guard let attachments else { return }
    guard let numbers = packet.data?.attachmentNumbers, numbers.allSatisfy({ $0 < attachments }) else {
      throw .unknownAttachment
    }
  }

  private func isEvent(_ data: JSONValue?) -> Bool {
    switch data?.arrayValue?.first {
    case .string(let name): !Self.reservedEvents.contains(name)
    case .number: true
    default: false
    }
  }
}

/// Everything of a packet's text before its data: `<kind>[<attachments>-][/namespace,][id]`.
private struct SocketPacketHead {
  var packet: SocketPacket
  var attachments: Int?
  var dataStart: Int

  init(_ text: [UInt8], _ settings: SocketSettings) throws(SocketPacketError) {
    let kind: SocketPacket.Kind
    var hasAttachments = false
    switch text.first {
    case UInt8(ascii: "0"): kind = .connect
    case UInt8(ascii: "1"): kind = .disconnect
    case UInt8(ascii: "2"): kind = .event
    case UInt8(ascii: "3"): kind = .acknowledgement
    case UInt8(ascii: "4"): kind = .connectError
    case UInt8(ascii: "5"): (kind, hasAttachments) = (.event, true)
    case UInt8(ascii: "6"): (kind, hasAttachments) = (.acknowledgement, true)
    default: throw .unknownKind
    }
    packet = SocketPacket(kind)
    var index = 1
    if hasAttachments {
      let count = Self.digits(in: text, from: &index)
      guard let count, index < text.count, text[index] == UInt8(ascii: "-") else { throw .malformedAttachmentCount }
      guard count <= UInt64(settings.attachments) else { throw .tooManyAttachments }
      attachments = Int(count)
      index += 1
    }
    if index < text.count, text[index] == UInt8(ascii: "/") {
      let end = text[index...].firstIndex(of: UInt8(ascii: ",")) ?? text.endIndex
      guard end - index <= settings.namespaceBytes else { throw .namespaceTooLong }
      packet.namespace = String(decoding: text[index..<end], as: UTF8.self)
      index = min(end + 1, text.endIndex)
    }
    if index < text.count, Self.isDigit(text[index]) {
      guard let id = Self.digits(in: text, from: &index), id <= SocketPacket.largestID else { throw .idTooLarge }
      packet.id = id
    }
    dataStart = index
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// The number that comes next; nil if there is none or it is too large.
  private static func digits(in text: [UInt8], from index: inout Int) -> UInt64? {
    var number: UInt64?
    while index < text.count, isDigit(text[index]) {
      let (product, isTooLarge) = (number ?? 0).multipliedReportingOverflow(by: 10)
      let (sum, isTooLargeNow) = product.addingReportingOverflow(UInt64(text[index] - UInt8(ascii: "0")))
      guard !isTooLarge, !isTooLargeNow else { return nil }
      number = sum
      index += 1
    }
    return number
  }
}
