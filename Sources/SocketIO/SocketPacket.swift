// SPDX-License-Identifier: Apache-2.0

public import DialectKit
public import EngineIO

/// One packet of Socket.IO, protocol 5: what happens in a namespace, with the bytes that its data refers to.
public struct SocketPacket: Hashable, Sendable {
  /// What a packet is. Packets with attachments have kinds of their own on the wire and are the same thing here.
  public enum Kind: Hashable, Sendable {
    /// 0: a namespace is joined.
    case connect
    /// 1: a namespace is left.
    case disconnect
    /// 2, or 5 with attachments: something is told.
    case event
    /// 3, or 6 with attachments: an event is acknowledged.
    case acknowledgement
    /// 4: a namespace may not be joined.
    case connectError
  }

  /// The namespace everybody has.
  public static let mainNamespace = "/"
  /// The largest number of an event that asks to be acknowledged: what JavaScript can count.
  static let largestID: UInt64 = 1 << 53 - 1

  /// What it is.
  public var kind: Kind
  /// The namespace it belongs to; it begins with a slash.
  public var namespace: String
  /// The number under which an event asks to be acknowledged, or is.
  public var id: UInt64?
  /// The data. Where an attachment belongs stands ``DialectKit/JSONValue/attachment(_:)``.
  public var data: JSONValue?
  /// The bytes the data refers to; nil for a packet without, which differs on the wire from one with none.
  public var attachments: [[UInt8]]?

  /// Creates a packet.
  public init(
    _ kind: Kind,
    namespace: String = mainNamespace,
    id: UInt64? = nil,
    data: JSONValue? = nil,
    attachments: [[UInt8]]? = nil
  ) {
    self.kind = kind
    self.namespace = namespace
    self.id = id
    self.data = data
    self.attachments = attachments
  }

  /// The messages of Engine.IO that carry the packet: its text, and one for each attachment.
  public var messages: [EngineMessage] {
    let text = Self.text(kind, namespace: namespace, id: id, json: data?.bytes ?? [], attachments: attachments?.count)
    return [.text(text)] + (attachments ?? []).map { .binary($0) }
  }

  /// The text of a packet whose data is written already.
  public static func text(
    _ kind: Kind,
    namespace: String,
    id: UInt64? = nil,
    json: [UInt8] = [],
    attachments: Int? = nil
  ) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(json.count + namespace.utf8.count + 24)
    text.append(digit(of: kind, hasAttachments: attachments != nil))
    if let attachments {
      text += String(attachments).utf8
      text.append(UInt8(ascii: "-"))
    }
    if namespace != mainNamespace {
      text += namespace.utf8
      text.append(UInt8(ascii: ","))
    }
    if let id { text += String(id).utf8 }
    text += json
    return text
  }

  private static func digit(of kind: Kind, hasAttachments: Bool) -> UInt8 {
    switch kind {
    case .connect: UInt8(ascii: "0")
    case .disconnect: UInt8(ascii: "1")
    case .event: UInt8(ascii: hasAttachments ? "5" : "2")
    case .acknowledgement: UInt8(ascii: hasAttachments ? "6" : "3")
    case .connectError: UInt8(ascii: "4")
    }
  }
}

extension JSONValue {
  /// What stands in data where an attachment belongs.
  public static func attachment(_ number: Int) -> JSONValue {
    .object([JSONMember("_placeholder", .bool(true)), JSONMember("num", .number(String(number)))])
  }

  /// The numbers of the attachments the value refers to; nil if a reference is none.
  var attachmentNumbers: [Int]? {
    switch self {
    case .null, .bool, .number, .string: return []
    case .array(let values):
      var numbers: [Int] = []
      for value in values {
        guard let found = value.attachmentNumbers else { return nil }
        numbers += found
      }
      return numbers
    case .object(let members):
      if self["_placeholder"] == .bool(true) {
        guard let number = self["num"]?.integerValue, number >= 0 else { return nil }
        return [number]
      }
      return JSONValue.array(members.map(\.value)).attachmentNumbers
    }
  }
}
